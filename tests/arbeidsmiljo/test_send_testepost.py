"""Prøven av e-posten sier hva som ble brukt, og med én setning hva som er galt."""

import os
import socket
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.kartlegging.epostmottak import Mottak, ledig_port, tjener

TIL = "drift@prove.example"


@pytest.fixture
def port(settings) -> int:
    settings.EMAIL_BACKEND = "arbeidsmiljo.epost.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", ledig_port(), 1
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "forsvarlig@tjenesten.example"
    return int(settings.EMAIL_PORT)


def _feil(epost=TIL) -> str:
    with pytest.raises(CommandError) as feil:
        call_command("send_testepost", epost)
    return str(feil.value)


def test_proven_kommer_fram_og_sier_hva_som_ble_brukt(port):
    mottak, ut = Mottak(), StringIO()

    with tjener(mottak, port):
        call_command("send_testepost", TIL, stdout=ut)

    (brev,) = mottak.brevene
    assert (brev["To"], brev["Subject"]) == (TIL, "Prøve fra Forsvarlig")
    assert brev.get_body(("html",)) is not None
    assert ut.getvalue() == (
        f"Sendt til {TIL} gjennom 127.0.0.1, port {port}, uten kryptering, fra forsvarlig@tjenesten.example. "
        "Se etter brevet i innboksen.\n"
    )


def test_ingen_tjener_paa_porten(port):
    assert _feil() == (
        f"Ingenting svarer på den porten hos e-posttjeneren. Tjeneren er 127.0.0.1, port {port}, uten kryptering."
    )


def test_tjeneren_kan_ikke_starttls(port, settings):
    settings.EMAIL_USE_TLS = True
    with tjener(Mottak(), port):
        assert _feil() == (
            "E-posttjeneren støtter ikke krypteringen eller innloggingen som er satt opp. "
            f"Tjeneren er 127.0.0.1, port {port}, kryptert med starttls."
        )


def test_tls_mot_en_port_uten_tls(port, settings):
    settings.EMAIL_USE_SSL = True
    with tjener(Mottak(), port):
        assert _feil().startswith("Krypteringen lot seg ikke starte. Er det rett valg av port og kryptering?")


def test_innlogging_der_tjeneren_ikke_tar_imot_den(port, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "bruker", "hemmelig-passord"
    with tjener(Mottak(), port):
        sagt = _feil()

    assert sagt.startswith("E-posttjeneren støtter ikke krypteringen eller innloggingen som er satt opp.")
    assert "hemmelig-passord" not in sagt


def test_mottakeren_avvises(port):
    mottak = Mottak()
    mottak.paa_rcpt = lambda _til: "550 5.1.1 No such user"
    with tjener(mottak, port):
        assert _feil().startswith(
            "Tjeneren virker, men tok ikke imot brev til adressen. Den svarte: 550 5.1.1 No such user. Tjeneren er"
        )


def test_en_tjener_som_aldri_svarer_gis_opp(port):
    with socket.create_server(("127.0.0.1", port)):
        assert _feil().startswith("E-posttjeneren svarte ikke i tide.")


def test_uten_tjener_og_med_gal_adresse(settings):
    settings.EMAIL_HOST = ""
    assert _feil().startswith("EPOST_VERT er ikke satt")
    assert _feil("ikke en adresse") == "«ikke en adresse» er ikke en e-postadresse."


@pytest.mark.parametrize(("kryptering", "kode"), [("starttls", 0), ("TLS", 0), ("ingen", 0), ("ssl", 1)])
def test_en_skrivefeil_i_krypteringen_slaar_den_ikke_av(kryptering, kode):
    svar = subprocess.run(
        [sys.executable, "-c", "import arbeidsmiljo.settings"],
        env=os.environ | {"EPOST_KRYPTERING": kryptering},
        capture_output=True,
        text=True,
        check=False,
    )

    assert svar.returncode == kode
    assert ("EPOST_KRYPTERING skal være starttls, tls eller ingen, men er «ssl»." in svar.stderr) == bool(kode)
