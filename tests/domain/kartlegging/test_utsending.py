"""Tidene vi foreslår, ventetiden etter en feil, og tekst fra tjenere uten adresser."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartlegging.domain.utsending import MINST_MELLOM, foreslaatte_paaminnelser, uten_adresser, ventetid

OSLO = ZoneInfo("Europe/Oslo")
AAPNER = datetime(2026, 3, 2, 9, 0, tzinfo=OSLO)
DAG = timedelta(days=1)


@pytest.mark.parametrize(
    ("dager", "ventet"),
    [
        (21, (7, 14)),
        (14, (7, 13)),
        (10, (5, 9)),
        (3, (1.5, None)),
        (1, (None, None)),
    ],
)
def test_paaminnelsene_foreslaas_etter_en_og_to_uker_og_tidligere_i_korte_perioder(dager, ventet):
    forslag = foreslaatte_paaminnelser(AAPNER, AAPNER + dager * DAG)

    assert forslag == tuple(None if dag is None else AAPNER + dag * DAG for dag in ventet)


def test_forslaget_er_paa_samme_klokkeslett_ogsaa_naar_klokken_stilles():
    forste, andre = foreslaatte_paaminnelser(
        datetime(2026, 3, 20, 9, 0, tzinfo=OSLO), datetime(2026, 4, 10, 9, 0, tzinfo=OSLO)
    )

    assert [(en.hour, en.utcoffset()) for en in (forste, andre)] == [(9, timedelta(hours=1)), (9, timedelta(hours=2))]


@given(st.integers(min_value=1, max_value=200_000))
def test_forslagene_ligger_inne_i_perioden_i_rekkefolge_med_et_dogn_imellom(minutter):
    lukker = AAPNER + timedelta(minutes=minutter)
    tidene = [AAPNER, *(en for en in foreslaatte_paaminnelser(AAPNER, lukker) if en is not None)]

    assert all(AAPNER <= en < lukker for en in tidene)
    assert all(etter - for_ >= MINST_MELLOM for for_, etter in pairwise(tidene))


@given(st.integers(min_value=-5, max_value=40_000))
def test_ventetiden_vokser_og_blir_aldri_over_en_time(forsok):
    assert timedelta(minutes=1) <= ventetid(forsok) <= ventetid(forsok + 1) <= timedelta(hours=1)


@given(st.text(), st.emails(), st.text())
def test_adressen_blir_aldri_staaende_i_det_tjeneren_sa(for_, adresse, etter):
    ren = uten_adresser(f"{for_} <{adresse}> {etter}", adresse)

    assert adresse.lower() not in ren.lower()
    assert len(ren) <= 200
    assert "\n" not in ren


@pytest.mark.parametrize(
    ("tekst", "ventet"),
    [
        ("550 5.1.1 <ola.nordmann@x.example>: ola.nordmann finnes ikke", "550 5.1.1 <…>: … finnes ikke"),
        ("550 Kari@annen.example har flyttet til k@ny.example", "550 … har flyttet til …"),
        ("451 4.7.1\r\nGreylisted\x00, prøv\tsenere", "451 4.7.1 Greylisted , prøv senere"),
        ("", ""),
    ],
)
def test_svaret_blir_en_linje_uten_adresser(tekst, ventet):
    assert uten_adresser(tekst, "ola.nordmann@x.example") == ventet
