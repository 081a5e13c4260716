from importlib.resources import files

import pytest

from arbeidsmiljo.domain.datafil import DatafilError
from arbeidsmiljo.domain.regelverk import Sikkerhet, alle_hjemler, hjemmel, les_regelverk

# Ordlyden på lysbildet «Lovkrav fra 1. januar 2026».
SITATENE = {
    "aml-4-3-1": "Arbeidet skal organiseres, planlegges og gjennomføres slik at de psykososiale "
    "arbeidsmiljøfaktorene i virksomheten er fullt forsvarlige ut fra hensynet til arbeidstakernes helse, "
    "sikkerhet og velferd.",
    "aml-4-3-2": "Psykososiale arbeidsmiljøfaktorer er i tillegg til forhold som nevnt i tredje til sjette ledd "
    "blant annet",
    "aml-4-3-2-a": "uklare eller motstridende krav og forventninger i arbeidet",
    "aml-4-3-2-b": "emosjonelle krav og belastninger i arbeid med mennesker",
    "aml-4-3-2-c": "arbeidsmengde og tidspress som innebærer ubalanse mellom arbeidet som skal utføres og den "
    "tiden som er til rådighet",
    "aml-4-3-2-d": "støtte og hjelp i arbeidet",
}


def rad(**endringer):
    felt = {
        "id": "x",
        "lov": "loven",
        "paragraf": "§ 1",
        "kort": "kort",
        "tekst": "tekst",
        "status": "veiledning",
        "kilde": "kilde",
        "sikkerhet": "sikker",
    } | endringer
    return "[[hjemler]]\n" + "".join(f'{nokkel} = "{verdi}"\n' for nokkel, verdi in felt.items())


def test_bare_forste_og_andre_ledd_er_sitat_og_ordrett():
    assert {en.id: en.tekst for en in alle_hjemler() if en.er_sitat} == SITATENE


def test_hver_hjemmel_har_kilde_og_hvert_sitat_er_sikkert():
    assert all(en.kilde for en in alle_hjemler())
    assert all(en.sikkerhet is Sikkerhet.SIKKER for en in alle_hjemler() if en.er_sitat)


def test_lysbildets_kapittel_23_a_er_aldri_en_hjemmel():
    for en in alle_hjemler():
        for tekst in (en.id, en.paragraf, en.kort, en.tekst):
            assert "23" not in tekst.replace(" ", "")


def test_henvisning_leses_som_en_lovhenvisning():
    assert hjemmel("aml-4-3-2-c").henvisning == "arbeidsmiljøloven § 4-3 andre ledd bokstav c"


def test_ukjent_hjemmel_gir_keyerror():
    with pytest.raises(KeyError):
        hjemmel("kap-23a")


@pytest.mark.parametrize(
    ("rader", "melding"),
    [
        (rad() + rad(), "r.toml: hjemler[2].id: «x» er brukt før"),
        (
            rad(status="sitat", sikkerhet="sekundaer"),
            "r.toml: hjemler[1].status: kan bare være «sitat» når sikkerhet er «sikker»",
        ),
        (rad(status="lov"), "r.toml: hjemler[1].status: er «lov», men skal være en av: sitat, veiledning"),
        (rad(kilde=""), "r.toml: hjemler[1].kilde: er tom"),
        (
            rad(nettadresse="x"),
            (
                "r.toml: hjemler[1].nettadresse: er ikke en kjent nøkkel. "
                "Kjente: id, kilde, kort, lov, paragraf, sikkerhet, status, tekst"
            ),
        ),
    ],
)
def test_feil_i_regelverket_navngir_fil_nokkel_og_grunn(rader, melding):
    with pytest.raises(DatafilError) as feil:
        les_regelverk(f"versjon = 1\n{rader}".encode(), "r.toml")
    assert str(feil.value) == melding


def test_en_riktig_rad_leses():
    (lest,) = les_regelverk(f"versjon = 1\n{rad()}".encode(), "r.toml")
    assert (lest.id, lest.henvisning, lest.er_sitat) == ("x", "loven § 1", False)


def test_filen_er_den_som_folger_med():
    innhold = files("arbeidsmiljo.data").joinpath("regelverk.toml").read_bytes()
    assert les_regelverk(innhold, "regelverk.toml") == alle_hjemler()
