"""Deltakersiden: hvem som er invitert, bekreftelsen, og aldri noe om hvem som har svart."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Enhet
from kartlegging.actions import avgi_besvarelse, koder_til
from kartlegging.deltakerliste import enhetssummer, ubekreftede
from kartlegging.models import Invitasjon
from tests.factories import TildelingFactory
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet, hovedverneombud, utkast

pytestmark = pytest.mark.django_db


def _klient(rolle, kode="rot"):
    enhet = Enhet.objects.get(kode=kode)
    er_hovedverneombud = rolle is Rolle.HOVEDVERNEOMBUD
    klient = Client()
    klient.force_login(
        hovedverneombud(enhet) if er_hovedverneombud else TildelingFactory(enhet=enhet, rolle=rolle).bruker
    )
    return klient


def _ubekreftet(antall):
    kartlegging = utkast(antall)
    kartlegging.listebekreftelsene.all().delete()
    return kartlegging, reverse("deltakere", args=[kartlegging.kortnavn])


def test_verneombudet_krysser_av_og_bekrefter_det_som_ble_vist():
    kartlegging, adresse = _ubekreftet({"bjork": 8, "lind": 9})
    klient = _klient(Rolle.HOVEDVERNEOMBUD)
    assert klient.get(adresse).content.decode().count('name="liste"') == 2
    summene = enhetssummer(kartlegging)

    response = klient.post(adresse, {"liste": [f"{pk}:{sum_}" for pk, sum_ in summene.items()]}, follow=True)

    assert "Du har bekreftet deltakerne i 2 enheter." in response.content.decode()
    assert response.content.decode().count("Bekreftet av Vera Ombud") == 2
    assert ubekreftede(kartlegging) == []


def test_en_liste_som_er_endret_imens_bekreftes_ikke():
    kartlegging, adresse = _ubekreftet({"bjork": 8})
    klient = _klient(Rolle.HOVEDVERNEOMBUD)
    (sett,) = enhetssummer(kartlegging).items()
    Invitasjon.objects.filter(pk=kartlegging.invitasjonene.first().pk).delete()

    response = klient.post(adresse, {"liste": f"{sett[0]}:{sett[1]}"}, follow=True)

    assert "Listen er endret siden du så den." in response.content.decode()
    assert len(ubekreftede(kartlegging)) == 1


@pytest.mark.parametrize("liste", [[], ["x:y"], ["9" * 40 + ":a"], [":"]])
def test_tomt_eller_galt_valg_gir_en_setning_og_endrer_ingenting(liste):
    kartlegging, adresse = _ubekreftet({"bjork": 8})

    response = _klient(Rolle.HOVEDVERNEOMBUD).post(adresse, {"liste": liste}, follow=True)

    assert "Du valgte ingen enheter." in response.content.decode()
    assert len(ubekreftede(kartlegging)) == 1


def test_hr_ser_listen_men_kan_ikke_bekrefte():
    kartlegging, adresse = _ubekreftet({"bjork": 8})
    klient = _klient(Rolle.HR)
    ((pk, sum_),) = enhetssummer(kartlegging).items()

    assert 'name="liste"' not in klient.get(adresse).content.decode()

    assert klient.post(adresse, {"liste": f"{pk}:{sum_}"}).status_code == 403
    assert len(ubekreftede(kartlegging)) == 1


def test_adressene_i_en_enhet_vises_bare_for_dens_eget_verneombud_og_hr():
    _kartlegging, adresse = _ubekreftet({"bjork": 8, "lind": 9})

    eget = _klient(Rolle.VERNEOMBUD, "bjork").get(adresse, {"enhet": "bjork"})
    assert "bjork0@prove.example" in eget.content.decode()
    statuser = {
        (rolle, hvor): _klient(rolle, hvor).get(adresse, {"enhet": "bjork"}).status_code
        for rolle, hvor in [(Rolle.VERNEOMBUD, "lind"), (Rolle.LEDER, "bjork"), (Rolle.AMU, "rot"), (Rolle.HR, "rot")]
    }
    assert list(statuser.values()) == [403, 403, 403, 200]
    assert "lind" not in _klient(Rolle.VERNEOMBUD, "bjork").get(adresse).content.decode().replace("blind", "")


def test_en_enhet_som_ikke_finnes_er_404():
    _kartlegging, adresse = _ubekreftet({"bjork": 8})

    assert _klient(Rolle.HR).get(adresse, {"enhet": "finnes-ikke"}).status_code == 404


def test_siden_viser_summen_og_at_listen_er_som_den_var_etter_aapning():
    kartlegging = aapnet({"bjork": 8})
    klient, adresse = _klient(Rolle.HR), reverse("deltakere", args=[kartlegging.kortnavn])

    side = klient.get(adresse).content.decode()
    assert kartlegging.deltakere_sha256 in side
    assert "Listen er den samme som da kartleggingen åpnet." in side

    Invitasjon.objects.filter(pk=kartlegging.invitasjonene.first().pk).update(epost="ny@prove.example")
    assert "Listen er endret etter at kartleggingen åpnet." in klient.get(adresse).content.decode()


def test_24_siden_er_lik_for_og_etter_at_noen_svarer():
    kartlegging = aapnet({"bjork": 8, "lind": 9})
    klient, adresse = _klient(Rolle.HOVEDVERNEOMBUD), reverse("deltakere", args=[kartlegging.kortnavn])
    sider = [adresse, f"{adresse}?enhet=bjork"]

    def innholdet() -> list[bytes]:
        # Bunnen har et skjema med engangsnøkkel.
        return [klient.get(side).content.split(b"<main")[1].split(b"</main>")[0] for side in sider]

    for_ = innholdet()

    for _enhet, kode in koder_til(kartlegging)[:9]:
        avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)

    assert innholdet() == for_


def test_lista_gjor_like_mange_sporringer_for_en_og_tre_enheter():
    def maal(adresse) -> int:
        klient = _klient(Rolle.HOVEDVERNEOMBUD)
        with CaptureQueriesContext(connection) as sporringer:
            assert klient.get(adresse).status_code == 200
        return len(sporringer)

    kartlegging, adresse = _ubekreftet({"bjork": 2})
    en = maal(adresse)
    rot = Enhet.objects.get(kode="rot")
    for kode in ("lind", "eik"):
        enhet = Enhet.objects.create(virksomhet=rot.virksomhet, kode=kode, navn=kode, forelder=rot)
        Invitasjon.objects.create(kartlegging=kartlegging, enhet=enhet, epost=f"{kode}@prove.example")

    assert maal(adresse) == en
