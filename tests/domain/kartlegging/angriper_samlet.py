"""Angriperen som ser alt om gruppen på én gang: skalasummer, andeler, hendelser, «minst to» og samvirkene.

Han leter etter datasett som passer med alt som er utgitt. Et datasett er hvor mange i hver celle som har hvert mønster
av ja og nei, og hvilke skalasummer de med ja og de med nei har til sammen. Det er uten tap: jevnes en sum ut over en
gruppe på rundgang, skiller hverken tallene på en skala eller personenes totaler seg med mer enn ett trinn, så alle i
gruppen er på riktig side av grensen når totalen er det. Kilde: ``privacy.md`` 2.9 og 6 (16, 19), ``method.md`` 2.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from kartlegging.domain.instrument import Instrument, Rolle, Vilkar

UENDELIG = np.inf


@dataclass(frozen=True)
class Gruppe:
    """Skalaene som avgjør ett ja (en faktors krav-skalaer, eller én skala), og hvor mange trinn som skal til."""

    skalaer: tuple[str, ...]
    topper: tuple[int, ...]
    kutt: int


@dataclass(frozen=True)
class Del:
    """Variabler som henger sammen. ``sanne`` er for hver utgitt variabel hvilke mønstre av ``biter`` som er et ja.

    Variabler i ulike deler kan settes sammen fritt, så hver del kan angripes for seg.
    """

    biter: tuple[str, ...]
    sanne: dict[str, NDArray[np.bool_]]
    grupper: dict[str, Gruppe]


@dataclass(frozen=True)
class Antallsyn:
    """Det virkelige antallet ja i cellene er fra ``lav`` til ``hoy``."""

    variabel: str
    celler: tuple[int, ...]
    lav: int
    hoy: int


@dataclass(frozen=True)
class Sumsyn:
    """En skalasum i en celle; avkortet sier den bare hvilken side av grensen summen er på."""

    skala: str
    celle: int
    lav: float
    hoy: float


@dataclass(frozen=True)
class Innsider:
    """En i gruppen som kjenner sine egne svar."""

    celle: int
    ja: dict[str, bool]
    trinn: dict[str, int]


@dataclass(frozen=True)
class Bevis:
    """Alle andre i cellen må ha (eller ikke ha) det variabelen spør om."""

    variabel: str
    celle: int
    alle: bool


def deler(instrument: Instrument, *, samlet: bool = True) -> list[Del]:
    """Delene i instrumentet, lest av instrumentet selv: det samlet og samvirkene binder sammen, hører sammen.

    Uten ``samlet`` er hver faktor og hendelse for seg. Det er uten tap når det samlede er dekket av støy, og mye raskere.
    """
    grupper, krever, regler = _variabler(instrument)
    if not samlet:
        krever = {navn: biter for navn, biter in krever.items() if biter == (navn,)}
    sammen = [set(biter) for biter in krever.values()]
    delene: list[set[str]] = []
    for biter in sammen:
        alle = biter.union(*(d for d in delene if d & biter))
        delene = [*(d for d in delene if not d & biter), alle]
    ut = []
    for biter_i_delen in delene:
        biter_ = tuple(sorted(biter_i_delen))
        monstre = [dict(zip(biter_, ja, strict=True)) for ja in product((False, True), repeat=len(biter_))]
        sanne = {v: np.array([regler[v](m) for m in monstre]) for v, b in krever.items() if set(b) <= biter_i_delen}
        ut.append(Del(biter_, sanne, {b: grupper[b] for b in biter_ if b in grupper}))
    return ut


def _variabler(
    instrument: Instrument,
) -> tuple[dict[str, Gruppe], dict[str, tuple[str, ...]], dict[str, Callable[[dict[str, bool]], bool]]]:
    """Hva som avgjør hver bit, hvilke biter hver utgitt variabel bygger på, og når den er et ja."""
    grupper: dict[str, Gruppe] = {}
    krever: dict[str, tuple[str, ...]] = {}
    regler: dict[str, Callable[[dict[str, bool]], bool]] = {}
    for faktor in instrument.faktorene:
        krav = instrument.skalaene_i(faktor.kode, rolle=Rolle.KRAV)
        if krav:
            topper = tuple(4 * len(s.leddene) for s in krav)
            grupper[faktor.kode] = Gruppe(
                tuple(s.kode for s in krav), topper, trinnkutt(sum(topper), faktor.kutt_tideler)
            )
    enkle = [*grupper, *(h.id for h in instrument.hendelsene)]
    for navn in enkle:
        krever[navn], regler[navn] = (navn,), partial(_har, [(navn,)], 1)
    abcd = tuple("abcd")
    if set(abcd) <= set(grupper):
        for navn, minst in (("minst_to", 2), ("minst_tre", 3)):
            krever[navn], regler[navn] = abcd, partial(_har, [(f,) for f in abcd], minst)
    for samvirke in instrument.samvirkene:
        for vilkar in samvirke.vilkarene:
            if vilkar.skala is not None:
                topp = 4 * len(instrument.skala(vilkar.skala).leddene)
                grupper[vilkar.skala] = Gruppe((vilkar.skala,), (topp,), trinnkutt(topp, vilkar.kutt_tideler))
        krever[samvirke.id] = tuple(b for v in samvirke.vilkarene for b in _biter(v))
        vilkarene = [_biter(v) for v in samvirke.vilkarene]
        regler[samvirke.id] = partial(_har, vilkarene, len(vilkarene))
    return grupper, krever, regler


def _har(vilkarene: Sequence[tuple[str, ...]], minst: int, monster: dict[str, bool]) -> bool:
    """Om mønsteret oppfyller minst så mange av vilkårene; et vilkår er oppfylt av én av bitene sine."""
    return sum(any(monster[b] for b in biter) for biter in vilkarene) >= minst


def _biter(vilkar: Vilkar) -> tuple[str, ...]:
    return vilkar.hendelser or tuple(kode for kode in (vilkar.faktor, vilkar.skala) if kode is not None)


def trinnkutt(topp: int, kutt_tideler: int) -> int:
    """Minste hele antall trinn av ``topp`` som er minst ``kutt_tideler`` tideler av 100."""
    return -(-topp * kutt_tideler // 1000)


class Angrep:
    """Alle datasett som passer med synet, for én del. ``antall`` er mennesker per celle."""

    def __init__(
        self,
        del_: Del,
        antall: Sequence[int],
        antallsyn: Sequence[Antallsyn],
        sumsyn: Sequence[Sumsyn],
        innsider: Innsider | None = None,
    ) -> None:
        self._del, self._innsider = del_, innsider
        self._andre = [n - int(innsider is not None and innsider.celle == i) for i, n in enumerate(antall)]
        self._monstre = 2 ** len(del_.biter)
        self._plass = {
            (celle, bit, skala, ja): len(antall) * self._monstre + nr
            for nr, (celle, (bit, skala), ja) in enumerate(
                product(range(len(antall)), [(b, s) for b, g in del_.grupper.items() for s in g.skalaer], (False, True))
            )
        }
        self._bredde = len(antall) * self._monstre + len(self._plass)
        self._rader: list[dict[int, float]] = []
        self._lav: list[float] = []
        self._hoy: list[float] = []
        for celle, andre in enumerate(self._andre):
            self._krev(dict.fromkeys(range(celle * self._monstre, (celle + 1) * self._monstre), 1.0), andre, andre)
        for syn in antallsyn:
            if syn.variabel in del_.sanne:
                eget = self._eget(syn.variabel) if innsider is not None and innsider.celle in syn.celler else 0
                rad = {k: 1.0 for celle in syn.celler for k in self._ja(celle, syn.variabel)}
                self._krev(rad, syn.lav - eget, syn.hoy - eget)
        for celle in range(len(antall)):
            for bit, gruppe in del_.grupper.items():
                self._grenser(celle, bit, gruppe)
        for sum_ in sumsyn:
            for bit, gruppe in del_.grupper.items():
                if sum_.skala in gruppe.skalaer:
                    eget = innsider.trinn[sum_.skala] if innsider is not None and innsider.celle == sum_.celle else 0
                    rad = {self._plass[sum_.celle, bit, sum_.skala, ja]: 1.0 for ja in (False, True)}
                    self._krev(rad, sum_.lav - eget, sum_.hoy - eget)

    def bevis(self) -> list[Bevis]:
        """Alt som er bevist om de andre. Ett datasett kan motbevise mye, så de samles opp."""
        igjen = {
            Bevis(variabel, celle, alle)
            for variabel, celle, alle in product(self._del.sanne, range(len(self._andre)), (False, True))
            if self._andre[celle] > 0
        }
        for alle in (False, True):
            funnet = self._finn([b for b in igjen if b.alle == alle])
            igjen -= self._motbevist(funnet, igjen)
        ut = []
        while igjen:
            neste = min(igjen, key=repr)
            funnet = self._finn([neste])
            if funnet is None:
                ut.append(neste)
            igjen -= self._motbevist(funnet, igjen) | {neste}
        return ut

    def _motbevist(self, datasett: NDArray[np.float64] | None, paastander: set[Bevis]) -> set[Bevis]:
        if datasett is None:
            return set()
        ut = set()
        for paastand in paastander:
            ja = round(sum(datasett[k] for k in self._ja(paastand.celle, paastand.variabel)))
            if (ja < self._andre[paastand.celle]) if paastand.alle else ja > 0:
                ut.add(paastand)
        return ut

    def _finn(self, paastander: Sequence[Bevis]) -> NDArray[np.float64] | None:
        """Et datasett som motbeviser alle påstandene på én gang, eller ``None``."""
        rader, lav, hoy = list(self._rader), list(self._lav), list(self._hoy)
        for p in paastander:
            rader.append(dict.fromkeys(self._ja(p.celle, p.variabel), 1.0))
            lav.append(-UENDELIG if p.alle else 1)
            hoy.append(self._andre[p.celle] - 1 if p.alle else UENDELIG)
        indekser = np.array([k for rad in rader for k in rad], dtype=np.int32)
        verdier = np.array([v for rad in rader for v in rad.values()])
        skiller = np.concatenate([[0], np.cumsum([len(rad) for rad in rader])]).astype(np.int32)
        matrise = csr_array((verdier, indekser, skiller), shape=(len(rader), self._bredde))
        svar = milp(
            np.zeros(self._bredde),
            integrality=np.ones(self._bredde),
            bounds=Bounds(0, UENDELIG),
            constraints=LinearConstraint(matrise, lav, hoy),
        )
        if svar.status not in {0, 2}:
            raise RuntimeError(f"Løseren ga opp: {svar.message}")
        datasett: NDArray[np.float64] | None = svar.x
        return datasett

    def _ja(self, celle: int, variabel: str) -> list[int]:
        return [celle * self._monstre + int(m) for m in np.flatnonzero(self._del.sanne[variabel])]

    def _eget(self, variabel: str) -> int:
        assert self._innsider is not None
        monster = 0
        for bit in self._del.biter:
            monster = 2 * monster + int(self._innsider.ja[bit])
        return int(self._del.sanne[variabel][monster])

    def _grenser(self, celle: int, bit: str, gruppe: Gruppe) -> None:
        """Hva de med og de uten ``bit`` kan ha til sammen på hver skala og i alt."""
        plass = self._del.biter.index(bit)
        dem = {
            ja: [
                celle * self._monstre + m
                for m in range(self._monstre)
                if bool(m >> (len(self._del.biter) - 1 - plass) & 1) == ja
            ]
            for ja in (False, True)
        }
        for ja in (False, True):
            summene = {s: self._plass[celle, bit, s, ja] for s in gruppe.skalaer}
            for skala, topp in zip(gruppe.skalaer, gruppe.topper, strict=True):
                self._krev({summene[skala]: 1.0} | dict.fromkeys(dem[ja], -float(topp)), -UENDELIG, 0)
            kutt = gruppe.kutt if ja else gruppe.kutt - 1
            rad = dict.fromkeys(summene.values(), 1.0) | dict.fromkeys(dem[ja], -float(kutt))
            self._krev(rad, 0 if ja else -UENDELIG, UENDELIG if ja else 0)

    def _krev(self, rad: dict[int, float], lav: float, hoy: float) -> None:
        self._rader.append(rad)
        self._lav.append(lav)
        self._hoy.append(hoy)


def bevisene(
    delene: Sequence[Del],
    antall: Sequence[int],
    antallsyn: Sequence[Antallsyn],
    sumsyn: Sequence[Sumsyn],
    innsider: Innsider | None = None,
) -> Iterator[Bevis]:
    for del_ in delene:
        yield from Angrep(del_, antall, antallsyn, sumsyn, innsider).bevis()
