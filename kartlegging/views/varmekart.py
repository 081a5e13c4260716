"""Varmekartet: enheter nedover, faktorer bortover, og ord for hver rute.

Fargene er én kulørs skala, aldri risikofargene: en belastning er ikke en risiko før noen har vurdert den. Trinnet
følger ordet, og ruten har også søyler og mønster, så fargen aldri står alene.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.faktorer import DE_FIRE, faktor
from arbeidsmiljo.domain.sprak import pa_sprak
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.visning import Enhetsresultat, andelsgrenser, rute
from kartlegging.models import Kartlegging
from kartlegging.resultater import Resultatside
from kartlegging.views import ord as si

DYPESTE_INNRYKK = 4
ORDBINDER = "\u2060"
"""Holder «0–100» på én linje i en smal kolonne."""


@dataclass(frozen=True, slots=True)
class Kolonne:
    kode: str
    navn: str
    i_prosent: bool


@dataclass(frozen=True, slots=True)
class Ruteord:
    """En rute med ord. ``skjult`` er grunnen når tallet ikke vises; ``trinn`` er 1, 3 eller 5."""

    faktor: str
    tall: str
    ord: str
    trinn: int
    skjult: str


@dataclass(frozen=True, slots=True)
class Rad:
    """En enhet eller restgruppe. ``skjult`` gjelder hele raden, og da er ``rutene`` tom.

    ``adresse`` og koden til en faktor er adressen til ruten.
    """

    kode: str
    adresse: str
    navn: str
    er_rest: bool
    er_overst: bool
    innrykk: int
    antall: int | None
    svarprosent: int | None
    forsiktig: bool
    skjult: str
    rutene: tuple[Ruteord | None, ...]
    kan_utvides: bool


@dataclass(frozen=True, slots=True)
class Andelsgrense:
    """Hvor ordene for en andel skifter, i hele prosent, for faktorene som måles med hendelser."""

    navn: str
    lav_til: int
    middels_til: int


@dataclass(frozen=True, slots=True)
class Varmekart:
    """``gruppene`` er (overskrift, antall kolonner); ``radene`` er i treets rekkefølge, sammenligningen først."""

    gruppene: tuple[tuple[str, int], ...]
    kolonnene: tuple[Kolonne, ...]
    radene: tuple[Rad, ...]
    andelsgrenser: tuple[Andelsgrense, ...]


def lag(side: Resultatside, kartlegging: Kartlegging, sprak: str) -> Varmekart:
    """Kartet for en side med resultater. Kolonnene er faktorene runden spurte om."""
    instrument = kartlegging.instrument
    kolonnene = tuple(
        Kolonne(del_.kode, pa_sprak(faktor(del_.kode).kortnavn, sprak), _i_prosent(del_.kode, instrument))
        for del_ in instrument.faktorene
    )
    enhetene: Iterable[Enhetsresultat] = side.radene
    if side.sammenligning is not None:
        enhetene = (side.sammenligning, *side.radene)
    grunnlinje = min((enhet.dybde for enhet in side.radene), default=0)
    return Varmekart(
        gruppene=_gruppene(kolonnene),
        kolonnene=kolonnene,
        radene=tuple(
            _rad(enhet, kolonnene, kartlegging, instrument, grunnlinje, kan_utvides=enhet.kode in side.kan_utvides)
            for enhet in enhetene
        ),
        andelsgrenser=tuple(
            Andelsgrense(kolonne.navn, *andelsgrenser(kolonne.kode, instrument))
            for kolonne in kolonnene
            if kolonne.i_prosent
        ),
    )


def _i_prosent(kode: str, instrument: Instrument) -> bool:
    return not instrument.skalaene_i(kode)


def _gruppene(kolonnene: tuple[Kolonne, ...]) -> tuple[tuple[str, int], ...]:
    fire = sum(kolonne.kode in DE_FIRE for kolonne in kolonnene)
    andre = sum(kolonne.kode not in DE_FIRE and not kolonne.i_prosent for kolonne in kolonnene)
    andeler = sum(kolonne.i_prosent for kolonne in kolonnene)
    grupper = (
        (_("Lovens fire faktorer · belastning 0–100"), fire),
        (_("Belastning 0–100").replace("–", ORDBINDER + "–" + ORDBINDER), andre),
        (_("Andel utsatt siste 12 måneder"), andeler),
    )
    return tuple((navn, antall) for navn, antall in grupper if antall)


def _rad(
    enhet: Enhetsresultat,
    kolonnene: tuple[Kolonne, ...],
    kartlegging: Kartlegging,
    instrument: Instrument,
    grunnlinje: int,
    *,
    kan_utvides: bool,
) -> Rad:
    minstegrense = kartlegging.minstegrense
    rutene: tuple[Ruteord | None, ...] = ()
    if enhet.vises:
        rutene = tuple(_ruteord(kolonne, enhet, instrument, minstegrense) for kolonne in kolonnene)
    return Rad(
        kode=enhet.kode,
        # Ett oppslag per rad i stedet for ett per rute: kartet kan ha sju hundre.
        adresse=reverse("resultat_faktor", args=[kartlegging.kortnavn, enhet.kode, "x"]).removesuffix("x/"),
        navn=si.enhetsnavn(enhet),
        er_rest=enhet.er_rest,
        er_overst=enhet.dybde == 0,
        innrykk=max(0, min(DYPESTE_INNRYKK, enhet.dybde - grunnlinje)),
        antall=enhet.antall,
        svarprosent=enhet.svarprosent,
        forsiktig=enhet.tolkes_med_forsiktighet,
        skjult=si.grunn(enhet.skjult_fordi, minstegrense),
        rutene=rutene,
        kan_utvides=kan_utvides,
    )


def _ruteord(kolonne: Kolonne, enhet: Enhetsresultat, instrument: Instrument, minstegrense: int) -> Ruteord | None:
    funnet = rute(kolonne.kode, enhet, instrument)
    if funnet is None:
        return None
    minst = max(si.MINST_HENDELSE, minstegrense) if kolonne.i_prosent else minstegrense
    if funnet.tall is None or funnet.ord is None:
        return Ruteord(kolonne.kode, "", "", 0, si.grunn(funnet.skjult_fordi, minst))
    tall = si.prosent(funnet.tall) if kolonne.i_prosent else si.poeng(funnet.tall, funnet.retning, enhet.antall)
    return Ruteord(kolonne.kode, tall, si.indekstekst(funnet.ord), funnet.trinn, "")


@dataclass(frozen=True, slots=True)
class Samtidig:
    """Andelen som er utsatt for flere belastninger samtidig."""

    navn: str
    andel: str
    skjult: str


def samlet(enhet: Enhetsresultat, kartlegging: Kartlegging, sprak: str) -> tuple[Samtidig, ...]:
    """Andelene utsatt for minst to og minst tre av a–d, og de navngitte parene som er regnet ut for enheten."""
    minst = max(si.MINST_SAMLET, kartlegging.minstegrense)
    rader = []
    if set(DE_FIRE) <= set(enhet.faktorer):
        for navn, andel in (
            (_("Minst to av de fire faktorene"), enhet.samlet.minst_to),
            (_("Minst tre av de fire faktorene"), enhet.samlet.minst_tre),
        ):
            rader.append(_samtidig(navn, andel, enhet.samlet.skjult_fordi, minst))
    for samvirke in kartlegging.instrument.samvirkene:
        if samvirke.bare_virksomhet and enhet.dybde > 0:
            continue
        andel = enhet.samlet.samvirker.get(samvirke.id)
        skjult = enhet.samlet.samvirker_skjult_fordi.get(samvirke.id)
        if andel is not None or skjult is not None:
            rader.append(_samtidig(pa_sprak(samvirke.navn, sprak), andel, skjult, minst))
    return tuple(rader)


def _samtidig(navn: str, andel: int | None, skjult_fordi: str | None, minst: int) -> Samtidig:
    if andel is None:
        return Samtidig(navn, "", si.grunn(skjult_fordi, minst))
    return Samtidig(navn, si.prosent(andel), "")
