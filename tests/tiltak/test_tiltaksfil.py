"""Tiltakene som CSV: det samme utvalget som listen, og bare det brukeren ser."""

import csv
import io

import pytest
from django.urls import reverse

from tests.tiltak import bygg
from tiltak.actions import endre_tilstand
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.tilstand import Tiltakstilstand

pytestmark = pytest.mark.django_db


@pytest.fixture
def sted():
    return bygg.sted()


@pytest.fixture
def vurdering(sted):
    ny = bygg.vurdering(sted)
    bygg.vurder(ny, "c")
    return ny


def _rader(client, **utvalg):
    svar = client.get(reverse("tiltakene_csv"), utvalg)
    assert (svar.status_code, svar["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(io.StringIO(svar.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_filen_har_alt_som_er_skrevet_om_tiltaket(client, sted, vurdering):
    bygg.tiltak(vurdering)
    client.force_login(sted.leder)
    assert _rader(client) == [
        {
            "Nr.": "T-01",
            "Tiltak": "Bemanning etter behov",
            "Enhet": "Solbakken sykehjem",
            "Status": "Planlagt",
            "Frist": "2027-02-01",
            "Over fristen": "Nei",
            "Ansvarlig": "Ingrid Nes",
            "Virker på": "Primær",
            "Risikoer": "C Mengde og tidspress",
            "Årsaker": "Systemer for styring og planlegging",
            "Indikator": "Andel utsatte i neste kartlegging.",
            "Utgangspunkt": "",
            "Mål": "",
            "Kostnad": "",
            "Beskrivelse": "",
        }
    ]


def test_filen_har_det_samme_utvalget_som_listen(client, sted, vurdering):
    ferdig = bygg.tiltak(vurdering, tittel="Gjort")
    endre_tilstand(tiltak=ferdig, til=Tiltakstilstand.FERDIG, tekst="", av=sted.leder, naa=bygg.NAA)
    sen = bygg.tiltak(vurdering, tittel="Sent")
    type(sen).objects.filter(pk=sen.pk).update(frist="2020-01-01")
    client.force_login(sted.leder)
    for status, ventet in (("", ["Sent", "Gjort"]), ("ferdig", ["Gjort"]), ("forfalt", ["Sent"]), ("avlyst", [])):
        liste = client.get(reverse("tiltakene"), {"vurdering": "alle", "status": status}).context["side"].object_list
        assert [en.tittel for en in liste] == ventet
        assert [rad["Tiltak"] for rad in _rader(client, status=status)] == ventet
    assert [rad["Over fristen"] for rad in _rader(client)] == ["Ja", "Nei"]


def test_et_tiltak_uten_aarsak_staar_som_bare_symptom_og_ingen_tekst_blir_formel(client, sted, vurdering):
    bygg.tiltak(vurdering, tittel="=HYPERLINK(1)", nivaa=Tiltaksniva.TERTIAER, med_aarsak=False)
    client.force_login(sted.leder)
    rad = _rader(client)[0]
    assert (rad["Tiltak"], rad["Virker på"], rad["Årsaker"]) == ("'=HYPERLINK(1)", "Bare symptom", "")


def test_filen_har_bare_tiltak_i_egne_enheter(client, sted, vurdering):
    bygg.tiltak(vurdering)
    fremmed = bygg.sted("Andeby", "310500011")
    for hvem, antall in ((sted.leder, 1), (sted.hr, 1), (sted.naboleder, 0), (fremmed.hr, 0)):
        client.force_login(hvem)
        assert len(_rader(client)) == antall


def test_antall_sporringer_er_likt_for_ett_og_tre_tiltak(client, sted, vurdering, django_assert_max_num_queries):
    client.force_login(sted.leder)
    bygg.tiltak(vurdering)
    with django_assert_max_num_queries(15) as med_ett:
        assert len(_rader(client)) == 1
    bygg.tiltak(vurdering, tittel="To")
    bygg.tiltak(vurdering, tittel="Tre")
    with django_assert_max_num_queries(15) as med_tre:
        assert len(_rader(client)) == 3
    assert len(med_tre) == len(med_ett)
