import pytest
from playwright.sync_api import expect

from arbeidsmiljo.domain.roller import Rolle
from tests.factories import PASSORD, TildelingFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("bredde", "fargevalg"), [(1280, "light"), (390, "dark")])
def test_innloggingen_slipper_inn_og_ut_og_er_uten_brudd(live_server, side, axe, bredde, fargevalg):
    bruker = TildelingFactory(rolle=Rolle.HR).bruker
    side.set_viewport_size({"width": bredde, "height": 900})
    side.emulate_media(color_scheme=fargevalg)

    side.goto(f"{live_server.url}/app/")
    expect(side).to_have_url(f"{live_server.url}/app/konto/login/?next=/app/")
    axe(side)
    side.locator("[name=login]").fill(bruker.epost)
    side.locator("[name=password]").fill(PASSORD)
    side.locator("[name=password]").press("Enter")
    expect(side).to_have_url(f"{live_server.url}/app/")
    axe(side)


def test_siden_spor_aldri_en_annen_vert(live_server, side):
    vertene = set()
    side.on("request", lambda foresporsel: vertene.add(foresporsel.url.split("/")[2]))

    side.goto(f"{live_server.url}/app/konto/login/")

    assert vertene == {live_server.url.split("/")[2]}
