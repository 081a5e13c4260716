"""Hendelsesloggen: lesbar for dem den er til for, bare til å legge til i, og uten noe om hvem som svarte."""

import csv
import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from arbeidsmiljo.actions import logg
from arbeidsmiljo.domain.hendelsesord import ARTENE, HENDELSESORD, hendelsesord
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Hendelse
from arbeidsmiljo.models.hendelse import BareTilleggError
from kartlegging.actions import avgi_besvarelse
from tests.architecture.kildekode import hendelseskoder
from tests.factories import PASSORD, EnhetFactory, TildelingFactory, VirksomhetFactory
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet, koder

pytestmark = pytest.mark.django_db(transaction=True)

LOGG = "/app/virksomheten/hendelser/"


@pytest.fixture
def hr():
    enhet = EnhetFactory(virksomhet=VirksomhetFactory(navn="Fjordvik kommune"))
    return TildelingFactory(enhet=enhet, rolle=Rolle.HR, bruker__navn="Hanne Nes").bruker


@pytest.fixture
def klient(hr):
    klient = Client()
    klient.force_login(hr)
    return klient


def _hendelse(bruker, hva="enhet.lukket", om="Solbakken", naa=NAA, virksomhet_id=None):
    logg(virksomhet_id=virksomhet_id or bruker.virksomhet_id, av=bruker, naa=naa, hva=hva, om=om)


def test_hver_kode_i_kildekoden_har_ord_og_hvert_ord_brukes():
    assert hendelseskoder(ARTENE) == set(HENDELSESORD)


def test_hver_art_har_et_navn_i_filteret():
    assert {kode.split(".", maxsplit=1)[0] for kode in HENDELSESORD} == set(ARTENE)


def test_ingen_kode_handler_om_at_noen_svarte():
    assert [kode for kode in HENDELSESORD if re.search(r"(?<!an)svar|avgitt|innsend|kvittering", kode)] == []


@given(st.text())
def test_en_ukjent_kode_vises_som_den_er(kode):
    assert hendelsesord(kode) == HENDELSESORD.get(kode, kode)


def test_a_svare_skriver_ingenting_i_loggen():
    kartlegging = aapnet({"bjork": 8})
    foer = Hendelse.objects.count()

    for kode in koder(kartlegging):
        avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)

    assert Hendelse.objects.count() == foer


def test_ingen_hendelse_fra_en_runde_nevner_en_adresse_eller_en_kode():
    kartlegging = aapnet({"bjork": 8})
    hemmelighetene = koder(kartlegging) + list(kartlegging.invitasjonene.values_list("epost", flat=True))

    alt = " ".join(f"{en.om} {en.bruker_navn} {en.detaljer}" for en in Hendelse.objects.all())
    assert Hendelse.objects.count() > 3
    assert [en for en in hemmelighetene if en in alt] == []


def test_siden_viser_ordene_det_nyeste_forst_og_aldri_en_annen_virksomhet(klient, hr):
    annen = TildelingFactory(bruker__navn="Fremmed Fyr").bruker
    _hendelse(hr, om="Solbakken")
    _hendelse(hr, "kartlegging.aapnet", "Vår 2026")
    _hendelse(annen, om="Hemmelig enhet")

    side = klient.get(LOGG).content.decode()

    assert "lukket enheten" in side
    assert 0 < side.index("åpnet kartleggingen") < side.index("lukket enheten")
    assert ("Fremmed Fyr" in side, "Hemmelig enhet" in side) == (False, False)


def test_loggen_kan_filtreres_pa_tid_hvem_og_hva(klient, hr):
    kari = TildelingFactory(enhet=hr.tildelingene.get().enhet, bruker__navn="Kari Vik").bruker
    _hendelse(hr, om="Første", naa=datetime(2026, 3, 1, 22, 59, tzinfo=UTC))
    _hendelse(hr, om="Midnatt", naa=datetime(2026, 3, 1, 23, 0, tzinfo=UTC))
    _hendelse(kari, "rolle.tildelt", om="Andre", naa=datetime(2026, 3, 5, 12, 0, tzinfo=UTC))

    def funnet(sporring: str) -> set[str]:
        side = klient.get(f"{LOGG}?{sporring}").content.decode()
        return {om for om in ("Første", "Midnatt", "Andre") if f">{om}<" in side}

    assert funnet("") == {"Første", "Midnatt", "Andre"}
    assert funnet("fra=2026-03-02") == {"Midnatt", "Andre"}
    assert funnet("til=2026-03-01") == {"Første"}
    assert funnet("fra=2026-03-02&til=2026-03-04") == {"Midnatt"}
    assert funnet("hvem=kari") == {"Andre"}
    assert funnet("hva=rolle") == {"Andre"}


