"""Delene av ``verifiser_anonymitet`` som ikke trenger en database: dommen over kladden, kodeletingen og rapporten."""

from datetime import UTC, datetime

import pytest

from kartlegging.domain.koder import vis_kode
from kartlegging.verifisering import angrep, database
from kartlegging.verifisering.kladd import dom_over_kladden
from kartlegging.verifisering.kodeleting import har_kode
from kartlegging.verifisering.rapport import Del, Kontroll, Rapport, Utfall
from tests.kartlegging.conftest import GODE_TALL

KODE = "7Q4ZK0M9XWTH2CDE"


@pytest.mark.parametrize(
    ("innstilling", "verdi", "utfall"),
    [
        ("track_commit_timestamp", "on", Utfall.BRUDD),
        ("log_statement", "mod", Utfall.MERK),
        ("log_statement", "all", Utfall.BRUDD),
        ("log_min_duration_statement", "0", Utfall.BRUDD),
        ("log_min_duration_statement", "500", Utfall.MERK),
        ("shared_preload_libraries", "pgaudit", Utfall.BRUDD),
        ("archive_mode", "on", Utfall.MERK),
    ],
)
def test_innstillinger_i_postgres_som_forer_rekkefolgen_paapekes(innstilling, verdi, utfall, monkeypatch):
    er = {"track_commit_timestamp": "off", "log_statement": "none", "log_min_duration_statement": "-1"}
    monkeypatch.setattr(database, "kopieres_logisk", lambda: False)
    monkeypatch.setattr(database, "innstilling", lambda navn: er.get(navn, ""))
    assert {kontroll.utfall for kontroll in angrep._postgres()} == {Utfall.HOLDER}

    er[innstilling] = verdi
    assert {kontroll.utfall for kontroll in angrep._postgres()} == {Utfall.HOLDER, utfall}


def test_logisk_replikering_er_brudd(monkeypatch):
    monkeypatch.setattr(database, "kopieres_logisk", lambda: True)
    monkeypatch.setattr(database, "innstilling", lambda _navn: "")

    assert [kontroll.utfall for kontroll in angrep._postgres()] == [Utfall.HOLDER, Utfall.BRUDD]


@pytest.mark.parametrize(
    "gale",
    [
        {"tvilling_treff": 100},
        {"klartekst_i_tvillingen": False},
        {"kobler": True},
        {"antall": 199},
        {"endrede_tabeller": ["kartlegging_invitasjon"]},
        {"klartekst": True},
        {"igjen_etter_opptelling": True},
    ],
    ids=lambda gale: next(iter(gale)),
)
def test_en_kladd_som_kobler_eller_en_tvilling_som_ikke_fanges_er_brudd(gale):
    assert {en.utfall for en in dom_over_kladden(GODE_TALL)} == {Utfall.HOLDER}
    assert [en.utfall for en in dom_over_kladden(GODE_TALL | gale)].count(Utfall.BRUDD) == 1


@pytest.mark.parametrize(
    "tekst",
    [
        KODE,
        KODE.lower(),
        vis_kode(KODE),
        vis_kode(KODE).replace("-", " "),
        f"abcdefgh{KODE}xyz",
        f"dette står her {vis_kode(KODE).replace('-', ' ').lower()} til slutt",
        vis_kode(KODE).replace("0", "O"),
    ],
)
def test_32_koden_kjennes_igjen_i_alle_skrivemaater(tekst):
    assert har_kode(f'{{"a": "{tekst}"}}'.encode(), {KODE})


@pytest.mark.parametrize("tekst", ["", KODE[:-1], KODE[::-1], vis_kode(KODE)[:-1], f"{KODE[:8]}.{KODE[8:]}", "0" * 200])
def test_32_noe_som_ligner_en_kode_er_ikke_en(tekst):
    assert not har_kode(tekst.encode(), {KODE})


@pytest.mark.parametrize(
    ("utfallene", "bestatt", "utgangskode"),
    [
        ([Utfall.HOLDER, Utfall.MERK], True, 0),
        ([Utfall.HOLDER, Utfall.KAN_IKKE], None, 2),
        ([Utfall.KAN_IKKE, Utfall.BRUDD], False, 1),
    ],
)
def test_utgangskoden_er_den_verste_av_kontrollene(utfallene, bestatt, utgangskode):
    rapport = Rapport(
        "var", datetime(2026, 3, 2, tzinfo=UTC), "SQLite", [Kontroll(Del.KODER, u, "x") for u in utfallene]
    )

    assert (rapport.bestatt, rapport.utgangskode) == (bestatt, utgangskode)
