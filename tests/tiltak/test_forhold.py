"""Egne forhold, dissens, verneombudets syn og det ledelsen godtar."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from arbeidsmiljo.models import Hendelse
from tests.tiltak import bygg
from tiltak.actions import (
    be_om_uttalelse,
    fjern_egen_faktor,
    gi_syn,
    legg_til_egen_faktor,
    sett_aksept,
    sett_ikke_relevant,
    skriv_dissens,
)
from tiltak.aksept import er_over, gjeldende_aksept
from tiltak.domain.risiko import Risikoniva
from tiltak.feil import TiltaksfeilError
from tiltak.models import Dissens
from tiltak.planinnhold import planinnhold
from tiltak.regler import alle_advarsler, forhandshentet

pytestmark = pytest.mark.django_db


@pytest.fixture
def sted():
    return bygg.sted()


@pytest.fixture
def vurdering(sted):
    return bygg.vurdering(sted)


def eget(vurdering, navn="Lys i gangen", **endret):
    felt = {"forklaring": "", "grunnlagstekst": "Vernerunden i mars.", "av": vurdering.leder, "naa": bygg.NAA}
    return legg_til_egen_faktor(vurdering=vurdering, navn=navn, **(felt | endret))


def test_et_eget_forhold_gaar_gjennom_hele_kjeden(client, sted, vurdering):
    eget(vurdering)
    assert eget(vurdering, "Støy").faktor == "x2"
    bygg.vurder(vurdering, "x1")
    bygg.tiltak(vurdering, "x1", tittel="Nye armaturer")
    client.force_login(sted.leder)
    for navn, mer in (("risikovurdering", []), ("risikoforhold", ["x1"]), ("handlingsplan", []), ("samlet", [])):
        assert "Lys i gangen" in client.get(reverse(navn, args=[vurdering.pk, *mer])).content.decode(), navn
    nytt = client.get(reverse("tiltak_nytt", args=[vurdering.pk]), {"faktor": "x1"})
    assert (nytt.status_code, len(nytt.context["forslagene"]) > 50) == (200, True)
    assert "Nye armaturer" in client.get(f"{reverse('tiltakene')}?vurdering={vurdering.pk}").content.decode()
    funnet = next(en for en in planinnhold(vurdering)["forholdene"] if en["faktor"] == "x1")
    assert (funnet["navn"], funnet["bokstav"], funnet["niva"], funnet["grunnlag"]) == (
        "Lys i gangen",
        "X1",
        "oransje",
        {"kilde": "eget", "tekst": "Vernerunden i mars."},
    )


@pytest.mark.parametrize(
    ("endret", "felt"),
    [({"navn": " "}, "navn"), ({"grunnlagstekst": ""}, "grunnlagstekst"), ({"navn": "x" * 121}, "navn")],
)
def test_et_eget_forhold_uten_navn_eller_grunnlag_avvises(vurdering, endret, felt):
    with pytest.raises(TiltaksfeilError) as feil:
        eget(vurdering, **endret)
    assert (list(feil.value.feltene), vurdering.forholdene.count()) == ([felt], 7)


def test_samme_navn_to_ganger_avvises_uansett_store_bokstaver(vurdering):
    eget(vurdering)
    with pytest.raises(TiltaksfeilError, match="alt med"):
        eget(vurdering, "LYS I GANGEN")


def test_et_eget_forhold_med_tiltak_kan_ikke_tas_bort_og_lovens_aldri(vurdering):
    forhold = eget(vurdering)
    bygg.vurder(vurdering, "x1")
    bygg.tiltak(vurdering, "x1")
    felles = {"av": vurdering.leder, "naa": bygg.NAA}
    with pytest.raises(TiltaksfeilError, match="T-01"):
        fjern_egen_faktor(forhold=forhold, **felles)
    with pytest.raises(TiltaksfeilError, match="Faktorene i loven"):
        fjern_egen_faktor(forhold=bygg.forhold(vurdering, "a"), **felles)
    vurdering.tiltakene.get().forholdene.clear()
    fjern_egen_faktor(forhold=forhold, **felles)
    assert vurdering.forholdene.filter(faktor="x1").count() == 0


def test_dissens_lagres_ordrett_bare_av_den_som_mener_det(client, sted, vurdering):
    forhold = bygg.forhold(vurdering, "c")
    felt = {"rolle": "verneombud", "av": sted.verneombud, "naa": bygg.NAA}
    with pytest.raises(TiltaksfeilError, match="når gruppen er ferdig"):
        skriv_dissens(forhold=forhold, tekst="Uenig.", **felt)
    bygg.vurder(vurdering, "c")
    ordrett = "  Jeg ville\nsatt <b>S 5</b>.  "
    skriv_dissens(forhold=forhold, tekst=ordrett, **felt)
    with pytest.raises(PermissionDenied):
        skriv_dissens(forhold=forhold, tekst="Nei.", rolle="verneombud", av=sted.leder, naa=bygg.NAA)
    assert Dissens.objects.get().tekst == ordrett
    assert [en["dissens"] for en in planinnhold(vurdering)["forholdene"] if en["faktor"] == "c"] == [
        [{"rolle": "verneombud", "tekst": ordrett}]
    ]
    client.force_login(sted.leder)
    side = client.get(reverse("risikoforhold", args=[vurdering.pk, "c"])).content.decode()
    assert "satt &lt;b&gt;S 5&lt;/b&gt;." in side
    skriv_dissens(forhold=forhold, tekst=" ", **felt)
    assert Dissens.objects.count() == 0
    assert "Uenig" not in str(list(Hendelse.objects.values_list("detaljer", flat=True)))


def test_dissensen_er_laast_naar_planen_er_sendt(sted, vurdering):
    bygg.vurder_alle(vurdering)
    bygg.konkluder(vurdering)
    be_om_uttalelse(vurdering=vurdering, av=sted.leder, naa=bygg.NAA)
    with pytest.raises(TiltaksfeilError, match="Ta den tilbake"):
        skriv_dissens(forhold=bygg.forhold(vurdering, "c"), rolle="leder", tekst="Nei.", av=sted.leder, naa=bygg.NAA)


def test_verneombudet_sier_sitt_syn_paa_det_som_ikke_er_relevant(sted, vurdering):
    forhold = sett_ikke_relevant(
        forhold=bygg.forhold(vurdering, "g"), begrunnelse="Ingen publikum.", av=sted.leder, naa=bygg.NAA
    )
    assert [en.faktor for en in alle_advarsler(forhandshentet(vurdering))] == ["g"]
    with pytest.raises(PermissionDenied):
        gi_syn(forhold=forhold, tekst="Enig.", av=sted.leder, naa=bygg.NAA)
    with pytest.raises(TiltaksfeilError, match="ikke satt som ikke relevant"):
        gi_syn(forhold=bygg.forhold(vurdering, "a"), tekst="Enig.", av=sted.verneombud, naa=bygg.NAA)
    gi_syn(forhold=forhold, tekst="Jeg er enig.", av=sted.verneombud, naa=bygg.NAA)
    assert alle_advarsler(forhandshentet(vurdering)) == []
    sett_ikke_relevant(forhold=forhold, begrunnelse="En annen grunn.", av=sted.leder, naa=bygg.NAA)
    assert bygg.forhold(vurdering, "g").verneombudets_syn == ""


def beslutt(sted, niva=Risikoniva.GUL, **endret):
    felt = {"begrunnelse": "Gul kan følges opp i linjen.", "dato": bygg.MOTE, "av": sted.toppleder, "naa": bygg.NAA}
    return sett_aksept(virksomhet=sted.virksomhet, niva=niva, **(felt | endret))


def test_toppleder_bestemmer_hva_som_godtas_og_den_nyeste_gjelder(client, sted, vurdering):
    assert gjeldende_aksept(sted.virksomhet.pk) is None
    beslutt(sted, Risikoniva.ORANSJE)
    siste = beslutt(sted, dato=bygg.MOTE + timedelta(days=1))
    assert gjeldende_aksept(sted.virksomhet.pk) == siste
    assert planinnhold(vurdering)["virksomhet"]["akseptkriterium"] == {
        "niva": "gul",
        "begrunnelse": "Gul kan følges opp i linjen.",
        "dato": "2026-11-21",
        "navn": "Tora Nes",
    }
    assert [er_over(niva, siste) for niva in ("", "gronn", "gul", "oransje", "rod")] == [
        False,
        False,
        False,
        True,
        True,
    ]
    bygg.vurder(vurdering, "c")
    client.force_login(sted.leder)
    assert "Over det ledelsen godtar." in client.get(reverse("risikovurdering", args=[vurdering.pk])).content.decode()


def test_bare_toppleder_setter_og_bare_i_egen_virksomhet(sted):
    fremmed = bygg.sted("Andeby", "310500011")
    for bruker in (sted.leder, sted.hr, fremmed.toppleder):
        with pytest.raises(PermissionDenied):
            beslutt(sted, av=bruker)


@pytest.mark.parametrize(
    ("endret", "felt"), [({"begrunnelse": " "}, "begrunnelse"), ({"dato": date(2099, 1, 1)}, "dato")]
)
def test_beslutningen_har_grunn_og_en_dato_som_har_vaert(sted, endret, felt):
    with pytest.raises(TiltaksfeilError) as feil:
        beslutt(sted, **endret)
    assert list(feil.value.feltene) == [felt]


def test_siden_viser_beslutningene_og_koster_like_mye_med_tre(client, sted, django_assert_max_num_queries):
    client.force_login(sted.leder)
    antall = []
    for nummer in (1, 2):
        for _ in range(nummer):
            beslutt(sted)
        with django_assert_max_num_queries(20) as sporringene:
            side = client.get(reverse("aksept")).content.decode()
        antall.append(len(sporringene))
    assert (side.count("Gul kan følges opp i linjen."), antall[0]) == (3, antall[1])
    client.force_login(sted.toppleder)
    data = {"niva": "gul", "begrunnelse": "Fordi.", "dato": "2026-11-01"}
    assert client.post(reverse("aksept"), data).status_code == 302
    assert client.post(reverse("aksept"), data | {"begrunnelse": ""}).status_code == 422
