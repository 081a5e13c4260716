"""Døra til resultatene: hvem ser hvilke rader, og at ingenting kommer fra noe annet enn utgivelsen."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from arbeidsmiljo.models import Bruker, Enhet
from kartlegging import resultater
from kartlegging.models import Kartlegging, Resultat, Utgivelse
from kartlegging.resultater import (
    eksport,
    enhetsresultat,
    forrige,
    grunnlag_for,
    siste_publiserte,
    spredning,
    synlige,
    utgivelse_sha256,
)
from tests.kartlegging.oppsett import NAA
from tests.kartlegging.publisert import Sted, aapnet, publisert, sted

pytestmark = pytest.mark.django_db(transaction=True)  # lageret ryddes utenfor transaksjoner


@pytest.fixture
def hvor():
    return sted()


@pytest.fixture
def runde(hvor):
    return publisert(hvor)


def _fersk(bruker: Bruker) -> Bruker:
    return Bruker.objects.get(pk=bruker.pk)


def _koder(bruker: Bruker, kartlegging: Kartlegging, **valg) -> list[str]:
    return [rad.kode for rad in synlige(_fersk(bruker), kartlegging, **valg).radene]


ALLE = ["rot", "helse", "helse-rest", "hjemme", "lite", "solbakken", "skole", "furu", "gran"]


def test_hr_ser_alle_radene_i_utgivelsen_i_dens_rekkefolge(hvor, runde):
    dokument = json.loads(bytes(runde.utgivelsen.dokument))

    koder = _koder(hvor.hr, runde)

    assert koder == [enhet["kode"] for enhet in dokument["enheter"]]
    assert sorted(koder) == sorted(ALLE)


@pytest.mark.parametrize(
    ("hvem", "ventet"),
    [
        ("leder", {"solbakken"}),
        ("verneombud", {"solbakken"}),
        ("seksjonsleder", {"helse", "helse-rest", "hjemme", "lite", "solbakken"}),
        ("skoleleder", {"skole", "furu", "gran"}),
    ],
)
def test_leder_og_verneombud_ser_egne_enheter_med_alt_under(hvor, runde, hvem, ventet):
    side = synlige(_fersk(getattr(hvor, hvem)), runde)

    assert {rad.kode for rad in side.radene} == ventet
    assert side.sammenligning is not None
    assert side.sammenligning.kode == "rot"


def test_hr_faar_ingen_egen_rad_til_sammenligning(hvor, runde):
    assert synlige(_fersk(hvor.hr), runde).sammenligning is None


def test_under_snevrer_inn_til_en_enhet_med_alt_under(hvor, runde):
    assert set(_koder(hvor.hr, runde, under="skole")) == {"skole", "furu", "gran"}


@pytest.mark.parametrize(
    ("hvem", "kode", "feil"),
    [
        ("leder", "hjemme", PermissionDenied),
        ("leder", "helse", PermissionDenied),
        ("leder", "helse-rest", PermissionDenied),
        ("leder", "finnes-ikke", Http404),
        ("hr", "finnes-ikke", Http404),
    ],
)
def test_en_rad_utenfor_egne_enheter_er_lukket_og_en_ukjent_finnes_ikke(hvor, runde, hvem, kode, feil):
    bruker = _fersk(getattr(hvor, hvem))

    with pytest.raises(feil):
        synlige(bruker, runde, under=kode)
    with pytest.raises(feil):
        enhetsresultat(bruker, runde, kode)


def test_virksomhetens_overste_rad_kan_leses_av_alle_med_innsyn(hvor, runde):
    assert enhetsresultat(_fersk(hvor.leder), runde, "rot").kode == "rot"


def test_ingen_rolle_ser_noe_for_kartleggingen_er_publisert(hvor):
    aapen = aapnet(hvor)

    for bruker in (hvor.hr, hvor.leder, hvor.verneombud):
        with pytest.raises(Http404):
            synlige(_fersk(bruker), aapen)
        with pytest.raises(Http404):
            eksport(_fersk(bruker), aapen)
    assert grunnlag_for(aapen.pk, "solbakken") is None
    assert siste_publiserte(hvor.virksomhet.pk) is None


def test_en_fra_en_annen_virksomhet_ser_ikke_kartleggingen(runde):
    annet = sted("310000035")

    for hva in (lambda: synlige(annet.hr, runde), lambda: eksport(annet.hr, runde)):
        with pytest.raises(Http404):
            hva()


def test_en_uten_rolle_i_resultater_faar_nei(hvor, runde):
    uten = Bruker.objects.opprett(epost="uten@prove.example", navn="Uten Rolle")
    uten.virksomhet_id = hvor.virksomhet.pk

    with pytest.raises(PermissionDenied):
        synlige(uten, runde)


def test_en_stor_virksomhet_vises_med_to_nivaaer_og_kan_utvides(hvor, runde, monkeypatch):
    monkeypatch.setattr(resultater, "PER_SIDE", 8)
    monkeypatch.setattr(resultater, "NIVAER", 1)

    side = synlige(_fersk(hvor.hr), runde)

    assert {rad.kode for rad in side.radene} == {"rot", "helse", "skole"}
    assert side.kan_utvides == {"helse", "skole"}
    assert set(_koder(hvor.hr, runde, under="helse")) == {"helse", "helse-rest", "hjemme", "lite", "solbakken"}


def test_sidene_deler_radene_mellom_seg_uten_aa_miste_eller_gjenta_noen(hvor, runde, monkeypatch):
    monkeypatch.setattr(resultater, "PER_SIDE", 2)

    sidene = [synlige(_fersk(hvor.seksjonsleder), runde, side=nummer) for nummer in (1, 2, 3)]

    assert [rad.kode for side in sidene for rad in side.radene] == _alle_under_helse(runde)
    assert [side.antall_sider for side in sidene] == [3, 3, 3]
    assert (synlige(hvor.seksjonsleder, runde, side=99).side, synlige(hvor.seksjonsleder, runde, side=0).side) == (3, 1)


def _alle_under_helse(runde: Kartlegging) -> list[str]:
    return list(
        Resultat.objects.filter(sti__startswith="/rot/helse/").order_by("nummer").values_list("kode", flat=True)
    )


def test_antall_sporringer_er_det_samme_for_faa_og_mange_rader(hvor, runde, django_assert_num_queries):
    for bruker in (hvor.hr, hvor.skoleleder):
        fersk = _fersk(bruker)
        _ = fersk.synlige_enheter
        with django_assert_num_queries(6 if bruker == hvor.hr else 7):
            synlige(fersk, Kartlegging.objects.get(pk=runde.pk))


def test_grunnlaget_er_raden_i_utgivelsen(runde):
    rad = grunnlag_for(runde.pk, "solbakken")

    dokument = json.loads(bytes(runde.utgivelsen.dokument))
    fasit = next(enhet for enhet in dokument["enheter"] if enhet["kode"] == "solbakken")
    assert rad is not None
    assert (rad.antall, rad.faktorer["c"].indeks) == (fasit["antall"], fasit["faktorer"]["c"]["indeks"])
    assert rad.faktorer["c"].indeks is not None
    assert grunnlag_for(runde.pk, "helse-rest") is None
    assert grunnlag_for(runde.pk, "finnes-ikke") is None


def test_siste_publiserte_er_den_nyeste_med_summen_av_dokumentet(hvor, runde):
    nyere = publisert(hvor, navn="Høst 2026", naa=NAA + timedelta(days=180))

    siste = siste_publiserte(hvor.virksomhet.pk)

    assert siste is not None
    assert (siste.id, siste.kortnavn, siste.sha256) == (nyere.pk, "host-2026", utgivelse_sha256(nyere.pk))
    assert siste.sha256 != utgivelse_sha256(runde.pk)


def test_summen_mangler_uten_utgivelse(hvor):
    with pytest.raises(Utgivelse.DoesNotExist):
        utgivelse_sha256(aapnet(hvor).pk)


def test_forrige_er_den_siste_for_denne_i_samme_virksomhet(hvor, runde):
    publisert(sted("310000035"), navn="Hos andre", naa=NAA + timedelta(days=30))
    nyere = publisert(hvor, navn="Høst 2026", naa=NAA + timedelta(days=180))

    assert forrige(nyere) == runde
    assert forrige(runde) is None


def test_forrige_hopper_over_en_puls_som_spurte_om_mindre(hvor, runde):
    publisert(hvor, navn="Puls", naa=NAA + timedelta(days=90), skalaer=("c1", "c2"))
    nyere = publisert(hvor, navn="Høst 2026", naa=NAA + timedelta(days=180))

    assert forrige(nyere) == runde


def test_spredningen_leses_av_hodet_uten_aa_lese_enhetene(runde):
    assert spredning(runde.utgivelsen) == json.loads(bytes(runde.utgivelsen.dokument))["spredning"]


def test_eksporten_er_utgivelsens_egne_rader_i_kontraktens_form(hvor, runde):
    innhold = eksport(_fersk(hvor.hr), runde)

    dokument = json.loads(bytes(runde.utgivelsen.dokument))
    assert innhold["enheter"] == dokument["enheter"]
    assert {felt: verdi for felt, verdi in innhold.items() if felt != "enheter"} == {
        "skjema": 1,
        "kartlegging": "var-2026",
        "instrument": "forsvarlig-4-3",
        "versjon": 1,
        "utgivelse_sha256": runde.utgivelsen.sha256,
        "minstegrense": 7,
    }


def test_lederens_eksport_har_bare_egne_rader_og_den_overste(hvor, runde):
    koder = [enhet["kode"] for enhet in eksport(_fersk(hvor.leder), runde)["enheter"]]

    assert koder == ["rot", "solbakken"]


def test_en_enhet_som_er_kommet_til_senere_gir_ingen_rader(hvor: Sted, runde):
    Enhet.objects.create(virksomhet=hvor.virksomhet, kode="ny", navn="Ny", forelder=hvor.enhetene["skole"])

    with pytest.raises(Http404):
        enhetsresultat(_fersk(hvor.hr), runde, "ny")
