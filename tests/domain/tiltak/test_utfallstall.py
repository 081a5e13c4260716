"""Skjermingen av utfallstall, og en angriper som prøver hver gruppe i små trær (ADR 0012)."""

from collections.abc import Sequence
from datetime import date
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kartlegging.domain.tre import Enhetstre
from tiltak.domain.begreper import Utfallsmaal
from tiltak.domain.utfallstall import Maanedstall, Vindustall, er_over, grensen, skjerm, vinduet

K = 5
VINDU = vinduet(Utfallsmaal.SYKEFRAVAER, date(2026, 2, 14))
Hoder = Sequence[Sequence[int | None]]
"""Ansatte per enhet og måned; ``None`` er en måned uten tall."""


def treet(forelder: Sequence[int]) -> Enhetstre:
    n = len(forelder)
    return Enhetstre(
        tuple(f"e{i}" for i in range(n)),
        tuple(f"Enhet {i}" for i in range(n)),
        np.array(forelder, dtype=np.int32),
        np.zeros(n, dtype=np.int32),
    )


def radene(hoder: Hoder, teller: int = 1, nevner: int = 10) -> list[Maanedstall]:
    return [
        Maanedstall(e, maaned, n, teller, nevner)
        for e, rekke in enumerate(hoder)
        for maaned, n in zip(VINDU, rekke, strict=True)
        if n is not None
    ]


def vis(forelder: Sequence[int], hoder: Hoder) -> Vindustall:
    return skjerm(treet(forelder), Utfallsmaal.SYKEFRAVAER, VINDU, radene(hoder), k=K)


def i_undertreet(forelder: Sequence[int], topp: int) -> list[bool]:
    under = [False] * len(forelder)
    for v, f in enumerate(forelder):
        under[v] = v == topp or (f >= 0 and under[f])
    return under


def summene(forelder: Sequence[int], vist: NDArray[np.bool_]) -> NDArray[np.int64]:
    """En rad per vist sum, en kolonne per enhet som er med i den."""
    rader = [i_undertreet(forelder, int(v)) for v in np.flatnonzero(vist)]
    return np.array(rader, dtype=np.int64).reshape(-1, len(forelder))


def avslorte(summer: NDArray[np.int64], hoder: Hoder) -> list[tuple[int, ...]]:
    """Grupper angriperen kan regne ut, som hadde noen, men under ``K`` ansatte en måned."""
    med = [e for e, rekke in enumerate(hoder) if any(n is not None for n in rekke)]
    if not len(summer):
        return []
    kjent = summer[:, med]
    rang = np.linalg.matrix_rank(kjent)
    ut = []
    for antall in range(1, len(med) + 1):
        for gruppe in combinations(med, antall):
            maal = np.array([e in gruppe for e in med], dtype=np.int64)
            laveste = min(sum(hoder[e][m] or 0 for e in gruppe) for m in range(len(VINDU)))
            if laveste < K and np.linalg.matrix_rank(np.vstack([kjent, maal])) == rang:
                ut.append(gruppe)
    return ut


TRAERNE = [(-1, *rest) for rest in product(*(range(i) for i in range(1, 4)))]
TOM = (None, None, None)
REKKER: list[tuple[int | None, ...]] = [(0, 0, 0), (2, 9, 9), (5, 5, 5), (9, 9, None), TOM]


@pytest.mark.parametrize("forelder", TRAERNE)
def test_angriperen_finner_ingen_gruppe_under_grensen_i_noen_maaned(forelder: tuple[int, ...]) -> None:
    viste = 0
    for hoder in product(REKKER, repeat=len(forelder)):
        vist = vis(forelder, hoder).utvalg.vist
        viste += int(vist.sum())
        assert avslorte(summene(forelder, vist), hoder) == []
    assert viste > 0


def test_angriperen_vinner_naar_hver_enhet_over_grensen_vises() -> None:
    """Kontroll: uten utvalget er de to på enheten bare én subtraksjon unna."""
    forelder, hoder = (-1, 0, 0), [TOM, (9, 9, 9), (2, 2, 2)]
    alle_over = np.array([True, True, False])
    assert avslorte(summene(forelder, alle_over), hoder) == [(2,)]


