from collections import Counter
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kartlegging.domain.avrunding import avrund_smaatall, hele, klipp, med_stoy
from tests.domain.kartlegging.leke import NOKKEL


def _rekke(*tall: int) -> NDArray[Any]:
    return np.array(tall, dtype=np.int64)


def _avrund(
    treff: int, antall: int, *, nokkel: bytes = NOKKEL, variabel: str = "v", kode: str = "E", base: int = 3
) -> int:
    ut = avrund_smaatall(_rekke(treff), _rekke(antall), nokkel=nokkel, variabel=variabel, koder=[kode], base=base)
    return int(ut[0])


def test_klipp_holder_summen_to_spenn_fra_ytterpunktene() -> None:
    # Sju personer, topp 4: grensene er 8 og 20, altså 29 og 71 av 100.
    ut = klipp(_rekke(0, 8, 9, 19, 20, 28), np.full(6, 7), 4)
    assert ut.sum_.tolist() == [8, 8, 9, 19, 20, 20]
    assert ut.nede.tolist() == [True, True, False, False, False, False]
    assert ut.oppe.tolist() == [False, False, False, False, True, True]


def test_klipp_uten_innsidere_holder_ett_spenn() -> None:
    assert klipp(_rekke(0, 28), np.full(2, 7), 4, innsidere=0).sum_.tolist() == [4, 24]


def test_tomt_atom_er_null_og_umerket() -> None:
    ut = klipp(_rekke(0), _rekke(0), 4)
    assert (ut.sum_.tolist(), ut.nede.tolist(), ut.oppe.tolist()) == ([0], [False], [False])


def test_for_lite_atom_kan_ikke_avkortes() -> None:
    with pytest.raises(ValueError, match=r"^Et atom er for lite til å avkortes\.$"):
        klipp(_rekke(8), _rekke(4), 4)


@given(antall=st.integers(5, 200), topp=st.integers(4, 40), data=st.data())
def test_merket_er_en_funksjon_av_den_avkortede_summen(antall: int, topp: int, data: st.DataObject) -> None:
    summer = data.draw(st.lists(st.integers(0, antall * topp), min_size=2, max_size=2))
    ut = klipp(_rekke(*summer), _rekke(antall, antall), topp)
    assume(ut.sum_[0] == ut.sum_[1])
    assert (ut.nede[0], ut.oppe[0]) == (ut.nede[1], ut.oppe[1])


@given(antall=st.integers(5, 60), topp=st.integers(4, 40))
def test_alle_like_er_ikke_til_aa_skille_fra_en_som_er_uenig(antall: int, topp: int) -> None:
    enig, en_uenig = antall * topp, (antall - 1) * topp
    assert (
        klipp(_rekke(enig), _rekke(antall), topp).sum_.tolist()
        == klipp(_rekke(en_uenig), _rekke(antall), topp).sum_.tolist()
    )
    assert (
        klipp(_rekke(0), _rekke(antall), topp).sum_.tolist() == klipp(_rekke(topp), _rekke(antall), topp).sum_.tolist()
    )


@given(antall=st.integers(10, 60), data=st.data())
def test_avrunding_roerer_bare_smaa_antall(antall: int, data: st.DataObject) -> None:
    treff = data.draw(st.integers(0, antall))
    vist = _avrund(treff, antall)
    if treff in {0, antall} or (treff >= 3 and antall - treff >= 3):
        assert vist == treff
    elif treff < 3:
        assert vist in {0, 3}
    else:
        assert vist in {antall - 3, antall}


@pytest.mark.parametrize("treff", [1, 2, 18, 19])
def test_avrunding_er_uten_skjevhet(treff: int) -> None:
    # 4000 lodd: standardavviket til middelet er høyst 1,42 / √4000 = 0,022, så 0,1 er over fire av dem.
    sett = [_avrund(treff, 20, kode=f"E{i}") for i in range(4000)]
    assert abs(sum(sett) / len(sett) - treff) < 0.1
    assert set(sett) == ({0, 3} if treff < 3 else {17, 20})


def test_null_en_og_to_ser_like_ut_som_mulige_utfall() -> None:
    utfall = {treff: {_avrund(treff, 20, kode=f"E{i}") for i in range(50)} for treff in (0, 1, 2)}
    assert utfall == {0: {0}, 1: {0, 3}, 2: {0, 3}}


def test_loddet_er_det_samme_hver_gang_men_ulikt_mellom_variabler_enheter_og_nokler() -> None:
    assert [_avrund(1, 20, kode=f"E{i}") for i in range(30)] == [_avrund(1, 20, kode=f"E{i}") for i in range(30)]
    faste = [_avrund(1, 20, kode=f"E{i}") for i in range(60)]
    assert faste != [_avrund(1, 20, kode=f"E{i}", variabel="w") for i in range(60)]
    assert faste != [_avrund(1, 20, kode=f"E{i}", nokkel=b"x" * 32) for i in range(60)]


def test_for_lite_atom_kan_ikke_avrundes() -> None:
    with pytest.raises(ValueError, match=r"^Et atom er for lite til avrunding av små antall\.$"):
        _avrund(1, 4)


@given(teller=st.integers(0, 10**9), nevner=st.integers(1, 10**6))
def test_hele_er_naermeste_hele_tall_med_halve_opp(teller: int, nevner: int) -> None:
    assert int(hele(_rekke(teller), _rekke(nevner))[0]) == (Fraction(teller, nevner) + Fraction(1, 2)).__floor__()


def test_hele_av_ingen_er_null() -> None:
    assert hele(_rekke(0), _rekke(0)).tolist() == [0]


def _stoy(treff: int, antall: int, kode: str) -> int:
    ut = med_stoy(_rekke(treff), _rekke(antall), nokkel=NOKKEL, variabel="v", koder=[kode])
    return int(ut[0])


def test_stoy_er_uten_skjevhet_og_har_geometriske_haler() -> None:
    # P(0) = (2/3)² · 9/8 = 1/2 og P(±g) = 3^−g / 2. Standardavvik 1,22: 0,1 er over fem av middelets i 4000 lodd.
    sett = Counter(_stoy(50, 100, f"E{i}") - 50 for i in range(4000))
    assert abs(sum(avvik * ganger for avvik, ganger in sett.items()) / 4000) < 0.1
    assert [round(sett[g] / 4000, 1) for g in (0, 1, -1, 2, -2)] == [0.5, 0.2, 0.2, 0.1, 0.1]
    assert max(sett) > 3
    assert min(sett) < -3


def test_stoy_holder_seg_mellom_ingen_og_alle_og_lar_tomme_atomer_vaere() -> None:
    assert {_stoy(0, 2, f"E{i}") for i in range(400)} == {_stoy(2, 2, f"E{i}") for i in range(400)} == {0, 1, 2}
    assert _stoy(0, 0, "E") == 0


def test_stoyen_er_den_samme_hver_gang() -> None:
    assert [_stoy(9, 20, f"E{i}") for i in range(30)] == [_stoy(9, 20, f"E{i}") for i in range(30)]
