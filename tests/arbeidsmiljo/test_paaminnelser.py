"""Påminnelsene om årshjulet: én e-post til hver, aldri to ganger, og ingenting tapt når e-posten er nede."""

import smtplib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from arbeidsmiljo import paaminnelser
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.epost import UvissLeveringError
from arbeidsmiljo.models import Aarsoppgave, Hendelse, Oppgavestatus, Paaminnelse, Paaminnelsesstand
from arbeidsmiljo.paaminnelser import forfalte_paaminnelser, send_ventende
from arbeidsmiljo.taktverk import jobbene
from arbeidsmiljo.tasks import send_paaminnelser
from tests.factories import EnhetFactory, TildelingFactory

pytestmark = pytest.mark.django_db

NAA = datetime(2026, 11, 24, 7, 0, tzinfo=ZoneInfo("Europe/Oslo"))
IDAG = NAA.date()


@pytest.fixture(autouse=True)
def ko(monkeypatch):
    """Id-ene til virksomhetene arbeideren er bedt om å sende for."""
    bedt: list[int] = []
    monkeypatch.setattr(type(send_paaminnelser), "enqueue", lambda _oppgave, pk: bedt.append(pk))
    return bedt


@pytest.fixture
def rot():
    return EnhetFactory()


def _bruker(rot, rolle=Rolle.LEDER, **felt):
    bruker = TildelingFactory(enhet=rot, rolle=rolle).bruker
    for navn, verdi in felt.items():
        setattr(bruker, navn, verdi)
    bruker.save()
    return bruker


def _oppgave(rot, dager=14, **felt):
    felt = {"tittel": "Dialogmøte", "rolle": Rolle.LEDER, "frist": IDAG + timedelta(days=dager)} | felt
    return Aarsoppgave.objects.create(virksomhet=rot.virksomhet, **felt)


def _send(rot, naa=NAA):
    return send_ventende(rot.virksomhet_id, klokke=lambda: naa)


def _standen():
    return list(Paaminnelse.objects.values_list("stand", flat=True))


def test_takten_kjorer_jobben():
    assert dict(jobbene())["paaminnelser"] is forfalte_paaminnelser


def test_hver_faar_en_epost_med_alle_oppgavene_sine(rot, ko):
    leder, begge = _bruker(rot), _bruker(rot)
    TildelingFactory(bruker=begge, enhet=rot, rolle=Rolle.VERNEOMBUD)
    _bruker(rot, Rolle.AMU)
    _oppgave(rot)
    _oppgave(rot, dager=-3, tittel="Vernerunde", rolle=Rolle.VERNEOMBUD)

    assert forfalte_paaminnelser(NAA) == [f"{rot.virksomhet.navn}: 2 skal minnes på årshjulet."]
    assert ko == [rot.virksomhet_id]
    assert _send(rot) == 2

    brevene = {brev.to[0]: brev for brev in mail.outbox}
    assert set(brevene) == {leder.epost, begge.epost}
    assert brevene[leder.epost].subject == "Påminnelse: 1 oppgave i årshjulet"
    assert brevene[begge.epost].subject == "Påminnelse: 2 oppgaver i årshjulet"
    tekst = brevene[begge.epost].body
    assert "Over fristen:\n- Vernerunde (21. november 2026)" in tekst
    assert "Frist snart:\n- Dialogmøte (8. desember 2026)" in tekst
    assert "http://127.0.0.1:8000/app/virksomheten/aarshjul/" in tekst
    assert "Vernerunde" not in brevene[leder.epost].body
    assert "Vernerunde" in brevene[begge.epost].alternatives[0][0]


