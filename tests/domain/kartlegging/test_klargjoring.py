"""Regelen for hva som mangler før en kartlegging går videre."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartlegging.domain.klargjoring import Fakta, Mangel, sperrer, varsler
from kartlegging.domain.tilstand import Tilstand

NAA = datetime(2026, 11, 24, 9, tzinfo=UTC)
KLAR = Fakta(
    har_formaal=True,
    har_syn=True,
    har_amu=True,
    er_amu_behandlet=True,
    er_importert=False,
    inviterte=30,
    med_adresse=20,
    ubekreftede=0,
    enheter_uten=0,
    minstegrense=7,
    har_utsending=True,
    lukker=NAA + timedelta(days=1),
)


def test_alt_pa_plass_sperrer_ikke_og_varsler_ikke():
    assert [sperrer(KLAR, til, NAA) for til in Tilstand] == [[]] * len(Tilstand)
    assert varsler(KLAR) == []


@pytest.mark.parametrize(
    ("endring", "for_varsling", "for_aapning"),
    [
        ({"har_formaal": False}, [Mangel.FORMAAL], [Mangel.FORMAAL]),
        ({"har_syn": False}, [Mangel.VERNEOMBUDETS_SYN], [Mangel.VERNEOMBUDETS_SYN]),
        ({"er_amu_behandlet": False}, [Mangel.AMU_BEHANDLING], [Mangel.AMU_BEHANDLING]),
        ({"er_amu_behandlet": False, "har_amu": False}, [], []),
        ({"lukker": NAA}, [Mangel.TID_PASSERT], [Mangel.TID_PASSERT]),
        ({"inviterte": 0, "med_adresse": 0}, [], [Mangel.DELTAKERE]),
        ({"ubekreftede": 2}, [], [Mangel.BEKREFTELSE]),
        ({"inviterte": 0, "ubekreftede": 2, "er_importert": True}, [], [Mangel.DELTAKERE]),
        ({"ubekreftede": 2, "er_importert": True}, [], []),
    ],
)
def test_det_som_mangler_sperrer_det_steget_det_hoerer_til(endring, for_varsling, for_aapning):
    fakta = replace(KLAR, **endring)

    assert sperrer(fakta, Tilstand.VARSLET, NAA) == for_varsling
    assert sperrer(fakta, Tilstand.AAPEN, NAA) == for_aapning


@pytest.mark.parametrize(
    ("endring", "ventet"),
    [
        ({"har_utsending": False}, [Mangel.UTSENDING]),
        ({"har_utsending": False, "med_adresse": 0}, []),
        ({"enheter_uten": 1}, [Mangel.ENHETER_UTEN_DELTAKERE]),
        ({"inviterte": 6, "med_adresse": 6}, [Mangel.FOR_FAA]),
        ({"inviterte": 0, "enheter_uten": 5}, []),
        ({"er_importert": True, "har_utsending": False}, []),
    ],
)
def test_det_som_er_verd_a_vite_sperrer_ikke(endring, ventet):
    fakta = replace(KLAR, **endring)

    assert varsler(fakta) == ventet
    assert not set(varsler(fakta)) & set(sperrer(fakta, Tilstand.AAPEN, NAA))


FAKTA = st.builds(
    Fakta,
    har_formaal=st.booleans(),
    har_syn=st.booleans(),
    har_amu=st.booleans(),
    er_amu_behandlet=st.booleans(),
    er_importert=st.booleans(),
    inviterte=st.integers(0, 20),
    med_adresse=st.integers(0, 20),
    ubekreftede=st.integers(0, 3),
    enheter_uten=st.integers(0, 3),
    minstegrense=st.integers(5, 10),
    har_utsending=st.booleans(),
    lukker=st.sampled_from([NAA - timedelta(days=1), NAA + timedelta(days=1)]),
)


@given(FAKTA)
def test_det_som_sperrer_varsling_sperrer_ogsa_apning(fakta):
    assert set(sperrer(fakta, Tilstand.VARSLET, NAA)) <= set(sperrer(fakta, Tilstand.AAPEN, NAA))


@given(FAKTA, st.sampled_from([Tilstand.UTKAST, Tilstand.LUKKET, Tilstand.PUBLISERT]))
def test_tilbake_og_lukking_sperres_aldri(fakta, til):
    assert sperrer(fakta, til, NAA) == []
