"""Små leke-instrumenter og trær til prøvene av opptellingen."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kartlegging.domain.instrument import Faktordel, Hendelse, Instrument, Ledd, Rolle, Samvirke, Skala, Vilkar
from kartlegging.domain.tre import Enhetstre

NOKKEL = b"en fast nokkel til provene......"
_TEKST = {"nb": "tekst"}


def skala(kode: str, faktor: str | None, ledd: int = 2, rolle: Rolle = Rolle.KRAV, *, snudd: bool = False) -> Skala:
    leddene = tuple(Ledd(f"{kode}.{i}", _TEKST, snudd=snudd) for i in range(1, ledd + 1))
    return Skala(kode, faktor, rolle, _TEKST, leddene, 25)


def instrument(
    skalaene: Sequence[Skala], hendelser: Sequence[str] = (), samvirker: Sequence[Samvirke] = ()
) -> Instrument:
    faktorer = sorted({s.faktor for s in skalaene if s.faktor} | {h[0] for h in hendelser})
    return Instrument(
        id="leke",
        versjon=1,
        navn=_TEKST,
        sprak=("nb",),
        svaralternativer={"nb": ("1", "2", "3", "4", "5")},
        faktorene=tuple(Faktordel(f, _TEKST, _TEKST, 525, (5, 15, 30, 50)) for f in faktorer),
        skalaene=tuple(skalaene),
        hendelsene=tuple(Hendelse(h, h[0], _TEKST, _TEKST) for h in hendelser),
        samvirkene=tuple(samvirker),
        lisens="CC0",
        kilde="leke",
        sjekksum="0" * 64,
    )


def samvirke(id_: str, *vilkarene: Vilkar, bare_virksomhet: bool = False) -> Samvirke:
    return Samvirke(id_, _TEKST, vilkarene, "additiv", "leke", bare_virksomhet)


ETT_LEDD = instrument([skala("a1", "a", ledd=1)])
"""Ett krav-ledd: skalaen, indeksen og andelen handler om det samme."""

FIRE_FAKTORER = instrument(
    [
        skala("a1", "a"),
        skala("a4", "a", rolle=Rolle.RESSURS, snudd=True),
        skala("b1", "b"),
        skala("c1", "c"),
        skala("d1", "d", snudd=True),
        skala("u1", None, rolle=Rolle.UTFALL),
    ],
    hendelser=("f1", "g1"),
    samvirker=(
        samvirke("axc", Vilkar(faktor="a"), Vilkar(faktor="c")),
        samvirke("gxc", Vilkar(hendelser=("g1",)), Vilkar(faktor="c"), bare_virksomhet=True),
    ),
)


def lag_tre(forelder: Sequence[int], invitert: Sequence[int]) -> Enhetstre:
    """Et tre med kodene ``E0``, ``E1`` … av foreldreplasser (−1 = rot) og antall inviterte."""
    return Enhetstre(
        koder=tuple(f"E{i}" for i in range(len(forelder))),
        navn=tuple(f"Enhet {i}" for i in range(len(forelder))),
        forelder=np.array(forelder, dtype=np.int32),
        invitert=np.array(invitert, dtype=np.int32),
    )


def tilfeldig_tre(rng: np.random.Generator, enheter: int, mest: int) -> tuple[Enhetstre, NDArray[np.int64]]:
    """Et tilfeldig tre og antall svar direkte i hver enhet (0..``mest``, en del tomme og en del tause)."""
    forelder = [-1, *(int(rng.integers(0, v)) for v in range(1, enheter))]
    antall = np.where(rng.random(enheter) < 0.3, 0, rng.integers(0, mest + 1, enheter))
    tause = np.where(rng.random(enheter) < 0.3, rng.integers(1, 6, enheter), 0)
    return lag_tre(forelder, (antall + tause).tolist()), antall.astype(np.int64)


def fordel(antall: Sequence[int]) -> NDArray[np.int32]:
    """Enheten til hver person når ``antall`` er personer direkte i hver enhet."""
    return np.repeat(np.arange(len(antall), dtype=np.int32), np.asarray(antall, dtype=np.int64))
