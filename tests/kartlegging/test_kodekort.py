"""Kodekort og papirskjema: hver kode én gang, ingen rekkefølge som sier noe, og ord som lar seg lese."""

import re
from io import BytesIO
from itertools import chain

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from arbeidsmiljo.actions import tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Hendelse
from kartlegging import kodekort
from kartlegging.actions import (
    Deltaker,
    aapne,
    avgi_besvarelse,
    bekreft_deltakere,
    enhetssummer,
    inviter,
    koder_til,
    varsle,
)
from kartlegging.domain.koder import kode_for, normaliser_kode
from kartlegging.models import Kartlegging
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import les_nokler, slett_nokler
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, hovedverneombud, utkast

pytestmark = pytest.mark.django_db
KODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}")


@pytest.fixture
def runde() -> Kartlegging:
    kartlegging = utkast({"bjork": 20, "lind": 3})
    kartlegging.invitasjonene.update(epost="")
    enhet = kartlegging.virksomhet.enhetene.get(kode="bjork")
    inviter(kartlegging=kartlegging, deltakere=[Deltaker(enhet, "har@prove.example")], av=None, naa=NAA)
    vernet = hovedverneombud(kartlegging.virksomhet.enhetene.get(forelder=None))
    bekreft_deltakere(kartlegging=kartlegging, summene=enhetssummer(kartlegging), av=vernet, naa=NAA)
    varsle(kartlegging=kartlegging, av=None, naa=NAA)
    aapne(kartlegging=kartlegging, av=None, naa=NAA)
    return kartlegging


@pytest.fixture
def klient(runde) -> Client:
    hr = Bruker.objects.get(navn="Hanne Retten")
    tildel_rolle(bruker=hr, rolle=Rolle.HR, enhet=runde.virksomhet.enhetene.get(forelder=None), av=None, naa=NAA)
    ny = Client()
    ny.force_login(hr)
    return ny


def _enhet(runde, kode="bjork") -> int:
    return int(runde.virksomhet.enhetene.get(kode=kode).pk)


def _pdf(klient, navn: str, *args) -> PdfReader:
    svar = klient.post(reverse(navn, args=args))
    assert (svar.status_code, svar["Cache-Control"]) == (200, "no-store")
    return PdfReader(BytesIO(svar.content))


def _kodene(leser: PdfReader) -> list[list[str]]:
    return [[normaliser_kode(kode) for kode in KODE.findall(side.extract_text())] for side in leser.pages]


def _kodene_i(runde, enhet: str) -> set[str]:
    adresser = set(runde.invitasjonene.exclude(epost="").values_list("pk", flat=True))
    med_epost = {kode_for(les_nokler(runde.kortnavn).koder, pk) for pk in adresser}
    return {kode for hvor, kode in koder_til(runde) if hvor == enhet} - med_epost


def test_hver_kode_i_enheten_star_pa_noyaktig_ett_kort_atte_pa_arket(runde, klient):
    arkene = _kodene(_pdf(klient, "kodekort_pdf", runde.kortnavn, _enhet(runde), 1))

    assert [len(ark) for ark in arkene] == [8, 8, 4]
    alle = list(chain(*arkene))
    assert (len(set(alle)), set(alle)) == (20, _kodene_i(runde, "bjork"))


def test_rekkefolgen_er_ikke_den_i_databasen_men_er_den_samme_hver_gang(runde, klient):
    enhet = _enhet(runde)
    forste, andre = (list(chain(*_kodene(_pdf(klient, "kodekort_pdf", runde.kortnavn, enhet, 1)))) for _ in range(2))
    i_basen = [kode for hvor, kode in koder_til(runde) if hvor == "bjork" and kode in set(forste)]

    assert forste == andre
    assert forste != i_basen
    assert forste != sorted(forste)


