"""Femti sender den samme koden på likt, med hvert sitt svar, til en ekte nettjener (privacy.md 6, prøve 25)."""

import threading
from collections import Counter

import pytest

from tests.angrep.drap_fasit import lagrede_svar
from tests.angrep.drap_svarere import BRUKT, LAGRET, send
from tests.kartlegging.oppsett import INSTRUMENT

pytestmark = pytest.mark.egen_tjener

ANTALL = 50
OPPTATT = 503


def _send_alle(kontakt, kode):
    """Alle slippes løs samtidig. Den som får «opptatt», sender igjen, slik siden ber om.

    Svarer med hvor mange som fikk hver status, og svarene til dem som ble kvittert for.
    """
    sperre, statuser, kvittert = threading.Barrier(ANTALL), [None] * ANTALL, []

    def send_en(nummer):
        # Tre ledd gjør de femti svarene forskjellige fra hverandre.
        a, b, c = INSTRUMENT.leddrekkefolge[:3]
        svar = {a: 1 + nummer % 5, b: 1 + nummer // 5 % 5, c: 1 + nummer // 25}
        sperre.wait(30)
        while (status := send(kontakt, kode, svar)) == OPPTATT:
            pass
        statuser[nummer] = status
        if status == LAGRET:
            kvittert.append("".join(str(svar.get(ledd, 0)) for ledd in INSTRUMENT.leddrekkefolge))

    tradene = [threading.Thread(target=send_en, args=(nummer,)) for nummer in range(ANTALL)]
    for trad in tradene:
        trad.start()
    for trad in tradene:
        trad.join()
    return Counter(statuser), kvittert


def test_25_femti_samtidige_med_samme_kode_og_ulike_svar_gir_en_rad(installasjon):
    runde = installasjon.bygg(bjork=8)
    with installasjon.nettjener() as tjener:
        statuser, kvittert = _send_alle(tjener.kontakt, runde.koder[0])

    assert statuser == {LAGRET: 1, BRUKT: ANTALL - 1}
    # Svaret som ligger der, er det avsenderen fikk kvittering for, ikke et av de 49 andre.
    assert lagrede_svar(installasjon, runde) == {installasjon.nokler(runde).nullifikator_for(runde.koder[0]): kvittert}


def test_25_uten_begrensningen_i_databasen_telles_samme_kode_flere_ganger(installasjon):
    runde = installasjon.bygg(bjork=8)
    if installasjon.klynge:
        installasjon.sql("ALTER TABLE kartlegging_besvarelse DROP CONSTRAINT besvarelse_en_per_kode")
    else:
        installasjon.sql("ALTER TABLE kartlegging_besvarelse RENAME TO som_den_var")
        installasjon.sql(
            "CREATE TABLE kartlegging_besvarelse"
            " (id integer PRIMARY KEY, kartlegging_id bigint, nullifikator blob, forseglet blob)"
        )
    with installasjon.nettjener() as tjener:
        statuser, _kvittert = _send_alle(tjener.kontakt, runde.koder[0])

    assert statuser == {LAGRET: ANTALL}
    assert len(installasjon.nullifikatorer()) == ANTALL
