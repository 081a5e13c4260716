"""Utgangspunktet hentes fra utgivelsen, og effekten regnes av den neste."""

from datetime import timedelta

import pytest
from django.urls import reverse

from arbeidsmiljo.models import Hendelse
from kartlegging.resultater import grunnlag_for
from tests.kartlegging import publisert
from tests.kartlegging.oppsett import NAA
from tests.tiltak import bygg
from tiltak.actions import endre_tilstand, opprett_tiltak, start_vurdering, vurder_effekt
from tiltak.domain.begreper import Dom, Kilde
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.feil import TiltaksfeilError
from tiltak.maalinger import foer_og_etter, maaltekst
from tiltak.models import Effekt, Tiltak
from tiltak.oppgaver import oppgaver
from tiltak.planinnhold import planinnhold

pytestmark = pytest.mark.django_db(transaction=True)
SENERE = NAA + timedelta(days=400)


@pytest.fixture
def sted():
    return publisert.sted()


@pytest.fixture
def vurdering(sted):
    """Solbakken vurdert på en runde der c er tung."""
    runde = publisert.publisert(sted, tyngre=True)
    ny = start_vurdering(
        enhet=sted.enhetene["solbakken"],
        kartlegging_id=runde.pk,
        kilde=Kilde.KARTLEGGING,
        motedato=bygg.MOTE,
        leder=sted.leder,
        verneombud=sted.verneombud,
        av=sted.leder,
        naa=bygg.NAA,
    )
    bygg.vurder(ny, "c")
    return ny


def tiltak(vurdering, **endret):
    c = bygg.forhold(vurdering, "c")
    felt = {
        "tittel": "Bemanning",
        "nivaa": Tiltaksniva.PRIMAER,
        "ansvarlig": vurdering.leder,
        "frist": bygg.FRIST,
        "indikator": "Belastningen",
        "maalekode": "c:indeks",
        "forholdene": [c],
        "aarsakene": list(c.aarsakene.all()),
    }
    return opprett_tiltak(vurdering=vurdering, av=vurdering.leder, naa=bygg.NAA, **(felt | endret))


def ferdig(vurdering, **endret):
    nytt = tiltak(vurdering, **endret)
    endre_tilstand(tiltak=nytt, til=Tiltakstilstand.FERDIG, tekst="", av=vurdering.leder, naa=bygg.NAA)
    return Tiltak.objects.get(pk=nytt.pk)


def test_utgangspunktet_er_tallet_i_utgivelsen(vurdering):
    nytt = tiltak(vurdering, maal_tall=30)
    rad = grunnlag_for(vurdering.kartlegging_id, "solbakken").faktorer["c"]
    assert (nytt.utgangspunkt_tall, nytt.utgangspunkt_lav, nytt.utgangspunkt_hoy, nytt.utgangspunkt_sha256) == (
        rad.indeks,
        rad.indeks_lav,
        rad.indeks_hoy,
        vurdering.utgivelse_sha256,
    )
    assert maaltekst(nytt) == f"Fra {rad.indeks} av 100 (Vår 2026) til 30"
    (lagret,) = planinnhold(vurdering)["tiltakene"]
    assert (lagret["maaling"]["utgangspunkt"], lagret["maaling"]["maal"]) == (rad.indeks, 30)


@pytest.mark.parametrize(
    ("endret", "felt"),
    [
        ({"maalekode": "a:indeks"}, "maalekode"),
        ({"maalekode": "c9"}, "maalekode"),
        ({"maal_tall": 99}, "maal_tall"),
        ({"maalekode": "", "maal_tall": 20}, "maal_tall"),
    ],
)
def test_et_tall_som_ikke_vises_eller_et_maal_som_er_verre_avvises(vurdering, endret, felt):
    with pytest.raises(TiltaksfeilError) as feil:
        tiltak(vurdering, **endret)
    assert (list(feil.value.feltene), Tiltak.objects.count()) == ([felt], 0)


def test_uten_en_senere_maaling_kan_det_ikke_avgjores(vurdering):
    tall = foer_og_etter(ferdig(vurdering))
    assert (tall.dom, tall.etter, tall.endring) == (Dom.KAN_IKKE_AVGJORES, None, None)
    assert "Ingen senere kartlegging" in tall.hvorfor_ikke


def test_en_indikator_som_ikke_er_et_tall_avgjores_av_folk(vurdering):
    nytt = ferdig(vurdering, maalekode="")
    assert "ikke et tall" in foer_og_etter(nytt).hvorfor_ikke
    with pytest.raises(TiltaksfeilError) as feil:
        vurder_effekt(tiltak=nytt, dom=Dom.VIRKET, begrunnelse=" ", av=vurdering.leder, naa=SENERE)
    assert list(feil.value.feltene) == ["begrunnelse"]
    felt = {"begrunnelse": "Ingen avvik siden mars.", "av": vurdering.leder, "naa": SENERE}
    assert vurder_effekt(tiltak=nytt, dom=Dom.VIRKET, **felt).regelens_dom == Dom.KAN_IKKE_AVGJORES


