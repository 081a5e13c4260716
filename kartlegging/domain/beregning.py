"""Fra svar til poeng for hver person, i hele tall.

Kilde: ``method.md`` 1. Ingenting herfra utgis som det er: poengene telles opp og vernes i
``utgivelse``. Manglende verdier er overalt ``MANGLER`` (−1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kartlegging.domain.instrument import Instrument, Ledd, Rolle, Vilkar

MANGLER = -1
LEDDTOPP = 4
"""Høyeste leddpoeng; 0–4 svarer til 0, 25, 50, 75 og 100."""
SAMLETFAKTORER = ("a", "b", "c", "d")
"""De fire faktorene i aml. § 4-3 (2) som telles sammen i «samlet»."""

Jaineimangler = NDArray[np.int8]
"""1 = ja, 0 = nei, −1 = mangler; én verdi per person."""


@dataclass(frozen=True, slots=True, eq=False)
class Personpoeng:
    """Poengene til alle personene, i samme rekkefølge som svarene.

    ``skalaene`` er hele trinn 0..4m, der m er antall ledd. ``minst_to`` og ``minst_tre`` krever at alle
    de fire faktorene er kjent for personen.
    """

    skalaene: Mapping[str, NDArray[np.int16]]
    utsatt: Mapping[str, Jaineimangler]
    hendelsene: Mapping[str, Jaineimangler]
    minst_to: Jaineimangler
    minst_tre: Jaineimangler
    samvirkene: Mapping[str, Jaineimangler]


def beregn(instrument: Instrument, svar: NDArray[np.uint8]) -> Personpoeng:
    """Poeng for hver person.

    ``svar`` er (personer × ledd) i ``instrument.leddrekkefolge``: 0 = ubesvart, 1–5, og for hendelser 1 = nei,
    2 = ja. Melder ``ValueError`` for feil form eller umulige verdier.
    """
    _kontroller(instrument, svar)
    plass = leddplasser(instrument)
    skalaene = {s.kode: skalapoeng(*leddpoeng(svar, plass, s.leddene)) for s in instrument.skalaene}
    topper = {s.kode: LEDDTOPP * len(s.leddene) for s in instrument.skalaene}
    utsatt = {}
    for faktor in instrument.faktorene:
        krav = instrument.skalaene_i(faktor.kode, rolle=Rolle.KRAV)
        if krav:
            leddene = tuple(ledd for skala in krav for ledd in skala.leddene)
            utsatt[faktor.kode] = er_utsatt(*leddpoeng(svar, plass, leddene), faktor.kutt_tideler)
    hendelsene = {h.id: svar[:, plass[h.id]].astype(np.int8) - np.int8(1) for h in instrument.hendelsene}
    minst_to, minst_tre = _samlet(utsatt, len(svar))
    samvirkene = {}
    for samvirke in instrument.samvirkene:
        delene = [_oppfyller(v, skalaene, topper, utsatt, hendelsene) for v in samvirke.vilkarene]
        samvirkene[samvirke.id] = _alle(delene, len(svar))
    return Personpoeng(skalaene, utsatt, hendelsene, minst_to, minst_tre, samvirkene)


def skalapoeng(poeng: NDArray[np.int64], besvart: NDArray[np.bool_]) -> NDArray[np.int16]:
    """Middel av de besvarte leddene i hele trinn 0..4m (et trinn er 100/4m poeng), halve opp.

    ``poeng`` 0–4 og ``besvart`` er (personer × m). Mangler når færre enn halvparten (rundet opp) er besvart.
    """
    ledd = poeng.shape[1]
    antall = besvart.sum(axis=1, dtype=np.int64)
    nevner = 2 * np.maximum(antall, 1)
    trinn = (2 * _besvart_sum(poeng, besvart) * ledd + nevner // 2) // nevner
    return np.where(_nok(antall, ledd), trinn, MANGLER).astype(np.int16)


def er_utsatt(poeng: NDArray[np.int64], besvart: NDArray[np.bool_], kutt_tideler: int) -> Jaineimangler:
    """Om middelet av de besvarte leddene er minst ``kutt_tideler`` tideler av poeng (525 = 52,5 av 100)."""
    antall = besvart.sum(axis=1, dtype=np.int64)
    # Middelet er 25 · sum / antall; ganget med 10 · antall på begge sider blir det en sammenligning av hele tall.
    over = 250 * _besvart_sum(poeng, besvart) >= kutt_tideler * antall
    return np.where(_nok(antall, poeng.shape[1]), over, MANGLER).astype(np.int8)


def leddplasser(instrument: Instrument) -> dict[str, int]:
    """Kolonnen til hver ledd-id."""
    return {ledd: i for i, ledd in enumerate(instrument.leddrekkefolge)}


def leddpoeng(
    svar: NDArray[np.uint8], plass: Mapping[str, int], leddene: Sequence[Ledd]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Leddpoeng 0–4 med snudde ledd vendt, og hvilke som er besvart. ``plass`` er kolonnen til hver ledd-id."""
    valgt = svar[:, [plass[ledd.id] for ledd in leddene]].astype(np.int64)
    snudd = np.array([ledd.snudd for ledd in leddene])
    return np.where(snudd, 5 - valgt, valgt - 1), valgt > 0


