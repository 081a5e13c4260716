from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from kartlegging.domain.usikkerhet import (
    Andel,
    Forskjellsord,
    Indeksord,
    Snitt,
    andelsintervall,
    forskjell_andel,
    forskjell_snitt,
    indeksord,
    middelintervall,
    vist_treff,
    wilson,
)

prosenter = st.integers(0, 100)
antall_ = st.integers(5, 5000)
snitt_ = st.builds(Snitt, poeng=prosenter, antall=antall_, spredning=st.sampled_from([5, 20, 25, 30]))
andeler = st.builds(Andel, prosent=prosenter, antall=antall_)


@pytest.mark.parametrize(
    ("indeks", "ord_"),
    [(0, "lav"), (39, "lav"), (40, "middels"), (59, "middels"), (60, "hoy"), (100, "hoy")],
)
def test_indeksord_paa_grensene(indeks: int, ord_: str) -> None:
    assert indeksord(indeks) == Indeksord(ord_)


@pytest.mark.parametrize(
    ("poeng", "antall", "spredning", "intervall"),
    [
        (50, 10, 25, (37, 63)),  # 1,645 · 25 / 3,162 = 13,005
        (50, 100, 25, (46, 54)),  # 4,1125
        (5, 7, 25, (0, 21)),  # 15,54, avgrenset nede
        (97, 7, 25, (81, 100)),
    ],
)
def test_middelintervall_regnet_for_hand(poeng: int, antall: int, spredning: int, intervall: tuple[int, int]) -> None:
    assert middelintervall(poeng, antall, spredning) == intervall


@given(treff=st.integers(0, 200), rest=st.integers(0, 200))
def test_wilson_er_der_skaartesten_akkurat_forkaster(treff: int, rest: int) -> None:
    antall = treff + rest
    if antall == 0:
        return
    p = treff / antall
    lav, hoy = wilson(treff, antall)

    def avstand(q: float) -> float:
        return (p - q) ** 2 * antall - 1.645**2 * q * (1 - q)

    fasit_lav = 0.0 if treff == 0 else brentq(avstand, 1e-15, p) if rest else brentq(avstand, 1e-15, 1 - 1e-15)
    assert lav == pytest.approx(100 * fasit_lav, abs=1e-6)
    speilet = wilson(rest, antall)
    assert (hoy, lav) == pytest.approx((100 - speilet[0], 100 - speilet[1]))


def test_andelsintervall_regnet_for_hand() -> None:
    # 0 av 20: øvre grense z²/(n + z²) = 2,706/22,706 = 11,9 %.
    assert andelsintervall(0, 20) == (0, 12)
    assert andelsintervall(100, 20) == (88, 100)
    assert andelsintervall(40, 10) == (19, 65)


@given(treff=st.integers(0, 100), rest=st.integers(0, 100))
def test_vist_prosent_gir_tilbake_antallet_opp_til_hundre(treff: int, rest: int) -> None:
    antall = treff + rest
    if 0 < antall < 100:
        assert vist_treff((200 * treff + antall) // (2 * antall), antall) == treff


@given(prosent=prosenter, antall=antall_)
def test_intervallene_rommer_tallet_og_holder_seg_i_skalaen(prosent: int, antall: int) -> None:
    for lav, hoy in (andelsintervall(prosent, antall), middelintervall(prosent, antall, 25)):
        assert 0 <= lav <= prosent <= hoy <= 100


@given(prosent=prosenter, antall=antall_)
def test_flere_svar_gir_aldri_bredere_intervall_for_middelet(prosent: int, antall: int) -> None:
    smal, bred = middelintervall(prosent, 4 * antall, 25), middelintervall(prosent, antall, 25)
    assert bred[0] <= smal[0]
    assert smal[1] <= bred[1]


@pytest.mark.parametrize(
    ("sist", "ord_"),
    [
        pytest.param(50, Forskjellsord.KAN_IKKE_SKILLES, id="ingen forskjell"),
        pytest.param(55, Forskjellsord.KAN_IKKE_SKILLES, id="5 er under 5,82"),
        pytest.param(56, Forskjellsord.MULIG, id="6 er over 5,82 men under 8,23"),
        pytest.param(58, Forskjellsord.MULIG, id="8 er under 8,23"),
        pytest.param(59, Forskjellsord.TYDELIG, id="9 er over 8,23"),
        pytest.param(41, Forskjellsord.TYDELIG, id="nedover teller likt"),
    ],
)
def test_ordet_for_forskjell_mellom_middel(sist: int, ord_: Forskjellsord) -> None:
    # n = 100 og spredning 25: halvbredde 4,1125 hver, 5,816 for forskjellen, 8,225 for at de ikke overlapper.
    forskjell = forskjell_snitt(Snitt(50, 100, 25), Snitt(sist, 100, 25))
    assert (forskjell.verdi, forskjell.ord) == (sist - 50, ord_)
    assert (forskjell.hoy - forskjell.lav) / 2 == pytest.approx(1.645 * sqrt(25**2 / 100 + 25**2 / 100))


@given(forst=snitt_, sist=snitt_)
def test_forskjell_mellom_middel_er_speilvendt(forst: Snitt, sist: Snitt) -> None:
    fram, tilbake = forskjell_snitt(forst, sist), forskjell_snitt(sist, forst)
    assert (fram.verdi, fram.lav, fram.ord) == (-tilbake.verdi, -tilbake.hoy, tilbake.ord)


@given(forst=andeler, sist=andeler)
def test_forskjell_mellom_andeler_er_speilvendt_og_rommer_tallet(forst: Andel, sist: Andel) -> None:
    fram, tilbake = forskjell_andel(forst, sist), forskjell_andel(sist, forst)
    assert (fram.verdi, fram.lav, fram.hoy) == (-tilbake.verdi, -tilbake.hoy, -tilbake.lav)
    assert fram.ord == tilbake.ord
    assert fram.lav <= fram.verdi <= fram.hoy


def test_ordet_for_forskjell_mellom_andeler() -> None:
    ord_ = [forskjell_andel(Andel(30, 50), Andel(sist, 50)).ord for sist in (30, 40, 47, 55)]
    assert ord_ == [
        Forskjellsord.KAN_IKKE_SKILLES,
        Forskjellsord.KAN_IKKE_SKILLES,
        Forskjellsord.MULIG,
        Forskjellsord.TYDELIG,
    ]


@given(andel=andeler)
def test_en_andel_skiller_seg_aldri_fra_seg_selv(andel: Andel) -> None:
    assert forskjell_andel(andel, andel).ord == Forskjellsord.KAN_IKKE_SKILLES
