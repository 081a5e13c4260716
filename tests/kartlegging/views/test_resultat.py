"""Resultatsidene: bare tallene i utgivelsen, bare radene brukeren ser, og grunner der noe er skjult."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from arbeidsmiljo.models import Bruker
from kartlegging import resultater
from kartlegging.domain.visning import rute
from kartlegging.models import Kartlegging
from kartlegging.resultater import grunnlag_for
from kartlegging.views import ord as si
from tests.kartlegging.oppsett import INSTRUMENT, NAA
from tests.kartlegging.publisert import aapnet, publisert, sted

pytestmark = pytest.mark.django_db(transaction=True)  # lageret ryddes utenfor transaksjoner


@pytest.fixture
def hvor():
    return sted()


@pytest.fixture
def runde(hvor):
    return publisert(hvor)


def _klient(bruker) -> Client:
    klient = Client()
    klient.force_login(bruker)
    return klient


def _kart(bruker, runde, **valg) -> str:
    response = _klient(bruker).get(reverse("resultat", args=[runde.kortnavn]), valg)
    assert response.status_code == 200
    return response.content.decode()


def _detalj(bruker, runde, enhet, faktor):
    return _klient(bruker).get(reverse("resultat_faktor", args=[runde.kortnavn, enhet, faktor]))


def _raden(side: str, kode: str) -> str:
    """Raden i varmekartet der rutene lenker til enheten med koden."""
    return next(rad for rad in side.split("<tr")[1:] if f"/{kode}/c/" in rad or f"?enhet={kode}" in rad)


def _tekst(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("kode", ["rot", "helse", "solbakken", "furu", "gran"])
def test_rutene_viser_utgivelsens_tall_med_ord(hvor, runde, kode):
    enhet = grunnlag_for(runde.pk, kode)
    ventet = []
    for faktor in "abcdefg":
        en = rute(faktor, enhet, INSTRUMENT)
        if en.tall is not None:
            tall = f"{en.tall} %" if en.enhet == "prosent" else si.poeng(en.tall, en.retning, enhet.antall)
            ventet.append((faktor, f"{tall} {si.indekstekst(en.ord)}"))

    rad = _raden(_kart(hvor.hr, runde), kode)

    vist = re.findall(rf'href="[^"]*/{kode}/([a-g])/"[^>]*>(.*?)</a>', rad, re.DOTALL)
    assert [(faktor, _tekst(html).strip()) for faktor, html in vist] == ventet
    assert ventet


def test_en_for_liten_enhet_sier_hvorfor_og_roper_ikke_hvor_mange(hvor, runde):
    rad = _tekst(_raden(_kart(hvor.hr, runde), "lite"))

    assert "Skjult: færre enn 7 svar" in rad
    assert re.findall(r"\d+", rad.split("Liten enhet")[1]) == ["7"]


def test_alle_grunner_til_at_noe_er_skjult_staar_i_ord(hvor, runde):
    skjult = [
        faktor["skjult_fordi"]
        for enhet in json.loads(bytes(runde.utgivelsen.dokument))["enheter"]
        for faktor in enhet["faktorer"].values()
    ]

    side = _kart(hvor.hr, runde)

    assert any(skjult)
    assert "ville_avslore_andre" not in side
    assert "for_faa_svar" not in side


def test_restgruppen_staar_under_enheten_sin(hvor, runde):
    side = _tekst(_kart(hvor.hr, runde))

    assert side.index("Øvrige i Helse") > side.index("Helse")
    assert side.index("Øvrige i Helse") < side.index("Furu skole")


def test_restgruppen_heter_det_den_gjor_pa_spraket_til_den_som_leser(hvor, runde):
    Bruker.objects.filter(pk=hvor.hr.pk).update(sprak="en")
    side = _tekst(_kart(Bruker.objects.get(pk=hvor.hr.pk), runde))

    assert ("Others in Helse" in side, "Øvrige i" in side) == (True, False)


def test_lederen_ser_egen_enhet_og_virksomheten_men_ikke_naboene(hvor, runde):
    side = _kart(hvor.leder, runde)

    assert "Solbakken" in side
    assert hvor.virksomhet.navn in side
    assert "Hjemmetjenesten" not in side
    assert "Furu skole" not in side


@pytest.mark.parametrize(
    ("hvem", "enhet", "status"),
    [("leder", "solbakken", 200), ("leder", "hjemme", 403), ("leder", "borte", 404), ("hr", "hjemme", 200)],
)
def test_enhet_og_faktor_folger_samme_dor(hvor, runde, hvem, enhet, status):
    klient = _klient(getattr(hvor, hvem))

    assert klient.get(reverse("resultat", args=[runde.kortnavn]), {"enhet": enhet}).status_code == status
    assert klient.get(reverse("resultat_faktor", args=[runde.kortnavn, enhet, "c"])).status_code == status


@pytest.mark.parametrize("faktor", ["h", "c1", "abc"])
def test_en_ukjent_faktor_finnes_ikke(hvor, runde, faktor):
    assert _detalj(hvor.hr, runde, "rot", faktor).status_code == 404


def test_for_publisering_finnes_ingen_resultatsider(hvor):
    aapen = aapnet(hvor)
    klient = _klient(hvor.hr)

    for navn in ("resultat", "resultat_csv", "resultat_xlsx", "resultat_json"):
        assert klient.get(reverse(navn, args=[aapen.kortnavn])).status_code == 404
    assert aapen.navn not in klient.get(reverse("resultater")).content.decode()


def test_faktorsiden_viser_skalaer_andel_og_nasjonalt_bilde(hvor, runde):
    enhet = grunnlag_for(runde.pk, "solbakken")
    faktor = enhet.faktorer["c"]

    side = _tekst(_detalj(hvor.leder, runde, "solbakken", "c").content.decode())

    assert f"{faktor.andel_eksponert} % trolig mellom {faktor.andel_lav} og {faktor.andel_hoy} %" in side
    vist = [
        (f"{si.poeng(en.snitt, en.retning, enhet.antall)} trolig mellom {en.lav} og {en.hoy}")
        for en in faktor.skalaer.values()
        if en.snitt is not None
    ]
    assert vist
    assert [tekst for tekst in vist if tekst not in side] == []
    assert "Ikke normtall." in side
    assert "STAMI" in side


def test_faktorsiden_for_en_skjult_enhet_sier_at_den_skal_vurderes_likevel(hvor, runde):
    side = _tekst(_detalj(hvor.seksjonsleder, runde, "lite", "c").content.decode())

    assert "Skjult: færre enn 7 svar" in side
    assert "Enheten skal vurderes likevel." in side


def test_hendelsene_vises_som_andeler_av_de_siste_tolv_manedene(hvor, runde):
    andel = grunnlag_for(runde.pk, "rot").hendelser["g1"].andel

    side = _tekst(_detalj(hvor.hr, runde, "rot", "g").content.decode())

    assert f" {andel} % " in side


def test_forrige_runde_sammenlignes_med_ord(hvor, runde):
    nyere = publisert(hvor, navn="Høst 2026", naa=NAA + timedelta(days=180), tyngre=True)

    verre = _tekst(_detalj(hvor.hr, nyere, "furu", "c").content.decode())
    likt = _tekst(_detalj(hvor.hr, nyere, "furu", "a").content.decode())

    assert "tydelig forskjell" in verre
    assert "poeng mer belastning" in verre
    assert "tydelig forskjell" not in likt
    assert "kan ikke skilles" in likt


def test_forste_runde_har_ingenting_aa_sammenligne_med(hvor, runde):
    assert "Forrige runde: " not in _tekst(_detalj(hvor.hr, runde, "furu", "c").content.decode())


def test_en_restgruppe_sammenlignes_ikke_og_kan_ikke_vurderes_for_seg(hvor, runde):
    publisert(hvor, navn="Høst 2026", naa=NAA + timedelta(days=180))
    nyere = Kartlegging.objects.get(kortnavn="host-2026")

    response = _detalj(hvor.seksjonsleder, nyere, "helse-rest", "c")

    assert response.status_code == 200
    assert "Forrige runde: " not in response.content.decode()
    assert "Vurder risiko" not in response.content.decode()


@pytest.mark.parametrize(("hvem", "kan"), [("leder", True), ("verneombud", True), ("hr", False)])
def test_vurder_risiko_tilbys_den_som_vurderer_der(hvor, runde, hvem, kan):
    side = _detalj(getattr(hvor, hvem), runde, "solbakken", "c").content.decode()

    assert ("Vurder risiko" in side) == kan


def test_lav_svarprosent_tolkes_med_forsiktighet(hvor):
    runde = publisert(hvor, svarer_ikke=22)

    side = _tekst(_kart(hvor.hr, runde))

    assert "tolkes med forsiktighet" in side
    assert "tolkes med forsiktighet" not in _tekst(_kart(hvor.hr, publisert(hvor, navn="Alle")))


def test_filene_fra_sidene_er_det_brukeren_ser(hvor, runde):
    klient = _klient(hvor.leder)

    innhold = json.loads(klient.get(reverse("resultat_json", args=[runde.kortnavn])).content)
    csv = klient.get(reverse("resultat_csv", args=[runde.kortnavn]))
    xlsx = klient.get(reverse("resultat_xlsx", args=[runde.kortnavn]))

    assert [enhet["kode"] for enhet in innhold["enheter"]] == ["rot", "solbakken"]
    assert csv.content.decode("utf-8-sig").count("\r\n") == 3
    assert xlsx.content[:2] == b"PK"
    assert csv["Content-Disposition"] == 'attachment; filename="resultater-var-2026.csv"'
    assert csv["Cache-Control"] == "private, no-store"


def _sporringer(bruker, adresse) -> int:
    klient = _klient(bruker)
    with CaptureQueriesContext(connection) as sporringer:
        assert klient.get(adresse).status_code == 200
    return len(sporringer)


def test_sidene_gjor_hoyst_tolv_sporringer_uansett_hvor_mange_rader(hvor, runde, monkeypatch):
    kart = reverse("resultat", args=[runde.kortnavn])
    mange = _sporringer(hvor.hr, kart)
    monkeypatch.setattr(resultater, "PER_SIDE", 1)
    en = _sporringer(hvor.hr, kart)

    assert mange <= 12
    assert en - mange in {0, 1}, "bare oppslaget av hvem som kan utvides, kommer til"
    assert _sporringer(hvor.leder, f"{kart}?enhet=solbakken") <= 12
    assert _sporringer(hvor.leder, reverse("resultat_faktor", args=[runde.kortnavn, "solbakken", "c"])) <= 14
