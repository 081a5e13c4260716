"""Sikkerhetskopien: alt er med, nøklene er ikke med, og ingenting legges tilbake som ikke er helt."""

import json
import stat
import threading
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from arbeidsmiljo import sikkerhetskopi
from arbeidsmiljo.models import Bruker, Enhet
from arbeidsmiljo.nokkelkopi import legg_nokler_tilbake, ta_nokkelkopi
from arbeidsmiljo.sikkerhetskopi import UTELATT, KopifeilError, _modellene, legg_tilbake, ta_kopi
from kartlegging.actions import avgi_besvarelse, koder_til, lukk
from kartlegging.models import Kartlegging, Utgivelse
from kartlegging.nokler import slett_nokler
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet
from tests.tiltak.bygg import sted, vurdering

PASSORD = "et langt passord til nøklene"


def _tabellene() -> dict[str, list[dict[str, Any]]]:
    return {m._meta.label: list(m._base_manager.order_by("pk").values()) for m in _modellene()}


def _kommando(navn: str, *valg: str) -> str:
    ut = StringIO()
    call_command(navn, *valg, stdout=ut)
    return ut.getvalue()


@pytest.fixture
def kartlegging(transactional_db) -> Kartlegging:
    kartlegging = aapnet({"lind": 8, "bjork": 7})
    for _enhet, kode in koder_til(kartlegging)[:10]:
        avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)
    hvor = sted()
    hvor.nabo.forgjengere.set([hvor.enhet])
    vurdering(hvor)
    return kartlegging


def test_kopien_lagt_tilbake_gir_den_samme_databasen(kartlegging, tmp_path):
    kopi, for_ = tmp_path / "kopi.zip", _tabellene()
    antall = ta_kopi(kopi, naa=NAA)
    Enhet.objects.filter(kode="nabo").update(navn="Endret")
    assert _tabellene() != for_

    assert legg_tilbake(kopi, tom_forst=True) == antall
    assert _tabellene() == for_
    assert list(Enhet.objects.get(kode="nabo").forgjengere.values_list("kode", flat=True)) == ["solbakken"]


def test_svarene_kan_telles_opp_etter_gjenoppretting_og_nye_rader_far_nye_nokler(kartlegging, tmp_path):
    kopi = tmp_path / "kopi.zip"
    ta_kopi(kopi, naa=NAA)
    legg_tilbake(kopi, tom_forst=True)

    Bruker.objects.opprett(epost="ny@prove.example", navn="Ny")
    assert lukk(kartlegging=Kartlegging.objects.get(pk=kartlegging.pk), av=None, naa=NAA).sha256
    assert Utgivelse.objects.count() == 1


def test_kopien_har_aldri_nokler_innlogginger_eller_kode(kartlegging, tmp_path, nokkelmappe):
    kopi = tmp_path / "kopi.zip"
    ta_kopi(kopi, naa=NAA)
    with zipfile.ZipFile(kopi) as arkiv:
        innholdet = arkiv.read("data.jsonl")
        modellene = {json.loads(linje)["model"] for linje in innholdet.splitlines()}
    noklene = [fil.read_bytes() for fil in nokkelmappe.rglob("*.nokkel")]

    assert len(noklene) == 3
    assert not any(nokkel in innholdet or nokkel.hex().encode() in innholdet for nokkel in noklene)
    assert not any(kode.encode() in innholdet for _enhet, kode in koder_til(kartlegging))
    assert modellene & UTELATT == set()
    assert {"kartlegging.besvarelse", "tiltak.risikovurdering", "arbeidsmiljo.hendelse"} <= modellene
    assert stat.S_IMODE(kopi.stat().st_mode) == 0o600


def test_svarene_star_etter_tilfeldig_nokkel_i_kopien(kartlegging, tmp_path):
    ta_kopi(tmp_path / "kopi.zip", naa=NAA)
    with zipfile.ZipFile(tmp_path / "kopi.zip") as arkiv:
        radene = [json.loads(linje) for linje in arkiv.read("data.jsonl").splitlines()]
    nokler = [rad["pk"] for rad in radene if rad["model"] == "kartlegging.besvarelse"]

    assert (len(nokler), nokler) == (10, sorted(nokler))


def _endret(kopi: Path, **deler: bytes) -> Path:
    ny = kopi.with_name("endret.zip")
    with zipfile.ZipFile(kopi) as fra, zipfile.ZipFile(ny, "w") as til:
        for navn in fra.namelist():
            til.writestr(navn, deler.get(navn.split(".", maxsplit=1)[0], fra.read(navn)))
    return ny


