"""Går gjennom ``matrise.py``: hver adresse, hver metode, hver rolle, egen og fremmed virksomhet, med og uten objektet.

En ny adresse får sin ``Rad`` i ``matrise.py``. Det er ingen andre lister, og ingen unntak utenom innloggingsbiblioteket.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from arbeidsmiljo.actions import tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker
from tests.arbeidsmiljo.matrise import ALLE, MATRISEN, OBJEKTENE, Rad
from tests.tiltak.bygg import NAA, Sted, sted

IKKE_HER = {403, 405}
"""Det en metode siden ikke har, kan svare: tilgangen prøves før metoden."""
Objekter = Mapping[str, Mapping[str, Any]]


@pytest.fixture(autouse=True)
def ingen_arbeider(settings):
    """Det som legges i kø, skal ligge der. Ellers angriper prøven av anonymiteten installasjonen for hver rolle."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def hjemme(transactional_db) -> Sted:
    return sted()


@pytest.fixture
def objektene(hjemme) -> Objekter:
    return {navn: lag(hjemme) for navn, lag in OBJEKTENE.items()}


def _adresse(rad: Rad, objekt: Mapping[str, Any]) -> str:
    return reverse(rad.navn, kwargs={**objekt, **rad.resten})


def _finnes_ikke(objekt: Mapping[str, Any]) -> dict[str, Any]:
    return {navn: 99_999_999 if isinstance(verdi, int) else "finnes-ikke" for navn, verdi in objekt.items()}


def _med_rolle(hvor: Sted, rolle: Rolle) -> Client:
    bruker = Bruker.objects.opprett(epost=f"{rolle}@rolle.example", navn=f"Rolle {rolle}")
    start = NAA.date() - timedelta(days=900)
    til = timezone.localdate() + timedelta(days=30) if rolle == Rolle.TILSYN else None
    tildel_rolle(bruker=bruker, rolle=rolle, enhet=hvor.rot, av=None, naa=timezone.now(), fra=start, til=til)
    klient = Client()
    klient.force_login(bruker)
    return klient


def _post(klient: Client, rad: Rad, adresse: str) -> int:
    """Sender skjemaet og tar det tilbake, så neste rad møter det samme."""
    with transaction.atomic():
        status = klient.post(adresse, dict(rad.felt)).status_code
        transaction.set_rollback(True)
    return status


def _lest(rad: Rad, rolle: Rolle, status: int) -> bool:
    if not rad.lese:
        return status in IKKE_HER
    return status == (rad.lesesvar if rolle in rad.lese else 403)


def _sendt(rad: Rad, rolle: Rolle, status: int) -> bool:
    if not rad.skrive:
        return status in IKKE_HER
    return status in {200, 302, 400, 409, 422} if rolle in rad.skrive else status == 403


@pytest.mark.parametrize("rolle", ALLE)
def test_hver_rolle_leser_og_skriver_bare_der_den_skal(hjemme, objektene, rolle):
    klient = _med_rolle(hjemme, rolle)

    feil = {}
    for rad in MATRISEN:
        adresse = _adresse(rad, objektene.get(rad.objekt, {}))
        lest, sendt = klient.get(adresse).status_code, _post(klient, rad, adresse)
        if not (_lest(rad, rolle, lest) and _sendt(rad, rolle, sendt)):
            feil[rad.navn] = (lest, sendt)
    assert feil == {}


@pytest.mark.parametrize("rolle", ALLE)
def test_et_fremmed_objekt_svarer_som_et_som_ikke_finnes(objektene, rolle):
    klient = _med_rolle(sted("Nabokommunen", "310000027"), rolle)

    feil = {}
    for rad in (rad for rad in MATRISEN if rad.objekt):
        fremmed = _adresse(rad, objektene[rad.objekt])
        tomt = _adresse(rad, _finnes_ikke(objektene[rad.objekt]))
        svarene = {
            "les fremmed": klient.get(fremmed).status_code,
            "les ukjent": klient.get(tomt).status_code,
            "skriv fremmed": _post(klient, rad, fremmed),
            "skriv ukjent": _post(klient, rad, tomt),
        }
        ventet = {
            "les": {404} if rolle in rad.lese else {403, 404, 405},
            "skriv": {404} if rolle in rad.skrive else {403, 404, 405},
        }
        like = svarene["les fremmed"] == svarene["les ukjent"] and svarene["skriv fremmed"] == svarene["skriv ukjent"]
        if not like or not all(status in ventet[navn.split()[0]] for navn, status in svarene.items()):
            feil[rad.navn] = svarene
    assert feil == {}


def _som_nevner(klient: Client, tekst: str) -> set[str]:
    listene = [rad for rad in MATRISEN if rad.lese and not rad.objekt]
    return {rad.navn for rad in listene if tekst in klient.get(_adresse(rad, {})).content.decode(errors="replace")}


@pytest.mark.parametrize("rolle", ALLE)
def test_listene_til_en_fra_en_annen_virksomhet_nevner_ingenting_herfra(hjemme, objektene, rolle):
    fremmed = _med_rolle(sted("Nabokommunen", "310000027"), rolle)

    assert _som_nevner(fremmed, objektene["kartlegging"]["kortnavn"]) == set()
    assert _som_nevner(fremmed, hjemme.virksomhet.navn) == set()


def test_listene_hjemme_nevner_det_den_fremmede_ikke_ser(hjemme, objektene):
    klient = _med_rolle(hjemme, Rolle.HR)

    assert {"kartlegginger", "resultater"} <= _som_nevner(klient, objektene["kartlegging"]["kortnavn"])


def test_den_som_ikke_er_innlogget_sendes_til_innlogging_fra_hver_side(objektene):
    for rad in MATRISEN:
        for objekt in (objektene.get(rad.objekt, {}), _finnes_ikke(objektene.get(rad.objekt, {}))):
            adresse = _adresse(rad, objekt)
            for response in (Client().get(adresse), Client().post(adresse, dict(rad.felt))):
                svar = (rad.navn, response.status_code, response.headers.get("Location"))
                assert svar == (rad.navn, 302, f"/app/konto/login/?next={adresse}")


def _bak_innlogging() -> set[str]:
    oppslag = get_resolver().reverse_dict
    return {
        navn
        for navn in oppslag
        if isinstance(navn, str)
        and any(rute.startswith("app/") for rute, _ in oppslag.getlist(navn)[0][0])
        and not navn.startswith(ALLAUTH)
    }


ALLAUTH = ("account_", "mfa_", "socialaccount_", "openid_connect_")


def test_hver_adresse_bak_innlogging_har_en_rad_og_bare_en():
    navnene = [rad.navn for rad in MATRISEN]

    assert sorted(navnene) == sorted(_bak_innlogging())


def test_hver_rad_gir_noen_noe_og_peker_pa_et_objekt_som_finnes():
    assert [rad.navn for rad in MATRISEN if not rad.lese and not rad.skrive] == []
    assert {rad.objekt for rad in MATRISEN if rad.objekt} == set(OBJEKTENE)
