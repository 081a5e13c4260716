"""Kommandoen e-posttjeneren gir returmeldinger til."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from time_machine import travel

from kartlegging.actions.utsending import legg_i_ko
from kartlegging.domain.retur import STORST
from kartlegging.models import Forsendelse, Utsending
from tests.domain.kartlegging.test_retur import MELDING
from tests.kartlegging.oppsett import NAA, aapnet

pytestmark = pytest.mark.django_db

INGENTING = "Ingen brev å merke. Ingenting er endret.\n"


@pytest.fixture
def gi(monkeypatch):
    """Gir kommandoen bytene på standard inn, og svarer med det den skrev."""

    def kjor(innhold: bytes) -> str:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(innhold)))
        ut = io.StringIO()
        with travel(NAA + timedelta(days=1), tick=False):
            call_command("motta_retur", stdout=ut)
        return ut.getvalue()

    return kjor


@pytest.fixture
def brevene():
    utsending = Utsending.objects.create(kartlegging=aapnet({"bjork": 2}), art="invitasjon", tidspunkt=NAA)
    legg_i_ko(utsending=utsending, naa=NAA)
    Forsendelse.objects.update(stand="sendt")

    def standene() -> dict[str, str]:
        return dict(Forsendelse.objects.values_list("invitasjon__epost", "stand"))

    return standene


def _melding(adresse, status="5.1.1") -> bytes:
    return MELDING.format(mottaker=f"rfc822; {adresse}", handling="failed", status=status).encode()


def test_en_retur_merker_brevet_og_skriver_ikke_adressen(gi, brevene):
    assert gi(_melding("Bjork1@prove.example")) == "Merket 1 brev som kommet i retur.\n"
    assert brevene() == {"bjork0@prove.example": "sendt", "bjork1@prove.example": "retur"}


@pytest.mark.parametrize(
    "innhold",
    [
        b"",
        b"\x00\xff" * 5000,
        _melding("ukjent@prove.example"),
        _melding("bjork1@prove.example", "4.2.2"),
        b"A" * (STORST + 9),
    ],
    ids=["tom", "soppel", "ukjent", "forelopig", "for-stor"],
)
def test_alt_annet_er_en_linje_og_endrer_ingenting(gi, brevene, innhold):
    assert gi(innhold) == INGENTING
    assert set(brevene().values()) == {"sendt"}
