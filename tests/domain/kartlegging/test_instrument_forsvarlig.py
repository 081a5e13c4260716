"""Innholdet i Forsvarlig 4-3 v1: dekker loven, er lett å lese, og står fast når det er utgitt."""

import re
from importlib.resources import files

import pytest

from kartlegging.domain.instrument import Rolle
from kartlegging.domain.instrumentfil import MAPPE, last_instrument

INSTRUMENT = last_instrument("forsvarlig-4-3", 1)
SKALALEDD = [ledd for skala in INSTRUMENT.skalaene for ledd in skala.leddene]
SPORSMAL = {ledd.id: ledd.tekst for ledd in SKALALEDD} | {h.id: h.tekst for h in INSTRUMENT.hendelsene}

SJEKKSUMMER = {
    "forsvarlig-4-3-v1.toml": "6596bc1ad9686760f70d219be4f9767a12b1cdc6dd27757b95aa02e3aaed0336",
}

SKALAER = {
    "a1": "krav", "a2": "krav", "a3": "krav", "a4": "ressurs",
    "b1": "krav", "b2": "krav", "b3": "krav", "b4": "ressurs",
    "c1": "krav", "c2": "krav", "c3": "krav", "c4": "ressurs",
    "d1": "krav", "d2": "krav", "d3": "krav", "d4": "krav",
    "e1": "krav", "e2": "krav",
    "u1": "utfall", "u2": "utfall", "u3": "utfall",
}  # fmt: skip
HENDELSER = {"f1": "f", "f2": "f", "f3": "f", "g1": "g", "g2": "g"}
SNUDD = {
    "a1.1", "a1.2", "a4.1", "a4.2", "c4.1", "c4.2",
    "d1.1", "d1.2", "d2.1", "d2.2", "d3.1", "d3.2", "d4.1", "d4.2",
    "e1.1", "e2.1", "u2.1", "u2.2",
}  # fmt: skip
"""Leddene der «ofte» er bra, lest for hånd. Et feil merke her ville snudd resultatet."""


