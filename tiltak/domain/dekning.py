"""Hvor langt hver faktor er kommet i hver enhet: kartlagt, vurdert, tiltak, evaluert.

Kilde: ``domain.md`` 8 punkt 10. Et steg teller også når et tidligere mangler: en enhet som er for liten til å vises i en
kartlegging, vurderes gjennom et dialogmøte.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from arbeidsmiljo.domain.sprak import gettext_noop as _
from tiltak.domain.risiko import Risikoniva


class Dekningssteg(StrEnum):
    """Det fjerneste en faktor er kommet i en enhet."""

    INGEN = "ingen"
    KARTLAGT = "kartlagt"
    VURDERT = "vurdert"
    TILTAK = "tiltak"
    EVALUERT = "evaluert"

    @property
    def ord(self) -> str:
        return _STEGORD[self]


_STEGORD: Mapping[Dekningssteg, str] = {
    Dekningssteg.INGEN: _("Ikke begynt"),
    Dekningssteg.KARTLAGT: _("Kartlagt"),
    Dekningssteg.VURDERT: _("Vurdert"),
    Dekningssteg.TILTAK: _("Har tiltak"),
    Dekningssteg.EVALUERT: _("Evaluert"),
}


@dataclass(frozen=True, slots=True)
class Dekning:
    """Én faktor i én enhet. Datoene er ``None`` når steget ikke er gjort.

    ``kartlagt`` er da utgivelsen kom, ``vurdert`` møtet, ``evaluert`` den siste effektvurderingen. ``tiltak`` er tiltakene
    som ikke er avlyst.
    """

    faktor: str
    kartlagt: date | None = None
    vurdert: date | None = None
    niva: Risikoniva | None = None
    ikke_relevant: bool = False
    tiltak: int = 0
    evaluert: date | None = None

    @property
    def steg(self) -> Dekningssteg:
        if self.evaluert:
            return Dekningssteg.EVALUERT
        if self.tiltak:
            return Dekningssteg.TILTAK
        if self.vurdert:
            return Dekningssteg.VURDERT
        return Dekningssteg.KARTLAGT if self.kartlagt else Dekningssteg.INGEN

    @property
    def mangler_tiltak(self) -> bool:
        """Høy eller svært høy risiko uten noe tiltak."""
        return self.niva is not None and self.niva.krever_tiltak_mot_aarsak and not self.tiltak


def trerekkefolge(enhetene: Iterable[tuple[int, int | None]]) -> list[tuple[int, int]]:
    """(id, dybde) med hver enhet rett før dem under seg, i rekkefølgen de kom. ``enhetene`` er (id, forelder).

    En enhet med en forelder som ikke er med, står øverst.
    """
    radene = list(enhetene)
    med = {pk for pk, _forelder in radene}
    barn: dict[int | None, list[int]] = {}
    for pk, forelder in radene:
        barn.setdefault(forelder if forelder in med else None, []).append(pk)
    ut: list[tuple[int, int]] = []
    stabel = [(pk, 0) for pk in reversed(barn.get(None, []))]
    while stabel:
        pk, dybde = stabel.pop()
        ut.append((pk, dybde))
        stabel += [(under, dybde + 1) for under in reversed(barn.get(pk, []))]
    return ut
