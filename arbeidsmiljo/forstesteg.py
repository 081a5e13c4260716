"""De første stegene i en ny virksomhet. Rommene over melder inn sine."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.roller import Rolle, Tilgang
from arbeidsmiljo.models import Bruker, Enhet, Tildeling

_VERNETJENESTEN = (Rolle.VERNEOMBUD, Rolle.HOVEDVERNEOMBUD)


@dataclass(frozen=True, slots=True)
class Steg:
    """Ett steg, med siden der det gjøres."""

    tittel: str
    tekst: str
    lenke: str
    handling: str
    gjort: bool


Kilde = Callable[[Bruker], list[Steg]]
_KILDENE: list[Kilde] = []


def registrer(kilde: Kilde) -> None:
    """Melder inn steg. Kalles fra rommets ``AppConfig.ready``; stegene kommer i den rekkefølgen."""
    if kilde not in _KILDENE:
        _KILDENE.append(kilde)


def stegene_for(bruker: Bruker) -> list[Steg]:
    """Stegene i rekkefølge. Tom når alle er gjort, og for dem som ikke setter opp virksomheten."""
    stegene = [steg for kilde in _KILDENE for steg in kilde(bruker)]
    return [] if all(steg.gjort for steg in stegene) else stegene


def organisasjonen(bruker: Bruker) -> list[Steg]:
    """Enhetene og brukerne. To spørringer."""
    if not bruker.har(Tilgang.STYRE_ORGANISASJON) or not bruker.har(Tilgang.STYRE_BRUKERE):
        return []
    virksomhet_id = bruker.virksomhet_id or 0
    enheter = Enhet.objects.aktive().filter(virksomhet_id=virksomhet_id)
    roller = set(
        Tildeling.objects.filter(Q(enhet__virksomhet_id=virksomhet_id) | Q(verneomrade__virksomhet_id=virksomhet_id))
        .distinct()
        .values_list("rolle", flat=True)
    )
    return [
        Steg(
            tittel=_("Lag enhetene"),
            tekst=_("Les dem inn fra en fil, eller legg dem inn for hånd."),
            lenke=reverse("organisasjon"),
            handling=_("Lag enhetene"),
            gjort=enheter.filter(forelder__isnull=False).exists(),
        ),
        Steg(
            tittel=_("Inviter lederne og verneombudene"),
            tekst=_("Hver enhet trenger en leder og et verneombud før dere kan kartlegge."),
            lenke=reverse("brukere"),
            handling=_("Inviter brukere"),
            gjort=Rolle.LEDER in roller and not roller.isdisjoint(_VERNETJENESTEN),
        ),
    ]
