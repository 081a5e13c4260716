"""Datoene som gjelder en bruker, og kalenderen andre programmer abonnerer på (iCalendar, RFC 5545).

Rommene over melder inn sine kilder, så grunnetasjen slipper å kjenne dem. Ingen dato avhenger av om noen har svart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar, Event

from arbeidsmiljo.models import Aarsoppgave, Bruker

HOYST = 500
BAKOVER = timedelta(days=365)
"""Så gamle datoer blir stående i kalenderen."""


@dataclass(frozen=True, slots=True)
class Avtale:
    """Én dag det skjer noe. ``id`` er den samme så lenge det er den samme saken, også når dagen flyttes.

    ``lenke`` er stien til siden, ``tekst`` kan være tom.
    """

    id: str
    tittel: str
    dag: date
    lenke: str
    tekst: str = ""


Kilde = Callable[[Bruker, date], list[Avtale]]
"""Tar brukeren og den tidligste dagen, og svarer med det brukeren får se, på språket som er slått på."""
_KILDENE: list[Kilde] = []


def registrer(kilde: Kilde) -> None:
    """Melder inn en kilde til datoer. Kalles fra rommets ``AppConfig.ready``."""
    if kilde not in _KILDENE:
        _KILDENE.append(kilde)


def avtaler_for(bruker: Bruker, fra: date) -> list[Avtale]:
    """Datoene fra og med ``fra``, den første først."""
    alle = (avtale for kilde in _KILDENE for avtale in kilde(bruker, fra))
    return sorted((avtale for avtale in alle if avtale.dag >= fra), key=lambda avtale: (avtale.dag, avtale.id))


def aarsoppgavene(bruker: Bruker, fra: date) -> list[Avtale]:
    """Oppgavene i årshjulet som venter på en av rollene brukeren har i dag."""
    mine = Aarsoppgave.objects.synlig_for(bruker).som_venter().filter(rolle__in=bruker.rollene, frist__gte=fra)
    return [
        Avtale(
            id=f"aarsoppgave-{oppgave.pk}",
            tittel=oppgave.tittelen,
            dag=oppgave.frist,
            lenke=reverse("aarsoppgave", args=[oppgave.pk]),
            tekst=oppgave.beskrivelsen,
        )
        for oppgave in mine[:HOYST]
    ]


def som_ical(bruker: Bruker, i_dag: date) -> bytes:
    """Kalenderen til brukeren, på brukerens språk, for alle virksomhetene. De samme datoene gir de samme bytene."""
    with translation.override(bruker.sprak):
        kalender = Calendar()
        kalender.add("prodid", "-//Forsvarlig//Kalender//NB")
        kalender.add("version", "2.0")
        kalender.add("calscale", "GREGORIAN")
        kalender.add("x-wr-calname", " – ".join(["Forsvarlig", *bruker.virksomhetene.values()]))
        for egen in _i_hver_virksomhet(bruker):
            for avtale in avtaler_for(egen, i_dag - BAKOVER):
                kalender.add_component(_hendelse(avtale))
        return bytes(kalender.to_ical())


def _i_hver_virksomhet(bruker: Bruker) -> list[Bruker]:
    """Brukeren slik den er i hver av virksomhetene den har en rolle i. Et abonnement velger ikke mellom dem."""
    if len(bruker.virksomhetene) < 2:
        return [bruker]
    egne = [Bruker.objects.get(pk=bruker.pk) for _nummer in bruker.virksomhetene]
    for egen, virksomhet_id in zip(egne, bruker.virksomhetene, strict=True):
        egen.valgt_virksomhet = virksomhet_id
    return egne


def _hendelse(avtale: Avtale) -> Event:
    adresse = settings.NETTADRESSE + avtale.lenke
    hendelse = Event()
    hendelse.add("uid", f"{avtale.id}@{urlsplit(settings.NETTADRESSE).hostname}")
    # Laget av dagen og ikke av klokken, ellers ville filen vært ny hver gang noen henter den.
    hendelse.add("dtstamp", datetime.combine(avtale.dag, time(), tzinfo=UTC))
    hendelse.add("dtstart", avtale.dag)
    hendelse.add("dtend", avtale.dag + timedelta(days=1))
    hendelse.add("summary", avtale.tittel)
    hendelse.add("description", f"{avtale.tekst}\n\n{adresse}".strip())
    hendelse.add("url", adresse)
    hendelse.add("transp", "TRANSPARENT")
    return hendelse
