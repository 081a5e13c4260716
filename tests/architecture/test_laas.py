"""Låsefilene: hver pakke er låst med hash, og ingen fil peker på ett bestemt register."""

import json
import re

import pytest

from tests.architecture.kildekode import ROTMAPPE

REGISTER = re.compile(r"^\s*(--(extra-)?index-url|--find-links|--trusted-host|-i |-f )|https?://", re.MULTILINE)
PAKKE = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)


def _les(navn: str) -> str:
    return (ROTMAPPE / "requirements" / navn).read_text(encoding="utf-8")


@pytest.mark.parametrize("navn", ["drift.txt", "utvikling.txt", "drift.in", "utvikling.in"])
def test_kravfilene_nevner_ingen_registeradresse(navn):
    assert REGISTER.findall(_les(navn)) == []


@pytest.mark.parametrize("linje", ["--index-url x", "-f /hjul", "pakke @ https://eksempel.example/p.whl"])
def test_monsteret_kjenner_igjen_en_registeradresse(linje):
    assert REGISTER.search(linje)


@pytest.mark.parametrize("navn", ["drift.txt", "utvikling.txt"])
def test_hver_python_pakke_er_laast_med_hash(navn):
    avsnitt = re.split(r"\n(?=[a-z0-9])", _les(navn))
    uten = [PAKKE.findall(tekst)[0] for tekst in avsnitt if PAKKE.search(tekst) and "--hash=sha256:" not in tekst]

    assert uten == []


def test_utvikling_bruker_noyaktig_de_samme_pakkene_som_drift():
    drift, utvikling = PAKKE.findall(_les("drift.txt")), PAKKE.findall(_les("utvikling.txt"))

    assert len(drift) > 20
    assert set(drift) - set(utvikling) == set()


def test_npm_laasen_har_integritet_og_ingen_adresser():
    pakkene = json.loads((ROTMAPPE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    hentet = {navn: pakke for navn, pakke in pakkene.items() if navn}

    assert [navn for navn, pakke in hentet.items() if "resolved" in pakke] == []
    assert [navn for navn, pakke in hentet.items() if not pakke.get("integrity", "").startswith("sha512-")] == []


def test_npm_pakkene_er_laast_til_noyaktig_versjon():
    pakkefil = json.loads((ROTMAPPE / "package.json").read_text(encoding="utf-8"))
    versjoner = pakkefil.get("dependencies", {}) | pakkefil.get("devDependencies", {})

    assert versjoner
    assert [versjon for versjon in versjoner.values() if not re.fullmatch(r"\d+\.\d+\.\d+(-[\w.]+)?", versjon)] == []
