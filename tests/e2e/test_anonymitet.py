"""Verneombudet lar programmet angripe seg selv, i begge fargevalg og bredder."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from kartlegging.verifisering import kladd
from tests.kartlegging.conftest import GODE_TALL
from tests.kartlegging.publisert import aapnet, sted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("bredde", "fargevalg", "brudd"), [(1280, "dark", False), (390, "light", True)])
def test_verneombudet_prover_anonymiteten(live_server, side, axe, monkeypatch, bredde, fargevalg, brudd):
    monkeypatch.setattr(kladd, "kjor_kladd", lambda: GODE_TALL | {"klartekst": brudd})
    hvor = sted()
    runde = aapnet(hvor)
    klient = Client()
    klient.force_login(hvor.verneombud)
    navn = settings.SESSION_COOKIE_NAME
    side.context.add_cookies(
        [{"name": navn, "value": klient.cookies[navn].value, "url": f"{live_server.url}{settings.SESSION_COOKIE_PATH}"}]
    )
    side.set_viewport_size({"width": bredde, "height": 900})
    side.emulate_media(color_scheme=fargevalg)

    side.goto(f"{live_server.url}/app/kartlegging/{runde.kortnavn}/")
    side.get_by_role("link", name="La programmet angripe seg selv").click()
    expect(side.get_by_role("heading", level=1)).to_have_text("Prøv anonymiteten")
    axe(side)

    side.get_by_role("button", name="Prøv nå").click()
    expect(side.get_by_role("button", name="Prøv på nytt")).to_be_visible()
    dommen = "Noe er galt" if brudd else "Ingenting av det som lot seg prøve, kobler"
    expect(side.get_by_role("heading", name=dommen)).to_be_visible()
    axe(side)
    assert side.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
