"""Katalogen 16 og 19, og lenger: alt som utgis om en gruppe, angrepet på én gang (``privacy.md`` 6)."""

from json import loads
from typing import Any

import numpy as np
import pytest

from kartlegging.domain.avrunding import hele
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.instrumentfil import last_instrument
from kartlegging.domain.utgivelse import tell_opp
from tests.domain.kartlegging.angriper import undertraer
from tests.domain.kartlegging.angriper_samlet import Bevis, bevisene, deler
from tests.domain.kartlegging.leke import NOKKEL, fordel, lag_tre
from tests.domain.kartlegging.verden import (
    Vern,
    bevis_i,
    lag_verden,
    profil,
    syn,
    tilfeldig_verden,
    viste_antall,
)

INSTRUMENT = last_instrument("forsvarlig-4-3", 1)
DELER = deler(INSTRUMENT)
HVER_FOR_SEG = deler(INSTRUMENT, samlet=False)


def test_16_delene_dekker_hver_andel_i_instrumentet() -> None:
    utgitt = {variabel for del_ in DELER for variabel in del_.sanne}
    faktorer = {f.kode for f in INSTRUMENT.faktorene if INSTRUMENT.skalaene_i(f.kode)}
    assert utgitt == faktorer | {h.id for h in INSTRUMENT.hendelsene} | {s.id for s in INSTRUMENT.samvirkene} | {
        "minst_to",
        "minst_tre",
    }


@pytest.mark.parametrize("start", range(0, 400, 50))
def test_16_19_snitt_og_andeler_beviser_ingenting_om_noen(start: int) -> None:
    assert bevis_i(INSTRUMENT, range(start, start + 50), Vern(), HVER_FOR_SEG) == 0


def test_16_19_alt_samlet_beviser_ingenting_om_noen() -> None:
    # Alle 400 datasettene angripes slik i tests/benchmarks/bevis.py.
    assert bevis_i(INSTRUMENT, range(24), Vern(), DELER, kjente=2) == 0


@pytest.mark.parametrize(
    "vern",
    [
        pytest.param(Vern(base=1), id="nøyaktige antall"),
        pytest.param(Vern(base=2), id="base 2"),
        pytest.param(Vern(innsidere=-1), id="ingen avkorting"),
        pytest.param(Vern(innsidere=0), id="avkorting uten plass til en innsider"),
    ],
)
def test_16_19_angriperen_fanger_svakere_vern(vern: Vern) -> None:
    assert bevis_i(INSTRUMENT, range(8), vern, HVER_FOR_SEG) > 0


def test_16_snittet_i_en_del_og_antallet_i_hele_beviser_ingenting_om_resten() -> None:
    # Ti i E1: fem på topp og fem like under grensen, så snittet der krever minst fem utsatte. Sju i E2, for få til en
    # egen andel. Sto det nøyaktige antallet (fem) for alle sytten, var de sju bevist ikke utsatt.
    enkelt = INSTRUMENT.utvalg(("d1", "d2", "d3", "d4"))
    hendelser: dict[str, bool] = {}
    rader = [profil(enkelt, {"d": nivaa}, hendelser) for nivaa in ("topp",) * 5 + ("under",) * 5 + ("under",) * 7]
    tre = lag_tre([-1, 0, 0], [0, 10, 7])
    verden = lag_verden(enkelt, tre, fordel([0, 10, 7]), np.stack(rader))
    assert verden.antall == [10, 7]
    store, smaa = (list(bevisene(deler(enkelt), verden.antall, *syn(verden, Vern(smaa=s)))) for s in (False, True))
    assert (store, smaa) == ([Bevis("d", 1, alle=False)], [])


def _bevist(
    instrument: Instrument, profiler: list[tuple[int, dict[str, str], dict[str, bool]]], vern: Vern
) -> list[Bevis]:
    """Hva en utenforstående kan bevise i en virksomhet uten underenheter, der så mange har hver profil."""
    rader = [profil(instrument, nivaa, hendelser) for antall, nivaa, hendelser in profiler for _ in range(antall)]
    verden = lag_verden(instrument, lag_tre([-1], [len(rader)]), fordel([len(rader)]), np.stack(rader))
    return list(bevisene(deler(instrument), verden.antall, *syn(verden, vern)))


def _nivaa(over: str) -> dict[str, str]:
    return {kode: "over" if kode in over.split() else "under" for kode in ("a", "b", "c", "d", "e", "c4")}


def test_16_minst_tre_og_andelene_beviser_ikke_at_alle_er_utsatt_for_to() -> None:
    # Fem har alle fire, femten har nøyaktig to. Summen av andelene er 50 = 20 + 20 + 5 + 5: minst én, to, tre og fire.
    ingen: dict[str, bool] = {}
    profiler = [(5, _nivaa("a b c d"), ingen), (7, _nivaa("a b"), ingen), (8, _nivaa("c d"), ingen)]
    assert _bevist(INSTRUMENT, profiler, Vern()) == []
    assert Bevis("minst_to", 0, alle=True) in _bevist(INSTRUMENT, profiler, Vern(stoy=False))


def test_16_parene_beviser_ikke_at_alle_er_utsatt_for_det_de_har_felles() -> None:
    # Alle femti har c, tretti b, tjuefem er utsatt for vold og fem for begge deler: 30 + 25 − 5 = 50 med c.
    profiler = [
        (25, _nivaa("b c"), {"g1": False}),
        (5, _nivaa("b c"), {"g1": True}),
        (20, _nivaa("c"), {"g1": True}),
    ]
    assert _bevist(INSTRUMENT, profiler, Vern()) == []
    assert Bevis("c", 0, alle=True) in _bevist(INSTRUMENT, profiler, Vern(stoy=False))


@pytest.mark.parametrize("fro", range(25))
def test_16_synet_er_det_som_utgis(fro: int) -> None:
    """Uten denne kunne angriperen ha angrepet noe annet enn produktet."""
    verden = tilfeldig_verden(INSTRUMENT, np.random.default_rng(fro))
    utgivelse = tell_opp(
        INSTRUMENT,
        verden.tre,
        verden.enhet,
        verden.svar,
        kartlegging="k",
        minstegrense=verden.ramme.minstegrense,
        nokkel=NOKKEL,
    )
    rader = {r["kode"]: _andeler(r) for r in loads(utgivelse.kanonisk())["enheter"] if r["art"] == "enhet"}
    antall = viste_antall(verden, Vern())
    inne = undertraer(verden.tre)
    fasit: dict[str, dict[str, int | None]] = {}
    for v, kode in enumerate(verden.tre.koder):
        under = sorted(inne[v])
        fasit[kode] = {}
        for variabel, vist in antall.items():
            treff, n = (tall[under].sum(keepdims=True) for tall in (vist.vist, vist.antall))
            prosent = int(hele(100 * treff, n)[0])
            fasit[kode][variabel] = prosent if rader[kode][variabel] is not None else None
        to, tre_ = fasit[kode]["minst_to"], fasit[kode]["minst_tre"]
        if to is not None and tre_ is not None:
            fasit[kode]["minst_tre"] = min(to, tre_)
    assert rader == fasit


def _andeler(rad: dict[str, Any]) -> dict[str, int | None]:
    ut: dict[str, int | None] = {f: tall["andel_eksponert"] for f, tall in rad["faktorer"].items()}
    ut |= {h: tall["andel"] for h, tall in rad["hendelser"].items()}
    ut |= {n: rad["samlet"][n] for n in ("minst_to", "minst_tre")}
    ut |= rad["samlet"]["samvirker"]
    return ut
