"""Svarflyten i ekte nettleser: med og uten skript, uten nett, og når tjenerens svar går tapt."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from arbeidsmiljo.models import Enhet
from kartlegging.actions import avgi_besvarelse
from kartlegging.domain.koder import vis_kode
from kartlegging.models import Kartlegging
from kartlegging.models.besvarelse import Besvarelse
from tests.kartlegging.oppsett import aapnet, koder

MOBIL = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
TAKK = "Takk. Svaret er levert."


@pytest.fixture
def kartlegging(transactional_db) -> Kartlegging:
    ny = aapnet({"liten": 4, "rot": 1})
    ny.lukker = timezone.now() + timedelta(days=7)
    ny.save(update_fields=["lukker"])
    return ny


@pytest.fixture
def kode(kartlegging) -> str:
    return koder(kartlegging, "liten")[0]


@pytest.fixture
def mobil(ny_kontekst) -> Iterator[Page]:
    """En telefon. Prøven feiler om siden melder en feil i skript eller bryter CSP."""
    fane = ny_kontekst(**MOBIL).new_page()
    feilene: list[str] = []
    fane.on("pageerror", lambda feil: feilene.append(str(feil)))
    fane.on("console", lambda m: feilene.append(m.text) if "Content Security Policy" in m.text else None)
    yield fane
    assert feilene == []


@pytest.fixture
def uten_skript(ny_kontekst) -> Page:
    fane: Page = ny_kontekst(**MOBIL, java_script_enabled=False).new_page()
    return fane


def _apne(side: Page, vert: str, kode: str) -> None:
    side.goto(f"{vert}/svar/#k={kode}")
    expect(side.get_by_role("button", name="Start")).to_be_visible()


def _velg(side: Page, ledd: str, svar: str) -> None:
    """Trykker på svaret slik en tommel gjør det: på teksten, ikke på ringen."""
    side.locator(f"[id='f-{ledd}']").get_by_text(svar, exact=True).click()


def _til_slutten(side: Page) -> None:
    side.get_by_role("button", name="Start").click()
    _frem_til_send(side)


def _frem_til_send(side: Page) -> None:
    while not side.get_by_role("heading", name="Klar til å sende?").is_visible():
        side.get_by_role("button", name="Neste").locator("visible=true").click()


def _svar_paa_ett(side: Page, vert: str, kode: str) -> None:
    _apne(side, vert, kode)
    side.get_by_role("button", name="Start").click()
    _velg(side, "a1.1", "Ofte")
    _frem_til_send(side)


def _send(side: Page) -> None:
    side.get_by_role("button", name="Send svaret").click()


def _lagret_i_nettleseren(side: Page) -> object:
    return side.evaluate(
        """async () => [localStorage.length, sessionStorage.length, document.cookie,
           (await indexedDB.databases()).length, (await caches.keys()).length]"""
    )


def test_hele_flyten_paa_mobil(mobil, live_server, kartlegging, kode, axe):
    foresporsler: list[str] = []
    mobil.on("request", lambda foresporsel: foresporsler.append(foresporsel.url))
    mobil.goto(f"{live_server.url}/svar/")
    axe(mobil)
    _apne(mobil, live_server.url, kode)
    assert mobil.url == f"{live_server.url}/svar/"
    axe(mobil)
    mobil.get_by_role("button", name="Start").click()
    expect(mobil.get_by_role("heading", name="Uklare eller motstridende krav")).to_be_focused()
    expect(mobil.get_by_text("Del 1 av 9")).to_be_visible()
    axe(mobil)
    _velg(mobil, "a1.1", "Ofte")
    _velg(mobil, "a1.2", "Vil ikke svare")
    mobil.get_by_role("button", name="Neste").locator("visible=true").click()
    expect(mobil.get_by_role("heading", name="Emosjonelle krav")).to_be_focused()
    mobil.get_by_role("button", name="Tilbake").locator("visible=true").click()
    expect(mobil.locator("[id='l-a1.1-4']")).to_be_checked()
    _frem_til_send(mobil)
    expect(mobil.get_by_text("Du har svart på 1 av")).to_be_visible()
    axe(mobil)
    _send(mobil)
    expect(mobil.get_by_role("heading", name=TAKK)).to_be_focused()
    axe(mobil)

    assert Besvarelse.objects.count() == 1
    assert _lagret_i_nettleseren(mobil) == [0, 0, "", 0, 0]
    assert kode not in mobil.content()
    assert [url for url in foresporsler if kode in url] == []
    assert {url.split("/")[2] for url in foresporsler if not url.startswith("data:")} == {live_server.url.split("/")[2]}


def test_valgene_er_store_nok_for_en_tommel(mobil, live_server, kartlegging, kode):
    _apne(mobil, live_server.url, kode)
    mobil.get_by_role("button", name="Start").click()

    hoyder = [rute["height"] for rute in (m.bounding_box() for m in mobil.locator(".valg label:visible").all()) if rute]

    assert hoyder
    assert min(hoyder) >= 52
    assert mobil.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_uten_skript_er_det_en_lang_side(uten_skript, live_server, kartlegging, kode):
    uten_skript.goto(f"{live_server.url}/svar/")
    uten_skript.get_by_label("Koden din").fill(vis_kode(kode).lower())
    uten_skript.get_by_role("button", name="Gå videre").click()
    _velg(uten_skript, "a1.1", "Ofte")
    _velg(uten_skript, "g1", "Nei")
    uten_skript.get_by_role("button", name="English").click()
    expect(uten_skript.locator("[id='l-a1.1-4']")).to_be_checked()
    uten_skript.get_by_role("button", name="Bokmål").click()
    uten_skript.get_by_role("button", name="Send svaret").click()

    expect(uten_skript.get_by_role("heading", name=TAKK)).to_be_visible()
    assert uten_skript.context.cookies() == []
    assert Besvarelse.objects.count() == 1


def test_uten_skript_kan_en_gal_kode_rettes_uten_aa_miste_svarene(uten_skript, live_server, kartlegging, kode):
    annen = koder(kartlegging, "liten")[1]
    avgi_besvarelse(kode=annen, svar={"a1.1": 3}, gruppe=None, naa=timezone.now())
    uten_skript.goto(f"{live_server.url}/svar/")
    uten_skript.get_by_label("Koden din").fill(annen)
    uten_skript.get_by_role("button", name="Gå videre").click()
    _velg(uten_skript, "a1.1", "Ofte")
    uten_skript.get_by_role("button", name="Send svaret").click()
    expect(uten_skript.get_by_role("heading", name="Koden er brukt")).to_be_visible()
    uten_skript.get_by_text("Ble det feil kode?").click()
    uten_skript.get_by_label("Koden din").fill(kode)
    uten_skript.get_by_role("button", name="Gå videre med en annen kode").click()

    expect(uten_skript.locator("[id='l-a1.1-4']")).to_be_checked()


@pytest.mark.parametrize("lenke", ["/svar/#k={}", "/svar/%23k={}", "/svar/#K={}", "/svar/%23k%3D{}"])
def test_koden_hentes_fra_lenken_og_adressen_ryddes(mobil, live_server, kartlegging, kode, lenke):
    mobil.goto(live_server.url + lenke.format(vis_kode(kode)))

    expect(mobil.get_by_role("button", name="Start")).to_be_visible()
    assert mobil.url == f"{live_server.url}/svar/"
    assert Besvarelse.objects.count() == 0


def test_ny_lenke_i_samme_fane_apner_skjemaet(mobil, live_server, kartlegging, kode):
    mobil.goto(f"{live_server.url}/svar/")

    mobil.goto(f"{live_server.url}/svar/#k={kode}")

    expect(mobil.get_by_role("button", name="Start")).to_be_visible()
    assert mobil.url == f"{live_server.url}/svar/"


def test_lenke_uten_kode_gir_kodefeltet(mobil, live_server, kartlegging):
    mobil.goto(f"{live_server.url}/svar/#")

    expect(mobil.get_by_label("Koden din")).to_have_value("")
    expect(mobil.get_by_role("alert")).to_have_count(0)


def test_nettet_faller_ut_og_kommer_tilbake(mobil, live_server, kartlegging, kode, axe):
    _svar_paa_ett(mobil, live_server.url, kode)
    mobil.context.set_offline(True)
    _send(mobil)
    expect(mobil.get_by_text("Du er uten nett. Svarene ligger trygt i denne fanen.")).to_be_visible()
    axe(mobil)
    assert Besvarelse.objects.count() == 0
    mobil.context.set_offline(False)

    expect(mobil.get_by_role("heading", name=TAKK)).to_be_visible()
    assert Besvarelse.objects.count() == 1


def test_sprakbytte_uten_nett_mister_ingenting(mobil, live_server, kartlegging, kode):
    _apne(mobil, live_server.url, kode)
    mobil.get_by_role("button", name="Start").click()
    _velg(mobil, "a1.1", "Ofte")
    mobil.context.set_offline(True)
    mobil.get_by_role("button", name="English").click()
    expect(mobil.get_by_text("Du er uten nett, så dette gikk ikke nå.")).to_be_visible()
    expect(mobil.locator("[id='l-a1.1-4']")).to_be_checked()
    mobil.context.set_offline(False)
    mobil.get_by_role("button", name="English").click()

    expect(mobil.get_by_role("heading", name="Unclear or conflicting demands")).to_be_visible()
    expect(mobil.locator("[id='l-a1.1-4']")).to_be_checked()


def test_tapt_svar_fra_tjeneren_gir_kvittering_og_noyaktig_en_rad(mobil, live_server, kartlegging, kode):
    _svar_paa_ett(mobil, live_server.url, kode)
    forsok: list[int] = []

    def mist_det_forste(rute):
        forsok.append(len(forsok))
        if len(forsok) == 1:
            rute.fetch()
            rute.abort("connectionreset")
        else:
            rute.continue_()

    mobil.route("**/svar/send", mist_det_forste)
    _send(mobil)

    expect(mobil.get_by_role("heading", name="Svaret ditt er trolig registrert")).to_be_visible()
    assert len(forsok) == 2
    assert Besvarelse.objects.count() == 1


def test_opptatt_tjener_proves_igjen(mobil, live_server, kartlegging, kode):
    _svar_paa_ett(mobil, live_server.url, kode)
    statusene = iter([503, 429])

    def opptatt(rute):
        status = next(statusene, None)
        if status:
            rute.fulfill(status=status, body="opptatt")
        else:
            rute.continue_()

    mobil.route("**/svar/send", opptatt)
    _send(mobil)
    for _forsok in range(2):
        expect(mobil.get_by_text("Vi får ikke kontakt akkurat nå.")).to_be_visible()
        mobil.get_by_role("button", name="Prøv igjen nå").click()

    expect(mobil.get_by_role("heading", name=TAKK)).to_be_visible()
    assert Besvarelse.objects.count() == 1


def test_brukt_kode_uten_tapt_svar_gir_ikke_kvittering(mobil, live_server, kartlegging, kode, axe):
    avgi_besvarelse(kode=kode, svar={"a1.1": 3}, gruppe=None, naa=timezone.now())
    _svar_paa_ett(mobil, live_server.url, kode)
    _send(mobil)

    expect(mobil.get_by_role("heading", name="Koden er brukt")).to_be_visible()
    expect(mobil.get_by_role("heading", name="Svaret ditt er trolig registrert")).to_have_count(0)
    axe(mobil)


def test_dobbeltklikk_sender_en_gang(mobil, live_server, kartlegging, kode):
    _svar_paa_ett(mobil, live_server.url, kode)
    sendt: list[str] = []
    mobil.on("request", lambda foresporsel: sendt.append(foresporsel.url) if "/svar/send" in foresporsel.url else None)
    mobil.get_by_role("button", name="Send svaret").dblclick()

    expect(mobil.get_by_role("heading", name=TAKK)).to_be_visible()
    assert len(sendt) == 1


def test_innsending_baerer_verken_kake_eller_henvisning(mobil, live_server, kartlegging, kode):
    mobil.context.add_cookies([{"name": "sessionid", "value": "x", "url": live_server.url}])
    _svar_paa_ett(mobil, live_server.url, kode)
    with mobil.expect_request("**/svar/send") as sendt:
        _send(mobil)
    expect(mobil.get_by_role("heading", name=TAKK)).to_be_visible()

    hodene = sendt.value.all_headers()
    assert "cookie" not in hodene
    assert "referer" not in hodene
    assert parse_qs(sendt.value.post_data)["l-a1.1"] == ["4"]


def test_storre_gruppe_velges_med_svarene_i_behold(mobil, live_server, kartlegging, kode):
    rot = Enhet.objects.get(forelder=None)
    _apne(mobil, live_server.url, kode)
    mobil.get_by_role("button", name="Start").click()
    _velg(mobil, "a1.1", "Ofte")
    mobil.get_by_role("button", name="Tilbake").locator("visible=true").click()
    mobil.get_by_text("Tell meg i en større gruppe").click()
    mobil.get_by_role("button", name=re.compile(f"Tell meg i {rot.navn}")).click()

    expect(mobil.get_by_text(f"Du telles i {rot.navn} (5 inviterte).")).to_be_visible()
    expect(mobil.locator("[id='l-a1.1-4']")).to_be_checked()
    with mobil.expect_request("**/svar/send") as sendt:
        _til_slutten(mobil)
        _send(mobil)
    assert parse_qs(sendt.value.post_data)["gruppe"] == [rot.kode]


def test_enter_gaar_videre_og_sender_aldri(mobil, live_server, kartlegging, kode):
    _apne(mobil, live_server.url, kode)
    mobil.get_by_role("button", name="Start").click()
    mobil.locator("[id='l-a1.1-4']").focus()
    mobil.keyboard.press("Space")
    mobil.keyboard.press("Enter")

    expect(mobil.get_by_role("heading", name="Emosjonelle krav")).to_be_focused()
    assert Besvarelse.objects.count() == 0


def test_umulig_verdi_viser_steget_med_feilen(mobil, live_server, kartlegging, kode, axe):
    _apne(mobil, live_server.url, kode)
    mobil.locator("[id='l-c1.1-3']").evaluate("felt => { felt.value = '7'; felt.checked = true; }")
    _til_slutten(mobil)
    _send(mobil)

    expect(mobil.get_by_role("heading", name="Arbeidsmengde og tidspress")).to_be_visible()
    expect(mobil.locator("[id='feil-c1.1']")).to_contain_text("Svaret «7» finnes ikke.")
    axe(mobil)


def test_tomt_skjema_stanses_i_siden(mobil, live_server, kartlegging, kode):
    _apne(mobil, live_server.url, kode)
    _til_slutten(mobil)
    _send(mobil)

    expect(mobil.get_by_text("Du har ikke svart på noe ennå.")).to_be_focused()


def test_tilbake_etter_kvittering_viser_ikke_svarene(mobil, live_server, kartlegging, kode):
    mobil.goto(f"{live_server.url}/slik-beskytter-vi/")
    _svar_paa_ett(mobil, live_server.url, kode)
    _send(mobil)
    expect(mobil.get_by_role("heading", name=TAKK)).to_be_visible()
    mobil.reload()

    expect(mobil.get_by_label("Koden din")).to_have_value("")
    mobil.go_back()
    assert kode not in mobil.content()


@pytest.mark.parametrize("skjema", ["light", "dark"])
@pytest.mark.parametrize("bredde", [390, 1280])
def test_de_andre_sidene_er_uten_brudd(ny_kontekst, live_server, kartlegging, axe, skjema, bredde):
    kontekst: BrowserContext = ny_kontekst(viewport={"width": bredde, "height": 844}, color_scheme=skjema)
    side = kontekst.new_page()
    for sti in (
        "/slik-beskytter-vi/",
        "/slik-beskytter-vi/?sprak=en",
        "/personvern/",
        f"/innsyn/{kartlegging.innsynsnokkel}/",
    ):
        side.goto(live_server.url + sti)
        axe(side)
    side.goto(f"{live_server.url}/svar/#k={'0' * 16}")
    expect(side.get_by_role("alert")).to_contain_text("Vi kjenner ikke koden")
    axe(side)
    Kartlegging.objects.update(lukker=timezone.now(), aapner=timezone.now() - timedelta(days=1))
    side.goto(f"{live_server.url}/svar/")
    side.get_by_label("Koden din").fill(koder(kartlegging, "liten")[0])
    side.get_by_role("button", name="Gå videre").click()
    expect(side.get_by_role("heading", name="Kartleggingen er lukket")).to_be_visible()
    axe(side)
