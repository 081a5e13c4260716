"""Det som venter på en bruker. Rommene over melder inn sine funksjoner, så grunnetasjen slipper å kjenne dem."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.aarshjul import VARSLES_FOR
from arbeidsmiljo.models import Aarsoppgave, Bruker
from arbeidsmiljo.templatetags.visning import dato

HOYST = 5
"""Så mange oppgaver fra årshjulet vises på forsiden; resten står i årshjulet."""


@dataclass(frozen=True, slots=True)
class Oppgave:
    """Én ting som venter, eller er verd å vite. ``rang`` 0 er for sent, 1 venter, 2 er til orientering.

    ``frist`` er dagen det skal være gjort, når det finnes en; den nærmeste kommer først.
    """

    tittel: str
    tekst: str
    lenke: str
    handling: str
    ikon: str
    rang: int = 1
    frist: date | None = None


Kilde = Callable[[Bruker, date], list[Oppgave]]
_KILDENE: list[Kilde] = []


def registrer(kilde: Kilde) -> None:
    """Melder inn en funksjon som finner oppgaver. Kalles fra rommets ``AppConfig.ready``."""
    if kilde not in _KILDENE:
        _KILDENE.append(kilde)


def oppgaver_for(bruker: Bruker, i_dag: date) -> list[Oppgave]:
    """Alt som venter på brukeren, det som er for sent først, og så etter fristen."""
    alle = [oppgave for kilde in _KILDENE for oppgave in kilde(bruker, i_dag)]
    return sorted(alle, key=lambda oppgave: (oppgave.rang, oppgave.frist or date.max))


def aarshjulets_oppgaver(bruker: Bruker, i_dag: date) -> list[Oppgave]:
    """Oppgavene i årshjulet for rollene til brukeren, fra 14 dager før fristen. Én spørring."""
    mine = Aarsoppgave.objects.synlig_for(bruker).som_venter().filter(rolle__in=bruker.rollene)
    return [_aarsoppgave(en, i_dag) for en in mine.filter(frist__lte=i_dag + VARSLES_FOR)[:HOYST]]


def _aarsoppgave(oppgave: Aarsoppgave, i_dag: date) -> Oppgave:
    er_sen, dag = oppgave.er_sen(i_dag), {"dag": dato(oppgave.frist)}
    return Oppgave(
        tittel=oppgave.tittelen,
        tekst=(_("Fristen i årshjulet var %(dag)s.") if er_sen else _("Fristen i årshjulet er %(dag)s.")) % dag,
        lenke=reverse("aarsoppgave", args=[oppgave.pk]),
        handling=_("Se oppgaven"),
        ikon="bjelle" if er_sen else "kalender",
        rang=0 if er_sen else 1,
        frist=oppgave.frist,
    )
