import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartlegging.domain.tre import Enhetstre
from tests.domain.kartlegging.angriper import undertraer
from tests.domain.kartlegging.leke import lag_tre, tilfeldig_tre


def test_av_rader_ordner_hver_enhet_foran_undertreet_sitt() -> None:
    tre = Enhetstre.av_rader(
        [
            ("t2", "Team 2", "a", 9),
            ("b", "B", "r", 0),
            ("r", "Rot", None, 1),
            ("a", "A", "r", 0),
            ("t1", "Team 1", "a", 8),
        ]
    )
    assert tre.koder == ("r", "b", "a", "t2", "t1")
    assert tre.navn == ("Rot", "B", "A", "Team 2", "Team 1")
    assert tre.forelder.tolist() == [-1, 0, 0, 2, 2]
    assert tre.invitert.tolist() == [1, 0, 0, 9, 8]
    assert tre.dybde.tolist() == [0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("rader", "melding"),
    [
        ([("r", "R", None, 0), ("a", "A", "x", 0)], "Enheten «a» har en forelder som ikke finnes: «x»."),
        (
            [("r", "R", None, 0), ("a", "A", "b", 0), ("b", "B", "a", 0)],
            "Enhetene går i ring, eller to enheter har samme kode.",
        ),
        ([("r", "R", None, 0), ("s", "S", None, 0)], "Treet må ha nøyaktig én rot, og den må stå først."),
        ([("r", "R", None, 0), ("a", "A", "r", 0), ("a", "B", "r", 0)], "To enheter har samme kode."),
        ([("r", "R", None, -1)], "Antall inviterte kan ikke være negativt."),
        ([("r-rest", "R", None, 1)], "Enhetskoden «r-rest» kan ikke brukes: tom, eller slutter på «-rest»."),
        ([], "Enhetstreet er tomt."),
    ],
)
def test_umulige_traer_avvises(rader: list[tuple[str, str, str | None, int]], melding: str) -> None:
    with pytest.raises(ValueError, match=f"^{melding}$"):
        Enhetstre.av_rader(rader)


def test_forelder_etter_barnet_avvises() -> None:
    with pytest.raises(ValueError, match=r"^Hver enhet må stå etter forelderen sin\.$"):
        lag_tre([-1, 2, 0], [0, 0, 0])


def test_ulik_lengde_avvises() -> None:
    with pytest.raises(ValueError, match=r"^Kode, navn, forelder og antall inviterte må være like mange\.$"):
        lag_tre([-1, 0], [0])


@given(frosett=st.integers(0, 2**32 - 1))
def test_undertresum_er_summen_over_alle_under(frosett: int) -> None:
    rng = np.random.default_rng(frosett)
    tre, antall = tilfeldig_tre(rng, int(rng.integers(1, 40)), 9)
    fasit = [sum(int(antall[x]) for x in inne) for inne in undertraer(tre)]
    assert tre.undertresum(antall).tolist() == fasit


@given(frosett=st.integers(0, 2**32 - 1))
def test_av_rader_gir_samme_tre_uansett_hvor_radene_staar(frosett: int) -> None:
    rng = np.random.default_rng(frosett)
    tre, _ = tilfeldig_tre(rng, int(rng.integers(1, 20)), 9)
    rader = [
        (kode, navn, None if forelder < 0 else tre.koder[forelder], int(invitert))
        for kode, navn, forelder, invitert in zip(tre.koder, tre.navn, tre.forelder.tolist(), tre.invitert, strict=True)
    ]
    stokket = Enhetstre.av_rader([rader[i] for i in rng.permutation(len(rader))])
    assert {
        (kode, stokket.koder[f] if f >= 0 else None)
        for kode, f in zip(stokket.koder, stokket.forelder.tolist(), strict=True)
    } == {(kode, forelder) for kode, _, forelder, _ in rader}
