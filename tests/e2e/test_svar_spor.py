"""Svarsidene legger ikke igjen spor i nettleseren, heller ikke når en annen er innlogget der (katalogen 35, 36, 38)."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from arbeidsmiljo.domain.roller import Rolle
from kartlegging.domain.koder import vis_kode
from kartlegging.models import Kartlegging
from kartlegging.models.besvarelse import Besvarelse
from tests.e2e.svarside import Nettlogg, apen_kartlegging, historikken, send, svar_paa_ett
from tests.factories import PASSORD, TildelingFactory
from tests.kartlegging.oppsett import koder

LAGRENE = """async () => ({
    lokalt: localStorage.length, okt: sessionStorage.length, kaker: document.cookie, vindu: window.name,
    databaser: (await indexedDB.databases()).length, hurtiglager: (await caches.keys()).length,
    arbeidere: (await navigator.serviceWorker.getRegistrations()).length, steg: String(history.state)})"""
TOMT = {
    "lokalt": 0, "okt": 0, "kaker": "", "vindu": "", "databaser": 0, "hurtiglager": 0, "arbeidere": 0, "steg": "null",
}  # fmt: skip


@pytest.fixture
def kartlegging(transactional_db) -> Kartlegging:
    return apen_kartlegging()


@pytest.fixture
def kode(kartlegging) -> str:
    return koder(kartlegging, "liten")[0]


def _logg_inn(side: Page, vert: str) -> None:
    side.goto(f"{vert}/app/konto/login/")
    bruker: Any = TildelingFactory(rolle=Rolle.HR).bruker
    side.locator("[name=login]").fill(bruker.epost)
    side.locator("[name=password]").fill(PASSORD)
    side.locator("[name=password]").press("Enter")
    expect(side).to_have_url(f"{vert}/app/")


def _byter(side: Page, vert: str, kartlegging: Kartlegging, kode: str) -> list[bytes]:
    """Sidene slik de kom over nettet: de åpne, en som ikke finnes, og skjemaet."""
    stiene = ("/svar/", "/slik-beskytter-vi/", "/personvern/", f"/innsyn/{kartlegging.innsynsnokkel}/", "/svar/x/")
    sidene = []
    for sti in stiene:
        svar = side.goto(vert + sti)
        assert svar
        sidene.append(svar.body())
    side.goto(f"{vert}/svar/")
    with side.expect_response("**/svar/") as skjemaet:
        side.get_by_label("Koden din").fill(kode)
        side.get_by_role("button", name="Gå videre").click()
    return [*sidene, skjemaet.value.body()]


def test_35_den_som_er_innlogget_i_samme_nettleser_svarer_som_alle_andre(ny_kontekst, live_server, kartlegging, kode):
    innlogget: BrowserContext = ny_kontekst()
    side = innlogget.new_page()
    _logg_inn(side, live_server.url)
    kakene = innlogget.cookies()
    nettet = Nettlogg(innlogget)

    med = _byter(side, live_server.url, kartlegging, kode)
    svar_paa_ett(side)
    send(side)
    uten = _byter(ny_kontekst().new_page(), live_server.url, kartlegging, kode)

    assert {kake["path"] for kake in kakene} == {"/app/"}
    assert innlogget.cookies() == kakene
    assert nettet.kaker_utenfor_app() == []
    assert med == uten
    assert Besvarelse.objects.count() == 1
    side.goto(f"{live_server.url}/app/")
    expect(side).to_have_url(f"{live_server.url}/app/")


def test_35_en_kake_med_stien_rot_ville_blitt_sett(ny_kontekst, live_server, kartlegging):
    kontekst: BrowserContext = ny_kontekst()
    kontekst.add_cookies([{"name": "sessionid", "value": "x", "url": live_server.url}])
    nettet, side = Nettlogg(kontekst), kontekst.new_page()
    side.goto(f"{live_server.url}/svar/")

    assert nettet.kaker_utenfor_app() == [f"{live_server.url}/svar/"]


def test_36_to_i_samme_enhet_faar_de_samme_bytene_utenom_koden(ny_kontekst, live_server, kartlegging):
    def alt(kode: str) -> list[tuple[str, bytes]]:
        kontekst: BrowserContext = ny_kontekst()
        nettet = Nettlogg(kontekst)
        side = kontekst.new_page()
        side.goto(f"{live_server.url}/svar/#k={kode}")
        svar_paa_ett(side)
        send(side)
        egen = vis_kode(kode).encode()
        kroppene = [
            (f.url, svar.body().replace(egen, b"KODEN"))
            for f in nettet.foresporslene
            if not f.url.startswith("data:") and (svar := f.response())
        ]
        assert any(b"KODEN" in kropp for _url, kropp in kroppene)
        return sorted(kroppene)

    en, to = koder(kartlegging, "liten")[:2]
    rot = koder(kartlegging, "rot")[0]
    av_en = alt(en)

    assert av_en == alt(to)
    # En i en annen enhet får en annen side: sammenligningen ser forskjell når den finnes.
    assert av_en != alt(rot)


def test_38_etter_send_er_det_ingenting_aa_finne_i_nettleseren(ny_kontekst, live_server, kartlegging, kode):
    kontekst: BrowserContext = ny_kontekst()
    side = kontekst.new_page()
    side.goto(f"{live_server.url}/slik-beskytter-vi/")
    side.goto(f"{live_server.url}/svar/#k={kode}")
    svar_paa_ett(side)
    send(side)
    assert side.evaluate(LAGRENE) == TOMT

    for gaa in (side.reload, side.go_back, side.go_forward, side.reload):
        gaa()
        side.wait_for_timeout(300)
        side.wait_for_load_state()
        assert vis_kode(kode) not in side.content()
        assert kode not in side.content()
        assert side.locator("input:checked").count() == 0
        assert [felt.input_value() for felt in side.locator("#kode").all() if felt.input_value()] == []
        assert side.evaluate(LAGRENE) == TOMT
    assert [url for url in historikken(side) if kode in url] == []
    assert kontekst.storage_state(indexed_db=True) == {"cookies": [], "origins": []}


@pytest.mark.parametrize(("fra_bfcache", "skjemaer"), [(True, 0), (False, 1)])
def test_38_en_side_fra_nettleserens_minne_viser_ikke_den_forriges_svar(
    ny_kontekst, live_server, kode, fra_bfcache, skjemaer
):
    side = ny_kontekst().new_page()
    side.on("dialog", lambda dialog: dialog.accept())
    side.goto(f"{live_server.url}/svar/#k={kode}")
    svar_paa_ett(side)
    side.evaluate("persisted => window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted}))", fra_bfcache)
    side.wait_for_timeout(300)
    side.wait_for_load_state()

    assert side.locator("[data-stegvis]").count() == skjemaer
    assert (vis_kode(kode) in side.content()) == bool(skjemaer)


def test_38_uten_skript_gir_tilbakeknappen_ikke_svarene(ny_kontekst, live_server, kode):
    side = ny_kontekst(java_script_enabled=False).new_page()
    side.goto(f"{live_server.url}/svar/")
    side.get_by_label("Koden din").fill(kode)
    side.get_by_role("button", name="Gå videre").click()
    side.locator("[id='f-a1.1']").get_by_text("Ofte", exact=True).click()
    assert vis_kode(kode) in side.content()
    send(side)

    # Nettleseren har ikke siden lenger, og spør heller om skjemaet skal sendes på nytt.
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        side.go_back()
    expect(side.locator("body")).not_to_contain_text(vis_kode(kode))


def test_38_ingen_felt_foreslaar_det_forrige_svaret(ny_kontekst, live_server, kode):
    side = ny_kontekst().new_page()
    side.goto(f"{live_server.url}/svar/#k={kode}")
    expect(side.get_by_role("button", name="Start")).to_be_visible()

    assert side.evaluate("[...document.forms].map(skjema => skjema.autocomplete)") == ["off"]