def test_bunkene_deler_kortene_uten_at_noen_kommer_to_ganger(runde, klient, monkeypatch):
    monkeypatch.setattr(kodekort, "KORT_I_BUNKEN", 8)
    monkeypatch.setattr("kartlegging.views.kodekort.KORT_I_BUNKEN", 8)
    enhet = _enhet(runde)
    bunkene = [
        list(chain(*_kodene(_pdf(klient, "kodekort_pdf", runde.kortnavn, enhet, nummer)))) for nummer in (1, 2, 3)
    ]

    assert [len(bunke) for bunke in bunkene] == [8, 8, 4]
    assert len(set(chain(*bunkene))) == 20
    assert klient.post(reverse("kodekort_pdf", args=[runde.kortnavn, enhet, 4])).status_code == 404


def test_kortet_har_alt_en_trenger_og_ikke_mer(runde, klient):
    forste = _pdf(klient, "kodekort_pdf", runde.kortnavn, _enhet(runde), 1).pages[0].extract_text()

    for tekst in ("Vår 2026", "/svar/", "Svar innen", "sier ikke hvem de er til"):
        assert tekst in forste
    assert "@" not in forste


def test_en_kode_fra_et_kort_virker_en_gang(runde, klient):
    kode = _kodene(_pdf(klient, "kodekort_pdf", runde.kortnavn, _enhet(runde, "lind"), 1))[0][0]
    avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)

    assert Besvarelse.objects.count() == 1


def test_utskriften_star_i_loggen_uten_koder(runde, klient):
    _pdf(klient, "kodekort_pdf", runde.kortnavn, _enhet(runde), 1)
    siste = Hendelse.objects.first()

    assert (siste.hva, siste.detaljer) == (
        "kartlegging.koder_skrevet_ut",
        {"enhet": "Enhet bjork", "slag": "kodekort", "antall": 20},
    )


@pytest.mark.parametrize("tilstand", ["varslet", "lukket", "publisert"])
def test_kodene_finnes_bare_mens_kartleggingen_er_apen(runde, klient, tilstand):
    Kartlegging.objects.update(tilstand=tilstand)

    assert klient.post(reverse("kodekort_pdf", args=[runde.kortnavn, _enhet(runde), 1])).status_code == 403
    assert klient.get(reverse("kodekort", args=[runde.kortnavn])).status_code == 200


def test_uten_nokler_skrives_ingen_kort(runde, klient):
    slett_nokler(runde.kortnavn)

    assert klient.post(reverse("kodekort_pdf", args=[runde.kortnavn, _enhet(runde), 1])).status_code == 403
    assert klient.get(reverse("kodekort", args=[runde.kortnavn])).status_code == 200


@pytest.mark.parametrize("antall", [1, 2])
def test_listen_har_faste_sporringer(runde, klient, antall, django_assert_num_queries):
    if antall == 1:
        runde.invitasjonene.filter(enhet__kode="lind").delete()
    with django_assert_num_queries(8):
        klient.get(reverse("kodekort", args=[runde.kortnavn]))


def test_papirskjemaet_har_hvert_sporsmal_og_en_kode_hver(runde, klient):
    leser = _pdf(klient, "papirskjema_pdf", runde.kortnavn, _enhet(runde, "lind"), 1)
    tekst = " ".join(" ".join(side.extract_text() for side in leser.pages).split())

    assert {normaliser_kode(kode) for kode in KODE.findall(tekst)} >= _kodene_i(runde, "lind")
    for skala in runde.instrument.skalaene:
        for ledd in skala.leddene:
            assert tekst.count(f"{ledd.id} {ledd.tekst['nb']}"[:40]) == 3


@pytest.mark.parametrize("sprak", ["nb", "nn", "en"])
def test_skjemaet_uten_kode_finnes_pa_alle_sprakene(runde, klient, sprak):
    svar = klient.get(reverse("papirskjema_uten_kode", args=[runde.kortnavn]), {"sprak": sprak})
    leser = PdfReader(BytesIO(svar.content))
    tekst = " ".join(" ".join(side.extract_text() for side in leser.pages).split())

    assert leser.trailer["/Root"]["/Lang"] == sprak
    assert runde.instrument.skalaene[0].leddene[0].tekst[sprak][:30] in tekst
    assert KODE.findall(tekst) == []
