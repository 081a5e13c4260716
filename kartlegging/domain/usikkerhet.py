"""Intervaller og ord for hvor sikkert et tall er.

Kilde: ``method.md`` 2. Alle intervaller er på 90 % og regnes bare av viste tall (snitt, andel, antall i enheten
og den felles spredningen). Et intervall regnet av noe annet kunne røpet hvor mange som hoppet over et spørsmål.

Bare +, −, ·, / og kvadratrot brukes. De er nøyaktig bestemt i IEEE 754, så tallene blir like på alle maskiner.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import floor, sqrt

Z90 = 1.645
"""Normalfordelingens 95-prosentil: halvbredden i et tosidig 90 %-intervall, målt i standardfeil."""

INDEKSORD_VERSJON = 1
INDEKS_MIDDELS = 40
INDEKS_HOY = 60


class Indeksord(StrEnum):
    """Ord for en indeks, versjon 1: 0–39 lav, 40–59 middels, 60–100 høy."""

    LAV = "lav"
    MIDDELS = "middels"
    HOY = "hoy"


class Forskjellsord(StrEnum):
    """Tre ord, ingen stjerner og ingen p-verdier."""

    TYDELIG = "tydelig forskjell"
    MULIG = "mulig forskjell"
    KAN_IKKE_SKILLES = "kan ikke skilles"


@dataclass(frozen=True, slots=True)
class Snitt:
    """Et vist middel: ``poeng`` 0–100 av ``antall`` personer med standardavvik ``spredning`` i poeng."""

    poeng: int
    antall: int
    spredning: int


@dataclass(frozen=True, slots=True)
class Andel:
    """En vist andel i hele prosent av ``antall`` personer."""

    prosent: int
    antall: int


@dataclass(frozen=True, slots=True)
class Forskjell:
    """Den andre minus den første, med 90 %-intervall, i poeng eller prosentpoeng."""

    verdi: int
    lav: float
    hoy: float
    ord: Forskjellsord


def indeksord(indeks: int) -> Indeksord:
    """Ordet for en indeks 0–100."""
    if indeks < INDEKS_MIDDELS:
        return Indeksord.LAV
    return Indeksord.MIDDELS if indeks < INDEKS_HOY else Indeksord.HOY


def middelintervall(poeng: int, antall: int, spredning: float) -> tuple[int, int]:
    """90 %-intervallet for et middel i hele poeng, holdt innenfor 0–100: ± 1,645 · spredning / √antall."""
    halv = Z90 * spredning / sqrt(antall)
    return max(0, _naermeste(poeng - halv)), min(100, _naermeste(poeng + halv))


def wilson(treff: float, antall: int) -> tuple[float, float]:
    """Wilsons 90 %-intervall for andelen ``treff / antall``, i prosent uten avrunding."""
    p = treff / antall
    zz = Z90 * Z90
    midt = p + zz / (2 * antall)
    halv = Z90 * sqrt(p * (1 - p) / antall + zz / (4 * antall * antall))
    nevner = 1 + zz / antall
    lav = 0.0 if treff == 0 else 100 * (midt - halv) / nevner
    hoy = 100.0 if treff == antall else 100 * (midt + halv) / nevner
    return max(0.0, lav), min(100.0, hoy)


def andelsintervall(prosent: int, antall: int) -> tuple[int, int]:
    """Wilsons 90 %-intervall i hele prosent, av den viste andelen.

    Antall treff er det hele tallet som svarer til den viste prosenten av ``antall``.
    """
    lav, hoy = wilson(vist_treff(prosent, antall), antall)
    return min(prosent, _naermeste(lav)), max(prosent, _naermeste(hoy))


def vist_treff(prosent: int, antall: int) -> int:
    """Det hele antallet som ligger nærmest ``prosent`` av ``antall``, halve opp."""
    return (2 * prosent * antall + 100) // 200


def forskjell_snitt(forst: Snitt, sist: Snitt) -> Forskjell:
    """Forskjellen mellom to viste middel, med standardfeil √(se₁² + se₂²).

    *Tydelig*: de to 90 %-intervallene overlapper ikke. *Mulig*: de overlapper, men 90 %-intervallet for
    forskjellen holder seg på én side av null. Ellers *kan ikke skilles*.
    """
    halv_forst = Z90 * forst.spredning / sqrt(forst.antall)
    halv_sist = Z90 * sist.spredning / sqrt(sist.antall)
    verdi = sist.poeng - forst.poeng
    halv = sqrt(halv_forst * halv_forst + halv_sist * halv_sist)
    atskilt = abs(verdi) > halv_forst + halv_sist
    return _forskjell(verdi, verdi - halv, verdi + halv, atskilt=atskilt)


def forskjell_andel(forst: Andel, sist: Andel) -> Forskjell:
    """Forskjellen mellom to viste andeler, satt sammen av Wilson-intervallene (Newcombes metode). Ordene som over."""
    lav1, hoy1 = wilson(vist_treff(forst.prosent, forst.antall), forst.antall)
    lav2, hoy2 = wilson(vist_treff(sist.prosent, sist.antall), sist.antall)
    verdi = sist.prosent - forst.prosent
    # De viste prosentene er avrundet og kan ligge en brøkdel utenfor intervallene; da er avstanden null.
    ned1, opp1 = max(0.0, forst.prosent - lav1), max(0.0, hoy1 - forst.prosent)
    ned2, opp2 = max(0.0, sist.prosent - lav2), max(0.0, hoy2 - sist.prosent)
    lav = verdi - sqrt(ned2 * ned2 + opp1 * opp1)
    hoy = verdi + sqrt(opp2 * opp2 + ned1 * ned1)
    return _forskjell(verdi, lav, hoy, atskilt=lav2 > hoy1 or lav1 > hoy2)


def _forskjell(verdi: int, lav: float, hoy: float, *, atskilt: bool) -> Forskjell:
    if atskilt:
        ord_ = Forskjellsord.TYDELIG
    elif lav > 0 or hoy < 0:
        ord_ = Forskjellsord.MULIG
    else:
        ord_ = Forskjellsord.KAN_IKKE_SKILLES
    return Forskjell(verdi=verdi, lav=lav, hoy=hoy, ord=ord_)


def _naermeste(verdi: float) -> int:
    return floor(verdi + 0.5)
