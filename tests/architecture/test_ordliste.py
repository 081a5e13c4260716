"""Ett begrep, ett ord: ordene i siste kolonne av ordlisten finnes ikke i klasse- og funksjonsnavn."""

import re

import pytest

from tests.architecture.kildekode import ROTMAPPE, definisjoner, moduler, sti

# Navn rammeverket bestemmer, der ordet derfor ikke er vårt.
RAMMEVERKETS = frozenset({"get_user", "user_can_authenticate"})


def _forbudte_ord() -> set[str]:
    forbudte: set[str] = set()
    for linje in (ROTMAPPE / "docs/ordliste.md").read_text(encoding="utf-8").splitlines():
        celler = [celle.strip() for celle in linje.strip("|").split("|")]
        if linje.startswith("|") and len(celler) == 5 and celler[4] not in {"Ikke bruk", "–"}:
            forbudte |= {ord_.strip() for ord_ in celler[4].split(",")}
    return {ord_ for ord_ in forbudte if not ord_.startswith("-")}


def _ordene_i(navn: str) -> set[str]:
    return {ord_.lower() for ord_ in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", navn)}


def test_ordlisten_har_ord_aa_lete_etter():
    assert {"survey", "bedrift", "token"} <= _forbudte_ord()
    assert all(re.fullmatch(r"[a-z]+", ord_) for ord_ in _forbudte_ord())


@pytest.mark.parametrize("navn", ["SurveyForm", "ny_survey", "start_survey_for", "SURVEY"])
def test_et_forbudt_ord_kjennes_igjen_i_alle_skrivemaater(navn):
    assert "survey" in _ordene_i(navn)


def test_klasser_og_funksjoner_bruker_ordlistens_ord():
    forbudte = _forbudte_ord()
    brudd = {
        f"{sti(fil)}: {node.name}"
        for fil in moduler()
        for node in definisjoner(fil)
        if node.name not in RAMMEVERKETS and _ordene_i(node.name) & forbudte
    }

    assert brudd == set()
