"""Treet av enheter slik en fil beskriver det, og hva som må endres for at organisasjonen skal bli slik.

Ingenting her kjenner databasen. Feilene bærer en kode og tallene som hører til; den som viser dem, har ordene.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Enhetsrad:
    """En enhet. ``forelder`` er koden til den over, tom for den øverste. ``nummer`` er raden i filen, 0 når den ikke har noen."""

    kode: str
    navn: str
    forelder: str = ""
    type: str = ""
    orgnr: str = ""
    naeringskode: str = ""
    nummer: int = 0

    @property
    def innhold(self) -> tuple[str, ...]:
        return (self.navn, self.forelder, self.type, self.orgnr, self.naeringskode)


class Trefeilgrunn(StrEnum):
    TOM_KODE = "tom_kode"
    TOMT_NAVN = "tomt_navn"
    DOBBEL_KODE = "dobbel_kode"
    UKJENT_FORELDER = "ukjent_forelder"
    EGEN_FORELDER = "egen_forelder"
    RING = "ring"
    TO_OVERSTE = "to_overste"
    INGEN_OVERST = "ingen_overst"


@dataclass(frozen=True, slots=True)
class Trefeil:
    """Det som er galt med en rad; ``rad`` er None når det gjelder hele treet."""

    rad: int | None
    kolonne: str
    verdi: str
    grunn: Trefeilgrunn


@dataclass(frozen=True, slots=True)
class Treendring:
    """Radene som må til, med forelder alltid før barn i ``nye``. ``lukkes`` er koder."""

    nye: tuple[Enhetsrad, ...]
    endret: tuple[Enhetsrad, ...]
    lukkes: tuple[str, ...]
    uendret: int

    @property
    def er_tom(self) -> bool:
        return not (self.nye or self.endret or self.lukkes)


def sjekk_treet(radene: Iterable[Enhetsrad], finnes: Mapping[str, Enhetsrad]) -> list[Trefeil]:
    """Alt som er galt når ``radene`` legges oppå enhetene som ``finnes`` (kode → rad, bare åpne enheter).

    Treet må ha nøyaktig én øverste enhet, hver forelder må finnes, og ingen kan ligge under seg selv.
    """
    radene = list(radene)
    feilene: list[Trefeil] = []
    sett: set[str] = set()
    for rad in radene:
        if not rad.kode:
            feilene.append(Trefeil(rad.nummer, "kode", "", Trefeilgrunn.TOM_KODE))
        elif rad.kode in sett:
            feilene.append(Trefeil(rad.nummer, "kode", rad.kode, Trefeilgrunn.DOBBEL_KODE))
        if not rad.navn:
            feilene.append(Trefeil(rad.nummer, "navn", "", Trefeilgrunn.TOMT_NAVN))
        sett.add(rad.kode)
    treet = {**finnes, **{rad.kode: rad for rad in radene}}
    for rad in radene:
        if rad.forelder and rad.forelder == rad.kode:
            feilene.append(Trefeil(rad.nummer, "forelder", rad.forelder, Trefeilgrunn.EGEN_FORELDER))
        elif rad.forelder and rad.forelder not in treet:
            feilene.append(Trefeil(rad.nummer, "forelder", rad.forelder, Trefeilgrunn.UKJENT_FORELDER))
    if not feilene:
        feilene += _ringene(treet)
    return feilene or _toppene(treet)


def _ringene(treet: Mapping[str, Enhetsrad]) -> list[Trefeil]:
    trygge: set[str] = set()
    feilene = []
    for start in treet:
        veien: list[str] = []
        plass = start
        while plass and plass not in trygge and plass not in veien:
            veien.append(plass)
            plass = treet[plass].forelder
        if plass and plass not in trygge:
            rad = treet[plass]
            feilene.append(Trefeil(rad.nummer or None, "forelder", rad.forelder, Trefeilgrunn.RING))
        trygge.update(veien)
    return feilene


def _toppene(treet: Mapping[str, Enhetsrad]) -> list[Trefeil]:
    toppene = [rad for rad in treet.values() if not rad.forelder]
    if not toppene:
        return [Trefeil(None, "forelder", "", Trefeilgrunn.INGEN_OVERST)]
    return [Trefeil(rad.nummer or None, "forelder", rad.kode, Trefeilgrunn.TO_OVERSTE) for rad in toppene[1:]]


def endringen(radene: Iterable[Enhetsrad], finnes: Mapping[str, Enhetsrad], *, lukk_manglende: bool) -> Treendring:
    """Hva som må gjøres. Forutsetter at ``sjekk_treet`` ikke fant noe. Filen to ganger gir ingenting andre gang.

    Med ``lukk_manglende`` lukkes enhetene filen ikke har, men aldri den øverste.
    """
    radene = list(radene)
    nye = [rad for rad in radene if rad.kode not in finnes]
    endret = [rad for rad in radene if rad.kode in finnes and finnes[rad.kode].innhold != rad.innhold]
    i_filen = {rad.kode for rad in radene}
    mangler = tuple(kode for kode, rad in finnes.items() if kode not in i_filen and rad.forelder)
    return Treendring(
        nye=tuple(_foreldre_forst(nye)),
        endret=tuple(endret),
        lukkes=mangler if lukk_manglende else (),
        uendret=len(radene) - len(nye) - len(endret),
    )


def _foreldre_forst(radene: list[Enhetsrad]) -> list[Enhetsrad]:
    venter = {rad.kode: rad for rad in radene}
    ordnet: list[Enhetsrad] = []
    for rad in radene:
        stabel = []
        plass: Enhetsrad | None = rad
        while plass is not None and plass.kode in venter:
            stabel.append(venter.pop(plass.kode))
            plass = venter.get(plass.forelder)
        ordnet += reversed(stabel)
    return ordnet
