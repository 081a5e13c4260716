"""Katalogen 15: lineær optimering over alle viste snitt i et helt tre, med avrundingen til hele poeng som intervaller."""

from fractions import Fraction
from json import loads

import numpy as np
import pytest
from scipy.optimize import linprog

from kartlegging.domain.avrunding import hele, slakk
from kartlegging.domain.tre import Enhetstre
from kartlegging.domain.utgivelse import tell_opp
from tests.domain.kartlegging.angriper import atomene, undertraer
from tests.domain.kartlegging.leke import NOKKEL, fordel, instrument, skala, tilfeldig_tre

TOPP = 8
MIDTEN = Fraction(TOPP, 2)
INSTRUMENT = instrument([skala("a1", "a", ledd=2)])
TRAER = 150


def _ytterliggaaende(rng: np.random.Generator, antall: list[int]) -> list[int]:
    """Skalatrinn: hver enhet helt enig om bunn eller topp, eller alle unntatt én."""
    ut = []
    for n in antall:
        nivaa = int(rng.choice([0, TOPP]))
        trinn = [nivaa] * n
        if n and rng.random() < 0.3:
            trinn[0] = TOPP - nivaa
        ut += trinn
    return ut


def _viste_snitt(tre: Enhetstre, antall: list[int], trinn: list[int]) -> dict[frozenset[int], int]:
    """Snittene i utgivelsen: hvilke enheter hver rad dekker, og tallet."""
    svar = np.array([[1 + t - t // 2, 1 + t // 2] for t in trinn], dtype=np.uint8).reshape(-1, 2)
    utgivelse = tell_opp(INSTRUMENT, tre, fordel(antall), svar, kartlegging="k", minstegrense=5, nokkel=NOKKEL)
    rader = loads(utgivelse.kanonisk())["enheter"]
    inne = dict(zip(tre.koder, undertraer(tre), strict=True))
    viste = {r["kode"] for r in rader if r["art"] == "enhet" and r["antall"] is not None}
    ut = {}
    for rad in rader:
        snitt = rad["faktorer"]["a"]["skalaer"]["a1"]["snitt"]
        if snitt is not None:
            dekker = set(inne[rad["forelder"] if rad["art"] == "rest" else rad["kode"]])
            if rad["art"] == "rest":
                dekker = dekker.difference(*(inne[k] for k in viste if inne[k] < inne[rad["forelder"]]))
            ut[frozenset(dekker)] = snitt
    return ut


def _bevist(viste: dict[frozenset[int], int], antall: list[int], atomer: list[set[int]], tau: int) -> int:
    """Mennesker som bevislig er på én side av midten. Ukjente: den avkortede summen i hvert atom."""
    folk = [sum(antall[x] for x in atom) for atom in atomer]
    rader, grenser = [], []
    for dekker, snitt in viste.items():
        med = [float(atom <= dekker) for atom in atomer]
        n = sum(int(m) * f for m, f in zip(med, folk, strict=True))
        rader += [med, [-m for m in med]]
        grenser += [(2 * snitt + 1) * TOPP * n / 200, -(2 * snitt - 1) * TOPP * n / 200]
    rom = [(tau, f * TOPP - tau) for f in folk]
    ut = 0
    for nr, (f, (nedre, ovre)) in enumerate(zip(folk, rom, strict=True)):
        maal = np.eye(len(atomer))[nr]
        minst = linprog(maal, A_ub=rader, b_ub=grenser, bounds=rom).fun
        mest = -linprog(-maal, A_ub=rader, b_ub=grenser, bounds=rom).fun
        # På grensen kan den virkelige summen være hva som helst videre utover.
        minst = 0 if minst <= nedre + 1e-6 else minst
        mest = f * TOPP if mest >= ovre - 1e-6 else mest
        if minst - (f - 1) * TOPP > MIDTEN or mest < MIDTEN:
            ut += f
    return ut


def _tre(fro: int) -> tuple[Enhetstre, list[int], list[int], list[set[int]]]:
    rng = np.random.default_rng(fro)
    tre, direkte = tilfeldig_tre(rng, int(rng.integers(1, 12)), 20)
    antall = direkte.tolist()
    trinn = _ytterliggaaende(rng, antall)
    viste = _viste_snitt(tre, antall, trinn)
    inne = undertraer(tre)
    noder = frozenset(v for v in range(len(tre)) if frozenset(inne[v]) in viste)
    return tre, antall, trinn, [a for a in atomene(inne, noder).values() if sum(antall[x] for x in a)]


@pytest.mark.parametrize("fro", range(TRAER))
def test_15_ingen_er_bevislig_over_eller_under_midten(fro: int) -> None:
    tre, antall, trinn, atomer = _tre(fro)
    assert _bevist(_viste_snitt(tre, antall, trinn), antall, atomer, slakk(TOPP)) == 0


def test_15_uten_avkorting_er_mange_bevislig_paa_en_side() -> None:
    beviste = alle = 0
    for fro in range(40):
        _, antall, trinn, atomer = _tre(fro)
        enhet = fordel(antall)
        viste = {}
        for atom in atomer:
            med = np.isin(enhet, list(atom))
            sum_, n = np.array([100 * np.array(trinn)[med].sum()]), np.array([TOPP * med.sum()])
            viste[frozenset(atom)] = int(hele(sum_, n)[0])
        beviste += _bevist(viste, antall, atomer, 0)
        alle += sum(antall)
    assert beviste > alle // 4
