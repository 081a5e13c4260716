"""Veien fra utkast til åpen: skjemaet, medvirkningen og stegene."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.oversettelse import oversatt
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import Smule, krev_styring, skjemaside, styrer_alt
from kartlegging.actions import (
    endre_utkast,
    opprett,
    registrer_amu_behandling,
    registrer_verneombudets_syn,
    slett_utkast,
    tilbake_til_utkast,
    utsett_lukking,
    varsle,
)
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.tilstand import Tilstand, UlovligStegError
from kartlegging.feil import KartleggingsfeilError
from kartlegging.forms.planlegging import (
    FELTENE,
    AmuForm,
    ForlengForm,
    KartleggingForm,
    SynForm,
    TilbakeForm,
    delene,
    forslag,
)
from kartlegging.klargjoring import krev_klar
from kartlegging.models import Kartlegging, finn_instrument, instrumentene_til
from kartlegging.tasks import aapne_kartlegging

_FEILENE = (KartleggingsfeilError, UlovligStegError)


def smuler(kartlegging: Kartlegging | None = None) -> list[Smule]:
    rot = [(reverse("kartlegginger"), _("Kartlegging"))]
    return [*rot, (reverse("kartlegging", args=[kartlegging.kortnavn]), kartlegging.navn)] if kartlegging else rot


def finn_kartlegging(bruker: Bruker, kortnavn: str) -> Kartlegging:
    """Kartleggingen i brukerens virksomhet. Melder ``Http404``."""
    funnet = Kartlegging.objects.synlig_for(bruker).select_related("virksomhet").filter(kortnavn=kortnavn).first()
    if funnet is None:
        raise Http404
    return funnet


def finn_styrt(bruker: Bruker, kortnavn: str) -> Kartlegging:
    """Som ``finn_kartlegging``, når brukeren styrer kartlegginger i hele virksomheten. Melder ``PermissionDenied`` ellers."""
    funnet = finn_kartlegging(bruker, kortnavn)
    if not styrer_alt(bruker, Tilgang.STYRE_KARTLEGGING):
        raise PermissionDenied
    return funnet


@krever(Tilgang.STYRE_KARTLEGGING)
@require_http_methods(["GET", "HEAD", "POST"])
def kartlegging_ny(request: HttpRequest) -> HttpResponse:
    """Et nytt utkast. ``?instrument=<id>-v<versjon>`` og ``?skala=`` velger spørsmålene; uten dem er det alle i det nyeste."""
    bruker = innlogget(request)
    virksomhet = krev_styring(bruker, Tilgang.STYRE_KARTLEGGING)
    instrument, skalaer, valgt = _valgte(request, virksomhet.pk)
    naa = timezone.now()
    start = forslag(naa, minstegrense=virksomhet.minstegrense, epost=bruker.epost, instrument=instrument)
    form = KartleggingForm(request.POST or None, instrument=instrument, virksomhet_id=virksomhet.pk, initial=start)
    if request.method == "POST" and form.is_valid():
        felt = {navn: form.cleaned_data[navn] for navn in FELTENE}
        try:
            ny = opprett(
                virksomhet=virksomhet,
                instrument=instrument,
                skalaer=skalaer,
                omfatter=list(form.cleaned_data["omfatter"]),
                av=bruker,
                naa=naa,
                **felt,
            )
        except KartleggingsfeilError as feil:
            form.ta_imot(feil)
        else:
            messages.success(request, _("Utkastet er lagret. Her ser du hva som gjenstår."))
            return redirect("kartlegging", ny.kortnavn)
    return _kartleggingsskjema(
        request, form, valgt, skalaer, tittel=_("Ny kartlegging"), avbryt=reverse("kartlegginger")
    )


def _valgte(request: HttpRequest, virksomhet_id: int) -> tuple[Instrument, list[str], Instrument]:
    """(hele instrumentet, skalaene, instrumentet slik det blir). En ukjent verdi er en side som ikke finnes."""
    alle = instrumentene_til(virksomhet_id)
    ref = request.GET.get("instrument", "")
    instrument = next((ett for ett in alle if f"{ett.id}-v{ett.versjon}" == ref), None)
    if instrument is None:
        if ref:
            raise Http404
        instrument = alle[-1]
    skalaer = request.GET.getlist("skala")
    try:
        return instrument, skalaer, instrument.utvalg(tuple(skalaer)) if skalaer else instrument
    except ValueError as feil:
        raise Http404 from feil


def _kartleggingsskjema(
    request: HttpRequest, form: KartleggingForm, valgt: Instrument, skalaer: list[str], **valg: Any
) -> HttpResponse:
    return skjemaside(
        request,
        form,
        lagre=_("Lagre utkastet"),
        smuler=valg.pop("smuler", None) or smuler(),
        meny="kartlegging",
        mal="kartlegging/kartlegging_skjema.html",
        instrument=valgt,
        antall_ledd=len(valgt.leddrekkefolge),
        delene=delene(valgt, get_language() or "nb") if skalaer else "",
        **valg,
    )


@krever(Tilgang.STYRE_KARTLEGGING)
@require_http_methods(["GET", "HEAD", "POST"])
def kartlegging_endre(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """Endrer et utkast. Instrumentet er fast; vil dere ha et annet, lages en ny kartlegging."""
    bruker = innlogget(request)
    kartlegging = finn_styrt(bruker, kortnavn)
    if kartlegging.tilstand != Tilstand.UTKAST:
        messages.error(request, _("Bare et utkast kan endres. Ta kartleggingen tilbake til utkast først."))
        return redirect("kartlegging", kortnavn)
    navn = kartlegging.navn
    start = {felt: getattr(kartlegging, felt) for felt in FELTENE} | {"omfatter": kartlegging.omfatter.all()}
    helt = finn_instrument(kartlegging.virksomhet_id, kartlegging.instrument_id, kartlegging.instrument_versjon)
    form = KartleggingForm(
        request.POST or None, instrument=helt, virksomhet_id=kartlegging.virksomhet_id, initial=start
    )
    if request.method == "POST" and form.is_valid():
        form.fyll(kartlegging)
        try:
            endre_utkast(
                kartlegging=kartlegging, omfatter=list(form.cleaned_data["omfatter"]), av=bruker, naa=timezone.now()
            )
        except KartleggingsfeilError as feil:
            form.ta_imot(feil)
        except UlovligStegError as feil:
            form.add_error(None, oversatt(feil))
        else:
            messages.success(request, _("Endringen er lagret."))
            return redirect("kartlegging", kortnavn)
    return _kartleggingsskjema(
        request,
        form,
        kartlegging.instrument,
        kartlegging.skalaer,
        tittel=_("Endre utkastet"),
        avbryt=reverse("kartlegging", args=[kortnavn]),
        smuler=[*smuler(), (reverse("kartlegging", args=[kortnavn]), navn)],
    )


@krever(Tilgang.BEKREFTE_DELTAKERE)
@require_http_methods(["GET", "HEAD", "POST"])
def verneombudets_syn(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """Verneombudet skriver hva det mener om kartleggingen, før den varsles."""
    bruker = innlogget(request)
    kartlegging = finn_kartlegging(bruker, kortnavn)
    form = SynForm(request.POST or None, initial={"tekst": kartlegging.verneombud_syn})

    def lagre() -> None:
        registrer_verneombudets_syn(
            kartlegging=kartlegging, tekst=form.cleaned_data["tekst"], av=bruker, naa=timezone.now()
        )

    return _lagre_skjemaet(
        request,
        kartlegging,
        form,
        lagre,
        tittel=_("Verneombudets syn"),
        ingress=_(
            "Du skal tas med på råd før kartleggingen varsles (aml. § 6-2). Si hva du mener om opplegget, spørsmålene og tiden."
        ),
    )


@krever(Tilgang.BEHANDLE_I_AMU)
@require_http_methods(["GET", "HEAD", "POST"])
def amu_behandling(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """Arbeidsmiljøutvalgets behandling, skrevet av et medlem eller hovedverneombudet."""
    bruker = innlogget(request)
    kartlegging = finn_kartlegging(bruker, kortnavn)
    form = AmuForm(request.POST or None, initial={"tekst": kartlegging.amu_behandling, "dato": kartlegging.amu_dato})

    def lagre() -> None:
        registrer_amu_behandling(
            kartlegging=kartlegging,
            tekst=form.cleaned_data["tekst"],
            dato=form.cleaned_data["dato"],
            av=bruker,
            naa=timezone.now(),
        )

    return _lagre_skjemaet(
        request,
        kartlegging,
        form,
        lagre,
        tittel=_("Behandling i AMU"),
        ingress=_(
            "Arbeidsmiljøutvalget behandler kartleggingen før den varsles. Er det ikke noe utvalg, gjelder verneombudets syn."
        ),
    )


def _lagre_skjemaet(
    request: HttpRequest,
    kartlegging: Kartlegging,
    form: SynForm | AmuForm | TilbakeForm | ForlengForm,
    lagre: Callable[[], None],
    *,
    tittel: str,
    ingress: str = "",
    knapp: str = "",
) -> HttpResponse:
    """Siden med ett skjema om kartleggingen. Handlingens feil vises der de hører til, og alt som er skrevet, står."""
    siden = reverse("kartlegging", args=[kartlegging.kortnavn])
    if request.method == "POST" and form.is_valid():
        try:
            lagre()
        except KartleggingsfeilError as feil:
            form.ta_imot(feil)
        except UlovligStegError as feil:
            form.add_error(None, oversatt(feil))
        else:
            messages.success(request, _("Endringen er lagret."))
            return redirect(siden)
    return skjemaside(
        request,
        form,
        tittel=tittel,
        ingress=ingress,
        lagre=knapp or _("Lagre"),
        avbryt=siden,
        smuler=smuler(kartlegging),
        meny="kartlegging",
    )


@krever(Tilgang.STYRE_KARTLEGGING)
@require_POST
def kartlegging_steg(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """POST ``til``: varslet, aapen eller slettet."""
    bruker = innlogget(request)
    kartlegging = finn_styrt(bruker, kortnavn)
    til, naa = request.POST.get("til", ""), timezone.now()
    try:
        if til == Tilstand.VARSLET:
            varsle(kartlegging=kartlegging, av=bruker, naa=naa)
            messages.success(
                request, _("Kartleggingen er varslet. Den åpner av seg selv når tiden er inne og alt er klart.")
            )
        elif til == Tilstand.AAPEN:
            krev_klar(kartlegging, Tilstand.AAPEN, naa)
            aapne_kartlegging.enqueue(kartlegging.pk, bruker.pk)
            messages.success(request, _("Kartleggingen åpnes. Last siden på nytt om et øyeblikk."))
        elif til == "slettet":
            slett_utkast(kartlegging=kartlegging, av=bruker, naa=naa)
            messages.success(request, _("Utkastet er slettet."))
            return redirect("kartlegginger")
    except _FEILENE as feil:
        messages.error(request, oversatt(feil))
    return redirect("kartlegging", kortnavn)


@krever(Tilgang.STYRE_KARTLEGGING)
@require_http_methods(["GET", "HEAD", "POST"])
def kartlegging_tilbake(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """Tar en varslet kartlegging tilbake til utkast, med en grunn."""
    bruker = innlogget(request)
    kartlegging = finn_styrt(bruker, kortnavn)
    form = TilbakeForm(request.POST or None)

    def lagre() -> None:
        tilbake_til_utkast(kartlegging=kartlegging, grunn=form.cleaned_data["grunn"], av=bruker, naa=timezone.now())

    return _lagre_skjemaet(request, kartlegging, form, lagre, tittel=_("Tilbake til utkast"), knapp=_("Ta tilbake"))


@krever(Tilgang.STYRE_KARTLEGGING)
@require_http_methods(["GET", "HEAD", "POST"])
def kartlegging_forleng(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """Flytter lukkingen til senere, det eneste som kan endres etter åpning."""
    bruker = innlogget(request)
    kartlegging = finn_styrt(bruker, kortnavn)
    form = ForlengForm(request.POST or None, initial={"lukker": kartlegging.lukker})

    def lagre() -> None:
        utsett_lukking(kartlegging=kartlegging, lukker=form.cleaned_data["lukker"], av=bruker, naa=timezone.now())

    return _lagre_skjemaet(request, kartlegging, form, lagre, tittel=_("Forleng kartleggingen"), knapp=_("Forleng"))
