from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from time_machine import travel

from arbeidsmiljo.models import Driftsmerke
from arbeidsmiljo.taktverk import MERKE, registrer
from kartlegging.actions import ADRESSER_SLETTES_ETTER, avgi_besvarelse, varsle
from kartlegging.management.commands.takt import ARBEIDER_ANSES_DOD
from kartlegging.models import Kartlegging
from kartlegging.nokler import har_nokler, slett_nokler
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet, koder, utkast

pytestmark = pytest.mark.django_db(transaction=True)

SLUTT = NAA + timedelta(days=14)


def _takt(tidspunkt) -> str:
    ut = StringIO()
    with travel(tidspunkt, tick=False):
        call_command("takt", stdout=ut)
    return ut.getvalue()


def _tilstand(kartlegging: Kartlegging) -> str:
    return Kartlegging.objects.get(pk=kartlegging.pk).tilstand


def test_takten_aapner_en_varslet_kartlegging_naar_dagen_er_kommet():
    kartlegging = utkast({"bjork": 8})
    varsle(kartlegging=kartlegging, av=None, naa=NAA - timedelta(days=1))

    _takt(NAA - timedelta(minutes=1))
    assert _tilstand(kartlegging) == "varslet"
    _takt(NAA)
    assert _tilstand(kartlegging) == "aapen"


def test_takten_aapner_aldri_et_utkast():
    kartlegging = utkast({"bjork": 8})

    _takt(NAA + timedelta(days=1))

    assert _tilstand(kartlegging) == "utkast"


def test_takten_lukker_teller_opp_og_sletter_noklene_naar_tiden_er_ute():
    kartlegging = aapnet({"bjork": 8})
    for kode in koder(kartlegging):
        avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)

    _takt(SLUTT - timedelta(minutes=1))
    assert (_tilstand(kartlegging), har_nokler(kartlegging.kortnavn)) == ("aapen", True)
    _takt(SLUTT)
    kartlegging.refresh_from_db()
    assert (kartlegging.tilstand, kartlegging.utgivelsen.antall) == ("publisert", 8)
    assert not har_nokler(kartlegging.kortnavn)


def test_takten_to_ganger_gjor_det_samme_som_en():
    kartlegging = aapnet({"bjork": 8})
    _takt(SLUTT)
    forste = Kartlegging.objects.get(pk=kartlegging.pk)
    _takt(SLUTT + timedelta(minutes=1))

    andre = Kartlegging.objects.get(pk=kartlegging.pk)
    assert (andre.publisert, andre.utgivelsen.sha256) == (forste.publisert, forste.utgivelsen.sha256)


def test_mangler_noklene_sier_takten_hvilken_og_gjor_de_andre_ferdig():
    forste = aapnet({"bjork": 8})
    andre = aapnet({"bjork": 8}, orgnr="310000035", navn="Høst 2026")
    slett_nokler(forste.kortnavn)

    with pytest.raises(CommandError, match=forste.kortnavn):
        _takt(SLUTT)
    assert (_tilstand(forste), _tilstand(andre)) == ("lukket", "publisert")


def test_takten_stokker_om_hver_time_mens_kartleggingen_er_aapen():
    kartlegging = aapnet({"bjork": 8})
    tidene = []
    for minutter in (59, 60, 61, 120):
        _takt(NAA + timedelta(minutes=minutter))
        tidene.append(Kartlegging.objects.get(pk=kartlegging.pk).omorganisert)

    time1, time2 = NAA + timedelta(minutes=60), NAA + timedelta(minutes=120)
    assert tidene == [None, time1, time1, time2]


def test_takten_sletter_adressene_fjorten_dager_etter_lukking():
    kartlegging = aapnet({"bjork": 8})
    _takt(SLUTT)

    _takt(SLUTT + ADRESSER_SLETTES_ETTER - timedelta(minutes=1))
    assert kartlegging.invitasjonene.count() == 8
    _takt(SLUTT + ADRESSER_SLETTES_ETTER)
    assert kartlegging.invitasjonene.count() == 0


