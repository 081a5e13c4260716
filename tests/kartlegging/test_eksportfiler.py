"""Tabellfilene sier det samme som JSON-formen, og ingen celle kan bli en formel."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kartlegging.domain.instrumentfil import last_instrument
from kartlegging.eksportfiler import som_csv, som_xlsx, tabell

INSTRUMENT = last_instrument("forsvarlig-4-3", 1)
TEKST = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30)


def _enhet(navn: str, indeks: int | None, *, avkortet: bool = False) -> dict[str, Any]:
    return {
        "kode": "rot",
        "navn": navn,
        "antall": 12,
        "faktorer": {"c": {"indeks": indeks, "avkortet": avkortet, "skalaer": {"c1": {"snitt": indeks}}}},
        "hendelser": {"g1": {"andel": 9}},
        "samlet": {"minst_to": 12, "samvirker": {"a-c": None}},
    }


def _innhold(*enhetene: dict[str, Any]) -> dict[str, Any]:
    hode = {"skjema": 1, "kartlegging": "prove", "instrument": "i", "versjon": 1}
    return {**hode, "utgivelse_sha256": "0" * 64, "minstegrense": 7, "enheter": list(enhetene)}


def _csv(innhold: dict[str, Any]) -> list[list[str]]:
    tekst = som_csv(innhold).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(tekst, newline=""), delimiter=";"))


def _ark(innhold: dict[str, Any]) -> list[tuple[Any, ...]]:
    bok = load_workbook(io.BytesIO(som_xlsx(innhold, INSTRUMENT)))
    return list(bok["Resultater"].iter_rows())


def test_kolonnene_heter_det_tallene_heter():
    overskrifter, radene = tabell(_innhold(_enhet("Fjordvik", 41)))

    assert dict(zip(overskrifter, radene[0], strict=True)) == {
        "kode": "rot",
        "navn": "Fjordvik",
        "antall": 12,
        "c.indeks": 41,
        "c.avkortet": False,
        "c.c1.snitt": 41,
        "g1.andel": 9,
        "samlet.minst_to": 12,
        "samlet.samvirker.a-c": None,
    }


def test_en_kolonne_som_bare_noen_har_er_tom_hos_de_andre():
    med = {**_enhet("Med", 1), "utfall": {"u1": {"snitt": 3}}}

    overskrifter, radene = tabell(_innhold(_enhet("Uten", 1), med))

    assert [rad[overskrifter.index("u1.snitt")] for rad in radene] == [None, 3]


@settings(max_examples=40)
@given(TEKST, st.one_of(st.none(), st.integers(0, 100)), st.booleans())
def test_csv_og_regneark_har_de_samme_verdiene(navn, indeks, avkortet):
    innhold = _innhold(_enhet(navn, indeks, avkortet=avkortet))
    overskrifter, radene = tabell(innhold)
    norsk = ["ja" if v is True else "nei" if v is False else v for v in radene[0]]

    fra_csv = [celle[1:] if celle.startswith("'") and not navn.startswith("'") else celle for celle in _csv(innhold)[1]]
    fra_ark = [celle.value for celle in _ark(innhold)[1]]

    assert fra_csv == ["" if verdi is None else str(verdi) for verdi in norsk]
    assert fra_ark == [None if verdi == "" else verdi for verdi in norsk]
    assert [celle.value for celle in _ark(innhold)[0]] == overskrifter


@pytest.mark.parametrize("navn", ["=1+1", "+47 Nord", "-A1", "@SUM(A1)", '=HYPERLINK("x")', "\t=1", "\r=1"])
def test_ingen_tekst_kan_bli_en_formel(navn):
    innhold = _innhold(_enhet(navn, 1))

    assert _csv(innhold)[1][1] == f"'{navn}"
    assert [celle.data_type for celle in _ark(innhold)[1][:2]] == ["s", "s"]


def test_et_tall_faar_aldri_apostrof():
    assert _csv(_innhold(_enhet("Nord", 41)))[1][3] == "41"


def test_tegn_et_regneark_ikke_taaler_tas_bort_i_stedet_for_aa_stanse():
    assert _ark(_innhold(_enhet("Nord\x07lia", 1)))[1][1].value == "Nordlia"


def test_forklaringen_navngir_hver_skala_og_hendelse():
    bok = load_workbook(io.BytesIO(som_xlsx(_innhold(_enhet("Nord", 1)), INSTRUMENT)))
    forklart = {rad[0].value for rad in bok["Forklaring"].iter_rows()}

    assert {s.kode for s in INSTRUMENT.skalaene} | {h.id for h in INSTRUMENT.hendelsene} <= forklart
    assert {"a", "g", "utgivelse_sha256", "avkortet"} <= forklart
