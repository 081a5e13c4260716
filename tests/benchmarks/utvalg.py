"""Utvalget av enheter: 10 000 tilfeldige trær, og ett tre med 5 000 enheter."""

import time

import numpy as np

from kartlegging.domain.skjerming import publish
from kartlegging.domain.tre import Enhetstre
from tests.benchmarks.felles import median, ms

TRAER = 10_000


def _tre(rng: np.random.Generator, enheter: int, hoyst: int) -> tuple[Enhetstre, "np.ndarray"]:
    forelder = np.array([-1, *(int(rng.integers(0, nr)) for nr in range(1, enheter))], dtype=np.int32)
    invitert = rng.integers(0, hoyst, enheter).astype(np.int32)
    direkte = rng.binomial(invitert, 0.85).astype(np.int64)
    koder = tuple(f"e{nr}" for nr in range(enheter))
    return Enhetstre(koder=koder, navn=koder, forelder=forelder, invitert=invitert), direkte


def _atomstorrelser(
    tre: Enhetstre, direkte: "np.ndarray", vises: "np.ndarray"
) -> tuple[dict[int, int], dict[int, int]]:
    """Svar og inviterte i hvert atom, regnet uavhengig av koden som valgte dem."""
    svar: dict[int, int] = {}
    invitert: dict[int, int] = {}
    for node in range(len(direkte)):
        eier = node
        while eier != -1 and not vises[eier]:
            eier = int(tre.forelder[eier])
        svar[eier] = svar.get(eier, 0) + int(direkte[node])
        invitert[eier] = invitert.get(eier, 0) + int(tre.invitert[node])
    return svar, invitert


def kjor() -> list[tuple[str, str]]:
    rng = np.random.default_rng(7)
    for_sma = tause = vist = 0
    start = time.perf_counter()
    for _ in range(TRAER):
        k = int(rng.integers(5, 11))
        tre, direkte = _tre(rng, int(rng.integers(3, 41)), 20)
        vises = publish(tre, direkte, k, np.ones(len(direkte), dtype=bool), rot_forst=True)
        svar, invitert = _atomstorrelser(tre, direkte, vises)
        for eier in set(svar) - {-1}:
            for_sma += 0 < svar[eier] < k
            tause += svar[eier] == 0 and invitert[eier] > 0
        vist += int(vises.sum())
    tid = time.perf_counter() - start
    stort, direkte = _tre(rng, 5_000, 40)
    alle = np.ones(5_000, dtype=bool)
    return [
        (f"atomer under grensen i {TRAER} tilfeldige trær ({vist} enheter vist)", str(for_sma)),
        (f"tause grupper som kan regnes ut i {TRAER} trær", str(tause)),
        (f"{TRAER} trær med kontroll", f"{tid:.1f} s"),
        ("ett utvalg, 5 000 enheter, k = 7", ms(median(lambda: publish(stort, direkte, 7, alle), ganger=5))),
        ("ett utvalg, 5 000 enheter, k = 20", ms(median(lambda: publish(stort, direkte, 20, alle), ganger=5))),
    ]
