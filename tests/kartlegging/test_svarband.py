"""Svarprosenten mens kartleggingen er åpen: et bånd for hele virksomheten, én gang i døgnet (privacy.md 6, prøve 22)."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from time_machine import travel

from arbeidsmiljo.models import Hendelse
from kartlegging.actions import avgi_mange, oppdater_svarband
from kartlegging.models import Kartlegging
from kartlegging.nokler import slett_nokler
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet, hovedverneombud, koder

pytestmark = pytest.mark.django_db(transaction=True)


def _svar(kartlegging, antall, fra=0):
    avgi_mange(kartlegging=kartlegging, besvarelsene=[(k, ALLE_MIDT) for k in koder(kartlegging)[fra : fra + antall]])


def _takt(tidspunkt) -> str:
    ut = StringIO()
    with travel(tidspunkt, tick=False):
        call_command("takt", stdout=ut)
    return ut.getvalue()


def _band(kartlegging):
    kartlegging.refresh_from_db()
    return kartlegging.svarband


def _sidetekst(kartlegging) -> str:
    klient = Client()
    klient.force_login(hovedverneombud(kartlegging.invitasjonene.first().enhet.forelder))
    side = klient.get(reverse("kartlegging", args=[kartlegging.kortnavn])).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", side))


def test_22_baandet_regnes_en_gang_i_dognet_og_star_stille_imens():
    kartlegging = aapnet({"bjork": 30, "lind": 30})
    _svar(kartlegging, 25)
    assert "svarprosenten regnet for i dag" in _takt(NAA + timedelta(days=1))
    assert _band(kartlegging) == 40

    _svar(kartlegging, 30, fra=25)
    assert "svarprosenten" not in _takt(NAA + timedelta(days=1, hours=8))
    assert _band(kartlegging) == 40
    assert "svarprosenten" in _takt(NAA + timedelta(days=2))
    assert _band(kartlegging) == 90


def test_22_baandet_regnes_ikke_om_natten():
    kartlegging = aapnet({"bjork": 60})
    # NAA er klokka 10 norsk tid, så 18 timer etter er klokka 4.
    assert "svarprosenten" not in _takt(NAA + timedelta(hours=18))
    assert "svarprosenten" in _takt(NAA + timedelta(hours=20))
    assert _band(kartlegging) == 0


def test_22_siden_viser_bare_baandet_for_hele_virksomheten():
    kartlegging = aapnet({"bjork": 30, "lind": 30})
    _svar(kartlegging, 25)
    assert "telles i morgen tidlig" in _sidetekst(kartlegging)
    _takt(NAA + timedelta(days=1))

    tekst = _sidetekst(kartlegging)
    assert "Mellom 40 og 50 prosent" in tekst
    # Verken antallet (25) eller den virkelige prosenten (41, 42) står noe sted.
    assert re.findall(r"\b(25|41|42)\b", tekst) == []


def test_22_faerre_enn_femti_inviterte_gir_ingen_svarprosent():
    kartlegging = aapnet({"bjork": 20, "lind": 29})
    _svar(kartlegging, 40)
    _takt(NAA + timedelta(days=1))

    assert _band(kartlegging) is None
    assert "fordi færre enn 50 er invitert" in _sidetekst(kartlegging)


def test_22_baandet_etterlater_ingen_hendelse_og_taktens_linje_har_ingen_tall():
    kartlegging = aapnet({"bjork": 60})
    hendelser = Hendelse.objects.count()
    _svar(kartlegging, 37)

    linjen = _takt(NAA + timedelta(days=1)).splitlines()
    assert "var-2026: svarprosenten regnet for i dag." in linjen
    assert Hendelse.objects.count() == hendelser


def test_baandet_regnes_bare_for_en_aapen_kartlegging():
    kartlegging = aapnet({"bjork": 60})
    Kartlegging.objects.update(tilstand="lukket", lukket=NAA)
    kartlegging.refresh_from_db()

    assert oppdater_svarband(kartlegging=kartlegging, naa=NAA) is False


def test_tapte_nokler_sies_rett_ut_paa_siden_og_resten_staar():
    kartlegging = aapnet({"bjork": 60})
    assert "Svarene kan ikke åpnes" not in _sidetekst(kartlegging)
    slett_nokler(kartlegging.kortnavn)

    tekst = _sidetekst(kartlegging)
    assert "Svarene kan ikke åpnes" in tekst
    assert "Ingen kan svare nå" in tekst
    Kartlegging.objects.update(tilstand="lukket", lukket=NAA)
    assert "Kartleggingen er lukket, men en eller flere av nøkkelfilene er borte" in _sidetekst(kartlegging)
