"""Koden lekker aldri til adresser, hoder eller historikk, og ingen skanner bruker den opp (katalogen 33 og 37)."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from kartlegging.domain.koder import vis_kode
from kartlegging.models import Kodebotte
from kartlegging.models.besvarelse import Besvarelse
from tests.e2e.svarside import Nettlogg, apen_kartlegging, historikken, send, svar_paa_ett
from tests.kartlegging.oppsett import koder

START = "Start"
LENKENE = ["/svar/#k={}", "/svar/%23k={}", "/svar/#K={}"]


@pytest.fixture
def kode(transactional_db) -> str:
    return koder(apen_kartlegging(), "liten")[0]


@pytest.fixture
def to_verter(settings, live_server) -> tuple[str, str]:
    """Hovedadressen og svarsidenes egen: samme tjener under to navn."""
    port = live_server.url.rsplit(":", 1)[1]
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.SVAR_HOST, settings.SVARADRESSE = f"127.0.0.1:{port}", f"http://127.0.0.1:{port}"
    return f"http://localhost:{port}", settings.SVARADRESSE


@pytest.mark.parametrize("lenke", ["/svar/#k={}", "/svar/#K={}", "/svar/", "/svar/#"])
def test_33_koden_er_aldri_i_sti_sporring_henvisning_eller_historikk(ny_kontekst, live_server, kode, lenke):
    kontekst: BrowserContext = ny_kontekst()
    nettet, side = Nettlogg(kontekst), kontekst.new_page()
    side.goto(live_server.url + lenke.format(vis_kode(kode)))
    if "{}" not in lenke:
        side.get_by_label("Koden din").fill(vis_kode(kode))
        side.get_by_role("button", name="Gå videre").click()
    expect(side.get_by_role("button", name=START)).to_be_visible()
    side.get_by_role("button", name="English").click()
    side.get_by_role("button", name="Bokmål").click()
    with kontekst.expect_page() as ny_fane:
        side.get_by_role("link", name="Slik beskytter vi svarene").click()
    ny_fane.value.wait_for_load_state()
    svar_paa_ett(side)
    send(side)

    for skrevet in (kode, vis_kode(kode)):
        assert nettet.spor_av(skrevet) == []
        assert [url for url in historikken(side) + historikken(ny_fane.value) if skrevet in url] == []
    # Adressen fanen ble åpnet med, står i målingene nettleseren gjør av siden, men bare til siden lastes på nytt.
    side.reload()
    assert vis_kode(kode) not in str(side.evaluate("performance.getEntries().map(maal => maal.name)"))
    assert [f.url for f in nettet.foresporslene if "referer" in f.all_headers() and "/static/" not in f.url] == []
    assert Besvarelse.objects.count() == 1


@pytest.mark.parametrize(("adresse", "skript"), [("/svar/?k={}", True), ("/svar/#k={}", False)])
def test_33_den_samme_loggen_ser_en_kode_i_sporringen_og_en_adresse_ingen_ryddet(
    ny_kontekst, live_server, kode, adresse, skript
):
    kontekst: BrowserContext = ny_kontekst(java_script_enabled=skript)
    nettet, side = Nettlogg(kontekst), kontekst.new_page()
    side.goto(live_server.url + adresse.format(kode))

    assert (nettet.spor_av(kode) != [], kode in side.url) == (skript, True)


@pytest.mark.parametrize("lenke", LENKENE)
def test_33_hovedadressen_sender_videre_med_koden_i_behold(ny_kontekst, to_verter, kode, lenke):
    hoved, svarvert = to_verter
    kontekst: BrowserContext = ny_kontekst()
    nettet, side = Nettlogg(kontekst), kontekst.new_page()
    side.goto(hoved + lenke.format(kode))

    expect(side.get_by_role("button", name=START)).to_be_visible()
    assert side.url == f"{svarvert}/svar/"
    assert [url for url in historikken(side) if kode in url] == []
    assert [s for s in nettet.spor_av(kode) if f"{hoved}/svar/%23" not in s] == []
    svar_paa_ett(side)
    send(side)
    assert {f.url.split("/svar/send")[0] for f in nettet.foresporslene if f.method == "POST"} == {
        svarvert,
        f"{svarvert}/svar/",
    }


def test_skjemaet_paa_hovedadressen_tas_ikke_imot_og_koden_virker_fortsatt(ny_kontekst, to_verter, kode):
    hoved, svarvert = to_verter
    kontekst: BrowserContext = ny_kontekst()
    nektet = kontekst.request.post(f"{hoved}/svar/send", form={"kode": kode, "l-a1.1": "4"})
    assert (nektet.status, Besvarelse.objects.count()) == (403, 0)

    side = kontekst.new_page()
    side.goto(f"{svarvert}/svar/#k={kode}")
    svar_paa_ett(side)
    send(side)
    assert Besvarelse.objects.count() == 1


def _trykk_paa_alt(side: Page, runder: int = 4) -> None:
    """Som en skanner: alle knapper, også de skjulte, uten å lese hva de gjør."""
    for _runde in range(runder):
        side.evaluate("document.querySelectorAll('button, summary').forEach(knapp => knapp.click())")
        side.wait_for_timeout(150)


def _send_alle_skjemaer(kontekst: BrowserContext, side: Page, vert: str, kode: str) -> None:
    """Hvert skjema slik det står, tomt, og med bare koden – til adressen sin og til knappenes adresser."""
    slik_det_staar: dict[str, str | float | bool] = side.evaluate(
        "Object.fromEntries(new FormData(document.querySelector('#skjema')))"
    )
    adressene = side.evaluate("[...document.querySelectorAll('form')].map(s => s.action)")
    adressene += side.evaluate("[...document.querySelectorAll('[formaction]')].map(k => k.formAction)")
    for adresse in {*adressene, f"{vert}/svar/", f"{vert}/svar/send"}:
        bare_koden: dict[str, str | float | bool] = {"kode": kode}
        for felter in ({}, bare_koden, slik_det_staar):
            assert kontekst.request.post(adresse, form=felter).status < 500


def _skann(kontekst: BrowserContext, vert: str, kode: str) -> None:
    for lenke in LENKENE:
        url = vert + lenke.format(kode)
        assert kontekst.request.head(url).status == 200
        assert kontekst.request.get(url).status == 200
        side = kontekst.new_page()
        side.on("dialog", lambda dialog: dialog.accept())
        side.goto(url)
        expect(side.get_by_role("button", name=START)).to_be_visible()
        _send_alle_skjemaer(kontekst, side, vert, kode)
        _trykk_paa_alt(side)
        side.close()


def test_37_en_skanner_bruker_ikke_opp_koden(ny_kontekst, live_server, kode):
    _skann(ny_kontekst(), live_server.url, kode)
    assert Besvarelse.objects.count() == 0

    side = ny_kontekst().new_page()
    side.goto(f"{live_server.url}/svar/#k={kode}")
    svar_paa_ett(side)
    send(side)
    assert Besvarelse.objects.count() == 1


def test_37_den_samme_skanneren_bruker_opp_koden_naar_tomme_skjemaer_tas_imot(
    ny_kontekst, live_server, kode, monkeypatch
):
    import kartlegging.views.svar as visningen

    les = visningen.les_innsendt

    def fyller_ut(instrument, felter):
        innsendt = les(instrument, felter)
        return visningen.Innsendt(innsendt.svar or {"a1.1": 3}, innsendt.hoppet, innsendt.feil)

    monkeypatch.setattr(visningen, "les_innsendt", fyller_ut)
    _skann(ny_kontekst(), live_server.url, kode)

    assert Besvarelse.objects.count() == 1


def test_37_en_rett_kode_stanses_aldri_av_bremsen(ny_kontekst, live_server, kode, monkeypatch):
    monkeypatch.setattr("kartlegging.deltakelse.BOTTE_ROMMER", 3)
    gjett = ny_kontekst().request
    statusene = [gjett.post(f"{live_server.url}/svar/", form={"kode": f"{n:016d}"}).status for n in range(6)]

    side = ny_kontekst().new_page()
    side.goto(f"{live_server.url}/svar/#k={kode}")
    expect(side.get_by_role("button", name=START)).to_be_visible()
    assert statusene[:3] == [404, 404, 404]
    assert statusene[-1] == 429
    assert Kodebotte.objects.count() == 1
