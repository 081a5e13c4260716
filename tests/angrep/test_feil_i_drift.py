"""Angrep 34: noe går galt midt i et svar. Loggen, feilsiden og e-posten forteller hvor, aldri hvem eller hva.

Loggen er den vi har i drift, skrudd opp til alt noen logger kan skrive. Feilene bærer kode og svar i teksten, slik en
databasefeil gjerne gjentar raden.
"""

import io
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError
from django.test import Client
from time_machine import travel

from arbeidsmiljo.loggvern import Loggvern
from kartlegging.actions import innsending, lukk
from kartlegging.deltakelse import BOTTE_ROMMER
from kartlegging.domain.koder import vis_kode
from kartlegging.models import Kartlegging, Kodebotte
from kartlegging.nokler import slett_nokler
from kartlegging.opptelling import IngenKanAapnesError
from kartlegging.views import apent
from kartlegging.views import svar as svarsidene
from tests.angrep.vitner import alt_paa_debug
from tests.kartlegging.oppsett import NAA, aapnet, koder

pytestmark = pytest.mark.django_db(transaction=True)  # lukkingen rydder lageret utenfor transaksjoner

IP, NETTLESER = "203.0.113.77", "Merkenettleser/9.9"
SVARET = {"l-a1.1": "4", "l-a1.2": "2", "l-c1.1": "5"}


@pytest.fixture
def runde() -> Iterator[Kartlegging]:
    with travel(NAA + timedelta(hours=1), tick=False):
        yield aapnet({"bjork": 12, "lind": 9})


@pytest.fixture
def kode(runde) -> str:
    return koder(runde, "bjork")[0]


@pytest.fixture
def klient() -> Client:
    return Client(raise_request_exception=False, REMOTE_ADDR=IP, HTTP_USER_AGENT=NETTLESER)


class _Logg:
    def __init__(self) -> None:
        self.i_drift, self.uten_vern = io.StringIO(), io.StringIO()


@pytest.fixture
def logg(monkeypatch) -> Iterator[_Logg]:
    """Det som skrives i drift, og det samme uten vern, med hver logger på DEBUG."""
    ut = _Logg()
    ubeskyttet = logging.StreamHandler(ut.uten_vern)
    with alt_paa_debug() as rotloggere:
        for logger in rotloggere:
            # Vernet skriver meldingen om for dem som kommer etter, så kontrollen må stå først.
            logger.handlers.insert(0, ubeskyttet)
            for handler in logger.handlers:
                if any(isinstance(en, Loggvern) for en in handler.filters):
                    monkeypatch.setattr(handler, "stream", ut.i_drift)
        yield ut
        for logger in rotloggere:
            logger.removeHandler(ubeskyttet)


def _merker(kode: str) -> set[str]:
    """Det som ikke skal stå noe sted: koden i alle former, svarene, adressen og nettleseren."""
    return {kode, kode.lower(), vis_kode(kode), vis_kode(kode).lower(), "a1.1", "a1.2", "MERKE", IP, NETTLESER}


def _funnet(kode: str, tekst: str) -> set[str]:
    return {merke for merke in _merker(kode) if merke in tekst}


def _feil(*verdier: object) -> DatabaseError:
    """Som fra databasen: raden er gjentatt i teksten, og i feilen bak."""
    bak = IntegrityError(f"duplicate key; DETAIL: Key (nullifikator)=(MERKE {verdier}) already exists.")
    feil = DatabaseError(f"could not write row MERKE {verdier}")
    feil.__cause__ = bak
    return feil


def _svikter(*alt: object, **navngitt: object) -> Any:
    raise _feil(*alt, navngitt)


Svikt = tuple[Any, str]
SVIKTENE: dict[str, Svikt] = {
    "oppslaget": (svarsidene, "finn_invitasjon"),
    "lesingen av svarene": (svarsidene, "les_innsendt"),
    "innsendingen": (svarsidene, "avgi_besvarelse"),
    "forseglingen": (innsending, "forsegl"),
    "innlegget": (innsending, "_krev_aapen"),
    "malen": (svarsidene, "render_to_string"),
}
BARE_VED_SENDING = {"innsendingen", "forseglingen", "innlegget"}


@pytest.mark.parametrize("sted", SVIKTENE)
@pytest.mark.parametrize("adresse", ["/svar/", "/svar/send"])
def test_34_en_500_paa_svarsidene_sier_hvor_og_ingenting_om_hvem(klient, kode, logg, monkeypatch, adresse, sted):
    monkeypatch.setattr(*SVIKTENE[sted], _svikter)
    response = klient.post(adresse, {"kode": vis_kode(kode), **SVARET})
    skal_svikte = adresse == "/svar/send" or sted not in BARE_VED_SENDING

    assert response.status_code == (500 if skal_svikte else 200)
    assert _funnet(kode, logg.i_drift.getvalue()) == set()
    assert mail.outbox == []
    if skal_svikte:
        assert _funnet(kode, response.content.decode()) == set()
        assert f"Internal Server Error: {adresse}" in logg.i_drift.getvalue().replace("/svar/…", adresse)
        assert "django.db.utils.DatabaseError" in logg.i_drift.getvalue()
        assert "django.db.utils.IntegrityError" in logg.i_drift.getvalue()
        assert "MERKE" in logg.uten_vern.getvalue(), "kontroll: uten vernet står verdiene der"


