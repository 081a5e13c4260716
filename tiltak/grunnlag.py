"""Tallene en vurdering bygger på, hentet ut av utgivelsen én gang og lagret med vurderingen.

Etterpå leses bare det lagrede. Da står det samme på skjermen, i planen og i PDF-en, også om instrumentet får nye
ord. Formen på det som lagres (bare JSON-typer, hele poeng og hele prosent):

- for vurderingen: ``antall``, ``svarprosent``, ``samlet`` (``minst_to``, ``minst_tre``, ``skjult_fordi`` og
  ``samvirker``: liste av ``id``, ``navn``, ``andel``, ``skjult_fordi``, ``virkning``, ``kilde``)
- for et forhold: ``kilde``, ``indeks``, ``indeks_lav``, ``indeks_hoy``, ``avkortet``, ``retning``, ``skjult_fordi``,
  ``andel``, ``andel_lav``, ``andel_hoy``, ``andel_skjult_fordi``, ``usikker``, ``indeksord``, ``band``, ``skalaer`` og
  ``hendelser`` (lister med ``kode`` og ``navn``)
- uten kartlegging: bare ``kilde`` (``eget`` for et forhold virksomheten har lagt til selv) og ``tekst``
"""

from dataclasses import dataclass
from typing import Any

from arbeidsmiljo.domain.sprak import pa_sprak
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.usikkerhet import andelsintervall
from kartlegging.resultater import Enhetsresultat, Faktorresultat
from tiltak.domain.risiko import STANDARDBAND, Band, Sannsynlighetsforslag, foreslatt_sannsynlighet

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Forholdsgrunnlag:
    """Det som lagres for en faktor: tallene, og forslaget til S med trinnene intervallet rører."""

    tall: Json
    forslag: Sannsynlighetsforslag


def uten_kartlegging(kilde: str, tekst: str) -> Forholdsgrunnlag:
    """Grunnlaget når kilden er dialogmøte, intervju eller annet: ingen tall og intet forslag."""
    return Forholdsgrunnlag(
        {"kilde": kilde, "tekst": tekst}, Sannsynlighetsforslag(None, (), usikker=True, indeksord=None)
    )


def eget_forhold(tekst: str) -> Forholdsgrunnlag:
    """Grunnlaget for et forhold virksomheten har lagt til selv. Ingen kartlegging spør om det."""
    return uten_kartlegging("eget", tekst)


def for_vurdering(resultat: Enhetsresultat, instrument: Instrument) -> Json:
    """Enhetens hode og samtidige belastninger."""
    samlet = resultat.samlet
    return {
        "antall": resultat.antall,
        "svarprosent": resultat.svarprosent,
        "samlet": {
            "minst_to": samlet.minst_to,
            "minst_tre": samlet.minst_tre,
            "skjult_fordi": samlet.skjult_fordi,
            "samvirker": [
                {
                    "id": samvirke.id,
                    "navn": pa_sprak(samvirke.navn),
                    "andel": samlet.samvirker.get(samvirke.id),
                    "skjult_fordi": samlet.samvirker_skjult_fordi.get(samvirke.id),
                    "virkning": samvirke.virkning,
                    "kilde": samvirke.kilde,
                }
                for samvirke in instrument.samvirkene
            ],
        },
    }


def for_faktor(kode: str, resultat: Enhetsresultat, instrument: Instrument) -> Forholdsgrunnlag:
    """Tallene for faktoren ``kode`` og forslaget til S. En faktor runden ikke spurte om, får tomme tall."""
    band = next((del_.band for del_ in instrument.faktorene if del_.kode == kode), STANDARDBAND)
    hendelser = _hendelser(kode, resultat, instrument)
    tall: Json = {"kilde": "kartlegging", "band": list(band), "hendelser": hendelser, "skalaer": []}
    faktor = resultat.faktorer.get(kode)
    if faktor is not None:
        tall |= _faktortall(faktor, instrument)
    if faktor is None or (faktor.andel_eksponert is None and hendelser):
        tall |= _andel_av_hendelser(hendelser)
    forslag = _forslag(tall, band)
    tall |= {"usikker": forslag.usikker, "indeksord": forslag.indeksord}
    return Forholdsgrunnlag(tall, forslag)


def _faktortall(faktor: Faktorresultat, instrument: Instrument) -> Json:
    navnene = {skala.kode: pa_sprak(skala.navn) for skala in instrument.skalaene}
    return {
        "indeks": faktor.indeks,
        "indeks_lav": faktor.indeks_lav,
        "indeks_hoy": faktor.indeks_hoy,
        "avkortet": faktor.avkortet,
        "retning": faktor.retning,
        "skjult_fordi": faktor.skjult_fordi,
        "andel": faktor.andel_eksponert,
        "andel_lav": faktor.andel_lav,
        "andel_hoy": faktor.andel_hoy,
        "andel_skjult_fordi": faktor.andel_skjult_fordi,
        "skalaer": [
            {
                "kode": kode,
                "navn": navnene.get(kode, kode),
                "rolle": skala.rolle,
                "snitt": skala.snitt,
                "lav": skala.lav,
                "hoy": skala.hoy,
                "avkortet": skala.avkortet,
                "retning": skala.retning,
                "skjult_fordi": skala.skjult_fordi,
            }
            for kode, skala in faktor.skalaer.items()
        ],
    }


def _hendelser(kode: str, resultat: Enhetsresultat, instrument: Instrument) -> list[Json]:
    ut: list[Json] = []
    for hendelse in instrument.hendelsene:
        funnet = resultat.hendelser.get(hendelse.id)
        if hendelse.faktor != kode or funnet is None:
            continue
        lav, hoy = (None, None) if funnet.andel is None else andelsintervall(funnet.andel, resultat.antall or 1)
        ut.append(
            {
                "kode": hendelse.id,
                "navn": pa_sprak(hendelse.navn),
                "andel": funnet.andel,
                "lav": lav,
                "hoy": hoy,
                "skjult_fordi": funnet.skjult_fordi,
            }
        )
    return ut


def _andel_av_hendelser(hendelser: list[Json]) -> Json:
    # Hvor mange som har opplevd minst én av hendelsene, er ikke utgitt. Den høyeste andelen er det minste det kan være.
    viste = [hendelse for hendelse in hendelser if hendelse["andel"] is not None]
    if not viste:
        grunn = hendelser[0]["skjult_fordi"] if hendelser else None
        return {"andel": None, "andel_lav": None, "andel_hoy": None, "andel_skjult_fordi": grunn}
    hoyest = max(viste, key=lambda hendelse: int(hendelse["andel"]))
    return {
        "andel": hoyest["andel"],
        "andel_lav": hoyest["lav"],
        "andel_hoy": hoyest["hoy"],
        "andel_skjult_fordi": None,
    }


def _forslag(tall: Json, band: Band) -> Sannsynlighetsforslag:
    return foreslatt_sannsynlighet(
        tall.get("andel"), tall.get("andel_lav"), tall.get("andel_hoy"), band, indeks=tall.get("indeks")
    )
