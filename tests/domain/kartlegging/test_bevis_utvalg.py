"""Katalogen 1–5, 17 og 23: utvalgene bak hvert tall, lest tilbake av utgivelsen slik den er skrevet."""

from itertools import pairwise
from json import loads
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kartlegging.domain.beregning import beregn
from kartlegging.domain.skjerming import publish
from kartlegging.domain.tre import Enhetstre
from kartlegging.domain.utgivelse import tell_opp
from tests.domain.kartlegging.angriper import atomene, isolert_gruppe, undertraer
from tests.domain.kartlegging.leke import FIRE_FAKTORER, NOKKEL, fordel, lag_tre, tilfeldig_tre

LEDD = len(FIRE_FAKTORER.leddrekkefolge)
Rader = list[dict[str, Any]]


def _utgi(tre: Enhetstre, enhet: Any, svar: Any, grense: int) -> Rader:
    utgivelse = tell_opp(FIRE_FAKTORER, tre, enhet, svar, kartlegging="k", minstegrense=grense, nokkel=NOKKEL)
    rader: Rader = loads(utgivelse.kanonisk())["enheter"]
    return rader


def _svar(rng: np.random.Generator, personer: int, hopp: float) -> NDArray[np.uint8]:
    svar = rng.integers(1, 6, (personer, LEDD))
    svar[:, -2:] = rng.integers(1, 3, (personer, 2))
    svar[rng.random(svar.shape) < hopp] = 0
    return svar.astype(np.uint8)


def _tallene(rad: dict[str, Any]) -> dict[str, Any]:
    ut = {f"skala {k}": s["snitt"] for f in rad["faktorer"].values() for k, s in f["skalaer"].items()}
    ut |= {f"skala {k}": s["snitt"] for k, s in rad["utfall"].items()}
    ut |= {f"utsatt {k}": f["andel_eksponert"] for k, f in rad["faktorer"].items()}
    ut |= {f"hendelse {k}": h["andel"] for k, h in rad["hendelser"].items()}
    ut |= {k: rad["samlet"][k] for k in ("minst_to", "minst_tre")}
    return ut | {f"samvirke {k}": v for k, v in rad["samlet"]["samvirker"].items()}


def _har(svar: NDArray[np.uint8]) -> dict[str, NDArray[np.bool_]]:
    p = beregn(FIRE_FAKTORER, svar)
    ut = {f"skala {k}": v >= 0 for k, v in p.skalaene.items()} | {f"utsatt {k}": v >= 0 for k, v in p.utsatt.items()}
    ut |= {f"hendelse {k}": v >= 0 for k, v in p.hendelsene.items()}
    ut |= {"minst_to": p.minst_to >= 0, "minst_tre": p.minst_tre >= 0}
    return ut | {f"samvirke {k}": v >= 0 for k, v in p.samvirkene.items()}


def _grense(tall: str, minst: int) -> int:
    slag = {"skala": 5, "utsatt": 10, "hendelse": 20, "samvirke": 20, "minst_to": 20, "minst_tre": 20}[
        tall.split(maxsplit=1)[0]
    ]
    return max(minst, 50 if tall == "samvirke gxc" else slag)


@pytest.mark.parametrize("grense", [5, 7, 10])
@pytest.mark.parametrize("fro", range(60))
def test_02_03_23_hvert_tall_har_eget_utvalg_med_store_nok_atomer(fro: int, grense: int) -> None:
    rng = np.random.default_rng(fro)
    tre, antall = tilfeldig_tre(rng, int(rng.integers(2, 16)), 30)
    enhet = fordel(antall.tolist())
    svar = _svar(rng, len(enhet), rng.uniform(0.10, 0.15))
    rader = [r for r in _utgi(tre, enhet, svar, grense) if r["art"] == "enhet"]
    inne = undertraer(tre)
    plass = {kode: v for v, kode in enumerate(tre.koder)}
    hoved = {plass[r["kode"]] for r in rader if r["antall"] is not None}
    for tall, har in _har(svar).items():
        viste = frozenset(plass[r["kode"]] for r in rader if _tallene(r)[tall] is not None)
        assert viste <= hoved, tall
        i_enhet = np.bincount(enhet[har], minlength=len(tre))
        for atom in atomene(inne, viste).values():
            hoerer_til = any(antall[x] or tre.invitert[x] for x in atom)
            assert sum(int(i_enhet[x]) for x in atom) >= _grense(tall, grense) or not hoerer_til, tall


