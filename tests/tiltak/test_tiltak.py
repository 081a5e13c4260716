"""Handlingene på tiltak, balansen og advarselen."""

from datetime import date, timedelta

import pytest

from arbeidsmiljo.models import Hendelse
from tests.tiltak import bygg
from tiltak.actions import (
    be_om_uttalelse,
    begrunn_uten_aarsakstiltak,
    endre_tilstand,
    endre_tiltak,
    opprett_tiltak,
)
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.tilstand import Tiltakstilstand, UlovligStegError
from tiltak.feil import TiltaksfeilError
from tiltak.models import Tiltak
from tiltak.oversikt import balanselinje, matrise, plan_virkninger, treff
from tiltak.regler import tiltaksadvarsel

pytestmark = pytest.mark.django_db


@pytest.fixture
def sted():
    return bygg.sted()


@pytest.fixture
def vurdering(sted):
    ny = bygg.vurdering(sted)
    bygg.vurder(ny, "c", aarsaker=("systemer", "ledelse"))
    return ny


def felt(vurdering, **endret):
    forhold = bygg.forhold(vurdering, "c")
    return {
        "forholdene": [forhold],
        "aarsakene": list(forhold.aarsakene.all()),
        "tittel": "Bemanning etter behov",
        "nivaa": Tiltaksniva.PRIMAER,
        "ansvarlig": vurdering.leder,
        "frist": bygg.FRIST,
        "indikator": "Andel utsatte",
        "av": vurdering.leder,
        "naa": bygg.NAA,
    } | endret


def test_tiltak_faar_loepende_nummer_og_historie(vurdering):
    forste, andre = bygg.tiltak(vurdering), bygg.tiltak(vurdering, tittel="Fast prioritering")
    assert (forste.merke, andre.merke) == ("T-01", "T-02")
    assert [en.til for en in forste.oppfolgingene.all()] == ["planlagt"]
    assert Hendelse.objects.filter(hva="tiltak.opprettet").count() == 2


@pytest.mark.parametrize(
    ("navn", "verdi"),
    [
        ("tittel", " "),
        ("tittel", "x" * 161),
        ("indikator", ""),
        ("maal", "x" * 101),
        ("forholdene", []),
        ("frist", bygg.NAA.date() - timedelta(days=1)),
        ("katalog_id", "finnes-ikke"),
    ],
)
def test_tiltak_med_feil_peker_paa_feltet_og_skriver_ingenting(vurdering, navn, verdi):
    with pytest.raises(TiltaksfeilError) as feil:
        opprett_tiltak(vurdering=vurdering, **felt(vurdering, **{navn: verdi, "aarsakene": []}))
    assert list(feil.value.feltene) == [navn]
    assert Tiltak.objects.count() == 0


def test_tiltak_krever_at_risikoen_er_vurdert(vurdering):
    with pytest.raises(TiltaksfeilError, match="ikke vurdert ennå"):
        opprett_tiltak(vurdering=vurdering, **felt(vurdering, forholdene=[bygg.forhold(vurdering, "a")], aarsakene=[]))


def test_tiltak_avviser_forhold_fra_en_annen_vurdering(sted, vurdering):
    annen = bygg.vurdering(sted, enhet=bygg.ny_enhet(sted))
    bygg.vurder(annen, "c")
    with pytest.raises(TiltaksfeilError, match="annen vurdering"):
        opprett_tiltak(vurdering=annen, **felt(vurdering))


def test_tiltak_avviser_aarsak_fra_en_risiko_som_ikke_er_valgt(vurdering):
    bygg.vurder(vurdering, "b")
    aarsakene = list(bygg.forhold(vurdering, "b").aarsakene.all())
    with pytest.raises(TiltaksfeilError, match="ikke har valgt"):
        opprett_tiltak(vurdering=vurdering, **felt(vurdering, aarsakene=aarsakene))


def test_tiltak_avviser_ansvarlig_fra_en_annen_virksomhet(vurdering):
    fremmed = bygg.sted("Andeby", "310500011")
    with pytest.raises(TiltaksfeilError) as feil:
        opprett_tiltak(vurdering=vurdering, **felt(vurdering, ansvarlig=fremmed.leder))
    assert list(feil.value.feltene) == ["ansvarlig"]


