"""Svarprosenten: bånd mens det er åpent, tak etterpå (privacy.md 6, prøve 22 og 23)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartlegging.domain.svarprosent import BAND, MINST_INVITERT, TAK, svarband, svarprosenter


@pytest.mark.parametrize(
    ("antall", "invitert", "band"),
    [
        (0, 50, 0),
        (4, 50, 0),
        (5, 50, 10),
        (24, 50, 40),
        (25, 50, 50),
        (44, 50, 80),
        (45, 50, 90),
        (50, 50, 90),
        (60, 50, 90),
    ],
)
def test_22_svarband_er_nedre_kant_av_ti_prosentpoeng_og_aldri_over_taket(
    antall: int, invitert: int, band: int
) -> None:
    assert svarband(antall, invitert) == band


@given(st.integers(0, MINST_INVITERT - 1), st.integers(0, MINST_INVITERT - 1))
def test_22_smaa_virksomheter_har_ingen_svarprosent_mens_det_er_aapent(antall: int, invitert: int) -> None:
    assert svarband(antall, invitert) is None


@given(st.integers(0, 10_000), st.integers(MINST_INVITERT, 10_000))
def test_22_hvert_band_rommer_minst_fem_mennesker_og_stiger_aldri_ned(antall: int, invitert: int) -> None:
    band = svarband(antall, invitert)
    assert band is not None
    assert (band % BAND, band <= TAK) == (0, True)
    assert (svarband(antall + 1, invitert) or 0) >= band
    # Bredden er ti prosent av minst femti.
    innenfor = [n for n in range(max(0, antall - invitert), antall + invitert) if svarband(n, invitert) == band]
    assert len(innenfor) >= 5


def test_23_hele_prosent_under_taket_og_ingenting_uten_inviterte() -> None:
    antall = np.array([9, 9, 9, 9, 0], dtype=np.int64)
    invitert = np.array([9, 10, 11, 0, 5], dtype=np.int64)

    assert svarprosenter(antall, invitert).tolist() == [90, 90, 82, -1, 0]
