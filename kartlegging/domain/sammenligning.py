"""Sammenligning med en tidligere utgivelse når organisasjonen er endret imellom.

Kilde: ``privacy.md`` 2.8. En gammel runde regnes aldri på nytt under et nytt tre: da ville forskjellen mellom det gamle
og det nye tallet vært tallet for dem som flyttet. I stedet settes grunnlaget sammen av rader som alt er vist i den
gamle utgivelsen, uten overlapp, og bare når de til sammen er nøyaktig de riktige enhetene. Det som da vises, er en
funksjon av viste tall, og lærer ingen noe nytt.

En **celle** er de som hører direkte til én enhet i det gamle treet. Hver enhet i det nye treet gjør krav på cellene til
forgjengerne sine.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kartlegging.domain.instrument import Rolle
from kartlegging.domain.skjerming import atomer, sum_per_atom
from kartlegging.domain.tre import REST_ENDELSE, Enhetstre
from kartlegging.domain.usikkerhet import andelsintervall, middelintervall, vist_treff
from kartlegging.domain.visning import (
    Enhetsresultat,
    Faktorresultat,
    Hendelsesresultat,
    Retning,
    Samletresultat,
    Skalaresultat,
)


class Uten(StrEnum):
    """Hvorfor en enhet ikke kan sammenlignes med den tidligere utgivelsen."""

    NY = "ny"
    DELT = "delt"
    IKKE_VIST = "ikke_vist"
    ENDRET = "endret"


@dataclass(frozen=True, slots=True)
class Grunnlag:
    """Kodene til de viste radene som til sammen er enheten, eller hvorfor det ikke finnes noen slike."""

    deler: tuple[str, ...] = ()
    uten: Uten | None = None


@dataclass(frozen=True, eq=False)
class Overgang:
    """Fra treet i en tidligere runde (``for_``) til treet nå, slik begge var frosset.

    ``forgjengere`` er, for hver enhet i ``naa``, kodene den hadde i tidligere runder (koder som ikke fantes i ``for_``,
    er uten virkning). ``viste`` er kodene til radene som vises i den tidligere utgivelsen, også restgruppene.
    """

    naa: Enhetstre
    forgjengere: Sequence[Sequence[str]]
    for_: Enhetstre
    viste: AbstractSet[str]

    def grunnlag(self, kode: str) -> Grunnlag:
        """Grunnlaget for enheten med koden. Virksomheten sammenlignes alltid med virksomheten."""
        u = self.naa.koder.index(kode)
        if u == 0:
            return Grunnlag(self.for_.koder[:1]) if self._vist[0] else Grunnlag(uten=Uten.IKKE_VIST)
        inne = self._i_undertreet(u)
        kjente = {w for enheter in self._forgjengeren_til.values() for w in enheter}
        if kjente.isdisjoint(inne):
            return Grunnlag(uten=Uten.NY)
        if any(self._folk_naa[w] and w not in kjente for w in inne):
            return Grunnlag(uten=Uten.ENDRET)
        celler = {celle for celle, enheter in self._krav.items() if not enheter.isdisjoint(inne)}
        if any(not self._krav[celle] <= inne for celle in celler):
            return Grunnlag(uten=Uten.DELT)
        return self._dekk(u, celler)

    @cached_property
    def _folk_naa(self) -> NDArray[np.bool_]:
        return _har_folk(self.naa)

    @cached_property
    def _folk_for(self) -> NDArray[np.bool_]:
        return _har_folk(self.for_)

    @cached_property
    def _vist(self) -> NDArray[np.bool_]:
        return np.array([kode in self.viste for kode in self.for_.koder], dtype=np.bool_)

    @cached_property
    def _plass_for(self) -> dict[str, int]:
        return {kode: v for v, kode in enumerate(self.for_.koder)}

    @cached_property
    def _forgjengeren_til(self) -> dict[int, set[int]]:
        """Fra gammel enhet til de nye enhetene den er forgjenger for."""
        ut: dict[int, set[int]] = {}
        for w, kodene in enumerate(self.forgjengere):
            for kode in kodene:
                if kode in self._plass_for:
                    ut.setdefault(self._plass_for[kode], set()).add(w)
        return ut

    @cached_property
    def _krav(self) -> dict[int, set[int]]:
        """Hvem som gjør krav på hver celle med folk i. En tømt enhet gir seg for dem som har fått folkene."""
        return {
            celle: {w for w in enheter if self._folk_naa[w]} or enheter
            for celle, enheter in self._forgjengeren_til.items()
            if self._folk_for[celle]
        }

    def _i_undertreet(self, u: int) -> set[int]:
        inne = {u}
        for w, forelder in enumerate(self.naa.forelder.tolist()):
            if forelder in inne:
                inne.add(w)
        return inne

    def _dekk(self, u: int, celler: set[int]) -> Grunnlag:
        """Færrest mulig viste rader uten overlapp som til sammen er nøyaktig ``celler``.

        Treet er nøstet, så å ta den øverste raden som får plass, er alltid riktig: det den dekker, kan ingen rad
        utenfor den dekke uten å overlappe.
        """
        med = np.zeros(len(self.for_), dtype=np.bool_)
        med[list(celler)] = True
        i_alt = self.for_.undertresum(self._folk_for.astype(np.int64))
        riktige = self.for_.undertresum(med.astype(np.int64))
        rene = self._vist & (riktige > 0) & (riktige == i_alt)
        egne = [kode for kode in self.forgjengere[u] if kode in self._plass_for]
        # I en kjede av enheter med de samme folkene er enhetens egen rad den den skal sammenlignes med.
        for kode in sorted(egne, key=lambda kode: kode != self.naa.koder[u]):
            if rene[self._plass_for[kode]] and riktige[self._plass_for[kode]] == len(celler):
                return Grunnlag((kode,))
        deler = self._plukk(med, rene)
        if deler:
            return Grunnlag(deler)
        # Var enheten selv vist, sto tallet der, men sammen med folk som ikke hører til lenger.
        return Grunnlag(uten=Uten.ENDRET if self.viste >= set(egne) else Uten.IKKE_VIST)

    def _plukk(self, med: NDArray[np.bool_], rene: NDArray[np.bool_]) -> tuple[str, ...]:
        """De øverste ``rene`` enhetene og restgruppene som er nøyaktig ``med``; tom når de ikke rekker."""
        forelder, koder = self.for_.forelder, self.for_.koder
        dekket = self.for_.arv(np.where(rene, 1, -1).astype(np.int32)) == 1
        overste = rene & ~((forelder >= 0) & dekket[forelder])
        eier = atomer(self.for_, self._vist)
        egne = sum_per_atom(eier, med.astype(np.int64))
        fremmede = sum_per_atom(eier, (self._folk_for & ~med).astype(np.int64))
        har_rest = np.array([kode + REST_ENDELSE in self.viste for kode in koder], dtype=np.bool_)
        rester = har_rest & ~dekket & (egne > 0) & (fremmede == 0)
        if (med & ~dekket & ~((eier >= 0) & rester[eier])).any():
            return ()
        par = ((kode, overste[v], rester[v]) for v, kode in enumerate(koder))
        return tuple(kode if hel else kode + REST_ENDELSE for kode, hel, rest in par if hel or rest)


def _har_folk(tre: Enhetstre) -> NDArray[np.bool_]:
    # I en runde uten invitasjoner (papirskjemaer) vet ingen hvem som var spurt hvor. Da teller alle enhetene.
    har = tre.invitert > 0
    return har if har.any() else np.ones(len(tre), dtype=np.bool_)


def samle(radene: Sequence[Enhetsresultat], spredning: Mapping[str, int]) -> Enhetsresultat:
    """Viste rader uten overlapp som én rad, regnet bare av de viste tallene. En rad alene er seg selv.

    Snitt og indekser er middelet vektet med ``antall``. En andel er summen av de viste antallene bak prosentene. Er et
    tall skjult i én av radene, er det skjult her. Melder ``ValueError`` uten rader eller når en av dem er skjult.
    """
    antall = [rad.antall for rad in radene if rad.vises and rad.antall]
    if not radene or len(antall) != len(radene):
        raise ValueError("Bare viste rader kan settes sammen, og det må være minst én.")
    forst = radene[0]
    if len(radene) == 1:
        return forst
    return replace(
        forst,
        kode="+".join(rad.kode for rad in radene),
        navn=" + ".join(rad.navn for rad in radene),
        forelder=None,
        art="enhet",
        dybde=min(rad.dybde for rad in radene),
        antall=sum(antall),
        svarprosent=None,
        faktorer={f: _faktor([rad.faktorer[f] for rad in radene], antall, spredning) for f in forst.faktorer},
        hendelser={h: _hendelse([rad.hendelser[h] for rad in radene], antall) for h in forst.hendelser},
        samlet=_samlet([rad.samlet for rad in radene], antall),
        utfall={s: _skala([rad.utfall[s] for rad in radene], antall, spredning) for s in forst.utfall},
    )


def _faktor(delene: Sequence[Faktorresultat], antall: Sequence[int], spredning: Mapping[str, int]) -> Faktorresultat:
    forst = delene[0]
    krav = [spredning[kode] for kode, skala in forst.skalaer.items() if skala.rolle == Rolle.KRAV]
    indeks = _vektet([en.indeks for en in delene], antall)
    lav, hoy = _middelgrenser(indeks, antall, sum(krav) / len(krav) if krav else 0)
    andel = _andel([en.andel_eksponert for en in delene], antall)
    andel_lav, andel_hoy = (None, None) if andel is None else andelsintervall(andel, sum(antall))
    return Faktorresultat(
        kode=forst.kode,
        indeks=indeks,
        indeks_lav=lav,
        indeks_hoy=hoy,
        avkortet=indeks is not None and any(en.avkortet for en in delene),
        retning=None if indeks is None else _retning([en.retning for en in delene]),
        skjult_fordi=_forste([en.skjult_fordi for en in delene]),
        andel_eksponert=andel,
        andel_lav=andel_lav,
        andel_hoy=andel_hoy,
        andel_skjult_fordi=_forste([en.andel_skjult_fordi for en in delene]),
        skalaer={kode: _skala([en.skalaer[kode] for en in delene], antall, spredning) for kode in forst.skalaer},
    )


def _skala(delene: Sequence[Skalaresultat], antall: Sequence[int], spredning: Mapping[str, int]) -> Skalaresultat:
    forst = delene[0]
    snitt = _vektet([en.snitt for en in delene], antall)
    lav, hoy = _middelgrenser(snitt, antall, spredning[forst.kode])
    return Skalaresultat(
        kode=forst.kode,
        rolle=forst.rolle,
        snitt=snitt,
        lav=lav,
        hoy=hoy,
        avkortet=snitt is not None and any(en.avkortet for en in delene),
        retning=None if snitt is None else _retning([en.retning for en in delene]),
        skjult_fordi=_forste([en.skjult_fordi for en in delene]),
    )


def _hendelse(delene: Sequence[Hendelsesresultat], antall: Sequence[int]) -> Hendelsesresultat:
    return Hendelsesresultat(_andel([en.andel for en in delene], antall), _forste([en.skjult_fordi for en in delene]))


def _samlet(delene: Sequence[Samletresultat], antall: Sequence[int]) -> Samletresultat:
    forst = delene[0]

    def andel(tall: Callable[[Samletresultat], int | None]) -> int | None:
        return _andel([tall(en) for en in delene], antall)

    return Samletresultat(
        minst_to=andel(lambda en: en.minst_to),
        minst_tre=andel(lambda en: en.minst_tre),
        skjult_fordi=_forste([en.skjult_fordi for en in delene]),
        samvirker={kode: _andel([en.samvirker[kode] for en in delene], antall) for kode in forst.samvirker},
        samvirker_skjult_fordi={
            kode: _forste([en.samvirker_skjult_fordi[kode] for en in delene]) for kode in forst.samvirker_skjult_fordi
        },
    )


def _vektet(tall: Sequence[int | None], antall: Sequence[int]) -> int | None:
    """Middelet vektet med ``antall``, i hele tall med halve opp; ``None`` når ett av dem er skjult."""
    viste = [en for en in tall if en is not None]
    if len(viste) != len(tall):
        return None
    alle = sum(antall)
    return (2 * sum(n * en for n, en in zip(antall, viste, strict=True)) + alle) // (2 * alle)


def _andel(prosenter: Sequence[int | None], antall: Sequence[int]) -> int | None:
    """Andelen i hele prosent med halve opp, av de hele antallene de viste prosentene svarer til."""
    viste = [en for en in prosenter if en is not None]
    if len(viste) != len(prosenter):
        return None
    treff = sum(vist_treff(prosent, n) for prosent, n in zip(viste, antall, strict=True))
    return (200 * treff + sum(antall)) // (2 * sum(antall))


def _middelgrenser(snitt: int | None, antall: Sequence[int], spredning: float) -> tuple[int | None, int | None]:
    return (None, None) if snitt is None else middelintervall(snitt, sum(antall), spredning)


def _retning(delene: Sequence[str | None]) -> str | None:
    retninger = {en for en in delene if en is not None}
    return Retning.BEGGE.value if len(retninger) > 1 else _forste(delene)


def _forste(delene: Sequence[str | None]) -> str | None:
    return next((en for en in delene if en is not None), None)
