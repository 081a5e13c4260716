"""Kalenderen: datoene til den som eier adressen, og ingen andres."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.kalender import avtaler_for, som_ical
from arbeidsmiljo.loggvern import uten_hemmeligheter
from arbeidsmiljo.models import Aarsoppgave, Bruker, Oppgavestatus
from kartlegging.domain.tilstand import Tilstand
from tests.factories import EnhetFactory, KartleggingFactory, TildelingFactory
from tests.tiltak.bygg import sted, tiltak, vurder, vurdering

pytestmark = pytest.mark.django_db

I_DAG = date(2026, 3, 1)


@pytest.fixture
def rot():
    return EnhetFactory(navn="Bjørk, avd. 1; øst")


def _bruker(rot, rolle):
    return TildelingFactory(enhet=rot, rolle=rolle).bruker


def _oppgave(rot, **felt):
    felt = {"tittel": "Vernerunde", "rolle": Rolle.VERNEOMBUD, "frist": date(2026, 10, 31)} | felt
    return Aarsoppgave.objects.create(virksomhet=rot.virksomhet, **felt)


def _hendelsene(innhold):
    return {str(en["uid"]): en for en in Calendar.from_ical(innhold).walk("VEVENT")}


def test_kalenderen_hentes_uten_innlogging_og_setter_ingen_kake(client, rot):
    bruker = _bruker(rot, Rolle.VERNEOMBUD)
    oppgave = _oppgave(rot, frist=timezone.localdate() + timedelta(days=3))

    svar = client.get(reverse("kalender", args=[bruker.kalendernokkel]))

    assert (svar.status_code, svar["Content-Type"], len(svar.cookies)) == (200, "text/calendar; charset=utf-8", 0)
    assert set(_hendelsene(svar.content)) == {f"aarsoppgave-{oppgave.pk}@127.0.0.1"}
    assert "Cookie" not in svar.get("Vary", "")


@pytest.mark.parametrize("nokkel", ["finnes-ikke", "x" * 500, "æøå", "%00"])
def test_en_ukjent_adresse_finnes_ikke(client, rot, nokkel):
    _bruker(rot, Rolle.HR)

    assert client.get(f"/kalender/{nokkel}.ics").status_code == 404


def test_en_stengt_konto_har_ingen_kalender(client, rot):
    bruker = _bruker(rot, Rolle.HR)
    Bruker.objects.update(is_active=False)

    assert client.get(reverse("kalender", args=[bruker.kalendernokkel])).status_code == 404


def test_den_kan_bare_leses(client, rot):
    adresse = reverse("kalender", args=[_bruker(rot, Rolle.HR).kalendernokkel])

    assert [client.head(adresse).status_code, client.post(adresse).status_code] == [200, 405]


def test_hendelsen_er_en_hel_dag_med_fast_id_og_stempel_av_dagen(rot):
    oppgave = _oppgave(rot, tittel="Gå, se; og\\spør\nalle", beskrivelse="Linje én\nLinje to, med komma")
    innhold = som_ical(_bruker(rot, Rolle.VERNEOMBUD), I_DAG)

    en = _hendelsene(innhold)[f"aarsoppgave-{oppgave.pk}@127.0.0.1"]
    assert (en["dtstart"].dt, en["dtend"].dt) == (date(2026, 10, 31), date(2026, 11, 1))
    assert en["dtstamp"].dt == datetime(2026, 10, 31, tzinfo=UTC)
    assert str(en["summary"]) == "Gå, se; og\\spør\nalle"
    assert str(en["description"]).startswith("Linje én\nLinje to, med komma\n\nhttp://127.0.0.1:8000/app/")
    assert b"SUMMARY:G\xc3\xa5\\, se\\; og\\\\sp\xc3\xb8r\\nalle\r\n" in innhold
    assert all(len(linje) <= 75 for linje in innhold.split(b"\r\n"))


def test_samme_data_gir_samme_bytes_og_flyttet_frist_samme_id(rot):
    bruker, oppgave = _bruker(rot, Rolle.VERNEOMBUD), _oppgave(rot)
    forst = som_ical(bruker, I_DAG)
    assert som_ical(bruker, I_DAG + timedelta(days=1)) == forst

    oppgave.frist = date(2026, 11, 7)
    oppgave.save()

    assert som_ical(bruker, I_DAG) != forst
    assert set(_hendelsene(som_ical(bruker, I_DAG))) == set(_hendelsene(forst))


def test_bare_det_som_venter_paa_egne_roller_i_egen_virksomhet_er_med(rot):
    mitt = _oppgave(rot)
    _oppgave(rot, rolle=Rolle.LEDER)
    _oppgave(rot, status=Oppgavestatus.UTFORT)
    _oppgave(EnhetFactory())

    assert [en.id for en in avtaler_for(_bruker(rot, Rolle.VERNEOMBUD), I_DAG)] == [f"aarsoppgave-{mitt.pk}"]


def test_kalenderen_er_paa_brukerens_sprak(rot):
    bruker = _bruker(rot, Rolle.VERNEOMBUD)
    bruker.sprak = "en"
    oppgave = _oppgave(rot, mal="vernerunde", tittel="Gå vernerunde")

    assert (
        str(_hendelsene(som_ical(bruker, I_DAG))[f"aarsoppgave-{oppgave.pk}@127.0.0.1"]["summary"])
        == "Do the safety round"
    )


def test_den_som_har_roller_i_to_virksomheter_faar_begges_datoer(rot):
    nabo = EnhetFactory()
    bruker = _bruker(rot, Rolle.VERNEOMBUD)
    TildelingFactory(bruker=bruker, enhet=nabo, rolle=Rolle.LEDER)
    mitt, naboens = _oppgave(rot), _oppgave(nabo, rolle=Rolle.LEDER)
    _oppgave(nabo)

    assert set(_hendelsene(som_ical(bruker, I_DAG))) == {
        f"aarsoppgave-{mitt.pk}@127.0.0.1",
        f"aarsoppgave-{naboens.pk}@127.0.0.1",
    }


def test_en_rolle_som_er_over_gir_en_tom_kalender(rot):
    bruker = TildelingFactory(enhet=rot, rolle=Rolle.VERNEOMBUD, til=date(2026, 1, 1)).bruker
    _oppgave(rot)

    assert _hendelsene(som_ical(bruker, I_DAG)) == {}


@pytest.mark.parametrize(
    ("rolle", "tilstand", "antall"),
    [
        (Rolle.HR, Tilstand.UTKAST, 2),
        (Rolle.LEDER, Tilstand.UTKAST, 0),
        (Rolle.LEDER, Tilstand.VARSLET, 2),
        (Rolle.TILSYN, Tilstand.AAPEN, 2),
    ],
)
def test_perioden_er_med_for_dem_som_faar_se_den(rot, rolle, tilstand, antall):
    kartlegging = KartleggingFactory(virksomhet=rot.virksomhet, tilstand=tilstand, navn="Vår")
    KartleggingFactory(tilstand=Tilstand.AAPEN)
    bruker = TildelingFactory(enhet=rot, rolle=rolle, til=date(2099, 1, 1)).bruker

    assert [(en.id, en.tittel, en.dag) for en in avtaler_for(bruker, I_DAG)] == [
        (f"kartlegging-{kartlegging.pk}-aapner", "Vår åpner", date(2026, 3, 2)),
        (f"kartlegging-{kartlegging.pk}-lukker", "Vår lukker", date(2026, 3, 16)),
    ][:antall]


def test_tiltak_er_bare_med_for_den_ansvarlige():
    hvor = sted()
    en = vurdering(hvor)
    vurder(en, "c")
    nytt = tiltak(en, "c")

    avtalene = {bruker.navn: [avtale.id for avtale in avtaler_for(bruker, I_DAG)] for bruker in (hvor.leder, hvor.hr)}
    assert avtalene == {hvor.leder.navn: [f"tiltak-{nytt.pk}"], hvor.hr.navn: []}


def test_den_hemmelige_delen_kommer_aldri_i_loggen(rot):
    nokkel = _bruker(rot, Rolle.HR).kalendernokkel

    assert nokkel not in uten_hemmeligheter(f"GET {reverse('kalender', args=[nokkel])} 404")


@pytest.mark.parametrize("antall", [1, 3])
def test_kalenderen_koster_like_mange_sporringer_med_en_og_tre(client, rot, antall, django_assert_num_queries):
    bruker = _bruker(rot, Rolle.HR)
    for nummer in range(antall):
        _oppgave(rot, rolle=Rolle.HR)
        KartleggingFactory(virksomhet=rot.virksomhet, navn=f"Runde {nummer}")

    with django_assert_num_queries(6):
        client.get(reverse("kalender", args=[bruker.kalendernokkel]))
