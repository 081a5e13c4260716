from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kartlegging.domain.skjerming import Utvalg, atomer, har_restgruppe, publish, samme_atom, sum_per_atom, velg
from kartlegging.domain.tre import Enhetstre
from tests.domain.kartlegging.angriper import atomene, lovlige_utvalg, undertraer
from tests.domain.kartlegging.leke import lag_tre, tilfeldig_tre


def _viste(forelder: list[int], svar: list[int], invitert: list[int] | None = None, k: int = 5) -> set[int]:
    tre = lag_tre(forelder, svar if invitert is None else invitert)
    return set(np.flatnonzero(publish(tre, np.array(svar, dtype=np.int64), k, _alle(tre))).tolist())


def _alle(tre: Enhetstre) -> NDArray[Any]:
    return np.ones(len(tre), dtype=np.bool_)


@pytest.mark.parametrize(
    ("forelder", "svar", "invitert", "viste"),
    [
        pytest.param([-1, 0, 0], [0, 8, 4], None, {0}, id="12 = 8 + 4: bare forelderen"),
        pytest.param([-1, 0, 0, 0], [0, 8, 9, 4], None, {0, 2}, id="21 = 8 + 9 + 4: forelderen og 9"),
        pytest.param([-1, 0, 0], [3, 8, 9], None, {0, 2}, id="3 direkte + 8 + 9: forelderen og 9"),
        pytest.param([-1, 0, 0], [0, 8, 0], [0, 8, 5], {0}, id="8 og en taus enhet med fem inviterte: bare forelderen"),
        pytest.param([-1, 0, 0], [0, 8, 5], None, {0, 1, 2}, id="8 + 5, alle svarte: alle tre"),
        pytest.param(
            [-1, 0, 1, 1, 0, 4, 4], [0, 2, 8, 4, 0, 9, 9], None, {0, 1, 2, 4, 5, 6}, id="to avdelinger: alt unntatt 4"
        ),
        pytest.param([-1, 0, 0], [0, 8, 0], [0, 8, 0], {0, 1}, id="en tom enhet uten inviterte hindrer ingenting"),
        pytest.param([-1, 0, 0], [0, 8, 3], [0, 8, 0], {0}, id="svar uten inviterte er ikke en tom enhet"),
        pytest.param([-1, 0, 1], [0, 0, 6], None, {0, 1, 2}, id="kjede: samme mennesker to ganger"),
        pytest.param([-1], [4], None, set(), id="fire er for få"),
        pytest.param([-1], [5], None, {0}, id="fem er nok"),
        pytest.param([-1], [0], None, set(), id="ingen svar"),
    ],
)
def test_01_05_publish_paa_de_regnede_eksemplene(
    forelder: list[int], svar: list[int], invitert: list[int] | None, viste: set[int]
) -> None:
    assert _viste(forelder, svar, invitert) == viste


@pytest.mark.parametrize("frosett", range(500))
def test_04_publish_er_det_beste_av_alle_lovlige_utvalg(frosett: int) -> None:
    rng = np.random.default_rng(frosett)
    k = int(rng.choice([2, 3, 5, 7]))
    tre, antall = tilfeldig_tre(rng, int(rng.integers(1, 8)), 2 * k)
    kandidat = rng.random(len(tre)) < 0.85
    vekter = dict(lovlige_utvalg(tre, antall.tolist(), k, kandidat.tolist()))
    valgt = frozenset(np.flatnonzero(publish(tre, antall, k, kandidat)).tolist())
    assert vekter[valgt] == max(vekter.values())
    med_rot = frozenset(np.flatnonzero(publish(tre, antall, k, kandidat, rot_forst=True)).tolist())
    beste_med_rot = max((0 in utvalg, vekt) for utvalg, vekt in vekter.items())
    assert (0 in med_rot, vekter[med_rot]) == beste_med_rot


@pytest.mark.parametrize("frosett", range(500))
def test_02_23_ingen_atomer_under_grensen_og_ingen_tause_atomer(frosett: int) -> None:
    rng = np.random.default_rng(10_000 + frosett)
    k = int(rng.choice([5, 7, 10, 20]))
    tre, antall = tilfeldig_tre(rng, int(rng.integers(3, 61)), 15)
    vist = publish(tre, antall, k, _alle(tre))
    for atom in atomene(undertraer(tre), frozenset(np.flatnonzero(vist).tolist())).values():
        svar = sum(int(antall[x]) for x in atom)
        hoerer_til = any(antall[x] > 0 or tre.invitert[x] > 0 for x in atom)
        assert svar >= k or not hoerer_til


@given(frosett=st.integers(0, 2**32 - 1), k=st.integers(1, 20))
def test_atomer_er_de_samme_som_regnet_med_mengder(frosett: int, k: int) -> None:
    rng = np.random.default_rng(frosett)
    tre, antall = tilfeldig_tre(rng, int(rng.integers(1, 30)), 12)
    utvalg = velg(tre, antall, k, _alle(tre))
    fasit = atomene(undertraer(tre), frozenset(np.flatnonzero(utvalg.vist).tolist()))
    assert {v: set(np.flatnonzero(utvalg.eier == v).tolist()) for v in fasit} == fasit
    sum_ = sum_per_atom(utvalg.eier, antall)
    assert {v: int(sum_[v]) for v in fasit} == {v: sum(int(antall[x]) for x in atom) for v, atom in fasit.items()}


