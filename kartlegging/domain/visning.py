"""Utgivelsens rader som dataklasser, og ordene og trinnene de vises med.

Formen er «Result JSON» i ``contracts.md``: hele poeng 0–100, hele prosent, og ``None`` med en grunn der noe er
skjult. Ingenting regnes ut her som ikke står i raden.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kartlegging.domain.instrument import Instrument, Rolle
from kartlegging.domain.usikkerhet import Indeksord, andelsintervall, indeksord

FORSIKTIG_UNDER = 50
"""Svarprosenten tallene «tolkes med forsiktighet» under (``method.md`` 2)."""

Json = Mapping[str, Any]


class Skjult(StrEnum):
    """Hvorfor et tall ikke vises, slik det står i utgivelsen."""

    FOR_FAA_SVAR = "for_faa_svar"
    VILLE_AVSLORE_ANDRE = "ville_avslore_andre"


class Retning(StrEnum):
    """Hvilken vei det virkelige middelet kan ligge når tallet er avkortet."""

    NED = "ned"
    OPP = "opp"
    BEGGE = "begge"


@dataclass(frozen=True, slots=True)
class Skalaresultat:
    """Et skalasnitt i hele poeng med 90 %-intervall. ``rolle`` er ``krav``, ``ressurs`` eller ``utfall``."""

    kode: str
    rolle: Rolle
    snitt: int | None
    lav: int | None
    hoy: int | None
    avkortet: bool
    retning: str | None
    skjult_fordi: str | None


@dataclass(frozen=True, slots=True)
class Faktorresultat:
    """Indeksen (hele poeng), andelen utsatte (hele prosent) og skalaene bak, alle med 90 %-intervall."""

    kode: str
    indeks: int | None
    indeks_lav: int | None
    indeks_hoy: int | None
    avkortet: bool
    retning: str | None
    skjult_fordi: str | None
    andel_eksponert: int | None
    andel_lav: int | None
    andel_hoy: int | None
    andel_skjult_fordi: str | None
    skalaer: Mapping[str, Skalaresultat]


@dataclass(frozen=True, slots=True)
class Hendelsesresultat:
    """Andelen, i hele prosent, som har opplevd hendelsen siste tolv måneder."""

    andel: int | None
    skjult_fordi: str | None


@dataclass(frozen=True, slots=True)
class Samletresultat:
    """Andeler i hele prosent som er utsatt for flere av a–d samtidig, og andelen per navngitt samvirke."""

    minst_to: int | None
    minst_tre: int | None
    skjult_fordi: str | None
    samvirker: Mapping[str, int | None]
    samvirker_skjult_fordi: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Enhetsresultat:
    """Én enhet (``art`` ``enhet``) eller restgruppe (``rest``). ``antall`` er ``None`` når enheten er skjult.

    ``dybde`` er antall ledd opp til roten; en restgruppe står ett ledd under enheten sin.
    """

    kode: str
    navn: str
    forelder: str | None
    art: str
    dybde: int
    antall: int | None
    svarprosent: int | None
    skjult_fordi: str | None
    faktorer: Mapping[str, Faktorresultat]
    hendelser: Mapping[str, Hendelsesresultat]
    samlet: Samletresultat
    utfall: Mapping[str, Skalaresultat]

    @property
    def vises(self) -> bool:
        return self.skjult_fordi is None

    @property
    def er_rest(self) -> bool:
        return self.art == "rest"

    @property
    def enhetskode(self) -> str:
        """Koden til enheten raden hører til: sin egen, eller for en restgruppe den enheten den er resten av."""
        return self.forelder or self.kode if self.er_rest else self.kode

    @property
    def tolkes_med_forsiktighet(self) -> bool:
        return self.svarprosent is not None and self.svarprosent < FORSIKTIG_UNDER


def les_rad(rad: Json, dybde: int) -> Enhetsresultat:
    """Raden slik den står i utgivelsen. Melder ``KeyError`` når et felt mangler."""
    samlet = rad["samlet"]
    return Enhetsresultat(
        kode=rad["kode"],
        navn=rad["navn"],
        forelder=rad["forelder"],
        art=rad["art"],
        dybde=dybde,
        antall=rad["antall"],
        svarprosent=rad["svarprosent"],
        skjult_fordi=rad["skjult_fordi"],
        faktorer={kode: _faktor(kode, en) for kode, en in rad["faktorer"].items()},
        hendelser={kode: Hendelsesresultat(en["andel"], en["skjult_fordi"]) for kode, en in rad["hendelser"].items()},
        samlet=Samletresultat(
            minst_to=samlet["minst_to"],
            minst_tre=samlet["minst_tre"],
            skjult_fordi=samlet["skjult_fordi"],
            samvirker=samlet["samvirker"],
            samvirker_skjult_fordi=samlet["samvirker_skjult_fordi"],
        ),
        utfall={kode: _skala(kode, en, Rolle.UTFALL) for kode, en in rad["utfall"].items()},
    )


def _faktor(kode: str, rad: Json) -> Faktorresultat:
    return Faktorresultat(
        kode=kode,
        indeks=rad["indeks"],
        indeks_lav=rad["indeks_lav"],
        indeks_hoy=rad["indeks_hoy"],
        avkortet=rad["avkortet"],
        retning=rad["retning"],
        skjult_fordi=rad["skjult_fordi"],
        andel_eksponert=rad["andel_eksponert"],
        andel_lav=rad["andel_lav"],
        andel_hoy=rad["andel_hoy"],
        andel_skjult_fordi=rad["andel_skjult_fordi"],
        skalaer={skala: _skala(skala, en, Rolle(en["rolle"])) for skala, en in rad["skalaer"].items()},
    )


def _skala(kode: str, rad: Json, rolle: Rolle) -> Skalaresultat:
    return Skalaresultat(
        kode=kode,
        rolle=rolle,
        snitt=rad["snitt"],
        lav=rad["lav"],
        hoy=rad["hoy"],
        avkortet=rad["avkortet"],
        retning=rad["retning"],
        skjult_fordi=rad["skjult_fordi"],
    )


@dataclass(frozen=True, slots=True)
class Rute:
    """Én rute i varmekartet: et tall med ord og trinn, eller grunnen til at det ikke vises.

    ``enhet`` er ``poeng`` (indeks 0–100) eller ``prosent``. ``trinn`` er 1–5 på én kulørs skala, mørkest er mest.
    """

    faktor: str
    enhet: str
    tall: int | None
    trinn: int
    ord: Indeksord | None
    retning: str | None
    skjult_fordi: str | None


_TRINN = {Indeksord.LAV: 1, Indeksord.MIDDELS: 3, Indeksord.HOY: 5}


def rute(faktor: str, enhet: Enhetsresultat, instrument: Instrument) -> Rute | None:
    """Ruten for faktoren i enheten, eller ``None`` når runden ikke spurte om den."""
    funnet = enhet.faktorer.get(faktor)
    if funnet is not None:
        ord_ = None if funnet.indeks is None else indeksord(funnet.indeks)
        trinn = _TRINN[ord_] if ord_ else 0
        return Rute(faktor, "poeng", funnet.indeks, trinn, ord_, funnet.retning, funnet.skjult_fordi)
    hendelser = hendelsene_i(faktor, enhet, instrument)
    if not hendelser:
        return None
    hoyest = hoyeste_andel(hendelser)
    if hoyest is None:
        grunn = next(iter(hendelser.values())).skjult_fordi
        return Rute(faktor, "prosent", None, 0, None, None, grunn)
    ord_ = andelsord(hoyest, *andelsgrenser(faktor, instrument))
    return Rute(faktor, "prosent", hoyest, _TRINN[ord_], ord_, None, None)


def hendelsene_i(faktor: str, enhet: Enhetsresultat, instrument: Instrument) -> dict[str, Hendelsesresultat]:
    """Hendelsene runden spurte om under faktoren, i instrumentets rekkefølge."""
    kodene = (hendelse.id for hendelse in instrument.hendelsene if hendelse.faktor == faktor)
    return {kode: enhet.hendelser[kode] for kode in kodene if kode in enhet.hendelser}


def hoyeste_andel(hendelser: Mapping[str, Hendelsesresultat]) -> int | None:
    """Den høyeste viste andelen: det minste «minst én av hendelsene» kan være. ``None`` når alle er skjult."""
    return max((en.andel for en in hendelser.values() if en.andel is not None), default=None)


def andelsord(prosent: int, lav_til: int, middels_til: int) -> Indeksord:
    """Ordet for en andel i hele prosent. Grensene kommer fra ``andelsgrenser``."""
    if prosent <= lav_til:
        return Indeksord.LAV
    return Indeksord.MIDDELS if prosent <= middels_til else Indeksord.HOY


def andelsgrenser(faktor: str, instrument: Instrument) -> tuple[int, int]:
    """Hvor andelen slutter å være lav, og hvor den slutter å være middels, i hele prosent.

    De følger faktorens egne bånd i instrumentet: bånd 1 er lav, bånd 2 og 3 middels, resten høy. Ordet er til å lese
    kartet med; risikoen settes av folk.
    """
    band = next(del_.band for del_ in instrument.faktorene if del_.kode == faktor)
    return band[0], band[2]


def hendelsesintervall(hendelse: Hendelsesresultat, antall: int | None) -> tuple[int, int] | None:
    """90 %-intervallet i hele prosent, regnet av det viste, eller ``None`` når andelen er skjult."""
    if hendelse.andel is None or not antall:
        return None
    return andelsintervall(hendelse.andel, antall)
