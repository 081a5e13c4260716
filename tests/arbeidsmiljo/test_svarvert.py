"""Svarsidenes hoder på alle svar, og eget vertsnavn: der finnes bare svarsidene, og bare der tas svar imot."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from arbeidsmiljo.domain.roller import Rolle
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.svaradresse import svaradresse
from tests.factories import TildelingFactory
from tests.kartlegging.oppsett import aapnet, koder

pytestmark = pytest.mark.django_db
SVAR, HOVED = "svar.eksempel.example", "testserver"
HODENE = {"Cache-Control": "no-store, private", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
DJANGOS_EGNE = [
    ("get", "/svar/finnes-ikke/", 404),
    ("get", "/innsyn/gjettet/", 404),
    ("get", "/k=7K3M9QWX2BTR5HNC", 404),
    ("get", "/svar", 301),
    ("get", "/svar/send", 405),
    ("post", "/slik-beskytter-vi/", 405),
    ("post", "/personvern/", 405),
]


@pytest.fixture
def kode() -> str:
    kartlegging = aapnet({"liten": 4, "rot": 1})
    kartlegging.lukker = timezone.now() + timedelta(days=7)
    kartlegging.save(update_fields=["lukker"])
    return koder(kartlegging, "liten")[0]


@pytest.fixture
def to_verter(settings):
    settings.ALLOWED_HOSTS = [HOVED, SVAR]
    settings.SVAR_HOST, settings.SVARADRESSE = SVAR, f"https://{SVAR}"


def _hodene(response) -> dict[str, str]:
    return {navn: response.get(navn) for navn in HODENE}


def _har_svarvernet(response) -> bool:
    policy = response["Content-Security-Policy"]
    return (
        _hodene(response) == HODENE
        and all(del_ in policy for del_ in ("default-src 'none'", "font-src 'self'", "img-src 'self' data:"))
        and not response.cookies
        and "cookie" not in response.get("Vary", "").lower()
    )


@pytest.mark.parametrize(("metode", "adresse", "status"), DJANGOS_EGNE)
def test_35_djangos_egne_svar_har_hodene_og_ingen_kake(client, metode, adresse, status):
    response = getattr(client, metode)(adresse)

    assert response.status_code == status
    assert _har_svarvernet(response)


def test_35_uten_mellomvaren_mangler_hodene_paa_en_404(client, settings):
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "SvarhoderMiddleware" not in m]

    response = client.get("/svar/finnes-ikke/")

    assert (_har_svarvernet(response), response.get("Cache-Control")) == (False, None)


def test_35_et_ugyldig_vertsnavn_og_for_mange_felt_har_hodene(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    for response in (
        client.get("/svar/", headers={"host": "fremmed.example"}),
        client.post("/svar/send", {str(n): n for n in range(9)}),
    ):
        assert response.status_code == 400
        assert _har_svarvernet(response)


@pytest.mark.parametrize(("metode", "adresse"), [("get", "/svar/"), ("post", "/svar/"), ("get", "/slik-beskytter-vi/")])
def test_35_en_feil_hos_oss_har_hodene(monkeypatch, metode, adresse):
    def feiler(*_alt, **_resten):
        raise RuntimeError("feil i prøven")

    monkeypatch.setattr("kartlegging.views.svar.render_to_string", feiler)
    klient = Client(raise_request_exception=False)

    response = getattr(klient, metode)(adresse)

    assert response.status_code == 500
    assert _har_svarvernet(response)


def test_35_under_https_gis_hsts_og_ogsaa_omdirigeringen_har_hodene(client, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31536000

    til_https, kryptert = client.get("/svar/"), client.get("/svar/", secure=True)

    assert (til_https.status_code, til_https["Location"]) == (301, "https://testserver/svar/")
    assert _har_svarvernet(til_https)
    assert kryptert["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    "adresse", ["/svar/", "/slik-beskytter-vi/", "/personvern/", "/finnes-ikke/", "/svar/finnes-ikke/"]
)
def test_35_en_oktkake_som_likevel_folger_med_endrer_ikke_en_byte(adresse, django_assert_num_queries):
    innlogget = Client()
    innlogget.force_login(TildelingFactory(rolle=Rolle.HR).bruker)

    with django_assert_num_queries(0):
        med = innlogget.get(adresse)
    uten = Client().get(adresse)

    assert (med.status_code, med.content, dict(med.headers)) == (uten.status_code, uten.content, dict(uten.headers))
    assert dict(med.cookies) == {}


def test_35_uten_mellomvaren_roper_en_404_hvem_som_er_innlogget(settings):
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "SvarhoderMiddleware" not in m]
    innlogget = Client()
    innlogget.force_login(TildelingFactory(rolle=Rolle.HR).bruker)

    assert innlogget.get("/finnes-ikke/").content != Client().get("/finnes-ikke/").content


@pytest.mark.parametrize("adresse", ["/svar/", "/slik-beskytter-vi/", "/personvern/"])
def test_svarverten_har_svarsidene(to_verter, client, adresse):
    assert client.get(adresse, headers={"host": SVAR}).status_code == 200


def test_svarverten_har_stilark_skript_og_helsesjekk(to_verter, client):
    stil = client.get("/static/css/svar.css", headers={"host": SVAR})
    assert b"".join(stil)
    stil.close()

    assert stil.status_code == 200
    assert client.get("/helse/", headers={"host": SVAR}).content == client.get("/helse/").content


@pytest.mark.parametrize("adresse", ["/", "/app/", "/app/konto/login/", "/app/kartlegging/", "/finnes-ikke/"])
def test_svarverten_har_ikke_noe_annet_og_leser_ingen_okt(to_verter, adresse, django_assert_num_queries):
    innlogget = Client()
    innlogget.force_login(TildelingFactory(rolle=Rolle.HR).bruker)

    with django_assert_num_queries(0):
        response = innlogget.get(adresse, headers={"host": SVAR})

    assert response.status_code == 404
    assert dict(response.cookies) == {}


def test_innloggingen_finnes_paa_svarverten_naar_den_ikke_er_satt_opp(settings, client):
    settings.ALLOWED_HOSTS = [HOVED, SVAR]

    assert client.get("/app/konto/login/", headers={"host": SVAR}).status_code == 200


@pytest.mark.parametrize(
    ("adresse", "maal"),
    [
        ("/svar/", "/svar/"),
        ("/svar/%23k=7K3M-9QWX-2BTR-5HNC", "/svar/#k=7K3M-9QWX-2BTR-5HNC"),
        ("/svar/%23k%3D7K3M9QWX2BTR5HNC", "/svar/#k=7K3M9QWX2BTR5HNC"),
    ],
)
def test_hovedverten_sender_den_som_skal_svare_til_svarverten(to_verter, client, adresse, maal):
    response = client.get(adresse)

    assert (response.status_code, response["Location"]) == (302, f"https://{SVAR}{maal}")
    assert _har_svarvernet(response)


@pytest.mark.parametrize("adresse", ["/svar/", "/svar/send"])
def test_hovedverten_tar_ikke_imot_svar_og_bruker_ikke_koden(to_verter, client, kode, adresse):
    felter = {"kode": kode, "l-a1.1": "4"}

    nektet = client.post(adresse, felter)

    assert nektet.status_code == 403
    assert "koden er ikke brukt" in nektet.content.decode()
    assert f'href="https://{SVAR}/svar/"' in nektet.content.decode()
    assert kode.encode() not in nektet.content
    assert Besvarelse.objects.count() == 0
    assert client.post("/svar/send", felter, headers={"host": SVAR}).status_code == 200


def test_porten_skiller_ikke_vertene(settings, client):
    settings.ALLOWED_HOSTS = [HOVED, SVAR]
    settings.SVAR_HOST = f"{SVAR}:8443"

    assert client.get("/svar/", headers={"host": f"{SVAR}:8443"}).status_code == 200
    assert client.get("/app/", headers={"host": f"{SVAR}:9"}).status_code == 404


def test_svaradressen_folger_innstillingen(to_verter, settings):
    assert svaradresse() == f"https://{SVAR}/svar/"
    settings.SVARADRESSE = settings.NETTADRESSE
    assert svaradresse() == "http://127.0.0.1:8000/svar/"


def _les_innstillinger(svar_host: str) -> subprocess.CompletedProcess[str]:
    kode = "from arbeidsmiljo import settings as s; print(s.SVARADRESSE, s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS)"
    miljo = os.environ | {"NETTADRESSE": "https://hoved.example", "SVAR_HOST": svar_host, "SECRET_KEY": "x" * 60}
    return subprocess.run([sys.executable, "-c", kode], env=miljo, capture_output=True, text=True, check=False)


def test_svarverten_er_tillatt_men_kan_ikke_sende_skjemaer_til_de_innloggede_sidene():
    assert _les_innstillinger(" Svar.Example ").stdout.strip() == (
        "https://svar.example ['hoved.example', 'svar.example'] ['https://hoved.example']"
    )


@pytest.mark.parametrize(
    "gal", ["https://svar.example", "svar.example/svar", "hoved.example", "hoved.example:8443", "@x"]
)
def test_en_umulig_svarvert_stanser_oppstarten_med_en_klar_setning(gal):
    kjoring = _les_innstillinger(gal)

    assert kjoring.returncode == 1
    assert "SVAR_HOST skal være et vertsnavn for seg" in kjoring.stderr
