"""Kladden i verifiser_anonymitet, byttet ut med ferdige tall, og en tom datamappe å lete i."""

from pathlib import Path
from typing import Any

import pytest

from kartlegging.verifisering import kladd

GODE_TALL: dict[str, Any] = {
    "kobler": False,
    "mest_treff": 2,
    "verst": ["id", "enhet", "naboer"],
    "antall": 200,
    "endrede_tabeller": [],
    "klartekst": False,
    "tvilling_treff": 200,
    "klartekst_i_tvillingen": True,
    "igjen_etter_opptelling": False,
}


@pytest.fixture
def god_kladd(monkeypatch) -> dict[str, Any]:
    """Kladden tar sekunder, og er prøvd for seg selv. Tallene kan endres."""
    tall = dict(GODE_TALL)
    monkeypatch.setattr(kladd, "kjor_kladd", lambda: tall)
    return tall


@pytest.fixture
def varmappe(tmp_path, settings) -> Path:
    settings.VARMAPPE = tmp_path / "var"
    settings.VARMAPPE.mkdir()
    mappe: Path = settings.VARMAPPE
    return mappe
