from datetime import timedelta

import pytest

from arbeidsmiljo.models import Enhet, Hendelse
from kartlegging.actions import (
    Deltaker,
    aapne,
    inviter,
    opprett,
    registrer_verneombudets_syn,
    slett_adresser,
    varsle,
)
from kartlegging.domain.tilstand import STEG, Tilstand, UlovligStegError
from kartlegging.feil import KartleggingsfeilError
from kartlegging.models import Invitasjon, Kartleggingsenhet
from kartlegging.nokler import har_nokler
from tests.kartlegging.oppsett import INSTRUMENT, NAA, aapnet, utkast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _egen_mappe(settings, tmp_path):
    settings.NOKKELMAPPE = tmp_path / "nokler"


def test_minstegrensen_kan_heves_men_ikke_senkes():
    virksomhet = utkast({"bjork": 8}).virksomhet
    felles = {
        "virksomhet": virksomhet,
        "navn": "Høst 2026",
        "formaal": "Prøve.",
        "instrument": INSTRUMENT,
        "aapner": NAA,
        "lukker": NAA + timedelta(days=1),
        "av": None,
        "naa": NAA,
    }

    assert opprett(**felles, minstegrense=10).minstegrense == 10
    with pytest.raises(KartleggingsfeilError, match="Virksomheten har 7, du ba om 6"):
        opprett(**felles, minstegrense=6)


def test_kortnavnet_skriver_om_norske_bokstaver_og_er_unikt():
    forste = utkast({"bjork": 1}, navn="Våren på sjøen")
    andre = utkast({"bjork": 1}, orgnr="310000035", navn="Våren på sjøen")

    assert (forste.kortnavn, andre.kortnavn) == ("varen-pa-sjoen", "varen-pa-sjoen-2")


def test_kan_ikke_varsles_for_verneombudet_har_uttalt_seg():
    kartlegging = utkast({"bjork": 8})
    type(kartlegging).objects.filter(pk=kartlegging.pk).update(verneombud_syn="", verneombud_tidspunkt=None)
    kartlegging.refresh_from_db()

    with pytest.raises(KartleggingsfeilError, match="Verneombudet har ikke uttalt seg"):
        varsle(kartlegging=kartlegging, av=None, naa=NAA)
    assert kartlegging.tilstand == Tilstand.UTKAST


def test_tomt_syn_fra_verneombudet_avvises():
    kartlegging = utkast({"bjork": 1})
    bruker = kartlegging.virksomhet.enhetene.get(kode="bjork")

    with pytest.raises(KartleggingsfeilError, match="Feltet kan ikke være tomt"):
        registrer_verneombudets_syn(kartlegging=kartlegging, tekst="  ", av=bruker, naa=NAA)


def test_kan_ikke_aapnes_uten_deltakere():
    kartlegging = utkast({})
    varsle(kartlegging=kartlegging, av=None, naa=NAA)

    with pytest.raises(KartleggingsfeilError, match="Ingen er invitert"):
        aapne(kartlegging=kartlegging, av=None, naa=NAA)
    assert not har_nokler(kartlegging.kortnavn)


def test_aapning_fryser_treet_med_antall_under_hver_enhet():
    kartlegging = aapnet({"rot": 2, "bjork": 8, "lind": 5})
    Enhet.objects.filter(kode="bjork").update(navn="Nytt navn")

    frosset = list(kartlegging.enhetene.values_list("kode", "navn", "sti", "invitert", "invitert_med_under"))
    assert frosset == [
        ("rot", "Prøve 310000027", "/rot/", 2, 15),
        ("bjork", "Enhet bjork", "/rot/bjork/", 8, 8),
        ("lind", "Enhet lind", "/rot/lind/", 5, 5),
    ]


def test_ingen_kan_inviteres_etter_aapning():
    kartlegging = aapnet({"bjork": 8})
    enhet = kartlegging.virksomhet.enhetene.get(kode="bjork")

    with pytest.raises(UlovligStegError, match="låst fra kartleggingen åpner"):
        inviter(kartlegging=kartlegging, deltakere=[Deltaker(enhet)], av=None, naa=NAA)
    assert kartlegging.invitasjonene.count() == 8


def test_adressene_slettes_etter_fjorten_dager_og_logges_uten_personer():
    kartlegging = aapnet({"bjork": 8})
    kartlegging.lukket = NAA
    kartlegging.save()

    assert slett_adresser(kartlegging=kartlegging, naa=NAA + timedelta(days=13, hours=23)) == 0
    assert Invitasjon.objects.count() == 8
    assert slett_adresser(kartlegging=kartlegging, naa=NAA + timedelta(days=14)) == 8
    assert Invitasjon.objects.count() == 0
    siste = Hendelse.objects.first()
    assert (siste.hva, siste.bruker_navn, siste.detaljer) == ("kartlegging.adresser_slettet", "", {"antall": 8})


def test_fra_lukket_gar_det_aldri_tilbake_til_aapen():
    def nabar(fra, sett=frozenset()):
        return sett.union(*(nabar(til, sett | {til}) for til in STEG[fra] - sett)) if STEG[fra] - sett else sett

    assert nabar(Tilstand.LUKKET) == {Tilstand.PUBLISERT}
    assert nabar(Tilstand.PUBLISERT) == frozenset()


@pytest.mark.parametrize("feil", ["rest", "to_rotter", "under_lukket"])
def test_et_tre_som_ikke_kan_telles_aapnes_ikke(feil):
    kartlegging = utkast({"bjork": 8})
    varsle(kartlegging=kartlegging, av=None, naa=NAA)
    bjork = Enhet.objects.get(kode="bjork")
    if feil == "rest":
        Enhet.objects.filter(pk=bjork.pk).update(kode="rot-rest")
    elif feil == "to_rotter":
        Enhet.objects.filter(pk=bjork.pk).update(forelder=None)
    else:
        lukket = Enhet.objects.create(
            virksomhet=bjork.virksomhet, kode="x", navn="X", forelder=bjork.forelder, lukket=NAA.date()
        )
        Enhet.objects.filter(pk=bjork.pk).update(forelder=lukket)
    with pytest.raises(KartleggingsfeilError):
        aapne(kartlegging=kartlegging, av=None, naa=NAA)
    assert Kartleggingsenhet.objects.count() == 0
    assert not har_nokler(kartlegging.kortnavn)
