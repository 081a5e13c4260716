"""Tabeller i CSV: åpner rett i norsk Excel, og ingen celle kan bli en formel."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsmiljo.csvfil import csvfil, csvsvar, ufarlig


@pytest.mark.parametrize("tegn", ["=", "+", "-", "@", "\t", "\r"])
def test_en_celle_som_ligner_en_formel_faar_apostrof(tegn):
    assert ufarlig(f"{tegn}SUM(A1)") == f"'{tegn}SUM(A1)"


@pytest.mark.parametrize("celle", ["Tiltak", "a=b", "", 7, -3, None])
def test_andre_celler_staar_som_de_er(celle):
    assert ufarlig(celle) == celle


def test_filen_har_bom_semikolon_og_linjeskift_for_excel():
    fil = csvfil(["Navn", "Antall"], [["Ås; øst", 2], ["=1+1", None]])
    assert fil == b'\xef\xbb\xbfNavn;Antall\r\n"\xc3\x85s; \xc3\xb8st";2\r\n\'=1+1;\r\n'


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=2)
    )
)
def test_det_som_skrives_leses_likt_tilbake(radene):
    lest = list(csv.reader(io.StringIO(csvfil(["a", "b"], radene).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert lest == [["a", "b"], *([ufarlig(celle) for celle in rad] for rad in radene)]


def test_svaret_lastes_ned_og_mellomlagres_ikke():
    svar = csvsvar(b"x", "tiltak-2026.csv")
    assert svar["Content-Disposition"] == 'attachment; filename="tiltak-2026.csv"'
    assert svar["Cache-Control"] == "private, no-store"
