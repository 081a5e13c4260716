from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsmiljo.domain.datafil import DatafilError
from arbeidsmiljo.domain.faktorer import KODENE
from kartlegging.domain.instrumentfil import last_instrument
from tiltak.domain.aarsaker import AARSAKENE
from tiltak.domain.katalog import (
    Tiltaksniva,
    alle_forslag,
    alle_tillegg,
    begrunnelse_for,
    forslag,
    les_katalog,
    les_tillegg,
    sok,
)

RAD = {
    "nummer": "1",
    "id": '"x"',
    "tittel": '"T"',
    "beskrivelse": '"B."',
    "faktorer": '["a"]',
    "aarsak": '"ledelse"',
    "nivaa": '"primaer"',
    "indikator": '"I."',
}


def rad(**endringer):
    felt = RAD | endringer
    return "[[tiltak]]\n" + "".join(f"{nokkel} = {verdi}\n" for nokkel, verdi in felt.items() if verdi)


def les(rader):
    return les_katalog(f"versjon = 1\n{rader}".encode(), "k.toml")


def test_katalogen_har_58_tiltak_nummerert_uten_hull():
    assert [en.nummer for en in alle_forslag()] == list(range(1, 59))


@pytest.mark.parametrize("felt", ["id", "tittel", "beskrivelse"])
def test_hvert_tiltak_er_unikt(felt):
    assert len({getattr(en, felt) for en in alle_forslag()}) == 58


def test_alle_felt_er_fylt_og_beskrivelsen_er_en_setning():
    for en in alle_forslag():
        assert en.faktorer
        assert en.beskrivelse.endswith((".", "?"))
        assert en.indikator.endswith(".")
        assert en.aarsak in AARSAKENE
        assert set(en.saerlig) <= set(en.faktorer) <= set(KODENE)


def test_fordelingen_er_katalogens_fasit():
    assert Counter(en.nivaa.value for en in alle_forslag()) == {"primaer": 52, "sekundaer": 3, "tertiaer": 3}
    assert Counter(en.aarsak for en in alle_forslag()) == {
        "systemer": 24,
        "ledelse": 17,
        "medvirkning": 8,
        "opplaering": 6,
        "informasjon": 3,
    }
    assert [en.nummer for en in alle_forslag() if not en.virker_paa_aarsak] == [36, 37, 43, 44, 57, 58]
    assert [en.nummer for en in alle_forslag() if en.faktorer == KODENE] == [25, 49, 52, 53, 54, 56, 57, 58]


def test_hver_faktor_har_et_primaert_tiltak_laget_for_den():
    for kode in KODENE:
        assert any(kode in en.saerlig and en.virker_paa_aarsak for en in sok(faktor=kode))


def test_indikatorskalaene_finnes_i_instrumentet():
    kodene = {en.kode for en in last_instrument("forsvarlig-4-3", 1).skalaene}
    for en in alle_forslag():
        assert set(en.skalaer) <= kodene, en.tittel


def test_sok_uten_valg_gir_hele_katalogen():
    assert sok() == alle_forslag()


def test_sok_viser_det_som_er_laget_for_faktoren_forst():
    nummer = [en.nummer for en in sok(faktor="e")]
    assert nummer == [42, 51, 25, 49, 52, 53, 54, 56, 57, 58]


@pytest.mark.parametrize(
    ("valg", "nummer"),
    [
        ({"aarsak": "informasjon"}, [35, 54, 55]),
        ({"faktor": "c", "aarsak": "opplaering", "nivaa": "primaer"}, [22, 23]),
        ({"nivaa": "tertiaer"}, [37, 43, 58]),
        ({"tekst": "VAKTPLAN"}, [11]),
        ({"tekst": "overtid  bemanning"}, [10]),
        ({"tekst": "romskip"}, []),
        ({"faktor": "x"}, []),
    ],
)
def test_sok_tar_med_bare_det_som_passer_med_alt(valg, nummer):
    assert [en.nummer for en in sok(**valg)] == nummer


@given(
    st.none() | st.sampled_from(KODENE),
    st.none() | st.sampled_from(AARSAKENE),
    st.none() | st.sampled_from(Tiltaksniva),
    st.sampled_from(["", "møte", "leder", "plan opplæring"]),
)
def test_flere_valg_gir_aldri_flere_treff(faktor, aarsak, nivaa, tekst):
    alt = set(sok(faktor, aarsak, nivaa, tekst))
    hver_for_seg = [sok(faktor=faktor), sok(aarsak=aarsak), sok(nivaa=nivaa), sok(tekst=tekst)]
    assert alt == set.intersection(*map(set, hver_for_seg))


