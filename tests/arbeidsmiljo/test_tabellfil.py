"""Tabeller folk laster opp: hver feil med rad, kolonne og verdi, og ingen fil som tar med seg prosessen."""

import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from arbeidsmiljo.tabellfil import HOYST_BYTE, Kolonne, Rad, TabellfilError, les_tabell

KOLONNENE = (Kolonne("kode"), Kolonne("navn", andre_navn=("enhet",)), Kolonne("type", pakrevd=False))
FASIT = [Rad(2, {"kode": "sol", "navn": "Solbakken på Ås"}), Rad(3, {"kode": "nord", "navn": "Nord; øst"})]


def _xlsx(*rader, fra_rad: int = 1, formel: str = "") -> bytes:
    bok = Workbook()
    ark = bok.active
    for nummer, rad in enumerate(rader, start=fra_rad):
        for kolonne, verdi in enumerate(rad, start=1):
            ark.cell(nummer, kolonne, verdi)
    if formel:
        ark["A9"] = formel
    ut = io.BytesIO()
    bok.save(ut)
    return ut.getvalue()


def _byttet(xlsx: bytes, del_: str, innhold: bytes) -> bytes:
    ut = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as fra, zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as til:
        for info in fra.infolist():
            til.writestr(info.filename, innhold if info.filename == del_ else fra.read(info))
    return ut.getvalue()


def _feil(innhold: bytes, **valg) -> list[str]:
    with pytest.raises(TabellfilError) as fanget:
        les_tabell(innhold, "fil.csv", KOLONNENE, **valg)
    return fanget.value.linjene()


