from importlib.resources import files

import pytest

from arbeidsmiljo.domain.datafil import DatafilError
from arbeidsmiljo.domain.faktorer import KODENE
from arbeidsmiljo.domain.regelverk import hjemmel
from tiltak.domain.aarsaker import (
    AARSAKENE,
    aarsak,
    alle_aarsaker,
    alle_utfall,
    kontrollsporsmal,
    les_aarsaker,
    les_utfall,
    utfall,
    utfall_for,
)

AARSAKSFILEN = files("tiltak.data").joinpath("aarsaker.toml").read_bytes().decode()
UTFALLSFILEN = files("tiltak.data").joinpath("utfall.toml").read_bytes().decode()


def test_de_fem_aarsakene_har_lovkrok_og_sporsmal():
    assert AARSAKENE == ("ledelse", "medvirkning", "informasjon", "opplaering", "systemer")
    assert "".join(en.bokstav for en in alle_aarsaker()) == "LMIOS"
    for en in alle_aarsaker():
        assert [hjemmel(id_).id for id_ in en.hjemler] == list(en.hjemler)
        assert en.hjemler
        assert all(sporsmal.endswith("?") for sporsmal in en.sporsmal)


def test_kontrollsporsmalene_for_c_er_lysbildets_fire():
    assert [(en.sporsmal, en.aarsak) for en in kontrollsporsmal("c")] == [
        ("Uklare ansvarsforhold?", "systemer"),
        ("Skjev oppgavefordeling?", "ledelse"),
        ("Kompetansebehov?", "opplaering"),
        ("Mangel på autonomi?", "medvirkning"),
    ]
    assert kontrollsporsmal("a") == ()


def test_utfallene_er_de_sju_og_sier_forbundet_med():
    assert [en.id for en in alle_utfall()] == [
        "utmattelse",
        "sovnplager",
        "sykefravaer",
        "muskel-skjelettplager",
        "psykiske-plager",
        "skader-ulykker",
        "turnover",
    ]
    assert all("forbundet med" in en.forbundet_med and en.kilde for en in alle_utfall())


def test_hver_faktor_er_forbundet_med_noe_og_tidspress_med_muskler_og_skjelett():
    assert all(utfall_for(kode) for kode in KODENE)
    assert "muskel-skjelettplager" in [en.id for en in utfall_for("c")]
    assert "muskel-skjelettplager" not in [en.id for en in utfall_for("d")]


def test_ukjent_aarsak_og_utfall_gir_keyerror():
    assert (aarsak("ledelse").bokstav, utfall("turnover").navn) == ("L", "Folk slutter")
    with pytest.raises(KeyError):
        aarsak("trivsel")
    with pytest.raises(KeyError):
        utfall("stress")


@pytest.mark.parametrize(
    ("gammelt", "nytt", "melding"),
    [
        (
            'id = "informasjon"',
            'id = "trivsel"',
            f"a.toml: aarsaker: skal ha id-ene {', '.join(AARSAKENE)} i den rekkefølgen",
        ),
        (
            'aarsak = "opplaering"',
            'aarsak = "kurs"',
            f"a.toml: kontroll[3].aarsak: er «kurs», men skal være en av: {', '.join(AARSAKENE)}",
        ),
        (
            'id = "kompetansebehov"',
            'id = "uklare-ansvarsforhold"',
            "a.toml: kontroll[3].id: «uklare-ansvarsforhold» er brukt før",
        ),
        ('bokstav = "L"', "", "a.toml: aarsaker[1].bokstav: mangler"),
    ],
)
def test_feil_i_aarsaksfilen_navngir_fil_nokkel_og_grunn(gammelt, nytt, melding):
    assert gammelt in AARSAKSFILEN
    with pytest.raises(DatafilError) as feil:
        les_aarsaker(AARSAKSFILEN.replace(gammelt, nytt, 1).encode(), "a.toml")
    assert str(feil.value) == melding


def test_aarsak_uten_sporsmal_avvises():
    start, resten = AARSAKSFILEN.split("sporsmal = [", 1)
    with pytest.raises(DatafilError) as feil:
        les_aarsaker((start + "sporsmal = []" + resten.split("]", 1)[1]).encode(), "a.toml")
    assert str(feil.value) == "a.toml: aarsaker[1].sporsmal: er tom"


@pytest.mark.parametrize(
    ("gammelt", "nytt", "melding"),
    [
        (
            "Stress over tid er forbundet med dårligere søvn.",
            "Stress over tid fører til dårligere søvn.",
            "u.toml: utfall[2].forbundet_med: skal si «forbundet med» og aldri «fører til»",
        ),
        (
            "Stress over tid er forbundet med dårligere søvn.",
            "Stress er forbundet med søvn og fører til mer.",
            "u.toml: utfall[2].forbundet_med: skal si «forbundet med» og aldri «fører til»",
        ),
        ('id = "sovnplager"', 'id = "utmattelse"', "u.toml: utfall[2].id: «utmattelse» er brukt før"),
        ('faktorer = ["c"]', 'faktorer = ["k"]', "u.toml: utfall[4].faktorer: «k» er ikke en av: a, b, c, d, e, f, g"),
        (
            'maales = "registrert"',
            'maales = "journal"',
            "u.toml: utfall[3].maales: er «journal», men skal være en av: undersokelse, registrert",
        ),
    ],
)
def test_feil_i_utfallsfilen_navngir_fil_nokkel_og_grunn(gammelt, nytt, melding):
    assert gammelt in UTFALLSFILEN
    with pytest.raises(DatafilError) as feil:
        les_utfall(UTFALLSFILEN.replace(gammelt, nytt, 1).encode(), "u.toml")
    assert str(feil.value) == melding
