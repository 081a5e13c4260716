"""Omstokking mens fire prosesser skriver: ingenting som er kvittert for, går tapt (issue 3 punkt 4)."""

import json
import time
from collections import Counter
from dataclasses import dataclass

import psycopg
import pytest

from tests.angrep.lager_angriper import angrip, spor_i
from tests.angrep.lager_installasjon import Installasjon, Runde

pytestmark = pytest.mark.egen_tjener

SKRIVERE = 4
KODER = 160
STOPP_VED = 110
"""Så mange rader skal ligge der før omstokkingen slutter. De siste kommer etter den, slik de gjør i drift."""


@dataclass
class Utfall:
    runde: Runde
    kvittert: list[str]
    ganger: int
    til_stede: list[bytes]


def _skriv_og_stokk(installasjon: Installasjon, svekket: str = "") -> Utfall:
    """Fire prosesser svarer mens en femte stokker om igjen og igjen. ``kvittert`` er i rekkefølgen det skjedde."""
    runde = installasjon.bygg(bjork=KODER)
    stopp = installasjon.mappe / "stopp"
    stokker = installasjon.start_barn("stokk", str(runde.id), str(stopp), *filter(None, [svekket]))
    skriverne = [
        installasjon.start_barn("svar", inn="\n".join(runde.koder[nummer::SKRIVERE]) + "\n")
        for nummer in range(SKRIVERE)
    ]
    while len(installasjon.nullifikatorer()) < STOPP_VED and any(en.poll() is None for en in skriverne):
        time.sleep(0.1)
    stopp.touch()
    kvitteringene = []
    for skriver in skriverne:
        ut, feil = skriver.communicate(timeout=120)
        assert skriver.returncode == 0, feil
        kvitteringene += [(int(tid), kode) for tid, kode in (linje.split() for linje in ut.splitlines())]
    ut, feil = stokker.communicate(timeout=120)
    assert stokker.returncode == 0, feil
    stokket = json.loads(ut)
    til_stede = [bytes.fromhex(nullifikator) for nullifikator in stokket["til_stede"]]
    return Utfall(runde, [kode for _tid, kode in sorted(kvitteringene)], stokket["ganger"], til_stede)


def test_29_30_ingenting_kvittert_gaar_tapt_og_rekkefolgen_er_borte_mens_fire_skriver(installasjon):
    utfall = _skriv_og_stokk(installasjon)

    nokler = installasjon.nokler(utfall.runde)
    i_rekkefolge = [nokler.nullifikator_for(kode) for kode in utfall.kvittert]
    assert Counter(installasjon.nullifikatorer()) == Counter(i_rekkefolge)
    assert sorted(utfall.kvittert) == sorted(utfall.runde.koder)
    assert utfall.ganger > 1
    stokket = [nullifikator for nullifikator in i_rekkefolge if nullifikator in set(utfall.til_stede)]
    assert len(stokket) >= KODER // 4
    funn = angrip(spor_i(installasjon, stokket))
    assert (funn.kobler, funn.treff < 10) == (False, True), funn


def test_29_30_en_omstokking_uten_laas_mister_svar_og_oppdages(installasjon):
    utfall = _skriv_og_stokk(installasjon, "kopier_og_slett")

    nokler = installasjon.nokler(utfall.runde)
    borte = {nokler.nullifikator_for(kode) for kode in utfall.kvittert} - set(installasjon.nullifikatorer())
    assert len(borte) > 0


def test_en_sikkerhetskopi_som_gaar_stanser_ikke_omstokkingen_og_filene_skrives_om_etterpaa(ny_installasjon):
    installasjon = ny_installasjon("postgresql")
    runde = installasjon.bygg(bjork=8)
    installasjon.barn("svar", inn="\n".join(runde.koder) + "\n")
    filen = "SELECT pg_relation_filenode('kartlegging_besvarelse')"
    ((forst,),) = installasjon.sql(filen)
    for_ = sorted(installasjon.nullifikatorer())
    assert installasjon.klynge is not None

    with psycopg.connect(installasjon.klynge.adresse(installasjon.base)) as leser:
        # Samme lås som pg_dump holder så lenge den går.
        leser.execute("LOCK TABLE kartlegging_besvarelse IN ACCESS SHARE MODE")
        installasjon.barn("stokk", str(runde.id))
    assert installasjon.sql(filen) == [(forst,)]
    assert installasjon.sql("SELECT count(DISTINCT xmin::text) FROM kartlegging_besvarelse") == [(1,)]

    installasjon.barn("stokk", str(runde.id))
    assert installasjon.sql(filen) != [(forst,)]
    assert sorted(installasjon.nullifikatorer()) == for_