@pytest.mark.parametrize(
    ("id_", "kode", "aarsaker", "setning"),
    [
        (
            "ukentlig-prioriteringsmote",
            "c",
            ["ledelse", "systemer"],
            "Foreslått fordi det er laget for «Mengde og tidspress», og virker på årsaken «Ledelse», som dere har valgt.",
        ),
        (
            "ukentlig-prioriteringsmote",
            "a",
            ["systemer"],
            "Foreslått fordi det er laget for «Krav og forventninger». Det virker på årsaken «Ledelse», som dere ikke har valgt.",
        ),
        (
            "stressmestringskurs",
            "c",
            ["opplaering"],
            "Foreslått fordi det gjelder alle faktorene, også «Mengde og tidspress». Det hjelper den enkelte og endrer ikke årsaken.",
        ),
        (
            "debrief",
            "g",
            [],
            "Foreslått fordi det er laget for «Vold og trusler». Det hjelper den enkelte og endrer ikke årsaken.",
        ),
    ],
)
def test_begrunnelsen_sier_faktor_og_aarsak(id_, kode, aarsaker, setning):
    assert str(begrunnelse_for(forslag(id_), kode, aarsaker)) == setning


def test_begrunnelse_for_feil_faktor_avvises():
    with pytest.raises(ValueError, match=r"^«Rollekort per stilling» gjelder ikke faktor g\.$"):
        begrunnelse_for(forslag("rollekort"), "g", [])


def test_ukjent_forslag_gir_keyerror():
    with pytest.raises(KeyError):
        forslag("sosialt-samvaer")


def test_sosialt_samvaer_er_et_tillegg_og_ikke_et_tiltak():
    assert [(en.id, en.nivaa) for en in alle_tillegg()] == [("sosialt-samvaer", Tiltaksniva.SEKUNDAER)]
    assert "samvær" not in " ".join(en.tittel.casefold() for en in alle_forslag())


def test_nivaene_har_hvert_sitt_ord():
    assert [en.ord for en in Tiltaksniva] == ["Primær", "Sekundær", "Tertiær"]
    assert len({en.forklaring for en in Tiltaksniva}) == 3


@pytest.mark.parametrize(
    ("rader", "melding"),
    [
        (
            rad(faktorer='["h"]'),
            "k.toml: tiltak[1].faktorer: «h» er ikke en av: a, b, c, d, e, f, g, *",
        ),
        (rad(faktorer="[]"), "k.toml: tiltak[1].faktorer: er tom"),
        (
            rad(aarsak='"stemning"'),
            f"k.toml: tiltak[1].aarsak: er «stemning», men skal være en av: {', '.join(AARSAKENE)}",
        ),
        (
            rad(nivaa='"kvartaer"'),
            "k.toml: tiltak[1].nivaa: er «kvartaer», men skal være en av: primaer, sekundaer, tertiaer",
        ),
        (rad(skalaer='["a9"]'), "k.toml: tiltak[1].skalaer: «a9» er ikke en skalakode som a1 eller e2"),
        (rad(indikator=""), "k.toml: tiltak[1].indikator: mangler"),
        (rad() + rad(id='"y"'), "k.toml: tiltak[2].nummer: «1» er brukt før"),
        (rad() + rad(nummer="2"), "k.toml: tiltak[2].id: «x» er brukt før"),
    ],
)
def test_feil_i_katalogfil_navngir_fil_nokkel_og_grunn(rader, melding):
    with pytest.raises(DatafilError) as feil:
        les(rader)
    assert str(feil.value) == melding


def test_en_riktig_rad_leses_og_stjerne_er_alle():
    (lest,) = les(rad(faktorer='["d", "*"]'))
    assert (lest.faktorer, lest.saerlig, lest.skalaer) == (KODENE, ("d",), ())


def test_samme_nummer_i_to_filer_avvises(tmp_path, monkeypatch):
    (tmp_path / "en.toml").write_text(f"versjon = 1\n{rad()}")
    (tmp_path / "to.toml").write_text("versjon = 1\n" + rad(nummer="2", id='"y"') + rad(id='"z"'))
    monkeypatch.setattr("tiltak.domain.katalog.files", lambda _pakke: tmp_path)
    with pytest.raises(DatafilError) as feil:
        alle_forslag.__wrapped__()
    assert str(feil.value) == "to.toml: tiltak[2].nummer: «1» er brukt i en.toml"


def test_et_tillegg_kan_ikke_vaere_primaert():
    innhold = 'versjon = 1\n[[tillegg]]\nid = "x"\ntittel = "T"\ntekst = "T"\nnivaa = "primaer"\n'
    with pytest.raises(DatafilError) as feil:
        les_tillegg(innhold.encode(), "t.toml")
    assert str(feil.value) == ("t.toml: tillegg[1].nivaa: er «primaer», men skal være en av: sekundaer, tertiaer")
