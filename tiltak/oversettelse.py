"""Det som er lagret med vurderingen og planen, på språket siden vises på.

Øyeblikksbildet er på kildespråket, så summen av det er den samme for alle. Her byttes navnene programmet har satt inn,
etter kodene ved siden av. Det folk har skrevet, er aldri rørt. På bokmål vises det som ble lagret, ord for ord.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.faktorer import KODENE, faktor
from arbeidsmiljo.domain.sprak import Tekst
from arbeidsmiljo.oversettelse import oversatt
from kartlegging.domain.instrument import Instrument
from tiltak.domain.aarsaker import aarsak, utfall
from tiltak.domain.balanse import Virkning
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.oversikt import balanselinje
from tiltak.planinnhold import balanseinnhold, uttalelsestittel

Json = dict[str, Any]


class MedInstrument(Protocol):
    """En kartlegging. Typen selv bor i ``kartlegging.models``, som dette rommet ikke skal kjenne."""

    @property
    def instrument(self) -> Instrument: ...


def grunnlag_paa_spraket(grunnlag: Mapping[str, Any], kartlegging: MedInstrument | None) -> Json:
    """Grunnlaget for et forhold (``tiltak.grunnlag``) med skalaer og hendelser på språket siden vises på."""
    if _er_kildespraket() or kartlegging is None:
        return dict(grunnlag)
    instrument = kartlegging.instrument
    navnene = {skala.kode: skala.navn for skala in instrument.skalaene}
    navnene |= {hendelse.id: hendelse.navn for hendelse in instrument.hendelsene}
    lister = {navn: _med_navn(grunnlag[navn], navnene, "kode") for navn in ("skalaer", "hendelser") if navn in grunnlag}
    return {**grunnlag, **lister}


def samlet_paa_spraket(grunnlag: Mapping[str, Any], kartlegging: MedInstrument | None) -> Json:
    """Grunnlaget for den samlede vurderingen med samvirkene på språket siden vises på."""
    if _er_kildespraket() or kartlegging is None or "samvirker" not in grunnlag:
        return dict(grunnlag)
    navnene = {samvirke.id: samvirke.navn for samvirke in kartlegging.instrument.samvirkene}
    return {**grunnlag, "samvirker": _med_navn(grunnlag["samvirker"], navnene, "id")}


def plan_paa_spraket(innhold: Mapping[str, Any], kartlegging: MedInstrument | None) -> Json:
    """Planens innhold (``tiltak.planinnhold``) på språket siden vises på."""
    if _er_kildespraket():
        return dict(innhold)
    samlet = innhold["samlet"]
    return {
        **innhold,
        "samlet": {**samlet, "grunnlag": samlet_paa_spraket(samlet["grunnlag"] or {}, kartlegging)},
        "forholdene": [_forhold(en, kartlegging) for en in innhold["forholdene"]],
        "balanse": balanseinnhold(balanselinje(_virkningene(innhold))),
        "advarsler": [_advarsel(en) for en in innhold["advarsler"]],
        "uttalelser": [
            {**en, "tittel": uttalelsestittel(en["rolle"], om_tidligere=en["om_tidligere_ordlyd"])}
            for en in innhold["uttalelser"]
        ],
    }


def _er_kildespraket() -> bool:
    return (get_language() or "nb").startswith("nb")


def _med_navn(radene: list[Json], navnene: Mapping[str, Tekst], nokkel: str) -> list[Json]:
    return [{**rad, "navn": oversatt(navnene.get(rad[nokkel], rad["navn"]))} for rad in radene]


def _forhold(forhold: Json, kartlegging: MedInstrument | None) -> Json:
    if forhold["faktor"] in KODENE:
        en = faktor(forhold["faktor"])
        forhold = {**forhold, "navn": oversatt(en.navn), "kortnavn": oversatt(en.kortnavn)}
    return {
        **forhold,
        "grunnlag": grunnlag_paa_spraket(forhold["grunnlag"], kartlegging),
        "aarsaker": [{**rad, "navn": _navnet(aarsak, rad["kode"], rad["navn"])} for rad in forhold["aarsaker"]],
        "utfall": [{**rad, "navn": _navnet(utfall, rad["id"], rad["navn"])} for rad in forhold["utfall"]],
    }


def _advarsel(advarsel: Json) -> Json:
    setning = advarsel["setning"]
    return {**advarsel, "setning": _(setning)}


def _navnet(oppslag: Callable[[str], Any], id_: str, lagret: str) -> str:
    """Navnet i dagens datafil; det lagrede når filen ikke har id-en lenger."""
    try:
        return _(oppslag(id_).navn)
    except KeyError:
        return lagret


def _virkningene(innhold: Mapping[str, Any]) -> list[Virkning]:
    return [
        Virkning(Tiltaksniva(tiltak["nivaa"]), tuple(en["kode"] for en in tiltak["aarsaker"]))
        for tiltak in innhold["tiltakene"]
        if tiltak["tilstand"] != Tiltakstilstand.AVLYST
    ]
