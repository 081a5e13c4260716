"""HR ser i nettleseren hva som mangler, og går fra årsaken til risikoen."""

import pytest
from playwright.sync_api import expect

from tests.factories import PASSORD
from tests.tiltak import bygg

pytestmark = pytest.mark.django_db(transaction=True)


def test_hr_gaar_fra_det_som_haster_til_risikoen(live_server, side, axe):
    sted = bygg.sted()
    vurdering = bygg.vurdering(sted)
    bygg.vurder(vurdering, "c", 5, 5, ("ledelse",))
    sted.hr.set_password(PASSORD)
    sted.hr.save()
    side.goto(f"{live_server.url}/app/konto/login/")
    side.locator("[name=login]").fill(sted.hr.epost)
    side.locator("[name=password]").fill(PASSORD)
    side.locator("[name=password]").press("Enter")
    side.get_by_role("link", name="Se risikoene").click()
    expect(side.get_by_role("row")).to_have_count(2)
    side.get_by_role("link", name="Til dekningen").click()
    for bredde, farger in ((1280, "light"), (390, "dark")):
        side.set_viewport_size({"width": bredde, "height": 900})
        side.emulate_media(color_scheme=farger)
        axe(side)
        assert side.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(side.get_by_text("Ledelse er årsak i 1 av 1 oransje og røde risikoer.")).to_be_visible()
    side.get_by_role("link", name="Se risikoene Ledelse").click()
    axe(side)
    assert side.evaluate("document.documentElement.scrollWidth <= innerWidth")
    side.get_by_role("link", name="Mengde og tidspress").click()
    expect(side.get_by_role("heading", level=1)).to_contain_text("Arbeidsmengde og tidspress")