@pytest.mark.parametrize(
    ("sporring", "setning"),
    [
        ("fra=2026-05-01&til=2026-04-01", "Sluttdatoen er før startdatoen."),
        ("fra=tull", "Skriv datoen som dag, måned og år."),
        ("hva=tull", "Velg et gyldig valg."),
    ],
)
def test_et_umulig_valg_sies_og_viser_ingenting(klient, hr, sporring, setning):
    _hendelse(hr)

    svar = klient.get(f"{LOGG}?{sporring}")

    assert svar.status_code == 400
    assert setning in svar.content.decode()
    assert "Solbakken" not in svar.content.decode()
    assert klient.get(f"{LOGG}fil.csv?{sporring}").content.decode("utf-8-sig").count("\n") == 1


def test_filen_har_det_samme_utvalget_og_ingen_formler(klient, hr):
    _hendelse(hr, om='=HYPERLINK("http://ond.example")')
    _hendelse(hr, "rolle.tildelt", om="Leder; for Øst")

    svar = klient.get(f"{LOGG}fil.csv")

    rader = list(csv.reader(StringIO(svar.content.decode("utf-8-sig")), delimiter=";"))
    assert [rad[1:] for rad in rader] == [
        ["Hvem", "Hva", "Om", "Kode"],
        ["Hanne Nes", "ga rollen", "Leder; for Øst", "rolle.tildelt"],
        ["Hanne Nes", "lukket enheten", '\'=HYPERLINK("http://ond.example")', "enhet.lukket"],
    ]
    assert len(list(csv.reader(StringIO(klient.get(f"{LOGG}fil.csv?hva=rolle").content.decode("utf-8-sig"))))) == 2


@pytest.mark.parametrize("antall", [1, 3])
def test_loggen_har_faste_sporringer(klient, hr, antall, django_assert_num_queries):
    for _ in range(antall):
        _hendelse(hr)

    with django_assert_num_queries(7):
        klient.get(LOGG)


def test_en_linje_kan_verken_endres_eller_slettes(hr):
    _hendelse(hr)
    linjen = Hendelse.objects.get()
    linjen.om = "noe annet"

    for forsok in (
        linjen.save,
        linjen.delete,
        lambda: Hendelse.objects.update(om="noe annet"),
        lambda: Hendelse.objects.bulk_update([linjen], ["om"]),
        lambda: Hendelse.objects.all().delete(),
        lambda: Hendelse.objects.filter(pk=linjen.pk).delete(),
    ):
        with pytest.raises(BareTilleggError):
            forsok()
    assert Hendelse.objects.get().om == "Solbakken"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite har bare vernet i modellen")
@pytest.mark.parametrize("setning", ["UPDATE arbeidsmiljo_hendelse SET om = 'x'", "DELETE FROM arbeidsmiljo_hendelse"])
def test_databasen_sier_ogsa_nei(hr, setning):
    _hendelse(hr)

    with pytest.raises(DatabaseError, match="bare legges til"), transaction.atomic(), connection.cursor() as peker:
        peker.execute(setning)
    assert Hendelse.objects.count() == 1


def _konto(hr) -> list[str]:
    return list(Hendelse.objects.filter(hva__startswith="konto.").order_by("pk").values_list("hva", flat=True))


def _prov_passord(bruker, passord: str) -> Client:
    klient = Client(REMOTE_ADDR="203.0.113.77")
    klient.post("/app/konto/login/", {"login": bruker.epost, "password": passord})
    return klient


def test_innlogging_utlogging_og_feil_passord_fores_uten_adressen_pa_nettet(hr):
    _prov_passord(hr, "feil").get("/app/")
    klient = _prov_passord(hr, PASSORD)
    klient.post("/app/konto/logout/")

    assert _konto(hr) == ["konto.innlogging_feilet", "konto.innlogget", "konto.utlogget"]
    alt = str(list(Hendelse.objects.values()))
    assert ("203.0.113" in alt, "feil'" in alt, hr.epost in alt) == (False, False, False)


def test_et_forsok_pa_en_konto_som_ikke_finnes_fores_ikke(hr):
    klient = Client()
    klient.post("/app/konto/login/", {"login": "ingen@ingen.example", "password": "feil"})

    assert _konto(hr) == []


def test_en_konto_uten_rolle_fores_ikke():
    uten = TildelingFactory(til=timezone.localdate() - timedelta(days=1)).bruker

    _prov_passord(uten, PASSORD)

    assert Hendelse.objects.count() == 0
