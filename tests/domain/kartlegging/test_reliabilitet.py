from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kartlegging.domain.reliabilitet import Reliabilitet, icc_av_viste, reliabilitet, spredning_oppad


def _alt(poeng: NDArray[Any], *, spredning: int = 25) -> Reliabilitet | None:
    return reliabilitet(poeng, np.ones(poeng.shape, dtype=bool), spredning, 0.5)


def test_like_ledd_har_alfa_og_omega_en() -> None:
    poeng = np.repeat(np.arange(100)[:, None] % 5, 3, axis=1)
    assert _alt(poeng) == Reliabilitet(alfa=1.0, omega=1.0, icc=0.5)


def test_alfa_for_to_ledd_regnet_for_hand() -> None:
    poeng = np.repeat(np.array([[0, 0], [4, 4], [0, 4], [4, 4]]), 25, axis=0)
    # Ledd 1: halvparten 4, varians 4. Ledd 2: tre firedeler 4, varians 3. E(xy) = 8, kovarians 8 − 2·3 = 2.
    # alfa = 2 · (1 − 7 / (7 + 4)) = 8/11 = 0,727.
    assert _alt(poeng) == Reliabilitet(alfa=0.73, omega=None, icc=0.5)


def test_omega_finner_ladningene_i_en_enfaktormodell() -> None:
    # Ladninger 0,8 0,7 0,6 0,5: omega = 2,6² / (2,6² + 2,26) = 0,749. Mye data, så anslaget er på hundredelen.
    rng = np.random.default_rng(5)
    ladning = np.array([0.8, 0.7, 0.6, 0.5])
    felles = rng.standard_normal((400_000, 1))
    ledd = ladning * felles + np.sqrt(1 - ladning**2) * rng.standard_normal((400_000, 4))
    funnet = _alt(np.round(100 * ledd).astype(np.int64))
    assert funnet is not None
    assert funnet.omega == pytest.approx(0.75, abs=0.005)


@pytest.mark.parametrize(
    ("antall", "snitt", "spredning", "icc"),
    [
        # MS mellom = 100 · 25² = 62 500, MS innen = (30² · 99 − 62 500) / 98 = 271,4. ICC = 62 228,6 / (62 500 + 49 · 271,4).
        pytest.param([50, 50], [25, 75], 30, 0.82, id="to like store"),
        # n₀ = 100 − (20² + 80²)/100 = 32. MS mellom = 20 · 40² + 80 · 10² = 40 000, MS innen = 501,0. 39 499 / 55 531.
        pytest.param([20, 80], [25, 75], 30, 0.71, id="to ulike store"),
        pytest.param([50, 50], [40, 40], 30, 0.0, id="ingen forskjell"),
        pytest.param([50, 50], [0, 100], 15, 1.0, id="snittene spriker mer enn spredningen tillater"),
        pytest.param([100], [40], 30, None, id="én gruppe"),
    ],
)
def test_icc_av_viste_regnet_for_hand(antall: list[int], snitt: list[int], spredning: int, icc: float | None) -> None:
    assert icc_av_viste(np.array(antall), np.array(snitt), spredning) == icc


def test_13_ingen_spredning_i_leddene_er_ikke_til_aa_skille_fra_at_de_ikke_henger_sammen() -> None:
    assert _alt(np.full((100, 3), 2)) == Reliabilitet(0.0, 0.0, 0.5)
    assert _alt(np.stack([np.arange(100) % 2 * 4, 4 - np.arange(100) % 2 * 4], axis=1)) == Reliabilitet(0.0, None, 0.5)


def test_13_alfa_og_omega_vises_ikke_naar_den_viste_spredningen_er_minst_mulig() -> None:
    poeng = np.repeat(np.arange(100)[:, None] % 5, 3, axis=1)
    assert _alt(poeng, spredning=15) == Reliabilitet(None, None, 0.5)
    assert _alt(poeng, spredning=20) == Reliabilitet(1.0, 1.0, 0.5)


def test_reliabilitet_krever_hundre_fulle_svar() -> None:
    poeng = np.repeat(np.arange(100)[:, None] % 5, 3, axis=1)
    besvart = np.ones(poeng.shape, dtype=bool)
    assert reliabilitet(poeng, besvart, 25, None) is not None
    besvart[7, 2] = False
    assert reliabilitet(poeng, besvart, 25, None) is None


@pytest.mark.parametrize(
    ("trinn", "spredning"),
    [
        pytest.param([0, 8] * 50, 55, id="standardavvik 50,25 rundes opp til 55"),
        pytest.param([3, 5] * 50, 15, id="standardavvik 12,56 rundes opp til 15"),
        pytest.param([4] * 100, 15, id="ingen spredning vises som 15"),
        pytest.param([0, 8] * 49 + [4], None, id="99 er for få"),
        pytest.param([0, 8] * 49 + [4, -1, -1], None, id="manglende teller ikke"),
    ],
)
def test_spredning_rundes_opp_til_naermeste_fem(trinn: list[int], spredning: int | None) -> None:
    assert spredning_oppad(np.array(trinn, dtype=np.int16), 8) == spredning