def test_endret_tiltak_beholder_nummeret_og_faar_ny_linje(vurdering):
    tiltak = bygg.tiltak(vurdering)
    endret = endre_tiltak(tiltak=tiltak, **felt(vurdering, tittel="Ny tittel", aarsakene=[]))
    assert (endret.merke, endret.tittel, endret.aarsakene.count(), endret.oppfolgingene.count()) == (
        "T-01",
        "Ny tittel",
        0,
        2,
    )


def test_status_foelger_stegene_og_blir_historie(vurdering):
    tiltak = bygg.tiltak(vurdering)
    linje = endre_tilstand(tiltak=tiltak, til=Tiltakstilstand.I_GANG, tekst="", av=vurdering.leder, naa=bygg.NAA)
    assert (linje.fra, linje.til) == ("planlagt", "i_gang")
    with pytest.raises(UlovligStegError, match="I gang"):
        endre_tilstand(tiltak=tiltak, til=Tiltakstilstand.FORESLATT, tekst="", av=vurdering.leder, naa=bygg.NAA)
    tiltak.refresh_from_db()
    assert tiltak.tilstand == "i_gang"


def test_aa_avlyse_eller_flytte_fristen_krever_grunn(vurdering):
    tiltak = bygg.tiltak(vurdering)
    felles = {"tiltak": tiltak, "av": vurdering.leder, "naa": bygg.NAA}
    with pytest.raises(TiltaksfeilError, match="avlyses"):
        endre_tilstand(til=Tiltakstilstand.AVLYST, tekst=" ", **felles)
    ny = bygg.FRIST + timedelta(days=30)
    with pytest.raises(TiltaksfeilError, match="flyttes"):
        endre_tilstand(til=Tiltakstilstand.PLANLAGT, tekst="", frist=ny, **felles)
    with pytest.raises(TiltaksfeilError, match="ny status eller skriv"):
        endre_tilstand(til=Tiltakstilstand.PLANLAGT, tekst="", **felles)
    linje = endre_tilstand(til=Tiltakstilstand.PLANLAGT, tekst="Venter på midler.", frist=ny, **felles)
    tiltak.refresh_from_db()
    assert tiltak.frist == ny
    assert linje.tekst.endswith("Venter på midler.")


@pytest.mark.parametrize(
    ("nivaa", "med_aarsak", "advarer"),
    [
        (Tiltaksniva.PRIMAER, True, False),
        (Tiltaksniva.PRIMAER, False, True),
        (Tiltaksniva.SEKUNDAER, True, True),
        (Tiltaksniva.TERTIAER, False, True),
    ],
)
def test_oransje_risiko_uten_primaert_tiltak_mot_aarsak_advarer(vurdering, nivaa, med_aarsak, advarer):
    bygg.tiltak(vurdering, nivaa=nivaa, med_aarsak=med_aarsak)
    funnet = tiltaksadvarsel(bygg.forhold(vurdering, "c"), vurdering.tiltakene.all())
    assert bool(funnet) is advarer


def test_avlyst_tiltak_teller_ikke_mot_advarselen(vurdering):
    tiltak = bygg.tiltak(vurdering)
    assert tiltaksadvarsel(bygg.forhold(vurdering, "c"), vurdering.tiltakene.all()) is None
    endre_tilstand(tiltak=tiltak, til=Tiltakstilstand.AVLYST, tekst="Ingen midler.", av=vurdering.leder, naa=bygg.NAA)
    assert "ingen tiltak er valgt" in tiltaksadvarsel(bygg.forhold(vurdering, "c"), vurdering.tiltakene.all()).setning


def test_lav_risiko_advarer_ikke(vurdering):
    forhold = bygg.vurder(vurdering, "a", s=1, k=1)
    assert tiltaksadvarsel(forhold, []) is None


def test_aarsak_for_en_annen_risiko_teller_ikke_her(vurdering):
    bygg.vurder(vurdering, "b")
    b, c = bygg.forhold(vurdering, "b"), bygg.forhold(vurdering, "c")
    opprett_tiltak(vurdering=vurdering, **felt(vurdering, forholdene=[b, c], aarsakene=list(c.aarsakene.all())))
    alle = list(vurdering.tiltakene.all())
    assert tiltaksadvarsel(c, alle) is None
    assert "ingen av tiltakene endrer en årsak" in tiltaksadvarsel(b, alle).setning


