"""Sykefravær, skader og turnover slik sidene viser dem. Leser bare frosne vinduer, aldri radene under (ADR 0012)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker, Enhet, Virksomhet
from tiltak.domain.begreper import Utfallsmaal
from tiltak.domain.utfallstall import UTFALLSORD, VINDUSLENGDE, er_over, vinduet
from tiltak.models import Utfallstall, Utfallsvindu

HOYST_VINDUER = 8
"""Kolonner i tabellen: to år med kvartaler."""


@dataclass(frozen=True, slots=True)
class Utfallstabell:
    """Ett mål: periodene fra eldst til nyest, og gruppene med ett tall per periode, ``None`` der de ikke vises."""

    maal: Utfallsmaal
    tittel: str
    forklaring: str
    perioder: tuple[str, ...]
    radene: tuple[tuple[str, tuple[str | None, ...]], ...]
    minstegrense: int


def tabellene(bruker: Bruker, virksomhet: Virksomhet) -> list[Utfallstabell]:
    """Tabellene brukeren kan se: gruppene i egne enheter, og hele virksomheten."""
    egne = bruker.enheter_med(Tilgang.SE_RESULTAT)
    rotter = set(Enhet.objects.filter(virksomhet=virksomhet, forelder=None).values_list("pk", flat=True))
    vinduene = list(Utfallsvindu.objects.filter(virksomhet=virksomhet).order_by("fra"))
    ut = []
    for maal in Utfallsmaal:
        mine = [en for en in vinduene if en.maal == maal][-HOYST_VINDUER:]
        if mine:
            ut.append(_tabell(maal, mine, egne=egne, rotter=rotter))
    return ut


def _tabell(
    maal: Utfallsmaal, vinduene: list[Utfallsvindu], *, egne: frozenset[int], rotter: set[int]
) -> Utfallstabell:
    celler: dict[tuple[int, bool], dict[date, str]] = {}
    navn: dict[tuple[int, bool], str] = {}
    for vindu in vinduene:
        for rad in vindu.radene:
            gruppe = (rad["enhet"], rad["rest"])
            if rad["enhet"] in egne or (rad["enhet"] in rotter and not rad["rest"]):
                celler.setdefault(gruppe, {})[vindu.fra] = tallet(maal, rad["teller"], rad["nevner"])
                navn[gruppe] = _("Øvrige i %(enhet)s") % {"enhet": rad["navn"]} if rad["rest"] else rad["navn"]
    rekkefolge = sorted(navn, key=lambda gruppe: (gruppe[0] not in rotter, navn[gruppe]))
    return Utfallstabell(
        maal=maal,
        tittel=_(UTFALLSORD[maal]),
        forklaring=_forklaring(maal),
        perioder=tuple(periode(maal, en.fra) for en in vinduene),
        radene=tuple((navn[en], tuple(celler[en].get(vindu.fra) for vindu in vinduene)) for en in rekkefolge),
        minstegrense=vinduene[-1].minstegrense,
    )


def tallet(maal: Utfallsmaal, teller: int, nevner: int) -> str:
    """Tallet i ord: prosent med én desimal av dagsverkene, antall skader, eller de som sluttet i prosent av de ansatte."""
    if maal is Utfallsmaal.SKADER:
        return str(teller // 10)
    if nevner == 0:
        return "–"
    tideler = (teller * VINDUSLENGDE[maal] if maal is Utfallsmaal.TURNOVER else teller) * 1000
    avrundet = (2 * tideler + nevner) // (2 * nevner)
    return f"{avrundet // 10},{avrundet % 10} %"


def periode(maal: Utfallsmaal, fra: date) -> str:
    """Kvartalet eller året med ord."""
    if VINDUSLENGDE[maal] == 12:
        return str(fra.year)
    return _("%(nummer)d. kvartal %(aar)d") % {"nummer": (fra.month + 2) // 3, "aar": fra.year}


def klare_vinduer(virksomhet: Virksomhet, i_dag: date) -> list[tuple[Utfallsmaal, date, str]]:
    """Periodene som er over og har tall, men ikke vises ennå: mål, første måned og navn."""
    frosne = set(Utfallsvindu.objects.filter(virksomhet=virksomhet).values_list("maal", "fra"))
    maanedene: Iterable[tuple[str, date]] = (
        Utfallstall.objects.filter(enhet__virksomhet=virksomhet).order_by().values_list("maal", "maaned").distinct()
    )
    funnet = {(Utfallsmaal(maal), vinduet(Utfallsmaal(maal), maaned)) for maal, maaned in maanedene}
    return [
        (maal, vindu[0], f"{_(UTFALLSORD[maal])}, {periode(maal, vindu[0])}")
        for maal, vindu in sorted(funnet, key=lambda en: (en[1], str(en[0])))
        if er_over(vindu, i_dag) and (str(maal), vindu[0]) not in frosne
    ]


def _forklaring(maal: Utfallsmaal) -> str:
    return {
        Utfallsmaal.SYKEFRAVAER: _("Tapte dagsverk i prosent av de avtalte."),
        Utfallsmaal.SKADER: _("Antall meldte skader."),
        Utfallsmaal.TURNOVER: _("De som sluttet, i prosent av gjennomsnittlig antall ansatte."),
    }[maal]
