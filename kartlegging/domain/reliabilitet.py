"""Hvor godt leddene måler det samme, og hvor mye enhetene skiller seg. Bare for hele virksomheten.

Kilde: ``method.md`` 2. Regnes først fra 100 personer og vises med to desimaler, så én person ikke kan leses ut.
Summene er hele tall, så rekkefølgen på personene ikke kan endre siste siffer.
"""

from dataclasses import dataclass
from math import isqrt, sqrt

import numpy as np
from numpy.typing import NDArray

MINST_PERSONER = 100
_RUNDER = 200


@dataclass(frozen=True, slots=True)
class Reliabilitet:
    """Cronbachs alfa, McDonalds omega (fra tre ledd) og ICC(1) mellom enheter; ``None`` når det ikke lar seg regne."""

    alfa: float | None
    omega: float | None
    icc: float | None


def reliabilitet(
    poeng: NDArray[np.int64], besvart: NDArray[np.bool_], skalaverdi: NDArray[np.int16], enhet: NDArray[np.int32]
) -> Reliabilitet | None:
    """Reliabiliteten til et sett ledd, eller ``None`` når færre enn 100 har svart på alle.

    ``poeng`` 0–4 og ``besvart`` er (personer × ledd); ``skalaverdi`` er personens samlede verdi (negativ =
    mangler) og ``enhet`` enheten personen svarte for.
    """
    fullt = besvart.all(axis=1)
    if int(fullt.sum()) < MINST_PERSONER or int((skalaverdi >= 0).sum()) < MINST_PERSONER:
        return None
    kovarians = _kovarians(poeng[fullt])
    kjent = skalaverdi >= 0
    icc = _icc(skalaverdi[kjent].astype(np.int64), enhet[kjent])
    return Reliabilitet(alfa=_alfa(kovarians), omega=_omega(kovarians), icc=icc)


def spredning_oppad(trinn: NDArray[np.int16], topp: int) -> int | None:
    """Standardavviket i poeng av 100, rundet opp til nærmeste 5 (minst 5); ``None`` under 100 personer.

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
    return 5 * max(1, femmere)


def _kovarians(poeng: NDArray[np.int64]) -> NDArray[np.float64]:
    antall = len(poeng)
    summer = poeng.sum(axis=0)
    kryss = np.array([[int((poeng[:, i] * poeng[:, j]).sum()) for j in range(len(summer))] for i in range(len(summer))])
    kovarians: NDArray[np.float64] = (antall * kryss - np.outer(summer, summer)) / (antall * (antall - 1))
    return kovarians


def _alfa(kovarians: NDArray[np.float64]) -> float | None:
    ledd = len(kovarians)
    total = float(kovarians.sum())
    if ledd < 2 or total <= 0:
        return None
    # + 0.0 gjør et avrundet −0,0 til 0,0.
    return round(ledd / (ledd - 1) * (1 - float(np.trace(kovarians)) / total), 2) + 0.0


def _omega(kovarians: NDArray[np.float64]) -> float | None:
    """Omega total av én felles faktor, funnet ved gjentatt hovedakse på korrelasjonene."""
    varians = np.diag(kovarians)
    if len(kovarians) < 3 or (varians <= 0).any():
        return None
    korrelasjon = kovarians / np.sqrt(np.outer(varians, varians))
    felles = np.abs(korrelasjon - np.eye(len(korrelasjon))).max(axis=1)
    ladning = np.zeros(len(korrelasjon))
    for _ in range(_RUNDER):
        redusert = korrelasjon.copy()
        np.fill_diagonal(redusert, felles)
        verdier, vektorer = np.linalg.eigh(redusert)
        if verdier[-1] <= 0:
            return None
        ladning = vektorer[:, -1] * sqrt(float(verdier[-1]))
        ny = np.minimum(ladning * ladning, 1.0)
        if np.abs(ny - felles).max() < 1e-6:
            break
        felles = ny
    skalert = ladning * np.sqrt(varians)
    total = float(skalert.sum()) ** 2
    rest = float((varians * (1 - np.minimum(ladning * ladning, 1.0))).sum())
    return round(total / (total + rest), 2)


def _icc(verdier: NDArray[np.int64], enhet: NDArray[np.int32]) -> float | None:
    """ICC(1) fra enveis variansanalyse med ulik gruppestørrelse; negative anslag blir 0."""
    _, gruppe = np.unique(enhet, return_inverse=True)
    antall = np.bincount(gruppe)
    grupper, personer = len(antall), len(verdier)
    if grupper < 2 or personer == grupper:
        return None
    summer = np.zeros(grupper, dtype=np.int64)
    np.add.at(summer, gruppe, verdier)
    mellom = float((summer * summer / antall).sum()) - int(verdier.sum()) ** 2 / personer
    total = int((verdier * verdier).sum()) - int(verdier.sum()) ** 2 / personer
    if total <= 0:
        return None
    ms_mellom = mellom / (grupper - 1)
    ms_innen = (total - mellom) / (personer - grupper)
    storrelse = (personer - int((antall * antall).sum()) / personer) / (grupper - 1)
    nevner = ms_mellom + (storrelse - 1) * ms_innen
    return round(max(0.0, (ms_mellom - ms_innen) / nevner), 2) if nevner > 0 else None