@given(frosett=st.integers(0, 2**32 - 1), k=st.integers(2, 12))
def test_hele_virksomheten_vises_alltid_naar_den_har_nok(frosett: int, k: int) -> None:
    rng = np.random.default_rng(frosett)
    tre, antall = tilfeldig_tre(rng, int(rng.integers(1, 30)), 8)
    assert bool(velg(tre, antall, k, _alle(tre)).vist[0]) == (int(antall.sum()) >= k)


def test_en_direktor_alene_i_roten_skjuler_ikke_hele_virksomheten() -> None:
    # Én direkte i roten, to avdelinger som er helt dekket av teamene sine. Flest mulig er alt unntatt roten.
    tre = lag_tre([-1, 0, 1, 1, 0, 4, 4], [1, 0, 8, 9, 0, 10, 11])
    antall = np.array([1, 0, 8, 9, 0, 10, 11], dtype=np.int64)
    assert publish(tre, antall, 5, _alle(tre)).tolist() == [False, True, True, True, True, True, True]
    assert publish(tre, antall, 5, _alle(tre), rot_forst=True).tolist() == [True, False, False, True, True, True, True]


@given(frosett=st.integers(0, 2**32 - 1))
def test_flere_svar_i_en_enhet_gir_aldri_faerre_viste(frosett: int) -> None:
    # Metamorf lov for en enhet som allerede har svar: ett til kan bare gjøre flere utvalg lovlige.
    rng = np.random.default_rng(frosett)
    tre, antall = tilfeldig_tre(rng, int(rng.integers(1, 20)), 12)
    mange = [int(publish(tre, svar, 5, _alle(tre)).sum()) for svar in (antall, antall + (antall > 0))]
    assert mange[0] <= mange[1]


@given(frosett=st.integers(0, 2**32 - 1))
def test_lavere_grense_gir_aldri_faerre_viste(frosett: int) -> None:
    rng = np.random.default_rng(frosett)
    tre, antall = tilfeldig_tre(rng, int(rng.integers(1, 25)), 15)
    mange = [int(publish(tre, antall, k, _alle(tre)).sum()) for k in (5, 7, 10, 20)]
    assert all(faerre <= flere for flere, faerre in pairwise(mange))


def test_ikke_kandidater_vises_aldri_og_nosting_holder() -> None:
    tre = lag_tre([-1, 0, 0], [0, 30, 30])
    antall = np.array([0, 30, 30], dtype=np.int64)
    kandidat = np.array([True, False, True])
    assert publish(tre, antall, 5, kandidat).tolist() == [True, False, True]


def test_05_dyp_kjede_gaar_uten_rekursjon() -> None:
    dybde = 3000
    tre = lag_tre([-1, *range(dybde - 1)], [5] * dybde)
    antall = np.full(dybde, 5, dtype=np.int64)
    assert publish(tre, antall, 5, _alle(tre)).all()


def test_restgruppe_trenger_viste_underenheter_og_noen_i_atomet() -> None:
    tre = lag_tre([-1, 0, 0, 0], [0, 8, 4, 5])
    antall = np.array([0, 8, 4, 5], dtype=np.int64)
    utvalg = velg(tre, antall, 5, _alle(tre))
    assert (utvalg.vist.tolist(), har_restgruppe(tre, utvalg, antall).tolist()) == (
        [True, True, False, False],
        [True, False, False, False],
    )
    alene = velg(lag_tre([-1], [9]), np.array([9], dtype=np.int64), 5, np.array([True]))
    assert har_restgruppe(lag_tre([-1], [9]), alene, np.array([9], dtype=np.int64)).tolist() == [False]


def test_samme_atom_krever_like_mennesker_men_bryr_seg_ikke_om_tomme_enheter() -> None:
    tre = lag_tre([-1, 0, 0], [9, 9, 0])
    til_stede = np.array([True, True, False])
    begge = Utvalg(np.array([True, True, False]), atomer(tre, np.array([True, True, False])))
    bare_rot = Utvalg(np.array([True, False, False]), atomer(tre, np.array([True, False, False])))
    assert samme_atom(begge, begge, til_stede).tolist() == [True, True, False]
    assert samme_atom(begge, bare_rot, til_stede).tolist() == [False, False, False]
    tom = Utvalg(np.array([True, True, True]), atomer(tre, np.array([True, True, True])))
    assert samme_atom(begge, tom, til_stede).tolist() == [True, True, False]


def test_grense_under_en_avvises() -> None:
    tre = lag_tre([-1], [9])
    with pytest.raises(ValueError, match=r"^Minstegrensen må være minst 1\.$"):
        publish(tre, np.array([9], dtype=np.int64), 0, _alle(tre))
