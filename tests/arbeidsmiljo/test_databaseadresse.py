"""Det som står i DATABASE_URL, når databasen: krav om kryptering skal ikke bli borte på veien."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROT = Path(__file__).resolve().parents[2]
SKRIPT = (
    "from arbeidsmiljo.settings import DATABASES as D;"
    "O = D['default']['OPTIONS']; print(O.get('sslmode'), O['pool']['max_size'])"
)


@pytest.mark.parametrize(("hale", "ventet"), [("", "None 4"), ("?sslmode=verify-full", "verify-full 4")])
def test_valgene_i_adressen_beholdes(hale, ventet):
    miljo = os.environ | {"DATABASE_URL": f"postgresql://x@127.0.0.1:5432/y{hale}", "DATABASE_POOL": "4"}
    kjoring = subprocess.run(
        [sys.executable, "-c", SKRIPT], cwd=ROT, env=miljo, capture_output=True, text=True, check=True
    )

    assert kjoring.stdout.strip() == ventet
