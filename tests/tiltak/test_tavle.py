"""Listen og tavlen: filtre, rekkefølge, tallene fra databasen, og kort som flyttes etter den ene tabellen."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tiltak import bygg
from tiltak.actions import be_om_uttalelse, endre_tilstand, forkast_vurdering
from tiltak.domain.balanse import balanse
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.tilstand import TILTAKSSTEG, Tiltakstilstand
from tiltak.models import Tiltak
from tiltak.oversikt import plan_virkninger
from tiltak.tiltaksutvalg import antall_per_status, balansen, tiltaksutvalg

pytestmark = pytest.mark.django_db

I_DAG = date(2026, 11, 24)


@pytest.fixture
def sted():
    return bygg.sted()


@pytest.fixture
def vurdering(sted):
    ny = bygg.vurdering(sted)
    bygg.vurder(ny, "c")
    bygg.vurder(ny, "a", aarsaker=("ledelse",))
    return ny


def _sett(tiltak, **felt):
    Tiltak.objects.filter(pk=tiltak.pk).update(**felt)


def _side(client, **utvalg):
    return client.get(reverse("tiltakene"), {"vurdering": "alle", **utvalg})


def _titler(client, **utvalg):
    return [en.tittel for en in _side(client, **utvalg).context["side"].object_list]


@pytest.fixture
def tre(sted, vurdering):
    """Tre tiltak i to enheter, alle forskjellige."""
    annen = bygg.vurdering(sted, enhet=bygg.ny_enhet(sted))
    bygg.vurder(annen, "c")
    en = bygg.tiltak(vurdering, tittel="En")
    to = bygg.tiltak(vurdering, "a", tittel="To", nivaa=Tiltaksniva.SEKUNDAER)
    tre = bygg.tiltak(annen, tittel="Tre", nivaa=Tiltaksniva.TERTIAER, med_aarsak=False)
    _sett(en, frist="2027-01-03", tilstand="i_gang")
    _sett(to, frist="2027-01-02", ansvarlig=sted.verneombud)
    _sett(tre, frist="2020-01-01", tilstand="foreslatt")
    return [en, to, tre]


@pytest.mark.parametrize(
    ("utvalg", "ventet"),
    [
        ({}, ["Tre", "To", "En"]),
        ({"status": "i_gang"}, ["En"]),
        ({"status": "forfalt"}, ["Tre"]),
        ({"ansvarlig": "meg"}, ["Tre", "En"]),
        ({"sok": "gruppe"}, ["Tre"]),
        ({"faktor": "c"}, ["Tre", "En"]),
        ({"aarsak": "ledelse"}, ["To"]),
        ({"niva": "sekundaer"}, ["To"]),
        ({"sorter": "enhet"}, ["Tre", "To", "En"]),
        ({"sorter": "status"}, ["Tre", "To", "En"]),
        ({"faktor": "c", "status": "planlagt"}, []),
    ],
)
def test_listen_filtreres_og_sorteres(client, sted, tre, utvalg, ventet):
    client.force_login(sted.leder)
    assert _titler(client, **utvalg) == ventet


def test_et_tiltak_mot_to_risikoer_staar_en_gang(client, sted, vurdering):
    tiltak = bygg.tiltak(vurdering)
    tiltak.forholdene.add(bygg.forhold(vurdering, "a"))
    client.force_login(sted.leder)
    assert _titler(client) == _titler(client, faktor="a") == _titler(client, faktor="c") == ["Bemanning etter behov"]
    assert _side(client).context["balanse"].balansen.antall == 1


def test_antall_i_hver_status_ser_bort_fra_statusen_som_er_valgt(client, sted, tre):
    client.force_login(sted.leder)
    ventet = {"foreslatt": 1, "planlagt": 1, "i_gang": 1, "ferdig": 0, "avlyst": 0, "forfalt": 1}
    for status in ("", "i_gang"):
        assert {kode: antall for kode, _ord, antall in _side(client, status=status).context["antall"]} == ventet
    med_c = {kode: antall for kode, _ord, antall in _side(client, faktor="c").context["antall"]}
    assert med_c == ventet | {"planlagt": 0}


def test_forkastede_og_fremmede_tiltak_er_ikke_med(client, sted, vurdering):
    bygg.tiltak(vurdering)
    fremmed = bygg.sted("Andeby", "310500011")
    for hvem in (sted.naboleder, fremmed.hr):
        client.force_login(hvem)
        assert (_titler(client), "Bemanning" in _side(client, vis="tavle").content.decode()) == ([], False)
    client.force_login(sted.leder)
    assert _titler(client) == ["Bemanning etter behov"]
    forkast_vurdering(vurdering=vurdering, grunn="Feil enhet.", av=sted.leder, naa=bygg.NAA)
    assert _titler(client) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(Tiltaksniva), st.booleans(), st.sampled_from(Tiltakstilstand), st.booleans()),
        max_size=6,
    )
)
def test_balansen_fra_databasen_er_lik_den_rene_funksjonen(sted, vurdering, radene):
    Tiltak.objects.all().delete()
    for nivaa, med_aarsak, tilstand, mot_to in radene:
        tiltak = bygg.tiltak(vurdering, nivaa=nivaa, med_aarsak=med_aarsak)
        _sett(tiltak, tilstand=tilstand)
        if mot_to:
            andre = bygg.forhold(vurdering, "a")
            tiltak.forholdene.add(andre)
            tiltak.aarsakene.add(*andre.aarsakene.all())
    for felt in ({}, {"faktor": "a"}, {"status": "planlagt"}, {"niva": "primaer"}):
        utvalget = tiltaksutvalg(type(sted.hr).objects.get(pk=sted.hr.pk), felt, I_DAG)
        assert balansen(utvalget) == balanse(plan_virkninger(utvalget))
        telt = antall_per_status(utvalget, I_DAG)
        assert sum(telt[str(en)] for en in Tiltakstilstand) == utvalget.count()


def test_tavlen_har_en_kolonne_for_hver_status_med_de_lovlige_stegene(client, sted, tre):
    client.force_login(sted.leder)
    kolonnene = _side(client, vis="tavle").context["kolonnene"]
    assert [(en.kode, en.antall, en.brettet) for en in kolonnene] == [
        ("foreslatt", 1, False),
        ("planlagt", 1, False),
        ("i_gang", 1, False),
        ("ferdig", 0, False),
        ("avlyst", 0, True),
    ]
    for kolonne in kolonnene[:3]:
        steg = [en for en in TILTAKSSTEG[Tiltakstilstand(kolonne.kode)] if en != "avlyst"]
        assert [[kode for kode, _ord in kort.stegene] for kort in kolonne.kortene] == [steg]
    kort = kolonnene[0].kortene[0]
    assert (kort.tiltak.tittel, kort.er_sen, kort.niva) == ("Tre", True, "oransje")
    client.force_login(sted.verneombud)
    lest = _side(client, vis="tavle")
    assert [kort.stegene for en in lest.context["kolonnene"] for kort in en.kortene] == [()] * 3
    assert "formaction" not in lest.content.decode()


def test_kolonnen_viser_femti_kort_og_lenker_til_resten(client, sted, vurdering):
    bygg.tiltak(vurdering, tittel="Forst")
    mal = Tiltak.objects.get()
    Tiltak.objects.bulk_create(
        Tiltak(
            vurdering=vurdering,
            nummer=nummer,
            tittel=f"Nr {nummer}",
            nivaa=mal.nivaa,
            ansvarlig=mal.ansvarlig,
            frist=date(2027, 3, 1),
            indikator="x",
        )
        for nummer in range(2, 53)
    )
    client.force_login(sted.leder)
    svar = _side(client, vis="tavle")
    kolonne = svar.context["kolonnene"][1]
    assert (kolonne.antall, len(kolonne.kortene), kolonne.kortene[0].tiltak.tittel) == (52, 50, "Forst")
    assert "Vis alle 52" in svar.content.decode()


def test_et_kort_flyttes_og_utvalget_beholdes(client, sted, tre):
    client.force_login(sted.leder)
    adresse = reverse("tiltak_flytt", args=[tre[0].pk])
    svar = client.post(adresse, {"til": "ferdig", "utvalget": "faktor=c&vis=tavle&vurdering=alle"})
    assert svar["Location"] == "/app/tiltak/?faktor=c&vis=tavle&vurdering=alle"
    tre[0].refresh_from_db()
    linje = tre[0].oppfolgingene.get(til="ferdig")
    assert (tre[0].tilstand, linje.fra, linje.til, linje.bruker) == ("ferdig", "i_gang", "ferdig", sted.leder)


@pytest.mark.parametrize(
    ("til", "setning"),
    [
        ("planlagt", "Kan ikke gå fra «I gang» til «Planlagt»"),
        ("avlyst", "Skriv hvorfor tiltaket avlyses."),
        ("tull", "Velg hvor kortet skal."),
    ],
)
def test_et_kort_som_ikke_kan_flyttes_staar_og_siden_sier_hvorfor(client, sted, tre, til, setning):
    client.force_login(sted.leder)
    svar = client.post(reverse("tiltak_flytt", args=[tre[0].pk]), {"til": til}, follow=True)
    assert setning in svar.content.decode()
    tre[0].refresh_from_db()
    assert tre[0].tilstand == "i_gang"


def test_flytting_er_for_den_som_kan_endre_i_enheten(client, sted, tre):
    adresse = reverse("tiltak_flytt", args=[tre[0].pk])
    fremmed = bygg.sted("Andeby", "310500011")
    for hvem, kode in ((sted.verneombud, 403), (sted.naboleder, 404), (fremmed.hr, 404), (sted.hr, 302)):
        client.force_login(hvem)
        assert client.post(adresse, {"til": "ferdig"}).status_code == kode
    assert client.get(adresse).status_code == 405


def test_et_gammelt_kort_flytter_ikke_det_noen_andre_har_avsluttet(client, sted, tre):
    endre_tilstand(tiltak=tre[0], til=Tiltakstilstand.AVLYST, tekst="Rives.", av=sted.leder, naa=bygg.NAA)
    client.force_login(sted.leder)
    client.post(reverse("tiltak_flytt", args=[tre[0].pk]), {"til": "ferdig"})
    tre[0].refresh_from_db()
    assert tre[0].tilstand == "avlyst"


def test_et_valg_som_ikke_finnes_sies_og_listen_vises(client, sted, tre):
    client.force_login(sted.leder)
    svar = _side(client, faktor="tull")
    assert (svar.status_code, "En" in svar.content.decode()) == (422, True)


def test_flytting_mens_planen_er_til_uttalelse_folger_handlingen(client, sted):
    vurdering = bygg.vurdering(sted)
    bygg.vurder_alle(vurdering)
    tiltak = bygg.tiltak(vurdering)
    bygg.konkluder(vurdering)
    be_om_uttalelse(vurdering=vurdering, av=sted.leder, naa=bygg.NAA)
    client.force_login(sted.leder)
    client.post(reverse("tiltak_flytt", args=[tiltak.pk]), {"til": "i_gang"})
    tiltak.refresh_from_db()
    assert tiltak.tilstand == "i_gang"


@pytest.mark.parametrize("vis", ["", "tavle"])
def test_listen_og_tavlen_koster_like_mange_sporringer_med_ett_og_tre(
    client, sted, vurdering, vis, django_assert_max_num_queries
):
    client.force_login(sted.leder)
    bygg.tiltak(vurdering)
    with django_assert_max_num_queries(20) as med_ett:
        _side(client, vis=vis)
    annen = bygg.vurdering(sted, enhet=bygg.ny_enhet(sted))
    bygg.vurder(annen, "c")
    bygg.tiltak(annen, tittel="To")
    bygg.tiltak(vurdering, "a", tittel="Tre")
    with django_assert_max_num_queries(20) as med_tre:
        _side(client, vis=vis)
    assert len(med_tre) == len(med_ett)
