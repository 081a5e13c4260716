"""Enhetstreet slik det var frosset da kartleggingen åpnet.

Treet er fire like lange rekker der forelder alltid står før barn. Da blir «nedenfra og opp» det samme
som å gå rekken baklengs, og ingen beregning trenger rekursjon (en kjede kan være tusen ledd dyp).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

REST_ENDELSE = "-rest"
"""Endelsen på koden til en restgruppe. Ingen enhet kan ha en kode som slutter slik."""
REST_NAVN = "Øvrige i "
"""Begynnelsen på navnet til en restgruppe i utgivelsen. Den er den samme på alle språk; visningen oversetter."""


def stiledd(kode: str) -> str:
    """Koden slik den står i en sti. En kode kan selv ha skråstrek i seg, og skal likevel være ett ledd."""
    return kode.replace("%", "%25").replace("/", "%2F")


@dataclass(frozen=True, eq=False)
class Enhetstre:
    """Enhetene i én virksomhet; plass 0 er roten.

    ``forelder`` er plassen til forelderen (−1 for roten) og ``invitert`` antall inviterte som hører
    direkte til enheten. Melder ``ValueError`` når treet ikke har nøyaktig én rot, når en forelder
    ikke står før barnet sitt (også ring), når to enheter har samme kode, når en kode er tom eller slutter på
    ``-rest``, eller når rekkene ikke passer sammen.
    """

    koder: tuple[str, ...]
    navn: tuple[str, ...]
    forelder: NDArray[np.int32]
    invitert: NDArray[np.int32]

    def __post_init__(self) -> None:
        antall = len(self.koder)
        if antall == 0:
            raise ValueError("Enhetstreet er tomt.")
        if not (len(self.navn) == len(self.forelder) == len(self.invitert) == antall):
            raise ValueError("Kode, navn, forelder og antall inviterte må være like mange.")
        if len(set(self.koder)) != antall:
            raise ValueError("To enheter har samme kode.")
        for kode in self.koder:
            if not kode or kode.endswith(REST_ENDELSE):
                raise ValueError(f"Enhetskoden «{kode}» kan ikke brukes: tom, eller slutter på «{REST_ENDELSE}».")
        if self.forelder[0] != -1 or (antall > 1 and int(self.forelder[1:].min()) < 0):
            raise ValueError("Treet må ha nøyaktig én rot, og den må stå først.")
        if (self.forelder >= np.arange(antall)).any():
            raise ValueError("Hver enhet må stå etter forelderen sin.")
        if (self.invitert < 0).any():
            raise ValueError("Antall inviterte kan ikke være negativt.")

    @classmethod
    def av_rader(cls, rader: Iterable[tuple[str, str, str | None, int]]) -> "Enhetstre":
        """Treet av rader ``(kode, navn, forelderkode eller None, inviterte)`` i hvilken som helst rekkefølge.

        Enhetene ordnes slik et innholdskart leses: hver enhet rett fulgt av sitt undertre, søsken i
        radenes rekkefølge. Melder ``ValueError`` ved ukjent forelder, ring, flere røtter eller dobbel kode.
        """
        alle = list(rader)
        kjente = {kode for kode, *_ in alle}
        barn: dict[str | None, list[int]] = {}
        for i, (kode, _, forelder, _) in enumerate(alle):
            if forelder is not None and forelder not in kjente:
                raise ValueError(f"Enheten «{kode}» har en forelder som ikke finnes: «{forelder}».")
            barn.setdefault(forelder, []).append(i)
        rekke, foreldre = _i_lesefolge(alle, barn)
        if len(rekke) != len(alle):
            raise ValueError("Enhetene går i ring, eller to enheter har samme kode.")
        return cls(
            koder=tuple(alle[i][0] for i in rekke),
            navn=tuple(alle[i][1] for i in rekke),
            forelder=np.array(foreldre, dtype=np.int32),
            invitert=np.array([alle[i][3] for i in rekke], dtype=np.int32),
        )

    def __len__(self) -> int:
        return len(self.koder)

    @cached_property
    def dybde(self) -> NDArray[np.int32]:
        """Antall ledd opp til roten (roten har 0)."""
        dybde = [0] * len(self)
        for v, forelder in enumerate(self.forelder.tolist()):
            if forelder >= 0:
                dybde[v] = dybde[forelder] + 1
        return np.array(dybde, dtype=np.int32)

    @cached_property
    def lagene(self) -> tuple[NDArray[np.intp], ...]:
        """Plassene lag for lag, roten først."""
        rekke = np.argsort(self.dybde, kind="stable")
        skiller = np.flatnonzero(np.diff(self.dybde[rekke])) + 1
        return tuple(np.split(rekke, skiller))

    def undertresum(self, verdier: NDArray[np.int64]) -> NDArray[np.int64]:
        """Summen av ``verdier`` over hver enhet og alt under den."""
        sum_ = verdier.astype(np.int64, copy=True)
        for lag in reversed(self.lagene[1:]):
            np.add.at(sum_, self.forelder[lag], sum_[lag])
        return sum_

    def arv(self, egen: NDArray[np.int32]) -> NDArray[np.int32]:
        """For hver enhet: dens egen verdi, eller forelderens (arvede) der den egne er negativ."""
        arvet = egen.astype(np.int32, copy=True)
        for lag in self.lagene[1:]:
            arvet[lag] = np.where(arvet[lag] < 0, arvet[self.forelder[lag]], arvet[lag])
        return arvet


def _i_lesefolge(
    rader: Sequence[tuple[str, str, str | None, int]], barn: dict[str | None, list[int]]
) -> tuple[list[int], list[int]]:
    """Radnumrene i lesefølge, og plassen til hver forelder. Rader i ring nås aldri og faller ut."""
    rekke: list[int] = []
    foreldre: list[int] = []
    stabel = [(i, -1) for i in reversed(barn.get(None, []))]
    while stabel and len(rekke) <= len(rader):
        i, forelder = stabel.pop()
        rekke.append(i)
        foreldre.append(forelder)
        stabel.extend((j, len(rekke) - 1) for j in reversed(barn.get(rader[i][0], [])))
    return rekke, foreldre