def test_samme_dag_sendes_det_ikke_igjen_og_hele_kjoringen_er_en_hendelse(rot, ko):
    bruker = _bruker(rot)
    _oppgave(rot)
    for minutter in range(3):
        forfalte_paaminnelser(NAA + timedelta(minutes=minutter))
        _send(rot)

    assert len(mail.outbox) == 1
    assert ko == [rot.virksomhet_id]
    linjene = list(Hendelse.objects.values_list("hva", "detaljer"))
    assert linjene == [("aarshjul.paaminnet", {"oppgaver": 1, "mottakere": 1})]
    assert bruker.epost not in str(linjene)


@pytest.mark.parametrize(("dager", "antall"), [(15, 0), (14, 1), (13, 1), (0, 1), (-1, 1)])
def test_det_minnes_fra_fjorten_dager_for(rot, dager, antall):
    _bruker(rot)
    _oppgave(rot, dager=dager)
    forfalte_paaminnelser(NAA)

    assert _send(rot) == antall


def test_for_klokken_sju_skjer_ingenting(rot, ko):
    _bruker(rot)
    _oppgave(rot)
    forfalte_paaminnelser(NAA - timedelta(minutes=1))

    assert (Paaminnelse.objects.count(), ko) == (0, [])


def test_gjennom_aaret_kommer_brevene_paa_merkene(rot):
    _bruker(rot)
    _oppgave(rot, dager=14)
    dagene = []
    for dag in range(30):
        naa = NAA + timedelta(days=dag)
        forfalte_paaminnelser(naa)
        if _send(rot, naa):
            dagene.append(dag)

    assert dagene == [0, 14, 21, 28]


def test_brevet_er_paa_brukerens_sprak(rot, naa):
    bruker = _bruker(rot, sprak="en")
    _oppgave(rot, mal="vernerunde", tittel="Gå vernerunde")
    forfalte_paaminnelser(NAA)
    _send(rot)

    assert mail.outbox[0].to == [bruker.epost]
    assert "Do the safety round" in mail.outbox[0].body
    assert '<html lang="en">' in mail.outbox[0].alternatives[0][0]


@pytest.mark.parametrize("hvorfor", ["utfort", "mistet_rollen", "stengt"])
def test_det_som_ikke_gjelder_lenger_sendes_ikke(rot, hvorfor):
    bruker, oppgave = _bruker(rot), _oppgave(rot)
    forfalte_paaminnelser(NAA)
    if hvorfor == "utfort":
        Aarsoppgave.objects.filter(pk=oppgave.pk).update(status=Oppgavestatus.UTFORT)
    elif hvorfor == "mistet_rollen":
        bruker.tildelingene.update(til=IDAG - timedelta(days=400))
    else:
        type(bruker).objects.filter(pk=bruker.pk).update(is_active=False)

    assert (_send(rot), len(mail.outbox), _standen()) == (0, 0, [Paaminnelsesstand.SENDT])


def test_den_som_hadde_rollen_for_eller_faar_den_siden_minnes_ikke(rot):
    TildelingFactory(enhet=rot, rolle=Rolle.LEDER, til=IDAG - timedelta(days=1))
    TildelingFactory(enhet=rot, rolle=Rolle.LEDER, fra=IDAG + timedelta(days=1))
    TildelingFactory(rolle=Rolle.LEDER)
    _oppgave(rot)
    forfalte_paaminnelser(NAA)

    assert Paaminnelse.objects.count() == 0


def _svikt(monkeypatch, feilene):
    """Sendingen feiler slik ``feilene`` sier, én for hvert forsøk, og går ellers."""
    ekte = paaminnelser.send_epost

    def send(**felt):
        if feilene:
            feil = feilene.pop(0)
            if feil:
                raise feil
        ekte(**felt)

    monkeypatch.setattr(paaminnelser, "send_epost", send)


