"""De ansattes side: det som ble lovet og gjort, uten navn, tall eller noe om de små gruppene."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from tests.kartlegging import publisert
from tests.kartlegging.oppsett import NAA
from tests.tiltak import bygg
from tiltak.actions import (
    be_om_uttalelse,
    endre_tilstand,
    endre_tiltak,
    ny_versjon,
    signer,
    start_vurdering,
    vurder_effekt,
)
from tiltak.domain.begreper import Dom, Kilde
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.innsyn import oppfolgingen
from tiltak.models import Handlingsplan, Tiltak

pytestmark = pytest.mark.django_db(transaction=True)
I_DAG = date(2026, 12, 1)


@pytest.fixture
def sted():
    return publisert.sted()


@pytest.fixture
def runde(sted):
    return publisert.publisert(sted)


def utkast(sted, runde, kode="solbakken", leder=None, hoye="c"):
    leder = leder or sted.leder
    ny = start_vurdering(
        enhet=sted.enhetene[kode],
        kartlegging_id=runde.pk if runde else None,
        kilde=Kilde.KARTLEGGING if runde else Kilde.DIALOGMOTE,
        motedato=bygg.MOTE,
        leder=leder,
        verneombud=sted.verneombud,
        av=leder,
        naa=bygg.NAA,
    )
    bygg.vurder_alle(ny, hoye=hoye)
    return ny


def signert(sted, runde, **valg):
    ny = utkast(sted, runde, **valg)
    bygg.tiltak(ny, valg.get("hoye", "c")[0])
    bygg.konkluder(ny)
    be_om_uttalelse(vurdering=ny, av=ny.leder, naa=bygg.NAA)
    return signer(vurdering=ny, av=ny.leder, naa=bygg.NAA, grunn_uten_uttalelse="Ingen.")


def enhetene(runde, i_dag=I_DAG):
    return oppfolgingen(runde.pk, 1, i_dag).enhetene


def test_siden_viser_temaet_tiltaket_og_fristen_uten_navn_og_tall(client, sted, runde):
    signert(sted, runde)
    (enhet,) = enhetene(runde)
    assert (enhet.navn, enhet.vurdert, list(enhet.temaene)) == (
        "Solbakken",
        bygg.MOTE,
        [("Arbeidsmengde og tidspress", "Høy")],
    )
    (tiltak,) = enhet.tiltakene
    assert (tiltak.tittel, tiltak.endrer, tiltak.stand) == (
        "Bemanning etter behov",
        "Endrer: systemer for styring og planlegging",
        "Skal være gjort innen 1. februar 2027.",
    )
    svar = client.get(reverse("innsyn", args=[runde.innsynsnokkel]))
    side = svar.content.decode()
    assert "Bemanning etter behov" in side
    for skjult in ("ingrid", "Ingrid", "Mange sier det samme", "Andel utsatte i neste", "Tiltaket ble endret"):
        assert skjult not in side
    assert svar.cookies == {}


def test_utkast_og_planer_til_uttalelse_er_ikke_med(sted, runde):
    ny = utkast(sted, runde)
    bygg.tiltak(ny)
    bygg.konkluder(ny)
    be_om_uttalelse(vurdering=ny, av=sted.leder, naa=bygg.NAA)
    assert list(enhetene(runde)) == []


def test_en_skjult_enhet_nevnes_aldri(client, sted, runde):
    signert(sted, None, kode="lite", leder=sted.seksjonsleder)
    assert list(enhetene(runde)) == []
    side = client.get(reverse("innsyn", args=[runde.innsynsnokkel])).content.decode()
    assert "Liten enhet" not in side
    assert "følger opp i egne dialogmøter" in side


def test_en_enhet_utgivelsen_siden_ikke_viser_nevnes_ikke_selv_om_planen_peker_paa_runden(sted, runde):
    signert(sted, runde)
    Handlingsplan.objects.get().vurdering.enhet.__class__.objects.filter(kode="solbakken").update(kode="borte")
    assert list(enhetene(runde)) == []


def test_vold_og_trakassering_nevnes_bare_der_kartleggingen_viser_tall(sted, runde):
    signert(sted, runde, hoye="g")
    signert(sted, runde, kode="gran", leder=sted.skoleleder, hoye="g")
    temaer = {en.navn: [navn for navn, _niva in en.temaene] for en in enhetene(runde)}
    tiltak = {en.navn: len(en.tiltakene) for en in enhetene(runde)}
    assert temaer == {
        "=Gran;skole": [],
        "Solbakken": ["Vold, trusler og uheldige belastninger fra kontakt med andre"],
    }
    assert tiltak == {"=Gran;skole": 0, "Solbakken": 1}


@pytest.mark.parametrize(
    ("til", "dager", "frist", "i_dag", "stand"),
    [
        ("ferdig", -5, None, 0, "Gjort innen fristen, 1. februar 2027."),
        ("ferdig", 3, None, 5, "Gjort 4. februar 2027, etter fristen som ble lovet (1. februar 2027)."),
        ("avlyst", 0, None, 0, "Blir ikke gjort. Lovet til 1. februar 2027."),
        ("planlagt", 0, 30, 0, "Flyttet fra 1. februar 2027 til 3. mars 2027."),
        ("i_gang", 0, None, 1, "Over fristen, som var 1. februar 2027."),
        ("i_gang", 0, None, 0, "Skal være gjort innen 1. februar 2027."),
    ],
)
def test_datoen_som_ble_lovet_staar_ved_siden_av_det_som_skjedde(sted, runde, til, dager, frist, i_dag, stand):
    signert(sted, runde)
    naa = timezone.make_aware(datetime.combine(bygg.FRIST + timedelta(days=dager), datetime.min.time()))
    endre_tilstand(
        tiltak=Tiltak.objects.get(),
        til=Tiltakstilstand(til),
        tekst="Internt: Kari er syk.",
        frist=bygg.FRIST + timedelta(days=frist) if frist else None,
        av=sted.leder,
        naa=naa + timedelta(hours=12),
    )
    ((enhet,),) = [enhetene(runde, bygg.FRIST + timedelta(days=i_dag))]
    assert enhet.tiltakene[0].stand == stand


def test_effekten_staar_i_ett_ord(sted, runde):
    signert(sted, runde)
    tiltak = Tiltak.objects.get()
    endre_tilstand(tiltak=tiltak, til=Tiltakstilstand.FERDIG, tekst="", av=sted.leder, naa=bygg.NAA)
    vurder_effekt(tiltak=tiltak, dom=Dom.DELVIS, begrunnelse="Internt.", av=sted.leder, naa=bygg.NAA)
    assert enhetene(runde)[0].tiltakene[0].effekt == "Virket delvis"


def test_siden_er_paa_tre_sprak_og_koster_like_mye_med_tre(client, sted, runde, django_assert_max_num_queries):
    adresse = reverse("innsyn", args=[runde.innsynsnokkel])
    signert(sted, runde)
    with travel(NAA, tick=False), django_assert_max_num_queries(20) as med_en:
        client.get(adresse)
    signert(sted, runde, kode="furu", leder=sted.skoleleder)
    signert(sted, runde, kode="helse", leder=sted.seksjonsleder)
    with travel(NAA, tick=False), django_assert_max_num_queries(20) as med_tre:
        engelsk = client.get(adresse, {"sprak": "en"}).content.decode()
    assert len(med_en) == len(med_tre)
    assert "To be done by 1 February 2027." in engelsk
    assert client.get(adresse, {"side": "x"}).status_code == 200


def test_det_som_ble_lovet_staar_naar_en_plan_paa_et_annet_grunnlag_har_erstattet_den(sted, runde):
    signert(sted, runde)
    signert(sted, None)
    assert list(Handlingsplan.objects.order_by("versjon").values_list("vurdering__tilstand", flat=True)) == [
        "erstattet",
        "signert",
    ]
    (enhet,) = enhetene(runde)
    assert (enhet.navn, [en.stand for en in enhet.tiltakene]) == (
        "Solbakken",
        ["Skal være gjort innen 1. februar 2027."],
    )


def med_ny_frist(plan, frist):
    """Et utkast til ny versjon der tiltaket har fått en annen frist."""
    ny = ny_versjon(vurdering=plan.vurdering, grunn="Ny turnus.", av=plan.vurdering.leder, naa=bygg.NAA)
    tiltak = ny.tiltakene.get()
    endre_tiltak(
        tiltak=tiltak,
        forholdene=list(tiltak.forholdene.all()),
        aarsakene=list(tiltak.aarsakene.all()),
        tittel="Tittelen i utkastet",
        nivaa=tiltak.nivaa,
        ansvarlig=tiltak.ansvarlig,
        frist=frist,
        indikator=tiltak.indikator,
        av=ny.leder,
        naa=bygg.NAA,
    )
    return ny


def test_et_utkast_til_ny_versjon_endrer_ikke_siden_for_det_er_signert(sted, runde):
    ny = med_ny_frist(signert(sted, runde), bygg.FRIST + timedelta(days=30))
    foer = enhetene(runde)[0].tiltakene[0]
    be_om_uttalelse(vurdering=ny, av=sted.leder, naa=bygg.NAA)
    til_uttalelse = enhetene(runde)[0].tiltakene[0]
    signer(vurdering=ny, av=sted.leder, naa=bygg.NAA, grunn_uten_uttalelse="Ingen.")
    ((etter,),) = [enhetene(runde)[0].tiltakene]
    assert [(en.tittel, en.stand) for en in (foer, til_uttalelse, etter)] == [
        ("Bemanning etter behov", "Skal være gjort innen 1. februar 2027."),
        ("Bemanning etter behov", "Skal være gjort innen 1. februar 2027."),
        ("Tittelen i utkastet", "Flyttet fra 1. februar 2027 til 3. mars 2027."),
    ]


def test_et_tiltak_som_ikke_ble_med_i_neste_versjon_blir_staaende(sted, runde):
    plan = signert(sted, runde)
    tiltak = Tiltak.objects.get()
    endre_tilstand(tiltak=tiltak, til=Tiltakstilstand.AVLYST, tekst="Internt.", av=sted.leder, naa=bygg.NAA)
    ny = ny_versjon(vurdering=plan.vurdering, grunn="Ny turnus.", av=sted.leder, naa=bygg.NAA)
    bygg.tiltak(ny, tittel="Et nytt tiltak")
    be_om_uttalelse(vurdering=ny, av=sted.leder, naa=bygg.NAA)
    signer(vurdering=ny, av=sted.leder, naa=bygg.NAA, grunn_uten_uttalelse="Ingen.")
    ((enhet,),) = [enhetene(runde)]
    assert [(en.tittel, en.stand) for en in enhet.tiltakene] == [
        ("Bemanning etter behov", "Blir ikke gjort. Lovet til 1. februar 2027."),
        ("Et nytt tiltak", "Skal være gjort innen 1. februar 2027."),
    ]


def test_en_merknad_om_et_ferdig_tiltak_flytter_ikke_dagen_det_ble_ferdig(sted, runde):
    signert(sted, runde)
    tiltak = Tiltak.objects.get()
    for dager, tekst in ((-5, "Ferdig."), (40, "Internt: ser bra ut.")):
        naa = timezone.make_aware(datetime.combine(bygg.FRIST + timedelta(days=dager), datetime.min.time()))
        endre_tilstand(tiltak=tiltak, til=Tiltakstilstand.FERDIG, tekst=tekst, av=sted.leder, naa=naa)
        tiltak.refresh_from_db()
    assert enhetene(runde)[0].tiltakene[0].stand == "Gjort innen fristen, 1. februar 2027."