def test_den_neste_runden_gir_endringen_og_dommen(sted, vurdering):
    nytt = ferdig(vurdering, maal_tall=60)
    senere = publisert.publisert(sted, navn="Vår 2027", naa=SENERE)
    tall = foer_og_etter(nytt)
    rad = grunnlag_for(senere.pk, "solbakken").faktorer["c"]
    assert (tall.etter.tall, tall.etter_navn) == (rad.indeks, "Vår 2027")
    assert tall.endring.verdi == rad.indeks - nytt.utgangspunkt_tall
    effekt = vurder_effekt(tiltak=nytt, dom=tall.dom, begrunnelse="", av=sted.leder, naa=SENERE)
    assert (effekt.foer_tall, effekt.etter_tall, effekt.dom, effekt.regelens_dom) == (
        nytt.utgangspunkt_tall,
        rad.indeks,
        str(tall.dom),
        str(tall.dom),
    )
    assert Hendelse.objects.get(hva="tiltak.effekt").detaljer["dom"] == str(tall.dom)
    (lagret,) = planinnhold(vurdering)["tiltakene"]
    assert (lagret["effekt"]["dom"], lagret["effekt"]["etter"][0]) == (str(tall.dom), rad.indeks)


def test_en_puls_teller_bare_naar_den_spurte_om_maalet(sted, vurdering):
    paa_skala, paa_annet = ferdig(vurdering, maalekode="c1"), ferdig(vurdering, maalekode="c2")
    publisert.publisert(sted, navn="Puls", naa=SENERE, skalaer=("c1", "d2"))
    assert foer_og_etter(paa_skala).etter_navn == "Puls"
    assert foer_og_etter(paa_annet).etter is None


def test_effekten_vurderes_ikke_foer_tiltaket_er_i_gang(vurdering):
    with pytest.raises(TiltaksfeilError, match="i gang eller ferdig"):
        vurder_effekt(tiltak=tiltak(vurdering), dom=Dom.IKKE, begrunnelse="x", av=vurdering.leder, naa=SENERE)


def test_siden_viser_foer_og_etter_og_hver_vurdering_blir_staaende(client, sted, vurdering):
    nytt = ferdig(vurdering)
    publisert.publisert(sted, navn="Vår 2027", naa=SENERE)
    client.force_login(sted.leder)
    adresse = reverse("effekt", args=[nytt.pk])
    side = client.get(adresse).content.decode()
    assert "Vår 2026" in side
    assert "Vår 2027" in side
    assert client.post(adresse, {"dom": ""}).status_code == 422
    for begrunnelse in ("Først.", "Så."):
        client.post(adresse, {"dom": "delvis", "begrunnelse": begrunnelse})
    assert list(Effekt.objects.values_list("begrunnelse", flat=True)) == ["Så.", "Først."]


def test_bare_de_som_vurderer_eller_folger_opp_dommer(client, sted, vurdering):
    nytt = ferdig(vurdering)
    client.force_login(sted.skoleleder)
    assert client.post(reverse("effekt", args=[nytt.pk]), {"dom": "ikke"}).status_code == 404
    for bruker in (sted.hr, sted.verneombud, sted.leder):
        client.force_login(bruker)
        assert client.post(reverse("effekt", args=[nytt.pk]), {"dom": "kan_ikke_avgjores"}).status_code == 302


def test_listen_har_ferdige_uten_dom_og_hr_faar_en_puls_paa_maalene(client, sted, vurdering):
    tiltak(vurdering, maalekode="c1")
    nytt = ferdig(vurdering)
    client.force_login(sted.hr)
    svar = client.get(reverse("effekter"))
    assert list(svar.context["side"]) == [nytt]
    assert svar.context["puls"]["skalaer"] == ["c1"]
    assert client.get(svar.context["puls"]["adresse"]).status_code == 200
    assert "Vurder effekten av 1 tiltak" in [en.tittel for en in oppgaver(sted.hr, bygg.NAA.date())]
    vurder_effekt(tiltak=nytt, dom=Dom.KAN_IKKE_AVGJORES, begrunnelse="", av=sted.leder, naa=SENERE)
    assert list(client.get(reverse("effekter")).context["side"]) == []


def test_listen_koster_like_mye_med_en_og_tre(client, sted, vurdering, django_assert_max_num_queries):
    ferdig(vurdering)
    client.force_login(sted.leder)
    with django_assert_max_num_queries(20) as med_en:
        client.get(reverse("effekter"))
    ferdig(vurdering)
    ferdig(vurdering)
    with django_assert_max_num_queries(20) as med_tre:
        client.get(reverse("effekter"))
    assert len(med_en) == len(med_tre)
