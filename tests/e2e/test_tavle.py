"""Lederen flytter et kort, endrer flere tiltak og finner et forslag i katalogen, i to bredder og fargevalg."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import PASSORD
from tests.tiltak import bygg
from tiltak.models import Tiltak

pytestmark = pytest.mark.django_db(transaction=True)


def test_lederen_styrer_tiltakene_fra_tavlen_listen_og_katalogen(live_server, side, axe):
    sted = bygg.sted()
    vurdering = bygg.vurdering(sted)
    bygg.vurder(vurdering, "c")
    bygg.tiltak(vurdering)
    andre = bygg.tiltak(vurdering, tittel="Fast prioritering", med_aarsak=False)
    Tiltak.objects.filter(pk=andre.pk).update(frist="2020-01-01")
    sted.leder.set_password(PASSORD)
    sted.leder.save()

    def maal():
        for bredde, farger in ((390, "dark"), (1280, "light")):
            side.set_viewport_size({"width": bredde, "height": 900})
            side.emulate_media(color_scheme=farger)
            axe(side)
            assert side.evaluate("document.documentElement.scrollWidth <= innerWidth"), (side.url, bredde)

    side.goto(f"{live_server.url}/app/konto/login/")
    side.locator("[name=login]").fill(sted.leder.epost)
    side.locator("[name=password]").fill(PASSORD)
    side.locator("[name=password]").press("Enter")
    expect(side).to_have_url(f"{live_server.url}/app/")
    side.goto(f"{live_server.url}/app/tiltak/?vurdering=alle&vis=tavle")
    maal()
    side.get_by_role("button", name=re.compile("I gang ?: Bemanning etter behov")).click()
    expect(side.get_by_text("er flyttet til «I gang»")).to_be_visible()
    expect(side.get_by_role("region", name="I gang 1")).to_contain_text("Bemanning etter behov")
    side.get_by_role("link", name="Vis som liste").click()
    maal()
    side.get_by_label("Velg Bemanning etter behov").check()
    side.get_by_label("Velg Fast prioritering").check()
    side.get_by_role("button", name="Endre de valgte").click()
    maal()
    side.get_by_label("Ny status").select_option("avlyst")
    side.get_by_role("button", name="Endre tiltakene").click()
    expect(side.get_by_text("Skriv hvorfor tiltaket avlyses.")).to_have_count(2)
    maal()
    side.get_by_label("Merknad").fill("Avdelingen flyttes.")
    side.get_by_role("button", name="Endre tiltakene").click()
    expect(side.get_by_text("2 tiltak er endret.")).to_be_visible()
    assert set(Tiltak.objects.values_list("tilstand", flat=True)) == {"avlyst"}
    side.get_by_role("link", name="Tiltakskatalogen").click()
    maal()
    side.get_by_label("Vurdering").select_option(str(vurdering.pk))
    side.get_by_role("button", name="Søk").click()
    maal()
    side.get_by_role("link", name=re.compile("Bruk ?: Bemanning etter oppgaver")).click()
    expect(side.get_by_label("Hva skal gjøres?")).to_have_value("Bemanning etter oppgaver")
