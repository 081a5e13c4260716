"""Enhetene: listen, én enhet, endringer for hånd, og omorganisering."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arbeidsmiljo.actions import aapne_enhet, lagre_enhet, lukk_enhet, sett_forgjengere, slaa_sammen
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.forms.organisasjon import EnhetForm, ForgjengereForm, SlaaSammenForm
from arbeidsmiljo.models import Bruker, Enhet
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.vernedekning import uten_verneombud
from arbeidsmiljo.views.felles import (
    Smule,
    egen_virksomhet,
    krev_styring,
    legg_til_feil,
    sidevis,
    skjemaside,
    soketekst,
    styrer_alt,
    virksomhetssmuler,
)

VISTE_UTEN_VERNEOMBUD = 10


def organisasjonssmuler(*flere: Smule) -> list[Smule]:
    return virksomhetssmuler((reverse("organisasjon"), _("Organisasjon")), *flere)


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def organisasjon(request: HttpRequest) -> HttpResponse:
    """Enhetene i virksomheten, søkbare. ``?vis=lukkede`` viser de lukkede."""
    bruker = innlogget(request)
    virksomhet = egen_virksomhet(bruker)
    sok, lukkede = soketekst(request), request.GET.get("vis") == "lukkede"
    enhetene = virksomhet.enhetene.filter(lukket__isnull=not lukkede).select_related("forelder")
    if sok:
        enhetene = enhetene.filter(Q(navn__icontains=sok) | Q(kode__icontains=sok))
    uten = uten_verneombud(virksomhet.pk, timezone.localdate())
    kontekst = {
        "meny": "virksomheten",
        "smuler": organisasjonssmuler(),
        "side": sidevis(request, enhetene.order_by("navn", "kode")),
        "sok": sok,
        "lukkede": lukkede,
        "kan_styre": styrer_alt(bruker, Tilgang.STYRE_ORGANISASJON),
        "uten_verneombud": uten[:VISTE_UTEN_VERNEOMBUD],
        "antall_uten_verneombud": len(uten),
    }
    return render(request, "arbeidsmiljo/organisasjon.html", kontekst)


def _finn(bruker: Bruker, pk: int) -> Enhet:
    enhet = (
        Enhet.objects.select_related("forelder", "virksomhet")
        .filter(virksomhet_id=bruker.virksomhet_id or 0, pk=pk)
        .first()
    )
    if enhet is None:
        raise Http404
    return enhet


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def enhet(request: HttpRequest, pk: int) -> HttpResponse:
    """Én enhet: hvor den ligger, hva som ligger under, hvem som har roller der, og hva den var før."""
    bruker = innlogget(request)
    funnet = _finn(bruker, pk)
    i_dag = timezone.localdate()
    kontekst = {
        "meny": "virksomheten",
        "smuler": organisasjonssmuler((request.path, funnet.navn)),
        "enhet": funnet,
        "side": sidevis(
            request, funnet.underenhetene.aktive().annotate(under=Count("underenhetene")).order_by("navn", "kode")
        ),
        "forgjengerne": funnet.forgjengere.all(),
        "etterfolgerne": funnet.etterfolgere.all(),
        "rollene": funnet.tildelingene.filter(fra__lte=i_dag).exclude(til__lt=i_dag).select_related("bruker"),
        "kan_styre": styrer_alt(bruker, Tilgang.STYRE_ORGANISASJON),
    }
    return render(request, "arbeidsmiljo/enhet.html", kontekst)


@krever(Tilgang.STYRE_ORGANISASJON)
@require_http_methods(["GET", "HEAD", "POST"])
def enhet_ny(request: HttpRequest) -> HttpResponse:
    """En ny enhet. ``?under=`` velger enheten den ligger under."""
    bruker = innlogget(request)
    virksomhet = krev_styring(bruker, Tilgang.STYRE_ORGANISASJON)
    under = request.GET.get("under", "")
    form = EnhetForm(
        request.POST or None,
        virksomhet_id=virksomhet.pk,
        initial={"forelder": int(under) if under.isascii() and under.isdecimal() and len(under) < 19 else None},
    )
    if request.method == "POST" and form.is_valid():
        try:
            ny = lagre_enhet(enhet=form.fyll(Enhet(virksomhet=virksomhet)), av=bruker, naa=timezone.now())
        except ValidationError as feil:
            legg_til_feil(form, feil)
        else:
            messages.success(request, _("«%(navn)s» er lagt til.") % {"navn": ny.navn})
            return redirect("enhet", ny.pk)
    return skjemaside(
        request,
        form,
        tittel=_("Ny enhet"),
        lagre=_("Lagre"),
        avbryt=reverse("organisasjon"),
        smuler=organisasjonssmuler(),
    )


@krever(Tilgang.STYRE_ORGANISASJON)
@require_http_methods(["GET", "HEAD", "POST"])
def enhet_endre(request: HttpRequest, pk: int) -> HttpResponse:
    """Endrer navn, type, plass og koder. Koden er fast."""
    bruker = innlogget(request)
    funnet = _finn(bruker, pk)
    krev_styring(bruker, Tilgang.STYRE_ORGANISASJON)
    naa_er = {navn: getattr(funnet, navn) for navn in ("navn", "forelder", "type", "orgnr", "naeringskode")}
    form = EnhetForm(request.POST or None, virksomhet_id=funnet.virksomhet_id, enhet=funnet, initial=naa_er)
    if request.method == "POST" and form.is_valid():
        try:
            lagre_enhet(enhet=form.fyll(funnet), av=bruker, naa=timezone.now())
        except ValidationError as feil:
            legg_til_feil(form, feil)
        else:
            messages.success(request, _("Endringen er lagret."))
            return redirect("enhet", pk)
    navn = str(naa_er["navn"])
    return skjemaside(
        request,
        form,
        tittel=_("Endre %(navn)s") % {"navn": navn},
        lagre=_("Lagre"),
        avbryt=reverse("enhet", args=[pk]),
        smuler=organisasjonssmuler((reverse("enhet", args=[pk]), navn)),
    )


@krever(Tilgang.STYRE_ORGANISASJON)
@require_POST
def enhet_lukk(request: HttpRequest, pk: int) -> HttpResponse:
    """Lukker enheten, eller åpner den igjen."""
    bruker = innlogget(request)
    funnet = _finn(bruker, pk)
    krev_styring(bruker, Tilgang.STYRE_ORGANISASJON)
    handling, gjort = (
        (aapne_enhet, _("Enheten er åpnet igjen.")) if funnet.lukket else (lukk_enhet, _("Enheten er lukket."))
    )
    try:
        handling(enhet=funnet, av=bruker, naa=timezone.now())
    except ValidationError as feil:
        messages.error(request, " ".join(feil.messages))
    else:
        messages.success(request, gjort)
    return redirect("enhet", pk)


@krever(Tilgang.STYRE_ORGANISASJON)
@require_http_methods(["GET", "HEAD", "POST"])
def enhet_forgjengere(request: HttpRequest, pk: int) -> HttpResponse:
    """Hvilke enheter folkene hørte til før en omorganisering."""
    bruker = innlogget(request)
    funnet = _finn(bruker, pk)
    krev_styring(bruker, Tilgang.STYRE_ORGANISASJON)
    form = ForgjengereForm(request.POST or None, enhet=funnet, initial={"forgjengere": funnet.forgjengere.all()})
    if request.method == "POST" and form.is_valid():
        try:
            sett_forgjengere(
                enhet=funnet, forgjengere=list(form.cleaned_data["forgjengere"]), av=bruker, naa=timezone.now()
            )
        except ValidationError as feil:
            legg_til_feil(form, feil)
        else:
            messages.success(request, _("Forgjengerne er lagret. De gjelder kartlegginger som åpner fra nå av."))
            return redirect("enhet", pk)
    return skjemaside(
        request,
        form,
        tittel=_("Forgjengere"),
        ingress=_(
            "Sammenligning med forrige kartlegging bruker dem, så tallene følger folkene og ikke navnet på enheten."
        ),
        lagre=_("Lagre"),
        avbryt=reverse("enhet", args=[pk]),
        smuler=organisasjonssmuler((reverse("enhet", args=[pk]), funnet.navn)),
    )


@krever(Tilgang.STYRE_ORGANISASJON)
@require_http_methods(["GET", "HEAD", "POST"])
def enheter_slaa_sammen(request: HttpRequest) -> HttpResponse:
    """Gjør flere enheter til én ny."""
    bruker = innlogget(request)
    virksomhet = krev_styring(bruker, Tilgang.STYRE_ORGANISASJON)
    form = SlaaSammenForm(request.POST or None, virksomhet_id=virksomhet.pk)
    if request.method == "POST" and form.is_valid():
        felt = form.cleaned_data
        try:
            ny = slaa_sammen(
                enheter=list(felt["enheter"]), kode=felt["kode"], navn=felt["navn"], av=bruker, naa=timezone.now()
            )
        except ValidationError as feil:
            legg_til_feil(form, feil)
        else:
            messages.success(request, _("Enhetene er slått sammen til «%(navn)s».") % {"navn": ny.navn})
            return redirect("enhet", ny.pk)
    return skjemaside(
        request,
        form,
        tittel=_("Slå sammen enheter"),
        lagre=_("Slå sammen"),
        avbryt=reverse("organisasjon"),
        smuler=organisasjonssmuler(),
    )
