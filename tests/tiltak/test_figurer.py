"""Kjedefiguren: alt er med, ingenting overlapper, og symptomtiltak henger aldri på en årsak."""

from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from tiltak.domain.begreper import Aarsakskode
from tiltak.figurer import BREDDE, TEGNBREDDE, kjede

KODENE = [str(kode) for kode in Aarsakskode]
ORD = st.text("abcdefghijklmnopqrstuvwxyzæøå ", min_size=1, max_size=90).map(lambda t: t.strip() or "x")


def _forhold(aarsaker=("ledelse", "systemer"), *, utfall=2, navn="Arbeidsmengde og tidspress", niva="rod"):
    return {
        "faktor": "c",
        "bokstav": "C",
        "navn": navn,
        "niva": niva,
        "sannsynlighet": 4,
        "konsekvens": 4,
        "aarsaker": [{"kode": kode, "navn": kode, "beskrivelse": f"Fordi {kode}"} for kode in aarsaker],
        "utfall": [{"id": f"u{nr}", "navn": f"Utfall nummer {nr}"} for nr in range(utfall)],
    }


def _tiltak(nr, aarsaker=(), *, tittel="Bemanning", faktor="c"):
    return {
        "merke": f"T-{nr:02d}",
        "tittel": tittel,
        "faktorer": [faktor],
        "aarsaker": [{"faktor": faktor, "kode": kode} for kode in aarsaker],
    }


def _overlapper(en, annen):
    return (
        en.x < annen.x + annen.bredde
        and annen.x < en.x + en.bredde
        and en.y < annen.y + annen.hoyde
        and annen.y < en.y + en.hoyde
    )


TILTAKENE = st.lists(st.tuples(st.lists(st.sampled_from(KODENE), max_size=2, unique=True), ORD), max_size=12)


@settings(max_examples=60)
@given(TILTAKENE, st.lists(st.sampled_from(KODENE), min_size=1, unique=True), st.integers(1, 7), ORD)
def test_ingen_bokser_overlapper_og_all_tekst_er_innenfor(tiltakene, aarsaker, utfall, navn):
    figur = kjede(
        _forhold(aarsaker, utfall=utfall, navn=navn),
        [_tiltak(nr, koder, tittel=tittel) for nr, (koder, tittel) in enumerate(tiltakene, start=1)],
    )

    for en, annen in combinations(figur.boksene, 2):
        assert not _overlapper(en, annen), (en, annen)
    for boks in figur.boksene:
        assert boks.x >= 0
        assert boks.x + boks.bredde <= BREDDE
        assert boks.y + boks.hoyde <= figur.hoyde
        for linje in boks.linjene:
            assert boks.y < linje.y <= boks.y + boks.hoyde
            ord_ = max(len(del_) for del_ in linje.tekst.split(" ")) if linje.tekst else 0
            plass = int((boks.bredde - 24) / (linje.storrelse * TEGNBREDDE))
            assert len(linje.tekst) <= max(plass, 6) or ord_ > plass


@settings(max_examples=60)
@given(TILTAKENE)
def test_hvert_tiltak_star_i_teksten_og_i_figuren_like_mange_ganger_som_det_virker(tiltakene):
    laget = [_tiltak(nr, koder, tittel=tittel) for nr, (koder, tittel) in enumerate(tiltakene, start=1)]
    figur = kjede(_forhold(KODENE), laget)
    tegnet = " ".join(linje.tekst for boks in figur.boksene for linje in boks.linjene)

    for tiltak in laget:
        ganger = max(1, len(tiltak["aarsaker"]))
        assert tegnet.count(tiltak["merke"]) == ganger
        assert " ".join(figur.tekst).count(tiltak["merke"]) == ganger


def test_symptomtiltak_star_utenfor_og_er_aldri_festet():
    figur = kjede(_forhold(), [_tiltak(1, ["ledelse"]), _tiltak(2, tittel="Trivselskveld")])

    (symptom,) = [boks for boks in figur.boksene if boks.klasse == "sym"]
    assert symptom.linjene[0].tekst == "T-02 Trivselskveld"
    assert symptom.stiplet is True
    assert symptom.y > max(boks.y + boks.hoyde for boks in figur.boksene if boks is not symptom)
    assert sum(baand.klasse == "feste" for baand in figur.baandene) == 1
    assert figur.tekst[-1] == "Utenfor kjeden, uten virkning på årsakene: T-02 Trivselskveld."


def test_alle_fem_arsakene_vises_og_bare_de_valgte_har_band_til_belastningen():
    figur = kjede(_forhold(("ledelse",)), [])

    klassene = [boks.klasse for boks in figur.boksene if boks.klasse.startswith("aarsak")]
    assert sorted(klassene) == ["aarsak", *["aarsak aarsak--av"] * 4]
    assert sum(baand.klasse == "baand" for baand in figur.baandene) == 1
    assert [boks.linjene[0].tekst for boks in figur.boksene if boks.klasse == "ledig"] == ["Ingen tiltak ennå"]


def test_tiltak_mot_en_annen_faktor_er_ikke_med():
    figur = kjede(_forhold(), [_tiltak(1, ["ledelse"], faktor="a")])

    assert "T-01" not in " ".join(figur.tekst)


@pytest.mark.parametrize(("niva", "ordet"), [("oransje", "høy"), ("rod", "svært høy")])
def test_teksten_sier_nivaet_og_hele_kjeden(niva, ordet):
    figur = kjede(_forhold(("ledelse",), niva=niva), [_tiltak(1, ["ledelse"])])

    assert figur.tekst[0] == "Årsak: Ledelse (Fordi ledelse). Tiltak: T-01 Bemanning."
    assert f"Belastning: Arbeidsmengde og tidspress, {ordet} risiko (S 4, K 4)." in figur.tekst
    assert "Mulig utfall: Utfall nummer 0, Utfall nummer 1." in figur.tekst


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_ingen_tekst_kan_gjore_figuren_til_ugyldig_svg(ord_):
    forhold = _forhold(("systemer",))
    forhold["aarsaker"][0]["beskrivelse"] = ord_ + "\x0b\x01"
    figur = kjede(forhold, [_tiltak(1, ("systemer",), tittel=ord_ + "\x0c"), _tiltak(2, tittel=ord_ + "\x1f")])
    svg = ElementTree.fromstring(render_to_string("tiltak/_kjede_svg.html", {"kjede": figur}))
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert not [en for en in svg.iter() if en.tag.endswith(("script", "image", "foreignObject"))]
