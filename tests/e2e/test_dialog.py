"""Fra en enhet som ikke vises, gjennom dialogmøtet, til en risiko med notatene som grunnlag. Uten JavaScript på telefon."""

from datetime import date

import pytest
from playwright.sync_api import expect

from arbeidsmiljo.actions import tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet
from kartlegging.actions import avgi_mange, lukk
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet, koder
from tiltak.models import Dialogmote, Risikoforhold

PASSORD = "et-langt-passord-til-proven"


@pytest.fixture
def runde(transactional_db):
    """En lukket runde der «liten» ikke vises, med leder og verneombud for den."""
    kartlegging = aapnet({"rot": 9, "stor": 40, "liten": 4})
    besvarelsene = [(kode, ALLE_MIDT) for enhet in ("rot", "stor") for kode in koder(kartlegging, enhet)]
    avgi_mange(kartlegging=kartlegging, besvarelsene=besvarelsene)
    lukk(kartlegging=kartlegging, av=None, naa=NAA)
    liten = Enhet.objects.get(kode="liten")
    for rolle, navn in ((Rolle.LEDER, "Ingrid Nes"), (Rolle.VERNEOMBUD, "Jonas Nes")):
        bruker = Bruker.objects.opprett(epost=f"{rolle}@prove.example", navn=navn, passord=PASSORD)
        tildel_rolle(bruker=bruker, rolle=rolle, enhet=liten, av=None, naa=NAA, fra=date(2020, 1, 1))
    return kartlegging


def _logg_inn(side, tjener, rolle):
    side.goto(f"{tjener}/app/konto/login/")
    side.locator("[name=login]").fill(f"{rolle}@prove.example")
    side.locator("[name=password]").fill(PASSORD)
    side.locator("[name=password]").press("Enter")


def _uten_rulling(side):
    assert side.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_leder_og_verneombud_gar_fra_skjult_enhet_til_risiko_med_notater(ny_kontekst, live_server, runde, side, axe):
    _logg_inn(side, live_server.url, "leder")
    side.get_by_role("link", name="Start med opplegget").click()
    expect(side.get_by_label("Dialogmøter")).to_be_checked()
    axe(side)
    side.get_by_role("button", name="Start vurderingen").click()

    expect(side.get_by_role("heading", name="Dialogmøtet i Enhet liten")).to_be_visible()
    axe(side)
    side.get_by_role("link", name="Dagsorden og spørsmål").click()
    expect(side.get_by_role("heading", name="Dagsorden, 75 minutter")).to_be_visible()
    axe(side)
    side.go_back()
    side.get_by_label("Antall ansatte som var med").fill("0")
    side.get_by_role("button", name="Lagre møtet").click()
    expect(side.get_by_role("alert")).to_contain_text("Skriv hvor mange som var med, minst én.")
    axe(side)
    side.get_by_label("Antall ansatte som var med").fill("4")
    side.get_by_label("Verneombudet var til stede fra start til slutt").check()
    side.get_by_role("button", name="Lagre møtet").click()
    side.get_by_role("link", name="Mengde og tidspress").click()
    axe(side)
    side.get_by_label("De fleste").check()
    side.get_by_label("Hva i arbeidet gjør det slik?").fill("Kveldsvakten er alene.")
    side.get_by_role("button", name="Lagre og gå videre").click()
    expect(side.get_by_role("heading", name="Støtte og hjelp i arbeidet")).to_be_visible()

    # Verneombudet skriver videre på sin egen telefon, uten JavaScript.
    mobil = ny_kontekst(viewport={"width": 390, "height": 800}, java_script_enabled=False).new_page()
    _logg_inn(mobil, live_server.url, "verneombud")
    mobil.goto(side.url)
    mobil.get_by_label("En del").check()
    mobil.get_by_label("Hva i arbeidet gjør det slik?").fill("Ingen å spørre i helgene.")
    mobil.get_by_role("button", name="Lagre og gå videre").click()
    expect(mobil.get_by_role("heading", name="Integritet, verdighet og kontakt med andre")).to_be_visible()

    assert [(en.faktor, en.utbredelse) for en in Dialogmote.objects.get().notatene.all()] == [
        ("c", "de_fleste"),
        ("d", "en_del"),
    ]
    forhold = Risikoforhold.objects.get(faktor="d")
    side.set_viewport_size({"width": 390, "height": 800})
    side.goto(f"{live_server.url}/app/risiko/{forhold.vurdering_id}/dialogmote/")
    expect(side.get_by_text("Gjelder: En del")).to_be_visible()
    _uten_rulling(side)
    axe(side)
    side.goto(f"{live_server.url}/app/risiko/{forhold.vurdering_id}/forhold/d/")
    expect(side.get_by_text("Ingen å spørre i helgene.")).to_be_visible()
    _uten_rulling(side)
    axe(side)
