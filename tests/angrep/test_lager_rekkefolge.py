"""Rekkefølgen på disken sier ikke hvem som svarte hva (privacy.md 6, prøve 29 og 30; issue 3 punkt 4)."""

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import pytest

from tests.angrep.lager_angriper import Funn, angrip, filspor, spor_i
from tests.angrep.lager_installasjon import Installasjon

pytestmark = pytest.mark.egen_tjener

ANTALL = 200


@dataclass
class Forlop:
    """200 mennesker svarte i kjent rekkefølge. Det angriperen så før og etter, og før og etter omstokkingen."""

    tabellene_for: dict[str, list[tuple[object, ...]]]
    tabellene_etter: dict[str, list[tuple[object, ...]]]
    invitasjonsfilen_er_lik: bool
    ustokket: Funn
    svekket: Funn
    stokket: Funn


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def motor(request):
    return str(request.param)


@pytest.fixture(scope="module")
def forlop(motor, ny_installasjon):
    installasjon = ny_installasjon(motor)
    runde = installasjon.bygg(bjork=ANTALL // 2, lind=ANTALL // 2)
    if installasjon.klynge:
        installasjon.sql("ALTER TABLE kartlegging_invitasjon SET (autovacuum_enabled = off)")
    nokler = installasjon.nokler(runde)
    tabellene_for, filen_for = _andre_tabeller(installasjon), _invitasjonsfil(installasjon)
    installasjon.barn("svar", inn="\n".join(runde.koder) + "\n")
    nullifikatorene = [nokler.nullifikator_for(kode) for kode in runde.koder]
    assert sorted(installasjon.nullifikatorer()) == sorted(nullifikatorene)
    tabellene_etter, filen_etter = _andre_tabeller(installasjon), _invitasjonsfil(installasjon)
    if installasjon.klynge:
        svekket = installasjon.kopi()
        svekket.barn("stokk", str(runde.id), "", "bare_vacuum")
        funn_svekket = angrip(spor_i(svekket, nullifikatorene))
        svekket.slett()
    else:
        funn_svekket = angrip(_lopende_nummer(installasjon, nullifikatorene))
    ustokket = angrip(spor_i(installasjon, nullifikatorene))
    installasjon.barn("stokk", str(runde.id))
    stokket = angrip(spor_i(installasjon, nullifikatorene))
    return Forlop(tabellene_for, tabellene_etter, filen_for == filen_etter, ustokket, funn_svekket, stokket)


def _andre_tabeller(installasjon: Installasjon) -> dict[str, list[tuple[object, ...]]]:
    """Hver rad i hver annen tabell, med de skjulte feltene som sier hvor og når den ble skrevet."""
    if installasjon.klynge:
        navnene = installasjon.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        felter = "t.ctid, t.xmin, t::text"
    else:
        navnene = installasjon.sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        felter = "t.rowid, t.*"
    tabellene = {
        str(navn): sorted(installasjon.sql(f"SELECT {felter} FROM {navn} AS t"), key=repr)
        for (navn,) in navnene
        if navn != "kartlegging_besvarelse"
    }
    # SQLite husker den største id-en i hver tabell. For besvarelsene er den ett av de tilfeldige tallene der.
    tellere = tabellene.get("sqlite_sequence", [])
    ((storst,),) = installasjon.sql("SELECT coalesce(max(id), 0) FROM kartlegging_besvarelse")
    assert [rad[2] for rad in tellere if rad[1] == "kartlegging_besvarelse"] in ([], [storst])
    return tabellene | {"sqlite_sequence": [rad for rad in tellere if rad[1] != "kartlegging_besvarelse"]}


def _invitasjonsfil(installasjon: Installasjon) -> bytes:
    """Bytene til tabellen på disken; der ligger også merkene PostgreSQL setter på en rad som er lest."""
    if installasjon.klynge is None:
        return b""
    installasjon.til_disk()
    ((sti,),) = installasjon.sql("SELECT pg_relation_filepath('kartlegging_invitasjon')")
    return (installasjon.klynge.data / str(sti)).read_bytes()


def _lopende_nummer(installasjon: Installasjon, nullifikatorene: list[bytes]):
    """Sporene i en tabell slik de fleste lager den: løpende nummer, i den rekkefølgen svarene kom."""
    fil = installasjon.mappe / "lopende.sqlite3"
    with closing(sqlite3.connect(fil)) as kobling, kobling:
        kobling.execute("CREATE TABLE svar (id INTEGER PRIMARY KEY AUTOINCREMENT, nullifikator BLOB)")
        kobling.executemany("INSERT INTO svar (nullifikator) VALUES (?)", [(n,) for n in nullifikatorene])
        plass = dict(kobling.execute("SELECT nullifikator, rowid FROM svar").fetchall())
    innhold = fil.read_bytes()
    fil.unlink()
    return filspor([("filen", innhold)], nullifikatorene) | {"rowid": np.array([plass[n] for n in nullifikatorene])}


def test_29_30_etter_omstokking_er_treffene_ikke_flere_enn_ved_slump(forlop):
    assert not forlop.stokket.kobler, forlop.stokket
    # Ti eller flere på rett plass av 200 skjer i en tilfeldig rekkefølge sjeldnere enn én gang på tre millioner.
    assert forlop.stokket.treff < 10, forlop.stokket


def test_29_30_uten_vern_treffer_angriperen_alle(forlop, motor):
    """PostgreSQL: før noe er stokket om. SQLite: en tabell med løpende nummer."""
    uten_vern = {"postgresql": forlop.ustokket, "sqlite": forlop.svekket}[motor]
    assert (uten_vern.kobler, uten_vern.treff) == (True, ANTALL)


def test_29_30_angrepet_slaar_en_svekket_utgave(forlop):
    """PostgreSQL: bare VACUUM, som lar de gamle bytene ligge. SQLite: en tabell med løpende nummer."""
    assert forlop.svekket.kobler, forlop.svekket


def test_29_et_svar_etterlater_ingenting_i_noen_annen_tabell(forlop):
    assert forlop.tabellene_etter == forlop.tabellene_for
    assert len(forlop.tabellene_for["kartlegging_invitasjon"]) == ANTALL


def test_29_bytene_til_invitasjonene_er_de_samme_for_og_etter(forlop):
    assert forlop.invitasjonsfilen_er_lik


def test_29_en_invitasjon_som_skrives_om_oppdages(installasjon):
    runde = installasjon.bygg(bjork=8)
    tabellene, filen = _andre_tabeller(installasjon), _invitasjonsfil(installasjon)
    nokkel = min(rad[0] for rad in installasjon.sql("SELECT id FROM kartlegging_invitasjon"))
    assert len(runde.koder) == 8

    # Ingen verdi endres. SQLite etterlater da ingenting; PostgreSQL gjør det.
    installasjon.sql(f"UPDATE kartlegging_invitasjon SET sprak = sprak WHERE id = {nokkel}")
    assert (_andre_tabeller(installasjon) != tabellene) is bool(installasjon.klynge)
    assert (_invitasjonsfil(installasjon) != filen) is bool(installasjon.klynge)
    installasjon.sql(f"UPDATE kartlegging_invitasjon SET sprak = 'nn' WHERE id = {nokkel}")
    assert _andre_tabeller(installasjon) != tabellene


def test_29_databasens_tellere_sier_bare_hvor_mange_svar_som_er_kommet(ny_installasjon):
    """Den som følger med på dem, ser når et svar kommer, slik den som teller radene gjør – ikke fra hvem."""
    installasjon = ny_installasjon("postgresql")
    runde = installasjon.bygg(bjork=8)
    for_ = _tellere(installasjon)

    installasjon.barn("svar", inn="\n".join(runde.koder) + "\n")
    etter = _vent_paa_tellerne(installasjon, "kartlegging_besvarelse", for_)
    assert {tabell: tall for tabell, tall in etter.items() if tall != for_[tabell]} == {
        "kartlegging_besvarelse": (8, 0, 0)
    }

    installasjon.sql("UPDATE kartlegging_invitasjon SET sprak = sprak")
    endret = _vent_paa_tellerne(installasjon, "kartlegging_invitasjon", etter)
    assert [tabell for tabell, tall in endret.items() if tall != etter[tabell]] == ["kartlegging_invitasjon"]


def _tellere(installasjon: Installasjon) -> dict[str, tuple[object, ...]]:
    """Innlagt, endret og slettet per tabell, slik PostgreSQL teller dem."""
    rader = installasjon.sql("SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables")
    return {str(rad[0]): rad[1:] for rad in rader}


def _vent_paa_tellerne(installasjon: Installasjon, tabell: str, for_) -> dict[str, tuple[object, ...]]:
    """Tellerne når PostgreSQL har ført dem; den gjør det når koblingen som skrev, er lukket."""
    frist = time.monotonic() + 30
    while (naa := _tellere(installasjon))[tabell] == for_[tabell] and time.monotonic() < frist:
        time.sleep(0.05)
    return naa
