"""``manage.py lukk`` drepes med kill -9, og kjøres igjen: samme utgivelse, nøklene borte, ingenting igjen (adr 0003)."""

import hashlib
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.angrep.lager_installasjon import ROTMAPPE

pytestmark = pytest.mark.egen_tjener

SVARTE = 42
PUNKTER = {
    "for_opptellingen": ("lukket", SVARTE),
    "for_utgivelsen_er_lagret": ("lukket", SVARTE),
    "for_noklene_slettes": ("publisert", 0),
    "midt_i_noklene": ("publisert", 0),
    "for_lageret_ryddes": ("publisert", 0),
}
"""Hvor prosessen drepes, i rekkefølge, og hva kartleggingen er og hvor mange svar som ligger der da."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def besvart(request, ny_installasjon):
    """En åpen kartlegging der noen har svart, som hver prøve får sin egen kopi av."""
    installasjon = ny_installasjon(request.param)
    runde = installasjon.bygg(bjork=24, lind=16, osp=5)
    installasjon.barn("svar", inn="".join(f"{kode}\n" for kode in runde.koder[:SVARTE]))
    return installasjon, runde


@pytest.fixture(scope="module")
def fasit(besvart):
    """Utgivelsen når ingenting drepes."""
    installasjon, runde = besvart
    kopi = installasjon.kopi()
    assert kopi.lukk(runde) == 0
    fasiten = _tilstand(kopi)
    kopi.slett()
    return fasiten


def _tilstand(installasjon):
    """Alt opptellingen skal etterlate: utgivelsen byte for byte, ingen svar, ingen nøkler, én linje i loggen."""
    return {
        "utgivelser": [
            (bytes(dokument), sha256)
            for dokument, sha256 in installasjon.sql("SELECT dokument, sha256 FROM kartlegging_utgivelse")
        ],
        "resultater": sorted(
            map(repr, installasjon.sql("SELECT nummer, kode, navn, art, vises, verdier FROM kartlegging_resultat"))
        ),
        "tilstand": installasjon.sql("SELECT tilstand FROM kartlegging_kartlegging"),
        "svar": installasjon.nullifikatorer(),
        "nokler": [sti.name for sti in (installasjon.mappe / "nokler").rglob("*")],
    }


def _rundens_tilstand(installasjon):
    ((tilstand,),) = installasjon.sql("SELECT tilstand FROM kartlegging_kartlegging")
    return tilstand


def test_fasiten_er_en_utgivelse_uten_svar_og_nokler(fasit):
    ((dokument, sha256),) = fasit["utgivelser"]
    assert hashlib.sha256(dokument).hexdigest() == sha256
    assert len(fasit["resultater"]) > 1
    assert fasit["tilstand"] == [("publisert",)]
    assert (fasit["svar"], fasit["nokler"]) == ([], [])


def test_31_opptelling_drept_paa_hvert_punkt_gjores_ferdig_med_samme_utgivelse_og_uten_nokler(besvart, fasit):
    mal, runde = besvart
    installasjon = mal.kopi()

    underveis = {}
    for punkt in PUNKTER:
        assert installasjon.lukk(runde, punkt) == -signal.SIGKILL
        underveis[punkt] = _rundens_tilstand(installasjon), len(installasjon.nullifikatorer())
    assert installasjon.lukk(runde) == 0

    assert underveis == PUNKTER
    assert _tilstand(installasjon) == fasit
    installasjon.slett()


def test_31_opptelling_drept_paa_tilfeldige_tidspunkt_gjores_ferdig_med_samme_utgivelse(besvart, fasit):
    mal, runde = besvart
    installasjon, lodd = mal.kopi(), random.Random(11)
    kommando = [sys.executable, "manage.py", "lukk", runde.kortnavn]

    for _forsok in range(3):
        prosess = subprocess.Popen(kommando, env=installasjon.miljo, cwd=ROTMAPPE, stdout=subprocess.DEVNULL)
        # Drepes i lukkingen, ikke mens Python starter: vi venter til den har begynt, når det ikke alt er gjort.
        while prosess.poll() is None and _rundens_tilstand(installasjon) == "aapen":
            time.sleep(0.005)
        time.sleep(lodd.uniform(0, 0.15))
        prosess.kill()
        assert prosess.wait(60) in {0, -signal.SIGKILL}
    assert installasjon.lukk(runde) == 0

    assert _tilstand(installasjon) == fasit
    installasjon.slett()


@pytest.mark.parametrize("besvart", ["sqlite"], indirect=True)
def test_drapet_avslorer_en_opptelling_som_sletter_noklene_forst(besvart, fasit):
    mal, runde = besvart
    installasjon = mal.kopi()
    svekket = [sys.executable, "-m", "tests.angrep.drap_svekket", runde.kortnavn]
    igjen = [sys.executable, "manage.py", "lukk", runde.kortnavn]

    koder = [
        subprocess.run(kommando, env=installasjon.miljo, cwd=ROTMAPPE, capture_output=True, check=False).returncode
        for kommando in (svekket, igjen)
    ]

    assert koder == [-signal.SIGKILL, 3]
    assert _tilstand(installasjon) != fasit
    assert (_rundens_tilstand(installasjon), len(installasjon.nullifikatorer())) == ("lukket", SVARTE)
    installasjon.slett()
