"""Returmeldinger: bare varige feil i en ekte rapport teller, og ingenting sendt inn kan velte tolkeren."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartlegging.domain.retur import STORST, adresser_i_retur

MELDING = """\
From: MAILER-DAEMON@mx.example
To: forsvarlig@tjenesten.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="skille"

--skille
Content-Type: text/plain

Brevet kom ikke fram til hemmelig@annen.example.

--skille
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: {mottaker}
Action: {handling}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--skille
Content-Type: message/rfc822

To: ola@prove.example
Subject: Vår 2026

#k=ABCD
--skille--
"""


def _melding(mottaker="rfc822; Ola@Prove.example", handling="failed", status="5.1.1") -> bytes:
    return MELDING.format(mottaker=mottaker, handling=handling, status=status).encode()


@pytest.mark.parametrize(
    "mottaker", ["rfc822; Ola@Prove.example", "rfc822;<ola@prove.example>", "RFC822 ; ola@prove.example"]
)
def test_en_varig_feil_gir_adressen(mottaker):
    assert adresser_i_retur(_melding(mottaker)) == ["ola@prove.example"]


@pytest.mark.parametrize(
    "melding",
    [
        _melding(handling="delayed", status="4.4.1"),
        _melding(status="4.2.2"),
        _melding(handling="delivered", status="2.0.0"),
        _melding(mottaker="x400; noe"),
        _melding(mottaker="rfc822; to adresser@x.example, y@x.example"),
        _melding().replace(b"multipart/report", b"multipart/mixed"),
        b"Subject: Svar\n\nFinal-Recipient: rfc822; ola@prove.example\nAction: failed\nStatus: 5.1.1\n",
        _melding() + b"x" * STORST,
        b"",
    ],
    ids=["forsinket", "forelopig", "levert", "ikke-epost", "to", "ikke-rapport", "vanlig-brev", "for-stor", "tom"],
)
def test_alt_annet_blir_oversett(melding):
    assert adresser_i_retur(melding) == []


@given(st.binary(max_size=2000))
def test_tilfeldige_byte_velter_aldri_noe(innhold):
    assert adresser_i_retur(innhold) == []


@given(st.binary(max_size=60), st.integers(min_value=0, max_value=900))
def test_en_odelagt_melding_gir_hoyst_den_ene_adressen(stoy, plass):
    melding = _melding()
    assert set(adresser_i_retur(melding[:plass] + stoy + melding[plass:])) <= {"ola@prove.example"} or stoy


def test_dypt_nostet_melding_velter_ingenting():
    melding = b"".join(
        b'Content-Type: multipart/report; boundary="%d"\n\n--%d\n' % (nivaa, nivaa) for nivaa in range(5000)
    )

    assert adresser_i_retur(melding) == []
