"""Tiltakene: listen, nytt tiltak med forslag fra katalogen, og siden for ett tiltak."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arbeidsmiljo.domain.faktorer import KODENE
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.oversettelse import oversatt
from arbeidsmiljo.permissions import innlogget, krever
from tiltak.actions import bytt_ansvarlig, endre_tilstand, endre_tiltak, opprett_tiltak
from tiltak.domain.katalog import Tiltaksforslag, begrunnelse_for, sok
from tiltak.domain.katalog import forslag as katalogforslag
from tiltak.domain.risiko import Risikoniva
from tiltak.domain.tilstand import Tiltakstilstand, UlovligStegError, Vurderingstilstand
from tiltak.feil import TiltaksfeilError
from tiltak.forms import (
    AnsvarligForm,
    KatalogForm,
    OppfolgingForm,
    TiltakForm,
    tiltak_fra_katalog,
    tiltak_fra_tiltak,
    tiltak_initial,
)
from tiltak.kjeden import kjede_for
from tiltak.maalinger import maaltekst
from tiltak.models import Risikoforhold, Risikovurdering, Tiltak
from tiltak.oversikt import balanselinje, plan_virkninger, treff
from tiltak.regler import tiltaksadvarsel
from tiltak.views.felles import finn_forhold, finn_vurdering, kan_endre, krev_for_enhet
from tiltak.views.tavle import alle_tiltak

I_VALGLISTEN = 50
FORSLAG_PER_RISIKO = 3


@krever(Tilgang.SE_TILTAK)
@require_safe
def tiltakene(request: HttpRequest) -> HttpResponse:
    """Alle tiltak brukeren ser, eller én vurdering med tiltakene gruppert etter risiko (``?vurdering=``)."""
    bruker = innlogget(request)
    valgt = request.GET.get("vurdering", "")
    vurderingene = list(
        Risikovurdering.objects.synlig_for(bruker)
        .exclude(tilstand__in=[Vurderingstilstand.ERSTATTET, Vurderingstilstand.FORKASTET])
        .select_related("enhet")[:I_VALGLISTEN]
    )
    if not request.GET and len(vurderingene) == 1:
        valgt = str(vurderingene[0].pk)
    felles = {
        "meny": "tiltak",
        "vurderingene": vurderingene,
        "i_dag": timezone.localdate(),
    }
    if valgt and valgt != "alle":
        if not valgt.isdecimal():
            raise Http404
        return render(request, "tiltak/tiltakene.html", felles | _en_vurdering(bruker, int(valgt)))
    return alle_tiltak(request, felles)


def _en_vurdering(bruker: Bruker, pk: int) -> dict[str, Any]:
    vurdering = finn_vurdering(bruker, pk)
    alle = list(vurdering.tiltakene.all())
    forholdene = [en for en in vurdering.forholdene.all() if en.risikoniva]
    forholdene.sort(key=lambda en: (-Risikoniva(en.risikoniva).rang, en.faktor))
    kan = kan_endre(bruker, Tilgang.ENDRE_TILTAK, vurdering)
    return {
        "vurdering": vurdering,
        "balanse": balanselinje(plan_virkninger(alle)),
        "grupper": [_gruppe(en, alle, med_forslag=kan) for en in forholdene],
        "kan_endre": kan,
    }


def _gruppe(forhold: Risikoforhold, alle: list[Tiltak], *, med_forslag: bool) -> dict[str, Any]:
    mine = [en for en in alle if any(f.pk == forhold.pk for f in en.forholdene.all())]
    advarsel = tiltaksadvarsel(forhold, alle)
    return {
        "forhold": forhold,
        "faktor": forhold.faktoren,
        "tiltakene": mine,
        "treff": treff(forhold, alle),
        "advarsel": advarsel,
        "kjeden": kjede_for(forhold, alle, i_dag=timezone.localdate()) if _krever_tiltak(forhold) else None,
        "forslagene": _forslag(forhold, mine) if advarsel and med_forslag else [],
    }


def _krever_tiltak(forhold: Risikoforhold) -> bool:
    return Risikoniva(forhold.risikoniva).krever_tiltak_mot_aarsak


def _forslag(forhold: Risikoforhold, tatt: list[Tiltak]) -> list[tuple[Tiltaksforslag, str]]:
    """De beste primære forslagene mot årsakene gruppen har valgt, med begrunnelse."""
    aarsakene = {en.aarsak for en in forhold.aarsakene.all()}
    brukt = {en.katalog_id for en in tatt}
    kode = None if forhold.eget_navn else forhold.faktor
    treffene = [en for en in sok(kode, nivaa="primaer") if en.id not in brukt]
    treffene.sort(key=lambda en: en.aarsak not in aarsakene)
    beste = treffene[:FORSLAG_PER_RISIKO]
    return [(en, oversatt(begrunnelse_for(en, kode, aarsakene)) if kode else "") for en in beste]


@krever(Tilgang.ENDRE_TILTAK)
@require_http_methods(["GET", "HEAD", "POST"])
def tiltak_nytt(request: HttpRequest, pk: int) -> HttpResponse:
    """Nytt tiltak, fra katalogen (``?katalog=``), et som er brukt før (``?fra=``) eller eget, mot en risiko (``?faktor=``)."""
    bruker = innlogget(request)
    vurdering = finn_vurdering(bruker, pk)
    krev_for_enhet(bruker, Tilgang.ENDRE_TILTAK, vurdering.enhet_id)
    form = TiltakForm(request.POST or None, vurdering=vurdering, initial=_startverdier(request, vurdering))
    if request.method == "POST" and form.is_valid():
        try:
            nytt = opprett_tiltak(
                vurdering=vurdering,
                katalog_id=form.cleaned_data["katalog_id"],
                av=bruker,
                naa=timezone.now(),
                **form.argumenter(),
            )
        except TiltaksfeilError as feil:
            form.ta_imot(feil)
        else:
            messages.success(request, _("%(merke)s er lagt til.") % {"merke": nytt.merke})
            return redirect(reverse("tiltakene", query={"vurdering": vurdering.pk}))
    kontekst = {
        "meny": "tiltak",
        "vurdering": vurdering,
        "form": form,
        "kan_endre": Vurderingstilstand(vurdering.tilstand).kan_endres,
    } | _katalogsok(request, vurdering)
    return render(request, "tiltak/tiltak_nytt.html", kontekst, status=422 if form.errors else 200)


def _startverdier(request: HttpRequest, vurdering: Risikovurdering) -> dict[str, Any]:
    kode, katalog_id = request.GET.get("faktor", ""), request.GET.get("katalog", "")
    if katalog_id:
        try:
            return tiltak_fra_katalog(katalogforslag(katalog_id), vurdering, kode)
        except KeyError:
            raise Http404 from None
    if "fra" in request.GET:
        fra = request.GET["fra"]
        return tiltak_fra_tiltak(_finn_tiltak(innlogget(request), int(fra) if fra.isdecimal() else 0), vurdering)
    return {"forholdene": [str(finn_forhold(vurdering, kode).pk)]} if kode else {}


def _katalogsok(request: HttpRequest, vurdering: Risikovurdering) -> dict[str, Any]:
    """Treffene i katalogen, med begrunnelse når en risiko er valgt."""
    forholdene = [en for en in vurdering.forholdene.all() if en.risikoniva]
    data = {felt: request.GET.get(felt, "") for felt in ("q", "faktor", "aarsak", "niva")}
    form = KatalogForm(data, forholdene=forholdene)
    felt = form.cleaned_data if form.is_valid() else {}
    # Katalogen kjenner ikke virksomhetens egne forhold; for dem vises alt.
    kode = felt.get("faktor") if felt.get("faktor") in KODENE else None
    valgte = {en.aarsak for forhold in forholdene if forhold.faktor == kode for en in forhold.aarsakene.all()}
    treffene = sok(kode, felt.get("aarsak") or None, felt.get("niva") or None, felt.get("q", ""), oversett=_)
    return {
        "katalogform": form,
        "valgt_faktor": felt.get("faktor", ""),
        "vis_alle": "alle" in request.GET,
        "forslagene": [(en, oversatt(begrunnelse_for(en, kode, valgte)) if kode else "") for en in treffene],
    }


@krever(Tilgang.SE_TILTAK)
@require_http_methods(["GET", "HEAD", "POST"])
def tiltak(request: HttpRequest, pk: int) -> HttpResponse:
    """Ett tiltak med status og historie. Innholdet kan endres så lenge vurderingen er utkast (``?endre=1``)."""
    bruker = innlogget(request)
    dette = _finn_tiltak(bruker, pk)
    vurdering = finn_vurdering(bruker, dette.vurdering_id)
    handling, data = "", None
    if request.method == "POST":
        krev_for_enhet(bruker, Tilgang.ENDRE_TILTAK, vurdering.enhet_id)
        handling, data = request.POST.get("handling", ""), request.POST
    skjemaene: dict[str, Any] = {
        "folg_opp": OppfolgingForm(
            data if handling == "folg_opp" else None, prefix="opp", tiltak=dette, initial={"til": dette.tilstand}
        ),
        "endre": TiltakForm(data if handling == "endre" else None, vurdering=vurdering, initial=tiltak_initial(dette)),
        "bytt_ansvarlig": AnsvarligForm(
            data if handling == "bytt_ansvarlig" else None, prefix="ans", virksomhet_id=vurdering.enhet.virksomhet_id
        ),
    }
    if data is not None:
        skjema = skjemaene.get(handling)
        if skjema is None:
            raise Http404
        if skjema.is_valid() and _utfor(handling, skjema, dette, bruker):
            messages.success(request, _("%(merke)s er oppdatert.") % {"merke": dette.merke})
            return redirect("tiltak", dette.pk)
    kan = kan_endre(bruker, Tilgang.ENDRE_TILTAK, vurdering)
    kontekst = {
        "meny": "tiltak",
        "tiltak": dette,
        "vurdering": vurdering,
        "maalet": maaltekst(dette),
        "oppfolgingene": dette.oppfolgingene.select_related("bruker"),
        "tilstandsord": {str(en): _(en.ord) for en in Tiltakstilstand},
        "skjemaene": skjemaene,
        "i_dag": timezone.localdate(),
        "kan_endre": kan,
        "kan_folge_opp": bruker.har(Tilgang.ENDRE_TILTAK, vurdering.enhet_id),
        "endrer": kan and (handling == "endre" or "endre" in request.GET),
    }
    feil = any(skjema.errors for skjema in skjemaene.values())
    return render(request, "tiltak/tiltak.html", kontekst, status=422 if feil else 200)


def _finn_tiltak(bruker: Bruker, pk: int) -> Tiltak:
    funnet = (
        Tiltak.objects.synlig_for(bruker)
        .select_related("ansvarlig", "vurdering__enhet", "utgangspunkt_kartlegging")
        .prefetch_related("forholdene", "aarsakene__forhold")
        .filter(pk=pk)
        .first()
    )
    if funnet is None:
        raise Http404
    return funnet


def _utfor(handling: str, skjema: Any, dette: Tiltak, bruker: Bruker) -> bool:
    naa = timezone.now()
    try:
        if handling == "endre":
            endre_tiltak(tiltak=dette, av=bruker, naa=naa, **skjema.argumenter())
        elif handling == "bytt_ansvarlig":
            bytt_ansvarlig(tiltak=dette, av=bruker, naa=naa, **skjema.cleaned_data)
        else:
            endre_tilstand(
                tiltak=dette,
                til=Tiltakstilstand(skjema.cleaned_data["til"]),
                tekst=skjema.cleaned_data["tekst"],
                frist=skjema.nyfrist(),
                av=bruker,
                naa=naa,
            )
    except TiltaksfeilError as feil:
        skjema.ta_imot(feil)
        return False
    except UlovligStegError as feil:
        skjema.add_error("til", oversatt(feil))
        return False
    return True
