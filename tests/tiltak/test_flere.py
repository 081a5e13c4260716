"""Ny ansvarlig, og den samme endringen på flere tiltak: alle eller ingen, med reglene for ett."""

from datetime import date

import pytest
from django.urls import reverse

from arbeidsmiljo.models import Hendelse
from tests.tiltak import bygg
from tiltak.actions import FlereFeilError, be_om_uttalelse, bytt_ansvarlig, endre_flere, endre_tilstand, endre_tiltak
from tiltak.actions.flere import HOYST_SAMTIDIG
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.feil import TiltaksfeilError
from tiltak.models import Oppfolging, Tiltak

pytestmark = pytest.mark.django_db

ADRESSE = "/app/tiltak/endre/"
NY_FRIST = date(2027, 6, 1)


@pytest.fixture
def sted():
    return bygg.sted()


@pytest.fixture
def vurdering(sted):
    ny = bygg.vurdering(sted)
    bygg.vurder_alle(ny)
    return ny


@pytest.fixture
def to(vurdering):
    return [bygg.tiltak(vurdering, tittel="En"), bygg.tiltak(vurdering, tittel="To")]


def _endre(tiltakene, av, **felt):
    felt = {"til": None, "ansvarlig": None, "frist": None, "tekst": ""} | felt
    return endre_flere(tiltakene=tiltakene, av=av, naa=bygg.NAA, **felt)


def _alt():
    return list(Tiltak.objects.order_by("pk").values_list("tilstand", "frist", "ansvarlig_id"))


def test_bytte_av_ansvarlig_staar_i_historien_og_loggen_og_minner_paa_nytt(sted, to):
    Tiltak.objects.filter(pk=to[0].pk).update(paaminnet=bygg.MOTE, leder_varslet=bygg.MOTE)
    bytt_ansvarlig(tiltak=to[0], ansvarlig=sted.verneombud, tekst=" Ferie. ", av=sted.hr, naa=bygg.NAA)
    to[0].refresh_from_db()
    assert (to[0].ansvarlig, to[0].paaminnet, to[0].leder_varslet) == (sted.verneombud, None, bygg.MOTE)
    assert to[0].oppfolgingene.first().tekst == "Ansvarlig byttet fra Ingrid Nes til Jonas Nes. Ferie."
    linje = Hendelse.objects.get(hva="tiltak.ny_ansvarlig")
    assert (linje.om, linje.detaljer) == ("T-01 En", {"tiltak": to[0].pk})


def test_bytte_krever_en_annen_aapen_konto_i_virksomheten_og_at_planen_ikke_er_ute(sted, vurdering, to):
    fremmed = bygg.sted("Andeby", "310500011")
    stengt = sted.amu
    stengt.is_active = False
    stengt.save()
    for hvem, setning in (
        (sted.leder, "Ingrid Nes er alt ansvarlig."),
        (fremmed.hr, "Hanne Nes har ingen rolle i virksomheten."),
        (stengt, "Kontoen til Amund Nes er stengt."),
    ):
        with pytest.raises(TiltaksfeilError) as feil:
            bytt_ansvarlig(tiltak=to[0], ansvarlig=hvem, tekst="", av=sted.hr, naa=bygg.NAA)
        assert feil.value.feltene == {"ansvarlig": setning}
    bygg.konkluder(vurdering)
    be_om_uttalelse(vurdering=vurdering, av=sted.leder, naa=bygg.NAA)
    with pytest.raises(TiltaksfeilError, match="Planen er til uttalelse"):
        bytt_ansvarlig(tiltak=to[0], ansvarlig=sted.hr, tekst="", av=sted.hr, naa=bygg.NAA)


def test_ny_frist_i_utkastet_minner_paa_nytt_og_samme_frist_gjor_det_ikke(sted, vurdering, to):
    Tiltak.objects.update(paaminnet=bygg.MOTE, leder_varslet=bygg.MOTE)
    for tiltak, frist in zip(to, (NY_FRIST, bygg.FRIST), strict=True):
        endre_tiltak(
            tiltak=Tiltak.objects.get(pk=tiltak.pk),
            forholdene=list(tiltak.forholdene.all()),
            aarsakene=list(tiltak.aarsakene.all()),
            tittel=tiltak.tittel,
            nivaa=Tiltaksniva(tiltak.nivaa),
            ansvarlig=sted.leder,
            frist=frist,
            indikator=tiltak.indikator,
            av=sted.leder,
            naa=bygg.NAA,
        )
    assert list(Tiltak.objects.order_by("pk").values_list("paaminnet", "leder_varslet")) == [
        (None, None),
        (bygg.MOTE, bygg.MOTE),
    ]