@pytest.mark.parametrize(
    ("startet", "ventet"),
    [
        (NAA - ARBEIDER_ANSES_DOD, TaskResultStatus.READY),
        (NAA - ARBEIDER_ANSES_DOD + timedelta(minutes=1), TaskResultStatus.RUNNING),
    ],
)
def test_en_oppgave_med_dod_arbeider_legges_tilbake_i_koen(startet, ventet):
    oppgave = DBTaskResult.objects.create(
        args_kwargs={"args": [1], "kwargs": {}},
        task_path="kartlegging.tasks.lukk_kartlegging",
        queue_name="default",
        backend_name="default",
        run_after=NAA - timedelta(hours=2),
        status=TaskResultStatus.RUNNING,
        started_at=startet,
        worker_ids=["borte"],
        exception_class_path="",
        traceback="",
    )

    _takt(NAA)

    oppgave.refresh_from_db()
    assert oppgave.status == ventet


def test_takten_skriver_en_linje_per_ting_og_ingenting_naar_intet_er_gjort():
    kartlegging = utkast({"bjork": 8})
    varsle(kartlegging=kartlegging, av=None, naa=NAA - timedelta(days=1))

    sagt = [_takt(naar) for naar in (NAA, NAA + timedelta(minutes=1), SLUTT, SLUTT + ADRESSER_SLETTES_ETTER)]

    assert sagt == [
        "var-2026: åpnet.\nvar-2026: svarprosenten regnet for i dag.\n",
        "",
        "var-2026: lukket og publisert.\n",
        "var-2026: invitasjonene slettet.\n",
    ]


def test_takten_sletter_nokler_som_ble_staaende_etter_en_avbrutt_opptelling(monkeypatch):
    kartlegging = aapnet({"bjork": 8})
    monkeypatch.setattr("kartlegging.opptelling._rydd", lambda _kartlegging: None)
    _takt(SLUTT)
    assert (_tilstand(kartlegging), har_nokler(kartlegging.kortnavn)) == ("publisert", True)

    monkeypatch.undo()
    _takt(SLUTT + timedelta(minutes=1))
    assert not har_nokler(kartlegging.kortnavn)


def test_adressene_slettes_ogsaa_naar_opptellingen_staar_fast():
    kartlegging = aapnet({"bjork": 8})
    slett_nokler(kartlegging.kortnavn)
    for naar in (SLUTT, SLUTT + ADRESSER_SLETTES_ETTER):
        with pytest.raises(CommandError, match="finnes ikke"):
            _takt(naar)
    assert (_tilstand(kartlegging), kartlegging.invitasjonene.count()) == ("lukket", 0)


@pytest.fixture
def jobbene(monkeypatch):
    """Jobbene takten har, tom til prøven melder inn sine."""
    mine = {}
    monkeypatch.setattr("arbeidsmiljo.taktverk._JOBBENE", mine)
    return mine


def test_takten_kjorer_jobbene_rommene_har_meldt_inn_og_skriver_linjene_deres(jobbene):
    registrer("en", lambda naa: [f"gjort {naa.year}"])

    assert _takt(NAA) == f"gjort {NAA.year}\n"


def test_en_jobb_som_feiler_stanser_ikke_de_andre_og_sier_aldri_hva_den_holdt_paa_med(jobbene):
    def feiler(_naa):
        raise ValueError("kari@ansatt.example")

    registrer("feil", feiler)
    registrer("god", lambda _naa: ["gjort"])
    ut = StringIO()
    with travel(NAA, tick=False), pytest.raises(CommandError) as feil:
        call_command("takt", stdout=ut)
    assert (str(feil.value), ut.getvalue()) == ("feil: ValueError", "gjort\n")


def test_takten_setter_merket_sitt_ogsaa_naar_en_jobb_feiler(jobbene):
    registrer("feil", lambda _naa: 1 / 0)

    with travel(NAA, tick=False), pytest.raises(CommandError):
        call_command("takt", stdout=StringIO())
    assert [(merke.navn, merke.tidspunkt) for merke in Driftsmerke.objects.all()] == [(MERKE, NAA)]
