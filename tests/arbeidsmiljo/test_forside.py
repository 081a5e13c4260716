"""Forsiden: hva som venter, er for sent, kommer og er endret, for hver rolle. Aldri tom uten et neste steg."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from arbeidsmiljo.actions import logg
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.endringer import HOYST, NYTT_I, endringer_for
from arbeidsmiljo.forstesteg import stegene_for
from arbeidsmiljo.models import Aarsoppgave, Oppgavestatus
from arbeidsmiljo.oppgaver import aarshjulets_oppgaver, oppgaver_for
from kartlegging.domain.tilstand import Tilstand
from tests.factories import BrukerFactory, EnhetFactory, KartleggingFactory, RisikovurderingFactory, TildelingFactory

pytestmark = pytest.mark.django_db

NAA = timezone.now()
IDAG = timezone.localdate()


@pytest.fixture
def rot():
    return EnhetFactory()


def _bruker(hvor, rolle):
    return TildelingFactory(enhet=hvor, rolle=rolle, til=date(2099, 1, 1)).bruker


def _oppgave(rot, **felt):
    felt = {"tittel": "Dialogmøte", "rolle": Rolle.LEDER, "frist": IDAG + timedelta(days=3)} | felt
    return Aarsoppgave.objects.create(virksomhet=rot.virksomhet, **felt)


def _logg(rot, hva, om="Vår", *, av=None, siden=timedelta(), **detaljer):
    logg(virksomhet_id=rot.virksomhet_id, av=av, naa=NAA - siden, hva=hva, om=om, detaljer=detaljer)


def _setningene(bruker):
    return [en.setning for en in endringer_for(bruker, NAA)]


def _side(client, bruker):
    client.force_login(bruker)
    return client.get(reverse("forside"))


@pytest.mark.parametrize(("dager", "ventet"), [(15, []), (14, [1]), (0, [1]), (-1, [0])])
def test_en_aarsoppgave_venter_fra_fjorten_dager_for_og_er_for_sen_etter(rot, dager, ventet):
    oppgave = _oppgave(rot, frist=IDAG + timedelta(days=dager))

    funnet = aarshjulets_oppgaver(_bruker(rot, Rolle.LEDER), IDAG)

    assert [en.rang for en in funnet] == ventet
    assert [(en.lenke, en.frist) for en in funnet] == [
        (reverse("aarsoppgave", args=[oppgave.pk]), oppgave.frist) for _ in ventet
    ]


def test_andre_rollers_ferdige_og_andres_oppgaver_venter_ikke(rot):
    _oppgave(rot, rolle=Rolle.HR)
    _oppgave(rot, status=Oppgavestatus.UTFORT)
    _oppgave(EnhetFactory())

    assert aarshjulets_oppgaver(_bruker(rot, Rolle.LEDER), IDAG) == []


def test_det_som_er_for_sent_staar_for_seg_og_den_naermeste_fristen_forst(client, rot):
    _oppgave(rot, tittel="Om ti dager", frist=IDAG + timedelta(days=10))
    _oppgave(rot, tittel="I morgen", frist=IDAG + timedelta(days=1))
    _oppgave(rot, tittel="I går", frist=IDAG - timedelta(days=1))

    svar = _side(client, _bruker(rot, Rolle.LEDER))

    assert [en.tittel for en in svar.context["for_sent"]] == ["I går"]
    assert [en.tittel for en in svar.context["venter"]] == ["I morgen", "Om ti dager"]
    assert "3 ting venter på deg" in svar.content.decode()


@pytest.mark.parametrize("rolle", list(Rolle))
def test_hver_rolle_faar_vite_hva_som_kommer_naar_ingenting_venter(client, rot, rolle):
    svar = _side(client, _bruker(rot, rolle))
    tekst = svar.content.decode()

    assert ("Kom i gang" in tekst) is (rolle == Rolle.HR)
    assert ("Hva som skjer videre" in tekst) is (rolle != Rolle.HR)
    assert len(svar.context["stille"]) == 1
    assert "Ingen datoer er satt for deg ennå" in tekst


def test_den_uten_rolle_faar_vite_hvem_som_kan_hjelpe(client):
    tekst = _side(client, BrukerFactory()).content.decode()

    assert "Du har ingen rolle ennå. Be HR om å gi deg en" in tekst
    assert "Dette kommer" not in tekst


def test_stegene_hukes_av_etter_hvert_og_blir_borte(rot):
    hr = _bruker(rot, Rolle.HR)
    assert [steg.gjort for steg in stegene_for(hr)] == [False, False, False]
    under = EnhetFactory(forelder=rot)
    assert [steg.gjort for steg in stegene_for(hr)] == [True, False, False]
    _bruker(under, Rolle.LEDER)
    assert [steg.gjort for steg in stegene_for(hr)] == [True, False, False]
    _bruker(under, Rolle.VERNEOMBUD)
    assert [steg.gjort for steg in stegene_for(hr)] == [True, True, False]
    KartleggingFactory(virksomhet=rot.virksomhet)
    assert stegene_for(hr) == []


@pytest.mark.parametrize("rolle", [en for en in Rolle if en != Rolle.HR])
def test_bare_hr_faar_stegene(rot, rolle):
    assert stegene_for(_bruker(rot, rolle)) == []


def test_en_nabovirksomhet_huker_ikke_av_stegene(rot):
    nabo = EnhetFactory(forelder=EnhetFactory())
    for rolle in (Rolle.LEDER, Rolle.VERNEOMBUD):
        _bruker(nabo, rolle)
    KartleggingFactory(virksomhet=nabo.virksomhet)

    assert [steg.gjort for steg in stegene_for(_bruker(rot, Rolle.HR))] == [False, False, False]


def test_kartleggingens_gang_staar_som_endret_nyeste_forst(rot):
    KartleggingFactory(virksomhet=rot.virksomhet, navn="Vår", kortnavn="var", tilstand=Tilstand.PUBLISERT)
    for minutter, hva in ((3, "kartlegging.varslet"), (2, "kartlegging.aapnet"), (1, "kartlegging.publisert")):
        _logg(rot, hva, siden=timedelta(minutes=minutter))
    bruker = _bruker(rot, Rolle.LEDER)

    assert _setningene(bruker) == ["Resultatene av Vår er klare", "Vår har åpnet for svar", "Vår er varslet"]
    assert endringer_for(bruker, NAA)[0].lenke == reverse("resultat", args=["var"])


@pytest.mark.parametrize(
    "hva", ["kartlegging.invitert", "kartlegging.deltakere_bekreftet", "kartlegging.lukket", "rolle.tildelt"]
)
def test_det_som_ikke_angaar_alle_vises_ikke(rot, hva):
    KartleggingFactory(virksomhet=rot.virksomhet, navn="Vår", tilstand=Tilstand.AAPEN)
    _logg(rot, hva)

    assert _setningene(_bruker(rot, Rolle.HR)) == []


def test_endringer_hos_andre_for_lenge_siden_og_egne_er_ikke_med(rot):
    bruker, nabo = _bruker(rot, Rolle.LEDER), EnhetFactory()
    KartleggingFactory(virksomhet=rot.virksomhet, navn="Vår", tilstand=Tilstand.AAPEN)
    KartleggingFactory(virksomhet=nabo.virksomhet, navn="Naboens", tilstand=Tilstand.AAPEN)
    _logg(nabo, "kartlegging.aapnet", "Naboens")
    _logg(rot, "kartlegging.aapnet", siden=NYTT_I + timedelta(minutes=1))
    _logg(rot, "kartlegging.aapnet", av=bruker)
    assert _setningene(bruker) == []

    _logg(rot, "kartlegging.aapnet", siden=NYTT_I)
    assert _setningene(bruker) == ["Vår har åpnet for svar"]


def test_planene_vises_bare_for_dem_som_har_enheten(rot):
    bjork, lind = EnhetFactory(forelder=rot, navn="Bjørk"), EnhetFactory(forelder=rot, navn="Lind")
    vurdering = RisikovurderingFactory(enhet=bjork)
    _logg(rot, "plan.signert", "Bjørk", vurdering=vurdering.pk)
    ventet = ["Planen for Bjørk er signert"]

    assert _setningene(_bruker(bjork, Rolle.LEDER)) == ventet
    assert _setningene(_bruker(rot, Rolle.AMU)) == ventet
    assert _setningene(_bruker(lind, Rolle.LEDER)) == []


def test_en_utfort_oppgave_vises_for_rollen_og_for_hr(rot):
    oppgave = _oppgave(rot)
    _logg(rot, "aarshjul.utfort", "Dialogmøte", av=BrukerFactory(navn="Kari Nes"), oppgave=oppgave.pk, rolle="leder")
    ventet = ["Kari Nes har utført «Dialogmøte»"]

    assert _setningene(_bruker(rot, Rolle.LEDER)) == ventet
    assert _setningene(_bruker(rot, Rolle.HR)) == ventet
    assert _setningene(_bruker(rot, Rolle.VERNEOMBUD)) == []


def test_hoyst_aatte_endringer_vises(rot):
    KartleggingFactory(virksomhet=rot.virksomhet, navn="Vår", tilstand=Tilstand.AAPEN)
    for _ in range(HOYST + 1):
        _logg(rot, "kartlegging.aapnet")

    assert len(_setningene(_bruker(rot, Rolle.LEDER))) == HOYST == 8


def test_dette_kommer_har_de_neste_datoene_for_rollen(client, rot):
    _oppgave(rot, tittel="Vurder effekt", frist=IDAG + timedelta(days=60))
    _oppgave(rot, tittel="HR sin", rolle=Rolle.HR)

    svar = _side(client, _bruker(rot, Rolle.LEDER))

    assert [en.tittel for en in svar.context["kommer"]] == ["Vurder effekt"]
    assert "Oppgaver som venter, måned for måned" in svar.content.decode()


@pytest.mark.parametrize("rolle", [Rolle.HR, Rolle.LEDER, Rolle.VERNEOMBUD])
def test_forsiden_koster_like_mange_sporringer_med_en_og_tre(client, rot, rolle, django_assert_max_num_queries):
    client.force_login(_bruker(rot, rolle))
    tallene = []
    for antall in (1, 2):
        for nummer in range(antall):
            navn = f"Runde {antall}{nummer}"
            KartleggingFactory(virksomhet=rot.virksomhet, navn=navn, tilstand=Tilstand.AAPEN)
            vurdering = RisikovurderingFactory(enhet=EnhetFactory(forelder=rot))
            _oppgave(rot, rolle=rolle)
            _logg(rot, "kartlegging.aapnet", navn)
            _logg(rot, "plan.signert", "Enheten", vurdering=vurdering.pk)
        with django_assert_max_num_queries(30) as sporringene:
            client.get(reverse("forside"))
        tallene.append(len(sporringene))

    assert tallene[0] == tallene[1]


def test_ingen_kilde_gir_noe_til_den_uten_rolle():
    assert oppgaver_for(BrukerFactory(), IDAG) == []
