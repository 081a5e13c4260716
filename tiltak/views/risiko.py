"""Risikovurderingene: listen, starten, og vurderingen av en enhet."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker, Enhet
from arbeidsmiljo.oversettelse import oversatt
from arbeidsmiljo.permissions import innlogget, krever
from kartlegging.resultater import Kartleggingsinfo, siste_publiserte
from tiltak.actions import (
    be_om_uttalelse,
    forkast_vurdering,
    konkluder_samlet,
    legg_til_egen_faktor,
    ny_versjon,
    start_vurdering,
    ta_tilbake,
)
from tiltak.aksept import er_over, gjeldende_aksept
from tiltak.dialog import motet_til
from tiltak.domain.begreper import Kilde
from tiltak.domain.dialog import dialogopplegg
from tiltak.domain.risiko import Overstyring, Risikoniva, liste
from tiltak.domain.tilstand import UlovligStegError, Vurderingstilstand
from tiltak.feil import TiltaksfeilError
from tiltak.forms import EgenFaktorForm, GrunnForm, SamletForm, StartForm
from tiltak.models import Risikoforhold, Risikovurdering
from tiltak.oversettelse import samlet_paa_spraket
from tiltak.oversikt import balanselinje, matrise, plan_virkninger, treff
from tiltak.regler import alle_advarsler, navn_paa, samletforslag, samletstand, tiltaksadvarsel
from tiltak.views.felles import finn_vurdering, kan_endre, krev_for_enhet

PER_SIDE = 50


@krever(Tilgang.SE_RISIKO)
@require_safe
def risikovurderinger(request: HttpRequest) -> HttpResponse:
    """Vurderingene brukeren ser, nyeste først."""
    bruker = innlogget(request)
    vurderingene = (
        Risikovurdering.objects.synlig_for(bruker)
        .exclude(tilstand=Vurderingstilstand.FORKASTET)
        .select_related("enhet", "kartlegging")
        .annotate(
            vurdert=Count("forholdene", filter=~Q(forholdene__risikoniva="") | Q(forholdene__ikke_relevant=True)),
            alle=Count("forholdene"),
        )
        .order_by("-motedato", "-pk")
    )
    kontekst = {
        "meny": "risiko",
        "side": Paginator(vurderingene, PER_SIDE).get_page(request.GET.get("side")),
        "kan_starte": bruker.har(Tilgang.VURDERE_RISIKO),
        "ser_dekning": bruker.har(Tilgang.SE_DEKNING),
        "tilstandsord": {str(en): _(en.ord) for en in Vurderingstilstand},
    }
    return render(request, "tiltak/risikovurderinger.html", kontekst)


@krever(Tilgang.VURDERE_RISIKO)
@require_http_methods(["GET", "HEAD", "POST"])
def risikovurdering_ny(request: HttpRequest) -> HttpResponse:
    """Velg enhet og grunnlag. En enhet som ikke vises i kartleggingen, går inn gjennom dialogmøter."""
    bruker = innlogget(request)
    kartlegging = siste_publiserte(bruker.virksomhet_id or 0)
    enhet = _valgt_enhet(request, bruker)
    start: dict[str, Any] = {
        "enhet": enhet,
        "motedato": timezone.localdate(),
        "leder": bruker if enhet and bruker.har(Tilgang.SIGNERE, enhet.pk) else None,
    }
    if kartlegging is not None and "kartlegging" in request.GET:
        start["kilde"] = str(Kilde.KARTLEGGING)
    elif request.GET.get("kilde") == Kilde.DIALOGMOTE:
        start["kilde"] = str(Kilde.DIALOGMOTE)
    form = StartForm(
        request.POST or None,
        initial=start,
        bruker=bruker,
        kartlegging=kartlegging.navn if kartlegging else "",
    )
    if request.method == "POST" and form.is_valid():
        try:
            vurdering = _start(form.cleaned_data, kartlegging, bruker)
        except TiltaksfeilError as feil:
            form.ta_imot(feil)
        else:
            if vurdering.kilde == Kilde.DIALOGMOTE:
                messages.success(request, _("Vurderingen er startet. Hold dialogmøtet, og skriv notatene her."))
                return redirect("dialogmote", vurdering.pk)
            messages.success(request, _("Vurderingen er startet. Nå vurderer dere ett forhold om gangen."))
            return redirect("risikovurdering", vurdering.pk)
    kontekst = {"meny": "risiko", "form": form, "kartlegging": kartlegging, "opplegg": dialogopplegg()}
    return render(request, "tiltak/risikovurdering_ny.html", kontekst, status=422 if form.errors else 200)


def _valgt_enhet(request: HttpRequest, bruker: Bruker) -> Enhet | None:
    """Enheten i adressen (kode) eller skjemaet (id). 404 når den ikke finnes for brukeren, 403 når den bare kan ses."""
    kode, pk = request.GET.get("enhet"), request.POST.get("enhet")
    if not kode and not pk:
        return None
    synlige = Enhet.objects.synlig_for(bruker)
    if pk:
        enhet = synlige.filter(pk=int(pk)).first() if pk.isdecimal() else None
    else:
        enhet = synlige.filter(kode=kode).first()
    if enhet is None:
        raise Http404
    krev_for_enhet(bruker, Tilgang.VURDERE_RISIKO, enhet.pk)
    return enhet


def _start(felt: dict[str, Any], kartlegging: Kartleggingsinfo | None, bruker: Bruker) -> Risikovurdering:
    kilde = Kilde(felt["kilde"])
    return start_vurdering(
        enhet=felt["enhet"],
        kartlegging_id=kartlegging.id if kartlegging and kilde is Kilde.KARTLEGGING else None,
        kilde=kilde,
        motedato=felt["motedato"],
        leder=felt["leder"],
        verneombud=felt["verneombud"],
        av=bruker,
        naa=timezone.now(),
        deltakere=felt["deltakere"] or 0,
        kildetekst=felt["kildetekst"],
    )


@krever(Tilgang.SE_RISIKO)
@require_http_methods(["GET", "HEAD", "POST"])
def risikovurdering(request: HttpRequest, pk: int) -> HttpResponse:
    """Vurderingen av en enhet: matrisen, samlet, og forholdene i to lister."""
    bruker = innlogget(request)
    vurdering = finn_vurdering(bruker, pk)
    if request.method == "POST":
        return _steg(request, bruker, vurdering)
    return _vis_vurdering(request, bruker, vurdering)


def _vis_vurdering(
    request: HttpRequest, bruker: Bruker, vurdering: Risikovurdering, skjemaene: dict[str, Any] | None = None
) -> HttpResponse:
    forholdene, tiltakene = list(vurdering.forholdene.all()), list(vurdering.tiltakene.all())
    skjemaene = _skjemaer() | (skjemaene or {})
    tilstand = Vurderingstilstand(vurdering.tilstand)
    godtas = gjeldende_aksept(vurdering.enhet.virksomhet_id)
    radene = [_forholdsrad(en, tiltakene) | {"over_aksept": er_over(en.risikoniva, godtas)} for en in forholdene]
    kontekst = {
        "meny": "risiko",
        "vurdering": vurdering,
        "matrise": matrise(forholdene, vurdering.tabellversjon),
        "lister": [
            (_("Vanlig belastning"), [rad for rad in radene if not rad["sjelden"]]),
            (_("Sjelden, men alvorlig"), [rad for rad in radene if rad["sjelden"]]),
        ],
        "vurdert": sum(en.er_vurdert for en in forholdene),
        "alle": len(forholdene),
        "advarslene": alle_advarsler(vurdering),
        "balanse": balanselinje(plan_virkninger(tiltakene)),
        "tilstand": tilstand,
        "kan_vurdere": kan_endre(bruker, Tilgang.VURDERE_RISIKO, vurdering),
        "kan_sende": bruker.har(Tilgang.SIGNERE, vurdering.enhet_id),
        "kan_ny_versjon": tilstand is Vurderingstilstand.SIGNERT
        and bruker.har(Tilgang.VURDERE_RISIKO, vurdering.enhet_id),
        "nyere": Risikovurdering.objects.i_arbeid()
        .filter(enhet_id=vurdering.enhet_id)
        .exclude(pk=vurdering.pk)
        .first(),
        "godtas": godtas,
        "raadene": vurdering.raadene.filter(forhold=None).select_related("bruker"),
        "kan_gi_raad": bruker.har(Tilgang.GI_RAAD, vurdering.enhet_id),
        "skjemaene": skjemaene,
    }
    status = 422 if any(en.errors for en in skjemaene.values()) else 200
    return render(request, "tiltak/risikovurdering.html", kontekst, status=status)


def _skjemaer(handling: str = "", data: QueryDict | None = None) -> dict[str, Any]:
    """De små skjemaene på siden. Bare det som ble sendt, får ``data``."""
    slag = {"ny_versjon": GrunnForm, "forkast": GrunnForm, "egen_faktor": EgenFaktorForm}
    return {navn: type_(data if navn == handling else None, prefix=navn) for navn, type_ in slag.items()}


def _forholdsrad(forhold: Risikoforhold, tiltakene: list[Any]) -> dict[str, Any]:
    s, k = forhold.sannsynlighet, forhold.konsekvens
    overstyrt = Overstyring(forhold.overstyring) if forhold.overstyring else None
    sjelden = s is not None and k is not None and liste(s, k, overstyring=overstyrt) == "sjelden_alvorlig"
    return {
        "forhold": forhold,
        "faktor": forhold.faktoren,
        "treff": treff(forhold, tiltakene),
        "advarsel": tiltaksadvarsel(forhold, tiltakene),
        "sjelden": sjelden,
        "forrige": forhold.forrige if forhold.forrige and forhold.forrige.risikoniva else None,
        "levert": len(forhold.enkeltvurderingene.all()),
    }


def _steg(request: HttpRequest, bruker: Bruker, vurdering: Risikovurdering) -> HttpResponse:
    """Det siden tar imot. Den som signerer, sender til uttalelse, tar tilbake og forkaster; de som vurderer, gjør resten."""
    handling = request.POST.get("handling", "")
    if handling in {"ny_versjon", "forkast", "egen_faktor"}:
        tilgang = Tilgang.SIGNERE if handling == "forkast" else Tilgang.VURDERE_RISIKO
        krev_for_enhet(bruker, tilgang, vurdering.enhet_id)
        return _endre(request, bruker, vurdering, handling)
    krev_for_enhet(bruker, Tilgang.SIGNERE, vurdering.enhet_id)
    stegene = {"be_om_uttalelse": be_om_uttalelse, "ta_tilbake": ta_tilbake}
    steg = stegene.get(request.POST.get("handling", ""))
    if steg is None:
        raise Http404
    try:
        steg(vurdering=vurdering, av=bruker, naa=timezone.now())
    except (TiltaksfeilError, UlovligStegError) as feil:
        messages.error(request, oversatt(feil))
    else:
        ferdig = _("Vurderingen er sendt til uttalelse og kan ikke endres så lenge.")
        tilbake = _("Vurderingen er utkast igjen. Send den til ny uttalelse når dere er ferdige.")
        messages.success(request, ferdig if steg is be_om_uttalelse else tilbake)
    return redirect("risikovurdering", vurdering.pk)


def _endre(request: HttpRequest, bruker: Bruker, vurdering: Risikovurdering, handling: str) -> HttpResponse:
    skjema = _skjemaer(handling, request.POST)[handling]
    felles: dict[str, Any] = {"vurdering": vurdering, "av": bruker, "naa": timezone.now()}
    if skjema.is_valid():
        try:
            if handling == "ny_versjon":
                ny = ny_versjon(**felles, grunn=skjema.cleaned_data["grunn"])
                messages.success(request, _("Den nye versjonen er klar. Ta opp på nytt det som er endret."))
                return redirect("risikovurdering", ny.pk)
            if handling == "forkast":
                forkast_vurdering(**felles, grunn=skjema.cleaned_data["grunn"])
                messages.success(request, _("Utkastet er forkastet. Det som er gjort med tiltakene, er beholdt."))
                return redirect("risikovurderinger")
            forhold = legg_til_egen_faktor(**felles, **skjema.cleaned_data)
            messages.success(request, _("«%(navn)s» er lagt til.") % {"navn": forhold.eget_navn})
            return redirect("risikoforhold", vurdering.pk, forhold.faktor)
        except TiltaksfeilError as feil:
            skjema.ta_imot(feil)
        except UlovligStegError as feil:
            skjema.add_error(None, oversatt(feil))
    return _vis_vurdering(request, bruker, finn_vurdering(bruker, vurdering.pk), {handling: skjema})


@krever(Tilgang.SE_RISIKO)
@require_http_methods(["GET", "HEAD", "POST"])
def samlet(request: HttpRequest, pk: int) -> HttpResponse:
    """Forholdene sett sammen: regelens forslag, tallene bak, og gruppens konklusjon."""
    bruker = innlogget(request)
    vurdering = finn_vurdering(bruker, pk)
    if request.method == "POST":
        krev_for_enhet(bruker, Tilgang.VURDERE_RISIKO, vurdering.enhet_id)
    forholdene = list(vurdering.forholdene.all())
    form = SamletForm(
        request.POST or None,
        initial={"niva": vurdering.samlet_niva, "konklusjon": vurdering.samlet_konklusjon},
    )
    if request.method == "POST" and form.is_valid():
        try:
            konkluder_samlet(
                vurdering=vurdering,
                niva=Risikoniva(form.cleaned_data["niva"]),
                konklusjon=form.cleaned_data["konklusjon"],
                av=bruker,
                naa=timezone.now(),
                sist_sett=request.POST.get("stand") or None,
            )
        except TiltaksfeilError as feil:
            form.ta_imot(feil)
        else:
            messages.success(request, _("Den samlede vurderingen er lagret."))
            return redirect("risikovurdering", vurdering.pk)
    kontekst = {
        "meny": "risiko",
        "vurdering": vurdering,
        "form": form,
        "standen": samletstand(vurdering),
        "lagret_av_annen": request.POST.get("stand", samletstand(vurdering)) != samletstand(vurdering),
        "mote": motet_til(vurdering),
        "forslag": samletforslag(vurdering, forholdene),
        "grunnlag": samlet_paa_spraket(vurdering.grunnlag.get("samlet", {}), vurdering.kartlegging),
        "mangler": [navn_paa(en) for en in forholdene if not en.er_vurdert],
        "forholdene": [(en, en.faktoren) for en in forholdene],
        "kan_vurdere": kan_endre(bruker, Tilgang.VURDERE_RISIKO, vurdering),
    }
    return render(request, "tiltak/samlet.html", kontekst, status=422 if form.errors else 200)
