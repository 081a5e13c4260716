"""Sideveiene import-linter ikke ser: modeller slått opp på navn, rå SQL og klokken i domenet."""

import re

import pytest

from tests.architecture.kildekode import ROTMAPPE, definisjoner, moduler, sti

RAA_SQL = re.compile(r"\.cursor\(\)|\.raw\(|RawSQL|\.extra\(|executescript|psycopg\.connect|sqlite3\.connect")
OPPSLAG = re.compile(r"get_model\(|get_models\(|get_app_config\(|ContentType\.objects")
KLOKKE = re.compile(r"timezone\.(now|localdate|localtime)\(|datetime\.now\(|date\.today\(|time\.time\(")

# Hver fil som får bruke rå SQL, med grunnen. Prøven feiler også når en grunn ikke lenger trengs.
RAA_SQL_TILLATT = {
    "arbeidsmiljo/sikkerhetskopi.py": "øyeblikksbildet, tømmingen og tellerne finnes bare som SQL",
    "kartlegging/laas.py": "rådgivende lås finnes bare som SQL",
    "kartlegging/omorganisering.py": "omskriving av radene og VACUUM finnes bare som SQL",
    "kartlegging/verifisering/database.py": "prøven leser tabellene slik en angriper ville gjort, utenom modellene",
}

# Kopien tar med alle modellene uten å kjenne dem. Den leser ikke innholdet i noen.
OPPSLAG_TILLATT = {"arbeidsmiljo/sikkerhetskopi.py"}

LENGSTE_FIL = 400
LENGSTE_FUNKSJON = 60


def _filer_med(monster: re.Pattern[str]) -> set[str]:
    return {sti(fil) for fil in moduler() if monster.search(fil.read_text(encoding="utf-8"))}


def test_raa_sql_brukes_bare_der_grunnen_er_skrevet_ned():
    assert _filer_med(RAA_SQL) == set(RAA_SQL_TILLATT)


def test_ingen_slaar_opp_en_modell_paa_navn_for_aa_naa_besvarelsene():
    assert _filer_med(OPPSLAG) == OPPSLAG_TILLATT


@pytest.mark.parametrize(
    ("monster", "linje"),
    [
        (RAA_SQL, 'connection.cursor().execute("SELECT * FROM kartlegging_besvarelse")'),
        (RAA_SQL, 'Kartlegging.objects.raw("SELECT 1")'),
        (OPPSLAG, 'apps.get_model("kartlegging.Besvarelse")'),
        (KLOKKE, "naa = timezone.now()"),
    ],
)
def test_monstrene_fanger_det_de_skal(monster, linje):
    assert monster.search(linje)


def test_domenet_spor_aldri_klokken():
    domenet = {sti(fil) for fil in moduler() if "domain" in fil.parts}

    assert domenet & _filer_med(KLOKKE) == set()


def test_ingen_fremmednokkel_fra_besvarelsen_kan_folges_baklengs():
    tekst = (ROTMAPPE / "kartlegging/models/besvarelse.py").read_text(encoding="utf-8")

    assert tekst.count("ForeignKey(") == tekst.count('related_name="+"') == 1


def test_ingen_fil_er_lengre_enn_400_linjer():
    malene = [*(ROTMAPPE / "templates").rglob("*.html"), *(ROTMAPPE / "static").rglob("*.css")]
    skript = (ROTMAPPE / "static").rglob("*.js")
    lange = {
        sti(fil): linjer
        for fil in [*moduler(), *moduler("tests"), *malene, *skript]
        if (linjer := len(fil.read_text(encoding="utf-8").splitlines())) > LENGSTE_FIL
    }

    assert lange == {}


def test_ingen_funksjon_er_lengre_enn_en_skjerm():
    lange = {
        f"{sti(fil)}:{node.name}": lengde
        for fil in moduler()
        for node in definisjoner(fil)
        if "class" not in type(node).__name__.lower()
        and (lengde := (node.end_lineno or node.lineno) - node.lineno + 1) > LENGSTE_FUNKSJON
    }

    assert lange == {}