@pytest.mark.parametrize("fro", range(500))
def test_02_rasjonell_angriper_isolerer_ingen_i_tilfeldige_traer(fro: int) -> None:
    rng = np.random.default_rng(fro)
    k = int(rng.choice([5, 7, 10]))
    tre, antall = tilfeldig_tre(rng, int(rng.integers(2, 10)), 3 * k)
    vist = publish(tre, antall, k, np.ones(len(tre), dtype=np.bool_))
    inne = undertraer(tre)
    assert isolert_gruppe([inne[v] for v in np.flatnonzero(vist)], antall.tolist(), k) is None


def test_02_angriperen_fanger_at_alt_over_grensen_vises() -> None:
    # Negativ kontroll på de samme trærne: bare en terskel, som i mange produkter.
    isolert = 0
    for fro in range(500):
        rng = np.random.default_rng(fro)
        k = int(rng.choice([5, 7, 10]))
        tre, antall = tilfeldig_tre(rng, int(rng.integers(2, 10)), 3 * k)
        inne = undertraer(tre)
        vist = [inne[v] for v in range(len(tre)) if sum(int(antall[x]) for x in inne[v]) >= k]
        isolert += isolert_gruppe(vist, antall.tolist(), k) is not None
    assert isolert > 200


@given(frosett=st.integers(0, 2**32 - 1))
def test_17_utvalget_er_det_samme_naar_alle_svarer_noe_annet(frosett: int) -> None:
    """Hvem som hoppet over hva, er beholdt; alt annet er byttet ut."""
    rng = np.random.default_rng(frosett)
    tre, antall = tilfeldig_tre(rng, int(rng.integers(1, 10)), 30)
    enhet = fordel(antall.tolist())
    svar = _svar(rng, len(enhet), 0.12)
    andre = [
        np.where(svar > 0, _svar(rng, len(enhet), 0), 0),
        np.where(svar > 0, 1, 0),
        np.where(svar > 0, [5] * (LEDD - 2) + [2, 2], 0),
    ]
    monstre = [_monster(_utgi(tre, enhet, s.astype(np.uint8), 7)) for s in (svar, *andre)]
    assert all(a == b for a, b in pairwise(monstre))


def test_17_utvalg_som_skjuler_de_enige_fanges_av_samme_sammenligning() -> None:
    # Negativ kontroll: skjules enheter der alle er enige, er det skjulingen selv som røper dem.
    tre, enhet = lag_tre([-1, 0, 0], [0, 9, 9]), fordel([0, 9, 9])
    ulike, enige = _svar(np.random.default_rng(1), 18, 0), np.ones((18, LEDD), dtype=np.uint8)
    monstre = [_uten_enige(_monster(_utgi(tre, enhet, s, 7)), enhet, s) for s in (ulike, enige)]
    assert monstre[0] != monstre[1]
    assert _monster(_utgi(tre, enhet, ulike, 7)) == _monster(_utgi(tre, enhet, enige, 7))


def _monster(rader: Rader) -> dict[str, set[str]]:
    """Hvilke tall hver rad viser, og grunnen til resten."""
    return {
        r["kode"]: {f"{n} {v is not None}" for n, v in (_tallene(r) | {"antall": r["antall"]}).items()} for r in rader
    }


def _uten_enige(monster: dict[str, set[str]], enhet: NDArray[np.int32], svar: NDArray[np.uint8]) -> dict[str, set[str]]:
    enige = {f"E{v}" for v in set(enhet.tolist()) if (svar[enhet == v] == svar[enhet == v][0]).all()}
    return {kode: viser for kode, viser in monster.items() if kode not in enige}
