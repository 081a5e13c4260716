"""Instrumentfilen avvises med fil, nøkkel og grunn når noe er galt – én prøve per slags feil."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsmiljo.domain.datafil import DatafilError
from kartlegging.domain import instrumentfil
from kartlegging.domain.instrument import Hendelse, Rolle, Vilkar
from kartlegging.domain.instrumentfil import alle_instrumenter, last_instrument, les_instrument
from tests.domain.kartlegging.lekeinstrument import GYLDIG, byttet, les


def test_gyldig_fil_blir_til_instrument_med_alt_som_staar_i_den():
    instrument = les(GYLDIG)

    assert (instrument.id, instrument.versjon, instrument.sprak) == ("leke", 3, ("nb", "en"))
    assert instrument.navn == {"nb": "Leke", "en": "Toy"}
    assert instrument.innledning["nb"] == "Tenk på i dag."
    assert instrument.svaralternativer["en"] == ("Never", "Rarely", "Sometimes", "Often", "Always")
    assert [(f.kode, f.kutt_tideler, f.band) for f in instrument.faktorene] == [
        ("a", 500, (5, 15, 30, 50)),
        ("g", 525, (1, 2, 3, 4)),
    ]
    assert [(s.kode, s.faktor, s.rolle, s.spredning) for s in instrument.skalaene] == [
        ("a1", "a", Rolle.KRAV, 20),
        ("u1", None, Rolle.UTFALL, 30),
    ]
    assert [ledd.snudd for ledd in instrument.skala("a1").leddene] == [False, True]
    assert instrument.hendelsene == (
        Hendelse(
            "g1", "g", {"nb": "Vold", "en": "Violence"}, {"nb": "Har noen slått deg?", "en": "Has anyone hit you?"}
        ),
    )
    assert instrument.samvirkene[0].vilkarene == (
        Vilkar(faktor="a"),
        Vilkar(hendelser=("g1",)),
        Vilkar(skala="u1", kutt_tideler=750),
    )
    assert instrument.samvirkene[0].bare_virksomhet is True
    assert instrument.leddrekkefolge == ("a1.1", "a1.2", "u1.1", "u1.2", "g1")


LANG = "x" * 301
OVERST = (
    "faktorer, hendelser, id, innledning, kilde, lisens, navn, "
    "samvirker, skalaer, skjema, sprak, svaralternativer, versjon"
)
FEIL = {
    "ukjent noekkel oeverst": (
        "versjon = 3", "versjon = 3\nvesrjon = 4",
        f"vesrjon: er ikke en kjent nøkkel. Kjente: {OVERST}",
    ),
    "ukjent noekkel i ledd": (
        'id = "a1.1",', 'id = "a1.1", snud = true,',
        "skalaer[1].ledd[1].snud: er ikke en kjent nøkkel. Kjente: id, snudd, tekst",
    ),
    "ukjent noekkel i baand": (
        "s4 = 50", "s4 = 50, s5 = 60",
        "faktorer[1].band.s5: er ikke en kjent nøkkel. Kjente: s1, s2, s3, s4",
    ),
    "feil skjema": ("skjema = 1", "skjema = 2", "skjema: er 2, men skal være fra 1 til 1"),
    "id mangler": ('id = "leke"\n', "", "id: mangler"),
    "id med stor bokstav": (
        'id = "leke"', 'id = "Leke"', "id: er «Leke», men skal være små bokstaver a–z, tall og bindestrek",
    ),
    "versjon null": ("versjon = 3", "versjon = 0", "versjon: er 0, men skal være fra 1 til 999"),
    "bokmaal mangler": (
        'sprak = ["nb", "en"]', 'sprak = ["en"]',
        "sprak: mangler «nb». Bokmål er kilden de andre språkene er oversatt fra",
    ),
    "spraakkode feil": (
        'sprak = ["nb", "en"]', 'sprak = ["nb", "engelsk"]',
        "sprak: «engelsk» er ikke en språkkode på to eller tre små bokstaver",
    ),
    "spraak to ganger": ('sprak = ["nb", "en"]', 'sprak = ["nb", "nb"]', "sprak: «nb» står 2 ganger"),
    "tekst mangler paa et spraak": (
        '"Spørsmål én?", en = "Question one?"', '"Spørsmål én?"', "skalaer[1].ledd[1].tekst.en: mangler",
    ),
    "navn mangler paa et spraak": ('nb = "Vold", en = "Violence"', 'nb = "Vold"', "faktorer[2].navn.en: mangler"),
    "svaralternativer mangler paa et spraak": (
        'en = ["Never", "Rarely", "Sometimes", "Often", "Always"]\n', "", "svaralternativer.en: mangler",
    ),
    "spraak ingen har meldt": (
        'en = "Question two?"', 'en = "Question two?", se = "Gažaldat?"',
        "skalaer[1].ledd[2].tekst.se: er ikke et språk filen har meldt (nb, en)",
    ),
    "fire svaralternativer": (
        '"Ofte", "Alltid"', '"Ofte"', "svaralternativer.nb: har 4 svaralternativer, men skal ha 5",
    ),
    "tomt svaralternativ": ('"Sjelden"', '" "', "svaralternativer.nb: svaralternativ nummer 2 er tomt"),
    "likt svaralternativ": ('"Sjelden"', '"Aldri"', "svaralternativer.nb: «Aldri» står 2 ganger"),
    "svaralternativ med html": (
        '"Sjelden"', '"<b>"', "svaralternativer.nb: har tegnet «<». Skriv ren tekst uten HTML",
    ),
    "faktor utenfor a til g": (
        'kode = "a"', 'kode = "h"', "faktorer[1].kode: er «h», men skal være en av: a, b, c, d, e, f, g",
    ),
    "faktor to ganger": ('kode = "g"', 'kode = "a"', "faktorer: «a» står 2 ganger"),
    "hendelse i faktor filen ikke har": (
        'kode = "g"', 'kode = "f"', "hendelser[1].faktor: «g» står ikke under faktorer",
    ),
    "kutt over hundre poeng": (
        "kutt_tideler = 500", "kutt_tideler = 1001", "faktorer[1].kutt_tideler: er 1001, men skal være fra 1 til 1000",
    ),
    "baand ute av rekkefoelge": (
        "s2 = 15", "s2 = 4", "faktorer[1].band.s2: er 4, men skal være større enn grensen før (5)",
    ),
    "to like baand": ("s4 = 50", "s4 = 30", "faktorer[1].band.s4: er 30, men skal være større enn grensen før (30)"),
    "baand mangler": ("s3 = 30, ", "", "faktorer[1].band.s3: mangler"),
    "ukjent rolle": (
        'rolle = "krav"', 'rolle = "hendelse"',
        "skalaer[1].rolle: er «hendelse», men skal være en av: krav, ressurs, utfall",
    ),
    "skala i faktor for hendelser": (
        'faktor = "a"', 'faktor = "g"', "skalaer[1].faktor: er «g», men skal være en av: a, b, c, d, e",
    ),
    "skala i faktor filen ikke har": (
        'kode = "a"', 'kode = "b"', "skalaer[1].faktor: «a» står ikke under faktorer",
    ),
    "skalakode foelger ikke faktoren": (
        'kode = "a1"', 'kode = "b1"', "skalaer[1].kode: er «b1», men skal være «a» og et nummer fra 1 til 99, som a1",
    ),
    "utfall med faktor": (
        'rolle = "utfall"', 'rolle = "utfall"\nfaktor = "a"', "skalaer[2].faktor: skal ikke stå når rolle er «utfall»",
    ),
    "ingen krav i faktoren": (
        'rolle = "krav"', 'rolle = "ressurs"',
        "faktorer[1].kode: «a» har verken en skala med rolle «krav» eller en hendelse",
    ),
    "spredning null": ("spredning = 20", "spredning = 0", "skalaer[1].spredning: er 0, men skal være fra 1 til 50"),
    "spredning over femti": (
        "spredning = 20", "spredning = 51", "skalaer[1].spredning: er 51, men skal være fra 1 til 50",
    ),
    "spredning som desimaltall": ("spredning = 20", "spredning = 20.5", "skalaer[1].spredning: skal være et helt tall"),
    "ledd-id foelger ikke skalaen": (
        'id = "a1.2"', 'id = "a2.2"',
        "skalaer[1].ledd[2].id: er «a2.2», men ledd nummer 2 i skalaen a1 skal hete a1.2",
    ),
    "ledd-id to ganger": (
        'id = "a1.2"', 'id = "a1.1"',
        "skalaer[1].ledd[2].id: er «a1.1», men ledd nummer 2 i skalaen a1 skal hete a1.2",
    ),
    "ett ledd i skalaen": (
        '  { id = "u1.2", tekst = { nb = "Spørsmål fire?", en = "Question four?" } },\n', "",
        "skalaer[2].ledd: har 1 ledd, men en skala skal ha minst 2",
    ),
    "snudd som tekst": ("snudd = true", 'snudd = "ja"', "skalaer[1].ledd[2].snudd: skal være true eller false"),
    "tom tekst": ('nb = "Spørsmål én?"', 'nb = "  "', "skalaer[1].ledd[1].tekst.nb: er tom"),
    "for lang tekst": (
        "Spørsmål én?", LANG, "skalaer[1].ledd[1].tekst.nb: har 301 tegn, men skal ha høyst 300",
    ),
    "html i tekst": (
        "Har noen slått deg?", "Har noen <b>slått</b> deg?",
        "hendelser[1].tekst.nb: har tegnet «<». Skriv ren tekst uten HTML",
    ),
    "html i kilde": ('kilde = "Ingen"', 'kilde = "<i>"', "samvirker[1].kilde: har tegnet «<». Skriv ren tekst uten HTML"),
    "hendelse i faktor a": (
        'id = "g1"\nfaktor = "g"', 'id = "a1"\nfaktor = "a"', "hendelser[1].faktor: er «a», men skal være en av: f, g",
    ),
    "hendelse-id foelger ikke faktoren": (
        'id = "g1"', 'id = "f1"', "hendelser[1].id: er «f1», men skal være «g» og et nummer fra 1 til 99, som g1",
    ),
    "ett vilkaar": (
        '[{ faktor = "a" }, { hendelser = ["g1"] }, { skala = "u1", kutt_tideler = 750 }]', '[{ faktor = "a" }]',
        "samvirker[1].vilkar: har 1 vilkår, men et samvirke skal ha minst 2",
    ),
    "vilkaar med to slag": (
        '{ faktor = "a" }', '{ faktor = "a", skala = "a1" }',
        "samvirker[1].vilkar[1].skala: et vilkår skal ha nøyaktig én av: faktor, skala, hendelser",
    ),
    "vilkaar uten noe": (
        '{ faktor = "a" }', "{ }",
        "samvirker[1].vilkar[1].faktor: et vilkår skal ha nøyaktig én av: faktor, skala, hendelser",
    ),
    "vilkaar paa faktor uten krav": (
        '{ faktor = "a" }', '{ faktor = "g" }',
        "samvirker[1].vilkar[1].faktor: «g» er ikke en faktor med krav-skalaer i filen",
    ),
    "vilkaar paa ukjent skala": (
        'skala = "u1"', 'skala = "c4"', "samvirker[1].vilkar[3].skala: «c4» er ikke en skala i filen",
    ),
    "vilkaar paa ukjent hendelse": (
        'hendelser = ["g1"]', 'hendelser = ["g1", "g2"]',
        "samvirker[1].vilkar[2].hendelser: «g2» er ikke en hendelse i filen",
    ),
    "vilkaar uten hendelser": ('["g1"]', "[]", "samvirker[1].vilkar[2].hendelser: er tom"),
    "faktorvilkaar med egen grense": (
        '{ faktor = "a" }', '{ faktor = "a", kutt_tideler = 600 }',
        "samvirker[1].vilkar[1].kutt_tideler: hører bare til et vilkår med skala; en faktor bruker sin egen grense",
    ),
    "kutt i vilkaar for hoeyt": (
        "kutt_tideler = 750", "kutt_tideler = 1001",
        "samvirker[1].vilkar[3].kutt_tideler: er 1001, men skal være fra 1 til 1000",
    ),
    "ukjent virkning": (
        'virkning = "additiv"', 'virkning = "stor"',
        "samvirker[1].virkning: er «stor», men skal være en av: overadditiv, additiv",
    ),
    "hendelser vist for smaa grupper": (
        "bare_virksomhet = true", "bare_virksomhet = false",
        "samvirker[1].bare_virksomhet: skal være true når et vilkår har hendelser",
    ),
    "skalaer er ikke tabeller": (
        '[[hendelser]]\nid = "g1"', '[hendelser]\nid = "g1"', "hendelser: skal være en liste med tabeller ([[…]])",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("gammelt", "nytt", "melding"), FEIL.values(), ids=FEIL.keys())
def test_feil_i_filen_meldes_med_fil_noekkel_og_grunn(gammelt: str, nytt: str, melding: str):
    with pytest.raises(DatafilError) as feil:
        les(byttet(gammelt, nytt))

    assert str(feil.value) == f"leke.toml: {melding}"


def skalaer(fra: int, til: int) -> str:
    """Skalaene u<fra> … u<til>, to ledd i hver."""
    return "".join(
        f'[[skalaer]]\nkode = "u{nr}"\nrolle = "utfall"\nspredning = 25\nnavn = {{ nb = "N", en = "N" }}\nledd = [\n'
        + "".join(f'  {{ id = "u{nr}.{en}", tekst = {{ nb = "S?", en = "Q?" }} }},\n' for en in (1, 2))
        + "]\n"
        for nr in range(fra, til + 1)
    )


def test_hoyst_to_hundre_ledd_med_hendelsene():
    # GYLDIG har 4 ledd og 1 hendelse; 97 skalaer til gir 199.
    nesten = GYLDIG.replace("[[hendelser]]", skalaer(2, 98) + "[[hendelser]]", 1)
    for_mange = nesten.replace(
        '[[samvirker]]\nid = "a-g"',
        "".join(
            f'[[hendelser]]\nid = "g{nr}"\nfaktor = "g"\nnavn = {{ nb = "N", en = "N" }}\n'
            'tekst = { nb = "S?", en = "Q?" }\n'
            for nr in (2, 3)
        )
        + '[[samvirker]]\nid = "a-g"',
        1,
    )

    assert len(les(nesten).leddrekkefolge) == 199
    with pytest.raises(DatafilError) as feil:
        les(for_mange)
    assert str(feil.value) == "leke.toml: skalaer: filen har 201 ledd med hendelsene, men skal ha høyst 200"


def test_samme_skala_to_ganger_avvises():
    with pytest.raises(DatafilError) as feil:
        les(byttet("[[hendelser]]", skalaer(1, 1) + "[[hendelser]]"))

    assert str(feil.value) == "leke.toml: skalaer: «u1» står 2 ganger"


@pytest.mark.parametrize(
    ("hode", "melding"),
    [("[[hendelser]]", "hendelser: «g1» står 2 ganger"), ("[[samvirker]]", "samvirker: «a-g» står 2 ganger")],
)
def test_samme_hendelse_eller_samvirke_to_ganger_avvises(hode: str, melding: str):
    fra = GYLDIG.index(hode)
    til = GYLDIG.find("[[", fra + 2)
    tabell = GYLDIG[fra : til if til != -1 else None]

    with pytest.raises(DatafilError) as feil:
        les(GYLDIG + tabell)

    assert str(feil.value) == f"leke.toml: {melding}"


@pytest.mark.parametrize(
    ("innhold", "melding"),
    [
        (b"", "er tom"),
        (b" \n\t\n", "er tom"),
        (b'id = "\xff"', "er ikke UTF-8 (byte nummer 7)"),
        (b"id = ", "er ikke gyldig TOML: Invalid value (at end of document)"),
        (b"# bare en kommentar", "skjema: mangler"),
    ],
)
def test_fil_som_ikke_lar_seg_lese_sier_hvorfor(innhold: bytes, melding: str):
    with pytest.raises(DatafilError) as feil:
        les_instrument(innhold, "leke.toml")

    assert str(feil.value) == f"leke.toml: {melding}"


@pytest.mark.parametrize("nokkel", ["faktorer", "skalaer"])
def test_tom_liste_avvises(nokkel: str):
    hode = "".join(linje for linje in GYLDIG.splitlines(keepends=True)[:8])
    annen = "skalaer" if nokkel == "faktorer" else "faktorer"
    faktor = GYLDIG[GYLDIG.index("[[faktorer]]") : GYLDIG.index('[[faktorer]]\nkode = "g"')]
    tekst = f"{hode}{nokkel} = []\n" + (faktor if annen == "faktorer" else "")

    with pytest.raises(DatafilError) as feil:
        les(tekst)

    assert str(feil.value) == f"leke.toml: {nokkel}: er tom"


LINJER = GYLDIG.splitlines()


@given(st.integers(0, len(LINJER) - 1), st.text(max_size=30))
def test_odelagt_linje_gir_aldri_annet_enn_datafilfeil(nummer: int, ny: str):
    """En ødelagt fil skal gi en setning til mennesker, aldri en krasj."""
    endret = [*LINJER[:nummer], ny, *LINJER[nummer + 1 :]]
    utfall: str | set[str]
    try:
        utfall = set(les("\n".join(endret)).leddrekkefolge)
    except DatafilError as feil:
        utfall = str(feil)

    if isinstance(utfall, str):
        assert utfall.startswith("leke.toml: ")
    else:
        assert utfall <= {"a1.1", "a1.2", "u1.1", "u1.2", "g1"}


@pytest.mark.parametrize(
    "linje",
    sorted({linje for linje in LINJER if linje[0].isalpha() and not linje.startswith(("ledd", "kutt_tideler"))}),
)
def test_hver_noekkel_er_pakrevd(linje: str):
    with pytest.raises(DatafilError, match=r"^leke\.toml: "):
        les(byttet(f"{linje}\n", ""))


def test_grensen_er_femtito_og_en_halv_naar_filen_ikke_sier_noe():
    assert les(byttet("kutt_tideler = 500\n", "")).faktorene[0].kutt_tideler == 525
    assert les(GYLDIG).faktorene[0].kutt_tideler == 500


def test_id_som_peker_ut_av_mappen_finnes_ikke():
    for id_ in ("../instrumenter/forsvarlig-4-3", "Forsvarlig-4-3", "", "finnes-ikke"):
        with pytest.raises(DatafilError) as feil:
            last_instrument(id_, 1)
        assert str(feil.value) == f"{id_}-v1.toml: finnes ikke. Instrumenter her: forsvarlig-4-3-v1.toml"


def test_versjon_som_ikke_finnes_sier_hva_som_finnes():
    with pytest.raises(DatafilError, match=r"^forsvarlig-4-3-v2\.toml: finnes ikke\. Instrumenter her: "):
        last_instrument("forsvarlig-4-3", 2)


def test_filnavn_og_innhold_ma_si_det_samme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(instrumentfil, "files", lambda _: tmp_path)
    (tmp_path / "annet-v3.toml").write_text(GYLDIG, encoding="utf-8")

    with pytest.raises(DatafilError) as feil:
        alle_instrumenter()

    assert str(feil.value) == "annet-v3.toml: id: filen sier leke v3, men heter annet-v3.toml"


def test_filnavn_uten_versjon_avvises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(instrumentfil, "files", lambda _: tmp_path)
    (tmp_path / "leke.toml").write_text(GYLDIG, encoding="utf-8")

    with pytest.raises(DatafilError) as feil:
        alle_instrumenter()

    assert str(feil.value) == "leke.toml: skal hete <id>-v<versjon>.toml"


def test_instrumentet_leses_en_gang_og_er_det_samme_hver_gang():
    assert last_instrument("forsvarlig-4-3", 1) is last_instrument("forsvarlig-4-3", 1)
    assert alle_instrumenter() == (last_instrument("forsvarlig-4-3", 1),)
