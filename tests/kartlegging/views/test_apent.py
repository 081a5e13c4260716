"""De åpne sidene er skrevet av konstantene som gjelder, og sier grensene rett ut."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from kartlegging.views import apent

pytestmark = pytest.mark.django_db


def _tekst(adresse: str) -> str:
    response = Client().get(adresse, headers={"accept-language": "nb"})
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_beskyttelsessiden_sier_tallene_som_gjelder():
    tekst = _tekst("/slik-beskytter-vi/")

    for setning in (
        "i bånd på 10 prosentpoeng, regnet én gang i døgnet. Er færre enn 50 invitert",
        "aldri høyere enn «90 % eller mer»",
        "Med 7 svar blir det høyeste som vises, «71 eller mer» av 100",
        "1 til 2 personer blir til 0 eller 3",
        "slettes 14 dager etter lukking",
    ):
        assert setning in tekst


@pytest.mark.parametrize(
    ("navn", "verdi", "setning"),
    [
        ("MINST_INVITERT", 80, "Er færre enn 80 invitert"),
        ("TAK", 85, "«85 % eller mer»"),
        ("BASE", 4, "1 til 3 personer blir til 0 eller 4"),
        ("MINSTEGRENSE_STANDARD", 10, "Med 10 svar blir det høyeste som vises, «80 eller mer»"),
        ("ADRESSER_SLETTES_ETTER", timedelta(days=20), "slettes 20 dager etter lukking"),
    ],
)
def test_beskyttelsessiden_folger_konstantene(monkeypatch, navn, verdi, setning):
    assert setning not in _tekst("/slik-beskytter-vi/")
    monkeypatch.setattr(apent, navn, verdi)

    assert setning in _tekst("/slik-beskytter-vi/")


def test_beskyttelsessiden_lover_ikke_mer_enn_det_holder():
    tekst = _tekst("/slik-beskytter-vi/")

    for grense in (
        "Den som har både databasen og nøkkelfilene før opptellingen, kan koble svar til person.",
        "Forseglingen skjer på tjeneren, ikke i nettleseren din.",
        "Den som vet hvor mange som er invitert der, kan se om alle svarte.",
        "Kommer det én ny i en gruppe mellom to kartlegginger",
        "kan invitere oppdiktede personer",
    ):
        assert grense in tekst


def test_personvernerklaeringen_har_fristene_og_lenkes_fra_beskyttelsessiden(monkeypatch):
    assert 'href="/personvern/?sprak=' in Client().get("/slik-beskytter-vi/").content.decode()
    assert "Slettes 14 dager etter at kartleggingen er lukket." in _tekst("/personvern/")
    monkeypatch.setattr(apent, "ADRESSER_SLETTES_ETTER", timedelta(days=20))

    assert "Slettes 20 dager etter at kartleggingen er lukket." in _tekst("/personvern/")