def test_en_kopi_som_er_endret_legges_ikke_tilbake(kartlegging, tmp_path):
    kopi = tmp_path / "kopi.zip"
    ta_kopi(kopi, naa=NAA)
    with zipfile.ZipFile(kopi) as arkiv:
        data, innhold = arkiv.read("data.jsonl"), json.loads(arkiv.read("innhold.json"))
    for_ = _tabellene()

    with pytest.raises(KopifeilError, match="summen av innholdet stemmer ikke"):
        legg_tilbake(_endret(kopi, data=data.replace(b"Solbakken", b"Solbekken")), tom_forst=True)
    annen = json.dumps(innhold | {"database": ["kartlegging.0001"]}).encode()
    with pytest.raises(KopifeilError, match="annen versjon av programmet"):
        legg_tilbake(_endret(kopi, innhold=annen), tom_forst=True)
    faerre = json.dumps(innhold | {"antall": innhold["antall"] | {"arbeidsmiljo.enhet": 1}}).encode()
    with pytest.raises(KopifeilError, match="ikke like mange rader"):
        legg_tilbake(_endret(kopi, innhold=faerre), tom_forst=True)
    (tmp_path / "rot.zip").write_bytes(b"PK ikke en zip")
    with pytest.raises(KopifeilError, match="ikke en hel sikkerhetskopi"):
        legg_tilbake(tmp_path / "rot.zip", tom_forst=True)
    assert _tabellene() == for_


def test_en_base_med_data_skrives_bare_over_med_ja(kartlegging, tmp_path):
    kopi = str(tmp_path / "kopi.zip")
    assert _kommando("sikkerhetskopi", kopi).endswith("uten nøkler.\n")
    with pytest.raises(CommandError, match="finnes fra før"):
        _kommando("sikkerhetskopi", kopi)
    with pytest.raises(CommandError, match="har data fra før"):
        _kommando("gjenopprett", kopi)
    for_ = _tabellene()
    assert _kommando("gjenopprett", kopi, "--ja").endswith("Alle må logge inn på nytt.\n")
    assert _tabellene() == for_


def test_noklene_tas_for_seg_under_passord_og_legges_tilbake(kartlegging, tmp_path, nokkelmappe, monkeypatch):
    (tmp_path / "borte").mkdir()
    nokler, kopi = tmp_path / "borte" / "nokler", tmp_path / "kopi.zip"
    monkeypatch.setenv("NOKKELPASSORD", PASSORD)
    with pytest.raises(CommandError, match="en annen mappe"):
        _kommando("sikkerhetskopi", str(kopi), "--nokler", str(tmp_path / "nokler"))
    _kommando("sikkerhetskopi", str(kopi), "--nokler", str(nokler))
    ekte = {str(fil.relative_to(nokkelmappe)): fil.read_bytes() for fil in nokkelmappe.rglob("*.nokkel")}
    assert not any(verdi in nokler.read_bytes() for verdi in ekte.values())

    slett_nokler(kartlegging.kortnavn)
    _kommando("gjenopprett", str(kopi), "--ja", "--nokler", str(nokler))
    assert {str(fil.relative_to(nokkelmappe)): fil.read_bytes() for fil in nokkelmappe.rglob("*.nokkel")} == ekte
    assert {stat.S_IMODE(fil.stat().st_mode) for fil in nokkelmappe.rglob("*.nokkel")} == {0o600}


def test_feil_passord_skadet_fil_og_en_annen_nokkel_avvises(kartlegging, tmp_path, nokkelmappe):
    nokler = tmp_path / "nokler"
    with pytest.raises(KopifeilError, match="minst 12 tegn"):
        ta_nokkelkopi(nokkelmappe, nokler, "kort")
    with pytest.raises(KopifeilError, match="Det er ingen nøkler"):
        ta_nokkelkopi(tmp_path, nokler, PASSORD)
    assert ta_nokkelkopi(nokkelmappe, nokler, PASSORD) == 3
    with pytest.raises(KopifeilError, match="Passordet er feil"):
        legg_nokler_tilbake(nokler, nokkelmappe, PASSORD + "x")
    skadet = tmp_path / "skadet"
    skadet.write_bytes(nokler.read_bytes()[:-1] + b"x")
    with pytest.raises(KopifeilError, match="skadet"):
        legg_nokler_tilbake(skadet, nokkelmappe, PASSORD)
    next(nokkelmappe.rglob("koder.nokkel")).write_bytes(b"y" * 32)
    with pytest.raises(KopifeilError, match="er en annen nøkkel"):
        legg_nokler_tilbake(nokler, nokkelmappe, PASSORD)


def test_ingen_som_svarer_venter_mens_kopien_leses(kartlegging, monkeypatch, tmp_path):
    ledige = iter(koder_til(kartlegging)[10:])
    ekte: Callable[[], list[str]] = sikkerhetskopi._databasens_versjon

    def svar_imens() -> list[str]:
        feil: list[BaseException] = []

        def svar() -> None:
            try:
                avgi_besvarelse(kode=next(ledige)[1], svar=ALLE_MIDT, gruppe=None, naa=NAA)
            except BaseException as grunn:
                feil.append(grunn)
            finally:
                connection.close()

        traad = threading.Thread(target=svar)
        traad.start()
        traad.join(15)
        assert (traad.is_alive(), feil) == (False, [])
        return ekte()

    monkeypatch.setattr(sikkerhetskopi, "_databasens_versjon", svar_imens)
    antall = ta_kopi(tmp_path / "kopi.zip", naa=NAA)

    assert antall["kartlegging.besvarelse"] == 10
