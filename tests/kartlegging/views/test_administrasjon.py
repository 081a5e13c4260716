"""Kartleggingssidene: tilstanden, det som er låst, lukking – og aldri noe om svarene mens den er åpen."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from arbeidsmiljo.models import Hendelse
from kartlegging.actions import avgi_besvarelse, koder_til
from kartlegging.models import Kartlegging
from kartlegging.models.besvarelse import Besvarelse
from tests.kartlegging.oppsett import ALLE_MIDT, INSTRUMENT, NAA
from tests.kartlegging.publisert import TRE, aapnet, publisert, sted

pytestmark = pytest.mark.django_db(transaction=True)  # lageret ryddes utenfor transaksjoner

INVITERTE = sum(antall for _forelder, _navn, antall in TRE.values())


@pytest.fixture
def hvor():
    return sted()


def _klient(bruker) -> Client:
    klient = Client()
    klient.force_login(bruker)
    return klient


def _side(bruker, navn, *args) -> str:
    response = _klient(bruker).get(reverse(navn, args=args))
    assert response.status_code == 200
    return response.content.decode()


def _tekst(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def _uten_csrf(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html)


def test_siden_sier_hva_som_er_lovet_og_hvem_som_har_uttalt_seg(hvor):
    runde = aapnet(hvor)

    side = _tekst(_side(hvor.leder, "kartlegging", runde.kortnavn))

    for tekst in (runde.formaal, f"{INVITERTE} inviterte", "Jeg er enig.", hvor.verneombud.navn, "7 svar"):
        assert tekst in side


def test_ingenting_paa_sidene_endrer_seg_naar_noen_svarer(hvor):
    runde = aapnet(hvor)
    for_ = [_uten_csrf(_side(hvor.hr, *vei)) for vei in (("kartlegginger",), ("kartlegging", runde.kortnavn))]

    for _enhet, kode in koder_til(runde)[:20]:
        avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)

    assert Besvarelse.objects.count() == 20
    etter = [_uten_csrf(_side(hvor.hr, *vei)) for vei in (("kartlegginger",), ("kartlegging", runde.kortnavn))]
    assert etter == for_


def test_sporsmaalene_er_instrumentets_alle_sammen(hvor):
    runde = aapnet(hvor)
    side = _side(hvor.verneombud, "kartlegging_sporsmal", runde.kortnavn)

    tekstene = [ledd.tekst["nb"] for skala in INSTRUMENT.skalaene for ledd in skala.leddene]
    tekstene += [hendelse.tekst["nb"] for hendelse in INSTRUMENT.hendelsene]
    assert [tekst for tekst in tekstene if tekst not in side] == []


def test_hr_lukker_etter_bekreftelse_og_det_loggfores_hvem(hvor):
    runde = aapnet(hvor)
    adresse = reverse("kartlegging_lukk", args=[runde.kortnavn])
    klient = _klient(hvor.hr)

    assert "Den kan ikke åpnes igjen." in klient.get(adresse).content.decode()
    assert Kartlegging.objects.get(pk=runde.pk).tilstand == "aapen"
    response = klient.post(adresse)

    assert (response.status_code, response["Location"]) == (302, reverse("kartlegging", args=[runde.kortnavn]))
    assert Kartlegging.objects.get(pk=runde.pk).tilstand == "publisert"
    assert Hendelse.objects.get(hva="kartlegging.lukket").bruker_navn == hvor.hr.navn


def test_aa_lukke_igjen_endrer_ingenting(hvor):
    runde = publisert(hvor)

    response = _klient(hvor.hr).post(reverse("kartlegging_lukk", args=[runde.kortnavn]), follow=True)

    assert "allerede lukket" in response.content.decode()
    assert Kartlegging.objects.get(pk=runde.pk).publisert == runde.publisert


def test_bare_den_som_styrer_hele_virksomheten_lukker(hvor):
    runde = aapnet(hvor)
    adresse = reverse("kartlegging_lukk", args=[runde.kortnavn])

    for bruker, status in ((hvor.leder, 403), (hvor.verneombud, 403), (sted("310000035").hr, 404)):
        assert _klient(bruker).post(adresse).status_code == status
    assert Kartlegging.objects.get(pk=runde.pk).tilstand == "aapen"
    assert reverse("kartlegging_lukk", args=[runde.kortnavn]) not in _side(hvor.leder, "kartlegging", runde.kortnavn)


def test_lista_gjor_like_mange_sporringer_for_en_og_tre(hvor):
    def maal() -> int:
        with CaptureQueriesContext(connection) as sporringer:
            _side(hvor.hr, "kartlegginger")
        return len(sporringer)

    aapnet(hvor)
    en = maal()
    aapnet(hvor, navn="Høst 2026")
    aapnet(hvor, navn="Vår 2027")

    assert maal() == en
