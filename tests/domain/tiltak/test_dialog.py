"""Opplegget for dialogmøtet: tre språk, alle forholdene, riktig lengde, og feil som sier hvor."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsmiljo.domain.datafil import DatafilError
from arbeidsmiljo.domain.faktorer import KODENE
from arbeidsmiljo.domain.sprak import SPRAK
from tiltak.domain.dialog import (
    FAERREST_DELTAKERE,
    Utbredelse,
    dialogopplegg,
    har_persondata,
    kan_kjennes_igjen,
    les_dialogopplegg,
)

FIL = files("tiltak.data").joinpath("dialog.toml").read_text(encoding="utf-8")


def _les(tekst):
    return les_dialogopplegg(tekst.encode(), "prove.toml")


def test_opplegget_har_75_minutter_alle_forholdene_og_tre_eller_fire_sporsmaal_til_hvert():
    opplegg = dialogopplegg()
    assert opplegg.minutter == 75
    assert [en.kode for en in opplegg.faktorene] == list(KODENE)
    assert {en.kode: len(en.sporsmalene) for en in opplegg.faktorene} == dict.fromkeys("abdefg", 3) | {"c": 4}
    assert {en.kode for en in opplegg.faktorene if en.merknad} == {"f", "g"}


def test_hver_tekst_finnes_paa_tre_sprak_og_ingen_er_glemt_paa_bokmaal():
    opplegg = dialogopplegg()
    tekstene = [
        *opplegg.reglene,
        *(en.tittel for en in opplegg.dagsorden),
        *(en.tekst for en in opplegg.dagsorden),
        *(ett for en in opplegg.faktorene for ett in (*en.sporsmalene, en.aarsak)),
    ]
    assert {tuple(en) for en in tekstene} == {SPRAK}
    assert [en["nb"] for en in tekstene if en["en"] == en["nb"]] == []


def test_sporsmaalene_er_ulike_og_slutter_som_sporsmaal():
    alle = [ett["nb"] for en in dialogopplegg().faktorene for ett in (*en.sporsmalene, en.aarsak)]
    assert len(set(alle)) == len(alle) == 29
    assert [ett for ett in alle if not ett.endswith("?")] == []


@pytest.mark.parametrize(
    ("fra", "til", "nokkel", "grunn"),
    [
        ("minutter = 35", "minutter = 90", "dagsorden", "er på 130 minutter, men skal være fra 60 til 90"),
        ("minutter = 35", "minutter = 5", "dagsorden", "er på 45 minutter, men skal være fra 60 til 90"),
        ("minutter = 35", "minutter = 0", "dagsorden[3].minutter", "er 0, men skal være fra 1 til 90"),
        (
            'kode = "g"',
            'kode = "a"',
            "faktorer",
            "skal ha kodene a, b, c, d, e, f, g i den rekkefølgen, men har a, b, c, d, e, f, a",
        ),
        ('utgitt = "2026-11-23"', 'utgitt = "i dag"', "utgitt", "skal være en dato som 2026-11-23"),
        ("versjon = 1", "versjon = 1\nfarge = 2", "farge", None),
        ('tittel.en = "Why we are here"\n', "", "dagsorden[1].tittel.en", "mangler"),
    ],
)
def test_feil_i_filen_sier_hvilken_nokkel_og_hvorfor(fra, til, nokkel, grunn):
    assert fra in FIL
    with pytest.raises(DatafilError) as feil:
        _les(FIL.replace(fra, til, 1))
    assert (feil.value.fil, feil.value.nokkel) == ("prove.toml", nokkel)
    assert grunn is None or feil.value.grunn == grunn


def test_ukjent_faktor_har_ingen_sporsmaal():
    with pytest.raises(KeyError):
        dialogopplegg().sporsmaal("x")


@given(st.integers(1, 1000))
def test_grensen_for_aa_kjennes_igjen_er_tre(antall):
    assert kan_kjennes_igjen(antall) == (antall in {1, 2})
    assert FAERREST_DELTAKERE == 3


def test_utbredelsen_er_ord_og_aldri_tall():
    assert [en.ord for en in Utbredelse] == ["Ingen", "Noen få", "En del", "De fleste"]


@pytest.mark.parametrize(
    ("tekst", "ventet"),
    [
        ("Spør kari@eksempel.example om vaktene", True),
        ("Gjelder 010190 12345", True),
        ("Gjelder 01019012345.", True),
        ("Rapporten har 123456789012 linjer", False),
        ("Vakten slutter 15.30 @ avdelingen", False),
        ("Kveldsvakten er alene etter kl. 20, tre ganger i uken.", False),
        ("", False),
    ],
)
def test_epost_og_fodselsnummer_kjennes_igjen(tekst, ventet):
    assert har_persondata(tekst) is ventet


@given(st.text(), st.text(), st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.no", fullmatch=True))
def test_en_epostadresse_finnes_hvor_den_enn_staar(foran, bak, epost):
    assert har_persondata(f"{foran} {epost} {bak}")
