from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kartlegging.domain.beregning import beregn, er_utsatt, skalapoeng
from kartlegging.domain.instrument import Vilkar
from tests.domain.kartlegging.leke import FIRE_FAKTORER, instrument, samvirke, skala

ett_svar = st.lists(st.integers(0, 5), min_size=1, max_size=7)


def _poeng(svar: list[int]) -> tuple[NDArray[Any], NDArray[Any]]:
    rad = np.array([svar], dtype=np.int64)
    return rad - 1, rad > 0


def _skala(svar: list[int]) -> int:
    return int(skalapoeng(*_poeng(svar))[0])


def _utsatt(svar: list[int], kutt: int = 525) -> int:
    return int(er_utsatt(*_poeng(svar), kutt)[0])


@pytest.mark.parametrize(
    ("svar", "trinn"),
    [
        pytest.param([5, 5], 8, id="høyest"),
        pytest.param([1, 1], 0, id="lavest"),
        pytest.param([2, 0], 2, id="halvparten er nok"),
        pytest.param([0, 0], -1, id="ingen"),
        pytest.param([2, 0, 0], -1, id="én av tre er for lite"),
        pytest.param([2, 3, 0], 5, id="to av tre: middel 1,5 · 3 = 4,5 rundes opp"),
        pytest.param([1, 1, 2, 0], 1, id="tre av fire: middel 1/3 · 4 = 1,33 rundes ned"),
    ],
)
def test_skalapoeng_i_hele_trinn(svar: list[int], trinn: int) -> None:
    assert _skala(svar) == trinn


@given(svar=ett_svar)
def test_skalapoeng_er_middelet_av_de_besvarte_regnet_med_broker(svar: list[int]) -> None:
    besvart = [s - 1 for s in svar if s]
    if 2 * len(besvart) < len(svar):
        assert _skala(svar) == -1
    else:
        middel = Fraction(sum(besvart), len(besvart)) * len(svar)
        assert _skala(svar) == (middel + Fraction(1, 2)).__floor__()


@given(svar=ett_svar, kutt=st.integers(0, 1000))
def test_utsatt_er_middelet_mot_kuttet_regnet_med_broker(svar: list[int], kutt: int) -> None:
    besvart = [s - 1 for s in svar if s]
    if 2 * len(besvart) < len(svar):
        assert _utsatt(svar, kutt) == -1
    else:
        assert _utsatt(svar, kutt) == int(Fraction(25 * sum(besvart), len(besvart)) >= Fraction(kutt, 10))


def test_utsatt_paa_kuttet_teller_med() -> None:
    assert [_utsatt([3, 3], kutt) for kutt in (499, 500, 501)] == [1, 1, 0]
    # 52,5 er 3,1 på skalaen 1–5: to firere blant tjue svar på 3 gir nøyaktig 3,1, én gir 3,05.
    assert _utsatt([3] * 18 + [4] * 2) == 1
    assert _utsatt([3] * 19 + [4]) == 0


@given(svar=st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_snudd_skala_speiler_poengene(svar: list[int]) -> None:
    rett = instrument([skala("a1", "a", ledd=len(svar))])
    snudd = instrument([skala("a1", "a", ledd=len(svar), snudd=True)])
    rad = np.array([svar], dtype=np.uint8)
    sum_ = beregn(rett, rad).skalaene["a1"] + beregn(snudd, rad).skalaene["a1"]
    assert sum_.tolist() == [4 * len(svar)]
    assert beregn(snudd, 6 - rad).skalaene["a1"].tolist() == beregn(rett, rad).skalaene["a1"].tolist()


def _kolonner(**svar: list[int]) -> NDArray[Any]:
    """Svar på ``FIRE_FAKTORER``, én liste per skala eller hendelse; samme svar på alle leddene i skalaen."""
    personer = len(next(iter(svar.values())))
    rader = np.ones((personer, len(FIRE_FAKTORER.leddrekkefolge)), dtype=np.uint8)
    for i, ledd in enumerate(FIRE_FAKTORER.leddrekkefolge):
        kode = ledd.split(".", maxsplit=1)[0]
        if kode in svar:
            rader[:, i] = svar[kode]
    return rader


def test_faktorpoeng_regnes_bare_av_krav_ledd() -> None:
    # a4 er en ressurs: den kan være så dårlig den vil uten at noen blir utsatt for faktor a.
    assert beregn(FIRE_FAKTORER, _kolonner(a1=[2, 4], a4=[1, 1])).utsatt["a"].tolist() == [0, 1]


def test_samlet_teller_utsatte_faktorer_og_krever_alle_fire() -> None:
    # d er snudd: svar 1 er belastning, svar 5 er ikke.
    poeng = beregn(
        FIRE_FAKTORER, _kolonner(a1=[5, 5, 5, 1, 5], b1=[1, 5, 5, 1, 5], c1=[1, 1, 5, 1, 0], d1=[5, 5, 1, 5, 1])
    )
    assert poeng.minst_to.tolist() == [0, 1, 1, 0, -1]
    assert poeng.minst_tre.tolist() == [0, 0, 1, 0, -1]


def test_samlet_mangler_for_alle_naar_en_faktor_ikke_er_maalt() -> None:
    poeng = beregn(instrument([skala("a1", "a"), skala("b1", "b")]), np.full((2, 4), 5, dtype=np.uint8))
    assert (poeng.minst_to.tolist(), poeng.minst_tre.tolist()) == ([-1, -1], [-1, -1])


def test_hendelser_er_ja_nei_eller_mangler() -> None:
    assert beregn(FIRE_FAKTORER, _kolonner(f1=[0, 1, 2])).hendelsene["f1"].tolist() == [-1, 0, 1]


def test_samvirke_krever_alle_delene_og_mangler_naar_en_del_mangler() -> None:
    poeng = beregn(FIRE_FAKTORER, _kolonner(a1=[5, 5, 1, 0], c1=[5, 1, 5, 5], g1=[2, 1, 2, 0]))
    assert poeng.samvirkene["axc"].tolist() == [1, 0, 0, -1]
    assert poeng.samvirkene["gxc"].tolist() == [1, 0, 1, -1]


def test_vilkar_paa_skala_og_flere_hendelser() -> None:
    bruk = instrument(
        [skala("c4", "c", ledd=1)],
        hendelser=("g1", "g2"),
        samvirker=(samvirke("s", Vilkar(skala="c4", kutt_tideler=500)), samvirke("h", Vilkar(hendelser=("g1", "g2")))),
    )
    svar = np.array([[3, 2, 0], [2, 1, 1], [0, 1, 0], [4, 0, 0]], dtype=np.uint8)
    poeng = beregn(bruk, svar)
    assert poeng.samvirkene["s"].tolist() == [1, 0, -1, 1]
    assert poeng.samvirkene["h"].tolist() == [1, 0, -1, -1]


def test_vilkar_uten_innhold_avvises() -> None:
    bruk = instrument([skala("a1", "a", ledd=1)], samvirker=(samvirke("tomt", Vilkar()),))
    with pytest.raises(ValueError, match=r"^Et vilkår må gjelde en faktor, en skala eller hendelser\.$"):
        beregn(bruk, np.array([[1]], dtype=np.uint8))


def test_hendelse_kan_ikke_vaere_tre() -> None:
    with pytest.raises(ValueError, match=r"^Et svar er utenfor svaralternativene\.$"):
        beregn(FIRE_FAKTORER, _kolonner(f1=[3]))
