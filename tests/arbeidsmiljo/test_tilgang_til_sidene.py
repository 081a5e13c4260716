"""Hvem som kommer inn hvor: én tabell over sidene, prøvd for hver rolle, for fremmede og for den som ikke er innlogget."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from arbeidsmiljo.actions import tildel_rolle
from arbeidsmiljo.domain.roller import Rolle, Tilgang, rollene_med
from arbeidsmiljo.models import Bruker, Verneomrade
from kartlegging.actions import (
    Deltaker,
    aapne,
    bekreft_deltakere,
    enhetssummer,
    inviter,
    lukk,
    opprett,
    registrer_verneombudets_syn,
    varsle,
)
from kartlegging.domain.instrumentfil import last_instrument
from tests.tiltak.bygg import NAA, Sted, sted, vurdering

ALLE = tuple(Rolle)


@dataclass(frozen=True)
class Side:
    """En side med GET. ``objekt`` er hva den viser: en fremmed får 404 der, og 403 eller sin egen tomme liste ellers."""

    navn: str
    roller: tuple[Rolle, ...]
    objekt: str = ""
    resten: dict[str, Any] | None = None


SIDENE = [
    Side("forside", ALLE),
    Side("virksomheten", rollene_med(Tilgang.SE_KARTLEGGING)),
    Side("organisasjon", rollene_med(Tilgang.SE_KARTLEGGING)),
    Side("enhet", rollene_med(Tilgang.SE_KARTLEGGING), "enhet"),
    Side("enhet_ny", rollene_med(Tilgang.STYRE_ORGANISASJON)),
    Side("enhet_endre", rollene_med(Tilgang.STYRE_ORGANISASJON), "enhet"),
    Side("enhet_forgjengere", rollene_med(Tilgang.STYRE_ORGANISASJON), "enhet"),
    Side("enheter_slaa_sammen", rollene_med(Tilgang.STYRE_ORGANISASJON)),
    Side("enheter_inn", rollene_med(Tilgang.STYRE_ORGANISASJON)),
    Side("verneomrader", rollene_med(Tilgang.SE_KARTLEGGING)),
    Side("verneomrade_nytt", rollene_med(Tilgang.STYRE_ORGANISASJON)),
    Side("verneomrade", rollene_med(Tilgang.STYRE_ORGANISASJON), "verneomrade"),
    Side("virksomhetens_innstillinger", rollene_med(Tilgang.STYRE_ORGANISASJON)),
    Side("kartlegginger", rollene_med(Tilgang.SE_KARTLEGGING)),
    Side("kartlegging", rollene_med(Tilgang.SE_KARTLEGGING), "kartlegging"),
    Side("deltakere", rollene_med(Tilgang.SE_DELTAKERE), "kartlegging"),
    Side("kartlegging_sporsmal", rollene_med(Tilgang.SE_KARTLEGGING), "kartlegging"),
    Side("utsendinger", rollene_med(Tilgang.STYRE_KARTLEGGING), "kartlegging"),
    Side("anonymitet", rollene_med(Tilgang.SE_DELTAKERE), "kartlegging"),
    Side("resultater", rollene_med(Tilgang.SE_RESULTAT)),
    Side("resultat", rollene_med(Tilgang.SE_RESULTAT), "kartlegging"),
    Side("resultat_faktor", rollene_med(Tilgang.SE_RESULTAT), "kartlegging", {"enhet": "solbakken", "faktor": "a"}),
    Side("resultat_csv", rollene_med(Tilgang.EKSPORTERE), "kartlegging"),
    Side("resultat_xlsx", rollene_med(Tilgang.EKSPORTERE), "kartlegging"),
    Side("resultat_json", rollene_med(Tilgang.EKSPORTERE), "kartlegging"),
    Side("risikovurderinger", rollene_med(Tilgang.SE_RISIKO)),
    Side("risikovurdering_ny", rollene_med(Tilgang.VURDERE_RISIKO)),
    Side("risikovurdering", rollene_med(Tilgang.SE_RISIKO), "vurdering"),
    Side("tiltakene", rollene_med(Tilgang.SE_TILTAK)),
    Side("handlingsplaner", rollene_med(Tilgang.SE_TILTAK)),
    Side("handlingsplan", rollene_med(Tilgang.SE_TILTAK), "vurdering"),
    Side("handlingsplan_utkast", rollene_med(Tilgang.SE_TILTAK), "vurdering"),
]

# Adressene som ikke er i tabellen, og hvor de prøves.
PROVES_ANDRE_STEDER = {
    "enhet_lukk": "endrer; se tests/arbeidsmiljo/test_organisasjon.py",
    "verneomrade_slett": "endrer; se tests/arbeidsmiljo/test_organisasjon.py",
    "enheter_innlesing": "trenger en fil; se tests/arbeidsmiljo/test_enhetsfil.py",
    "kartlegging_lukk": "endrer; se tests/kartlegging",
    "utsending": "endrer; se tests/kartlegging/views/test_utsending.py",
    "risikoforhold": "endrer; se tests/tiltak",
    "samlet": "endrer; se tests/tiltak",
    "tiltak_nytt": "endrer; se tests/tiltak",
    "tiltak": "endrer; se tests/tiltak",
    "uttalelse": "endrer; se tests/tiltak",
    "signer": "endrer; se tests/tiltak",
    "handlingsplan_pdf": "trenger en signert plan; se tests/tiltak",
}


@dataclass(frozen=True)
class Scene:
    hjemme: Sted
    borte: Sted
    argumenter: dict[str, dict[str, Any]]

    def adresse(self, side: Side) -> str:
        return reverse(side.navn, kwargs=self.argumenter.get(side.objekt, {}) | (side.resten or {}))


def _publisert(hvor: Sted) -> str:
    kartlegging = opprett(
        virksomhet=hvor.virksomhet,
        navn=f"Vår {hvor.virksomhet.pk}",
        formaal="Prøve.",
        instrument=last_instrument("forsvarlig-4-3", 1),
        aapner=NAA,
        lukker=NAA + timedelta(days=14),
        av=hvor.hr,
        naa=NAA,
    )
    inviter(kartlegging=kartlegging, deltakere=[Deltaker(hvor.enhet)], av=hvor.hr, naa=NAA)
    registrer_verneombudets_syn(kartlegging=kartlegging, tekst="Enig.", av=hvor.verneombud, naa=NAA)
    bekreft_deltakere(kartlegging=kartlegging, summene=enhetssummer(kartlegging), av=hvor.verneombud, naa=NAA)
    varsle(kartlegging=kartlegging, av=None, naa=NAA)
    aapne(kartlegging=kartlegging, av=None, naa=NAA)
    lukk(kartlegging=kartlegging, av=None, naa=NAA)
    return kartlegging.kortnavn


@pytest.fixture
def scene(transactional_db) -> Scene:
    hjemme, borte = sted(), sted("Nabokommunen", "310000027")
    omrade = Verneomrade.objects.create(virksomhet=hjemme.virksomhet, navn="Øst")
    omrade.enhetene.set([hjemme.enhet])
    return Scene(
        hjemme,
        borte,
        {
            "kartlegging": {"kortnavn": _publisert(hjemme)},
            "vurdering": {"pk": vurdering(hjemme).pk},
            "enhet": {"pk": hjemme.enhet.pk},
            "verneomrade": {"pk": omrade.pk},
        },
    )


def _med_rolle(hvor: Sted, rolle: Rolle) -> Client:
    bruker = Bruker.objects.opprett(epost=f"{rolle}@rolle.example", navn=f"Rolle {rolle}")
    start = NAA - timedelta(days=900)
    til = timezone.localdate() + timedelta(days=30) if rolle == Rolle.TILSYN else None
    tildel_rolle(bruker=bruker, rolle=rolle, enhet=hvor.rot, av=None, naa=start, til=til)
    klient = Client()
    klient.force_login(bruker)
    return klient


@pytest.mark.parametrize("rolle", ALLE)
def test_hver_rolle_kommer_inn_bare_der_den_skal(scene, rolle):
    klient = _med_rolle(scene.hjemme, rolle)

    faktisk = {side.navn: klient.get(scene.adresse(side)).status_code for side in SIDENE}
    assert faktisk == {side.navn: 200 if rolle in side.roller else 403 for side in SIDENE}


@pytest.mark.parametrize("rolle", [Rolle.HR, Rolle.VERNEOMBUD])
def test_en_fra_en_annen_virksomhet_ser_ikke_at_noe_finnes(scene, rolle):
    klient = _med_rolle(scene.borte, rolle)

    faktisk = {side.navn: klient.get(scene.adresse(side)).status_code for side in SIDENE if side.objekt}
    assert faktisk == {side.navn: 404 if rolle in side.roller else 403 for side in SIDENE if side.objekt}


def _sider_som_nevner(klient: Client, scene: Scene, tekst: str) -> set[str]:
    listene = [side for side in SIDENE if not side.objekt and Rolle.HR in side.roller]
    return {side.navn for side in listene if tekst in klient.get(scene.adresse(side)).content.decode()}


def test_listene_til_en_fra_en_annen_virksomhet_nevner_ingenting_herfra(scene):
    kortnavn = scene.argumenter["kartlegging"]["kortnavn"]

    assert {"kartlegginger", "resultater"} <= _sider_som_nevner(_med_rolle(scene.hjemme, Rolle.HR), scene, kortnavn)
    fremmed = _med_rolle(scene.borte, Rolle.TILSYN)
    assert _sider_som_nevner(fremmed, scene, kortnavn) == set()
    assert _sider_som_nevner(fremmed, scene, scene.hjemme.virksomhet.navn) == set()


def test_den_som_ikke_er_innlogget_sendes_til_innlogging_fra_hver_side(scene):
    for side in SIDENE:
        adresse = scene.adresse(side)
        response = Client().get(adresse)
        assert (response.status_code, response.headers.get("Location")) == (302, f"/app/konto/login/?next={adresse}")


def test_hver_adresse_bak_innlogging_er_med_i_tabellen():
    navnene = {
        navn
        for navn in get_resolver().reverse_dict
        if isinstance(navn, str)
        and any(rute.startswith("app/") for rute, _ in get_resolver().reverse_dict.getlist(navn)[0][0])
        and not navn.startswith(("account_", "mfa_"))
    }

    assert navnene == {side.navn for side in SIDENE} | set(PROVES_ANDRE_STEDER)
