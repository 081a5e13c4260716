"""Fra årsakssjekk til ny versjon i nettleseren, og hver nye side uten brudd på tilgjengelighet i to bredder og fargevalg."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from arbeidsmiljo.actions import tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker
from tests.factories import PASSORD
from tests.tiltak import bygg
from tiltak.actions import be_om_uttalelse, endre_tilstand, eskaler, signer
from tiltak.domain.begreper import Instans
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.models import Aarsakssvar, Akseptkriterium, Amubehandling, Effekt, Eskalering, Raad, Risikovurdering

pytestmark = pytest.mark.django_db(transaction=True)
UTSEENDE = [(1280, "light"), (390, "dark")]


@pytest.fixture
def sted():
    return bygg.sted()


@pytest.fixture
def gaa(side, live_server, axe):
    """``gaa(bruker, sti)`` logger inn, åpner siden, og måler den i begge utseendene."""
    inne = {}

    def maal():
        for bredde, farger in UTSEENDE:
            side.set_viewport_size({"width": bredde, "height": 900})
            side.emulate_media(color_scheme=farger)
            axe(side)
            assert side.evaluate("document.documentElement.scrollWidth <= innerWidth"), (side.url, bredde)
        side.set_viewport_size({"width": 1280, "height": 900})

    def _gaa(bruker, sti):
        if inne.get("hvem") != bruker.pk:
            bruker.set_password(PASSORD)
            bruker.save(update_fields=["password"])
            side.context.clear_cookies()
            side.goto(f"{live_server.url}/app/konto/login/")
            side.locator("[name=login]").fill(bruker.epost)
            side.locator("[name=password]").fill(PASSORD)
            side.locator("[name=password]").press("Enter")
            expect(side).to_have_url(f"{live_server.url}/app/")
            inne["hvem"] = bruker.pk
        side.goto(live_server.url + sti)
        maal()

    _gaa.maal = maal
    return _gaa


def test_gruppen_svarer_paa_aarsakssjekken_og_ser_hva_svarene_peker_paa(side, gaa, sted):
    vurdering = bygg.vurdering(sted)
    gaa(sted.leder, f"/app/risiko/{vurdering.pk}/forhold/c/aarsakssjekk/")
    side.get_by_role("group", name="Skjev oppgavefordeling?").get_by_label("Ja").check()
    side.get_by_label("Ledere").fill("1")
    side.get_by_role("button", name="Lagre årsakssjekken").click()
    expect(side.get_by_text("Svarene i årsakssjekken peker på:")).to_be_visible()
    gaa.maal()
    assert [(en.sporsmal, en.svar) for en in Aarsakssvar.objects.all()] == [("skjev-oppgavefordeling", "ja")]


def test_toppleder_bestemmer_hva_som_godtas(side, gaa, sted):
    gaa(sted.toppleder, "/app/risiko/aksept/")
    side.get_by_label("Middels").check()
    side.get_by_role("button", name="Lagre beslutningen").click()
    expect(side.get_by_role("alert")).to_contain_text("Skriv hvorfor dette nivået godtas.")
    gaa.maal()
    side.get_by_label("Hvorfor dette nivået?").fill("Middels følges opp i linjen.")
    side.get_by_role("button", name="Lagre beslutningen").click()
    expect(side.get_by_text("Gjelder nå")).to_be_visible()
    gaa.maal()
    assert Akseptkriterium.objects.get().niva == "gul"


def test_verneombudet_lofter_og_hr_svarer(side, gaa, sted):
    vurdering = bygg.vurdering(sted)
    gaa(sted.verneombud, f"/app/risiko/{vurdering.pk}/forhold/c/loft/")
    side.get_by_label("HR/HMS").check()
    side.get_by_label("Hva er det som haster?").fill("Ingen avløsning på natt.")
    side.get_by_role("button", name="Løft risikoen").click()
    expect(side.get_by_role("heading", level=1)).to_have_text("Risikoer som er løftet")
    gaa.maal()
    gaa(sted.hr, f"/app/eskaleringer/{Eskalering.objects.get().pk}/")
    side.get_by_role("textbox", name="Svar").fill("To til på natt fra mandag.")
    side.get_by_role("button", name="Lagre svaret").click()
    expect(side.get_by_text("To til på natt fra mandag.")).to_be_visible()
    gaa.maal()


def test_amu_behandler_og_bht_gir_raad(side, gaa, sted):
    vurdering = bygg.vurdering(sted)
    bygg.vurder_alle(vurdering)
    bygg.tiltak(vurdering)
    bygg.konkluder(vurdering)
    be_om_uttalelse(vurdering=vurdering, av=sted.leder, naa=bygg.NAA)
    bht = Bruker.objects.opprett(epost="bht@fjordvik.example", navn="Beate Nes")
    tildel_rolle(bruker=bht, rolle=Rolle.BHT, enhet=sted.rot, av=None, naa=bygg.NAA, fra=bygg.MOTE)
    gaa(bht, f"/app/risiko/{vurdering.pk}/raad/?forhold=c")
    side.get_by_role("textbox", name="Råd").fill("Begynn med bemanningen.")
    side.get_by_role("button", name="Lagre rådet").click()
    gaa(sted.amu, f"/app/handlingsplan/{vurdering.pk}/amu/")
    side.get_by_label("Hva ble vedtatt eller sagt?").fill("Støttes.")
    side.get_by_role("button", name="Lagre behandlingen").click()
    expect(side.get_by_text("Begynn med bemanningen.")).to_be_visible()
    expect(side.get_by_text("Støttes.")).to_be_visible()
    gaa.maal()
    assert (Raad.objects.count(), Amubehandling.objects.count()) == (1, 1)


def test_et_ferdig_tiltak_evalueres_og_risikoen_vurderes_paa_nytt(side, gaa, sted):
    vurdering = bygg.vurdering(sted)
    bygg.vurder_alle(vurdering)
    tiltak = bygg.tiltak(vurdering)
    bygg.konkluder(vurdering)
    be_om_uttalelse(vurdering=vurdering, av=sted.leder, naa=bygg.NAA)
    signer(vurdering=vurdering, av=sted.leder, naa=bygg.NAA, grunn_uten_uttalelse="Ingen.")
    naa = timezone.now() + timedelta(minutes=1)
    endre_tilstand(
        tiltak=tiltak, til=Tiltakstilstand.FERDIG, tekst="", av=sted.leder, naa=max(naa, bygg.NAA + timedelta(days=1))
    )
    eskaler(
        forhold=bygg.forhold(vurdering, "c"),
        til=Instans.AMU,
        grunn="Haster.",
        frist=timezone.localdate() + timedelta(days=9),
        av=sted.verneombud,
        naa=timezone.now(),
    )
    gaa(sted.leder, "/app/")
    expect(side.get_by_text("Vurder risikoen på nytt i Solbakken sykehjem", exact=True)).to_be_visible()
    gaa(sted.leder, "/app/tiltak/effekt/")
    side.get_by_role("link", name="T-01").click()
    gaa.maal()
    side.get_by_label("Virket delvis").check()
    side.get_by_label("Hva bygger dere på?").fill("Færre avvik.")
    side.get_by_role("button", name="Lagre vurderingen").click()
    gaa.maal()
    assert Effekt.objects.get().dom == "delvis"

    gaa(sted.leder, f"/app/risiko/{vurdering.pk}/")
    side.get_by_text("Lag ny versjon").first.click()
    side.get_by_label("Hvorfor?").fill("Tiltaket er gjort.")
    side.get_by_role("button", name="Lag ny versjon").click()
    expect(side.get_by_text("Den nye versjonen er klar.")).to_be_visible()
    gaa.maal()
    ny = Risikovurdering.objects.get(forrige=vurdering)
    gaa(sted.leder, f"/app/risiko/{ny.pk}/forhold/c/")
    side.get_by_text("Vurder på nytt").first.click()
    side.get_by_role("button", name="Vurder på nytt").click()
    gaa(sted.leder, f"/app/risiko/{ny.pk}/forhold/c/")
    expect(side.get_by_text("Min egen vurdering")).to_be_visible()


@pytest.mark.parametrize(
    "sti",
    ["", "faktor/c/", "faktor/g/", "aarsaker/", "loven/", "roller/", "slik-regner-vi/", "slik-henger-det-sammen/"],
)
def test_kunnskapssidene_kan_leses_av_alle(gaa, sted, sti):
    gaa(sted.verneombud, f"/app/kunnskap/{sti}")
    gaa.maal()


def test_hjelpen_paa_skjermen_forer_til_siden_som_forklarer(side, gaa, sted):
    vurdering = bygg.vurdering(sted)
    gaa(sted.leder, f"/app/risiko/{vurdering.pk}/samlet/")
    side.get_by_text("Hva betyr dette?").first.click()
    side.get_by_role("link", name="Les mer").first.click()
    expect(side.get_by_role("heading", level=1)).to_have_text("Slik regner vi")


def test_hr_leser_inn_fravaer_og_viser_perioden(side, gaa, sted):
    gaa(sted.hr, "/app/utfall/inn/")
    gaa.maal()
    maanedene = "".join(f"solbakken;2026-0{maaned};12;240;12,5;0;0\n" for maaned in (1, 2, 3))
    innhold = "enhet;maaned;ansatte;avtalte_dagsverk;tapte_dagsverk;skader;sluttet\n" + maanedene
    side.get_by_label("Filen", exact=True).set_input_files(
        {"name": "utfall.csv", "mimeType": "text/csv", "buffer": innhold.encode()}
    )
    side.get_by_role("button", name="Les inn").click()
    expect(side.get_by_text("Filen er lest inn: 9 nye tall, 0 endret og 0 som før.")).to_be_visible()
    gaa.maal()
    side.get_by_role("button", name="Lås og vis Sykefravær, 1. kvartal 2026").click()
    expect(side.get_by_role("cell", name="5,2 %").first).to_be_visible()
    gaa.maal()
