"""Et nulltegn i adressen er en side som ikke finnes, på begge databasene, også før innlogging."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.tiltak.bygg import sted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("adresse", ["/innsyn/a%00b/", "/kalender/a%00.ics", "/svar/?sprak=%00", "/app/%00/"])
def test_en_apen_adresse_med_nulltegn_finnes_ikke(adresse):
    assert Client().get(adresse).status_code == 404


@pytest.mark.parametrize(
    ("navn", "sporring"),
    [("organisasjon", "?sok=%00"), ("resultater", "?enhet=%00"), ("kartlegginger", "?sok=a%00b&side=2")],
)
def test_en_side_bak_innlogging_taaler_nulltegn(navn, sporring):
    klient = Client()
    klient.force_login(sted().hr)

    assert klient.get(reverse(navn) + sporring).status_code == 404
    assert klient.get(reverse(navn) + "?sok=a").status_code == 200
