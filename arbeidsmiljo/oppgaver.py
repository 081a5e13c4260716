"""Det som venter på en bruker. Rommene over melder inn sine funksjoner, så grunnetasjen slipper å kjenne dem."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from arbeidsmiljo.models import Bruker


@dataclass(frozen=True, slots=True)
class Oppgave:
    """Én ting som venter, eller er verd å vite. ``rang`` 0 haster, 1 venter, 2 er til orientering."""

    tittel: str
    tekst: str
    lenke: str
    handling: str
    ikon: str
    rang: int = 1


Kilde = Callable[[Bruker, date], list[Oppgave]]
_KILDENE: list[Kilde] = []


def registrer(kilde: Kilde) -> None:
    """Melder inn en funksjon som finner oppgaver. Kalles fra rommets ``AppConfig.ready``."""
    if kilde not in _KILDENE:
        _KILDENE.append(kilde)


def oppgaver_for(bruker: Bruker, i_dag: date) -> list[Oppgave]:
    """Alt som venter på brukeren, det som haster først."""
    alle = [oppgave for kilde in _KILDENE for oppgave in kilde(bruker, i_dag)]
    return sorted(alle, key=lambda oppgave: oppgave.rang)
