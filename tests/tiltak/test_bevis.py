"""Tallene i ord: skjulte tall sier hvorfor, dempede sier «omtrent», og hvert tall følger med sitt intervall."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tiltak.bevis import Tallrad, bevis, tallrader

PROSENT = st.integers(0, 100)


def _tall(**endret):
    return {
        "kilde": "kartlegging",
        "indeks": 66,
        "indeks_lav": 58,
        "indeks_hoy": 74,
        "avkortet": False,
        "andel": 18,
        "andel_lav": 9,
        "andel_hoy": 32,
        "andel_skjult_fordi": None,
        "skalaer": [],
        "hendelser": [],
    } | endret


def test_belastning_og_andel_star_med_intervall():
    assert bevis(_tall()) == "Belastning 66 av 100 (90 % intervall 58–74). 18 % utsatt (9–32)."


def test_dempet_tall_sier_omtrent_og_later_ikke_som_det_har_intervall():
    tekst = bevis(_tall(avkortet=True))
    assert "Belastning omtrent 66 av 100, dempet for å verne enkeltsvar." in tekst
    assert "58" not in tekst


def test_skjult_andel_sier_hvorfor_i_stedet_for_a_mangle():
    grunnlag = _tall(andel=None, andel_lav=None, andel_hoy=None, andel_skjult_fordi="for_faa_svar")
    assert bevis(grunnlag).endswith("Andelen utsatte vises ikke: for få svar.")


def test_hendelser_star_hver_for_seg_og_den_vanligste_er_det_minste_det_kan_vaere():
    hendelser = [
        {"kode": "g1", "navn": "Vold", "andel": 33, "lav": 20, "hoy": 48, "skjult_fordi": None},
        {"kode": "g2", "navn": "Hets", "andel": None, "lav": None, "hoy": None, "skjult_fordi": "for_faa_svar"},
    ]
    tekst = bevis(_tall(indeks=None, andel=33, andel_lav=20, andel_hoy=48, hendelser=hendelser))
    assert tekst == (
        "Minst 33 % har opplevd dette de siste 12 månedene (20–48). Vold: 33 % (20–48). Hets: vises ikke, for få svar."
    )


def test_uten_kartlegging_star_kilden_med_gruppens_ord():
    grunnlag = {"kilde": "dialogmote", "tekst": "To møter i november."}
    assert bevis(grunnlag) == "Dialogmøte: To møter i november."
    assert tallrader(grunnlag) == []


def test_skala_som_er_avkortet_oppover_sier_eller_mer():
    skala = {"navn": "Tempo", "rolle": "krav", "snitt": 71, "lav": 60, "hoy": 82, "avkortet": True, "retning": "opp"}
    demper = {"navn": "Pauser", "rolle": "ressurs", "snitt": None, "skjult_fordi": "ville_avslore_andre"}
    rader = tallrader(_tall(indeks=None, andel=None, skalaer=[skala, demper]))
    assert rader == [
        Tallrad("Tempo", "71 eller mer", "60–82"),
        Tallrad("Pauser (demper)", "vises ikke, ville røpet en annen enhet", ""),
    ]


@given(PROSENT, PROSENT, PROSENT, PROSENT, PROSENT, PROSENT)
def test_ingen_tall_oppstar_i_ordene(indeks, indeks_lav, indeks_hoy, andel, andel_lav, andel_hoy):
    grunnlag = _tall(
        indeks=indeks,
        indeks_lav=indeks_lav,
        indeks_hoy=indeks_hoy,
        andel=andel,
        andel_lav=andel_lav,
        andel_hoy=andel_hoy,
    )
    sett = sorted(int(tall) for tall in re.findall(r"\d+", bevis(grunnlag)))
    assert sett == sorted([indeks, 100, 90, indeks_lav, indeks_hoy, andel, andel_lav, andel_hoy])
