"""Forslaget til samlet risikonivå, av nivåene for faktorene og det utgivelsen sier om samvirke.

Kilde: ``method.md`` 3 «Samlet» og ``domain.md`` 5.4. Et forslag hever aldri mer enn ett nivå, og gruppen
skriver alltid sin egen konklusjon.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from arbeidsmiljo.domain.faktorer import DE_FIRE
from arbeidsmiljo.domain.sprak import gettext_noop as _
from tiltak.domain.risiko import Risikoniva, sannsynlighet_for_andel

GRENSE_TRE_ELLER_FLERE = 20
"""Prosent med tre eller flere av a–d som må overstiges for at nivået heves."""

TRINN_FORHOYET_PAR = 3
"""S-trinnet («en del», fra 15 %) der andelen med både a og c regnes som forhøyet. Vårt forslag."""


@dataclass(frozen=True, slots=True)
class Regel:
    """En regel som førte til forslaget, med forklaring og kilde. ``navn`` og ``forklaring`` er merket
    for oversettelse."""

    navn: str
    forklaring: str
    kilde: str


HOYESTE = Regel(
    _("Høyeste enkeltnivå"),
    _("Samlet nivå er det høyeste av nivåene faktorene har hver for seg."),
    "Arbeidsmiljøloven § 4-1 første ledd, enkeltvis og samlet; regelen er vårt forslag",
)
EN_ELLER_TO = Regel(
    _("En eller to belastninger, resten lav"),
    _("Når bare en eller to faktorer er høye og resten er lav, heves ikke nivået over det høyeste av dem."),
    "Andersen m.fl. 2022, 69 371 arbeidstakere i Danmark",
)
UKLARE_KRAV_OG_TIDSPRESS = Regel(
    _("Uklare krav og tidspress sammen"),
    _("Uklare eller motstridende krav forsterker tidspress mer enn de to gjør hver for seg. Nivået heves ett hakk."),
    "Clausen m.fl. 2022, 55 467 arbeidstakere i Danmark: hasardratio 1,46, overadditiv (RERI 0,23)",
)
TRE_ELLER_FLERE = Regel(
    _("Tre eller flere belastninger på samme person"),
    _("Mer enn 20 prosent har minst tre av faktorene a–d samtidig. Nivået heves ett hakk."),
    "Andersen m.fl. 2022: forhøyet risiko når mange faktorer er dårlige samtidig; grensen er vårt forslag",
)
TRE_ELLER_FLERE_SATT = Regel(
    _("Tre eller flere faktorer satt høyt"),
    _(
        "Tallene for samtidige belastninger kan ikke vises. Minst tre av faktorene a–d er vurdert som høy eller mer. Nivået heves ett hakk."
    ),
    "Andersen m.fl. 2022: forhøyet risiko når mange faktorer er dårlige samtidig; regelen er vårt forslag",
)


@dataclass(frozen=True, slots=True)
class Samletforslag:
    """Forslaget, det høyeste enkeltnivået det bygger på, og reglene som ga det (minst én)."""

    niva: Risikoniva
    hoyeste: Risikoniva
    regler: tuple[Regel, ...]

    @property
    def er_hevet(self) -> bool:
        """Om en regel ba om å heve. Rød kan ikke heves, men regelen nevnes likevel."""
        return any(regel in _HEVER for regel in self.regler)


_HEVER = (UKLARE_KRAV_OG_TIDSPRESS, TRE_ELLER_FLERE, TRE_ELLER_FLERE_SATT)


def foreslatt_samlet(
    nivaer: Mapping[str, Risikoniva], *, minst_tre: int | None = None, a_og_c: int | None = None
) -> Samletforslag | None:
    """Foreslått samlet nivå, eller ``None`` når ingen faktor er vurdert.

    ``nivaer`` er satt nivå per faktorkode; faktorer vurdert som ikke relevante utelates, egne faktorer
    kan være med. ``minst_tre`` og ``a_og_c`` er prosent fra utgivelsen, ``None`` når de er skjult.

    Paret a og c er forhøyet når begge er satt til minst oransje, eller når andelen med begge er minst
    på trinnet «en del». Tre eller flere regnes av utgivelsen, og av satte nivåer bare når den er skjult.
    """
    if not nivaer:
        return None
    hoyeste = max(nivaer.values())
    regler = _hevende_regler(nivaer, minst_tre, a_og_c)
    if regler:
        return Samletforslag(hoyeste.hevet(), hoyeste, regler)
    return Samletforslag(hoyeste, hoyeste, (EN_ELLER_TO if _en_eller_to(nivaer) else HOYESTE,))


def _hevende_regler(nivaer: Mapping[str, Risikoniva], minst_tre: int | None, a_og_c: int | None) -> tuple[Regel, ...]:
    hoye = {kode for kode, niva in nivaer.items() if niva >= Risikoniva.ORANSJE}
    regler = []
    if {"a", "c"} <= hoye or (a_og_c is not None and sannsynlighet_for_andel(a_og_c) >= TRINN_FORHOYET_PAR):
        regler.append(UKLARE_KRAV_OG_TIDSPRESS)
    if minst_tre is None:
        if len(hoye & set(DE_FIRE)) >= 3:
            regler.append(TRE_ELLER_FLERE_SATT)
    elif minst_tre > GRENSE_TRE_ELLER_FLERE:
        regler.append(TRE_ELLER_FLERE)
    return tuple(regler)


def _en_eller_to(nivaer: Mapping[str, Risikoniva]) -> bool:
    ikke_lave = [niva for niva in nivaer.values() if niva > Risikoniva.GRONN]
    return len(nivaer) > len(ikke_lave) and 1 <= len(ikke_lave) <= 2 and max(ikke_lave) >= Risikoniva.ORANSJE
