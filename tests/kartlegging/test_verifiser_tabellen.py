"""28 og 32: tabellen svarene ligger i, det som er rundt den, og koder i klartekst – mot en database noen har tuklet med."""

import pytest
from django.db import connection

from arbeidsmiljo.models import Hendelse
from kartlegging.domain.koder import vis_kode
from kartlegging.models import Kartlegging
from kartlegging.verifisering import database
from tests.kartlegging.oppsett import NAA, koder
from tests.kartlegging.provekjoring import ER_POSTGRES, besvart, bruddene, kjor, sql

pytestmark = [
    pytest.mark.django_db(transaction=True),  # lageret ryddes utenfor transaksjoner
    pytest.mark.usefixtures("varmappe", "god_kladd"),
]


def test_en_rad_uten_invitasjon_fanges():
    runde = besvart()
    sql(
        "INSERT INTO kartlegging_besvarelse (id, kartlegging_id, nullifikator, forseglet)"
        f" VALUES (7, {runde.pk}, {_byte(b'x' * 32)}, {_byte(b'y' * 1100)})"
    )

    assert bruddene(runde) == [
        "Det ligger svar som ikke kommer fra noen invitasjon. Noen har lagt inn rader utenom svarsiden."
    ]


def _byte(innhold: bytes) -> str:
    return f"'\\x{innhold.hex()}'::bytea" if ER_POSTGRES else f"X'{innhold.hex()}'"


@pytest.fixture
def ekstra_kolonne(request):
    tabell, kolonne = request.param
    sql(f"ALTER TABLE {tabell} ADD COLUMN {kolonne} text")
    yield f"{tabell}.{kolonne}"
    sql(f"ALTER TABLE {tabell} DROP COLUMN {kolonne}")


@pytest.mark.parametrize("ekstra_kolonne", [("kartlegging_besvarelse", "tidspunkt")], indirect=True)
def test_28_en_femte_kolonne_paa_svaret_fanges(ekstra_kolonne):
    assert bruddene(besvart()) == ["Svarradene har andre kolonner enn de skal: tidspunkt."]


@pytest.mark.parametrize("ekstra_kolonne", [("kartlegging_invitasjon", "har_svart")], indirect=True)
def test_28_et_felt_om_hvem_som_har_svart_fanges(ekstra_kolonne):
    assert bruddene(besvart()) == [f"Noen har lagt til felter programmet ikke kjenner: {ekstra_kolonne}."]


@pytest.fixture
def utloser():
    """Fører når hvert svar kom, i en tabell ved siden av."""
    sql("CREATE TABLE smuglet (tid text)")
    if ER_POSTGRES:
        sql(
            "CREATE FUNCTION smugl() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN INSERT INTO smuglet VALUES (clock_timestamp()::text); RETURN NEW; END $$",
            "CREATE TRIGGER tyv AFTER INSERT ON kartlegging_besvarelse FOR EACH ROW EXECUTE FUNCTION smugl()",
        )
    else:
        sql(
            "CREATE TRIGGER tyv AFTER INSERT ON kartlegging_besvarelse"
            " BEGIN INSERT INTO smuglet VALUES (julianday('now')); END"
        )
    yield
    sql("DROP TRIGGER tyv ON kartlegging_besvarelse" if ER_POSTGRES else "DROP TRIGGER tyv")
    if ER_POSTGRES:
        sql("DROP FUNCTION smugl")
    sql("DROP TABLE smuglet")


def test_28_noe_som_kjores_av_seg_selv_naar_noen_svarer_fanges(utloser):
    runde = besvart()
    kode, tekst = kjor(runde)

    assert kode == 1
    assert bruddene(runde) == ["Noe i databasen kjøres av seg selv når en rad skrives: tyv på kartlegging_besvarelse."]
    assert "[merk] Databasen har noe programmet ikke kjenner: smuglet." in tekst


def test_28_vernet_av_loggen_er_kjent_bare_slik_vi_laget_det():
    assert database.utloserne() == []
    if not database.er_postgres():
        return
    with connection.cursor() as peker:
        peker.execute("SELECT prosrc FROM pg_proc WHERE proname = 'forsvarlig_bare_tillegg'")
        ekte = peker.fetchone()[0]
        lag = "CREATE OR REPLACE FUNCTION forsvarlig_bare_tillegg() RETURNS trigger LANGUAGE plpgsql AS %s"
        try:
            peker.execute(lag, [ekte.replace("BEGIN", "BEGIN PERFORM 1;", 1)])
            assert database.utloserne() == [("arbeidsmiljo_hendelse", "hendelse_bare_tillegg")]
        finally:
            peker.execute(lag, [ekte])
    assert database.utloserne() == []


def test_32_en_kode_i_klartekst_i_en_tabell_fanges():
    runde = besvart()
    assert bruddene(runde) == []

    Kartlegging.objects.filter(pk=runde.pk).update(formaal=f"Ring meg, koden min er {vis_kode(koder(runde)[3])}.")
    assert bruddene(runde) == ["Koder står i klartekst i databasen: kartlegging_kartlegging.formaal."]


def test_32_en_kode_i_loggens_detaljer_fanges():
    runde = besvart()
    Hendelse.objects.create(virksomhet_id=1, tidspunkt=NAA, hva="x", om="x", detaljer={"kode": koder(runde)[0]})

    assert bruddene(runde) == ["Koder står i klartekst i databasen: arbeidsmiljo_hendelse.detaljer."]


def test_32_en_kode_i_en_fil_i_datamappen_fanges(varmappe):
    runde = besvart()
    (varmappe / "brev").mkdir()
    # Over skillet mellom to lesinger.
    (varmappe / "brev/kort.txt").write_bytes(b"." * (4 * 1024 * 1024 - 9) + koder(runde)[0].encode())

    assert bruddene(runde) == ["Koder står i klartekst i filer: brev/kort.txt."]


@pytest.fixture
def eget_spor():
    """Databasen fører selv det som slettes eller skrives."""
    if ER_POSTGRES:
        sql("CREATE PUBLICATION tyv FOR TABLE kartlegging_besvarelse")
        yield "Databasen kopieres rad for rad i den rekkefølgen svarene kommer (logisk replikering). Ta svartabellen ut."
        sql("DROP PUBLICATION tyv")
    else:
        sql("PRAGMA secure_delete=OFF")
        yield "Slettede rader blir liggende i databasefilen (secure_delete er av)."
        sql("PRAGMA secure_delete=ON")


def test_28_databasens_egne_spor_fanges(eget_spor):
    assert bruddene(besvart()) == [eget_spor]
