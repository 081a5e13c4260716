"""Nettjeneren eller databasen drepes med kill -9 mens folk svarer. Ingenting som er kvittert for, blir borte.

Et drap tømmer ikke maskinens eget diskminne. At det også tåler strømbrudd, hviler på fsync, som er på i prøvene.
"""

import os
import random
import signal
import time

import pytest

from tests.angrep.drap_fasit import avvik, mangler
from tests.angrep.drap_svarere import BRUKT, LAGRET, Svarere, send
from tests.angrep.lager_barn import svar_til
from tests.kartlegging.oppsett import INSTRUMENT

pytestmark = pytest.mark.egen_tjener

DRAP = 3


def _drep_underveis(svarere, antall_koder, drep, start, etter_drapet):
    """Dreper ``DRAP`` ganger, spredt utover, hver gang litt etter et tilfeldig antall kvitteringer."""
    lodd = random.Random(5)
    for nummer in range(DRAP):
        svarere.vent_paa(antall_koder * (nummer + 1) // (DRAP + 2))
        time.sleep(lodd.uniform(0, 0.03))
        drep()
        etter_drapet(nummer)
        start()


def test_25_drept_nettjener_mister_ingen_kvittert_besvarelse_og_teller_ingen_to_ganger(installasjon):
    runde = installasjon.bygg(bjork=60, lind=40)
    with installasjon.nettjener() as tjener:
        svarere, tapt = Svarere(tjener.kontakt, runde.koder), {}

        def etter_drapet(nummer):
            tapt[nummer] = mangler(installasjon, runde, svarere.kvitterte_naa())

        _drep_underveis(svarere, len(runde.koder), tjener.drep, tjener.start, etter_drapet)
        svarere.vent_ut()

    assert None in svarere.statuser
    assert tapt == {nummer: set() for nummer in range(DRAP)}
    assert svarere.uventet == []
    assert svarere.kvittert | svarere.tapt_kvittering == set(runde.koder)
    assert avvik(installasjon, runde) == []
    utskrift = tjener.utskrift.read_text()
    assert [kode for kode in runde.koder if kode in utskrift] == []


def test_25_drept_database_mister_ingen_kvittert_besvarelse_og_nettjeneren_kommer_tilbake(ny_installasjon):
    installasjon = ny_installasjon("postgresql")
    klynge, runde = installasjon.klynge, installasjon.bygg(bjork=60, lind=40)
    trygt = [klynge.sql("postgres", f"SHOW {navn}") for navn in ("fsync", "synchronous_commit", "full_page_writes")]
    with installasjon.nettjener() as tjener:
        svarere, tapt = Svarere(tjener.kontakt, runde.koder), {}

        def etter_drapet(nummer):
            kvittert = svarere.kvitterte_naa()
            klynge.start()
            tapt[nummer] = mangler(installasjon, runde, kvittert)

        _drep_underveis(svarere, len(runde.koder), klynge.drep, lambda: None, etter_drapet)
        svarere.vent_ut()

    assert trygt == [[("on",)]] * 3
    assert svarere.statuser - {LAGRET, BRUKT} != set()
    assert tapt == {nummer: set() for nummer in range(DRAP)}
    assert svarere.uventet == []
    assert svarere.kvittert | svarere.tapt_kvittering == set(runde.koder)
    assert avvik(installasjon, runde) == []
    utskrift = tjener.utskrift.read_text()
    assert [kode for kode in runde.koder if kode in utskrift] == []


def test_drapet_avslorer_en_tjener_som_kvitterer_for_svaret_er_lagret(ny_installasjon):
    installasjon = ny_installasjon("sqlite")
    runde = installasjon.bygg(bjork=8)
    with installasjon.nettjener("tests.angrep.drap_svekket:application") as tjener:
        statuser = [send(tjener.kontakt, kode, svar_til(kode, INSTRUMENT.leddrekkefolge)) for kode in runde.koder]
        tjener.drep()

    assert statuser == [LAGRET] * 8
    assert mangler(installasjon, runde, runde.koder) == set(runde.koder)
    assert avvik(installasjon, runde) == runde.koder


def test_drapet_avslorer_en_database_som_kvitterer_for_den_har_skrevet(ny_installasjon):
    installasjon = ny_installasjon("postgresql")
    klynge, runde = installasjon.klynge, installasjon.bygg(bjork=8)
    klynge.sql("postgres", f"ALTER DATABASE {installasjon.base} SET synchronous_commit = off")
    with installasjon.nettjener() as tjener:
        # Prosessen som ellers skriver etter en liten stund, fryses, så øyeblikket ikke avhenger av hvor fort det går.
        for pid, linje in klynge.prosessene():
            if "walwriter" in linje:
                os.kill(pid, signal.SIGSTOP)
        statuser = [send(tjener.kontakt, kode, svar_til(kode, INSTRUMENT.leddrekkefolge)) for kode in runde.koder]
        klynge.drep()
        klynge.start()

    assert statuser == [LAGRET] * 8
    assert mangler(installasjon, runde, runde.koder) != set()
