"""Ytterliggående datasett på det instrumentet som følger med, og det en angriper ser av dem.

Synet bygges av de samme byggesteinene som opptellingen (utvalg, avkorting, avrunding), så vernet kan svekkes ett sted om
gangen. At synet med riktig vern er nøyaktig det som utgis, har sin egen prøve.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kartlegging.domain.avrunding import BASE, INNSIDERE, avrund_smaatall, klipp, med_stoy, slakk
from kartlegging.domain.beregning import LEDDTOPP, Personpoeng, beregn, leddplasser
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.maaltall import Ramme, bare_rot, lag_ramme
from kartlegging.domain.skjerming import sum_per_atom, velg
from kartlegging.domain.tre import Enhetstre
from kartlegging.domain.utgivelse import MINST_ANDEL, MINST_BARE_VIRKSOMHET, MINST_HENDELSE, MINST_SAMLET
from tests.domain.kartlegging.angriper_samlet import Antallsyn, Del, Gruppe, Innsider, Sumsyn, bevisene, deler
from tests.domain.kartlegging.leke import NOKKEL, fordel, lag_tre

NIVAAER = ("bunn", "under", "over", "topp")


@dataclass(frozen=True)
class Vern:
    """Det vernet som prøves, og det som kan svekkes.

    ``base`` 1 er ingen avrunding og ``innsidere`` −1 ingen avkorting. Uten ``smaa`` avrundes faktorenes antall i de
    store atomene de vises for, ikke i de små der snittene avkortes. Uten ``stoy`` avrundes «minst to» og samvirkene
    som alt annet.
    """

    base: int = BASE
    innsidere: int = INNSIDERE
    smaa: bool = True
    stoy: bool = True


@dataclass(frozen=True, eq=False)
class Variabel:
    """Et utgitt antall: loddets navn, hvem som har svart ja, grensen, og hvor det kan vises."""

    lodd: str
    ja: NDArray[np.int8]
    k: int
    kandidat: NDArray[np.bool_]
    i_smaa: bool = False
    med_stoy: bool = False


@dataclass(frozen=True, eq=False)
class Vist:
    """Antallene slik de er vernet: enheten som eier hvert atom, mennesker per atom, og hva det virkelige kan være."""

    eier: NDArray[np.int32]
    antall: NDArray[np.int64]
    vist: NDArray[np.int64]
    skjules_av_stoy: bool


@dataclass(frozen=True, eq=False)
class Verden:
    """Ett datasett og det som er regnet av det. Cellene er atomene i P, i rekkefølge; ``celle`` er −1 for skjulte."""

    instrument: Instrument
    tre: Enhetstre
    enhet: NDArray[np.int32]
    svar: NDArray[np.uint8]
    poeng: Personpoeng
    ramme: Ramme
    celle: NDArray[np.int64]

    @property
    def antall(self) -> list[int]:
        return np.bincount(self.celle[self.celle >= 0]).tolist() if (self.celle >= 0).any() else []


def lag_verden(
    instrument: Instrument, tre: Enhetstre, enhet: Any, svar: Any, *, grense: int = 7, nokkel: bytes = NOKKEL
) -> Verden:
    poeng = beregn(instrument, svar)
    ramme = lag_ramme(tre, enhet, grense, nokkel)
    viste = [v for v in range(len(tre)) if (ramme.hoved.eier == v).any() and ramme.direkte[ramme.hoved.eier == v].sum()]
    nummer = {v: i for i, v in enumerate(viste)} | {-1: -1}
    celle = np.array([nummer[v] for v in ramme.hoved.eier[enhet].tolist()], dtype=np.int64)
    return Verden(instrument, tre, enhet, svar, poeng, ramme, celle)


def andelsvariabler(verden: Verden) -> dict[str, Variabel]:
    p, vist = verden.poeng, verden.ramme.hoved.vist
    ut = {f: Variabel(f"utsatt:{f}", ja, MINST_ANDEL, vist, i_smaa=True) for f, ja in p.utsatt.items()}
    ut |= {h: Variabel(f"hendelse:{h}", ja, MINST_HENDELSE, vist) for h, ja in p.hendelsene.items()}
    if set("abcd") <= set(p.utsatt):
        for navn, ja in (("minst_to", p.minst_to), ("minst_tre", p.minst_tre)):
            ut[navn] = Variabel(f"samlet:{navn}", ja, MINST_SAMLET, vist, med_stoy=True)
    for s in verden.instrument.samvirkene:
        k, kandidat = MINST_SAMLET, vist
        if s.bare_virksomhet:
            k, kandidat = MINST_BARE_VIRKSOMHET, vist & bare_rot(verden.tre)
        ut[s.id] = Variabel(f"samvirke:{s.id}", p.samvirkene[s.id], k, kandidat, med_stoy=True)
    return ut


def viste_antall(verden: Verden, vern: Vern) -> dict[str, Vist]:
    return {navn: _vist(verden, vern, variabel) for navn, variabel in andelsvariabler(verden).items()}


def _vist(verden: Verden, vern: Vern, variabel: Variabel) -> Vist:
    ramme, tre = verden.ramme, verden.tre
    direkte = np.bincount(verden.enhet[variabel.ja >= 0], minlength=len(tre)).astype(np.int64)
    k = ramme.minstegrense if variabel.i_smaa and vern.smaa else max(variabel.k, ramme.minstegrense)
    eier = velg(tre, direkte, k, variabel.kandidat, til_stede=ramme.til_stede).eier
    antall = sum_per_atom(eier, direkte)
    treff = sum_per_atom(eier, np.bincount(verden.enhet[variabel.ja == 1], minlength=len(tre)).astype(np.int64))
    lodd: dict[str, Any] = {"nokkel": ramme.nokkel, "variabel": variabel.lodd, "koder": tre.koder}
    if variabel.med_stoy and vern.stoy:
        return Vist(eier, antall, med_stoy(treff, antall, **lodd), skjules_av_stoy=True)
    return Vist(eier, antall, avrund_smaatall(treff, antall, base=vern.base, **lodd), skjules_av_stoy=False)


def mulige_antall(vist: int, antall: int, base: int) -> tuple[int, int]:
    """Minste og største virkelige antall som kan vises som ``vist``. Alle mellom kan også det."""
    passer = [m for m in range(antall + 1) if vist in _kan_vises_som(m, antall, base)]
    assert passer == list(range(passer[0], passer[-1] + 1))
    return passer[0], passer[-1]


def _kan_vises_som(m: int, n: int, base: int) -> set[int]:
    if 0 < m < base:
        return {0, base}
    return {n - base, n} if 0 < n - m < base else {m}


def syn(verden: Verden, vern: Vern = Vern()) -> tuple[list[Antallsyn], list[Sumsyn]]:
    """Alt en leser av utgivelsen kan vite, uten å runde av til hele poeng og prosent."""
    antallsyn = []
    for variabel, vist in viste_antall(verden, vern).items():
        for v in np.flatnonzero(vist.antall).tolist():
            celler = tuple(sorted(set(verden.celle[vist.eier[verden.enhet] == v].tolist())))
            n = int(vist.antall[v])
            lav, hoy = (0, n) if vist.skjules_av_stoy else mulige_antall(int(vist.vist[v]), n, vern.base)
            antallsyn.append(Antallsyn(variabel, celler, lav, hoy))
    sumsyn = []
    i_celle = np.array(verden.antall, dtype=np.int64)
    for skala in verden.instrument.skalaene:
        topp = LEDDTOPP * len(skala.leddene)
        med = verden.celle >= 0
        summer = np.bincount(verden.celle[med], weights=verden.poeng.skalaene[skala.kode][med]).astype(np.int64)
        sumsyn += [Sumsyn(skala.kode, i, *g) for i, g in enumerate(_mulige_summer(summer, i_celle, topp, vern))]
    return antallsyn, sumsyn


def _mulige_summer(summer: Any, antall: Any, topp: int, vern: Vern) -> list[tuple[float, float]]:
    if vern.innsidere < 0:
        return [(float(s), float(s)) for s in summer]
    ut = klipp(summer, antall, topp, innsidere=vern.innsidere)
    tau = slakk(topp, innsidere=vern.innsidere)
    return [
        (s - tau if nede else float(s), s + tau if oppe else float(s))
        for s, nede, oppe in zip(ut.sum_.tolist(), ut.nede.tolist(), ut.oppe.tolist(), strict=True)
    ]


def innsidere(verden: Verden, rng: np.random.Generator, mest: int) -> list[Innsider]:
    """Inntil ``mest`` ulike mennesker; de sjeldneste svarene først, for de vet mest."""
    grupper: Mapping[str, Gruppe] = {k: g for d in deler(verden.instrument) for k, g in d.grupper.items()}
    funnet: dict[tuple[int, bytes], list[int]] = {}
    for person in rng.permutation(len(verden.enhet)).tolist():
        if verden.celle[person] >= 0:
            funnet.setdefault((int(verden.celle[person]), verden.svar[person].tobytes()), []).append(person)
    sjeldne = sorted(funnet.values(), key=len)[:mest]
    return [_innsider(verden, grupper, personer[0]) for personer in sjeldne]


def _innsider(verden: Verden, grupper: Mapping[str, Gruppe], person: int) -> Innsider:
    trinn = {kode: int(verdier[person]) for kode, verdier in verden.poeng.skalaene.items()}
    ja = {kode: sum(trinn[s] for s in g.skalaer) >= g.kutt for kode, g in grupper.items()}
    ja |= {kode: bool(verdier[person] == 1) for kode, verdier in verden.poeng.hendelsene.items()}
    return Innsider(int(verden.celle[person]), ja, trinn)


def profil(instrument: Instrument, nivaa: Mapping[str, str], hendelser: Mapping[str, bool]) -> NDArray[np.uint8]:
    """Svarene til én som ligger på ``nivaa`` (bunn, under eller over grensen, topp) på hver faktor og enkeltskala."""
    plass = leddplasser(instrument)
    svar = np.ones(len(plass), dtype=np.uint8)
    grupper = {k: g for d in deler(instrument) for k, g in d.grupper.items()}
    for kode, gruppe in grupper.items():
        leddene = [ledd for s in gruppe.skalaer for ledd in instrument.skala(s).leddene]
        totalen = {"bunn": 0, "under": gruppe.kutt - 1, "over": gruppe.kutt, "topp": LEDDTOPP * len(leddene)}[
            nivaa[kode]
        ]
        for nr, ledd in enumerate(leddene):
            poeng = totalen // len(leddene) + (nr < totalen % len(leddene))
            svar[plass[ledd.id]] = 5 - poeng if ledd.snudd else poeng + 1
    for kode, ja in hendelser.items():
        svar[plass[kode]] = 1 + ja
    return svar


def ytterliggaaende(instrument: Instrument, rng: np.random.Generator, antall: Sequence[int]) -> NDArray[np.uint8]:
    """Svar fra noen få grupper som svarer likt: alle like, alle unntatt én eller to, to klynger, enhet for enhet …"""
    grupper = sorted({k for d in deler(instrument) for k in d.grupper})
    nivaaer = [str(n) for n in rng.choice(NIVAAER, size=2, replace=False)] if rng.random() < 0.7 else list(NIVAAER)
    profilene = []
    for _ in range(int(rng.integers(1, 5))):
        nivaa = {g: str(rng.choice(nivaaer)) for g in grupper}
        profilene.append(profil(instrument, nivaa, {h.id: bool(rng.random() < 0.5) for h in instrument.hendelsene}))
    enhet = fordel(antall)
    hvem: NDArray[Any] = np.zeros(len(enhet), dtype=np.int64)
    slag = int(rng.integers(0, 4))
    if slag == 1:
        hvem = rng.integers(0, len(profilene), len(enhet))
    elif slag == 2:
        hvem = (enhet + int(rng.integers(0, 9))) % len(profilene)
    if slag == 3 or rng.random() < 0.5:
        avvikere = rng.choice(len(enhet), size=min(len(enhet), int(rng.integers(1, 4))), replace=False)
        hvem[avvikere] = rng.integers(0, len(profilene), len(avvikere))
    svar: NDArray[np.uint8] = np.stack(profilene)[hvem]
    return svar


def tilfeldig_verden(instrument: Instrument, rng: np.random.Generator, *, mest: int = 100) -> Verden:
    """Et lite tre med 20 til ``mest`` mennesker, ytterliggående svar og minstegrense 5, 7 eller 10."""
    grense = int(rng.choice([5, 7, 10]))
    enheter = int(rng.integers(1, 6))
    forelder = [-1, *(int(rng.integers(0, v)) for v in range(1, enheter))]
    antall = rng.integers(0, 1 + mest // enheter, enheter)
    antall[-1] = max(antall[-1], min(20, mest // enheter))
    while antall.sum() < 20:
        antall[int(rng.integers(0, enheter))] += 5
    svar = ytterliggaaende(instrument, rng, antall.tolist())
    return lag_verden(instrument, lag_tre(forelder, antall.tolist()), fordel(antall.tolist()), svar, grense=grense)


def bevis_i(instrument: Instrument, froene: Iterable[int], vern: Vern, delene: list[Del], *, kjente: int = 1) -> int:
    """I hvor mange av datasettene en utenforstående eller en av ``kjente`` innsidere kan bevise noe."""
    antall = 0
    for fro in froene:
        rng = np.random.default_rng(fro)
        verden = tilfeldig_verden(instrument, rng)
        antallsyn, sumsyn = syn(verden, vern)
        angripere = (None, *innsidere(verden, rng, kjente))
        antall += any(list(bevisene(delene, verden.antall, antallsyn, sumsyn, hvem)) for hvem in angripere)
    return antall
