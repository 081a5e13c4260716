"""Svarene i demoen: en oppdiktet befolkning der vi vet hvor det butter.

Svarene henger sammen slik ekte svar gjør: en person som har det tungt på én skala, har det oftere tungt på de andre
(felles del + del per faktor + støy per ledd). Svake punkter legges til per enhet og faktor, så en prøve kan finne
dem igjen med navn i utgivelsen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kartlegging.domain.instrument import Instrument, Rolle

GRUNNIVA = {"a": 1.25, "b": 1.45, "c": 1.6, "d": 1.15, "e": 0.9, None: 1.2}
"""Vanlig belastning per faktor på leddskalaen 0–4."""
RESSURSNIVA = 1.45
HENDELSER = {"f1": 0.06, "f2": 0.03, "f3": 0.03, "g1": 0.06, "g2": 0.10}
UBESVART = 0.02
HOPPER_OVER_DEL = 0.01


@dataclass(frozen=True, slots=True)
class SvaktPunkt:
    """Et sted vi har lagt inn mer belastning. ``tillegg`` er trinn på leddskalaen 0–4 per runde (eldste først)."""

    enhet: str
    faktor: str
    tillegg: tuple[float, float, float]


SVAKE_PUNKTER: tuple[SvaktPunkt, ...] = (
    SvaktPunkt("bjork", "c", (0.3, 0.45, 0.7)),
    SvaktPunkt("nord", "a", (0.3, 0.7, 0.95)),
    SvaktPunkt("skole", "b", (1.1, 1.0, 0.9)),
    SvaktPunkt("sor", "d", (0.5, 0.8, 0.95)),
)
HENDELSESTILLEGG: Mapping[tuple[str, str], float] = {
    ("bjork", "g1"): 0.22,
    ("bjork", "g2"): 0.25,
    ("lind", "g1"): 0.2,
    ("skole", "g2"): 0.2,
}


class Befolkning:
    """Trekker svar for én runde. Samme frø gir samme svar."""

    def __init__(self, instrument: Instrument, *, runde: int, fro: int) -> None:
        self._instrument = instrument
        self._rng = np.random.default_rng([fro, runde])
        self._tillegg = {(p.enhet, p.faktor): p.tillegg[runde] for p in SVAKE_PUNKTER}

    def svar(self, enhet: str) -> dict[str, int]:
        """En persons svar: ledd-id → 1–5 (hendelser 1 = nei, 2 = ja). Ubesvarte ledd er ikke med."""
        felles = self._rng.normal(0, 0.55)
        per_faktor: dict[str | None, float] = {}
        svarene: dict[str, int] = {}
        for skala in self._instrument.skalaene:
            if skala.faktor not in per_faktor:
                per_faktor[skala.faktor] = felles + self._rng.normal(0, 0.45)
            niva = RESSURSNIVA if skala.rolle is Rolle.RESSURS else GRUNNIVA[skala.faktor]
            tillegg = self._tillegg.get((enhet, skala.faktor or ""), 0.0)
            if skala.rolle is Rolle.RESSURS:
                tillegg /= 2
            for ledd in skala.leddene:
                belastning = niva + tillegg + per_faktor[skala.faktor] + self._rng.normal(0, 0.8)
                trinn = int(np.clip(round(belastning), 0, 4))
                svarene[ledd.id] = (4 - trinn if ledd.snudd else trinn) + 1
        for hendelse in self._instrument.hendelsene:
            sannsynlig = HENDELSER[hendelse.id] + HENDELSESTILLEGG.get((enhet, hendelse.id), 0.0)
            svarene[hendelse.id] = 2 if self._rng.random() < sannsynlig else 1
        return self._med_hull(svarene)

    def _med_hull(self, svarene: dict[str, int]) -> dict[str, int]:
        """Noen hopper over et ledd, og noen få en hel faktor."""
        hoppes = {f for f in "abcdefg" if self._rng.random() < HOPPER_OVER_DEL}
        beholdt = {
            ledd: verdi for ledd, verdi in svarene.items() if ledd[0] not in hoppes and self._rng.random() >= UBESVART
        }
        return beholdt or dict(list(svarene.items())[:1])

    def svarer(self, andel: float) -> bool:
        return bool(self._rng.random() < andel)
