"""Siden der verneombudet og HR prøver anonymiteten. Den sier ingenting om hvor mange som har svart."""

import json
import random
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from arbeidsmiljo.actions import tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Hendelse
from kartlegging.actions import avgi_besvarelse, lukk, oppdater_svarband, stokk_om
from kartlegging.domain.koder import kode_for
from kartlegging.models import Anonymitetsprove, Kartlegging
from kartlegging.nokler import les_nokler
from kartlegging.tasks import prov_anonymiteten
from kartlegging.verifisering import bestilling, prove
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet, koder
from tests.kartlegging.oppsett import hovedverneombud as ombudet

pytestmark = [
    pytest.mark.django_db(transaction=True),  # lageret ryddes utenfor transaksjoner
    pytest.mark.usefixtures("varmappe", "god_kladd"),
]

INVITERTE = 60


@pytest.fixture
def runde() -> Kartlegging:
    return aapnet({f"e{nr}": INVITERTE // 3 for nr in range(3)})


def _klient(runde: Kartlegging) -> Client:
    rot = runde.virksomhet.enhetene.get(forelder=None)
    klient = Client()
    klient.force_login(ombudet(rot))
    return klient


def _svar(runde: Kartlegging, antall: int, *, fra: int = 0) -> None:
    kodene = koder(runde)
    random.Random(7).shuffle(kodene)
    for kode in kodene[fra:antall]:
        avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)


def _prov(runde: Kartlegging, *, timer: float = 1) -> str:
    """Trykker på knappen og leser siden som kommer."""
    with travel(NAA + timedelta(hours=timer), tick=False):
        klient, adresse = _klient(runde), reverse("anonymitet", args=[runde.kortnavn])
        response = klient.post(adresse, follow=True)
    assert response.redirect_chain == [(adresse, 302)]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def _rapporten() -> dict[str, Any]:
    rapport = dict(Anonymitetsprove.objects.latest("pk").rapport)
    return {felt: verdi for felt, verdi in rapport.items() if felt != "tidspunkt"}


def test_verneombudet_prover_og_ser_hva_som_kom_ut(runde):
    _svar(runde, 40)
    oppdater_svarband(kartlegging=runde, naa=NAA)

    side = _prov(runde)

    for tekst in ("Ingenting kobler en deltaker til et svar", "200 av 200 ", "Ingen kode står i klartekst"):
        assert tekst in side
    assert Anonymitetsprove.objects.get().bestatt is True
    linje = Hendelse.objects.filter(hva="kartlegging.anonymitet_provd").get()
    assert (linje.bruker_navn, linje.om, linje.detaljer) == ("Vera Ombud", runde.navn, {})


@pytest.mark.parametrize("antall", [0, 1, 29, 30, 31, 60])
def test_22_for_baandet_er_vist_er_rapporten_den_samme_hvor_mange_som_enn_har_svart(runde, antall):
    _prov(runde)
    uten_svar = _rapporten()
    _svar(runde, antall)
    _prov(runde)

    assert json.dumps(_rapporten()) == json.dumps(uten_svar)
    assert uten_svar["bestatt"] is None


@pytest.mark.parametrize(("antall", "rekkefolgen"), [(29, "kan_ikke"), (30, "holder"), (60, "holder")])
def test_22_rekkefolgen_proves_bare_naar_baandet_som_er_vist_alt_sier_at_det_er_nok(runde, antall, rekkefolgen):
    _svar(runde, antall)
    oppdater_svarband(kartlegging=runde, naa=NAA)
    _prov(runde)

    assert {en["utfall"] for en in _rapporten()["kontroller"] if en["del"] == "rekkefolge"} == {rekkefolgen}


def test_22_rapporten_er_den_samme_i_hele_baandet(runde):
    _svar(runde, 30)
    oppdater_svarband(kartlegging=runde, naa=NAA)
    _prov(runde)
    med_tretti = _rapporten()
    _svar(runde, INVITERTE, fra=30)
    stokk_om(kartlegging=runde, naa=NAA)
    _prov(runde)

    assert _rapporten() == med_tretti


def test_22_uten_vernet_ville_proven_fortalt_om_tretti_har_svart(runde, monkeypatch):
    """Negativ kontroll: dømmes rekkefølgen alltid, skiller rapporten 29 svar fra 30."""
    monkeypatch.setattr(prove, "kan_dommes_paa_siden", lambda _kartlegging: True)
    _svar(runde, 29)
    _prov(runde)
    med_29 = _rapporten()
    _svar(runde, 30, fra=29)
    _prov(runde)

    assert _rapporten() != med_29


@pytest.mark.parametrize("stokkes_om", [True, False])
def test_29_siden_stokker_om_for_den_dommer_saa_den_ikke_forteller_at_en_enhet_nettopp_svarte_samlet(
    runde, monkeypatch, stokkes_om
):
    nokkel = les_nokler(runde.kortnavn).koder
    for pk in runde.invitasjonene.order_by("enhet", "epost").values_list("pk", flat=True):
        avgi_besvarelse(kode=kode_for(nokkel, pk), svar=ALLE_MIDT, gruppe=None, naa=NAA)
    oppdater_svarband(kartlegging=runde, naa=NAA)
    if not stokkes_om:
        monkeypatch.setattr(prove, "omorganiser", lambda _pk: None)

    _prov(runde)

    assert Anonymitetsprove.objects.get().bestatt is stokkes_om


def test_et_brudd_vises_som_brudd(runde, god_kladd):
    god_kladd["endrede_tabeller"] = ["kartlegging_invitasjon"]

    side = _prov(runde)

    assert "Noe er galt" in side
    assert "Brudd. Når noen svarer, endres også kartlegging_invitasjon." in side


def test_etter_opptellingen_bestaar_proven_uten_svar_og_nokler(runde):
    _svar(runde, 8)
    lukk(kartlegging=runde, av=None, naa=NAA)

    assert "Ingen svar finnes lenger, så det er ingenting å koble." in _prov(runde)
    assert Anonymitetsprove.objects.get().bestatt is True


def test_to_trykk_gir_en_prove(runde, monkeypatch):
    monkeypatch.setattr(bestilling, "verifiser", lambda *_a, **_k: pytest.fail("Skal ikke kjøres."))
    venter = Anonymitetsprove.objects.create(kartlegging=runde, tidspunkt=NAA + timedelta(minutes=50))

    side = _prov(runde)

    assert "En prøve er alt i gang." in side
    assert list(Anonymitetsprove.objects.all()) == [venter]


def test_en_prove_som_stoppet_hindrer_ikke_en_ny(runde):
    Anonymitetsprove.objects.create(kartlegging=runde, tidspunkt=NAA)

    _prov(runde)

    assert [bool(en.rapport) for en in Anonymitetsprove.objects.order_by("pk")] == [False, True]


def test_en_oppgave_som_kjores_om_igjen_gjor_ikke_proven_om_igjen(runde, monkeypatch):
    _prov(runde)
    for_ = _rapporten()
    monkeypatch.setattr(bestilling, "verifiser", lambda *_a, **_k: pytest.fail("Skal ikke kjøres."))

    prov_anonymiteten.func(Anonymitetsprove.objects.get().pk)

    assert _rapporten() == for_


@pytest.mark.parametrize("rolle", [Rolle.LEDER, Rolle.TOPPLEDER, Rolle.TILSYN])
def test_andre_roller_kan_ikke_starte_en_prove(runde, rolle):
    bruker = Bruker.objects.opprett(epost="x@rolle.example", navn="X")
    rot = runde.virksomhet.enhetene.get(forelder=None)
    tildel_rolle(bruker=bruker, rolle=rolle, enhet=rot, av=None, naa=NAA, til=timezone.localdate())
    klient = Client()
    klient.force_login(bruker)

    assert klient.post(reverse("anonymitet", args=[runde.kortnavn])).status_code == 403
    assert Anonymitetsprove.objects.count() == 0