def test_angriperen_vinner_naar_samme_maaned_er_med_i_to_utvalg() -> None:
    """Kontroll: hvert utvalg er lovlig for seg, men sammen gir de de to i enheten som ble flyttet."""
    hoder = [TOM, (9, 9, 9), (9, 9, 9), (2, 2, 2)]
    for_flytting, etter_flytting = (-1, 0, 0, 1), (-1, 0, 0, 2)
    utvalgene = [summene(f, vis(f, hoder).utvalg.vist) for f in (for_flytting, etter_flytting)]
    assert [avslorte(summer, hoder) for summer in utvalgene] == [[], []]
    assert (3,) in avslorte(np.vstack(utvalgene), hoder)


def test_utvalget_bruker_det_laveste_hodetallet_i_vinduet() -> None:
    jevn = vis((-1, 0, 0), [TOM, (5, 5, 5), (5, 5, 5)])
    falt = vis((-1, 0, 0), [TOM, (5, 5, 5), (5, 4, 5)])
    assert jevn.utvalg.vist.tolist() == [True, True, True]
    assert falt.utvalg.vist.tolist() == [True, False, False]


def test_skjult_enhet_har_null_i_tallene_og_summen_staar_hos_den_over() -> None:
    vist = vis((-1, 0, 0), [(9, 9, 9), (9, 9, 9), (2, 2, 2)])
    assert vist.utvalg.vist.tolist() == [True, True, False]
    assert vist.teller.tolist() == [9, 3, 0]
    assert vist.nevner.tolist() == [90, 30, 0]
    assert vist.restgruppe.tolist() == [True, False, False]
    assert vist.rest_teller.tolist() == [6, 0, 0]


@given(st.lists(st.integers(0, 500), min_size=9, max_size=9))
def test_utvalget_ser_aldri_paa_det_som_er_telt(telt: list[int]) -> None:
    hoder = [(9, 9, 9), (9, 9, 9), (2, 2, 2)]
    tall = [Maanedstall(r.enhet, r.maaned, r.ansatte, t, 500) for r, t in zip(radene(hoder), telt, strict=True)]
    ulik = skjerm(treet((-1, 0, 0)), Utfallsmaal.SYKEFRAVAER, VINDU, tall, k=K)
    assert ulik.utvalg.vist.tolist() == vis((-1, 0, 0), hoder).utvalg.vist.tolist()


@given(st.dates(), st.dates(), st.sampled_from(Utfallsmaal))
def test_to_vinduer_er_like_eller_uten_felles_maaned(en: date, annen: date, maal: Utfallsmaal) -> None:
    a, b = vinduet(maal, en), vinduet(maal, annen)
    assert en.replace(day=1) in a
    assert a == b or not set(a) & set(b)


def test_vinduet_er_kvartal_for_sykefravaer_og_aar_for_skader() -> None:
    assert (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)) == VINDU
    assert len(vinduet(Utfallsmaal.SKADER, date(2026, 6, 1))) == 12


def test_vinduet_er_over_forst_naar_siste_maaned_er_forbi() -> None:
    assert not er_over(VINDU, date(2026, 3, 31))
    assert er_over(VINDU, date(2026, 4, 1))


def test_grensen_er_tjue_for_det_sjeldne_og_aldri_under_gulvet() -> None:
    assert [grensen(m, 7) for m in Utfallsmaal] == [7, 20, 20]
    assert grensen(Utfallsmaal.SKADER, 25) == 25
    with pytest.raises(ValueError, match="minst 5"):
        grensen(Utfallsmaal.SYKEFRAVAER, 4)


def test_to_tall_for_samme_maaned_og_en_maaned_utenfor_vinduet_avvises() -> None:
    rad = radene([(9, 9, 9)])
    with pytest.raises(ValueError, match="To tall"):
        skjerm(treet((-1,)), Utfallsmaal.SYKEFRAVAER, VINDU, [*rad, rad[0]], k=K)
    with pytest.raises(ValueError, match="utenfor"):
        skjerm(treet((-1,)), Utfallsmaal.SYKEFRAVAER, VINDU, [Maanedstall(0, date(2026, 4, 1), 9, 1, 1)], k=K)
