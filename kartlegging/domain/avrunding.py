"""Vernet av selve tallene: avkorting av summer og avrunding av små antall, ett atom om gangen.

Kilde: ``privacy.md`` 2.4–2.5 med tallene i ``method.md`` 2. Alt regnes i hele tall, så samme svar og samme
nøkkel gir samme utgivelse på alle maskiner.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

INNSIDERE = 1
"""c: så mange i gruppen kan slå sammen det de vet om egne svar uten å bevise noe om andre."""
BASE = 3
"""Antall under dette vises som 0 eller 3 (minst c + 2)."""
STOYGRUNN = 3
"""Hvert steg lenger ut i støyen er så mange ganger sjeldnere."""
_UTFALLSROM = 1 << 256


@dataclass(frozen=True, slots=True, eq=False)
class Avkortet:
    """Avkortede summer per atom. ``nede`` og ``oppe`` er sanne når den avkortede summen ligger på grensen,
    også når ingenting ble kuttet: merket skal ikke fortelle mer enn summen selv."""

    sum_: NDArray[np.int64]
    nede: NDArray[np.bool_]
    oppe: NDArray[np.bool_]


def slakk(topp: int, *, innsidere: int = INNSIDERE) -> int:
    """τ: hvor langt en sum holdes fra ytterpunktene, i trinn når én person kan ha 0..``topp``."""
    return (1 + innsidere) * topp


def klipp(summer: NDArray[np.int64], antall: NDArray[np.int64], topp: int, *, innsidere: int = INNSIDERE) -> Avkortet:
    """Hold hver sum minst τ = (1 + c) · spenn fra begge ytterpunktene, så ingen sum viser at alle er like.

    ``summer`` i hele trinn 0..``topp`` per person, ``antall`` personer per atom. Tomme atomer er 0.
    Melder ``ValueError`` for atomer som er for små til at grensene kan holdes fra hverandre.
    """
    tau = slakk(topp, innsidere=innsidere)
    noen = antall > 0
    if (antall[noen] * topp <= 2 * tau).any():
        raise ValueError("Et atom er for lite til å avkortes.")
    nedre, ovre = tau, antall * topp - tau
    klippet = np.where(noen, np.clip(summer, nedre, np.maximum(nedre, ovre)), 0)
    return Avkortet(sum_=klippet, nede=noen & (klippet == nedre), oppe=noen & (klippet == ovre))


def avrund_smaatall(
    treff: NDArray[np.int64],
    antall: NDArray[np.int64],
    *,
    nokkel: bytes,
    variabel: str,
    koder: Sequence[str],
    base: int = BASE,
) -> NDArray[np.int64]:
    """Avrund ``treff`` av ``antall`` per atom: færre enn ``base`` blir 0 eller ``base``, likt fra toppen.

    Loddet er uten skjevhet og trekkes av nøkkelen, variabelen og koden til atomets enhet; så det er det
    samme hver gang, og uavhengig mellom atomer. Melder ``ValueError`` for atomer mindre enn to baser minus én: da
    kunne et antall vært lite fra begge sider.
    """
    if ((antall > 0) & (antall < 2 * base - 1)).any():
        raise ValueError("Et atom er for lite til avrunding av små antall.")
    ut = treff.copy()
    nede = (treff > 0) & (treff < base)
    oppe = (antall > treff) & (antall - treff < base)
    for i in np.flatnonzero(nede | oppe).tolist():
        lodd = _lodd(nokkel, variabel, koder[i])
        if nede[i]:
            ut[i] = _avrund(int(treff[i]), lodd, base)
        else:
            ut[i] = antall[i] - _avrund(int(antall[i] - treff[i]), lodd, base)
    return ut


def med_stoy(
    treff: NDArray[np.int64], antall: NDArray[np.int64], *, nokkel: bytes, variabel: str, koder: Sequence[str]
) -> NDArray[np.int64]:
    """Legg forskjellen mellom to geometriske lodd til ``treff`` av ``antall`` per atom, og hold svaret i 0..``antall``.

    Hvert lodd er minst g med sannsynlighet ``STOYGRUNN`` ** −g, så støyen er uten skjevhet med standardavvik 1,22. Den har ingen øvre
    grense: ethvert virkelig antall kan vises som et hvilket som helst annet, og derfor utelukker det viste ingenting.
    """
    ut = treff.copy()
    for i in np.flatnonzero(antall > 0).tolist():
        opp, ned = (_geometrisk(_lodd(nokkel, f"{variabel}|{retning}", koder[i])) for retning in ("opp", "ned"))
        ut[i] = min(int(antall[i]), max(0, int(treff[i]) + opp - ned))
    return ut


def hele(teller: NDArray[np.int64], nevner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Nærmeste hele tall til ``teller / nevner`` (begge ≥ 0), halve opp. Der nevneren er 0, blir svaret 0."""
    trygg = np.maximum(nevner, 1)
    return np.where(nevner > 0, (2 * teller + trygg) // (2 * trygg), 0)


def _lodd(nokkel: bytes, variabel: str, kode: str) -> int:
    return int.from_bytes(hmac.digest(nokkel, f"{variabel}|{kode}".encode(), "sha256"))


def _avrund(faa: int, lodd: int, base: int) -> int:
    """``base`` med sannsynlighet ``faa / base``, ellers 0."""
    return base if lodd * base < faa * _UTFALLSROM else 0


def _geometrisk(lodd: int) -> int:
    """Største g der loddet er blant den ``STOYGRUNN`` ** −g minste delen av utfallene."""
    g = 0
    while lodd * STOYGRUNN ** (g + 1) < _UTFALLSROM and g < _UTFALLSROM.bit_length():
        g += 1
    return g