def _kontroller(instrument: Instrument, svar: NDArray[np.uint8]) -> None:
    if svar.ndim != 2 or svar.shape[1] != len(instrument.leddrekkefolge):
        raise ValueError(f"Svarene skal ha {len(instrument.leddrekkefolge)} ledd per person.")
    hendelser = len(instrument.hendelsene)
    grense = svar.shape[1] - hendelser
    if (svar[:, :grense] > 5).any() or (svar[:, grense:] > 2).any():
        raise ValueError("Et svar er utenfor svaralternativene.")


def _besvart_sum(poeng: NDArray[np.int64], besvart: NDArray[np.bool_]) -> NDArray[np.int64]:
    sum_: NDArray[np.int64] = np.where(besvart, poeng, 0).sum(axis=1)
    return sum_


def _nok(antall: NDArray[np.int64], ledd: int) -> NDArray[np.bool_]:
    return antall >= (ledd + 1) // 2


def _samlet(utsatt: Mapping[str, Jaineimangler], personer: int) -> tuple[Jaineimangler, Jaineimangler]:
    if any(faktor not in utsatt for faktor in SAMLETFAKTORER):
        mangler = np.full(personer, MANGLER, dtype=np.int8)
        return mangler, mangler
    rader = np.stack([utsatt[faktor] for faktor in SAMLETFAKTORER])
    kjent = (rader >= 0).all(axis=0)
    antall = rader.sum(axis=0)
    return (
        np.where(kjent, antall >= 2, MANGLER).astype(np.int8),
        np.where(kjent, antall >= 3, MANGLER).astype(np.int8),
    )


def _oppfyller(
    vilkar: Vilkar,
    skalaene: Mapping[str, NDArray[np.int16]],
    topper: Mapping[str, int],
    utsatt: Mapping[str, Jaineimangler],
    hendelsene: Mapping[str, Jaineimangler],
) -> Jaineimangler:
    """Om hver person oppfyller vilkåret. Av flere hendelser holder det med én ja; nei krever svar på alle."""
    if vilkar.faktor is not None:
        return utsatt[vilkar.faktor]
    if vilkar.skala is not None:
        trinn = skalaene[vilkar.skala].astype(np.int64)
        over = 1000 * trinn >= vilkar.kutt_tideler * topper[vilkar.skala]
        return np.where(trinn >= 0, over, MANGLER).astype(np.int8)
    if not vilkar.hendelser:
        raise ValueError("Et vilkår må gjelde en faktor, en skala eller hendelser.")
    rader = np.stack([hendelsene[h] for h in vilkar.hendelser])
    noen_ja = (rader == 1).any(axis=0)
    return np.where(noen_ja, 1, np.where((rader >= 0).all(axis=0), 0, MANGLER)).astype(np.int8)


def _alle(delene: Sequence[Jaineimangler], personer: int) -> Jaineimangler:
    """Ja når alle delene er ja; mangler når en del mangler."""
    if not delene:
        return np.full(personer, MANGLER, dtype=np.int8)
    rader = np.stack(delene)
    return np.where((rader >= 0).all(axis=0), (rader == 1).all(axis=0), MANGLER).astype(np.int8)
