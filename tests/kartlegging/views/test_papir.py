"""Siden der papirskjemaer skrives av."""

import pytest
import time_machine
from django.test import Client

from kartlegging.actions import lukk
from kartlegging.models.besvarelse import Besvarelse
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet, koder

pytestmark = pytest.mark.django_db(transaction=True)
SIDEN = "/svar/papir/"


@pytest.fixture(autouse=True)
def _klokke():
    with time_machine.travel(NAA, tick=False):
        yield


@pytest.fixture
def runde():
    return aapnet({"bjork": 8})


def _svar(**endret) -> dict[str, str]:
    return {f"l-{ledd}": str(verdi) for ledd, verdi in ALLE_MIDT.items()} | {"send": "1"} | endret


def test_et_papirskjema_skrives_av_og_neste_kode_kan_skrives(runde):
    kode = koder(runde)[0]
    skjema = Client().post(SIDEN, {"kode": kode.lower()})
    assert (skjema.status_code, skjema.content.count(b'inputmode="numeric"'), Besvarelse.objects.count()) == (
        200,
        len(ALLE_MIDT),
        0,
    )

    lagret = Client().post(SIDEN, _svar(kode=kode))
    assert (lagret.status_code, Besvarelse.objects.count()) == (200, 1)
    assert "Skjemaet er lagret. Makuler papiret." in lagret.content.decode()
    assert kode not in lagret.content.decode().replace("-", "")


def test_siden_er_uten_kaker_og_har_svarsidenes_hoder(runde):
    for svar in (Client().get(SIDEN), Client().post(SIDEN, {"kode": koder(runde)[0]})):
        assert (svar.cookies.output(), svar["Cache-Control"], svar["Referrer-Policy"]) == (
            "",
            "no-store, private",
            "no-referrer",
        )


@pytest.mark.parametrize(
    ("felt", "status", "setning"),
    [
        ({"kode": ""}, 404, "Skriv inn koden som står øverst på papirskjemaet."),
        ({"kode": "AAAA-AAAA-AAAA-AAAA"}, 404, "Vi kjenner ikke koden."),
        ({"l-a1.1": "7"}, 400, "a1.1: Svaret «7» finnes ikke."),
        ({"l-tull": "3"}, 400, "tull: Spørsmålet «tull» er ikke med i denne kartleggingen"),
    ],
)
def test_feil_sies_og_ingenting_lagres(runde, felt, status, setning):
    svar = Client().post(SIDEN, _svar(kode=koder(runde)[0]) | felt)

    assert (svar.status_code, Besvarelse.objects.count()) == (status, 0)
    assert setning in svar.content.decode()


def test_et_tomt_skjema_bruker_ikke_koden(runde):
    kode = koder(runde)[0]
    svar = Client().post(SIDEN, {"kode": kode, "send": "1", "l-a1.1": ""})
    assert (svar.status_code, "Skjemaet er tomt." in svar.content.decode(), Besvarelse.objects.count()) == (
        400,
        True,
        0,
    )

    assert Client().post(SIDEN, _svar(kode=kode)).status_code == 200


def test_det_som_er_skrevet_star_der_nar_noe_ma_rettes(runde):
    svar = Client().post(SIDEN, {"kode": koder(runde)[0], "send": "1", "l-a1.1": "4", "l-a1.2": "9"}).content.decode()

    assert 'name="l-a1.1"' in svar
    assert svar.split('name="l-a1.1"')[1].split("value=")[1].startswith('"4"')


def test_samme_kode_to_ganger_telles_en_gang(runde):
    kode = koder(runde)[0]
    Client().post(SIDEN, _svar(kode=kode))
    igjen = Client().post(SIDEN, _svar(kode=kode))

    assert (igjen.status_code, Besvarelse.objects.count()) == (409, 1)


def test_etter_lukking_tas_ingenting_imot(runde):
    kode = koder(runde)[0]
    lukk(kartlegging=runde, av=None, naa=NAA)

    assert Client().post(SIDEN, _svar(kode=kode)).status_code == 410


def test_en_fremmed_side_kan_ikke_sende_inn(runde):
    svar = Client(headers={"Sec-Fetch-Site": "cross-site"}).post(SIDEN, _svar(kode=koder(runde)[0]))

    assert (svar.status_code, Besvarelse.objects.count()) == (403, 0)
