"""HR lager årshjulet, verneombudet gjør sin oppgave, og forsiden følger med. Uten JavaScript."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from arbeidsmiljo.domain.aarshjul import aarshjulet
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Aarsoppgave
from tests.factories import PASSORD, EnhetFactory, TildelingFactory

UTEN_SKRIPT = {"java_script_enabled": False}


@pytest.fixture
def rot(transactional_db):
    return EnhetFactory()


def _logg_inn(ny_kontekst, live_server, rot, rolle, **valg):
    bruker = TildelingFactory(enhet=rot, rolle=rolle).bruker
    side = ny_kontekst(**valg).new_page()
    side.goto(f"{live_server.url}/app/konto/login/")
    side.locator("[name=login]").fill(bruker.epost)
    side.locator("[name=password]").fill(PASSORD)
    side.locator("[name=password]").press("Enter")
    return side


def test_hr_lager_aarshjulet_og_verneombudet_gjor_sin_oppgave(ny_kontekst, live_server, rot):
    hr = _logg_inn(ny_kontekst, live_server, rot, Rolle.HR, **UTEN_SKRIPT)
    expect(hr.get_by_role("heading", name="Velkommen. Slik kommer dere i gang")).to_be_visible()
    hr.get_by_role("link", name="Hele årshjulet").click()
    hr.get_by_role("button", name="Lag årshjulet fra forslaget").click()
    expect(hr.get_by_text(f"{len(aarshjulet())} oppgaver er lagt til fra forslaget")).to_be_visible()
    Aarsoppgave.objects.filter(mal="vernerunde").update(frist=timezone.localdate())

    ombud = _logg_inn(ny_kontekst, live_server, rot, Rolle.VERNEOMBUD, **UTEN_SKRIPT)
    expect(ombud.get_by_role("heading", name="Én ting venter på deg")).to_be_visible()
    ombud.get_by_role("link", name="Se oppgaven").click()
    ombud.get_by_label("Merknad").fill("Gått i dag.")
    ombud.get_by_role("button", name="Merk som utført").click()
    expect(ombud.get_by_text("Oppgaven er merket utført. Neste frist er")).to_be_visible()
    ombud.get_by_role("link", name="Oversikt").click()
    expect(ombud.get_by_role("heading", name="Ingenting venter på deg nå")).to_be_visible()

    hr.get_by_role("link", name="Oversikt").click()
    expect(hr.get_by_role("link", name="har utført «Gå vernerunde»")).to_be_visible()


@pytest.mark.parametrize(("bredde", "skjema"), [(390, "dark"), (1280, "light")])
def test_sidene_holder_wcag_og_er_ikke_for_brede(ny_kontekst, live_server, rot, axe, bredde, skjema):
    side = _logg_inn(
        ny_kontekst,
        live_server,
        rot,
        Rolle.HR,
        viewport={"width": bredde, "height": 900},
        color_scheme=skjema,
    )
    axe(side)
    side.goto(f"{live_server.url}/app/virksomheten/aarshjul/")
    side.get_by_role("button", name="Lag årshjulet fra forslaget").click()
    Aarsoppgave.objects.filter(mal="puls").update(frist=timezone.localdate())
    oppgave = Aarsoppgave.objects.get(mal="puls").pk
    for sti in (
        "",
        "virksomheten/aarshjul/",
        f"virksomheten/aarshjul/{oppgave}/",
        f"virksomheten/aarshjul/{oppgave}/endre/",
    ):
        side.goto(f"{live_server.url}/app/{sti}")
        axe(side)
        assert side.evaluate("document.documentElement.scrollWidth <= innerWidth"), sti
