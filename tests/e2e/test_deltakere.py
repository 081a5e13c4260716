"""Verneombudet ser over deltakerlisten og bekrefter den, og kartleggingen kan åpne."""

import pytest
from playwright.sync_api import expect

from arbeidsmiljo.models import Enhet
from kartlegging.actions import Deltaker, aapne, inviter, varsle
from kartlegging.feil import KartleggingsfeilError
from tests.kartlegging.oppsett import NAA, hovedverneombud, utkast

PASSORD = "et-langt-passord-til-proven"


@pytest.fixture
def kartlegging(transactional_db):
    ny = utkast({"bjork": 8, "lind": 9})
    varsle(kartlegging=ny, av=None, naa=NAA)
    nyansatt = Deltaker(Enhet.objects.get(kode="bjork"), "ny@prove.example", ansatt_fra=NAA.date())
    inviter(kartlegging=ny, deltakere=[nyansatt], av=None, naa=NAA)
    ombud = hovedverneombud(Enhet.objects.get(forelder=None))
    ombud.set_password(PASSORD)
    ombud.save()
    return ny


@pytest.mark.parametrize(("bredde", "skjema"), [(390, "dark"), (1280, "light")])
def test_verneombudet_ser_over_listen_og_bekrefter(ny_kontekst, live_server, kartlegging, axe, bredde, skjema):
    side = ny_kontekst(viewport={"width": bredde, "height": 900}, color_scheme=skjema).new_page()
    with pytest.raises(KartleggingsfeilError):
        aapne(kartlegging=kartlegging, av=None, naa=NAA)
    side.goto(f"{live_server.url}/app/konto/login/")
    side.locator("[name=login]").fill("hvo@310000027.example")
    side.locator("[name=password]").fill(PASSORD)
    side.locator("[name=password]").press("Enter")

    side.get_by_role("link", name="Se deltakerlisten").click()
    expect(side.get_by_text("1 av 2 enheter er bekreftet")).to_be_visible()
    axe(side)
    assert side.evaluate("document.documentElement.scrollWidth <= innerWidth")
    side.get_by_role("link", name="Enhet bjork").click()
    expect(side.get_by_role("listitem").filter(has_text="ny@prove.example")).to_contain_text("Nyansatt, fra 02.03.2026")
    axe(side)
    side.get_by_role("button", name="Bekreft listen").click()

    expect(side.get_by_text("Du har bekreftet deltakerne i 1 enhet.")).to_be_visible()
    expect(side.get_by_text("2 av 2 enheter er bekreftet")).to_be_visible()
    aapne(kartlegging=kartlegging, av=None, naa=NAA)
    side.reload()
    expect(side.get_by_text("Listen er den samme som da kartleggingen åpnet.")).to_be_visible()
    axe(side)