def ord_i(tekst: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", tekst)


def lix(tekster: list[str]) -> float:
    """Björnssons LIX: ord per setning pluss prosenten av ord på over seks bokstaver. Under 30 er svært lett."""
    ordene = [ordet for tekst in tekster for ordet in ord_i(tekst)]
    lange = sum(len(ordet) > 6 for ordet in ordene)
    return len(ordene) / len(tekster) + 100 * lange / len(ordene)


def test_utgitte_filer_er_uendret():
    for ressurs in files(MAPPE).iterdir():
        if ressurs.name.endswith(".toml"):
            id_, _, versjon = ressurs.name.removesuffix(".toml").rpartition("-v")
            naa = last_instrument(id_, int(versjon)).sjekksum
            assert SJEKKSUMMER.get(ressurs.name) == naa, (
                f"{ressurs.name} er endret. Er den utgitt, skal endringen bli en ny versjon (-v{int(versjon) + 1}). "
                f'Er den ikke utgitt ennå, oppdater SJEKKSUMMER: "{ressurs.name}": "{naa}"'
            )


def test_leddrekkefolgen_star_fast():
    """Svarstrengen bæres av denne rekkefølgen; en endring ville lagt svar på feil spørsmål."""
    assert " ".join(INSTRUMENT.leddrekkefolge) == (
        "a1.1 a1.2 a2.1 a2.2 a3.1 a3.2 a4.1 a4.2 b1.1 b1.2 b2.1 b2.2 b3.1 b3.2 b4.1 b4.2 "
        "c1.1 c1.2 c2.1 c2.2 c3.1 c3.2 c4.1 c4.2 d1.1 d1.2 d2.1 d2.2 d3.1 d3.2 d4.1 d4.2 "
        "e1.1 e1.2 e2.1 e2.2 u1.1 u1.2 u2.1 u2.2 u3.1 u3.2 f1 f2 f3 g1 g2"
    )


def test_alle_delene_av_loven_er_dekket():
    assert [f.kode for f in INSTRUMENT.faktorene] == ["a", "b", "c", "d", "e", "f", "g"]
    assert {s.kode: str(s.rolle) for s in INSTRUMENT.skalaene} == SKALAER
    assert {h.id: h.faktor for h in INSTRUMENT.hendelsene} == HENDELSER
    for skala in INSTRUMENT.skalaene:
        assert skala.faktor == (None if skala.rolle is Rolle.UTFALL else skala.kode[0])
        assert len(skala.leddene) >= 2


def test_retningen_pa_hvert_ledd_er_den_vi_har_lest():
    assert {ledd.id for ledd in SKALALEDD if ledd.snudd} == SNUDD


def test_ledd_som_ikke_gjelder_gir_lav_belastning():
    """«Aldri» skal være et trygt svar i b for den som ikke jobber med mennesker."""
    assert not [id_ for id_ in SNUDD if id_.startswith("b")]


def test_grenser_band_og_spredning_er_de_vi_har_foreslatt():
    fem_delene = (525, (5, 15, 30, 50))
    hendelsene = (525, (2, 5, 10, 20))
    assert {f.kode: (f.kutt_tideler, f.band) for f in INSTRUMENT.faktorene} == {
        **dict.fromkeys("abcde", fem_delene),
        **dict.fromkeys("fg", hendelsene),
    }
    assert {s.spredning for s in INSTRUMENT.skalaene} == {25}


def test_samvirkene_er_parene_fra_kildene():
    assert [
        (
            samvirke.id,
            [v.faktor or v.skala or "+".join(v.hendelser) for v in samvirke.vilkarene],
            samvirke.virkning,
            samvirke.bare_virksomhet,
        )
        for samvirke in INSTRUMENT.samvirkene
    ] == [
        ("a-c", ["a", "c"], "overadditiv", False),
        ("b-c", ["b", "c"], "additiv", False),
        ("krav-kontroll", ["c", "c4"], "additiv", False),
        ("isostrain", ["c", "c4", "d"], "additiv", False),
        ("c-g", ["c", "g1+g2"], "overadditiv", True),
        ("b-g", ["b", "g1+g2"], "additiv", True),
    ]


def test_et_samvirke_uten_studie_bak_er_merket_som_vart_forslag():
    for samvirke in INSTRUMENT.samvirkene:
        assert ("HR 1," in samvirke.kilde) != ("vårt forslag" in samvirke.kilde)


def test_bokmal_nynorsk_og_engelsk_er_hele_og_oversatt():
    assert INSTRUMENT.sprak == ("nb", "nn", "en")
    for id_, tekst in SPORSMAL.items():
        assert set(tekst) == {"nb", "nn", "en"}
        assert len(set(tekst.values())) == 3, f"{id_} er lik på to språk"
    assert {sprak: len(svar) for sprak, svar in INSTRUMENT.svaralternativer.items()} == {"nb": 5, "nn": 5, "en": 5}


@pytest.mark.parametrize("sprak", ["nb", "nn", "en"])
def test_ingen_to_sporsmal_er_like(sprak: str):
    assert len({tekst[sprak] for tekst in SPORSMAL.values()}) == len(SPORSMAL) == 47


def test_sporsmalene_holder_en_form():
    former = {"nb": ("Hvor ofte ", "Har noen "), "nn": ("Kor ofte ", "Har nokon "), "en": ("How often ", "Has anyone ")}
    for sprak, (ledd_form, hendelse_form) in former.items():
        for ledd in SKALALEDD:
            assert re.fullmatch(f"{ledd_form}[^?]+\\?", ledd.tekst[sprak])
        for hendelse in INSTRUMENT.hendelsene:
            assert re.fullmatch(f"{hendelse_form}[^?]+\\?", hendelse.tekst[sprak])


def test_et_ledd_spor_om_en_ting():
    """«Eller» i et ledd gjør svaret umulig å tolke. Om hendelser er det tillatt: ett ja er nok."""
    for ledd in SKALALEDD:
        assert not {"eller", "samt"} & set(ord_i(ledd.tekst["nb"].lower())), ledd.id


def test_ingen_faktor_snakker_om_hva_folk_taler():
    for tekst in SPORSMAL.values():
        assert not re.search(r"\btåle|\bstresset\b|\brobust", tekst["nb"].lower())


def test_sporsmalene_er_korte():
    assert {id_: len(t["nb"]) for id_, t in SPORSMAL.items() if len(t["nb"]) > 110} == {}
    assert {ledd.id: ledd.tekst["nb"] for ledd in SKALALEDD if len(ord_i(ledd.tekst["nb"])) > 15} == {}
    assert {f.kode: f.innledning["nb"] for f in INSTRUMENT.faktorene if len(f.innledning["nb"]) > 80} == {}


def test_sporsmalene_kan_leses_av_en_pa_fjorten():
    assert lix([tekst["nb"] for tekst in SPORSMAL.values()]) < 30
    assert {id_: lix([tekst["nb"]]) for id_, tekst in SPORSMAL.items() if lix([tekst["nb"]]) > 50} == {}
    lange = {ordet for tekst in SPORSMAL.values() for ordet in ord_i(tekst["nb"]) if len(ordet) > 13}
    assert lange == set()


def test_lesbarhetsproven_feller_lovsprak():
    """Negativ kontroll: § 4-3 (2) c skal ikke slippe gjennom målet leddene holdes opp mot."""
    lovsprak = ["arbeidsmengde og tidspress som innebærer ubalanse mellom arbeidet som skal utføres og tiden"]
    assert lix(lovsprak) > 50


def test_hele_skjemaet_kan_leses_pa_under_syv_minutter():
    """240 ord i minuttet til lesing og fire sekunder til å svare på hvert spørsmål – et grovt anslag."""
    antall_ord = sum(len(ord_i(tekst["nb"])) for tekst in SPORSMAL.values())
    sekunder = antall_ord / 240 * 60 + 4 * len(SPORSMAL)
    assert sekunder < 7 * 60
