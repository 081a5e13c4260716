"""Dokumentasjonen nevner bare det som finnes."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from tests.architecture.kildekode import ROTMAPPE, sti

LENKE = re.compile(r"\]\(([^)\s]+)\)")
KOMMANDO = re.compile(r"manage\.py ([a-z_]+)")
MILJO = re.compile(r"^\| (`[A-Z_`, ]+) \|", re.MULTILINE)

FILENE = [*sorted(ROTMAPPE.glob("*.md")), *sorted((ROTMAPPE / "docs").rglob("*.md"))]


def _les(fil: Path) -> str:
    return fil.read_text(encoding="utf-8")


@pytest.mark.parametrize("fil", FILENE, ids=sti)
def test_hver_lenke_i_dokumentasjonen_peker_paa_noe(fil):
    lenkene = [lenke for lenke in LENKE.findall(_les(fil)) if not urlsplit(lenke).scheme]
    manglende = [lenke for lenke in lenkene if not (fil.parent / urlsplit(lenke).path).exists()]

    assert manglende == []


@pytest.mark.parametrize("fil", [*FILENE, ROTMAPPE / "docker-compose.yml"], ids=sti)
def test_hver_kommando_som_nevnes_finnes(fil):
    assert set(KOMMANDO.findall(_les(fil))) - set(get_commands()) == set()


def test_hvert_make_maal_som_nevnes_finnes():
    maalene = set(re.findall(r"^([a-z]+):", _les(ROTMAPPE / "Makefile"), re.MULTILINE))
    nevnt = {maal for fil in FILENE for maal in re.findall(r"`make ([a-z]+)|^make ([a-z]+)", _les(fil), re.MULTILINE)}

    assert {"demo", "test"} <= maalene
    assert {maal for par in nevnt for maal in par if maal} - maalene == set()


def test_hver_innstilling_i_driftsboken_leses_av_innstillingene():
    innstillingene = _les(ROTMAPPE / "arbeidsmiljo/settings.py")
    navnene = {
        navn for celle in MILJO.findall(_les(ROTMAPPE / "docs/drift.md")) for navn in re.findall(r"[A-Z_]{5,}", celle)
    }

    assert len(navnene) > 10
    assert {navn for navn in navnene if f'"{navn}"' not in innstillingene} == set()


def test_hver_innstilling_i_beholderne_leses_av_innstillingene():
    app = _les(ROTMAPPE / "docker-compose.yml").split("services:")[0]
    navnene = {navn.removesuffix("_FILE") for navn in re.findall(r"^    ([A-Z_]+):", app, re.MULTILINE)}
    innstillingene = _les(ROTMAPPE / "arbeidsmiljo/settings.py")

    assert "NOKKELMAPPE" in navnene
    assert {navn for navn in navnene if f'"{navn}"' not in innstillingene} == set()


@pytest.mark.parametrize(
    "adresse", re.findall(r"^\| `(/[a-z/-]+)` ", _les(ROTMAPPE / "docs/grensesnitt.md"), re.MULTILINE)
)
def test_adressene_i_grensesnittet_finnes(adresse):
    assert resolve(adresse).func


def test_en_adresse_som_ikke_finnes_oppdages():
    with pytest.raises(Resolver404):
        resolve("/finnes-ikke/")


@pytest.mark.parametrize("navn", ["oppsett", "prov", "sjekk", "laas", "run", "hemmeligheter"])
def test_hjelpeskriptene_kan_kjores(navn):
    assert os.access(ROTMAPPE / ".ci" / navn, os.X_OK)


def test_lisensen_er_hele_agpl():
    lisens = _les(ROTMAPPE / "LICENSE")

    assert lisens.splitlines()[0].strip() == "GNU AFFERO GENERAL PUBLIC LICENSE"
    assert "13. Remote Network Interaction" in lisens
    assert len(lisens) > 34_000
