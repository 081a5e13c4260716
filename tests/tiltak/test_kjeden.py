"""Kjeden på sidene: den samme som planens, på forholdssiden og der tiltakene velges."""

import pytest
from django.urls import reverse
from django.utils import translation

from tests.tiltak import bygg
from tiltak.domain.katalog import Tiltaksniva
from tiltak.figurer import kjede
from tiltak.kjeden import kjede_for
from tiltak.planinnhold import planinnhold

pytestmark = pytest.mark.django_db


@pytest.fixture
def sted():
    return bygg.sted()


@pytest.fixture
def vurdering(sted):
    ny = bygg.vurdering(sted)
    bygg.vurder(ny, "c")
    bygg.vurder(ny, "a", 1, 1)
    bygg.tiltak(ny)
    bygg.tiltak(ny, nivaa=Tiltaksniva.TERTIAER, med_aarsak=False, tittel="Trivselskveld")
    return ny


def test_siden_og_planen_tegner_den_samme_kjeden(vurdering):
    innhold = planinnhold(vurdering)
    (c,) = [en for en in innhold["forholdene"] if en["faktor"] == "c"]
    paa_siden = kjede_for(bygg.forhold(vurdering, "c"), vurdering.tiltakene.all(), i_dag=bygg.MOTE)
    assert paa_siden == kjede(c, innhold["tiltakene"], i_dag=bygg.MOTE)
    assert paa_siden.tekst[-1].endswith("T-02 Trivselskveld.")


def test_forholdet_som_ikke_er_vurdert_har_ingen_kjede(vurdering):
    assert kjede_for(bygg.forhold(vurdering, "b"), [], i_dag=bygg.MOTE) is None


def test_forholdssiden_viser_kjeden_som_figur_og_som_tekst(client, sted, vurdering):
    client.force_login(sted.verneombud)
    side = client.get(reverse("risikoforhold", args=[vurdering.pk, "c"])).content.decode()
    assert side.count('class="kjede"') == 1
    assert "<li>Utenfor kjeden, virker på det som merkes og ikke på årsaken: T-02 Trivselskveld.</li>" in side
    tom = client.get(reverse("risikoforhold", args=[vurdering.pk, "b"])).content.decode()
    assert 'class="kjede"' not in tom


def test_tiltakssiden_viser_kjeden_bare_for_hoye_risikoer(client, sted, vurdering):
    client.force_login(sted.leder)
    svar = client.get(f"{reverse('tiltakene')}?vurdering={vurdering.pk}")
    vist = {gruppe["faktor"].kode: gruppe["kjeden"] is not None for gruppe in svar.context["grupper"]}
    assert vist == {"c": True, "a": False}
    assert svar.content.decode().count('class="kjede"') == 1


def test_kjeden_er_paa_spraket_til_den_som_leser(vurdering):
    with translation.override("en"):
        figur = kjede_for(bygg.forhold(vurdering, "c"), vurdering.tiltakene.all(), i_dag=bygg.MOTE)
    assert figur.tekst[-1] == "Outside the chain, acting on what is felt and not on the cause: T-02 Trivselskveld."
