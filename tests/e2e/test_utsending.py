"""HR planlegger invitasjonen og påminnelsene, ser brevet slik mottakeren ser det, og følger framdriften."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Enhet
from kartlegging.actions.utsending import legg_i_ko
from kartlegging.models import Forsendelse, Kartlegging, Utsending
from tests.factories import PASSORD, TildelingFactory
from tests.kartlegging.oppsett import aapnet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kartlegging(transactional_db) -> Kartlegging:
    runde = aapnet({"bjork": 6})
    naa = timezone.now()
    Kartlegging.objects.filter(pk=runde.pk).update(
        aapner=naa - timedelta(hours=1), lukker=naa + timedelta(days=21), svar_til="hms@prove.example"
    )
    TildelingFactory(enhet=Enhet.objects.get(kode="rot"), rolle=Rolle.HR, bruker__epost="hanne@prove.example")
    runde.refresh_from_db()
    return runde


def _logg_inn(side, live_server):
    side.goto(f"{live_server.url}/app/konto/login/")
    side.locator("[name=login]").fill("hanne@prove.example")
    side.locator("[name=password]").fill(PASSORD)
    side.locator("[name=password]").press("Enter")
    side.wait_for_url("**/app/")


@pytest.mark.parametrize(("bredde", "skjema", "skript"), [(390, "dark", True), (1280, "light", False)])
def test_hr_planlegger_ser_brevet_og_folger_framdriften(
    ny_kontekst, live_server, kartlegging, axe, bredde, skjema, skript
):
    kontekst = ny_kontekst(viewport={"width": bredde, "height": 900}, color_scheme=skjema, java_script_enabled=skript)
    side = kontekst.new_page()

    def se_over():
        # axe er selv et skript, og kan bare måle der skript er slått på.
        if skript:
            axe(side)
            assert side.evaluate("document.documentElement.scrollWidth <= innerWidth")

    _logg_inn(side, live_server)
    side.goto(f"{live_server.url}/app/kartlegging/{kartlegging.kortnavn}/utsendinger/")
    se_over()
    side.get_by_role("button", name="Planlegg det som mangler, slik vi foreslår").click()
    expect(side.get_by_text("3 utsendinger er planlagt.")).to_be_visible()
    se_over()

    side.get_by_role("link", name="Første påminnelse").click()
    side.get_by_role("group", name="Bokmål").get_by_label("Tekst").fill("Vi savner svar fra mange.\n\nHilsen Hanne")
    side.get_by_role("button", name="Vis brevet uten å lagre").click()
    brevet = side.get_by_role("article", name="Bokmål")
    expect(brevet).to_contain_text("Vi savner svar fra mange.")
    expect(brevet).to_contain_text("Har du alt svart, kan du se bort fra denne.")
    expect(brevet).to_contain_text("XXXX-XXXX-XXXX-XXXX")
    se_over()
    side.get_by_role("button", name="Lagre", exact=True).click()
    expect(side.get_by_text("Første påminnelse er lagret.")).to_be_visible()
    assert (
        Utsending.objects.get(art="paaminnelse_1").tekst["nb"]["tekst"] == "Vi savner svar fra mange.\n\nHilsen Hanne"
    )

    legg_i_ko(utsending=Utsending.objects.get(art="invitasjon"), naa=timezone.now())
    for forsendelse, stand in zip(Forsendelse.objects.all(), ("avvist", "retur", "sendes"), strict=False):
        Forsendelse.objects.filter(pk=forsendelse.pk).update(stand=stand, grunn="550 5.1.1 User unknown")
    side.get_by_role("link", name="Invitasjonen").click()
    expect(side.get_by_role("button", name="Send de usikre på nytt")).to_be_visible()
    expect(side.get_by_role("listitem").filter(has_text="550 5.1.1 User unknown")).to_have_count(2)
    se_over()
