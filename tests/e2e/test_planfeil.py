"""Skjemaene fra risiko til plan når noe mangler: en setning ved feltet, og det som er skrevet, blir stående."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from arbeidsmiljo.models import Bruker
from tests.kartlegging.publisert import publisert, sted
from tests.tiltak import bygg
from tiltak.actions import be_om_uttalelse
from tiltak.models import Risikovurdering

pytestmark = pytest.mark.django_db(transaction=True)

TEKST = "Vi har snakket om dette på to møter."


def _logg_inn(side: Page, vert: str, bruker: Bruker) -> None:
    klient = Client()
    klient.force_login(bruker)
    navn = settings.SESSION_COOKIE_NAME
    side.context.add_cookies([{"name": navn, "value": klient.cookies[navn].value, "url": f"{vert}/app/"}])


def _feil_ved(side: Page, felt: str, setning: str) -> None:
    """Setningen står ved feltet, er knyttet til det, og lenken i feillisten fører dit."""
    feilen = side.locator(f"#{felt}_error")
    expect(feilen).to_contain_text(setning)
    beskriver = side.locator(f"#{felt}").get_attribute("aria-describedby") or ""
    assert f"{felt}_error" in beskriver.split()


def _lenkene_i_feillisten_virker(side: Page) -> None:
    lenker = side.get_by_role("alert").get_by_role("link").all()
    assert lenker
    for lenke in lenker:
        expect(side.locator(lenke.get_attribute("href") or "#finnes-ikke")).to_have_count(1)


def _er_hel(side: Page, axe) -> None:
    for bredde in (1280, 390):
        side.set_viewport_size({"width": bredde, "height": 900})
        axe(side)
        assert side.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_vurdering_uten_begrunnelse_og_aarsak_sier_hva_som_mangler_ved_feltet(live_server, side, axe):
    hvor = bygg.sted()
    vurdering = bygg.vurdering(hvor)
    _logg_inn(side, live_server.url, hvor.leder)
    side.goto(f"{live_server.url}/app/risiko/{vurdering.pk}/forhold/c/")
    skjema = side.get_by_role("form", name="Det vi er enige om")
    skjema.get_by_role("group", name="Konsekvens").get_by_role("radio").nth(3).check()
    skjema.get_by_label("Hva har dere alt").fill(TEKST)
    skjema.get_by_label("Hva er det ved «Ledelse»?").fill("Uklart hvem som bestemmer.")
    skjema.get_by_role("button", name="Lagre vurderingen").click()

    _feil_ved(side, "id_sannsynlighet", "Velg sannsynlighet fra 1 til 5.")
    _feil_ved(side, "id_begrunnelse", "Skriv hvorfor dere valgte")
    _feil_ved(side, "id_aarsaker", "Velg minst én årsak")
    _feil_ved(side, "id_utfall", "Velg minst ett utfall")
    _lenkene_i_feillisten_virker(side)
    expect(skjema.get_by_role("group", name="Konsekvens").get_by_role("radio").nth(3)).to_be_checked()
    expect(skjema.get_by_label("Hva har dere alt")).to_have_value(TEKST)
    expect(skjema.get_by_label("Hva er det ved «Ledelse»?")).to_have_value("Uklart hvem som bestemmer.")
    _er_hel(side, axe)
    assert vurdering.forholdene.get(faktor="c").er_vurdert is False


def test_tiltak_uten_ansvarlig_beholder_det_som_er_skrevet(live_server, side, axe):
    hvor = bygg.sted()
    vurdering = bygg.vurdering(hvor)
    bygg.vurder(vurdering, "c")
    _logg_inn(side, live_server.url, hvor.leder)
    side.goto(f"{live_server.url}/app/risiko/{vurdering.pk}/tiltak/nytt/?faktor=c")
    side.get_by_label("Hva skal gjøres?").fill(TEKST)
    side.get_by_role("button", name="Legg til tiltaket").click()

    _feil_ved(side, "id_nivaa", "Velg hva tiltaket virker på.")
    _feil_ved(side, "id_ansvarlig", "Velg hvem som er ansvarlig.")
    _feil_ved(side, "id_frist", "Velg en dato.")
    _lenkene_i_feillisten_virker(side)
    expect(side.get_by_label("Hva skal gjøres?")).to_have_value(TEKST)
    _er_hel(side, axe)
    assert vurdering.tiltakene.count() == 0


def _til_uttalelse() -> tuple[bygg.Sted, Risikovurdering]:
    hvor = bygg.sted()
    vurdering = bygg.vurdering(hvor)
    bygg.vurder_alle(vurdering)
    bygg.konkluder(vurdering)
    return hvor, be_om_uttalelse(vurdering=vurdering, av=hvor.leder, naa=bygg.NAA)


def test_uttalelse_uten_valg_beholder_teksten(live_server, side, axe):
    hvor, vurdering = _til_uttalelse()
    _logg_inn(side, live_server.url, hvor.verneombud)
    side.goto(f"{live_server.url}/app/handlingsplan/{vurdering.pk}/")
    side.get_by_label("Uttalelse", exact=True).fill(TEKST)
    side.get_by_role("button", name="Lagre uttalelsen").click()

    _feil_ved(side, "id_medvirket", "Velg om du har medvirket.")
    _lenkene_i_feillisten_virker(side)
    expect(side.get_by_label("Uttalelse", exact=True)).to_have_value(TEKST)
    _er_hel(side, axe)
    assert vurdering.uttalelsene.count() == 0


def test_signering_uten_uttalelse_krever_en_grunn_ved_feltet(live_server, side, axe):
    hvor, vurdering = _til_uttalelse()
    _logg_inn(side, live_server.url, hvor.leder)
    side.goto(f"{live_server.url}/app/handlingsplan/{vurdering.pk}/")
    side.get_by_role("button", name="Signer planen").click()

    _feil_ved(side, "grunn", "skriv hvorfor planen signeres uten")
    _lenkene_i_feillisten_virker(side)
    _er_hel(side, axe)
    side.locator("#grunn").fill("Vervet står tomt.")
    side.get_by_role("button", name="Signer planen").click()
    expect(side.get_by_role("status")).to_contain_text("låst som versjon 1")
    expect(side.get_by_text("Grunn: Vervet står tomt.")).to_be_visible()
    _er_hel(side, axe)


def test_enhet_uten_tall_vurderes_med_dialogmoter(live_server, side, axe):
    """Kartleggingen viser ikke enheten. Siden sier det, beholder det som er skrevet, og dialogmøter er veien videre."""
    hvor = sted()
    publisert(hvor)
    _logg_inn(side, live_server.url, hvor.seksjonsleder)
    side.goto(f"{live_server.url}/app/risiko/ny/?enhet=lite")
    expect(side.get_by_role("radio", name="Kartleggingen «Vår 2026»")).not_to_be_checked()
    side.get_by_role("radio", name="Kartleggingen «Vår 2026»").check()
    side.get_by_label("Kort om kilden").fill(TEKST)
    side.get_by_role("button", name="Start vurderingen").click()

    _feil_ved(side, "id_kilde", "vises ikke i denne kartleggingen")
    _lenkene_i_feillisten_virker(side)
    expect(side.get_by_label("Kort om kilden")).to_have_value(TEKST)
    _er_hel(side, axe)
    side.get_by_role("radio", name="Dialogmøter").check()
    side.get_by_role("button", name="Start vurderingen").click()
    expect(side.get_by_role("heading", level=1)).to_have_text("Dialogmøtet i Liten enhet")
    _er_hel(side, axe)
    side.goto(side.url.split("dialog")[0])
    expect(side.get_by_role("heading", level=1)).to_have_text("Risikovurdering av Liten enhet")
    expect(side.get_by_text("Vurderingen er gjort uten verneombud.")).to_be_visible()
    _er_hel(side, axe)
    side.get_by_role("link", name="Arbeidsmengde og tidspress").click()
    expect(side.get_by_role("region", name="Grunnlag")).to_contain_text(TEKST)
    expect(side.get_by_text("så det er intet forslag")).to_be_visible()
    _er_hel(side, axe)
