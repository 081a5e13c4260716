"""Når den ansvarlige og lederen får e-post om en frist."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltak.domain.frister import ansvarlig_minnes, leder_varsles

FRIST = date(2026, 11, 20)


def om(dager):
    return FRIST + timedelta(days=dager)


@pytest.mark.parametrize(
    ("dag", "paaminnet", "ventet"),
    [
        (-8, None, False),
        (-7, None, True),
        (0, None, True),
        (0, -7, False),
        (1, -7, True),
        (1, 0, True),
        (2, 1, False),
        (14, 1, False),
        (15, 1, True),
        (40, None, True),
    ],
)
def test_den_ansvarlige_minnes_en_uke_foer_dagen_etter_og_saa_hver_fjortende_dag(dag, paaminnet, ventet):
    assert ansvarlig_minnes(FRIST, None if paaminnet is None else om(paaminnet), om(dag)) is ventet


@pytest.mark.parametrize(
    ("dag", "varslet", "ventet"),
    [(0, None, False), (13, None, False), (14, None, True), (20, 14, False), (41, 14, False), (42, 14, True)],
)
def test_lederen_varsles_etter_to_uker_og_saa_hver_fjerde(dag, varslet, ventet):
    assert leder_varsles(FRIST, None if varslet is None else om(varslet), om(dag)) is ventet


@given(st.integers(-30, 200))
def test_ingen_minnes_to_ganger_samme_dag(dag):
    assert not ansvarlig_minnes(FRIST, om(dag), om(dag))
    assert not leder_varsles(FRIST, om(dag), om(dag))
