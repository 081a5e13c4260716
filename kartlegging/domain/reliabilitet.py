"""Hvor godt leddene måler det samme, og hvor mye enhetene skiller seg. Bare for hele virksomheten.

Kilde: ``method.md`` 2. Regnes først fra 100 personer og vises med to desimaler. Summene er hele tall, så rekkefølgen på
personene ikke kan endre siste siffer.

Tallene må ikke røpe at nesten alle er enige, for sammen med et avkortet snitt beviser det hva hver enkelt svarte.
Derfor vises aldri en spredning under ``MINST_SPREDNING``, aldri alfa og omega når den viste spredningen er så lav, og
ICC regnes bare av viste tall.
"""

from dataclasses import dataclass
from math import isqrt, sqrt

import numpy as np
from numpy.typing import NDArray

MINST_PERSONER = 100
MINST_SPREDNING = 15
"""Med 100 personer gir to ytterpunkter blant ellers like svar 14,1: så mange må det være plass til, som i ``slakk``."""
_RUNDER = 200


@dataclass(frozen=True, slots=True)
class Reliabilitet:
    """Cronbachs alfa, McDonalds omega (fra tre ledd) og ICC(1) mellom viste grupper.

    ``None`` når det ikke vises. At et tall ikke lar seg regne av svarene, ville røpet dem; da er det 0.
    """

    alfa: float | None
    omega: float | None
    icc: float | None


def reliabilitet(
    poeng: NDArray[np.int64], besvart: NDArray[np.bool_], spredning: int, icc: float | None
) -> Reliabilitet | None:
    """Reliabiliteten til et sett ledd, eller ``None`` når færre enn 100 har svart på alle.

    ``poeng`` 0–4 og ``besvart`` er (personer × ledd), ``spredning`` den viste, ``icc`` fra ``icc_av_viste``.
    """
    fullt = besvart.all(axis=1)
    if int(fullt.sum()) < MINST_PERSONER:
        return None
    if spredning <= MINST_SPREDNING:
        return Reliabilitet(alfa=None, omega=None, icc=icc)
    kovarians = _kovarians(poeng[fullt])
    return Reliabilitet(alfa=_alfa(kovarians), omega=_omega(kovarians), icc=icc)


def spredning_oppad(trinn: NDArray[np.int16], topp: int) -> int | None:
    """Standardavviket i poeng av 100, rundet opp til nærmeste 5 (minst 15); ``None`` under 100 personer.

    ``trinn`` er hele trinn 0..``topp``, negativ = mangler.
    """
    kjent = trinn[trinn >= 0].astype(np.int64)
    antall = len(kjent)
    if antall < MINST_PERSONER:
        return None
    kvadratsum = antall * int((kjent * kjent).sum()) - int(kjent.sum()) ** 2
    # s² = kvadratsum / (n(n−1)) · (100/topp)². Minste hele t med (5t)² ≥ s² finnes uten flyttall.
    teller = kvadratsum * 400
    nevner = antall * (antall - 1) * topp * topp
    femmere = isqrt(teller // nevner)
    while femmere * femmere * nevner < teller:
        femmere += 1
    return max(MINST_SPREDNING, 5 * femmere)


def icc_av_viste(antall: NDArray[np.int64], snitt: NDArray[np.int64], spredning: int) -> float | None:
    """ICC(1) mellom viste grupper uten felles medlemmer, av det som vises: antall, snitt i hele poeng og spredning.

    Regnet av svarene ville tallet fortalt om enheter under grensen også. Spredningen er rundet opp, så anslaget er
    heller for lavt. Negative anslag blir 0; ``None`` når det er færre enn to grupper.
    """
    grupper, personer = len(antall), int(antall.sum())
    if grupper < 2:
        return None
    sum_ = int((antall * snitt).sum())
    mellom = int((antall * snitt * snitt).sum()) - sum_ * sum_ / personer
    ms_mellom = mellom / (grupper - 1)
    ms_innen = max(0.0, spredning * spredning * (personer - 1) - mellom) / (personer - grupper)
    storrelse = (personer - int((antall * antall).sum()) / personer) / (grupper - 1)
    nevner = ms_mellom + (storrelse - 1) * ms_innen
    return round(max(0.0, (ms_mellom - ms_innen) / nevner), 2) if nevner > 0 else 0.0


def _kovarians(poeng: NDArray[np.int64]) -> NDArray[np.float64]:
    antall = len(poeng)
    summer = poeng.sum(axis=0)
    kryss = np.array([[int((poeng[:, i] * poeng[:, j]).sum()) for j in range(len(summer))] for i in range(len(summer))])
    kovarians: NDArray[np.float64] = (antall * kryss - np.outer(summer, summer)) / (antall * (antall - 1))
    return kovarians


def _alfa(kovarians: NDArray[np.float64]) -> float | None:
    """Negative anslag blir 0, så et 0 ikke kan skilles fra at alle svarte likt."""
    ledd = len(kovarians)
    total = float(kovarians.sum())
    if ledd < 2:
        return None
    if total <= 0:
        return 0.0
    return max(0.0, round(ledd / (ledd - 1) * (1 - float(np.trace(kovarians)) / total), 2))


def _omega(kovarians: NDArray[np.float64]) -> float | None:
    """Omega total av én felles faktor, funnet ved gjentatt hovedakse på korrelasjonene."""
    varians = np.diag(kovarians)
    if len(kovarians) < 3:
        return None
    if (varians <= 0).any():
        return 0.0
    korrelasjon = kovarians / np.sqrt(np.outer(varians, varians))
    felles = np.abs(korrelasjon - np.eye(len(korrelasjon))).max(axis=1)
    ladning = np.zeros(len(korrelasjon))
    for _ in range(_RUNDER):
        redusert = korrelasjon.copy()
        np.fill_diagonal(redusert, felles)
        verdier, vektorer = np.linalg.eigh(redusert)
        if verdier[-1] <= 0:
            return 0.0
        ladning = vektorer[:, -1] * sqrt(float(verdier[-1]))
        ny = np.minimum(ladning * ladning, 1.0)
        if np.abs(ny - felles).max() < 1e-6:
            break
        felles = ny
    skalert = ladning * np.sqrt(varians)
    total = float(skalert.sum()) ** 2
    rest = float((varians * (1 - np.minimum(ladning * ladning, 1.0))).sum())
    return round(total / (total + rest), 2)