@pytest.mark.parametrize(
    ("metode", "adresse"), [("get", "/svar/"), ("get", "/svar/%23k={kode}"), ("get", "/innsyn/{innsyn}/")]
)
def test_34_en_500_paa_de_andre_aapne_sidene(klient, runde, kode, logg, monkeypatch, metode, adresse):
    for modul in (svarsidene, apent):
        monkeypatch.setattr(modul, "velg_sprak", _svikter)
    response = getattr(klient, metode)(adresse.format(kode=kode, innsyn=runde.innsynsnokkel))

    assert response.status_code == 500
    assert _funnet(kode, response.content.decode() + logg.i_drift.getvalue()) == set()
    assert runde.innsynsnokkel not in logg.i_drift.getvalue()
    assert "MERKE" in logg.uten_vern.getvalue()


def _brukt(klient: Client, kode: str) -> int:
    klient.post("/svar/send", {"kode": kode, **SVARET})
    return klient.post("/svar/send", {"kode": kode, **SVARET}).status_code


def _for_sent(klient: Client, kode: str) -> int:
    with travel(NAA + timedelta(days=15), tick=False):
        return klient.post("/svar/send", {"kode": kode, **SVARET}).status_code


def _full_botte(klient: Client, kode: str) -> int:
    Kodebotte.objects.update_or_create(id=1, defaults={"brukt": BOTTE_ROMMER, "sist": NAA + timedelta(hours=1)})
    return klient.post("/svar/send", {"kode": f"{kode}X", **SVARET}).status_code


FEILENE: dict[str, tuple[int, Callable[[Client, str], int]]] = {
    "ugyldig svar": (400, lambda k, kode: k.post("/svar/send", {"kode": kode, "l-a1.1": "MERKE"}).status_code),
    "ingen svar": (400, lambda k, kode: k.post("/svar/send", {"kode": kode}).status_code),
    "ødelagt skjema": (
        400,
        lambda k, kode: k.post("/svar/send", f"MERKE {kode} a1.1", content_type="multipart/form-data; boundary=").status_code,
    ),
    "for mange felt": (400, lambda k, kode: k.post("/svar/send", {"kode": kode, **{f"l-a1.1{n}": "1" for n in range(1100)}}).status_code),
    "for stort": (400, lambda k, kode: k.post("/svar/send", {"kode": kode, "l-a1.1": "MERKE" * 600_000}, content_type="application/x-www-form-urlencoded").status_code),
    "fremmed side": (403, lambda k, kode: k.post("/svar/send", {"kode": kode, **SVARET}, headers={"Sec-Fetch-Site": "cross-site"}).status_code),
    "ukjent kode": (404, lambda k, kode: k.post("/svar/send", {"kode": kode[:-1] + ("1" if kode[-1] == "0" else "0"), **SVARET}).status_code),
    "koden i stien": (404, lambda k, kode: k.get(f"/svar/k={kode}").status_code),
    "koden i adressen": (405, lambda k, kode: k.get(f"/svar/send?k={kode}&l-a1.1=4").status_code),
    "gal metode": (405, lambda k, kode: k.put("/svar/", {"kode": kode}).status_code),
    "brukt kode": (409, _brukt),
    "for sent": (410, _for_sent),
    "for mange gale": (429, _full_botte),
}  # fmt: skip


@pytest.mark.parametrize("hva", FEILENE)
def test_34_ingen_feil_den_som_svarer_kan_gjore_etterlater_noe_i_loggen(klient, kode, logg, hva):
    status, gjor = FEILENE[hva]

    assert gjor(klient, kode) == status
    assert _funnet(kode, logg.i_drift.getvalue()) == set()
    assert mail.outbox == []


def test_34_en_opptelling_som_staar_fast_sier_ikke_hvor_mange_som_har_svart(klient, runde, monkeypatch):
    """Tallet kan være under grensen, og skal da aldri vises. Feilen havner i loggen og i oppgavetabellen."""
    for kode in koder(runde)[:3]:
        assert klient.post("/svar/send", {"kode": kode, **SVARET}).status_code == 200
    monkeypatch.setattr("kartlegging.opptelling._er_ekte", lambda *_: False)
    with pytest.raises(IngenKanAapnesError) as feil:
        lukk(kartlegging=runde, av=None, naa=NAA)
    assert not any(tegn.isdigit() for tegn in str(feil.value))
    with pytest.raises(CommandError) as feil:
        call_command("takt", stdout=io.StringIO())
    assert not any(tegn.isdigit() for tegn in str(feil.value).replace(runde.kortnavn, ""))


def test_34_nokler_som_mangler_ved_lukking_sier_ikke_hvor_mange_som_har_svart(klient, runde, kode, settings):
    assert klient.post("/svar/send", {"kode": kode, **SVARET}).status_code == 200
    slett_nokler(runde.kortnavn)
    with pytest.raises(CommandError) as feil:
        call_command("lukk", runde.kortnavn)
    uten_navn = str(feil.value).replace(runde.kortnavn, "").replace(str(settings.NOKKELMAPPE), "")
    assert not any(tegn.isdigit() for tegn in uten_navn)
