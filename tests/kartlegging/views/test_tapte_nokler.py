"""En nøkkelfil er borte mens kartleggingen er åpen: det sies rett ut, ingenting lagres, og ingenting går tapt."""

import os
import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.utils import timezone

from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import FILENE, mappe_for
from tests.kartlegging.oppsett import aapnet, koder

pytestmark = pytest.mark.django_db
ET_SVAR = {"l-a1.1": "4"}


@pytest.fixture
def kartlegging():
    ny = aapnet({"liten": 4})
    ny.lukker = timezone.now() + timedelta(days=7)
    ny.save(update_fields=["lukker"])
    return ny


def _skad(fil, hvordan):
    if hvordan == "borte":
        fil.unlink()
    elif hvordan == "avkortet":
        fil.write_bytes(fil.read_bytes()[:10])
    else:
        fil.write_bytes(os.urandom(32))


@pytest.mark.parametrize(
    ("navn", "hvordan"),
    [(navn, hvordan) for navn in FILENE for hvordan in ("borte", "avkortet", "en annen nøkkel")],
)
def test_innsending_uten_hele_nokler_gir_503_beholder_svarene_og_bruker_ikke_koden(client, kartlegging, navn, hvordan):
    kode = koder(kartlegging)[0]
    fil = mappe_for(kartlegging.kortnavn) / f"{navn}.nokkel"
    ekte = fil.read_bytes()
    _skad(fil, hvordan)

    response = client.post("/svar/send", {"kode": kode, **ET_SVAR})

    assert (response.status_code, response["Retry-After"], Besvarelse.objects.count()) == (503, "300", 0)
    side = response.content.decode()
    assert "fordi en nøkkel mangler på tjeneren" in side
    (valgt,) = re.findall(r"<input[^>]*\bchecked\b[^>]*>", side)
    assert 'id="l-a1.1-4"' in valgt
    fil.write_bytes(ekte)
    assert client.post("/svar/send", {"kode": kode, **ET_SVAR}).status_code == 200
    assert Besvarelse.objects.count() == 1


def test_skjemaet_kan_aapnes_uten_noklene(client, kartlegging):
    kode = koder(kartlegging)[0]
    for navn in FILENE:
        (mappe_for(kartlegging.kortnavn) / f"{navn}.nokkel").unlink()

    assert client.post("/svar/", {"kode": kode}).status_code == 200


@pytest.mark.parametrize("adresse", ["/svar/", "/svar/send"])
def test_databasen_er_nede_naar_koden_slaas_opp_og_svarene_folger_med_videre(client, kartlegging, adresse):
    kode = koder(kartlegging)[0]
    with patch("kartlegging.views.svar.finn_invitasjon", side_effect=OperationalError("the connection is closed")):
        response = client.post(adresse, {"kode": kode, **ET_SVAR})

    assert (response.status_code, response["Retry-After"], Besvarelse.objects.count()) == (503, "60", 0)
    side = response.content.decode()
    assert "Tjenesten er nede et øyeblikk. Ingenting er lagret" in side
    assert '<input type="hidden" name="l-a1.1" value="4">' in " ".join(side.split())
