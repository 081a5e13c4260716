"""Henger to rekkefølger sammen mer enn ren slump kan forklare? Ren statistikk, uten å vite hva rekkefølgene er av.

Tre mål, alle prøvd mot den fordelingen de har når den ene rekkefølgen er stokket tilfeldig:

- **treff**: rader som står på nøyaktig samme plass i begge. Tilnærmet Poisson(1), uansett hvor mange rader.
- **samsvar**: rangkorrelasjonen. Variansen under omstokking er nøyaktig 1/(n − 1), også når flere deler plass.
- **naboer**: rader ved siden av hverandre i begge, eller i samme gruppe. Fanger det som er flyttet i hele klumper.
  Poisson med det nøyaktige ventede antallet; variansen er aldri større enn det, så prøven slår heller for sjelden ut.

Fordelingene regnes ut og trekkes ikke, så samme rekkefølger gir samme dom. Hele dommen er Bonferroni-justert.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import erfc, exp, lgamma, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

GRENSE = 0.001
"""Så usannsynlig må det være ved ren slump, alle målene sett under ett, før vi sier at noe kobler."""
MINST_RADER = 30
"""Med færre rader sier prøven for lite til å bli trodd."""


@dataclass(frozen=True, slots=True)
class Rekke:
    """Nøklene som ordner noe, etter hva de gjelder. I en ``er_gruppe`` betyr like nøkler å høre sammen."""

    nokler: Mapping[Any, Any]
    er_gruppe: bool = False


@dataclass(frozen=True, slots=True)
class Utslag:
    """Ett mål på ett par av rekkefølger, med sannsynligheten for så mye eller mer ved ren slump."""

    maal: str
    verdi: float
    p: float


@dataclass(frozen=True, slots=True)
class Dom:
    """``p`` er justert for alle ``antall`` målene. ``mest_treff`` er det beste noen rekkefølge oppnådde."""

    antall: int
    p: float
    mest_treff: int
    verst: tuple[str, str, str]

    @property
    def kobler(self) -> bool:
        return self.p < GRENSE


def prov_par(ene: NDArray[Any], andre: NDArray[Any], *, er_gruppe: bool = False) -> list[Utslag]:
    """Målene på to like lange rader av nøkler. Tomt når en av dem ikke ordner noe. Like nøkler brytes ved lodd."""
    if len(np.unique(ene)) < 2 or len(np.unique(andre)) < 2:
        return []
    antall = len(ene)
    forst, sist = _plasser(ene), _plasser(andre)
    ordnet = np.argsort(forst)
    utslagene = []
    if er_gruppe:
        gruppe = np.unique(andre, return_inverse=True)[1][ordnet]
        storrelser = np.bincount(gruppe).astype(np.float64)
        ventet = float((storrelser * (storrelser - 1)).sum()) / antall
        naboer = int((gruppe[1:] == gruppe[:-1]).sum())
    else:
        treff = int((forst == sist).sum())
        utslagene.append(Utslag("treff", treff, _minst(treff, 1)))
        ventet = 2 * (antall - 1) / antall
        naboer = int((np.abs(np.diff(sist[ordnet])) == 1).sum())
    samsvar = float(np.corrcoef(_rang(ene), _rang(andre))[0, 1])
    utslagene += [
        Utslag("samsvar", samsvar, erfc(abs(samsvar) * sqrt((antall - 1) / 2))),
        Utslag("naboer", naboer, _minst(naboer, ventet)),
    ]
    return utslagene


def dom_over(ene: Mapping[str, Rekke], andre: Mapping[str, Rekke], par: Mapping[Any, Any]) -> Dom | None:
    """Prøver hver rekkefølge mot hver. ``par`` sier hvilke som virkelig hører sammen.

    En rekkefølge som bare kjenner noen av radene, prøves på dem. ``None`` når ingen kjenner nok.
    """
    funnet: list[tuple[Utslag, str, str]] = []
    for (navn, rekke), (annet_navn, annen) in product(ene.items(), andre.items()):
        felles = [(a, b) for a, b in par.items() if a in rekke.nokler and b in annen.nokler]
        if len(felles) < MINST_RADER:
            continue
        utslagene = prov_par(
            np.array([rekke.nokler[a] for a, _b in felles]),
            np.array([annen.nokler[b] for _a, b in felles]),
            er_gruppe=annen.er_gruppe,
        )
        funnet += [(utslag, navn, annet_navn) for utslag in utslagene]
    if not funnet:
        return None
    verst, navn, annet_navn = min(funnet, key=lambda en: en[0].p)
    return Dom(
        antall=len(funnet),
        p=min(1.0, verst.p * len(funnet)),
        mest_treff=max((int(u.verdi) for u, _a, _b in funnet if u.maal == "treff"), default=0),
        verst=(navn, annet_navn, verst.maal),
    )


def _plasser(nokler: NDArray[Any]) -> NDArray[np.int64]:
    """Plassen til hver, 0 til n − 1."""
    lodd = np.random.default_rng(0).random(len(nokler))
    plasser = np.empty(len(nokler), dtype=np.int64)
    plasser[np.lexsort((lodd, np.unique(nokler, return_inverse=True)[1]))] = np.arange(len(nokler))
    return plasser


def _rang(nokler: NDArray[Any]) -> NDArray[np.float64]:
    """Rangen til hver; like nøkler deler snittet av plassene sine."""
    _verdier, hvilken, antall = np.unique(nokler, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(antall) - (antall - 1) / 2)[hvilken], dtype=np.float64)


def _minst(antall: int, ventet: float) -> float:
    """Sannsynligheten for minst så mange i en Poissonfordeling; 1 når det ikke er flere enn ventet."""
    if antall <= ventet:
        return 1.0
    ledd = exp(antall * log(ventet) - ventet - lgamma(antall + 1))
    sum_, neste = 0.0, antall
    while ledd > sum_ * 1e-12:
        sum_, neste = sum_ + ledd, neste + 1
        ledd *= ventet / neste
    return sum_
