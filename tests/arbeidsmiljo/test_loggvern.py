"""Ingen hemmelighet i en adresse når loggen."""

import io
import logging

import pytest

from arbeidsmiljo.loggvern import uten_hemmeligheter

KODE = "7K3M-9QWX-2BTR-5HNC"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("metode", "adresse"),
    [
        ("get", f"/svar/k={KODE}"),
        ("get", f"/svar%23k={KODE}"),
        ("post", f"/svar/%23k={KODE}"),
        ("get", f"/k={KODE}"),
        ("get", f"/innsyn/{KODE}/"),
    ],
)
def test_en_kode_i_stien_blir_ikke_staaende_i_loggen(client, monkeypatch, metode, adresse):
    ut = io.StringIO()
    monkeypatch.setattr(logging.getLogger("django").handlers[0], "stream", ut)
    svar = getattr(client, metode)(adresse)
    assert (svar.status_code in {404, 405}, KODE in ut.getvalue(), "…" in ut.getvalue()) == (True, False, True)


@pytest.mark.parametrize("linje", ["Not Found: /app/risiko/9/", "Not Found: /svarte/", "ok=1"])
def test_vanlige_linjer_staar_som_de_er(linje):
    assert uten_hemmeligheter(linje) == linje
