"""Kontosidene og feilsidene: i samme drakt som resten, uten brudd på tilgjengelighet, og med et neste steg."""

import re

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Hendelse
from tests.factories import PASSORD, TildelingFactory

pytestmark = pytest.mark.django_db(transaction=True)

UTEN_INNLOGGING = [
    ("/app/konto/login/code/", "Send meg en innloggingskode"),
    ("/app/konto/password/reset/", "Nytt passord"),
    ("/app/konto/password/reset/done/", "Nytt passord"),
    ("/app/konto/password/reset/key/1-abc/", "Lenken virker ikke lenger"),
    ("/app/konto/inactive/", "Inaktiv konto"),
    ("/app/konto/signup/", "Registrering stengt"),
    ("/app/konto/3rdparty/login/cancelled/", "Innloggingen ble avbrutt"),
    ("/finnes-ikke/", "Vi fant ikke siden"),
]
MED_INNLOGGING = [
    ("/app/konto/password/change/", "Endre passord"),
    ("/app/konto/email/", "E-postadresse"),
    ("/app/konto/sprak/", "Språk"),
    ("/app/konto/virksomhet/", "Velg virksomhet"),
    ("/app/konto/3rdparty/", "Felles innlogging"),
    ("/app/konto/logout/", "Logg ut"),
    ("/app/konto/2fa/", "Totrinnsinnlogging"),
    ("/app/konto/2fa/webauthn/", "Sikkerhetsnøkler"),
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
    return bruker


def _bekreft(side):
    if "reauthenticate" in side.url:
        side.locator("[name=password]").fill(PASSORD)
        side.locator("[name=password]").press("Enter")


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


def _virtuell_nokkel(side):
    """En nøkkel i nettleseren som alltid godtar, slik Chromium selv prøver WebAuthn."""
    kanal = side.context.new_cdp_session(side)
    kanal.send("WebAuthn.enable")
    valg = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return kanal, kanal.send("WebAuthn.addVirtualAuthenticator", {"options": valg})["authenticatorId"]


def _legg_til_nokkel(live_server, side, axe, *, uten_passord):
    side.goto(f"{live_server.url}/app/konto/2fa/webauthn/add/")
    _bekreft(side)
    _er_hel(side, axe, "Legg til en sikkerhetsnøkkel")
    if uten_passord:
        side.locator("[name=passwordless]").check()
    side.get_by_role("button", name="Legg til").click()


def _logg_ut(side):
    side.get_by_role("button", name="Logg ut").click()


def test_en_nokkel_legges_til_og_logger_inn_uten_passord_og_star_i_loggen(live_server, side, axe):
    _virtuell_nokkel(side)
    _logg_inn(live_server, side)
    _legg_til_nokkel(live_server, side, axe, uten_passord=True)
    expect(side).to_have_url(re.compile("/2fa/recovery-codes/"))
    side.goto(f"{live_server.url}/app/konto/2fa/webauthn/")
    expect(side.get_by_text("Uten passord")).to_be_visible()
    axe(side)
    _logg_ut(side)

    side.goto(f"{live_server.url}/app/konto/login/?next=/app/konto/sprak/")
    side.get_by_role("button", name="Bruk en sikkerhetsnøkkel").click()

    expect(side).to_have_url(f"{live_server.url}/app/konto/sprak/")
    hva = Hendelse.objects.filter(hva__startswith="konto.").order_by("pk").values_list("hva", flat=True)
    assert [en for en in hva if en != "konto.totrinn_paa"] == ["konto.innlogget", "konto.utlogget", "konto.innlogget"]
    assert hva.filter(hva="konto.totrinn_paa").exists()


def test_en_nokkel_er_det_andre_trinnet_og_feil_nokkel_sier_hva_som_hjelper(live_server, side, axe):
    kanal, nokkel = _virtuell_nokkel(side)
    bruker = _logg_inn(live_server, side)
    _legg_til_nokkel(live_server, side, axe, uten_passord=False)
    expect(side).to_have_url(re.compile("/2fa/recovery-codes/"))
    _logg_ut(side)
    side.goto(f"{live_server.url}/app/konto/login/")
    side.locator("[name=login]").fill(bruker.epost)
    side.locator("[name=password]").fill(PASSORD)
    side.locator("[name=password]").press("Enter")
    _er_hel(side, axe, "Totrinnsinnlogging")

    minner = kanal.send("WebAuthn.getCredentials", {"authenticatorId": nokkel})["credentials"]
    kanal.send("WebAuthn.clearCredentials", {"authenticatorId": nokkel})
    side.get_by_role("button", name="Bruk en sikkerhetsnøkkel").click()
    expect(side.get_by_role("alert")).to_contain_text("Nøkkelen ble ikke brukt.")

    kanal.send("WebAuthn.addCredential", {"authenticatorId": nokkel, "credential": minner[0]})
    side.get_by_role("button", name="Bruk en sikkerhetsnøkkel").click()
    expect(side).to_have_url(f"{live_server.url}/app/")


@pytest.mark.parametrize("bekreftet", [True, False], ids=["bekreftet", "som HR la den inn"])
def test_nokkelen_til_autentiseringsappen_kan_hentes_uansett_om_adressen_er_bekreftet(
    live_server, side, axe, bekreftet
):
    _logg_inn(live_server, side, bekreftet=bekreftet)

    side.goto(f"{live_server.url}/app/konto/2fa/totp/activate/")
    _bekreft(side)
    expect(side.get_by_label("Nøkkel til appen")).to_have_js_property("readOnly", True)
    _er_hel(side, axe, "Aktiver autentiseringsapp")


def test_koden_pa_epost_gir_en_side_uten_brudd(live_server, side, axe):
    bruker = TildelingFactory(rolle=Rolle.VERNEOMBUD).bruker

    side.goto(f"{live_server.url}/app/konto/login/code/")
    side.locator("[name=email]").fill(bruker.epost)
    side.locator("[name=email]").press("Enter")

    _er_hel(side, axe, "Skriv inn koden")
