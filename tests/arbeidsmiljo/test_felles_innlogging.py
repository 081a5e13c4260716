"""Innlogging gjennom arbeidsgiverens egen tjeneste (OIDC), mot en liten utsteder på den lokale kontakten."""

import os
import subprocess
import sys

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Hendelse
from tests.arbeidsmiljo.utsteder import HEMMELIGHET, KLIENT, kjor_utsteder
from tests.factories import TildelingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def utsteder(settings):
    with kjor_utsteder() as en:
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [
                    {
                        "provider_id": "felles",
                        "name": "Fjordvik",
                        "client_id": KLIENT,
                        "secret": HEMMELIGHET,
                        "settings": {
                            "server_url": en.adresse,
                            "openid_configuration_overrides": {"issuer": en.adresse},
                        },
                    }
                ],
            }
        }
        yield en


def _bruker():
    return TildelingFactory(rolle=Rolle.HR, bruker__epost="kari@fjordvik.example").bruker


def _logg_inn(klient: Client, utsteder, **person):
    utsteder.personen = {"sub": "42", "email_verified": True, "pid": "01010112345", **person}
    til_utsteder = klient.get("/app/konto/oidc/felles/login/?process=login")
    assert til_utsteder.status_code == 302
    svar = utsteder.godkjenn(til_utsteder.headers["Location"])
    return klient.get("/app/konto/oidc/felles/login/callback/", svar)


def _innlogget(klient: Client) -> str | None:
    return klient.session.get("_auth_user_id")


def test_innloggingssiden_har_en_lenke_bare_nar_tjenesten_er_satt_opp(utsteder, settings):
    assert "Logg inn med Fjordvik" in Client().get("/app/konto/login/").content.decode()

    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "/app/konto/oidc/" not in Client().get("/app/konto/login/").content.decode()


def test_en_konto_med_samme_bekreftede_adresse_logges_inn(utsteder):
    bruker, klient = _bruker(), Client()

    svar = _logg_inn(klient, utsteder, email="Kari@fjordvik.example")

    assert (svar.status_code, svar.headers["Location"], _innlogget(klient)) == (302, "/app/", str(bruker.pk))
    assert utsteder.innloggingene[0]["code_challenge_method"] == "S256"
    assert Hendelse.objects.filter(hva="konto.innlogget", bruker_id=bruker.pk).count() == 1


def test_andre_gang_kjennes_personen_igjen_og_ingenting_annet_om_den_lagres(utsteder):
    bruker = _bruker()
    _logg_inn(Client(), utsteder, email=bruker.epost)
    klient = Client()

    _logg_inn(klient, utsteder, email="annet.navn@fjordvik.example")

    assert _innlogget(klient) == str(bruker.pk)
    assert list(SocialAccount.objects.values_list("uid", "extra_data")) == [("42", {})]


@pytest.mark.parametrize(
    ("person", "setning"),
    [
        ({"email": "ukjent@fjordvik.example"}, "adressen din har ingen konto"),
        ({"email": "kari@fjordvik.example", "email_verified": False}, "ikke hvilken bekreftet e-postadresse"),
        ({}, "ikke hvilken bekreftet e-postadresse"),
    ],
)
def test_den_som_ikke_har_en_konto_slipper_ikke_inn_og_ingen_lages(utsteder, person, setning):
    _bruker()
    klient = Client()

    svar = _logg_inn(klient, utsteder, **person)

    assert svar.status_code == 403
    assert setning in svar.content.decode()
    assert (_innlogget(klient), Bruker.objects.count(), SocialAccount.objects.count()) == (None, 1, 0)


def test_en_adresse_utstederen_selv_styrer_kan_godtas_ved_innstilling(utsteder, settings):
    settings.OIDC_EPOST_BEKREFTET = True
    bruker, klient = _bruker(), Client()

    _logg_inn(klient, utsteder, email=bruker.epost, email_verified=False)

    assert _innlogget(klient) == str(bruker.pk)


def test_en_stengt_konto_slipper_ikke_inn(utsteder):
    bruker, klient = _bruker(), Client()
    Bruker.objects.filter(pk=bruker.pk).update(is_active=False)

    svar = _logg_inn(klient, utsteder, email=bruker.epost)

    assert (svar.status_code, svar.headers["Location"]) == (302, "/app/konto/inactive/")
    assert _innlogget(klient) is None


@pytest.mark.parametrize(
    "feil", [{"iss": "https://en.annen.example"}, {"aud": "en-annen-klient"}, {"exp": 1_700_000_000}]
)
def test_et_bevis_fra_eller_til_noen_andre_eller_et_gammelt_avvises_med_en_setning(utsteder, feil):
    bruker, klient = _bruker(), Client()
    utsteder.overstyr = feil

    svar = _logg_inn(klient, utsteder, email=bruker.epost)

    assert "svarte ikke slik vi har avtalt" in svar.content.decode()
    assert _innlogget(klient) is None


def test_et_svar_ingen_har_bedt_om_avvises(utsteder):
    _bruker()
    klient = Client()

    svar = klient.get("/app/konto/oidc/felles/login/callback/", {"code": "engangskode", "state": "oppdiktet"})

    assert "svarte ikke slik vi har avtalt" in svar.content.decode()
    assert _innlogget(klient) is None


def test_en_innlogget_kan_ikke_koble_seg_til_en_annens_adresse(utsteder):
    bruker, annen = _bruker(), TildelingFactory(rolle=Rolle.LEDER).bruker
    klient = Client()
    klient.force_login(annen)
    utsteder.personen = {"sub": "42", "email": bruker.epost, "email_verified": True}
    svar = utsteder.godkjenn(klient.get("/app/konto/oidc/felles/login/?process=connect").headers["Location"])

    response = klient.get("/app/konto/oidc/felles/login/callback/", svar)

    assert (response.status_code, response.headers["Location"]) == (302, "/app/konto/3rdparty/")
    assert SocialAccount.objects.count() == 0


@pytest.mark.parametrize(
    ("miljo", "setning"),
    [
        ({"OIDC_UTSTEDER": "http://login.example"}, "skal begynne med https://"),
        ({"OIDC_UTSTEDER": "https://login.example"}, "krever også OIDC_KLIENT"),
    ],
)
def test_en_halv_innstilling_stanser_programmet_med_en_setning(miljo, setning):
    ut = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env=os.environ | miljo | {"DJANGO_SETTINGS_MODULE": "arbeidsmiljo.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert setning in ut.stderr
