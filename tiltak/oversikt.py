"""Matrisen og balanselinjen, regnet ut ett sted så skjerm og PDF viser det samme."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from arbeidsmiljo.oversettelse import oversatt
from tiltak.domain.balanse import Balanse, Virkning, balanse
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.risiko import Risikoniva, Trinn, niva, risikodata
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.models import Risikoforhold, Tiltak
from tiltak.regler import virkninger


@dataclass(frozen=True, slots=True)
class Brikke:
    """En bokstav i matrisen. ``foreslatt`` tegnes stiplet: der utgivelsen pekte, når gruppen valgte noe annet."""

    faktor: str
    bokstav: str
    navn: str
    foreslatt: bool


@dataclass(frozen=True, slots=True)
class Rute:
    s: int
    k: int
    niva: Risikoniva
    brikkene: tuple[Brikke, ...]


@dataclass(frozen=True, slots=True)
class Matriserad:
    """Én sannsynlighet. ``uten_konsekvens`` er faktorer med forslag til S som ingen har satt K for ennå."""

    trinn: Trinn
    rutene: tuple[Rute, ...]
    uten_konsekvens: tuple[Brikke, ...]


@dataclass(frozen=True, slots=True)
class Matrise:
    """Radene fra S 5 øverst til S 1 nederst, og trinnene for K bortover."""

    radene: tuple[Matriserad, ...]
    konsekvens: tuple[Trinn, ...]


def matrise(forholdene: Iterable[Risikoforhold], tabellversjon: int = 1) -> Matrise:
    """Matrisen med én brikke per vurdert faktor, og en stiplet der forslaget lå et annet sted."""
    plasser: dict[tuple[int, int | None], list[Brikke]] = {}
    for forhold in forholdene:
        if forhold.ikke_relevant:
            continue
        s, k, forslag = forhold.sannsynlighet, forhold.konsekvens, forhold.foreslatt_sannsynlighet
        if s is not None:
            plasser.setdefault((s, k), []).append(_brikke(forhold, foreslatt=False))
        if forslag is not None and forslag != s:
            plasser.setdefault((forslag, k), []).append(_brikke(forhold, foreslatt=True))
    data = risikodata()
    radene = tuple(
        Matriserad(
            trinn,
            tuple(
                Rute(trinn.tall, k, niva(trinn.tall, k, tabellversjon), tuple(plasser.get((trinn.tall, k), ())))
                for k in range(1, 6)
            ),
            tuple(plasser.get((trinn.tall, None), ())),
        )
        for trinn in reversed(data.sannsynlighet)
    )
    return Matrise(radene, data.konsekvens)


def _brikke(forhold: Risikoforhold, *, foreslatt: bool) -> Brikke:
    en = forhold.faktoren
    return Brikke(forhold.faktor, en.bokstav, oversatt(en.kortnavn), foreslatt)


@dataclass(frozen=True, slots=True)
class Balansedel:
    """Ett stykke av balanselinjen. ``x`` og ``bredde`` er i promille av hele linjen, ``klasse`` sier mønsteret."""

    klasse: str
    ikon: str
    ord: str
    forklaring: str
    antall: int
    x: int
    bredde: int


@dataclass(frozen=True, slots=True)
class Balanselinje:
    """Hele linjen. ``setning`` sier det samme i ord. ``delene`` er alltid alle fire, også de uten tiltak."""

    balansen: Balanse
    delene: tuple[Balansedel, ...]
    setning: str


def balanselinje(virkningene: Iterable[Virkning]) -> Balanselinje:
    """Fordelingen av tiltakene på årsak, den enkelte, etterpå og bare symptom."""
    return balanselinje_av(balanse(virkningene))


def balanselinje_av(tall: Balanse) -> Balanselinje:
    """Linjen av tall som alt er regnet ut."""
    deler = (
        ("aarsak", "treff", _("Årsak (primær)"), _("Endrer hvordan arbeidet er organisert."), tall.primaere),
        ("person", "person", _("Den enkelte (sekundær)"), _(Tiltaksniva.SEKUNDAER.forklaring), tall.sekundaere),
        ("etterpaa", "person", _("Etterpå (tertiær)"), _(Tiltaksniva.TERTIAER.forklaring), tall.tertiaere),
        ("symptom", "symptom", _("Bare symptom"), _("Er ikke knyttet til noen årsak."), tall.symptomrettede),
    )
    ut, x = [], 0
    for nummer, (klasse, ikon, ord_, forklaring, antall) in enumerate(deler):
        # Den siste delen går til enden, så avrundingen aldri lager en glipe.
        igjen = sum(del_[4] for del_ in deler[nummer + 1 :])
        bredde = 0 if not antall else (1000 - x if not igjen else 1000 * antall // tall.antall)
        ut.append(Balansedel(klasse, ikon, ord_, forklaring, antall, x, bredde))
        x += bredde
    return Balanselinje(tall, tuple(ut), _balansesetning(tall))


def _balansesetning(tall: Balanse) -> str:
    if not tall.antall:
        return _("Ingen tiltak ennå.")
    return _("%(aarsak)d av %(alle)d tiltak endrer hvordan arbeidet er organisert.") % {
        "aarsak": tall.primaere,
        "alle": tall.antall,
    }


def plan_virkninger(tiltakene: Iterable[Tiltak]) -> list[Virkning]:
    """Virkningene for hele planen: hvert tiltak én gang. Avlyste er ikke med."""
    return [
        Virkning(Tiltaksniva(tiltak.nivaa), tuple(aarsak.aarsak for aarsak in tiltak.aarsakene.all()))
        for tiltak in tiltakene
        if tiltak.tilstand != Tiltakstilstand.AVLYST
    ]


@dataclass(frozen=True, slots=True)
class Treff:
    """Hvor mange av årsakene til et forhold som har et primært tiltak. ``tiltak`` er alle tiltakene mot forholdet."""

    truffet: int
    aarsaker: int
    tiltak: int


def treff(forhold: Risikoforhold, tiltakene: Iterable[Tiltak]) -> Treff:
    virker = virkninger(forhold, tiltakene)
    aarsakene = {aarsak.aarsak for aarsak in forhold.aarsakene.all()}
    truffet = {kode for en in virker if en.er_rettet_mot_aarsak for kode in en.aarsaker}
    return Treff(len(aarsakene & truffet), len(aarsakene), len(virker))
