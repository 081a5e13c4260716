"""Årshjulet: listen over oppgavene, én oppgave, og det HR gjør med dem."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import ExtractMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arbeidsmiljo.actions import bortfall, bruk_forslaget, fullfor_aarsoppgave, lagre_aarsoppgave
from arbeidsmiljo.domain.aarshjul import Maanedsdel, aaret_etter, maanedsdelene
from arbeidsmiljo.domain.roller import Rolle, Tilgang
from arbeidsmiljo.forms.aarshjul import AarsoppgaveForm, BortfallForm, UtfortForm
from arbeidsmiljo.forms.felles import Skjema
from arbeidsmiljo.models import Aarsoppgave, Bruker, Oppgavestatus
from arbeidsmiljo.models.aarshjul import AarsoppgaveQuerySet
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.templatetags.visning import dato
from arbeidsmiljo.views.felles import (
    Smule,
    krev_styring,
    legg_til_feil,
    sidevis,
    skjemaside,
    soketekst,
    styrer_alt,
    virksomhetssmuler,
)

SEN, ALLE = "sen", "alle"
STATUSVALG = (str(Oppgavestatus.VENTER), SEN, str(Oppgavestatus.UTFORT), str(Oppgavestatus.BORTFALT), ALLE)


@dataclass(frozen=True, slots=True)
class Del:
    """Oppgavene til én selv, eller til andre, kvartal for kvartal."""

    er_egen: bool
    kvartalene: list[tuple[str, list[Aarsoppgave]]]


def aarshjulsmuler(*flere: Smule) -> list[Smule]:
    return virksomhetssmuler((reverse("aarshjul"), _("Årshjul")), *flere)


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def aarshjul(request: HttpRequest) -> HttpResponse:
    """Oppgavene i virksomheten, egne roller først. ``?rolle=``, ``?status=`` og ``?sok=`` velger ut."""
    bruker = innlogget(request)
    i_dag = timezone.localdate()
    rolle, status, sok = request.GET.get("rolle", ""), request.GET.get("status", ""), soketekst(request)
    status = status if status in STATUSVALG else str(Oppgavestatus.VENTER)
    alle = Aarsoppgave.objects.synlig_for(bruker)
    side = sidevis(request, _utvalget(alle, bruker, rolle=rolle, status=status, sok=sok, i_dag=i_dag))
    kontekst = {
        "meny": "virksomheten",
        "smuler": aarshjulsmuler(),
        "i_dag": i_dag,
        "side": side,
        "delene": _delene(list(side.object_list)),
        "maanedene": aarets_maaneder(alle, i_dag),
        "rollene": [en for en in Rolle if en != Rolle.TILSYN],
        "rolle": rolle,
        "status": status,
        "sok": sok,
        "er_filtrert": bool(rolle or sok or status != Oppgavestatus.VENTER),
        "kan_styre": styrer_alt(bruker, Tilgang.STYRE_AARSHJUL),
        "kalenderadresse": settings.NETTADRESSE + reverse("kalender", args=[bruker.kalendernokkel]),
    }
    return render(request, "arbeidsmiljo/aarshjul.html", kontekst)


def _utvalget(
    oppgavene: QuerySet[Aarsoppgave], bruker: Bruker, *, rolle: str, status: str, sok: str, i_dag: date
) -> QuerySet[Aarsoppgave]:
    if status == SEN:
        oppgavene = oppgavene.filter(status=Oppgavestatus.VENTER, frist__lt=i_dag)
    elif status != ALLE:
        oppgavene = oppgavene.filter(status=status)
    if rolle in set(Rolle):
        oppgavene = oppgavene.filter(rolle=rolle)
    if sok:
        oppgavene = oppgavene.filter(Q(tittel__icontains=sok) | Q(beskrivelse__icontains=sok))
    er_egen = ExpressionWrapper(Q(rolle__in=bruker.rollene), output_field=BooleanField())
    ferdige_forst = status in {Oppgavestatus.UTFORT, Oppgavestatus.BORTFALT}
    return oppgavene.annotate(er_egen=er_egen).order_by("-er_egen", "-frist" if ferdige_forst else "frist", "pk")


def _delene(oppgavene: Sequence[Any]) -> list[Del]:
    return [
        Del(bool(er_egen), [(tittel, list(radene)) for tittel, radene in groupby(hver, _kvartal)])
        for er_egen, hver in groupby(oppgavene, lambda en: en.er_egen)
    ]


def _kvartal(oppgave: Aarsoppgave) -> str:
    """«Januar–mars 2027»."""
    forste = (oppgave.frist.month - 1) // 3 * 3 + 1
    return f"{MONTHS[forste]}–{MONTHS[forste + 2]} {oppgave.frist.year}".capitalize()


def aarets_maaneder(oppgavene: AarsoppgaveQuerySet, i_dag: date) -> list[tuple[Maanedsdel, str]]:
    """De tolv månedene fra og med denne, med hvor mange av oppgavene som venter i hver, til tegningen. Én spørring."""
    fra = i_dag.replace(day=1)
    antall = dict(
        oppgavene.som_venter()
        .filter(frist__gte=fra, frist__lt=aaret_etter(fra))
        .order_by()
        .values_list(ExtractMonth("frist"))
        .annotate(Count("pk"))
    )
    delene = maanedsdelene([antall.get(maaned, 0) for maaned in range(1, 13)], i_dag.month)
    return [(en, str(MONTHS[en.nummer])) for en in delene]


@krever(Tilgang.STYRE_AARSHJUL)
@require_POST
def aarshjul_forslag(request: HttpRequest) -> HttpResponse:
    """Lager oppgavene i forslaget for de neste tolv månedene."""
    bruker = innlogget(request)
    antall = bruk_forslaget(virksomhet=krev_styring(bruker, Tilgang.STYRE_AARSHJUL), av=bruker, naa=timezone.now())
    if antall:
        messages.success(
            request,
            ngettext(
                "%(antall)d oppgave er lagt til fra forslaget. Endre det som ikke passer hos dere.",
                "%(antall)d oppgaver er lagt til fra forslaget. Endre det som ikke passer hos dere.",
                antall,
            )
            % {"antall": antall},
        )
    else:
        messages.info(request, _("Alle oppgavene i forslaget står i årshjulet fra før. Ingenting er endret."))
    return redirect("aarshjul")


@krever(Tilgang.STYRE_AARSHJUL)
@require_http_methods(["GET", "HEAD", "POST"])
def aarsoppgave_ny(request: HttpRequest) -> HttpResponse:
    """En ny oppgave, laget for hånd."""
    virksomhet = krev_styring(innlogget(request), Tilgang.STYRE_AARSHJUL)
    form = AarsoppgaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lagret = _lagre(request, form, Aarsoppgave(virksomhet=virksomhet))
        if lagret:
            messages.success(request, _("«%(tittel)s» er lagt til.") % {"tittel": lagret.tittelen})
            return redirect("aarsoppgave", lagret.pk)
    return skjemaside(
        request,
        form,
        tittel=_("Ny oppgave"),
        lagre=_("Lagre"),
        avbryt=reverse("aarshjul"),
        smuler=aarshjulsmuler(),
    )


@krever(Tilgang.STYRE_AARSHJUL)
@require_http_methods(["GET", "HEAD", "POST"])
def aarsoppgave_endre(request: HttpRequest, pk: int) -> HttpResponse:
    """Endrer en oppgave som venter."""
    bruker = innlogget(request)
    oppgave = _finn(bruker, pk)
    krev_styring(bruker, Tilgang.STYRE_AARSHJUL)
    tittel = oppgave.tittelen
    form = AarsoppgaveForm(request.POST or None, oppgave=oppgave)
    if request.method == "POST" and form.is_valid() and _lagre(request, form, oppgave):
        messages.success(request, _("Endringen er lagret."))
        return redirect("aarsoppgave", pk)
    return skjemaside(
        request,
        form,
        tittel=_("Endre oppgaven"),
        lagre=_("Lagre"),
        avbryt=reverse("aarsoppgave", args=[pk]),
        smuler=aarshjulsmuler((reverse("aarsoppgave", args=[pk]), tittel)),
    )


def _lagre(request: HttpRequest, form: AarsoppgaveForm, oppgave: Aarsoppgave) -> Aarsoppgave | None:
    try:
        return lagre_aarsoppgave(oppgave=form.til(oppgave), av=innlogget(request), naa=timezone.now())
    except ValidationError as feil:
        legg_til_feil(form, feil)
        return None


@krever(Tilgang.SE_KARTLEGGING)
@require_http_methods(["GET", "HEAD", "POST"])
def aarsoppgave(request: HttpRequest, pk: int) -> HttpResponse:
    """Én oppgave. Den som har rollen, eller HR, merker den utført; HR kan ta den bort. ``handling`` i POST velger."""
    bruker = innlogget(request)
    oppgave = _finn(bruker, pk)
    kan_styre = styrer_alt(bruker, Tilgang.STYRE_AARSHJUL)
    kan_utfore = kan_styre or oppgave.rollen in bruker.rollene
    skjemaene: dict[str, Skjema] = {
        "utfort": UtfortForm(prefix="utfort"),
        "bortfall": BortfallForm(prefix="bortfall", initial={"neste_aar": oppgave.gjentas}),
    }
    if request.method == "POST":
        handling = "bortfall" if request.POST.get("handling") == "bortfall" else "utfort"
        if not (kan_styre if handling == "bortfall" else kan_utfore):
            raise PermissionDenied
        form = skjemaene[handling] = type(skjemaene[handling])(request.POST, prefix=handling)
        if form.is_valid():
            return _avslutt(request, oppgave, handling, form.cleaned_data)
    kontekst = {
        "meny": "virksomheten",
        "smuler": aarshjulsmuler((request.path, oppgave.tittelen)),
        "i_dag": timezone.localdate(),
        "oppgave": oppgave,
        "kan_styre": kan_styre,
        "kan_utfore": kan_utfore,
        "skjemaene": skjemaene,
    }
    har_feil = any(en.errors for en in skjemaene.values())
    return render(request, "arbeidsmiljo/aarsoppgave.html", kontekst, status=400 if har_feil else 200)


def _finn(bruker: Bruker, pk: int) -> Aarsoppgave:
    oppgave = Aarsoppgave.objects.synlig_for(bruker).filter(pk=pk).first()
    if oppgave is None:
        raise Http404
    return oppgave


def _avslutt(request: HttpRequest, oppgave: Aarsoppgave, handling: str, felt: dict[str, Any]) -> HttpResponse:
    av, naa = innlogget(request), timezone.now()
    try:
        if handling == "bortfall":
            neste = bortfall(oppgave=oppgave, av=av, naa=naa, **felt)
        else:
            neste = fullfor_aarsoppgave(oppgave=oppgave, av=av, naa=naa, **felt)
    except ValidationError as feil:
        messages.error(request, " ".join(feil.messages))
        return redirect("aarsoppgave", oppgave.pk)
    gjort = _("Oppgaven er tatt bort.") if handling == "bortfall" else _("Oppgaven er merket utført.")
    if neste:
        gjort += " " + _("Neste frist er %(dag)s.") % {"dag": dato(neste.frist)}
    messages.success(request, gjort)
    return redirect("aarshjul")
