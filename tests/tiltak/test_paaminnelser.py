"""E-posten om frister for tiltak, og om risikoer som er løftet."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from arbeidsmiljo.actions import tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Hendelse, Paaminnelse
from arbeidsmiljo.paaminnelser import send_ventende
from tests.tiltak import bygg
from tiltak.actions import endre_tilstand
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.models import Tiltak
from tiltak.paaminnelser import forfalte_tiltak

pytestmark = pytest.mark.django_db


@pytest.fixture
def sted():
    return bygg.sted()


@pytest.fixture
def tiltaket(sted):
    """Et tiltak Hanne (HR) har ansvaret for, i enheten Ingrid leder."""
    vurdering = bygg.vurdering(sted)
    bygg.vurder(vurdering, "c")
    tiltak = bygg.tiltak(vurdering)
    Tiltak.objects.update(ansvarlig=sted.hr)
    return tiltak


def klokka(dager, time=8):
    return timezone.make_aware(datetime.combine(bygg.FRIST + timedelta(days=dager), datetime.min.time())).replace(
        hour=time
    )


def gaa(sted, dager):
    """Kjører takten den dagen, og svarer med (mottaker, emne) for brevene som gikk."""
    mail.outbox.clear()
    forfalte_tiltak(klokka(dager))
    send_ventende(sted.virksomhet.pk, klokke=lambda: klokka(dager))
    return [(brev.to[0].split("@")[0], brev.subject) for brev in mail.outbox]


def test_den_ansvarlige_minnes_en_uke_foer_og_bare_en_gang(sted, tiltaket):
    assert gaa(sted, -8) == []
    assert gaa(sted, -7) == [("hanne", "Påminnelse: frist for 1 tiltak")]
    assert gaa(sted, -7) == []
    assert gaa(sted, -3) == []
    assert gaa(sted, 1) == [("hanne", "Påminnelse: frist for 1 tiltak")]
    assert "T-01 Bemanning etter behov, Solbakken sykehjem" in mail.outbox[0].body


def test_lederen_faar_vite_det_etter_to_uker(sted, tiltaket):
    gaa(sted, 1)
    assert gaa(sted, 13) == []
    assert gaa(sted, 15) == [("hanne", "Påminnelse: frist for 1 tiltak"), ("ingrid", "1 tiltak trenger deg")]
    assert "Hanne Nes" in mail.outbox[1].body


def test_den_som_eier_tiltaket_faar_det_ikke_ogsaa_som_leder(sted, tiltaket):
    Tiltak.objects.update(ansvarlig=sted.leder)
    assert gaa(sted, 20) == [("ingrid", "Påminnelse: frist for 1 tiltak")]


def test_en_stengt_konto_gir_beskjed_til_lederen_med_en_gang(sted, tiltaket):
    Bruker.objects.filter(pk=sted.hr.pk).update(is_active=False)
    assert gaa(sted, -7) == [("ingrid", "1 tiltak trenger deg")]
    assert gaa(sted, -6) == []


def test_en_enhet_uten_leder_varsler_den_naermeste_over(sted, tiltaket):
    sted.leder.tildelingene.all().delete()
    sjef = Bruker.objects.opprett(epost="siv@fjordvik.example", navn="Siv Nes")
    tildel_rolle(bruker=sjef, rolle=Rolle.LEDER, enhet=sted.rot, av=None, naa=bygg.NAA, fra=bygg.MOTE)
    gaa(sted, 1)
    assert ("siv", "1 tiltak trenger deg") in gaa(sted, 15)


def test_flere_tiltak_blir_ett_brev_og_ferdige_nevnes_ikke(sted, tiltaket):
    bygg.tiltak(tiltaket.vurdering, tittel="Pauser")
    Tiltak.objects.update(ansvarlig=sted.hr)
    endre_tilstand(tiltak=tiltaket, til=Tiltakstilstand.I_GANG, tekst="", av=sted.leder, naa=bygg.NAA)
    assert gaa(sted, 1) == [("hanne", "Påminnelse: frist for 2 tiltak")]
    forfalte_tiltak(klokka(30))
    Tiltak.objects.filter(pk=tiltaket.pk).update(tilstand=Tiltakstilstand.FERDIG)
    mail.outbox.clear()
    send_ventende(sted.virksomhet.pk, klokke=lambda: klokka(30))
    assert [brev.subject for brev in mail.outbox if brev.to[0].startswith("hanne")] == [
        "Påminnelse: frist for 1 tiltak"
    ]
    assert "Bemanning etter behov" not in mail.outbox[0].body


def test_en_ny_frist_begynner_paa_nytt(sted, tiltaket):
    gaa(sted, 1)
    ny = bygg.FRIST + timedelta(days=60)
    endre_tilstand(
        tiltak=tiltaket, til=Tiltakstilstand.PLANLAGT, tekst="Venter på IT.", frist=ny, av=sted.leder, naa=bygg.NAA
    )
    assert gaa(sted, 20) == []
    assert gaa(sted, 53) == [("hanne", "Påminnelse: frist for 1 tiltak")]


def test_ingen_brev_foer_klokken_sju_og_ingen_hos_en_annen(sted, tiltaket):
    fremmed = bygg.sted("Andeby", "310500011")
    assert forfalte_tiltak(klokka(1, time=6)) == []
    forfalte_tiltak(klokka(1))
    assert set(Paaminnelse.objects.values_list("virksomhet", flat=True)) == {sted.virksomhet.pk}
    assert Hendelse.objects.filter(virksomhet_id=fremmed.virksomhet.pk, hva="tiltak.paaminnet").count() == 0
    assert Hendelse.objects.get(hva="tiltak.paaminnet").detaljer == {"tiltak": 1, "mottakere": 1}


def test_brevet_er_paa_mottakerens_spraak(sted, tiltaket):
    Bruker.objects.filter(pk=sted.hr.pk).update(sprak="en")
    assert gaa(sted, 1) == [("hanne", "Reminder: deadline for 1 measure")]
    assert "You are responsible for these measures:" in mail.outbox[0].body
