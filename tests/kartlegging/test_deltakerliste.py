"""Deltakerlisten: bekreftet av verneombudet, frosset ved åpning, og løftet svarene er forseglet sammen med."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from arbeidsmiljo.actions import sett_minstegrense
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Enhet, Hendelse
from kartlegging.actions import (
    Deltaker,
    aapne,
    avgi_besvarelse,
    avgi_mange,
    bekreft_deltakere,
    inviter,
    lukk,
    opprett,
    slett_adresser,
    varsle,
)
from kartlegging.deltakerliste import deltakerne_i, enhetssummer, listeenheter, listesum, sjekk_liste, ubekreftede
from kartlegging.domain.tilstand import UlovligStegError
from kartlegging.feil import KartleggingsfeilError
from kartlegging.frysing import LoftetEndretError, kanonisk_sum, loftet_for
from kartlegging.models import Invitasjon, Kartlegging, Kartleggingsenhet, Utgivelse
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import har_nokler
from kartlegging.oppgaver import oppgaver
from kartlegging.opptelling import IngenKanAapnesError
from tests.factories import TildelingFactory
from tests.kartlegging.oppsett import ALLE_MIDT, INSTRUMENT, NAA, aapnet, hovedverneombud, koder, utkast

pytestmark = pytest.mark.django_db(transaction=True)  # lageret ryddes utenfor transaksjoner


def _bekreft(kartlegging, av, summene=None):
    bekreft_deltakere(kartlegging=kartlegging, summene=summene or enhetssummer(kartlegging), av=av, naa=NAA)


def _varslet(antall):
    kartlegging = utkast(antall)
    varsle(kartlegging=kartlegging, av=None, naa=NAA)
    return kartlegging


def _en_til(kartlegging, kode="bjork"):
    ny = Deltaker(Enhet.objects.get(kode=kode), "oppdiktet@prove.example")
    inviter(kartlegging=kartlegging, deltakere=[ny], av=None, naa=NAA)


def test_20_en_liste_som_er_endret_etter_bekreftelsen_kan_ikke_aapnes():
    kartlegging = _varslet({"bjork": 8, "lind": 9})
    _en_til(kartlegging)

    with pytest.raises(KartleggingsfeilError) as feil:
        aapne(kartlegging=kartlegging, av=None, naa=NAA)
    assert str(feil.value) == (
        "Verneombudet har ikke bekreftet deltakerne i «Enhet bjork». Listen er endret etter at den ble bekreftet."
    )
    assert [(en.enhet.kode, bool(en.bekreftet_av), en.er_endret) for en in listeenheter(kartlegging)] == [
        ("bjork", False, True),
        ("lind", True, False),
    ]
    kartlegging.refresh_from_db()
    assert (kartlegging.tilstand, har_nokler(kartlegging.kortnavn)) == ("varslet", False)

    _bekreft(kartlegging, hovedverneombud(Enhet.objects.get(forelder=None)))
    aapne(kartlegging=kartlegging, av=None, naa=NAA)
    assert kartlegging.deltakere_sha256 == listesum(kartlegging)


@pytest.mark.parametrize("endring", ["fjernet", "byttet adresse", "flyttet", "ny startdato"])
def test_20_hver_slags_endring_av_listen_merkes(endring):
    kartlegging = _varslet({"bjork": 8, "lind": 9})
    rad = kartlegging.invitasjonene.filter(enhet__kode="bjork").order_by("epost")[0]
    if endring == "fjernet":
        rad.delete()
    else:
        ny = {
            "byttet adresse": {"epost": "annen@prove.example"},
            "flyttet": {"enhet": Enhet.objects.get(kode="lind")},
            "ny startdato": {"ansatt_fra": date(2020, 1, 1)},
        }[endring]
        Invitasjon.objects.filter(pk=rad.pk).update(**ny)

    with pytest.raises(KartleggingsfeilError, match="Verneombudet har ikke bekreftet"):
        aapne(kartlegging=kartlegging, av=None, naa=NAA)


def test_20_en_liste_som_er_endret_etter_aapning_vises_som_endret():
    kartlegging = aapnet({"bjork": 8})
    assert sjekk_liste(kartlegging) is True

    rad = kartlegging.invitasjonene.order_by("epost")[0]
    Invitasjon.objects.filter(pk=rad.pk).update(epost="annen@prove.example")
    assert sjekk_liste(kartlegging) is False


def test_listen_er_den_samme_uansett_rekkefolgen_radene_ligger_i():
    kartlegging = utkast({"bjork": 8, "lind": 3})
    for_ = listesum(kartlegging)
    radene = list(kartlegging.invitasjonene.order_by("-epost").values("enhet_id", "epost", "sprak"))
    kartlegging.invitasjonene.all().delete()
    Invitasjon.objects.bulk_create([Invitasjon(kartlegging=kartlegging, **rad) for rad in radene])

    assert listesum(kartlegging) == for_


@pytest.mark.parametrize("rolle", [Rolle.HR, Rolle.LEDER, Rolle.TOPPLEDER, Rolle.AMU])
def test_bare_vernetjenesten_kan_bekrefte(rolle):
    kartlegging = _varslet({"bjork": 8})
    _en_til(kartlegging)
    bruker = TildelingFactory(enhet=Enhet.objects.get(forelder=None), rolle=rolle).bruker

    with pytest.raises(KartleggingsfeilError, match="Bare verneombudet kan bekrefte listen"):
        _bekreft(kartlegging, bruker)
    assert len(ubekreftede(kartlegging)) == 1


def test_et_verneombud_bekrefter_bare_for_sine_egne_enheter():
    kartlegging = _varslet({"bjork": 8, "lind": 9})
    kartlegging.listebekreftelsene.all().delete()
    bjork = Enhet.objects.get(kode="bjork")
    ombud = TildelingFactory(enhet=bjork, rolle=Rolle.VERNEOMBUD).bruker

    with pytest.raises(KartleggingsfeilError, match="Du er ikke verneombud for alle enhetene"):
        _bekreft(kartlegging, ombud)
    _bekreft(kartlegging, ombud, {bjork.pk: enhetssummer(kartlegging)[bjork.pk]})

    assert [en.enhet.kode for en in ubekreftede(kartlegging)] == ["lind"]


def test_det_som_bekreftes_er_listen_som_ble_vist():
    kartlegging = _varslet({"bjork": 8})
    sett = enhetssummer(kartlegging)
    _en_til(kartlegging)

    with pytest.raises(KartleggingsfeilError, match="Listen er endret siden du så den"):
        _bekreft(kartlegging, hovedverneombud(Enhet.objects.get(forelder=None)), sett)


def test_etter_aapning_kan_ingen_bekrefte_eller_invitere():
    kartlegging = aapnet({"bjork": 8})

    with pytest.raises(UlovligStegError):
        _bekreft(kartlegging, hovedverneombud(Enhet.objects.get(forelder=None)))
    with pytest.raises(UlovligStegError):
        _en_til(kartlegging)


def test_nyansatte_og_de_uten_startdato_pekes_ut():
    kartlegging = utkast({"bjork": 1})
    bjork = Enhet.objects.get(kode="bjork")
    grense = NAA.date() - timedelta(days=kartlegging.nye_dager)
    nye = [
        Deltaker(bjork, "gammel@prove.example", ansatt_fra=grense),
        Deltaker(bjork, "ny@prove.example", ansatt_fra=grense + timedelta(days=1)),
        Deltaker(bjork),
    ]
    inviter(kartlegging=kartlegging, deltakere=nye, av=None, naa=NAA)

    (rad,) = listeenheter(kartlegging)
    assert (rad.antall, rad.kort, rad.nye, rad.uten_dato) == (4, 1, 1, 2)
    assert [(en.epost, en.er_ny) for en in deltakerne_i(kartlegging, bjork.pk)] == [
        ("bjork0@prove.example", False),
        ("gammel@prove.example", False),
        ("ny@prove.example", True),
        ("", False),
    ]


def test_antallet_dager_kan_settes_for_hver_kartlegging():
    kartlegging = utkast({"bjork": 1})
    bjork = Enhet.objects.get(kode="bjork")
    ny = Deltaker(bjork, "ny@prove.example", ansatt_fra=NAA.date() - timedelta(days=60))
    inviter(kartlegging=kartlegging, deltakere=[ny], av=None, naa=NAA)
    assert listeenheter(kartlegging)[0].nye == 0
    kartlegging.nye_dager = 90

    assert listeenheter(kartlegging)[0].nye == 1


def test_bekreftelsen_loggfores_uten_personer_fra_listen():
    utkast({"bjork": 8, "lind": 9})

    hendelse = Hendelse.objects.get(hva="kartlegging.deltakere_bekreftet")
    assert (hendelse.bruker_navn, hendelse.detaljer) == ("Vera Ombud", {"enheter": 2})


def _besvart(antall):
    kartlegging = aapnet(antall)
    avgi_mange(kartlegging=kartlegging, besvarelsene=[(kode, ALLE_MIDT) for kode in koder(kartlegging)])
    return kartlegging


@pytest.mark.parametrize(
    ("endre", "ordet"),
    [
        (lambda: Kartlegging.objects.update(minstegrense=5), "minstegrensen"),
        (lambda: Kartlegging.objects.update(skalaer=["a1", "c1"]), "spørsmålene"),
        (lambda: Kartlegging.objects.update(deltakere_sha256="0" * 64), "deltakerlisten"),
        (lambda: Kartleggingsenhet.objects.filter(kode="lind").update(invitert=0), "enhetene"),
        (lambda: Kartleggingsenhet.objects.filter(kode="lind").update(kode="eik"), "enhetene"),
        (lambda: Kartlegging.objects.update(loftet_sha256="0" * 64), "merket på løftet"),
    ],
)
def test_et_loftet_som_er_endret_etter_aapning_stanser_opptellingen_og_svarene_blir_staaende(endre, ordet):
    kartlegging = _besvart({"bjork": 8, "lind": 9})
    endre()

    with pytest.raises(LoftetEndretError) as feil:
        lukk(kartlegging=kartlegging, av=None, naa=NAA)
    assert f"er endret etter åpningen ({ordet})" in str(feil.value)
    assert (Besvarelse.objects.count(), Utgivelse.objects.count(), har_nokler(kartlegging.kortnavn)) == (17, 0, True)


def test_lagt_tilbake_slik_det_var_gaar_opptellingen_som_for():
    kartlegging = _besvart({"bjork": 8})
    Kartlegging.objects.update(minstegrense=5)
    with pytest.raises(LoftetEndretError):
        lukk(kartlegging=kartlegging, av=None, naa=NAA)
    Kartlegging.objects.update(minstegrense=7)

    assert lukk(kartlegging=Kartlegging.objects.get(), av=None, naa=NAA).antall == 8


def test_den_som_endrer_baade_grensen_og_merket_kan_likevel_ikke_aapne_svarene():
    # Hele løftet er skrevet om, slik den som eier databasen kan. Forseglingen husker det gamle.
    kartlegging = _besvart({"bjork": 8})
    kartlegging.minstegrense = 5
    kartlegging.loftet = loftet_for(kartlegging)
    kartlegging.loftet_sha256 = kanonisk_sum(kartlegging.loftet)
    kartlegging.save()

    with pytest.raises(IngenKanAapnesError):
        lukk(kartlegging=kartlegging, av=None, naa=NAA)
    assert Besvarelse.objects.count() == 8


def test_minstegrensen_kan_ikke_settes_under_gulvet_i_databasen():
    aapnet({"bjork": 8})
    with pytest.raises(IntegrityError):
        Kartlegging.objects.update(minstegrense=4)


def test_slettede_adresser_lar_summen_staa_og_lista_er_tom():
    kartlegging = aapnet({"bjork": 8})
    lukk(kartlegging=kartlegging, av=None, naa=NAA)
    kartlegging.refresh_from_db()
    frosset = kartlegging.deltakere_sha256
    slett_adresser(kartlegging=kartlegging, naa=NAA + timedelta(days=14))

    assert (listeenheter(kartlegging), sjekk_liste(kartlegging), len(frosset)) == ([], None, 64)


def test_listen_gjor_like_mange_sporringer_for_en_og_tre_enheter(django_assert_num_queries):
    en, tre = utkast({"bjork": 2}), utkast({"a": 2, "b": 3, "c": 1}, orgnr="310000035")

    for kartlegging in (en, tre):
        with django_assert_num_queries(5):
            listeenheter(kartlegging)


def test_et_svar_endrer_verken_listen_eller_loftet():
    kartlegging = aapnet({"bjork": 8})
    with connection.cursor() as peker:
        for_ = _alle(peker)
        avgi_besvarelse(kode=koder(kartlegging)[0], svar=ALLE_MIDT, gruppe=None, naa=NAA)
        assert _alle(peker) == for_


def _alle(peker):
    ut = {}
    for tabell in ("kartlegging_invitasjon", "kartlegging_kartlegging", "kartlegging_listebekreftelse"):
        peker.execute(f"SELECT * FROM {tabell} ORDER BY id")
        ut[tabell] = peker.fetchall()
    return ut


def test_forsiden_ber_om_bekreftelse_ogsaa_naar_en_bekreftet_liste_er_endret():
    kartlegging = _varslet({"bjork": 8})
    ombud = hovedverneombud(Enhet.objects.get(forelder=None))
    titler = [[oppgave.tittel for oppgave in oppgaver(ombud, NAA.date())]]
    _en_til(kartlegging)
    titler.append([oppgave.tittel for oppgave in oppgaver(ombud, NAA.date())])
    _bekreft(kartlegging, ombud)
    titler.append([oppgave.tittel for oppgave in oppgaver(ombud, NAA.date())])

    assert titler == [["Vår 2026 er varslet"], ["Se over deltakerne i Vår 2026"], ["Vår 2026 er varslet"]]


def test_en_hoyere_grense_gjelder_nye_kartlegginger_men_ikke_den_som_er_opprettet():
    kartlegging = aapnet({"bjork": 8})
    virksomhet = kartlegging.virksomhet
    sett_minstegrense(virksomhet=virksomhet, grense=10, av=None, naa=NAA)
    avgi_mange(kartlegging=kartlegging, besvarelsene=[(kode, ALLE_MIDT) for kode in koder(kartlegging)])

    assert lukk(kartlegging=kartlegging, av=None, naa=NAA).antall == 8
    assert Hendelse.objects.get(hva="virksomhet.minstegrense").detaljer == {"fra": 7, "til": 10}
    with pytest.raises(KartleggingsfeilError, match="Virksomheten har 10, du ba om 7"):
        opprett(
            virksomhet=virksomhet,
            navn="Ny",
            formaal="Prøve.",
            instrument=INSTRUMENT,
            aapner=NAA,
            lukker=NAA + timedelta(days=1),
            minstegrense=7,
            av=None,
            naa=NAA,
        )


@pytest.mark.parametrize("grense", [4, 0, -1, 51])
def test_virksomhetens_grense_kan_ikke_settes_utenfor_det_lovlige(grense):
    virksomhet = utkast({"bjork": 1}).virksomhet

    with pytest.raises(ValidationError):
        sett_minstegrense(virksomhet=virksomhet, grense=grense, av=None, naa=NAA)
    virksomhet.refresh_from_db()
    assert virksomhet.minstegrense == 7
