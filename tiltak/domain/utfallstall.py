"""Hvilke enheter som kan få vist sykefravær, skader og turnover, og tallene de får (method.md 4, ADR 0012).

Hvert tall hører til nøyaktig ett vindu: kvartalet for sykefravær, kalenderåret for skader og turnover. Et vindu har ett
utvalg, på det laveste hodetallet hver enhet hadde i vinduet. Da er ingen måned med i summer fra to utvalg, og det
er ingenting å trekke fra hverandre på tvers av vinduer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from arbeidsmiljo.domain.sprak import gettext_noop as _
from kartlegging.domain.skjerming import MINSTEGRENSE_GULV, Utvalg, har_restgruppe, sum_per_atom, velg
from kartlegging.domain.tre import Enhetstre
from tiltak.domain.begreper import Utfallsmaal

GRENSE_SJELDNE = 20
"""Skader og de som slutter er så få at gruppen må være minst så stor."""
VINDUSLENGDE = MappingProxyType({Utfallsmaal.SYKEFRAVAER: 3, Utfallsmaal.SKADER: 12, Utfallsmaal.TURNOVER: 12})
"""Måneder i vinduet. Hver lengde går opp i tolv, så vinduene følger kalenderen og aldri overlapper."""


UTFALLSORD = MappingProxyType(
    {
        Utfallsmaal.SYKEFRAVAER: _("Sykefravær"),
        Utfallsmaal.SKADER: _("Skader"),
        Utfallsmaal.TURNOVER: _("Turnover"),
    }
)


@dataclass(frozen=True, slots=True)
class Maanedstall:
    """Tallene for folkene rett på én enhet én måned. ``enhet`` er plassen i treet; ``teller`` og ``nevner`` i tideler."""

    enhet: int
    maaned: date
    ansatte: int
    teller: int
    nevner: int


@dataclass(frozen=True, slots=True, eq=False)
class Vindustall:
    """Det som kan vises for ett vindu, én plass per enhet; tallene er 0 der enheten ikke er vist.

    ``teller`` og ``nevner`` er summen over hele undertreet og alle månedene. ``rest_…`` er det samme for «Øvrige i …».
    """

    utvalg: Utvalg
    teller: NDArray[np.int64]
    nevner: NDArray[np.int64]
    restgruppe: NDArray[np.bool_]
    rest_teller: NDArray[np.int64]
    rest_nevner: NDArray[np.int64]


def grensen(maal: Utfallsmaal, k: int) -> int:
    """Minste gruppe for målet. Melder ``ValueError`` når virksomhetens grense ``k`` er under gulvet."""
    if k < MINSTEGRENSE_GULV:
        raise ValueError(f"Minstegrensen må være minst {MINSTEGRENSE_GULV}.")
    return k if maal is Utfallsmaal.SYKEFRAVAER else max(k, GRENSE_SJELDNE)


def vinduet(maal: Utfallsmaal, dag: date) -> tuple[date, ...]:
    """Månedene, den første dagen i hver, i vinduet ``dag`` hører til."""
    lengde = VINDUSLENGDE[maal]
    forste = (dag.month - 1) // lengde * lengde + 1
    return tuple(date(dag.year, forste + i, 1) for i in range(lengde))


def er_over(vindu: tuple[date, ...], i_dag: date) -> bool:
    """Om hele vinduet er forbi. Et vindu som løper, ville skiftet utvalg når neste måned kom."""
    return (i_dag.year, i_dag.month) > (vindu[-1].year, vindu[-1].month)


def laveste_hodetall(antall_enheter: int, vindu: tuple[date, ...], tall: Iterable[Maanedstall]) -> NDArray[np.int64]:
    """Det laveste antallet ansatte hver enhet hadde i vinduet; 0 når en måned mangler.

    Melder ``ValueError`` når en måned er utenfor vinduet, eller en enhet har to tall for samme måned.
    """
    plass = {maaned: i for i, maaned in enumerate(vindu)}
    hoder = np.full((antall_enheter, len(vindu)), -1, dtype=np.int64)
    for rad in tall:
        if rad.maaned not in plass:
            raise ValueError(f"{rad.maaned} er utenfor vinduet.")
        if hoder[rad.enhet, plass[rad.maaned]] >= 0:
            raise ValueError(f"To tall for samme enhet i {rad.maaned}.")
        hoder[rad.enhet, plass[rad.maaned]] = rad.ansatte
    laveste: NDArray[np.int64] = np.maximum(hoder, 0).min(axis=1)
    return laveste


def skjerm(
    tre: Enhetstre, maal: Utfallsmaal, vindu: tuple[date, ...], tall: Iterable[Maanedstall], *, k: int
) -> Vindustall:
    """Utvalget og tallene for ett vindu. Utvalget ser bare på hodetall, aldri på det som er telt.

    En enhet som mangler en måned, teller som ingen ansatte, men er til stede: dens tall må gjemmes blant andres.
    """
    radene = list(tall)
    hoder = laveste_hodetall(len(tre), vindu, radene)
    teller, nevner = np.zeros_like(hoder), np.zeros_like(hoder)
    for rad in radene:
        teller[rad.enhet] += rad.teller
        nevner[rad.enhet] += rad.nevner
    til_stede = np.zeros(len(tre), dtype=np.bool_)
    til_stede[[rad.enhet for rad in radene if rad.ansatte or rad.teller or rad.nevner]] = True
    utvalg = velg(tre, hoder, grensen(maal, k), np.ones(len(tre), dtype=np.bool_), til_stede=til_stede)
    rest = har_restgruppe(tre, utvalg, hoder)
    return Vindustall(
        utvalg=utvalg,
        teller=tre.undertresum(teller) * utvalg.vist,
        nevner=tre.undertresum(nevner) * utvalg.vist,
        restgruppe=rest,
        rest_teller=sum_per_atom(utvalg.eier, teller) * rest,
        rest_nevner=sum_per_atom(utvalg.eier, nevner) * rest,
    )
