"""Ingen kake settes utenfor /app/, og ingen side der ute kan erstatte kaken til en side som er åpen."""

import pytest
from django.test import Client

from arbeidsmiljo.domain.roller import Rolle
from tests.factories import PASSORD, TildelingFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "adresse",
    ["/favicon.ico", "/finnes-ikke/", "/svar/", "/slik-beskytter-vi/", "/personvern/", "/helse/", "/innsyn/x/"],
)
def test_en_side_utenfor_app_setter_ingen_kake(adresse):
    assert dict(Client().get(adresse).cookies) == {}


def test_kakene_til_innloggede_sider_har_stien_app():
    bruker = TildelingFactory(rolle=Rolle.HR).bruker
    klient = Client()
    klient.get("/app/konto/login/")
    klient.post("/app/konto/login/", {"login": bruker.epost, "password": PASSORD})

    assert {navn: kake["path"] for navn, kake in klient.cookies.items()} == {"csrftoken": "/app/", "sessionid": "/app/"}


def test_innloggingen_virker_selv_om_nettleseren_spor_etter_noe_som_ikke_finnes():
    bruker = TildelingFactory(rolle=Rolle.HR).bruker
    klient = Client(enforce_csrf_checks=True)
    side = klient.get("/app/konto/login/").content.decode()
    merke = side.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    klient.get("/favicon.ico")
    response = klient.post(
        "/app/konto/login/", {"login": bruker.epost, "password": PASSORD, "csrfmiddlewaretoken": merke}
    )

    assert (response.status_code, response.headers["Location"]) == (302, "/app/")
