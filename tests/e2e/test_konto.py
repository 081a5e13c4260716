"""Kontosidene og feilsidene: i samme drakt som resten, uten brudd på tilgjengelighet, og med et neste steg."""

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from arbeidsmiljo.domain.roller import Rolle
from tests.factories import PASSORD, TildelingFactory

pytestmark = pytest.mark.django_db(transaction=True)

UTEN_INNLOGGING = [
    ("/app/konto/login/code/", "Send meg en innloggingskode"),
    ("/app/konto/password/reset/", "Nytt passord"),
    ("/app/konto/password/reset/done/", "Nytt passord"),
    ("/app/konto/password/reset/key/1-abc/", "Lenken virker ikke lenger"),
    ("/app/konto/inactive/", "Inaktiv konto"),
    ("/app/konto/signup/", "Registrering stengt"),
    ("/finnes-ikke/", "Vi fant ikke siden"),
]
MED_INNLOGGING = [
    ("/app/konto/password/change/", "Endre passord"),
    ("/app/konto/email/", "E-postadresser"),
    ("/app/konto/logout/", "Logg ut"),
    ("/app/konto/2fa/", "Totrinnsinnlogging"),
    ("/app/finnes-ikke/", "Vi fant ikke siden"),
]
UTSEENDE = pytest.mark.parametrize(("bredde", "fargevalg"), [(1280, "light"), (390, "dark")])


def _klargjor(side, bredde, fargevalg):
    side.set_viewport_size({"width": bredde, "height": 900})
    side.emulate_media(color_scheme=fargevalg)


def _logg_inn(live_server, side, *, bekreftet=True):
    bruker = TildelingFactory(rolle=Rolle.LEDER).bruker
    EmailAddress.objects.create(user=bruker, email=bruker.epost, verified=bekreftet, primary=True)
    side.goto(f"{live_server.url}/app/konto/login/")
    side.locator("[name=login]").fill(bruker.epost)
    side.locator("[name=password]").fill(PASSORD)
    side.locator("[name=password]").press("Enter")
    expect(side).to_have_url(f"{live_server.url}/app/")


def _er_hel(side, axe, overskrift):
    expect(side.get_by_role("heading", level=1)).to_have_text(overskrift)
    assert side.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(side)


@UTSEENDE
def test_sidene_uten_innlogging_er_uten_brudd(live_server, side, axe, bredde, fargevalg):
    _klargjor(side, bredde, fargevalg)

    for sti, overskrift in UTEN_INNLOGGING:
        side.goto(live_server.url + sti)
        _er_hel(side, axe, overskrift)


@UTSEENDE
def test_kontosidene_er_uten_brudd_og_nas_fra_toppen(live_server, side, axe, bredde, fargevalg):
    _klargjor(side, bredde, fargevalg)
    _logg_inn(live_server, side)

    side.get_by_role("link", name="Kontoen min").click()
    expect(side.get_by_role("link", name="Passord", exact=True)).to_have_attribute("aria-current", "page")
    for sti, overskrift in MED_INNLOGGING:
        side.goto(live_server.url + sti)
        _er_hel(side, axe, overskrift)


@pytest.mark.parametrize("bekreftet", [True, False], ids=["bekreftet", "som HR la den inn"])
def test_nokkelen_til_autentiseringsappen_kan_hentes_uansett_om_adressen_er_bekreftet(
    live_server, side, axe, bekreftet
):
    _logg_inn(live_server, side, bekreftet=bekreftet)

    side.goto(f"{live_server.url}/app/konto/2fa/totp/activate/")
    if "reauthenticate" in side.url:
        side.locator("[name=password]").fill(PASSORD)
        side.locator("[name=password]").press("Enter")
    expect(side.get_by_label("Nøkkel til appen")).to_have_js_property("readOnly", True)
    _er_hel(side, axe, "Aktiver autentiseringsapp")


def test_koden_pa_epost_gir_en_side_uten_brudd(live_server, side, axe):
    bruker = TildelingFactory(rolle=Rolle.VERNEOMBUD).bruker

    side.goto(f"{live_server.url}/app/konto/login/code/")
    side.locator("[name=email]").fill(bruker.epost)
    side.locator("[name=email]").press("Enter")

    _er_hel(side, axe, "Skriv inn koden")