def test_flere_faar_ny_status_ansvarlig_og_frist_paa_en_gang(sted, to):
    antall = _endre(
        to, sted.hr, til=Tiltakstilstand.I_GANG, ansvarlig=sted.verneombud, frist=NY_FRIST, tekst="Ny plan."
    )
    assert (antall, _alt()) == (2, [("i_gang", NY_FRIST, sted.verneombud.pk)] * 2)
    assert [en.tekst for en in to[0].oppfolgingene.all()[:2]] == [
        "Frist flyttet fra 1. februar 2027 til 1. juni 2027. Ny plan.",
        "Ansvarlig byttet fra Ingrid Nes til Jonas Nes.",
    ]


def test_kan_ett_ikke_endres_skrives_ingenting_og_hvert_sies_for_seg(sted, to):
    endre_tilstand(tiltak=to[1], til=Tiltakstilstand.FERDIG, tekst="", av=sted.leder, naa=bygg.NAA)
    foer, linjer, logget = _alt(), Oppfolging.objects.count(), Hendelse.objects.count()
    with pytest.raises(FlereFeilError) as feil:
        _endre(to, sted.hr, til=Tiltakstilstand.AVLYST, ansvarlig=sted.verneombud, tekst="Bygget rives.")
    assert [(en.pk, setning) for en, setning in feil.value.radene] == [
        (to[1].pk, "Kan ikke gå fra «Ferdig» til «Avlyst». Det går an å gå til: I gang.")
    ]
    assert (_alt(), Oppfolging.objects.count(), Hendelse.objects.count()) == (foer, linjer, logget)


def test_aa_avlyse_eller_flytte_uten_grunn_sies_for_hvert_tiltak(sted, to):
    for felt, setning in (
        ({"til": Tiltakstilstand.AVLYST}, "Skriv hvorfor tiltaket avlyses."),
        ({"frist": NY_FRIST}, "Skriv hvorfor fristen flyttes."),
    ):
        with pytest.raises(FlereFeilError) as feil:
            _endre(to, sted.hr, **felt)
        assert [rad[1] for rad in feil.value.radene] == [setning] * 2


def test_tilgangen_sjekkes_for_hver_enhet(sted, to):
    naboens = bygg.vurdering(sted, enhet=sted.nabo)
    bygg.vurder(naboens, "c")
    annet = bygg.tiltak(naboens, tittel="Naboens")
    with pytest.raises(FlereFeilError) as feil:
        _endre([*to, annet], sted.leder, til=Tiltakstilstand.I_GANG)
    assert [(en.pk, setning) for en, setning in feil.value.radene] == [
        (annet.pk, "Du kan ikke endre tiltak i Nordlia skole.")
    ]
    assert {en[0] for en in _alt()} == {"planlagt"}
    assert _endre([*to, annet], sted.hr, til=Tiltakstilstand.I_GANG) == 3


def test_det_som_alt_er_slik_endres_ikke_og_en_merknad_skrives_paa_alle(sted, to):
    endre_tilstand(tiltak=to[0], til=Tiltakstilstand.I_GANG, tekst="", av=sted.leder, naa=bygg.NAA)
    linjer = Oppfolging.objects.filter(tiltak=to[0]).count()
    assert _endre(to, sted.hr, til=Tiltakstilstand.I_GANG, ansvarlig=sted.leder) == 1
    assert Oppfolging.objects.filter(tiltak=to[0]).count() == linjer
    assert _endre(to, sted.hr, tekst="Sak i AMU.") == 2
    assert Oppfolging.objects.filter(tekst="Sak i AMU.").count() == 2


