"""Ett tall om gangen, for alle enheter og restgrupper: utvalg, vern og grunnen til at noe ikke vises.

Kilde: ``method.md`` 2. Radene er (2 × enheter): rad ``ENHET`` er enheten med alt under seg, rad ``REST`` er
restgruppen «Øvrige i …», som er nøyaktig enhetens atom.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kartlegging.domain.avrunding import avrund_smaatall, hele, klipp, med_stoy, slakk
from kartlegging.domain.skjerming import Utvalg, har_restgruppe, samme_atom, sum_per_atom, velg
from kartlegging.domain.tre import Enhetstre

ENHET, REST = 0, 1
SKJULT_FORDI = (None, "for_faa_svar", "ville_avslore_andre")
VISES, FOR_FAA_SVAR, VILLE_AVSLORE_ANDRE = 0, 1, 2
RETNING = (None, "ned", "opp", "begge")


@dataclass(frozen=True, slots=True, eq=False)
class Ramme:
    """Det som er felles for alle tallene i én opptelling.

    ``enhet`` er enheten hver person telles i, ``direkte`` antall svar per enhet, ``hoved`` utvalget P og
    ``antall``/``skjult``/``finnes`` (2 × enheter) antall svar, grunn og om raden finnes.
    """

    tre: Enhetstre
    enhet: NDArray[np.int32]
    nokkel: bytes
    minstegrense: int
    direkte: NDArray[np.int64]
    til_stede: NDArray[np.bool_]
    hoved: Utvalg
    antall: NDArray[np.int64]
    skjult: NDArray[np.int8]
    finnes: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Maaltall:
    """Ett tall for hver rad: ``verdi`` (hele poeng eller prosent), ``skjult`` (plass i ``SKJULT_FORDI``) og
    ``retning`` (plass i ``RETNING``). ``verdi`` er bare gyldig der ``skjult`` er ``VISES``."""

    verdi: NDArray[np.int64]
    skjult: NDArray[np.int8]
    retning: NDArray[np.int8]


def lag_ramme(tre: Enhetstre, enhet: NDArray[np.int32], minstegrense: int, nokkel: bytes) -> Ramme:
    """Tell svarene og velg P."""
    direkte = np.bincount(enhet, minlength=len(tre)).astype(np.int64)
    til_stede = (tre.invitert > 0) | (direkte > 0)
    hoved = velg(tre, direkte, minstegrense, np.ones(len(tre), dtype=np.bool_), til_stede=til_stede)
    antall = np.stack([tre.undertresum(direkte), sum_per_atom(hoved.eier, direkte)])
    grunn = np.where(
        _grunnlag_for_grunnen(tre, hoved, antall, minstegrense) < minstegrense, FOR_FAA_SVAR, VILLE_AVSLORE_ANDRE
    )
    skjult = np.where(hoved.vist, VISES, grunn).astype(np.int8)
    finnes = np.stack([np.ones(len(tre), dtype=np.bool_), har_restgruppe(tre, hoved, direkte)])
    return Ramme(
        tre, enhet, nokkel, minstegrense, direkte, til_stede, hoved, antall, np.stack([skjult, skjult]), finnes
    )


def _grunnlag_for_grunnen(
    tre: Enhetstre, hoved: Utvalg, antall: NDArray[np.int64], minstegrense: int
) -> NDArray[np.int64]:
    """Antallet som avgjør grunnen til at en enhet er skjult: svarene, eller de inviterte i et trangt atom.

    Grunnen sier om enheten har minst k svar. Er atomet vist med k svar, og én skjult enhet har minst k, har de andre
    ingen: da er det bevist at en hel enhet ikke svarte. Fra 2k − 1 svar kan hver av de andre fortsatt ha alt fra 0 til
    k − 1. Under det følger grunnen bare av det alle vet.
    """
    svarte: NDArray[np.int64] = antall[ENHET]
    if not tre.invitert.any():
        return svarte
    trangt = (hoved.eier >= 0) & (antall[REST][hoved.eier] < 2 * minstegrense - 1)
    ut: NDArray[np.int64] = np.where(trangt, tre.undertresum(tre.invitert.astype(np.int64)), svarte)
    return ut


def snitt(ramme: Ramme, trinn: NDArray[np.int16], topp: int) -> Maaltall:
    """Middelet av en skala i hele poeng 0–100, av de som har skalaen.

    ``trinn`` er hele trinn 0..``topp`` per person, negativ = mangler. Et tall er merket som avkortet når det
    virkelige middelet kunne vist et annet helt poeng; det avgjøres av de avkortede summene alene.
    """
    har = trinn >= 0
    direkte = _tell(ramme, har)
    summer = np.zeros(len(ramme.tre), dtype=np.int64)
    np.add.at(summer, ramme.enhet[har], trinn[har].astype(np.int64))
    utvalg = velg(ramme.tre, direkte, ramme.minstegrense, ramme.hoved.vist, til_stede=ramme.til_stede)
    i_atom = sum_per_atom(utvalg.eier, direkte)
    avkortet = klipp(sum_per_atom(utvalg.eier, summer), i_atom, topp)
    sum_ = _rader(ramme, avkortet.sum_)
    nevner = topp * _rader(ramme, i_atom)
    poeng = hele(100 * sum_, nevner)
    nede = hele(100 * (sum_ - slakk(topp) * _rader(ramme, avkortet.nede.astype(np.int64))), nevner) != poeng
    oppe = hele(100 * (sum_ + slakk(topp) * _rader(ramme, avkortet.oppe.astype(np.int64))), nevner) != poeng
    skjult = _grunner(ramme, utvalg, direkte, ramme.minstegrense)
    return Maaltall(poeng, skjult, (nede + 2 * oppe).astype(np.int8))


def andel_utsatt(ramme: Ramme, variabel: str, ja: NDArray[np.int8], k: int) -> Maaltall:
    """Andelen utsatte for en faktor i hele prosent, av de som har et svar, i et eget utvalg med grense ``k`` nøstet i P.

    ``ja`` er 1, 0 eller −1 (mangler) per person. ``variabel`` skiller loddene fra hverandre.

    Antallene avrundes i de samme små atomene som snittene avkortes i (minstegrensen), også når andelen bare vises for
    større grupper. Var de avrundet i de store, kunne snittet i en del av gruppen sammen med det nøyaktige antallet i
    hele bevist at ingen i resten var utsatt.
    """
    direkte = _tell(ramme, ja >= 0)
    smaa = velg(ramme.tre, direkte, ramme.minstegrense, ramme.hoved.vist, til_stede=ramme.til_stede)
    treff = avrund_smaatall(
        sum_per_atom(smaa.eier, _tell(ramme, ja == 1)),
        sum_per_atom(smaa.eier, direkte),
        nokkel=ramme.nokkel,
        variabel=variabel,
        koder=ramme.tre.koder,
    )
    utvalg = velg(ramme.tre, direkte, max(k, ramme.minstegrense), smaa.vist, til_stede=ramme.til_stede)
    return _prosent(ramme, utvalg, direkte, k, sum_per_atom(utvalg.eier, treff))


def andel_hendelse(ramme: Ramme, variabel: str, ja: NDArray[np.int8], k: int) -> Maaltall:
    """Andelen som har opplevd hendelsen. Som ``andel_utsatt``, men ingen snitt handler om det samme, så antallene
    avrundes i de atomene de vises for."""
    direkte = _tell(ramme, ja >= 0)
    utvalg = velg(ramme.tre, direkte, max(k, ramme.minstegrense), ramme.hoved.vist, til_stede=ramme.til_stede)
    treff = avrund_smaatall(
        sum_per_atom(utvalg.eier, _tell(ramme, ja == 1)),
        sum_per_atom(utvalg.eier, direkte),
        nokkel=ramme.nokkel,
        variabel=variabel,
        koder=ramme.tre.koder,
    )
    return _prosent(ramme, utvalg, direkte, k, treff)


def andel_samlet(
    ramme: Ramme, variabel: str, ja: NDArray[np.int8], k: int, *, kandidat: NDArray[np.bool_] | None = None
) -> Maaltall:
    """Andelen som oppfyller flere vilkår samtidig: «minst to», «minst tre» og samvirkene. ``kandidat`` snevrer inn hvor.

    Disse får støy, ikke avrunding: de er bundet til hverandre og til faktorenes andeler (de som har b og c, pluss de som
    har c og g, minus de som har b og g, er høyst alle med c). Nøyaktige antall som hver for seg er trygge, beviste
    sammen at alle eller ingen var utsatt.
    """
    direkte = _tell(ramme, ja >= 0)
    mulige = ramme.hoved.vist if kandidat is None else ramme.hoved.vist & kandidat
    utvalg = velg(ramme.tre, direkte, max(k, ramme.minstegrense), mulige, til_stede=ramme.til_stede)
    treff = med_stoy(
        sum_per_atom(utvalg.eier, _tell(ramme, ja == 1)),
        sum_per_atom(utvalg.eier, direkte),
        nokkel=ramme.nokkel,
        variabel=variabel,
        koder=ramme.tre.koder,
    )
    return _prosent(ramme, utvalg, direkte, k, treff)


def bare_rot(tre: Enhetstre) -> NDArray[np.bool_]:
    """Kandidatene for tall som bare vises for hele virksomheten."""
    rot = np.zeros(len(tre), dtype=np.bool_)
    rot[0] = True
    return rot


def indeks(skalaene: list[Maaltall]) -> Maaltall:
    """Middelet av de viste skalasnittene (halve opp), en funksjon av viste tall; skjult når én av dem er det."""
    skjult_alle = np.stack([s.skjult for s in skalaene])
    skjult = np.where((skjult_alle == FOR_FAA_SVAR).any(axis=0), FOR_FAA_SVAR, skjult_alle.max(axis=0)).astype(np.int8)
    sum_ = np.stack([s.verdi for s in skalaene]).sum(axis=0)
    retning = np.bitwise_or.reduce(np.stack([s.retning for s in skalaene]), axis=0)
    return Maaltall(hele(sum_, np.full_like(sum_, len(skalaene))), skjult, retning)


def _prosent(ramme: Ramme, utvalg: Utvalg, direkte: NDArray[np.int64], k: int, treff: NDArray[np.int64]) -> Maaltall:
    i_atom = sum_per_atom(utvalg.eier, direkte)
    prosent = hele(100 * _rader(ramme, treff), _rader(ramme, i_atom))
    skjult = _grunner(ramme, utvalg, direkte, max(k, ramme.minstegrense))
    return Maaltall(prosent, skjult, np.zeros_like(skjult))


def _tell(ramme: Ramme, hvem: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.bincount(ramme.enhet[hvem], minlength=len(ramme.tre)).astype(np.int64)


def _rader(ramme: Ramme, per_atom: NDArray[np.int64]) -> NDArray[np.int64]:
    """Summen av atomene i hver enhet, og enhetens eget atom."""
    return np.stack([ramme.tre.undertresum(per_atom), per_atom])


def _grunner(ramme: Ramme, utvalg: Utvalg, direkte: NDArray[np.int64], k: int) -> NDArray[np.int8]:
    """Hvorfor tallet er skjult i hver rad. Antallet som avgjør, er de i raden som har dette tallet."""
    har = np.stack([ramme.tre.undertresum(direkte), sum_per_atom(ramme.hoved.eier, direkte)])
    grunn = np.where(har < k, FOR_FAA_SVAR, VILLE_AVSLORE_ANDRE)
    vises = np.stack([utvalg.vist, samme_atom(ramme.hoved, utvalg, ramme.til_stede)])
    return np.where(ramme.skjult != VISES, ramme.skjult, np.where(vises, VISES, grunn)).astype(np.int8)
