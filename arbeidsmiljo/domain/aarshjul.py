"""Årshjulet: forslaget i ``data/aarshjul.toml``, og regnestykkene med frister. Kilde: ``domain.md`` 7.3."""

import math
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

from arbeidsmiljo.domain.datafil import Datafil, les_toml
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.domain.sprak import SPRAK, Tekst

VARSLES_FOR = timedelta(days=14)
"""Så lenge før fristen kommer den første påminnelsen."""
MASES_HVER = timedelta(days=7)
"""Så ofte kommer en påminnelse etter fristen."""
HOYST_TEGN = 40


@dataclass(frozen=True, slots=True)
class Oppgavemal:
    """Én oppgave i forslaget. ``maaned`` og ``dag`` er fristen hvert år."""

    id: str
    rolle: Rolle
    maaned: int
    dag: int
    tittel: Tekst
    beskrivelse: Tekst


def les_aarshjul(innhold: bytes, fil: str) -> tuple[Oppgavemal, ...]:
    """Oppgavene i en fil, i filens rekkefølge.

    Melder ``DatafilError`` ved ukjente nøkler, doble id-er, en rolle som ikke finnes, eller en dag måneden ikke har hvert år.
    """
    rot = les_toml(innhold, fil)
    rot.bare("versjon", "oppgaver")
    rot.heltall("versjon", minst=1, hoyst=9999)
    malene: dict[str, Oppgavemal] = {}
    for rad in rot.tabeller("oppgaver"):
        mal = _mal(rad)
        if mal.id in malene:
            raise rad.feil("id", f"«{mal.id}» er brukt før")
        malene[mal.id] = mal
    return tuple(malene.values())


def _mal(rad: Datafil) -> Oppgavemal:
    rad.bare("id", "rolle", "maaned", "dag", "tittel", "beskrivelse")
    id_ = rad.tekst("id")
    if len(id_) > HOYST_TEGN:
        raise rad.feil("id", f"er lengre enn {HOYST_TEGN} tegn")
    maaned = rad.heltall("maaned", minst=1, hoyst=12)
    # 2026 er ikke skuddår, så 29. februar blir avvist.
    dag = rad.heltall("dag", minst=1, hoyst=monthrange(2026, maaned)[1])
    return Oppgavemal(
        id=id_,
        rolle=Rolle(rad.en_av("rolle", tuple(Rolle))),
        maaned=maaned,
        dag=dag,
        tittel=rad.sprakliste("tittel", SPRAK),
        beskrivelse=rad.sprakliste("beskrivelse", SPRAK),
    )


@lru_cache(maxsize=1)
def aarshjulet() -> tuple[Oppgavemal, ...]:
    """Forslaget som følger med programmet."""
    return les_aarshjul(files("arbeidsmiljo.data").joinpath("aarshjul.toml").read_bytes(), "aarshjul.toml")


def oppgavemal(id_: str) -> Oppgavemal | None:
    """Malen med id-en, eller None for en egen oppgave eller en mal som ikke følger med lenger."""
    return next((mal for mal in aarshjulet() if mal.id == id_), None)


def neste_gang(maaned: int, dag: int, fra: date) -> date:
    """Første gang datoen kommer, fra og med ``fra``. Melder ``ValueError`` når datoen ikke finnes hvert år."""
    i_aar = date(fra.year, maaned, dag)
    return i_aar if i_aar >= fra else date(fra.year + 1, maaned, dag)


def aaret_etter(frist: date) -> date:
    """Samme dag året etter. 29. februar blir 28."""
    er_skuddag = (frist.month, frist.day) == (2, 29)
    return date(frist.year + 1, frist.month, 28 if er_skuddag else frist.day)


def neste_frist(frist: date, i_dag: date) -> date:
    """Fristen for neste runde av oppgaven: et år fram, så mange ganger at den ikke alt er forbi."""
    neste = aaret_etter(frist)
    while neste < i_dag:
        neste = aaret_etter(neste)
    return neste


def paaminnes(frist: date, sist: date | None, i_dag: date) -> bool:
    """Om rollen skal minnes på oppgaven i dag. ``sist`` er dagen det skjedde sist.

    Det minnes 14 dager før fristen, på fristen, og hver uke etter. Den dagen som sist er passert, teller: står jobben
    stille en stund, kommer påminnelsen når den går igjen, men bare én.
    """
    forste = frist - VARSLES_FOR
    if i_dag < forste:
        return False
    uker = math.floor((i_dag - frist) / MASES_HVER)
    passert = forste if i_dag < frist else frist + uker * MASES_HVER
    return sist is None or sist < passert


@dataclass(frozen=True, slots=True)
class Maanedsdel:
    """En måned i tegningen av årshjulet. ``sti`` er SVG; (``x``, ``y``) er midten av ordet, (``px``, ``py``) av tallet."""

    nummer: int
    sti: str
    x: float
    y: float
    px: float
    py: float
    antall: int
    er_naa: bool


def maanedsdelene(antall: Sequence[int], naa: int) -> tuple[Maanedsdel, ...]:
    """De tolv månedene som en ring i en rute på 300 × 300, med ``antall`` oppgaver i hver. ``naa`` er måneden nå, 1–12.

    Januar begynner øverst, og ringen går med klokken.
    """
    return tuple(
        _maanedsdel(nummer, hvor_mange, er_naa=nummer == naa) for nummer, hvor_mange in enumerate(antall, start=1)
    )


def _maanedsdel(nummer: int, antall: int, *, er_naa: bool) -> Maanedsdel:
    ytre, indre, luft = 146, 106, 1.2
    fra, til = (nummer - 1) * 30 + luft, nummer * 30 - luft
    hjornene = [*_punkt(ytre, fra), *_punkt(ytre, til), *_punkt(indre, til), *_punkt(indre, fra)]
    sti = "M{} {}A{r} {r} 0 0 1 {} {}L{} {}A{i} {i} 0 0 0 {} {}Z".format(*hjornene, r=ytre, i=indre)
    return Maanedsdel(nummer, sti, *_punkt(126, nummer * 30 - 15), *_punkt(86, nummer * 30 - 15), antall, er_naa)


def _punkt(radius: float, grader: float) -> tuple[float, float]:
    vinkel = math.radians(grader)
    return round(150 + radius * math.sin(vinkel), 1), round(150 - radius * math.cos(vinkel), 1)
