"""Det som er endret i det siste, lest fra hendelsesloggen. Rommene over melder inn sine kilder.

En kilde viser bare det brukeren får se, og aldri noe som avhenger av hvem eller hvor mange som har svart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker, Hendelse

NYTT_I = timedelta(days=14)
HOYST = 8


@dataclass(frozen=True, slots=True)
class Endring:
    """Noe som er endret, som en setning."""

    setning: str
    lenke: str
    tidspunkt: datetime


Kilde = Callable[[Bruker, datetime], list[Endring]]
"""Tar brukeren og det tidligste tidspunktet, og svarer med høyst ``HOYST`` endringer, den nyeste først."""
_KILDENE: list[Kilde] = []


def registrer(kilde: Kilde) -> None:
    """Melder inn en kilde til endringer. Kalles fra rommets ``AppConfig.ready``."""
    if kilde not in _KILDENE:
        _KILDENE.append(kilde)


def endringer_for(bruker: Bruker, naa: datetime) -> list[Endring]:
    """De nyeste endringene brukeren får se, og ikke har gjort selv."""
    alle = [endring for kilde in _KILDENE for endring in kilde(bruker, naa - NYTT_I)]
    return sorted(alle, key=lambda endring: endring.tidspunkt, reverse=True)[:HOYST]


def hendelser_siden(bruker: Bruker, fra: datetime) -> QuerySet[Hendelse]:
    """Hendelsene i virksomheten som noen andre står bak. Kilden velger hvilke."""
    return Hendelse.objects.filter(virksomhet_id=bruker.virksomhet_id or 0, tidspunkt__gte=fra).exclude(
        bruker_id=bruker.pk
    )


def aarshjulets_endringer(bruker: Bruker, fra: datetime) -> list[Endring]:
    """Oppgaver i årshjulet som er utført for en av rollene til brukeren, eller for alle når brukeren styrer det."""
    hendelsene = hendelser_siden(bruker, fra).filter(hva="aarshjul.utfort")
    if not bruker.har(Tilgang.STYRE_AARSHJUL):
        hendelsene = hendelsene.filter(detaljer__rolle__in=[str(rolle) for rolle in bruker.rollene])
    return [
        Endring(
            setning=_("%(navn)s har utført «%(oppgave)s»") % {"navn": en.bruker_navn, "oppgave": en.om},
            lenke=reverse("aarsoppgave", args=[en.detaljer["oppgave"]]),
            tidspunkt=en.tidspunkt,
        )
        for en in hendelsene[:HOYST]
    ]
