"""AMUs behandling, råd fra bedriftshelsetjenesten, og risikoer verneombudet løfter."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from arbeidsmiljo.actions import tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Paaminnelse, Tildeling
from tests.tiltak import bygg
from tiltak.actions import be_om_uttalelse, behandle_i_amu, eskaler, gi_raad, gi_uttalelse, signer, svar_paa_eskalering
from tiltak.actions.plan import ordlyd
from tiltak.domain.begreper import Instans
from tiltak.feil import TiltaksfeilError
from tiltak.models import Amubehandling, Eskalering, Raad
from tiltak.oppgaver import oppgaver
from tiltak.planinnhold import planinnhold
from tiltak.rapport import plan_pdf

pytestmark = pytest.mark.django_db
I_DAG = bygg.NAA.date()
ORDRETT = "  Vedtatt:\n\n<b>mer</b> folk på kveld.  "


@pytest.fixture
def sted():
    return bygg.sted()


@pytest.fixture
def sendt(sted):
    vurdering = bygg.vurdering(sted)
    bygg.vurder_alle(vurdering)
    bygg.tiltak(vurdering)
    bygg.konkluder(vurdering)
    return be_om_uttalelse(vurdering=vurdering, av=sted.leder, naa=bygg.NAA)


@pytest.fixture
def bht(sted):
    bruker = Bruker.objects.opprett(epost="bht@fjordvik.example", navn="Beate Nes")
    tildel_rolle(bruker=bruker, rolle=Rolle.BHT, enhet=sted.rot, av=None, naa=bygg.NAA, fra=bygg.MOTE)
    return bruker


def behandle(vurdering, av, **endret):
    felt = {"motedato": bygg.MOTE, "vedtak": ORDRETT, "naa": bygg.NAA}
    return behandle_i_amu(vurdering=vurdering, av=av, **(felt | endret))


def loft(vurdering, av, **endret):
    felt = {"til": Instans.HR, "grunn": "Ingen tør si fra.", "frist": I_DAG + timedelta(days=7), "naa": bygg.NAA}
    return eskaler(forhold=bygg.forhold(vurdering, "c"), av=av, **(felt | endret))


def test_amu_behandler_ordrett_og_planen_sier_det(sted, sendt):
    foer = ordlyd(sendt)
    assert any("ikke behandlet planen" in en["setning"] for en in planinnhold(sendt)["advarsler"])
    behandle(sendt, sted.amu)
    innhold = planinnhold(sendt)
    assert innhold["amubehandlinger"] == [
        {
            "rolle": "amu",
            "tittel": "Arbeidsmiljøutvalg (AMU)",
            "i_stedet": False,
            "navn": "Amund Nes",
            "motedato": "2026-11-20",
            "vedtak": ORDRETT,
        }
    ]
    assert not any("ikke behandlet planen" in en["setning"] for en in innhold["advarsler"])
    assert ordlyd(sendt) == foer


def test_uten_amu_behandler_verneombudet_i_dets_sted(sted, sendt):
    with pytest.raises(PermissionDenied):
        behandle(sendt, sted.verneombud)
    Tildeling.objects.filter(rolle=Rolle.AMU).delete()
    for bruker in (sted.hr, sted.leder, Bruker.objects.get(pk=sted.amu.pk)):
        with pytest.raises(PermissionDenied):
            behandle(sendt, bruker)
    assert behandle(sendt, sted.verneombud).rolle == "verneombud"
    assert planinnhold(sendt)["amubehandlinger"][0]["i_stedet"] is True


@pytest.mark.parametrize(
    ("endret", "felt"), [({"vedtak": " "}, "vedtak"), ({"motedato": I_DAG + timedelta(days=1)}, "motedato")]
)
def test_behandlingen_har_ord_og_et_mote_som_har_vaert(sted, sendt, endret, felt):
    with pytest.raises(TiltaksfeilError) as feil:
        behandle(sendt, sted.amu, **endret)
    assert (list(feil.value.feltene), Amubehandling.objects.count()) == ([felt], 0)


def test_utkast_behandles_ikke(sted):
    with pytest.raises(TiltaksfeilError, match="sendt til uttalelse"):
        behandle(bygg.vurdering(sted), sted.amu)


def test_raad_gis_bare_av_bht_og_trykkes_med_navn(sted, sendt, bht):
    for bruker in (sted.hr, sted.leder, sted.amu):
        with pytest.raises(PermissionDenied):
            gi_raad(vurdering=sendt, forhold=None, tekst="Nei.", av=bruker, naa=bygg.NAA)
    gi_raad(vurdering=sendt, forhold=bygg.forhold(sendt, "c"), tekst=ORDRETT, av=bht, naa=bygg.NAA)
    assert Raad.objects.get().tekst == ORDRETT
    (raad,) = planinnhold(sendt)["raad"]
    assert (raad["faktor"], raad["navn"], raad["tekst"]) == ("c", "Beate Nes", ORDRETT)


def test_lofttet_risiko_faar_mottakere_i_koen_og_en_oppgave(sted, sendt):
    loftet = loft(sendt, sted.verneombud)
    (brev,) = Paaminnelse.objects.filter(art="eskalering")
    assert (brev.bruker, brev.oppgavene) == (sted.hr, [loftet.pk])
    assert "Svar på risikoen i Solbakken sykehjem" in [en.tittel for en in oppgaver(sted.hr, I_DAG)]
    sent = I_DAG + timedelta(days=8)
    assert "Ingen har svart på risikoen i Solbakken sykehjem" in [en.tittel for en in oppgaver(sted.toppleder, sent)]
    assert "Ingen har svart på risikoen i Solbakken sykehjem" in [en.tittel for en in oppgaver(sted.verneombud, sent)]
    assert [en.tittel for en in oppgaver(sted.toppleder, I_DAG) if "svar" in en.tittel] == []


def test_bare_en_ubesvart_per_forhold_og_instans(sted, sendt):
    loft(sendt, sted.verneombud)
    with pytest.raises(TiltaksfeilError, match="venter alt på svar"):
        loft(sendt, sted.verneombud)
    loft(sendt, sted.verneombud, til=Instans.AMU)
    svar_paa_eskalering(eskalering=Eskalering.objects.get(til="hr"), svar="Vi ser på det.", av=sted.hr, naa=bygg.NAA)
    loft(sendt, sted.verneombud)
    assert Eskalering.objects.count() == 3


def test_uten_noen_i_rollen_sier_setningen_hva_som_kan_gjores(sted, sendt):
    with pytest.raises(TiltaksfeilError, match="Ingen har rollen Bedriftshelsetjeneste"):
        loft(sendt, sted.verneombud, til=Instans.BHT)


@pytest.mark.parametrize(("endret", "felt"), [({"grunn": " "}, "grunn"), ({"frist": I_DAG}, "frist")])
def test_den_som_lofter_skriver_grunn_og_en_frist_fram_i_tid(sted, sendt, endret, felt):
    with pytest.raises(TiltaksfeilError) as feil:
        loft(sendt, sted.verneombud, **endret)
    assert (list(feil.value.feltene), Eskalering.objects.count()) == ([felt], 0)


def test_bare_verneombudet_lofter_og_bare_mottakeren_svarer_en_gang(sted, sendt):
    for bruker in (sted.leder, sted.hr, sted.toppleder):
        with pytest.raises(PermissionDenied):
            loft(sendt, bruker)
    loftet = loft(sendt, sted.verneombud)
    for bruker in (sted.leder, sted.amu, sted.verneombud):
        with pytest.raises(PermissionDenied):
            svar_paa_eskalering(eskalering=loftet, svar="Nei.", av=bruker, naa=bygg.NAA)
    svar_paa_eskalering(eskalering=loftet, svar=ORDRETT, av=sted.hr, naa=bygg.NAA)
    with pytest.raises(TiltaksfeilError, match="alt svart"):
        svar_paa_eskalering(eskalering=loftet, svar="Igjen.", av=sted.hr, naa=bygg.NAA)
    (lest,) = planinnhold(sendt)["eskaleringer"]
    assert (lest["faktor"], lest["svar"], lest["avklart_av"]) == ("c", ORDRETT, "Hanne Nes")


def test_alt_trykkes_i_pdf_en(sted, sendt, bht):
    behandle(sendt, sted.amu, vedtak="Utvalget støtter planen.")
    gi_raad(vurdering=sendt, forhold=None, tekst="Begynn med bemanningen.", av=bht, naa=bygg.NAA)
    loft(sendt, sted.verneombud)
    felt = {"rolle": Rolle.VERNEOMBUD, "medvirket": "ja", "tekst": "Bra.", "av": sted.verneombud}
    gi_uttalelse(vurdering=sendt, naa=bygg.NAA, **felt)
    plan = signer(vurdering=sendt, av=sted.leder, naa=bygg.NAA)
    from tests.tiltak.test_pdf import _tekst

    tekst = _tekst(plan_pdf(plan))
    for ord_ in ("Utvalget støtter planen.", "Begynn med bemanningen.", "Ingen tør si fra.", "Ikke besvart ennå."):
        assert ord_ in tekst


def test_listen_viser_bare_egne_og_koster_like_mye(client, sted, sendt, django_assert_max_num_queries):
    fremmed = bygg.sted("Andeby", "310500011")
    annen = bygg.vurdering(fremmed)
    loft(annen, fremmed.verneombud)
    loft(sendt, sted.verneombud)
    client.force_login(sted.hr)
    adresse = reverse("eskaleringer")
    with django_assert_max_num_queries(20) as med_en:
        assert len(client.get(adresse).context["radene"]) == 1
    for _ in range(2):
        # Enhetene huskes så lenge forespørselen varer, så en ny enhet trenger en ny innlesing.
        loft(bygg.vurdering(sted, enhet=bygg.ny_enhet(sted)), Bruker.objects.get(pk=sted.verneombud.pk))
    with django_assert_max_num_queries(20) as med_tre:
        assert len(client.get(adresse).context["radene"]) == 3
    assert len(med_en) == len(med_tre)
    assert (
        client.get(reverse("eskalering", args=[Eskalering.objects.get(forhold__vurdering=annen).pk])).status_code == 404
    )
