"""Kunnskapssidene: faktorene, årsakene, loven, rollene, og hvordan programmet regner. Alt hentes der det er bestemt."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arbeidsmiljo.domain.faktorer import DE_FIRE, KODENE, alle_faktorer, faktor
from arbeidsmiljo.domain.referansetall import for_faktor
from arbeidsmiljo.domain.regelverk import alle_hjemler, hjemmel
from arbeidsmiljo.domain.roller import Rolle, Tilgang
from arbeidsmiljo.permissions import krever
from kartlegging.domain.avrunding import BASE, INNSIDERE
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.instrumentfil import last_instrument
from kartlegging.domain.reliabilitet import MINST_PERSONER, MINST_SPREDNING
from kartlegging.domain.skjerming import MINSTEGRENSE_GULV, MINSTEGRENSE_STANDARD
from kartlegging.domain.usikkerhet import INDEKS_HOY, INDEKS_MIDDELS, Z90
from kartlegging.domain.utgivelse import MINST_ANDEL, MINST_BARE_VIRKSOMHET, MINST_HENDELSE, MINST_SAMLET
from tiltak.domain.aarsaker import alle_aarsaker
from tiltak.domain.effekt import DOMSORD
from tiltak.domain.katalog import Tiltaksniva, sok
from tiltak.domain.kunnskap import LENKENE, sammenhenger_for
from tiltak.domain.risiko import TRINNENE, Risikoniva, gjeldende_versjon, niva, risikodata
from tiltak.domain.samlet import GRENSE_TRE_ELLER_FLERE, HOYESTE, TRE_ELLER_FLERE, UKLARE_KRAV_OG_TIDSPRESS
from tiltak.domain.tilstand import TILTAKSSTEG, VURDERINGSSTEG

EKSEMPLER = 6


def _instrumentet() -> Instrument:
    """Instrumentet som følger med; et eget instrument kan ha andre grenser, og sier dem på sin side."""
    return last_instrument("forsvarlig-4-3", 1)


def _side(request: HttpRequest, mal: str, kontekst: dict[str, Any]) -> HttpResponse:
    return render(request, f"tiltak/kunnskap/{mal}.html", {"meny": "kunnskap", **kontekst})


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def kunnskap(request: HttpRequest) -> HttpResponse:
    """Inngangen, med lenkene videre."""
    lenkene = [(_(tittel), adresse) for tittel, adresse in LENKENE]
    return _side(request, "kunnskap", {"faktorene": alle_faktorer(), "lenkene": lenkene})


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def kunnskap_faktor(request: HttpRequest, kode: str) -> HttpResponse:
    """Én faktor: loven, delene, spørsmålene, det som er funnet om helse, nasjonale tall og tiltak."""
    if kode not in KODENE:
        raise Http404
    en, instrument = faktor(kode), _instrumentet()
    kontekst = {
        "faktor": en,
        "hjemlene": [hjemmel(id_) for id_ in en.hjemler],
        "skalaene": [skala for skala in instrument.skalaene if skala.faktor == kode],
        "hendelsene": [hendelse for hendelse in instrument.hendelsene if hendelse.faktor == kode],
        "sammenhengene": sammenhenger_for(kode),
        "tallene": for_faktor(kode),
        "tiltakene": sok(kode, nivaa="primaer")[:EKSEMPLER],
        "hint": en.konsekvenshint_tekst,
    }
    return _side(request, "faktor", kontekst)


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def kunnskap_aarsaker(request: HttpRequest) -> HttpResponse:
    """Årsaksmodellen, og de tre nivåene tiltak virker på."""
    kontekst = {
        "aarsakene": [(en, [hjemmel(id_) for id_ in en.hjemler]) for en in alle_aarsaker()],
        "nivaaene": list(Tiltaksniva),
    }
    return _side(request, "aarsaker", kontekst)


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def kunnskap_loven(request: HttpRequest) -> HttpResponse:
    """Hjemlene, med hva som er ordrett og hvor sikker gjengivelsen er."""
    lovene: dict[str, list[Any]] = {}
    for en in alle_hjemler():
        lovene.setdefault(en.lov, []).append(en)
    return _side(request, "loven", {"lovene": list(lovene.items())})


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def kunnskap_roller(request: HttpRequest) -> HttpResponse:
    """Rollene og hva hver av dem kan gjøre, slik programmet håndhever det."""
    ordene = {
        Tilgang.SE_RESULTAT: _("Ser resultatene for sine enheter"),
        Tilgang.STYRE_KARTLEGGING: _("Lager og styrer kartlegginger"),
        Tilgang.BEKREFTE_DELTAKERE: _("Ser over og bekrefter deltakerlisten"),
        Tilgang.VURDERE_RISIKO: _("Vurderer risiko"),
        Tilgang.ENDRE_TILTAK: _("Lager og følger opp tiltak"),
        Tilgang.UTTALE_SEG: _("Uttaler seg om planen"),
        Tilgang.SIGNERE: _("Signerer planen"),
        Tilgang.BEHANDLE_I_AMU: _("Behandler planen i AMU"),
        Tilgang.GI_RAAD: _("Gir råd"),
        Tilgang.ESKALERE: _("Løfter risikoer"),
        Tilgang.SETTE_AKSEPT: _("Bestemmer hva som godtas"),
        Tilgang.SE_DEKNING: _("Ser dekningen"),
        Tilgang.SE_HENDELSESLOGG: _("Leser hendelsesloggen"),
    }
    rollene = [(rolle, [ord_ for tilgang, ord_ in ordene.items() if tilgang in rolle.tilganger]) for rolle in Rolle]
    return _side(request, "roller", {"rollene": rollene})


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def kunnskap_regner(request: HttpRequest) -> HttpResponse:
    """Slik regner vi, skrevet av konstantene som gjelder."""
    instrument, versjon = _instrumentet(), gjeldende_versjon()
    data = risikodata()
    kontekst = {
        "instrument": instrument,
        "faktordelene": [(del_, faktor(del_.kode)) for del_ in instrument.faktorene],
        "kutt": [
            (faktor(del_.kode), f"{del_.kutt_tideler / 10:.1f}".replace(".", ",")) for del_ in instrument.faktorene
        ],
        "standard": MINSTEGRENSE_STANDARD,
        "gulv": MINSTEGRENSE_GULV,
        "andel": MINST_ANDEL,
        "hendelse": MINST_HENDELSE,
        "samlet": MINST_SAMLET,
        "bare_virksomhet": MINST_BARE_VIRKSOMHET,
        "base": BASE,
        "tau": (1 + INNSIDERE) * 100,
        "reliabilitet": MINST_PERSONER,
        "minst_spredning": MINST_SPREDNING,
        "z": str(Z90).replace(".", ","),
        "middels": INDEKS_MIDDELS,
        "hoy": INDEKS_HOY,
        "de_fire": ", ".join(DE_FIRE),
        "grense_tre": GRENSE_TRE_ELLER_FLERE,
        "reglene": (HOYESTE, UKLARE_KRAV_OG_TIDSPRESS, TRE_ELLER_FLERE),
        "samvirkene": instrument.samvirkene,
        "sannsynlighet": data.sannsynlighet,
        "konsekvens": data.konsekvens,
        "versjon": versjon,
        "tabellen": [(s, [niva(s, k, versjon) for k in TRINNENE]) for s in reversed(TRINNENE)],
        "nivaaene": list(Risikoniva),
        "dommene": list(DOMSORD.values()),
    }
    return _side(request, "regner", kontekst)


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def kunnskap_sammenheng(request: HttpRequest) -> HttpResponse:
    """Slik henger det sammen: fra svar til effekt, hva som lagres hvor, og hvem som ser det."""
    kontekst = {
        "vurderingssteg": [(fra.ord, [til.ord for til in steg]) for fra, steg in VURDERINGSSTEG.items()],
        "tiltakssteg": [(fra.ord, [til.ord for til in steg]) for fra, steg in TILTAKSSTEG.items()],
    }
    return _side(request, "sammenheng", kontekst)
