"""«manage.py demo» slik en nykommer kjører den: i en tom mappe, over ekte HTTP, to ganger."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROT = Path(__file__).resolve().parents[2]


def _manage(mappe, *ord_):
    miljo = os.environ | {
        "DEBUG": "0",
        "SECRET_KEY": "bare-for-denne-proven-" * 3,
        "VARMAPPE": str(mappe),
        "NOKKELMAPPE": str(mappe / "nokler"),
        "DATABASE_URL": f"sqlite:///{mappe}/demo.sqlite3",
        "NETTADRESSE": "http://127.0.0.1:8000",
        "DJANGO_SETTINGS_MODULE": "arbeidsmiljo.settings",
    }
    return subprocess.run(
        [sys.executable, "manage.py", *ord_], cwd=ROT, env=miljo, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    mappe = tmp_path_factory.mktemp("demo")
    for kommando in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
        assert _manage(mappe, *kommando).returncode == 0
    forste = _manage(mappe, "demo", "--uten-server")
    assert forste.returncode == 0, forste.stdout + forste.stderr
    return mappe, forste.stdout


def test_demoen_viser_framdrift_adresser_og_kode_og_skriver_planen(demo):
    mappe, ut = demo

    assert re.findall(r"^\[(\d)/6\]", ut, re.MULTILINE) == ["1", "2", "3", "4", "5", "6"]
    for epost in ("hr@fjordvik.example", "leder@fjordvik.example", "verneombud@fjordvik.example"):
        assert epost in ut
    assert re.search(r"/svar/ med koden ([0-9A-Z]{4}-){3}[0-9A-Z]{4}", ut)
    assert (mappe / "handlingsplan.pdf").read_bytes().startswith(b"%PDF-")


def test_andre_gang_er_rask_og_endrer_ikke_planen(demo):
    mappe, forste = demo
    plan = (mappe / "handlingsplan.pdf").read_bytes()
    kode = re.search(r"koden (\S+)", forste)[1]

    andre = _manage(mappe, "demo", "--uten-server")

    assert andre.returncode == 0
    assert "Demoen er laget fra før" in andre.stdout
    assert kode in andre.stdout
    assert (mappe / "handlingsplan.pdf").read_bytes() == plan


def test_nekter_pa_en_database_med_andre_data(tmp_path):
    assert _manage(tmp_path, "migrate", "--verbosity", "0").returncode == 0
    assert _manage(tmp_path, "opprett_virksomhet", "Sandvik AS", "310000043", "hr@sandvik.example").returncode == 0

    nektet = _manage(tmp_path, "demo", "--uten-server")

    assert nektet.returncode == 1
    assert "Databasen har data som ikke er fra demoen" in nektet.stderr
    assert "Traceback" not in nektet.stderr


@pytest.mark.parametrize(
    ("ord_", "setning"),
    [
        (["--ansatte", "5"], "--ansatte skal være fra 20 til 100000, men er 5"),
        (["--enheter", "9000"], "--enheter skal være fra 2 til 5000, men er 9000"),
    ],
)
def test_umulige_storrelser_avvises_med_en_setning(tmp_path, ord_, setning):
    assert _manage(tmp_path, "migrate", "--verbosity", "0").returncode == 0

    avvist = _manage(tmp_path, "demo", "--uten-server", *ord_)

    assert avvist.returncode == 1
    assert setning in avvist.stderr
