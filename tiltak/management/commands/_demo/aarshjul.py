"""Årshjulet i demoen: forslaget fra for et år siden, gjort til nå, med én oppgave over fristen."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from django.utils import timezone

from arbeidsmiljo.actions import bruk_forslaget, fullfor_aarsoppgave
from arbeidsmiljo.models import Bruker, Virksomhet


def lag_aarshjul(*, virksomhet: Virksomhet, brukerne: Collection[Bruker], hr: Bruker, naa: datetime) -> None:
    """Lager årshjulet. En oppgave gjøres av den som har rollen, ellers av HR."""
    bruk_forslaget(virksomhet=virksomhet, av=hr, naa=naa - timedelta(days=365))
    forbi = list(virksomhet.aarsoppgavene.filter(frist__lt=timezone.localdate(naa)))
    for oppgave in forbi[:-1]:
        av = next((bruker for bruker in brukerne if oppgave.rollen in bruker.rollene), hr)
        gjort = timezone.make_aware(datetime.combine(oppgave.frist, time(12)))
        fullfor_aarsoppgave(oppgave=oppgave, merknad="", av=av, naa=gjort)
