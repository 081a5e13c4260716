"""Angrep 23: grunnen til at en enhet er skjult, sammen med antallet i den viste over, røper ikke at ingen svarte."""

from collections.abc import Callable

import numpy as np
import pytest

from kartlegging.domain import maaltall
from kartlegging.domain.maaltall import ENHET, SKJULT_FORDI, lag_ramme
from kartlegging.domain.tre import Enhetstre

K = 7
TRE = Enhetstre.av_rader([("rot", "", None, 20), ("avd", "", "rot", 0), ("a", "", "avd", 10), ("b", "", "avd", 5)])
A, B = TRE.koder.index("a"), TRE.koder.index("b")


def _sett(svar_a: int, svar_b: int) -> tuple[object, ...]:
    """Det alle ser om avdelingen: antallet der det vises, ellers grunnen."""
    enhet = np.array([0] * 20 + [A] * svar_a + [B] * svar_b, dtype=np.int32)
    ramme = lag_ramme(TRE, enhet, K, b"x" * 32)
    return tuple(
        int(ramme.antall[ENHET, v]) if ramme.hoved.vist[v] else SKJULT_FORDI[ramme.skjult[ENHET, v]]
        for v in range(len(TRE))
    )


def _bevist_taus() -> set[tuple[object, ...]]:
    """Alt som kan ses der ``b`` er skjult, og som bare passer med at ingen i ``b`` svarte. Uttømmende."""
    kan_ha: dict[tuple[object, ...], set[int]] = {}
    for svar_a in range(11):
        for svar_b in range(6):
            kan_ha.setdefault(_sett(svar_a, svar_b), set()).add(svar_b)
    # Der avdelingen selv er skjult, vises intet antall, og ingen svar i hele avdelingen er bare noe av det det kan være.
    return {sett for sett, antallene in kan_ha.items() if antallene == {0} and isinstance(sett[1], int) and sett[1] > 0}


def test_23_en_taus_enhet_kan_ikke_bevises_taus():
    assert _bevist_taus() == set()


def test_23_negativ_kontroll_grunnen_etter_antallet_alene_beviser_det(monkeypatch: pytest.MonkeyPatch):
    bare_svarene: Callable[..., object] = lambda _tre, _hoved, antall, _grense: antall[ENHET]  # noqa: E731
    monkeypatch.setattr(maaltall, "_grunnlag_for_grunnen", bare_svarene)

    assert _bevist_taus() == {(27, 7, "ville_avslore_andre", "for_faa_svar")}