def test_en_gammel_kopi_setter_ikke_statusen_tilbake(sted, to):
    gamle = [Tiltak.objects.get(pk=en.pk) for en in to]
    endre_tilstand(tiltak=to[0], til=Tiltakstilstand.FERDIG, tekst="", av=sted.leder, naa=bygg.NAA)
    _endre(gamle, sted.hr, frist=NY_FRIST, tekst="Flytter.")
    assert [en[0] for en in _alt()] == ["ferdig", "planlagt"]


def test_tomt_utvalg_for_mange_og_ingen_endring_avvises(sted, to):
    for utvalg, felt, setning in (
        ([], {"tekst": "x"}, "Velg minst ett tiltak."),
        (to * HOYST_SAMTIDIG, {"tekst": "x"}, "Velg høyst 200 tiltak om gangen."),
        (to, {"tekst": "  "}, "Velg ny status, ansvarlig eller frist, eller skriv en merknad."),
    ):
        with pytest.raises(TiltaksfeilError) as feil:
            _endre(utvalg, sted.hr, **felt)
        assert str(feil.value) == setning


def test_siden_endrer_de_valgte_og_viser_hvert_som_ikke_gaar(client, sted, to):
    client.force_login(sted.hr)
    idene = [en.pk for en in to]
    assert client.get(ADRESSE, {"tiltak": idene}).context["tiltakene"] == to
    assert client.get(ADRESSE, {"paa_siden": idene, "tiltak": idene[:1], "alle": 1}).context["tiltakene"] == to
    assert client.get(ADRESSE, {"paa_siden": idene, "tiltak": idene[:1]}).context["tiltakene"] == to[:1]
    feil = client.post(ADRESSE, {"tiltak": idene, "til": "avlyst", "tekst": ""})
    assert (feil.status_code, feil.content.decode().count("Skriv hvorfor tiltaket avlyses.")) == (422, 2)
    svar = client.post(ADRESSE, {"tiltak": idene, "til": "avlyst", "tekst": "Bygget rives."})
    assert (svar.status_code, {en[0] for en in _alt()}) == (302, {"avlyst"})


def test_tiltak_en_ikke_ser_finnes_ikke_og_den_som_bare_leser_slipper_ikke_til(client, sted, to):
    for utenfra in (sted.naboleder, bygg.sted("Andeby", "310500011").hr):
        client.force_login(utenfra)
        for svar in (client.get(ADRESSE, {"tiltak": to[0].pk}), client.post(ADRESSE, {"tiltak": to[0].pk})):
            assert (svar.status_code, "Solbakken" in svar.content.decode()) == (404, False)
    client.force_login(sted.verneombud)
    assert client.post(ADRESSE, {"tiltak": to[0].pk, "til": "i_gang"}).status_code == 403
    assert "Endre de valgte" not in client.get(reverse("tiltakene"), {"vurdering": "alle"}).content.decode()
    client.force_login(sted.hr)
    for tull in ("x", "0", "9" * 30):
        assert client.get(ADRESSE, {"tiltak": tull}).status_code == 404
    assert "Endre de valgte" in client.get(reverse("tiltakene"), {"vurdering": "alle"}).content.decode()


def test_ansvarlig_byttes_paa_siden_for_tiltaket(client, sted, vurdering, to):
    bygg.konkluder(vurdering)
    be_om_uttalelse(vurdering=vurdering, av=sted.leder, naa=bygg.NAA)
    client.force_login(sted.hr)
    adresse = reverse("tiltak", args=[to[0].pk])
    skjema = {"handling": "bytt_ansvarlig", "ans-ansvarlig": sted.verneombud.pk, "ans-tekst": "Ferie"}
    svar = client.post(adresse, skjema)
    assert (svar.status_code, "Planen er til uttalelse" in svar.content.decode()) == (422, True)
    type(vurdering).objects.filter(pk=vurdering.pk).update(tilstand="signert")
    assert client.post(adresse, skjema).status_code == 302
    assert Tiltak.objects.get(pk=to[0].pk).ansvarlig == sted.verneombud


@pytest.mark.parametrize("antall", [1, 3])
def test_siden_koster_like_mange_sporringer_for_ett_og_tre(client, sted, vurdering, antall, django_assert_num_queries):
    idene = [bygg.tiltak(vurdering, tittel=str(nummer)).pk for nummer in range(antall)]
    client.force_login(sted.hr)
    with django_assert_num_queries(7):
        client.get(ADRESSE, {"tiltak": idene})
