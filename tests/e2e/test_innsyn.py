"""De ansattes side med en signert plan: uten kaker og uten brudd på tilgjengelighet, i to bredder og fargevalg."""

import os

import pytest
from django.urls import reverse

from tests.kartlegging import publisert
from tests.tiltak import bygg
from tiltak.actions import be_om_uttalelse, signer, start_vurdering
from tiltak.domain.begreper import Kilde

pytestmark = pytest.mark.django_db(transaction=True)


def test_de_ansatte_leser_temaet_og_tiltaket_uten_kaker(side, live_server, axe):
    sted = publisert.sted()
    runde = publisert.publisert(sted)
    vurdering = start_vurdering(
        enhet=sted.enhetene["solbakken"],
        kartlegging_id=runde.pk,
        kilde=Kilde.KARTLEGGING,
        motedato=bygg.MOTE,
        leder=sted.leder,
        verneombud=sted.verneombud,
        av=sted.leder,
        naa=bygg.NAA,
    )
    bygg.vurder_alle(vurdering)
    bygg.tiltak(vurdering)
    bygg.konkluder(vurdering)
    be_om_uttalelse(vurdering=vurdering, av=sted.leder, naa=bygg.NAA)
    signer(vurdering=vurdering, av=sted.leder, naa=bygg.NAA, grunn_uten_uttalelse="Ingen.")
    for sprak, ord_ in (
        ("nb", "Temaene som er valgt"),
        ("nn", "Temaa som er valde"),
        ("en", "The themes that are chosen"),
    ):
        side.goto(f"{live_server.url}{reverse('innsyn', args=[runde.innsynsnokkel])}?sprak={sprak}")
        assert ord_ in side.inner_text("main"), sprak
        for bredde, farger in ((1280, "light"), (390, "dark")):
            side.set_viewport_size({"width": bredde, "height": 900})
            side.emulate_media(color_scheme=farger)
            axe(side)
            assert side.evaluate("document.documentElement.scrollWidth <= innerWidth"), bredde
            if os.environ.get("XSHOT"):
                side.screenshot(path=f"/tmp/x-innsyn/{sprak}-{bredde}.png", full_page=True)
    assert side.context.cookies() == []
