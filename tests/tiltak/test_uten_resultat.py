"""Enhetene som ikke vises, må vurderes på en annen måte: listen, forsiden, og at ingenting røper noe om svarene."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from arbeidsmiljo.actions import tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet
from kartlegging.actions import avgi_mange, lukk
from kartlegging.skjulte import skjulte_enheter
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet, koder
from tiltak.actions import start_vurdering
from tiltak.domain.begreper import Kilde
from tiltak.domain.tilstand import Vurderingstilstand
from tiltak.oppgaver import oppgaver
from tiltak.uten_resultat import uten_resultat

I_DAG = date(2026, 11, 24)


def _lukket(invitert, svar):
    """En lukket runde med ``svar`` svar i hver enhet."""
    kartlegging = aapnet(invitert)
    besvarelsene = [(kode, ALLE_MIDT) for enhet, antall in svar.items() for kode in koder(kartlegging, enhet)[:antall]]
    avgi_mange(kartlegging=kartlegging, besvarelsene=besvarelsene)
    lukk(kartlegging=kartlegging, av=None, naa=NAA)
    kartlegging.refresh_from_db()
    return kartlegging


@pytest.fixture
def runde(transactional_db):
    """«stor» vises; «liten» og «mini» gjør det ikke."""
    return _lukket({"stor": 40, "andre": 30, "liten": 4, "mini": 3}, {"stor": 40, "andre": 30, "liten": 4, "mini": 3})


def _bruker(rolle, kode, navn="Ingrid Nes"):
    bruker = Bruker.objects.opprett(epost=f"{rolle}.{kode}@prove.example", navn=navn)
    tildel_rolle(bruker=bruker, rolle=rolle, enhet=Enhet.objects.get(kode=kode), av=None, naa=NAA, fra=date(2020, 1, 1))
    return bruker


def _vurder(bruker, kode, kilde=Kilde.DIALOGMOTE):
    return start_vurdering(
        enhet=Enhet.objects.get(kode=kode),
        kartlegging_id=None,
        kilde=kilde,
        motedato=I_DAG,
        leder=bruker,
        verneombud=None,
        av=bruker,
        naa=timezone.now(),
    )


def _koder(bruker):
    funnet = uten_resultat(bruker.virksomhet_id, bruker.synlige_enheter)
    return None if funnet is None else [en.kode for en in funnet.enhetene]


def test_bare_skjulte_enheter_er_med_og_en_vurdering_dekker_enheten(runde):
    leder = _bruker(Rolle.LEDER, "rot")
    assert _koder(leder) == ["liten", "mini"]
    _vurder(leder, "liten", Kilde.INTERVJU)
    assert _koder(leder) == ["mini"]


def test_et_dialogmote_for_enheten_over_dekker_dem_under_men_ikke_andre_kilder(runde):
    leder = _bruker(Rolle.LEDER, "rot")
    runden = _vurder(leder, "rot", Kilde.VERNERUNDE)
    assert _koder(leder) == ["liten", "mini"]
    type(runden).objects.filter(pk=runden.pk).update(tilstand=Vurderingstilstand.SIGNERT)
    _vurder(leder, "rot")
    assert _koder(leder) == []


def test_vurderinger_fra_for_resultatene_kom_teller_ikke(runde):
    leder = _bruker(Rolle.LEDER, "rot")
    gammel = _vurder(leder, "liten")
    type(gammel).objects.filter(pk=gammel.pk).update(opprettet=NAA.replace(year=2025))
    assert _koder(leder) == ["liten", "mini"]


def test_lukkede_enheter_og_enheter_uten_inviterte_er_ikke_med(runde):
    leder = _bruker(Rolle.LEDER, "rot")
    assert set(skjulte_enheter(leder.virksomhet_id).over) == {"liten", "mini"}
    Enhet.objects.filter(kode="mini").update(lukket=I_DAG)
    assert _koder(leder) == ["liten"]


def test_uten_noen_publisert_kartlegging_finnes_ingen_liste(transactional_db, client):
    aapnet({"stor": 8})
    leder = _bruker(Rolle.LEDER, "rot")
    assert (_koder(leder), oppgaver(leder, I_DAG)) == (None, [])
    client.force_login(leder)
    assert "Ingen kartlegging er publisert ennå." in client.get(reverse("enheter_uten_resultat")).content.decode()


def test_en_leder_far_en_oppgave_per_egen_enhet_og_hr_far_en_for_alle(runde):
    egen, hr = _bruker(Rolle.LEDER, "liten"), _bruker(Rolle.HR, "rot", "Hanne Nes")
    assert [(en.tittel, en.lenke) for en in oppgaver(egen, I_DAG)] == [
        ("Hold dialogmøte i Enhet liten", "/app/risiko/ny/?kilde=dialogmote&enhet=liten")
    ]
    assert [(en.tittel, en.lenke) for en in oppgaver(hr, I_DAG)] == [
        ("2 enheter uten resultat er ikke vurdert", reverse("enheter_uten_resultat"))
    ]
    assert oppgaver(_bruker(Rolle.LEDER, "stor"), I_DAG) == []
    assert oppgaver(_bruker(Rolle.AMU, "rot"), I_DAG) == []


def test_oppgavene_er_de_samme_enten_ingen_eller_alle_i_den_skjulte_enheten_svarte(transactional_db):
    invitert = {"stor": 40, "andre": 30, "liten": 4}
    _lukket(invitert, {"stor": 40, "andre": 30})
    leder = _bruker(Rolle.LEDER, "liten")
    uten_svar = oppgaver(leder, I_DAG)
    assert [en.tittel for en in uten_svar] == ["Hold dialogmøte i Enhet liten"]
    assert "svar" not in " ".join(en.tekst + en.tittel for en in uten_svar)


def test_listen_viser_egne_enheter_og_kan_sokes(client, runde):
    adresse = reverse("enheter_uten_resultat")
    client.force_login(_bruker(Rolle.LEDER, "liten"))
    side = client.get(adresse).content.decode()
    assert ("Enhet liten" in side, "Enhet mini" in side, "kilde=dialogmote&amp;enhet=liten" in side) == (
        True,
        False,
        True,
    )
    client.force_login(_bruker(Rolle.HR, "rot", "Hanne Nes"))
    side = client.get(adresse, {"sok": "MIN"}).content.decode()
    assert ("Enhet liten" in side, "Enhet mini" in side, "kilde=dialogmote" in side) == (False, True, False)
    tom = client.get(adresse, {"sok": "finnes ikke"}).content.decode()
    assert "Ingen enhet her har «finnes ikke» i navnet eller koden." in tom


@pytest.mark.parametrize("antall", [1, 3])
def test_listen_bruker_like_mange_sporringer(client, transactional_db, django_assert_num_queries, antall):
    smaa = {f"liten{nummer}": 3 for nummer in range(antall)}
    _lukket({"rot": 9, "stor": 40} | smaa, {"rot": 9, "stor": 40})
    client.force_login(_bruker(Rolle.HR, "rot"))
    with django_assert_num_queries(9):
        side = client.get(reverse("enheter_uten_resultat"))
    assert len(side.context["side"].object_list) == antall


def test_resultatsiden_for_en_skjult_enhet_viser_veien_til_dialogmotet(client, runde):
    client.force_login(_bruker(Rolle.LEDER, "rot"))
    for adresse in (
        reverse("resultat", args=[runde.kortnavn]) + "?enhet=liten",
        reverse("resultat_faktor", args=[runde.kortnavn, "liten", "c"]),
    ):
        side = client.get(adresse).content.decode()
        assert "kilde=dialogmote&amp;enhet=liten" in side
        assert reverse("dialogopplegget") in side
    vist = client.get(reverse("resultat_faktor", args=[runde.kortnavn, "stor", "c"])).content.decode()
    assert ("kilde=dialogmote" in vist, f"kartlegging={runde.kortnavn}&amp;enhet=stor" in vist) == (False, True)
