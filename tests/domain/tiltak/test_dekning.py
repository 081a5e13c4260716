"""Steget en faktor er kommet til, og rekkefølgen i treet."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltak.domain.dekning import Dekning, Dekningssteg, trerekkefolge
from tiltak.domain.risiko import Risikoniva

DAG = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("felt", "steg"),
    [
        ({}, Dekningssteg.INGEN),
        ({"kartlagt": DAG}, Dekningssteg.KARTLAGT),
        ({"vurdert": DAG}, Dekningssteg.VURDERT),
        ({"kartlagt": DAG, "vurdert": DAG, "tiltak": 2}, Dekningssteg.TILTAK),
        ({"vurdert": DAG, "tiltak": 1, "evaluert": DAG}, Dekningssteg.EVALUERT),
    ],
)
def test_det_fjerneste_steget_gjelder(felt, steg):
    assert Dekning("a", **felt).steg is steg


@pytest.mark.parametrize("niva", Risikoniva)
def test_bare_hoy_risiko_uten_tiltak_mangler_tiltak(niva):
    assert Dekning("a", niva=niva).mangler_tiltak is (niva in {Risikoniva.ORANSJE, Risikoniva.ROD})
    assert Dekning("a", niva=niva, tiltak=1).mangler_tiltak is False


def test_en_uvurdert_faktor_mangler_ikke_tiltak():
    assert Dekning("a").mangler_tiltak is False


def test_hver_enhet_staar_rett_foer_dem_under_seg():
    treet = [(1, None), (2, 1), (3, 1), (4, 2), (5, 3)]
    assert trerekkefolge(treet) == [(1, 0), (2, 1), (4, 2), (3, 1), (5, 2)]


def test_en_enhet_uten_kjent_forelder_staar_oeverst():
    assert trerekkefolge([(7, 99), (8, 7)]) == [(7, 0), (8, 1)]


@given(st.lists(st.integers(0, 30), max_size=30))
def test_alle_enhetene_er_med_en_gang_og_dypere_enn_forelderen(foreldrene):
    treet = [(nummer + 1, min(forelder, nummer) or None) for nummer, forelder in enumerate(foreldrene)]
    ordnet = trerekkefolge(treet)
    plass = {pk: (nummer, dybde) for nummer, (pk, dybde) in enumerate(ordnet)}
    assert sorted(plass) == [pk for pk, _forelder in treet]
    for pk, forelder in treet:
        if forelder is not None:
            assert plass[forelder][0] < plass[pk][0]
            assert plass[pk][1] == plass[forelder][1] + 1
