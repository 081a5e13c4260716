"""Kjedefiguren: alt er med, ingenting overlapper, og symptomtiltak henger aldri på en årsak."""

import re
from datetime import date
from itertools import combinations
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from tiltak.domain.begreper import Aarsakskode, Dom
from tiltak.domain.effekt import DOMSORD
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


ANDEL = {"kilde": "kartlegging", "andel": 58, "andel_lav": 49, "andel_hoy": 66, "indeks": 61}
I_DAG = date(2026, 12, 1)
STATUSENE = st.fixed_dictionaries(
    {
        "tilstand": st.sampled_from(["foreslatt", "planlagt", "i_gang", "ferdig"]),
        "frist": st.sampled_from(["2026-11-30", "2026-12-01"]),
        "effekt": st.sampled_from([None, *({"dom": str(dom)} for dom in Dom)]),
    }
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
    assert figur.tekst[-1] == "Utenfor kjeden, virker på det som merkes og ikke på årsaken: T-02 Trivselskveld."


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


@settings(max_examples=60)
@given(
    TILTAKENE,
    st.lists(STATUSENE, min_size=12, max_size=12),
    st.lists(st.sampled_from(KODENE), unique=True),
    st.integers(0, 7),
)
def test_ingenting_overlapper_med_status_og_grunnlag_uten_aarsak_eller_utfall(tiltakene, statusene, aarsaker, utfall):
    laget = [
        _tiltak(nr, koder, tittel=tittel) | staar
        for nr, ((koder, tittel), staar) in enumerate(zip(tiltakene, statusene, strict=False), start=1)
    ]
    figur = kjede(_forhold(aarsaker, utfall=utfall) | {"grunnlag": ANDEL}, laget, i_dag=I_DAG)

    for en, annen in combinations(figur.boksene, 2):
        assert not _overlapper(en, annen), (en, annen)
    for boks in figur.boksene:
        assert 0 <= boks.x <= boks.x + boks.bredde <= BREDDE
        assert 0 <= boks.y <= boks.y + boks.hoyde <= figur.hoyde


def test_seks_tiltak_paa_en_aarsak_og_et_eget_forhold_med_langt_navn_tegnes_uten_overlapp():
    forhold = _forhold(("ledelse",), utfall=0, navn="Omorganisering og sammenslåing av avdelinger " * 2)
    forhold |= {"faktor": "x1", "bokstav": "X1"}
    figur = kjede(forhold, [_tiltak(nr, ["ledelse"], faktor="x1", tittel="Lang tittel " * 6) for nr in range(1, 8)])

    assert sum(baand.klasse == "feste" for baand in figur.baandene) == 7
    assert not [par for par in combinations(figur.boksene, 2) if _overlapper(*par)]
    assert not [setning for setning in figur.tekst if setning.startswith("Mulig utfall")]


def test_status_og_effekt_staar_i_ord_og_i_form_baade_i_figuren_og_i_teksten():
    ferdig = _tiltak(1, ["ledelse"]) | {"tilstand": "ferdig", "frist": "2026-01-01", "effekt": {"dom": "delvis"}}
    sent = _tiltak(2, ["ledelse"]) | {"tilstand": "i_gang", "frist": "2026-11-30", "effekt": None}
    planlagt = _tiltak(3, ["ledelse"]) | {"tilstand": "planlagt", "frist": "2026-12-01", "effekt": None}
    figur = kjede(_forhold(("ledelse",)), [ferdig, sent, planlagt], i_dag=I_DAG)

    boksene = [boks for boks in figur.boksene if boks.klasse.startswith("tiltak")]
    assert [" ".join(linje.tekst for linje in boks.linjene[1:]) for boks in boksene] == [
        f"Ferdig · Effekt: {DOMSORD[Dom.DELVIS].lower()}",
        "I gang · Over fristen",
        "",
    ]
    assert [(boks.radius, boks.tykkelse) for boks in boksene] == [(2, 1.5), (16, 4), (16, 1.5)]
    assert figur.tekst[0].endswith(
        f"Tiltak: T-01 Bemanning (Ferdig, Effekt: {DOMSORD[Dom.DELVIS].lower()}), "
        "T-02 Bemanning (I gang, Over fristen), T-03 Bemanning."
    )
    uten_dag = kjede(_forhold(("ledelse",)), [sent])
    assert "Over fristen" not in " ".join(uten_dag.tekst)


def test_grunnlaget_staar_i_belastningen_bare_naar_det_er_utgitt():
    def ordene(grunnlag):
        figur = kjede(_forhold() | {"grunnlag": grunnlag}, [])
        tegnet = " ".join(linje.tekst for boks in figur.boksene for linje in boks.linjene)
        setningene = [en for en in figur.tekst if en.startswith("Grunnlag")]
        return "58 % utsatt (49–66)" in tegnet, setningene

    assert ordene(ANDEL) == (True, ["Grunnlag: 58 % utsatt (49–66)."])
    assert ordene({"kilde": "kartlegging", "andel": None, "andel_skjult_fordi": "for_faa"}) == (False, [])
    assert ordene({"kilde": "dialogmote", "tekst": "To møter"}) == (False, [])


@settings(max_examples=40)
@given(TILTAKENE, st.lists(STATUSENE, min_size=12, max_size=12), st.sampled_from([{}, ANDEL]))
def test_tittel_og_beskrivelse_i_svg_sier_hvert_ord_som_er_tegnet(tiltakene, statusene, grunnlag):
    laget = [
        _tiltak(nr, koder, tittel="x" * (nr % 5 + 1)) | staar
        for nr, ((koder, _tittel), staar) in enumerate(zip(tiltakene, statusene, strict=False), start=1)
    ]
    figur = kjede(_forhold(KODENE) | {"grunnlag": grunnlag}, laget, i_dag=I_DAG)
    rot = ElementTree.fromstring(render_to_string("tiltak/_kjede_svg.html", {"kjede": figur}))
    ns = "{http://www.w3.org/2000/svg}"
    (tittel,), (beskrivelse,) = rot.findall(f"{ns}title"), rot.findall(f"{ns}desc")
    assert (tittel.text, beskrivelse.text) == (figur.tittel, " ".join(figur.tekst))

    sagt = set(re.findall(r"\w+", beskrivelse.text.lower()))
    tegnet = {
        ord_
        for boks in figur.boksene
        for linje in boks.linjene
        for ord_ in re.findall(r"\w+", linje.tekst.lower())
        if boks.klasse != "ledig" and ord_ != "c"
    }
    assert tegnet - sagt == set()
