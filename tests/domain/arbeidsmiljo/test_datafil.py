import pytest

from arbeidsmiljo.domain.datafil import DatafilError, les_toml, sjekksum


def les(innhold, bruk):
    return bruk(les_toml(innhold.encode(), "f.toml"))


@pytest.mark.parametrize(
    ("innhold", "bruk", "melding"),
    [
        ("", lambda f: f.tekst("navn"), "f.toml: navn: mangler"),
        ("navn = 1", lambda f: f.tekst("navn"), "f.toml: navn: skal være tekst i anførselstegn"),
        ('navn = " "', lambda f: f.tekst("navn"), "f.toml: navn: er tom"),
        ("n = true", lambda f: f.heltall("n", minst=0, hoyst=9), "f.toml: n: skal være et helt tall"),
        ("n = 10", lambda f: f.heltall("n", minst=0, hoyst=9), "f.toml: n: er 10, men skal være fra 0 til 9"),
        ("ja = 1", lambda f: f.sann("ja"), "f.toml: ja: skal være true eller false"),
        ('v = "x"', lambda f: f.en_av("v", ("a", "b")), "f.toml: v: er «x», men skal være en av: a, b"),
        ("l = [1]", lambda f: f.tekstliste("l"), "f.toml: l: skal være en liste med tekster"),
        ("t = 1", lambda f: f.tabell("t"), "f.toml: t: skal være en tabell"),
        ("t = [1]", lambda f: f.tabeller("t"), "f.toml: t: skal være en liste med tabeller ([[…]])"),
        ("[[t]]\n[[t]]", lambda f: f.tabeller("t")[1].tekst("k"), "f.toml: t[2].k: mangler"),
        ("[t]\nx = 1", lambda f: f.tabell("t").bare("k"), "f.toml: t.x: er ikke en kjent nøkkel. Kjente: k"),
        (
            '[t]\nnb = "a"\nfr = "b"',
            lambda f: f.sprakliste("t", ("nb",)),
            "f.toml: t.fr: er ikke et språk filen har meldt (nb)",
        ),
        ('[t]\nnb = "a"', lambda f: f.sprakliste("t", ("nb", "nn")), "f.toml: t.nn: mangler"),
    ],
)
def test_feil_navngir_fil_nokkel_og_grunn(innhold, bruk, melding):
    with pytest.raises(DatafilError) as feil:
        les(innhold, bruk)
    assert str(feil.value) == melding


def test_fil_som_ikke_er_utf8_eller_toml_avvises_med_sted():
    with pytest.raises(DatafilError) as feil:
        les_toml("navn = «å»".encode("latin-1"), "f.toml")
    assert str(feil.value) == "f.toml: er ikke UTF-8 (byte nummer 8)"
    with pytest.raises(DatafilError, match=r"^f\.toml: er ikke gyldig TOML: .*line 2") as feil:
        les_toml(b'a = "b"\nc = = 1\n', "f.toml")
    assert feil.value.nokkel == ""


@pytest.mark.parametrize(
    ("bruk", "ventet"),
    [
        (lambda f: f.tekst("mangler", standard="s"), "s"),
        (lambda f: f.heltall("mangler", minst=5, hoyst=9, standard=0), 0),
        (lambda f: f.tekstliste("mangler", standard=("x",)), ("x",)),
        (lambda f: f.sann("mangler"), False),
        (lambda f: f.tabeller("mangler", pakrevd=False), []),
        (lambda f: f.en_av("navn", ("å",)), "å"),
        (lambda f: f.sann("ja"), True),
        (lambda f: f.har("ja"), True),
    ],
)
def test_standardverdi_gjelder_bare_nar_nokkelen_mangler(bruk, ventet):
    assert les('navn = "å"\nja = true', bruk) == ventet


def test_sjekksummen_er_sha256():
    assert sjekksum(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
