"""Det forsiden sier om kartlegginger."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from arbeidsmiljo.domain.roller import Rolle
from kartlegging.domain.tilstand import Tilstand
from kartlegging.oppgaver import HOYST, NYTT_I, oppgaver
from tests.factories import BrukerFactory, EnhetFactory, KartleggingFactory, TildelingFactory

pytestmark = pytest.mark.django_db

I_DAG = date(2026, 3, 20)


@pytest.fixture
def rot():
    return EnhetFactory()


def _bruker(rot, rolle):
    return TildelingFactory(enhet=rot, rolle=rolle).bruker


def _runde(rot, tilstand, **felt):
    return KartleggingFactory(virksomhet=rot.virksomhet, tilstand=tilstand, navn="Vår", kortnavn="var", **felt)


SYN_MANGLER = [("Verneombudets syn på Vår mangler", 1)]


@pytest.mark.parametrize(
    ("rolle", "tilstand", "ventet"),
    [
        (Rolle.HR, Tilstand.UTKAST, SYN_MANGLER),
        (Rolle.VERNEOMBUD, Tilstand.UTKAST, SYN_MANGLER),
        (Rolle.LEDER, Tilstand.UTKAST, []),
        (Rolle.LEDER, Tilstand.VARSLET, [("Vår er varslet", 2)]),
        (Rolle.VERNEOMBUD, Tilstand.AAPEN, [("Vår er åpen for svar", 2)]),
        (Rolle.LEDER, Tilstand.LUKKET, []),
    ],
)
def test_hver_tilstand_har_sin_oppgave_for_den_det_gjelder(rot, rolle, tilstand, ventet):
    _runde(rot, tilstand)

    funnet = oppgaver(_bruker(rot, rolle), I_DAG)

    assert [(oppgave.tittel, oppgave.rang) for oppgave in funnet] == ventet


def test_et_registrert_syn_venter_ikke_paa_noen(rot, naa):
    _runde(rot, Tilstand.UTKAST, verneombud_syn="Enig.", verneombud_tidspunkt=naa)

    assert oppgaver(_bruker(rot, Rolle.HR), I_DAG) == []


@pytest.mark.parametrize(("dager", "antall"), [(0, 1), (NYTT_I.days, 1), (NYTT_I.days + 1, 0)])
def test_et_nytt_resultat_staar_en_stund(rot, naa, dager, antall):
    _runde(rot, Tilstand.PUBLISERT, publisert=naa)

    funnet = oppgaver(_bruker(rot, Rolle.LEDER), naa.date() + timedelta(days=dager))

    assert [oppgave.lenke for oppgave in funnet] == [reverse("resultat", args=["var"])] * antall


def test_andres_kartlegginger_og_en_uten_rolle_gir_ingenting(rot):
    KartleggingFactory(tilstand=Tilstand.AAPEN)

    assert oppgaver(_bruker(rot, Rolle.HR), I_DAG) == []
    assert oppgaver(BrukerFactory(), I_DAG) == []


def test_oppgavene_koster_en_sporring_og_blir_aldri_flere_enn_lista_taaler(rot, django_assert_num_queries):
    bruker = _bruker(rot, Rolle.HR)
    _ = bruker.synlige_enheter
    for antall in range(1, HOYST + 2):
        KartleggingFactory(virksomhet=rot.virksomhet, tilstand=Tilstand.AAPEN, navn=f"Runde {antall}")
        with django_assert_num_queries(1):
            funnet = oppgaver(bruker, I_DAG)
        assert len(funnet) == min(antall, HOYST)
