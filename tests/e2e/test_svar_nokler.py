"""En nøkkel er borte mens noen sender: siden sier det, venter med svarene i behold, og påstår aldri at de er mottatt."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from kartlegging.actions import avgi_besvarelse
from kartlegging.models import Kartlegging
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import FILENE, mappe_for
from tests.e2e.svarside import TAKK, apen_kartlegging, svar_paa_ett
from tests.kartlegging.oppsett import koder

BRUKT = "Koden er brukt"
TROLIG = "Svaret ditt er trolig registrert"
IGJEN = "Prøv igjen nå"


@pytest.fixture
def kartlegging(transactional_db) -> Kartlegging:
    return apen_kartlegging()


@pytest.fixture
def kode(kartlegging) -> str:
    return koder(kartlegging, "liten")[0]


@pytest.fixture
def gjem_noklene(kartlegging):
    """Tar nøkkelfilene bort, og gir en som legger dem tilbake."""
    filene = [mappe_for(kartlegging.kortnavn) / f"{navn}.nokkel" for navn in FILENE]
    innhold = {fil: fil.read_bytes() for fil in filene}

    def legg_tilbake() -> None:
        for fil, byter in innhold.items():
            fil.write_bytes(byter)

    def gjem():
        for fil in filene:
            fil.unlink()
        return legg_tilbake

    return gjem


def _ser_at_nokkelen_mangler(side: Page) -> None:
    expect(side.get_by_text("Dette forsøket ble ikke lagret og brukte ikke koden.")).to_be_visible()
    expect(side.get_by_text("Svarene ligger trygt i denne fanen. Vi prøver igjen …")).to_be_visible()


def test_siden_sier_at_nokkelen_mangler_og_sender_selv_naar_den_er_tilbake(
    ny_kontekst, live_server, kode, gjem_noklene
):
    side = ny_kontekst().new_page()
    side.goto(f"{live_server.url}/svar/#k={kode}")
    svar_paa_ett(side)
    legg_tilbake = gjem_noklene()
    side.get_by_role("button", name="Send svaret").click()
    _ser_at_nokkelen_mangler(side)
    expect(side.locator("[id='l-a1.1-4']")).to_be_checked()
    assert Besvarelse.objects.count() == 0

    legg_tilbake()

    expect(side.get_by_role("heading", name=TAKK)).to_be_visible()
    assert Besvarelse.objects.count() == 1


@pytest.mark.parametrize(("mist_det_forste", "overskrift"), [(False, BRUKT), (True, TROLIG)])
def test_brukes_koden_av_en_annen_imens_sies_det_bare_trolig_registrert_naar_et_forsok_kan_ha_kommet_fram(
    ny_kontekst, live_server, kode, gjem_noklene, mist_det_forste, overskrift
):
    side = ny_kontekst().new_page()
    side.clock.install()
    side.goto(f"{live_server.url}/svar/#k={kode}")
    svar_paa_ett(side)
    # Klokka i siden står, så den prøver bare igjen når prøven trykker.
    side.clock.pause_at(timezone.now() + timedelta(minutes=1))
    legg_tilbake = gjem_noklene()
    if mist_det_forste:
        side.route("**/svar/send", lambda rute: rute.abort("connectionreset"), times=1)
    side.get_by_role("button", name="Send svaret").click()
    if mist_det_forste:
        side.get_by_role("button", name=IGJEN).click()
    _ser_at_nokkelen_mangler(side)
    legg_tilbake()
    avgi_besvarelse(kode=kode, svar={"a1.1": 1}, gruppe=None, naa=timezone.now())
    side.get_by_role("button", name=IGJEN).click()

    expect(side.get_by_role("heading", name=overskrift)).to_be_visible()
    assert Besvarelse.objects.count() == 1