def test_grunnen_staar_ved_siden_av_advarselen(vurdering):
    forhold = bygg.forhold(vurdering, "c")
    begrunn_uten_aarsakstiltak(forhold=forhold, begrunnelse="Bygget rives.", av=vurdering.leder, naa=bygg.NAA)
    assert tiltaksadvarsel(bygg.forhold(vurdering, "c"), []).grunn == "Bygget rives."


def test_treff_teller_aarsaker_med_primaert_tiltak(vurdering):
    forhold = bygg.forhold(vurdering, "c")
    opprett_tiltak(vurdering=vurdering, **felt(vurdering, aarsakene=list(forhold.aarsakene.all())[:1]))
    funnet = treff(forhold, vurdering.tiltakene.all())
    assert (funnet.truffet, funnet.aarsaker, funnet.tiltak) == (1, 2, 1)


def test_balanselinjen_fyller_hele_bredden(vurdering):
    bygg.tiltak(vurdering)
    bygg.tiltak(vurdering, nivaa=Tiltaksniva.SEKUNDAER)
    bygg.tiltak(vurdering, nivaa=Tiltaksniva.TERTIAER, med_aarsak=False)
    linje = balanselinje(plan_virkninger(vurdering.tiltakene.all()))
    assert [(en.klasse, en.antall, en.bredde) for en in linje.delene] == [
        ("aarsak", 1, 333),
        ("person", 1, 333),
        ("etterpaa", 0, 0),
        ("symptom", 1, 334),
    ]
    assert linje.setning == "1 av 3 tiltak endrer hvordan arbeidet er organisert."


def test_tom_balanselinje_sier_det_i_ord():
    assert balanselinje([]).setning == "Ingen tiltak ennå."
    assert sum(en.bredde for en in balanselinje([]).delene) == 0


def test_matrisen_viser_vurdert_plass_og_stiplet_forslag(vurdering):
    forhold = bygg.forhold(vurdering, "c")
    forhold.foreslatt_sannsynlighet = 2
    venter = bygg.forhold(vurdering, "a")
    venter.foreslatt_sannsynlighet = 5
    tegnet = matrise([forhold, venter])
    funnet = {
        (rute.s, rute.k, brikke.bokstav, brikke.foreslatt)
        for rad in tegnet.radene
        for rute in rad.rutene
        for brikke in rute.brikkene
    }
    assert funnet == {(4, 3, "C", False), (2, 3, "C", True)}
    assert [(rad.trinn.tall, [en.bokstav for en in rad.uten_konsekvens]) for rad in tegnet.radene] == [
        (5, ["A"]),
        (4, []),
        (3, []),
        (2, []),
        (1, []),
    ]
    assert tegnet.radene[0].rutene[4].niva == "rod"


def test_forfalte_tiltak_er_de_aktive_med_passert_frist(vurdering):
    tiltak = bygg.tiltak(vurdering)
    assert list(Tiltak.objects.forfalte(date(2027, 2, 1))) == []
    assert list(Tiltak.objects.forfalte(date(2027, 2, 2))) == [tiltak]


def test_tiltak_kan_ikke_avlyses_eller_utsettes_mens_planen_er_til_uttalelse(sted):
    ny = bygg.vurdering(sted)
    bygg.vurder_alle(ny)
    tiltak = bygg.tiltak(ny)
    bygg.konkluder(ny)
    be_om_uttalelse(vurdering=ny, av=sted.leder, naa=bygg.NAA)
    felles = {"tiltak": tiltak, "av": sted.leder, "naa": bygg.NAA}
    for endring in (
        {"til": Tiltakstilstand.AVLYST, "tekst": "Likevel ikke."},
        {"til": Tiltakstilstand.PLANLAGT, "tekst": "Senere.", "frist": bygg.FRIST + timedelta(days=300)},
    ):
        with pytest.raises(TiltaksfeilError, match="til uttalelse"):
            endre_tilstand(**felles, **endring)
    tiltak.refresh_from_db()
    assert (tiltak.tilstand, tiltak.frist) == ("planlagt", bygg.FRIST)
    assert endre_tilstand(til=Tiltakstilstand.I_GANG, tekst="Startet.", **felles).tekst == "Startet."
