"""Ingen hemmelighet i en adresse når loggen."""

import io
import logging
import re
from pathlib import Path

import pytest
from django.utils.log import DEFAULT_LOGGING
from gunicorn.config import Config  # type: ignore[import-untyped]

from arbeidsmiljo.loggvern import Loggvern, uten_hemmeligheter

ROT = Path(__file__).resolve().parents[2]
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


@pytest.mark.parametrize("navn", ["django", "django.request", "django.server"])
def test_alt_django_skriver_gaar_gjennom_loggvernet(navn):
    logger: logging.Logger | None = logging.getLogger(navn)
    while logger is not None and not logger.handlers:
        logger = logger.parent

    assert logger is not None
    assert [type(vern) for haandterer in logger.handlers for vern in haandterer.filters] == [Loggvern]


def test_utviklingstjeneren_skriver_ikke_stier_og_ville_gjort_det_med_djangos_eget_oppsett():
    assert not logging.getLogger("django.server").isEnabledFor(logging.INFO)
    assert DEFAULT_LOGGING["loggers"]["django.server"]["level"] == "INFO"


def test_nettjeneren_forer_ingen_logg_over_foresporsler():
    oppsett = (ROT / "docker-compose.yml").read_text() + (ROT / "Dockerfile").read_text()

    assert Config().accesslog is None
    assert re.findall(r"--access-log\w*|GUNICORN_CMD_ARGS|^\s+log( \{)?$", oppsett, re.MULTILINE) == []
    assert "exclude http.log.error" in oppsett
