from importlib.resources import files

import pytest

from arbeidsmiljo.domain.datafil import DatafilError
from arbeidsmiljo.domain.faktorer import DE_FIRE, KODENE, alle_faktorer, faktor, les_faktorer
from arbeidsmiljo.domain.regelverk import hjemmel
from arbeidsmiljo.domain.sprak import SPRAK, pa_sprak

FILEN = files("arbeidsmiljo.data").joinpath("faktorer.toml").read_bytes().decode()


def test_faktorene_er_a_til_g_med_bokstav_og_alle_sprak():
    assert tuple(en.kode for en in alle_faktorer()) == KODENE == tuple("abcdefg")
    assert "".join(en.bokstav for en in alle_faktorer()) == "ABCDEFG"
    for en in alle_faktorer():
        for tekst in (en.navn, en.kortnavn, en.forklaring):
            assert tuple(tekst) == SPRAK


def test_de_fire_viser_til_hver_sin_bokstav_i_andre_ledd():
    for kode in DE_FIRE:
        assert hjemmel(faktor(kode).hjemler[-1]).paragraf == f"§ 4-3 andre ledd bokstav {kode}"


@pytest.mark.parametrize(("kode", "ledd"), [("e", ["tredje", "fjerde"]), ("f", ["femte"]), ("g", ["sjette"])])
def test_de_andre_viser_til_ledd_etter_nummereringen_fra_2026(kode, ledd):
    paragrafer = [hjemmel(id_).paragraf for id_ in faktor(kode).hjemler]
    assert [en for en in paragrafer if en.startswith("§")][1:] == [f"§ 4-3 {ett} ledd" for ett in ledd]


def test_hver_hjemmel_i_faktorene_finnes():
    for en in alle_faktorer():
        assert [hjemmel(id_).id for id_ in en.hjemler] == list(en.hjemler)


def test_konsekvenshint_er_de_som_er_foreslatt():
    hint = {en.kode: en.konsekvenshint for en in alle_faktorer()}
    assert hint == {"a": 3, "b": 3, "c": 3, "d": 3, "e": None, "f": 4, "g": 4}


def test_ukjent_faktor_gir_keyerror():
    with pytest.raises(KeyError):
        faktor("h")


@pytest.mark.parametrize(
    ("gammelt", "nytt", "melding"),
    [
        (
            'kode = "b"',
            'kode = "x"',
            "faktorer.toml: faktorer[2].kode: er «x», men skal være en av: a, b, c, d, e, f, g",
        ),
        (
            'kode = "b"',
            'kode = "a"',
            "faktorer.toml: faktorer: skal ha kodene a, b, c, d, e, f, g i den rekkefølgen, men har a, a, c, d, e, f, g",
        ),
        (
            "konsekvenshint = 4",
            "konsekvenshint = 6",
            "faktorer.toml: faktorer[6].konsekvenshint: er 6, men skal være fra 1 til 5",
        ),
        ('hjemler = ["aml-4-3-1", "aml-4-3-2-a"]', "hjemler = []", "faktorer.toml: faktorer[1].hjemler: er tom"),
        (', en = "Emotional demands" }', " }", "faktorer.toml: faktorer[2].kortnavn.en: mangler"),
        ("versjon = 1", "", "faktorer.toml: versjon: mangler"),
    ],
)
def test_feil_i_faktorfilen_navngir_fil_nokkel_og_grunn(gammelt, nytt, melding):
    assert gammelt in FILEN
    with pytest.raises(DatafilError) as feil:
        les_faktorer(FILEN.replace(gammelt, nytt, 1).encode(), "faktorer.toml")
    assert str(feil.value) == melding


@pytest.mark.parametrize(
    ("sprak", "ventet"), [("nb", "hei"), ("nn", "hei"), ("en-gb", "hello"), ("en", "hello"), ("pl", "hei")]
)
def test_tekst_faller_tilbake_til_bokmal(sprak, ventet):
    assert pa_sprak({"nb": "hei", "en": "hello"}, sprak) == ventet
