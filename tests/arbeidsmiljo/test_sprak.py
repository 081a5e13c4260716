"""Språket: den innloggedes eget, ellers nettleserens."""

import pytest
from django.test import Client

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Hendelse
from tests.factories import TildelingFactory

pytestmark = pytest.mark.django_db

ENGELSK = {"accept-language": "en-GB,en;q=0.9"}
NORSK = {"accept-language": "nb"}


def _sprak(svar):
    return svar.content.decode().split('<html lang="')[1][:2]


@pytest.mark.parametrize("sti", ["/svar/", "/slik-beskytter-vi/", "/app/konto/login/"])
def test_den_som_ikke_er_innlogget_far_spraket_til_nettleseren(client, sti):
    assert _sprak(client.get(sti, headers=ENGELSK)) == "en"
    assert _sprak(client.get(sti, headers=NORSK)) == "nb"
    assert _sprak(client.get(sti, headers={"accept-language": "fi"})) == "nb"


@pytest.fixture
def klient():
    klient = Client()
    klient.force_login(TildelingFactory(rolle=Rolle.HR).bruker)
    return klient


def test_den_innloggede_far_sitt_eget_sprak_uansett_nettleser(klient):
    assert _sprak(klient.get("/app/", headers=ENGELSK)) == "nb"

    svar = klient.post("/app/konto/sprak/", {"sprak": "nn", "neste": "/app/virksomheten/"})

    assert svar.headers["Location"] == "/app/virksomheten/"
    assert _sprak(klient.get("/app/", headers=ENGELSK)) == "nn"
    assert (Bruker.objects.get().sprak, Hendelse.objects.get().hva) == ("nn", "konto.sprak")


def test_valget_folger_ikke_med_til_de_apne_sidene(klient):
    klient.post("/app/konto/sprak/", {"sprak": "nn"})

    assert _sprak(klient.get("/slik-beskytter-vi/", headers=ENGELSK)) == "en"


def test_et_ukjent_sprak_avvises_og_ingenting_endres(klient):
    svar = klient.post("/app/konto/sprak/", {"sprak": "xx"})

    assert (svar.status_code, Bruker.objects.get().sprak, Hendelse.objects.count()) == (400, "nb", 0)


@pytest.mark.parametrize("neste", ["https://ond.example/", "//ond.example/", "javascript:alert(1)", ""])
def test_neste_sender_aldri_til_en_annen_vert(klient, neste):
    svar = klient.post("/app/konto/sprak/", {"sprak": "en", "neste": neste})

    assert svar.headers["Location"] == "/app/konto/sprak/"
