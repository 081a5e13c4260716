"""Kontoene i virksomheten: hvem som har dem, rollene deres, og brevene til dem."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arbeidsmiljo.actions import (
    aapne_konto,
    avslutt_rolle,
    endre_navn,
    finn_eller_opprett_bruker,
    steng_konto,
    tildel_rolle,
    virksomhetens_rot,
)
from arbeidsmiljo.domain.roller import Rolle, Tilgang
from arbeidsmiljo.forms.brukere import NavnForm, NyBrukerForm, RolleForm, SluttForm
from arbeidsmiljo.konto import BREVET_FEILET, BREVET_GIKK
from arbeidsmiljo.models import Bruker, Hendelse, Tildeling, Virksomhet
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.tasks import send_brev_om_konto
from arbeidsmiljo.views.felles import (
    Smule,
    krev_styring,
    legg_til_feil,
    sidevis,
    skjemaside,
    soketekst,
    virksomhetssmuler,
)


def _smuler(*flere: Smule) -> list[Smule]:
    return virksomhetssmuler((reverse("brukere"), _("Brukere og roller")), *flere)


def _kontoene(virksomhet: Virksomhet) -> QuerySet[Bruker]:
    """Kontoene som har eller har hatt en rolle her. Bare rollene herfra er med."""
    herfra = Tildeling.objects.i_virksomhet(virksomhet.pk)
    return (
        Bruker.objects.filter(Exists(herfra.filter(bruker=OuterRef("pk"))))
        .prefetch_related(
            Prefetch(
                "tildelingene",
                queryset=herfra.select_related("enhet", "verneomrade").order_by("-fra", "-pk"),
                to_attr="rollene_her",
            )
        )
        .order_by("navn", "pk")
    )


def _finn(request: HttpRequest, pk: int) -> tuple[Virksomhet, Bruker]:
    virksomhet = krev_styring(innlogget(request), Tilgang.STYRE_BRUKERE)
    funnet = _kontoene(virksomhet).filter(pk=pk).first()
    if funnet is None:
        raise Http404
    return virksomhet, funnet


@krever(Tilgang.STYRE_BRUKERE)
@require_safe
def brukere(request: HttpRequest) -> HttpResponse:
    """Kontoene i virksomheten, med søk på navn og adresse og filter på rolle."""
    virksomhet = krev_styring(innlogget(request), Tilgang.STYRE_BRUKERE)
    i_dag, sok, rolle = timezone.localdate(), soketekst(request), request.GET.get("rolle", "")
    alle = _kontoene(virksomhet)
    if sok:
        alle = alle.filter(Q(navn__icontains=sok) | Q(epost__icontains=sok))
    if rolle in set(Rolle):
        gjelder = Tildeling.objects.i_virksomhet(virksomhet.pk).gyldige(i_dag).filter(rolle=rolle)
        alle = alle.filter(Exists(gjelder.filter(bruker=OuterRef("pk"))))
    kontekst = {
        "meny": "virksomheten",
        "smuler": _smuler(),
        "side": sidevis(request, alle),
        "sok": sok,
        "rolle": rolle,
        "rollene": [(str(en), _(en.tittel)) for en in Rolle],
        "i_dag": i_dag,
    }
    return render(request, "arbeidsmiljo/brukere.html", kontekst)


@krever(Tilgang.STYRE_BRUKERE)
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def bruker_ny(request: HttpRequest) -> HttpResponse:
    """En ny konto med sin første rolle. Finnes kontoen, får den bare rollen."""
    hr, naa = innlogget(request), timezone.now()
    virksomhet = krev_styring(hr, Tilgang.STYRE_BRUKERE)
    form = NyBrukerForm(request.POST or None, virksomhet_id=virksomhet.pk, initial=_forslag(virksomhet))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                bruker = finn_eller_opprett_bruker(
                    virksomhet=virksomhet,
                    epost=form.cleaned_data["epost"],
                    navn=form.cleaned_data["navn"],
                    av=hr,
                    naa=naa,
                )
                tildel_rolle(bruker=bruker, av=hr, naa=naa, **form.rollen)
        except ValidationError as feil:
            legg_til_feil(form, feil)
        else:
            _send(bruker, virksomhet)
            messages.success(request, _("%(navn)s er lagt til.") % {"navn": bruker.navn})
            return redirect("bruker", bruker.pk)
    return skjemaside(
        request,
        form,
        tittel=_("Ny bruker"),
        ingress=_(
            "Kontoen får en e-post med en lenke. Den som bare skal svare på en kartlegging, trenger ingen konto."
        ),
        lagre=_("Legg til"),
        avbryt=reverse("brukere"),
        smuler=_smuler(),
    )


def _forslag(virksomhet: Virksomhet) -> dict[str, Any]:
    return {"fra": timezone.localdate(), "enhet": virksomhetens_rot(virksomhet.pk)}


def _send(bruker: Bruker, virksomhet: Virksomhet) -> None:
    # Arbeideren skal ikke lete etter en konto som ikke er lagret ennå.
    transaction.on_commit(lambda: send_brev_om_konto.enqueue(bruker.pk, virksomhet.pk))


@krever(Tilgang.STYRE_BRUKERE)
@require_safe
def bruker(request: HttpRequest, pk: int) -> HttpResponse:
    """Én konto: rollene her, før og nå, og om brevet kom av sted."""
    virksomhet, funnet = _finn(request, pk)
    i_dag = timezone.localdate()
    brevene = Hendelse.objects.filter(
        virksomhet_id=virksomhet.pk, hva__in=[BREVET_GIKK, BREVET_FEILET], detaljer__bruker=funnet.pk
    )
    siste = brevene.first()
    rollene: list[Tildeling] = getattr(funnet, "rollene_her", [])
    kontekst = {
        "meny": "virksomheten",
        "smuler": _smuler((request.path, funnet.navn)),
        "bruker": funnet,
        "naa": [en for en in rollene if not _er_over(en, i_dag)],
        "foer": [en for en in rollene if _er_over(en, i_dag)],
        "i_dag": i_dag,
        "brevet": siste,
        "brevet_feilet": _(siste.detaljer["grunn"]) if siste and siste.hva == BREVET_FEILET else "",
    }
    return render(request, "arbeidsmiljo/bruker.html", kontekst)


def _er_over(tildeling: Tildeling, i_dag: date) -> bool:
    return tildeling.til is not None and tildeling.til < i_dag


@krever(Tilgang.STYRE_BRUKERE)
@require_http_methods(["GET", "HEAD", "POST"])
def bruker_endre(request: HttpRequest, pk: int) -> HttpResponse:
    """Endrer navnet på kontoen."""
    virksomhet, funnet = _finn(request, pk)
    form = NavnForm(request.POST or None, initial={"navn": funnet.navn})
    if request.method == "POST" and form.is_valid():
        try:
            endre_navn(
                bruker=funnet,
                virksomhet=virksomhet,
                navn=form.cleaned_data["navn"],
                av=innlogget(request),
                naa=timezone.now(),
            )
        except ValidationError as feil:
            legg_til_feil(form, feil)
        else:
            messages.success(request, _("Navnet er endret."))
            return redirect("bruker", pk)
    return skjemaside(
        request, form, tittel=_("Endre navn"), lagre=_("Lagre"), avbryt=reverse("bruker", args=[pk]), smuler=_smuler()
    )


@krever(Tilgang.STYRE_BRUKERE)
@require_http_methods(["GET", "HEAD", "POST"])
def bruker_rolle(request: HttpRequest, pk: int) -> HttpResponse:
    """Gir kontoen en rolle til."""
    virksomhet, funnet = _finn(request, pk)
    form = RolleForm(request.POST or None, virksomhet_id=virksomhet.pk, initial=_forslag(virksomhet))
    if request.method == "POST" and form.is_valid():
        try:
            tildel_rolle(bruker=funnet, av=innlogget(request), naa=timezone.now(), **form.rollen)
        except ValidationError as feil:
            legg_til_feil(form, feil)
        else:
            messages.success(request, _("Rollen er gitt."))
            return redirect("bruker", pk)
    return skjemaside(
        request,
        form,
        tittel=_("Gi %(navn)s en rolle") % {"navn": funnet.navn},
        lagre=_("Gi rollen"),
        avbryt=reverse("bruker", args=[pk]),
        smuler=_smuler((reverse("bruker", args=[pk]), funnet.navn)),
    )


@krever(Tilgang.STYRE_BRUKERE)
@require_http_methods(["GET", "HEAD", "POST"])
def bruker_rolle_slutt(request: HttpRequest, pk: int, tildeling: int) -> HttpResponse:
    """Avslutter en rolle. Den slettes ikke, så historien står."""
    virksomhet, funnet = _finn(request, pk)
    rollen = (
        Tildeling.objects.i_virksomhet(virksomhet.pk)
        .select_related("bruker", "enhet__virksomhet", "verneomrade__virksomhet")
        .filter(bruker=funnet, pk=tildeling)
        .first()
    )
    if rollen is None:
        raise Http404
    form = SluttForm(request.POST or None, initial={"siste_dag": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            avslutt_rolle(
                tildeling=rollen,
                siste_dag=form.cleaned_data["siste_dag"],
                av=innlogget(request),
                naa=timezone.now(),
            )
        except ValidationError as feil:
            legg_til_feil(form, feil)
        else:
            messages.success(request, _("Rollen er avsluttet."))
            return redirect("bruker", pk)
    tittel = {"rolle": _(Rolle(rollen.rolle).tittel), "navn": rollen.gjelder.navn}
    return skjemaside(
        request,
        form,
        tittel=_("Avslutt rollen %(rolle)s for %(navn)s") % tittel,
        ingress=funnet.navn,
        lagre=_("Avslutt rollen"),
        avbryt=reverse("bruker", args=[pk]),
        smuler=_smuler((reverse("bruker", args=[pk]), funnet.navn)),
    )


@krever(Tilgang.STYRE_BRUKERE)
@require_POST
def bruker_brev(request: HttpRequest, pk: int) -> HttpResponse:
    """Sender brevet om tilgangen på nytt."""
    virksomhet, funnet = _finn(request, pk)
    send_brev_om_konto.enqueue(funnet.pk, virksomhet.pk)
    messages.success(request, _("Brevet er på vei. Last siden på nytt om et øyeblikk for å se om det gikk."))
    return redirect("bruker", pk)


@krever(Tilgang.STYRE_BRUKERE)
@require_POST
def bruker_stenging(request: HttpRequest, pk: int) -> HttpResponse:
    """Stenger kontoen, eller åpner en stengt."""
    virksomhet, funnet = _finn(request, pk)
    steg = steng_konto if funnet.is_active else aapne_konto
    try:
        steg(bruker=funnet, virksomhet=virksomhet, av=innlogget(request), naa=timezone.now())
    except ValidationError as feil:
        messages.error(request, " ".join(feil.messages))
    else:
        messages.success(request, _("Kontoen er åpen.") if funnet.is_active else _("Kontoen er stengt."))
    return redirect("bruker", pk)