@pytest.mark.parametrize("koding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize(("skille", "slutt"), [(";", "\n"), (",", "\r\n")])
def test_csv_leses_likt_i_alle_kodinger_og_med_begge_skilletegn(koding, skille, slutt):
    linjene = [f"kode{skille}navn", f"sol{skille}Solbakken på Ås", "", f'nord{skille}"Nord; øst"', skille]

    rader = les_tabell(slutt.join(linjene).encode(koding), "fil.csv", KOLONNENE)

    assert [rad.felt for rad in rader] == [rad.felt for rad in FASIT]
    assert [rad.nummer for rad in rader] == [2, 4]


def test_overskriftene_kan_sta_i_annen_rekkefolge_og_ha_andre_navn():
    rader = les_tabell(b"Enhet;KODE\nSol;s\n", "fil.csv", KOLONNENE)

    assert rader == [Rad(2, {"navn": "Sol", "kode": "s"})]


def test_xlsx_leses_som_csv_og_tall_blir_uten_desimaler():
    innhold = _xlsx(["kode", "navn"], ["sol", "Solbakken på Ås"], [42, "Nord; øst"])

    assert les_tabell(innhold, "fil.xlsx", KOLONNENE) == [
        Rad(2, {"kode": "sol", "navn": "Solbakken på Ås"}),
        Rad(3, {"kode": "42", "navn": "Nord; øst"}),
    ]


def test_radnummeret_er_regnearkets_eget_ogsa_nar_overskriften_star_lenger_nede():
    innhold = _xlsx(["kode", "navn"], ["s", "=ikke"], fra_rad=4)
    rader = les_tabell(_xlsx(["kode", "navn"], ["s", "Sol"], fra_rad=4), "fil.xlsx", KOLONNENE)

    assert rader == [Rad(5, {"kode": "s", "navn": "Sol"})]
    assert _feil(innhold) == ["Regnearket har formler. Lim inn verdiene i stedet, og lagre på nytt."]


def test_alle_feilene_i_radene_meldes_samlet_med_rad_kolonne_og_verdi():
    innhold = b"kode;navn\na;=cmd|' /C calc'!A0\nb;B;c;d\n@c;C\nd;D\x00\n"

    assert _feil(innhold.replace(b"\x00", b"") + b"e;" + b"x" * 2001) == [
        "Rad 2, kolonne «navn», «=cmd|' /C calc'!A0»: cellen ser ut som en formel. Skriv verdien i stedet.",
        "Rad 3: raden har flere celler enn overskriften. Er det et skilletegn for mye?",
        "Rad 4, kolonne «kode», «@c»: cellen ser ut som en formel. Skriv verdien i stedet.",
        "Rad 6, kolonne «navn», «" + "x" * 60 + "»: cellen har mer enn 2000 tegn.",
    ]


def test_ukjente_doble_og_manglende_kolonner_meldes_samlet():
    assert _feil(b"kode;Kode;fornavn\na;b;c\n") == [
        "Rad 1, kolonne «fornavn»: kjenner ikke denne kolonnen. Kolonnene er: kode, navn, type.",
        "Rad 1, kolonne «kode»: kolonnen står to ganger.",
        "Kolonnen «navn» mangler. Overskriften skal stå i første rad.",
    ]


def test_ekstra_kolonner_blir_med_nar_de_er_lov():
    rader = les_tabell(b"kode;navn;a1-1\ns;Sol;4\n", "fil.csv", KOLONNENE, ekstra_kolonner=True)

    assert rader == [Rad(2, {"kode": "s", "navn": "Sol", "a1-1": "4"})]


@pytest.mark.parametrize(
    ("innhold", "setning"),
    [
        (b"", "Filen er tom."),
        (b"\n\n;;\n", "Filen er tom."),
        (b"kode;navn\n", "Filen har bare overskrifter. Skriv minst én rad under dem."),
        ("kode;navn".encode("utf-16"), "Filen er lagret som UTF-16. Lagre den som «CSV UTF-8» og prøv igjen."),
        (b"\x7fELF\x00\x00", "Dette er ikke en CSV-fil eller en XLSX-fil. Lagre regnearket som en av dem."),
        (b"%PDF-1.7\n\x00", "Dette er ikke en CSV-fil eller en XLSX-fil. Lagre regnearket som en av dem."),
        (b'kode;navn\na;"B\n', "Filen lar seg ikke lese som CSV. Står det et anførselstegn for mye?"),
        (b"x" * (HOYST_BYTE + 1), "Filen er på 20 MB. Den kan være høyst 20 MB. Del den i flere."),
        (b";".join([b"k"] * 10_000), "Filen har 201 kolonner, og kan ha høyst 200. Er det rett fil?"),
    ],
)
def test_en_fil_som_ikke_er_en_tabell_avvises_med_en_setning(innhold, setning):
    assert _feil(innhold) == [setning]


def test_for_mange_rader_avvises():
    assert _feil(b"kode;navn\n" + b"a;b\n" * 11, hoyst_rader=10) == ["Filen har mer enn 10 rader. Del den i flere."]


def test_lange_lister_av_feil_kortes_ned_med_antallet():
    linjene = _feil(b"kode;navn\n" + b"=;b\n" * 250)

    assert (len(linjene), linjene[-1]) == (201, "… og 50 til.")


@pytest.mark.parametrize(
    ("celle", "setning"),
    [
        ("XFD1", "Regnearket har noe i kolonne XFD, og kan ha høyst 200 kolonner. Er det rett fil?"),
        ("A1048576", "Regnearket har noe i rad 1048576, og kan ha høyst 250000 rader. Slett det som står langt nede."),
    ],
)
def test_en_celle_langt_ute_stanses_for_rutenettet_lages(celle, setning):
    bok = Workbook()
    bok.active["A1"], bok.active[celle] = "kode", "x"
    ut = io.BytesIO()
    bok.save(ut)

    assert _feil(ut.getvalue()) == [setning]


def test_en_zipbombe_stanses_uten_a_pakkes_ut():
    bombe = _byttet(_xlsx(["kode", "navn"], ["a", "b"]), "docProps/app.xml", b"x" * (400 * 1024 * 1024))

    tracemalloc.start()
    linjene = _feil(bombe)
    _naa, topp = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert linjene == [
        "Regnearket er mye større enn det ser ut til. Det leses ikke. Lagre bare arket med listen som en ny fil."
    ]
    assert topp < 30 * 1024 * 1024


def test_en_bombe_som_lyver_om_storrelsen_stanses_ogsa():
    bombe = bytearray(_byttet(_xlsx(["kode", "navn"], ["a", "b"]), "docProps/app.xml", b"x" * (400 * 1024 * 1024)))
    ekte = (400 * 1024 * 1024).to_bytes(4, "little")
    assert bombe.count(ekte) == 2
    loyn = bytes(bombe.replace(ekte, (1000).to_bytes(4, "little")))

    assert _feil(loyn) == [
        "Regnearket er mye større enn det ser ut til. Det leses ikke. Lagre bare arket med listen som en ny fil."
    ]


SKADET = "Regnearket lar seg ikke lese, eller er låst med passord. Åpne det, lagre det på nytt som XLSX, og prøv igjen."


@pytest.mark.parametrize(
    "ark",
    [
        b"<worksheet><x:sheetData/></worksheet>",
        '<worksheet><sheetData><row><c r="A1"/></row></sheetData></worksheet>'.encode("utf-16"),
        b"<worksheet><sheetData><row><c/></row></sheetData></worksheet>",
        b'<worksheet><sheetData><row><c r="&#65;1"/></row></sheetData></worksheet>',
    ],
)
def test_et_ark_vakten_ikke_forstar_leses_ikke(ark):
    assert _feil(_byttet(_xlsx(["kode", "navn"]), "xl/worksheets/sheet1.xml", ark)) == [SKADET]


@pytest.mark.parametrize("avkortet", [30, 200, -40])
def test_et_skadet_arkiv_avvises(avkortet):
    assert _feil(_xlsx(["kode", "navn"], ["a", "b"])[:avkortet]) == [SKADET]


def test_et_arkiv_som_ikke_er_et_regneark_avvises():
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w") as arkiv:
        arkiv.writestr("dokument.txt", "hei")

    assert _feil(ut.getvalue()) == ["Dette er ikke en CSV-fil eller en XLSX-fil. Lagre regnearket som en av dem."]


def test_formler_finnes_ogsa_over_et_skille_mellom_to_biter():
    fyll = b"<!--" + b"-" * (1024 * 1024 - 40) + b"-->"
    ark = (
        b"<worksheet><sheetData>"
        + fyll.replace(b"<", b" ", 1)
        + b'<row><c r="A1"><f>1</f></c></row></sheetData></worksheet>'
    )

    assert _feil(_byttet(_xlsx(["kode", "navn"]), "xl/worksheets/sheet1.xml", ark)) == [
        "Regnearket har formler. Lim inn verdiene i stedet, og lagre på nytt."
    ]


@given(st.binary(max_size=400))
def test_enhver_rekke_byte_gir_rader_eller_en_setning(innhold):
    try:
        radene, linjene = les_tabell(innhold, "fil", KOLONNENE), []
    except TabellfilError as feil:
        radene, linjene = [], feil.linjene()

    assert bool(radene) != bool(linjene)
    assert all(linje.strip() for linje in linjene)
    assert all(rad.felt.keys() >= {"kode", "navn"} for rad in radene)


CELLER = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters='";\u00a0='), max_size=12)


@given(
    st.lists(
        st.tuples(CELLER, CELLER).filter(lambda rad: all(c.strip() == c and c[:1] not in "+@" for c in rad)), min_size=1
    )
)
def test_det_som_skrives_er_det_som_leses(radene):
    tekst = "kode;navn\n" + "".join(f'"{kode}";"{navn}"\n' for kode, navn in radene)

    ventet = [{"kode": kode, "navn": navn} for kode, navn in radene if kode or navn]
    if ventet:
        assert [rad.felt for rad in les_tabell(tekst.encode(), "fil.csv", KOLONNENE)] == ventet
