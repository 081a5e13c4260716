"""Angrep 11: sammenligning over en omorganisering viser bare det som kan regnes av viste rader i den gamle utgivelsen."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from arbeidsmiljo.actions import sett_forgjengere, slaa_sammen
from arbeidsmiljo.models import Enhet
from kartlegging.domain.sammenligning import Grunnlag, Overgang, Uten
from kartlegging.models import Kartlegging, Kartleggingsenhet, Resultat
from kartlegging.resultater import enhetsresultat, grunnlag_for, sammenligning
from tests.kartlegging import publisert as bygg
from tests.kartlegging.oppsett import NAA

pytestmark = pytest.mark.django_db(transaction=True)  # lageret ryddes utenfor transaksjoner

SENERE = NAA + timedelta(days=180)
GAMMELT_TRE = {**bygg.TRE, "skole": ("rot", "Skole", 24), "gran": ("skole", "Gran skole", 24)}
NYTT_TRE = {
    "helse": ("rot", "Helse", 8),
    "sol1": ("helse", "Solbakken nord", 20),
    "sol2": ("helse", "Solbakken sør", 22),
    "hjemme": ("helse", "Hjemmetjenesten", 30),
    "skole": ("rot", "Skole", 24),
    "lite": ("skole", "Liten enhet", 9),
    "skoler": ("skole", "Furu og Gran", 46),
    "sfo": ("skole", "SFO", 15),
}
"""Furu og Gran er slått sammen, Solbakken er delt, den lille enheten er flyttet fra Helse til Skole, og SFO er ny."""

VENTET = {
    "rot": ["rot"],
    "helse": Uten.ENDRET,
    "sol1": Uten.DELT,
    "sol2": Uten.DELT,
    "hjemme": Uten.IKKE_VIST,
    "skole": Uten.ENDRET,
    "lite": Uten.IKKE_VIST,
    "skoler": ["furu", "gran"],
    "sfo": Uten.NY,
}
"""Radene i den gamle utgivelsen hver enhet skal sammenlignes med, eller hvorfor den ikke skal det. I den gamle runden
var ``lite`` og ``hjemme`` skjult."""


@pytest.fixture
def hvor(monkeypatch):
    monkeypatch.setattr(bygg, "TRE", GAMMELT_TRE)
    return bygg.sted()


@pytest.fixture
def vaar(hvor):
    return bygg.publisert(hvor)


@pytest.fixture
def host(hvor, vaar, monkeypatch):
    """Runden etter omorganiseringen."""
    enhetene, hr = hvor.enhetene, hvor.hr
    enhetene["skoler"] = slaa_sammen(
        enheter=[enhetene["furu"], enhetene["gran"]], kode="skoler", navn="Furu og Gran", av=hr, naa=SENERE
    )
    for kode in ("sol1", "sol2", "sfo"):
        forelder, navn, _ = NYTT_TRE[kode]
        enhetene[kode] = Enhet.objects.create(
            virksomhet=hvor.virksomhet, kode=kode, navn=navn, forelder=enhetene[forelder]
        )
    for kode in ("sol1", "sol2"):
        sett_forgjengere(enhet=enhetene[kode], forgjengere=[enhetene["solbakken"]], av=hr, naa=SENERE)
    Enhet.objects.filter(kode="solbakken").update(lukket=SENERE.date())
    Enhet.objects.filter(kode="lite").update(forelder=enhetene["skole"])
    monkeypatch.setattr(bygg, "TRE", NYTT_TRE)
    return bygg.publisert(hvor, navn="Høst 2026", naa=SENERE, tyngre=True)


def _klient(bruker) -> Client:
    klient = Client()
    klient.force_login(bruker)
    return klient


def _side(bruker, runde: Kartlegging, enhet: str, faktor: str) -> str:
    response = _klient(bruker).get(reverse("resultat_faktor", args=[runde.kortnavn, enhet, faktor]))
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def _tidligere_tall(side: str) -> list[str]:
    """Alle tallene fra en tidligere runde på siden: andelen først, så skalaene."""
    andel = re.findall(r"Andel utsatt i forrige runde (\d+) %", side)
    return andel + re.findall(r"Forrige runde: (?:omtrent )?(\d+)(?: %)?", side)


def _halve_opp(teller: int, nevner: int) -> str:
    return str((2 * teller + nevner) // (2 * nevner))


def _fasit(vaar: Kartlegging, kodene: list[str], faktor: str) -> list[str]:
    """De samme tallene regnet av dokumentet alene: viste snitt og andeler vektet med vist antall."""
    alle = {rad["kode"]: rad for rad in json.loads(bytes(vaar.utgivelsen.dokument))["enheter"]}
    radene = [alle[kode] for kode in kodene]
    antall = [rad["antall"] for rad in radene]
    andeler = [rad["faktorer"][faktor]["andel_eksponert"] for rad in radene]
    skalaer = [
        [rad["faktorer"][faktor]["skalaer"][kode]["snitt"] for rad in radene]
        for rolle in ("krav", "ressurs")
        for kode, skala in radene[0]["faktorer"][faktor]["skalaer"].items()
        if skala["rolle"] == rolle
    ]
    treff = sum(int(_halve_opp(p * n, 100)) for p, n in zip(andeler, antall, strict=True))
    snittene = [_halve_opp(sum(s * n for s, n in zip(en, antall, strict=True)), sum(antall)) for en in skalaer]
    return [_halve_opp(100 * treff, sum(antall)), *snittene]


def _uventede(vaar: Kartlegging, host: Kartlegging, bruker, faktor: str = "c") -> set[str]:
    """Enhetene der siden viser andre tall fra den gamle runden enn dem som kan regnes av viste, riktige rader."""
    return {
        kode
        for kode, ventet in VENTET.items()
        if _tidligere_tall(_side(bruker, host, kode, faktor))
        != (_fasit(vaar, ventet, faktor) if isinstance(ventet, list) else [])
    }


def test_11_sidene_viser_bare_tall_som_kan_regnes_av_viste_forgjengere(hvor, vaar, host):
    assert _uventede(vaar, host, hvor.hr) == set()
    assert [len(_fasit(vaar, ventet, "c")) > 1 for ventet in VENTET.values() if isinstance(ventet, list)] == [
        True,
        True,
    ]


def test_11_negativ_kontroll_et_oppslag_paa_samme_kode_viser_andre_menneskers_tall(hvor, vaar, host, monkeypatch):
    def samme_kode(overgang: Overgang, kode: str) -> Grunnlag:
        return Grunnlag((kode,)) if kode in overgang.viste else Grunnlag(uten=Uten.NY)

    monkeypatch.setattr(Overgang, "grunnlag", samme_kode)

    # Enhetene som er flyttet fra eller til, står med tall der noen andre er med, og de sammenslåtte mister sine.
    assert _uventede(vaar, host, hvor.hr) == {"helse", "skole", "skoler"}


def test_11_hver_enhet_faar_sin_grunn(vaar, host):
    funnet = {kode: sammenligning(host, grunnlag_for(host.pk, kode)) for kode in VENTET}

    assert {kode: en.uten or [del_.kode for del_ in en.delene] for kode, en in funnet.items()} == VENTET


SETNINGENE = {
    "rot": [],
    "skoler": ["Sammenlignet med Furu skole og Gran skole til sammen, Vår 2026."],
    "sfo": ["Ingen sammenligning: enheten er ny siden Vår 2026."],
    "sol1": ["Ingen sammenligning: en enhet er delt siden Vår 2026."],
    "hjemme": ["Ingen sammenligning: enheten, eller en forgjenger, ble ikke vist i Vår 2026."],
    "helse": ["Ingen sammenligning: sammensetningen er endret siden Vår 2026."],
}


def test_11_siden_sier_hvem_den_sammenligner_med_eller_hvorfor_ikke(hvor, host):
    setning = re.compile(r"(?:Sammenlignet med|Ingen sammenligning:) .*?\.")

    assert {kode: setning.findall(_side(hvor.hr, host, kode, "c")) for kode in SETNINGENE} == SETNINGENE


def test_to_sma_enheter_i_ytterkanten_er_i_ytterkanten_ogsaa_til_sammen(hvor, monkeypatch):
    # Hver for seg er de «71 eller mer». Regnet av fjorten ville ordet blitt «omtrent 71», og det er ikke sant.
    monkeypatch.setitem(bygg.TRE, "furu", ("skole", "Furu skole", 7))
    monkeypatch.setitem(bygg.TRE, "gran", ("skole", "Gran skole", 7))
    snudd = {ledd.id for skala in bygg.INSTRUMENT.skalaene for ledd in skala.leddene if ledd.snudd}
    vanlig = bygg.svar

    def hoyest(kode, nummer, *, tyngre=False):
        svarene = vanlig(kode, nummer, tyngre=tyngre)
        if kode not in {"furu", "gran"}:
            return svarene
        return svarene | {ledd: 1 if ledd in snudd else 5 for ledd in svarene if ledd[0] == "c"}

    monkeypatch.setattr(bygg, "svar", hoyest)
    bygg.publisert(hvor)
    skoler = slaa_sammen(
        enheter=[hvor.enhetene["furu"], hvor.enhetene["gran"]], kode="skoler", navn="Ny", av=hvor.hr, naa=SENERE
    )
    hvor.enhetene["skoler"] = skoler
    nytt = {kode: en for kode, en in bygg.TRE.items() if kode not in {"furu", "gran"}}
    monkeypatch.setattr(bygg, "TRE", nytt | {"skoler": ("skole", "Ny", 14)})
    host = bygg.publisert(hvor, navn="Høst 2026", naa=SENERE)

    endringene = re.findall(r"Forrige runde: ([^.]*)\. (kan ikke sammenlignes)?", _side(hvor.hr, host, "skoler", "c"))

    krav = bygg.INSTRUMENT.skalaene_i("c")
    assert endringene == [("71 eller mer", "kan ikke sammenlignes")] * len(krav)


def test_lederen_over_den_nye_enheten_ser_det_samme_som_hr(hvor, host):
    for faktor in ("c", "g"):
        hr, leder = (_side(bruker, host, "skoler", faktor) for bruker in (hvor.hr, hvor.skoleleder))

        assert _tidligere_tall(leder) == _tidligere_tall(hr)
        assert _tidligere_tall(hr)


def _rader(runde):
    return list(Resultat.objects.filter(utgivelse__kartlegging=runde).order_by("nummer").values())


def test_10_en_omorganisering_og_en_ny_runde_endrer_ikke_en_byte_i_den_gamle(hvor, vaar, request):
    dokument, sum_, rader = bytes(vaar.utgivelsen.dokument), vaar.utgivelsen.sha256, _rader(vaar)
    trestand = list(Kartleggingsenhet.objects.filter(kartlegging=vaar).values())

    host = request.getfixturevalue("host")
    for kode in VENTET:
        _side(hvor.hr, host, kode, "c")

    etterpaa = Kartlegging.objects.get(pk=vaar.pk).utgivelsen
    assert (bytes(etterpaa.dokument), etterpaa.sha256, _rader(vaar)) == (dokument, sum_, rader)
    assert list(Kartleggingsenhet.objects.filter(kartlegging=vaar).values()) == trestand


def test_forgjengere_satt_etter_at_runden_aapnet_endrer_ingenting(hvor, vaar, host):
    sett_forgjengere(enhet=hvor.enhetene["sfo"], forgjengere=[hvor.enhetene["furu"]], av=hvor.hr, naa=SENERE)

    assert sammenligning(host, grunnlag_for(host.pk, "sfo")).uten == Uten.NY
    assert [del_.kode for del_ in sammenligning(host, grunnlag_for(host.pk, "skoler")).delene] == ["furu", "gran"]


def test_en_runde_fra_for_forgjengere_fantes_sammenlignes_enhet_for_enhet(vaar, host):
    Kartleggingsenhet.objects.filter(kartlegging=host).update(forgjengere=[])

    uten = {kode: sammenligning(host, grunnlag_for(host.pk, kode)).uten for kode in ("rot", "hjemme", "skoler")}

    assert uten == {"rot": None, "hjemme": Uten.IKKE_VIST, "skoler": Uten.NY}


def test_en_restgruppe_og_en_skjult_enhet_har_ingen_sammenligning(hvor, vaar):
    igjen = bygg.publisert(hvor, navn="Høst 2026", naa=SENERE)

    for kode in ("helse-rest", "lite"):
        assert sammenligning(igjen, enhetsresultat(hvor.hr, igjen, kode)) is None
    assert sammenligning(igjen, enhetsresultat(hvor.hr, igjen, "solbakken")).delene != ()
    assert sammenligning(vaar, grunnlag_for(vaar.pk, "rot")) is None


def test_antall_sporringer_er_det_samme_for_en_og_flere_deler(hvor, host):
    antall = {}
    for kode in ("rot", "skoler", "rot"):
        klient = _klient(hvor.hr)
        with CaptureQueriesContext(connection) as sporringer:
            assert klient.get(reverse("resultat_faktor", args=[host.kortnavn, kode, "c"])).status_code == 200
        antall[kode] = len(sporringer)

    assert antall["rot"] == antall["skoler"]
    assert antall["skoler"] <= 14
