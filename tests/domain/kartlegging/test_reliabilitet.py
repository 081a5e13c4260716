from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kartlegging.domain.reliabilitet import Reliabilitet, reliabilitet, spredning_oppad


def _alt(poeng: NDArray[Any], enhet: NDArray[Any]) -> Reliabilitet | None:
    return reliabilitet(poeng, np.ones(poeng.shape, dtype=bool), poeng.sum(axis=1).astype(np.int16), enhet)


def test_like_ledd_har_alfa_og_omega_en() -> None:
    poeng = np.repeat(np.arange(100)[:, None] % 5, 3, axis=1)
    funnet = _alt(poeng, (np.arange(100) % 5).astype(np.int32))
    # Enheten bestemmer verdien helt, så all spredning ligger mellom enhetene.
    assert funnet == Reliabilitet(alfa=1.0, omega=1.0, icc=1.0)


def test_alfa_for_to_ledd_regnet_for_hand() -> None:
    poeng = np.repeat(np.array([[0, 0], [4, 4], [0, 4], [4, 4]]), 25, axis=0)
    # Ledd 1: halvparten 4, varians 4. Ledd 2: tre firedeler 4, varians 3. E(xy) = 8, kovarians 8 − 2·3 = 2.
    # alfa = 2 · (1 − 7 / (7 + 4)) = 8/11 = 0,727.
    funnet = _alt(poeng, np.zeros(100, dtype=np.int32))
    assert funnet == Reliabilitet(alfa=0.73, omega=None, icc=None)


def test_omega_finner_ladningene_i_en_enfaktormodell() -> None:
    # Ladninger 0,8 0,7 0,6 0,5: omega = 2,6² / (2,6² + 2,26) = 0,749. Mye data, så anslaget er på hundredelen.
    rng = np.random.default_rng(5)
    ladning = np.array([0.8, 0.7, 0.6, 0.5])
    felles = rng.standard_normal((400_000, 1))
    ledd = ladning * felles + np.sqrt(1 - ladning**2) * rng.standard_normal((400_000, 4))
    funnet = _alt(np.round(100 * ledd).astype(np.int64), np.zeros(400_000, dtype=np.int32))
    assert funnet is not None
    assert funnet.omega == pytest.approx(0.75, abs=0.005)


def test_icc_regnet_for_hand() -> None:
    # To enheter à 50: halvparten 0 og halvparten 2 i den ene, 2 og 4 i den andre. MS mellom = 100·1²/1 = 100,
    # MS innen = 100·1/98 = 1,0204. ICC = (100 − 1,0204) / (100 + 49 · 1,0204) = 0,66.
    poeng = np.repeat(np.array([[0, 0], [1, 1], [1, 1], [2, 2]]), 25, axis=0)
    enhet = np.repeat(np.array([0, 1], dtype=np.int32), 50)
    funnet = _alt(poeng, enhet)
    assert funnet is not None
    assert funnet.icc == 0.66


def test_icc_med_ulik_gruppestorrelse_regnet_for_hand() -> None:
    # 20 og 80 personer: n₀ = 100 − (20² + 80²)/100 = 32. MS mellom = 64, MS innen = 1,0204.
    # ICC = 62,98 / (64 + 31 · 1,0204) = 0,66; med middelstørrelsen 50 ville det vært 0,55.
    poeng = np.repeat(np.array([[0, 0], [1, 1], [1, 1], [2, 2]]), [10, 10, 40, 40], axis=0)
    funnet = _alt(poeng, np.repeat(np.array([0, 1], dtype=np.int32), [20, 80]))
    assert funnet is not None
    assert funnet.icc == 0.66


def test_ingen_spredning_gir_ingen_reliabilitet() -> None:
    assert _alt(np.full((100, 3), 2), (np.arange(100) % 4).astype(np.int32)) == Reliabilitet(None, None, None)


def test_reliabilitet_krever_hundre_fulle_svar() -> None:
    poeng = np.repeat(np.arange(100)[:, None] % 5, 3, axis=1)
    besvart = np.ones(poeng.shape, dtype=bool)
    enhet = np.zeros(100, dtype=np.int32)
    verdi = poeng.sum(axis=1).astype(np.int16)
    assert reliabilitet(poeng, besvart, verdi, enhet) is not None
    besvart[7, 2] = False
    assert reliabilitet(poeng, besvart, verdi, enhet) is None


@pytest.mark.parametrize(
    ("trinn", "spredning"),
    [
        pytest.param([0, 8] * 50, 55, id="standardavvik 50,25 rundes opp til 55"),
        pytest.param([3, 5] * 50, 15, id="standardavvik 12,56 rundes opp til 15"),
        pytest.param([4] * 100, 5, id="ingen spredning vises som 5"),
        pytest.param([0, 8] * 49 + [4], None, id="99 er for få"),
        pytest.param([0, 8] * 49 + [4, -1, -1], None, id="manglende teller ikke"),
    ],
)
def test_spredning_rundes_opp_til_naermeste_fem(trinn: list[int], spredning: int | None) -> None:
    assert spredning_oppad(np.array(trinn, dtype=np.int16), 8) == spredning
