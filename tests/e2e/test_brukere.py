"""HR legger til en bruker, avslutter rollen og finner det igjen i loggen."""

import pytest
from playwright.sync_api import expect

from arbeidsmiljo.domain.roller import Rolle
from tests.factories import PASSORD, EnhetFactory, TildelingFactory, VirksomhetFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("bredde", "fargevalg"), [(1280, "light"), (390, "dark")])
def test_hr_legger_til_en_bruker_avslutter_rollen_og_ser_det_i_loggen(live_server, side, axe, bredde, fargevalg):
    rot = EnhetFactory(virksomhet=VirksomhetFactory(navn="Fjordvik kommune"), navn="Fjordvik kommune", kode="rot")
    EnhetFactory(forelder=rot, navn="Solbakken sykehjem", kode="solbakken")
    hr = TildelingFactory(enhet=rot, rolle=Rolle.HR, bruker__navn="Hanne Nes").bruker
    TildelingFactory(bruker=hr, enhet=EnhetFactory(navn="Nordhelse AS"), rolle=Rolle.BHT)
    side.set_viewport_size({"width": bredde, "height": 900})
    side.emulate_media(color_scheme=fargevalg)
    side.goto(f"{live_server.url}/app/konto/login/?next=/app/virksomheten/brukere/")
    side.locator("[name=login]").fill(hr.epost)
    side.locator("[name=password]").fill(PASSORD)
    side.locator("[name=password]").press("Enter")

    _hel(side, axe, "Brukere og roller")
    side.get_by_role("link", name="Ny bruker").click()
    side.get_by_role("button", name="Legg til").click()
    _hel(side, axe, "Ny bruker")
    side.get_by_label("Navn", exact=True).fill("Kari Vik")
    side.get_by_label("E-postadresse").fill("kari@fjordvik.example")
    side.get_by_label("Rolle").select_option(label="Leder")
    side.get_by_label("Enhet", exact=True).select_option(label="Solbakken sykehjem (solbakken)")
    side.get_by_role("button", name="Legg til").click()

    _hel(side, axe, "Kari Vik")
    side.get_by_role("link", name="Avslutt Leder, Solbakken sykehjem").click()
    _hel(side, axe, "Avslutt rollen Leder for Solbakken sykehjem")
    side.get_by_role("button", name="Avslutt rollen").click()
    expect(side.get_by_text("Rollen er avsluttet.")).to_be_visible()

    side.goto(f"{live_server.url}/app/virksomheten/hendelser/?hva=rolle")
    _hel(side, axe, "Hendelser")
    expect(side.get_by_role("row").nth(1)).to_contain_text("avsluttet rollen")
    side.goto(f"{live_server.url}/app/konto/virksomhet/")
    _hel(side, axe, "Velg virksomhet")


def _hel(side, axe, overskrift):
    expect(side.get_by_role("heading", level=1)).to_have_text(overskrift)
    assert side.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(side)
