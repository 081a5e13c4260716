"""Angrep på utgivelsen slik den er skrevet. Fasit overalt: ingenting lært."""

from json import loads
from typing import Any

import numpy as np
import pytest

from kartlegging.domain.tre import REST_ENDELSE, Enhetstre
from kartlegging.domain.utgivelse import tell_opp
from tests.domain.kartlegging.angriper import isolert_gruppe, undertraer
from tests.domain.kartlegging.leke import FIRE_FAKTORER, NOKKEL, fordel, lag_tre, tilfeldig_tre

LEDD = len(FIRE_FAKTORER.leddrekkefolge)


def _utgi(tre: Enhetstre, enhet: Any, svar: Any) -> list[dict[str, Any]]:
    utgivelse = tell_opp(FIRE_FAKTORER, tre, enhet, svar, kartlegging="k", minstegrense=5, nokkel=NOKKEL)
    rader: list[dict[str, Any]] = loads(utgivelse.kanonisk())["enheter"]
    return rader


def _dekning(tre: Enhetstre, rader: list[dict[str, Any]]) -> dict[str, set[int]]:
    """Hvilke enheter hver viste rad handler om; en restgruppe er enheten uten de viste underenhetene."""
    inne = dict(zip(tre.koder, undertraer(tre), strict=True))
    viste = [r["kode"] for r in rader if r["art"] == "enhet" and r["skjult_fordi"] is None]
    dekning = {kode: inne[kode] for kode in viste}
    for rad in rader:
        if rad["art"] == "rest":
            egen = inne[rad["forelder"]]
            under = [inne[kode] for kode in viste if inne[kode] < egen]
            dekning[rad["kode"]] = egen.difference(*under)
    return dekning


def _tallene(rad: dict[str, Any]) -> dict[str, tuple[Any, int]]:
    """Alle tallene i en rad, med grensen hvert tall lover."""
    faktor = rad["faktorer"]["a"]
    return {
        "antall": (rad["antall"], 5),
        "a1": (faktor["skalaer"]["a1"]["snitt"], 5),
        "u1": (rad["utfall"]["u1"]["snitt"], 5),
        "andel": (faktor["andel_eksponert"], 10),
        "g1": (rad["hendelser"]["g1"]["andel"], 20),
        "samlet": (rad["samlet"]["minst_to"], 20),
        "axc": (rad["samlet"]["samvirker"]["axc"], 20),
    }


def _har(svar: Any) -> dict[str, Any]:
    """Hvem som har hvert tall, av svar der hvert ledd enten er besvart av en person eller ikke."""
    kolonne = {ledd: i for i, ledd in enumerate(FIRE_FAKTORER.leddrekkefolge)}
    med = {k: (svar[:, [kolonne[f"{k}.1"], kolonne[f"{k}.2"]]] > 0).any(axis=1) for k in ("a1", "b1", "c1", "d1", "u1")}
    return {
        "antall": np.ones(len(svar), dtype=bool),
        "a1": med["a1"],
        "u1": med["u1"],
        "andel": med["a1"],
        "g1": svar[:, kolonne["g1"]] > 0,
        "samlet": med["a1"] & med["b1"] & med["c1"] & med["d1"],
        "axc": med["a1"] & med["c1"],
    }


@pytest.mark.parametrize("frosett", range(60))
def test_02_ingen_gruppe_under_grensen_kan_regnes_ut_av_utgivelsen(frosett: int) -> None:
    rng = np.random.default_rng(frosett)
    tre, antall = tilfeldig_tre(rng, int(rng.integers(2, 9)), 24)
    enhet = fordel(antall.tolist())
    svar = rng.integers(1, 3, (len(enhet), LEDD)).astype(np.uint8)
    svar[rng.random(svar.shape) < 0.15] = 0
    rader = _utgi(tre, enhet, svar)
    dekning = _dekning(tre, rader)
    for tall, har in _har(svar).items():
        viste = [dekning[rad["kode"]] for rad in rader if _tallene(rad)[tall][0] is not None]
        i_celle = np.bincount(enhet[har], minlength=len(tre)).tolist()
        assert isolert_gruppe(viste, i_celle, _tallene(rader[0])[tall][1]) is None, tall


def test_01_angriperen_finner_gruppen_naar_alt_over_grensen_vises() -> None:
    # Negativ kontroll: 12 = 8 + 4 med begge de store vist. Og to trinn: 30 − 12 − 15 = 3 direkte.
    assert isolert_gruppe([{0, 1, 2}, {1}], [0, 8, 4], 5) == {2}
    assert isolert_gruppe([{0, 1, 2}, {1}, {2}], [3, 12, 15], 5) == {0}
    assert isolert_gruppe([{0, 1, 2}, {1}], [0, 8, 5], 5) is None


def test_03_direkte_ansatte_i_en_mellomenhet_kan_ikke_regnes_ut() -> None:
    # Tre direkte i mellomenheten, to store team under: teamene sammen ville røpet de tre.
    tre = lag_tre([-1, 0, 1, 1], [0, 3, 8, 9])
    enhet = fordel([0, 3, 8, 9])
    rader = _utgi(tre, enhet, np.full((20, LEDD), 2, dtype=np.uint8))
    dekning = _dekning(tre, rader)
    assert isolert_gruppe(list(dekning.values()), [0, 3, 8, 9], 5) is None
    # Antall i restgruppen står ved siden av resten og går opp.
    antall = {rad["kode"]: rad["antall"] for rad in rader if rad["antall"] is not None}
    assert antall["E1"] == 20
    assert antall["E1" + REST_ENDELSE] == antall["E1"] - sum(antall[k] for k in ("E2", "E3") if k in antall)


def test_12_hopp_over_i_ett_ledd_kan_ikke_sees_av_indeksen() -> None:
    # Én person har hoppet over a1 i enheten på seks; skalaen a1 har da fem. Indeksen er middelet av det viste.
    tre = lag_tre([-1], [6])
    svar = np.full((6, LEDD), 2, dtype=np.uint8)
    svar[0, :2] = 0
    (rad,) = _utgi(tre, fordel([6]), svar)
    faktor = rad["faktorer"]["a"]
    assert faktor["indeks"] == faktor["skalaer"]["a1"]["snitt"]
    # Intervallet regnes av antallet i enheten (6), ikke av de fem: 25 ± 1,645 · 25 / √6 gir øvre grense 45 + 8.
    hel = _utgi(tre, fordel([6]), np.full((6, LEDD), 2, dtype=np.uint8))[0]["faktorer"]["a"]["skalaer"]["a1"]
    bredde = faktor["skalaer"]["a1"]["hoy"] - faktor["skalaer"]["a1"]["snitt"]
    assert bredde == hel["hoy"] - hel["snitt"] == 17
