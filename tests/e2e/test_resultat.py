"""Reisen fra listen til faktoren bak en rute, i begge fargevalg og bredder."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from tests.kartlegging.publisert import aapnet, publisert, sted

pytestmark = pytest.mark.django_db(transaction=True)


def _logg_inn(side, live_server, bruker):
    klient = Client()
    klient.force_login(bruker)
    okt = klient.cookies[settings.SESSION_COOKIE_NAME].value
    vert = live_server.url.split("//")[1].split(":")[0]
    side.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": okt, "domain": vert, "path": settings.SESSION_COOKIE_PATH}]
    )


def _uten_sidelengs_rulling(side) -> bool:
    return bool(side.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize(("bredde", "fargevalg"), [(1280, "dark"), (390, "light")])
def test_lederen_finner_fra_listen_til_det_som_ligger_bak_en_rute(live_server, side, axe, bredde, fargevalg):
    hvor = sted()
    publisert(hvor)
    side.set_viewport_size({"width": bredde, "height": 900})
    side.emulate_media(color_scheme=fargevalg)
    _logg_inn(side, live_server, hvor.seksjonsleder)

    side.goto(f"{live_server.url}/app/resultater/")
    axe(side)
    side.get_by_role("link", name="Vår 2026").first.click()
    expect(side.get_by_role("heading", level=1)).to_have_text("Vår 2026")
    expect(side.get_by_text("Skjult: færre enn 7 svar")).to_have_count(1)
    axe(side)
    assert _uten_sidelengs_rulling(side)

    side.get_by_role("row", name="Solbakken").locator("a[href$='/solbakken/c/']").click()
    expect(side.get_by_role("heading", level=1)).to_have_text("Arbeidsmengde og tidspress")
    expect(side.get_by_role("heading", name="Det som demper")).to_be_visible()
    axe(side)
    assert _uten_sidelengs_rulling(side)

    side.get_by_role("link", name="Vurder risiko").click()
    expect(side.get_by_role("heading", level=1)).to_contain_text("isiko")


def test_hr_lukker_og_ser_resultatet(live_server, side, axe):
    hvor = sted()
    kartlegging = aapnet(hvor)
    _logg_inn(side, live_server, hvor.hr)

    side.goto(f"{live_server.url}/app/kartlegging/{kartlegging.kortnavn}/")
    axe(side)
    side.get_by_role("link", name="Lukk nå").click()
    axe(side)
    side.get_by_role("button", name="Lukk").click()
    expect(side.get_by_role("status")).to_contain_text("lukkes")
    side.reload()
    expect(side.get_by_role("link", name="Se resultatet")).to_be_visible()