@pytest.mark.parametrize(
    "feil",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        smtplib.SMTPServerDisconnected(),
        smtplib.SMTPAuthenticationError(535, b""),
    ],
)
def test_nede_epost_proves_igjen_uten_at_noen_faar_to(rot, ko, monkeypatch, feil):
    brukerne = [_bruker(rot) for _ in range(3)]
    _oppgave(rot)
    forfalte_paaminnelser(NAA)
    _svikt(monkeypatch, [None, feil])

    assert _send(rot) == 1
    assert _standen() == [Paaminnelsesstand.SENDT, Paaminnelsesstand.VENTER, Paaminnelsesstand.VENTER]
    forfalte_paaminnelser(NAA + timedelta(minutes=1))
    assert ko == [rot.virksomhet_id]
    forfalte_paaminnelser(NAA + timedelta(minutes=11))
    assert ko == [rot.virksomhet_id] * 2
    assert _send(rot) == 2

    assert sorted(brev.to[0] for brev in mail.outbox) == sorted(bruker.epost for bruker in brukerne)
    assert _standen() == [Paaminnelsesstand.SENDT] * 3


def test_et_uvisst_brev_sendes_ikke_paa_nytt(rot, monkeypatch):
    _bruker(rot)
    _oppgave(rot)
    forfalte_paaminnelser(NAA)
    _svikt(monkeypatch, [UvissLeveringError()])
    _send(rot)

    assert (_standen(), _send(rot), len(mail.outbox)) == ([Paaminnelsesstand.SENDES], 0, 0)


@pytest.mark.parametrize(
    ("kode", "stand", "senere"), [(550, Paaminnelsesstand.AVVIST, 0), (451, Paaminnelsesstand.VENTER, 1)]
)
def test_en_avvist_mottaker_stanser_ikke_de_andre(rot, monkeypatch, kode, stand, senere):
    _bruker(rot)
    _bruker(rot)
    _oppgave(rot)
    forfalte_paaminnelser(NAA)
    _svikt(monkeypatch, [smtplib.SMTPRecipientsRefused({"x@y.example": (kode, b"nei")})])

    assert _send(rot) == 1
    assert _standen() == [stand, Paaminnelsesstand.SENDT]
    assert _send(rot) == senere


def test_to_arbeidere_sender_ikke_det_samme(rot, monkeypatch):
    _bruker(rot)
    _oppgave(rot)
    forfalte_paaminnelser(NAA)
    ekte = paaminnelser.send_epost

    def send(**felt):
        monkeypatch.setattr(paaminnelser, "send_epost", ekte)
        assert _send(rot) == 0
        ekte(**felt)

    monkeypatch.setattr(paaminnelser, "send_epost", send)

    assert (_send(rot), len(mail.outbox)) == (1, 1)


def test_nye_oppgaver_mens_et_brev_venter_kommer_i_det_samme_brevet(rot):
    _bruker(rot)
    forste, andre = _oppgave(rot), _oppgave(rot, dager=15, tittel="Vurder risiko")
    forfalte_paaminnelser(NAA)
    forfalte_paaminnelser(NAA + timedelta(days=1))

    assert [en.oppgavene for en in Paaminnelse.objects.all()] == [[forste.pk, andre.pk]]
    assert (_send(rot), mail.outbox[0].subject) == (1, "Påminnelse: 2 oppgaver i årshjulet")


def test_gamle_sendte_slettes_etter_tretti_dager(rot):
    _bruker(rot)
    _oppgave(rot)
    forfalte_paaminnelser(NAA)
    _send(rot)
    Aarsoppgave.objects.update(status=Oppgavestatus.UTFORT)

    forfalte_paaminnelser(NAA + timedelta(days=30))
    assert Paaminnelse.objects.count() == 1
    forfalte_paaminnelser(NAA + timedelta(days=31))
    assert Paaminnelse.objects.count() == 0


@pytest.mark.parametrize("antall", [1, 3])
def test_koen_koster_like_mange_sporringer_med_en_og_tre(rot, antall, django_assert_num_queries):
    for _ in range(antall):
        _bruker(rot)
        _oppgave(rot)

    with django_assert_num_queries(15):
        forfalte_paaminnelser(NAA)
