"""``manage.py takt``: gjør det som har forfalt. Kalles hvert minutt, og er trygg å gjenta."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from arbeidsmiljo.models import Driftsmerke
from arbeidsmiljo.taktverk import MERKE, jobbene
from kartlegging.actions import ADRESSER_SLETTES_ETTER, aapne, lukk, oppdater_svarband, slett_adresser, stokk_om
from kartlegging.domain.tilstand import Tilstand, UlovligStegError
from kartlegging.feil import IkkeKlarError, KartleggingsfeilError
from kartlegging.models import Kartlegging
from kartlegging.nokler import NoklerManglerError, har_nokler
from kartlegging.opptelling import IngenKanAapnesError

STOKKES_HVER = timedelta(hours=1)
"""Så lenge kan nye rader beholde rekkefølgen de kom i."""
BAND_KLOKKA = 6
"""Timen på døgnet svarprosenten regnes fra. Den gjelder til neste dag."""
ARBEIDER_ANSES_DOD = timedelta(minutes=30)

logger = logging.getLogger(__name__)

_KJENTE_FEIL = (KartleggingsfeilError, UlovligStegError, NoklerManglerError, IngenKanAapnesError)


class Command(BaseCommand):
    help = "Åpner, lukker, stokker om og sletter det som har forfalt. Kjøres hvert minutt."

    def handle(self, *_args: Any, **_valg: Any) -> None:
        naa = timezone.now()
        self._feilene: list[str] = []
        alle = Kartlegging.objects.order_by("pk")
        self._hver(
            alle.filter(tilstand=Tilstand.VARSLET, aapner__lte=naa),
            lambda k: aapne(kartlegging=k, av=None, naa=naa),
            "åpnet",
        )
        # En lukking som ble avbrutt, står som lukket og gjøres ferdig her.
        forfalt = Q(tilstand=Tilstand.AAPEN, lukker__lte=naa) | Q(tilstand=Tilstand.LUKKET)
        self._hver(alle.filter(forfalt), lambda k: lukk(kartlegging=k, av=None, naa=naa), "lukket og publisert")
        # En opptelling som ble avbrutt etter at utgivelsen var skrevet, har nøkler som skulle vært slettet.
        publiserte = [k.pk for k in alle.filter(tilstand=Tilstand.PUBLISERT) if har_nokler(k.kortnavn)]
        self._hver(alle.filter(pk__in=publiserte), lambda k: lukk(kartlegging=k, av=None, naa=naa), "nøklene slettet")
        if timezone.localtime(naa).hour >= BAND_KLOKKA:
            self._hver(
                alle.filter(tilstand=Tilstand.AAPEN, lukker__gt=naa).exclude(svarband_dato=timezone.localdate(naa)),
                lambda k: oppdater_svarband(kartlegging=k, naa=naa),
                "svarprosenten regnet for i dag",
            )
        ustokket = Q(omorganisert=None) | Q(omorganisert__lte=naa - STOKKES_HVER)
        self._hver(
            alle.filter(ustokket, tilstand=Tilstand.AAPEN, aapner__lte=naa - STOKKES_HVER),
            lambda k: stokk_om(kartlegging=k, naa=naa),
            "radene lagt i ny tilfeldig rekkefølge",
        )
        self._hver(
            alle.filter(
                # Også når opptellingen står fast: adressene er lovet slettet, og den trenger dem ikke.
                tilstand__in=[Tilstand.LUKKET, Tilstand.PUBLISERT],
                lukket__lte=naa - ADRESSER_SLETTES_ETTER,
                invitasjonene__isnull=False,
            ).distinct(),
            lambda k: slett_adresser(kartlegging=k, naa=naa),
            "invitasjonene slettet",
        )
        gjenopptatt = _gjenoppta_oppgaver(naa)
        if gjenopptatt:
            self.stdout.write(f"La {gjenopptatt} oppgaver tilbake i køen: arbeideren deres er borte.")
        self._kjor_jobbene(naa)
        # Sier bare at takten går. At en kartlegging ikke lar seg gjøre ferdig, sies for seg.
        Driftsmerke.objects.update_or_create(navn=MERKE, defaults={"tidspunkt": naa})
        if self._feilene:
            raise CommandError("\n".join(self._feilene))

    def _hver(self, kartleggingene: QuerySet[Kartlegging], gjor: Callable[[Kartlegging], object], gjort: str) -> None:
        """Gjør én ting for hver, og skriver en linje om den. En som ikke lar seg gjøre ferdig, stanser ikke de andre."""
        for kartlegging in kartleggingene:
            try:
                gjor(kartlegging)
            except IkkeKlarError as feil:
                # Noen må gjøre noe først. Siden og forsiden sier det; takten skal ikke melde feil hvert minutt for det.
                self.stdout.write(f"{kartlegging.kortnavn}: venter. {feil}")
            except _KJENTE_FEIL as feil:
                self._feilene.append(f"{kartlegging.kortnavn}: {feil}")
            else:
                self.stdout.write(f"{kartlegging.kortnavn}: {gjort}.")

    def _kjor_jobbene(self, naa: datetime) -> None:
        """Jobbene rommene har meldt inn. En som feiler på en ukjent måte, skrives i loggen og stanser ikke de andre."""
        for navn, jobb in jobbene():
            try:
                linjene = jobb(naa)
            except Exception as feil:
                logger.exception("Jobben %s i takten feilet.", navn)
                self._feilene.append(f"{navn}: {feil.__class__.__name__}")
            else:
                for linje in linjene:
                    self.stdout.write(linje)


def _gjenoppta_oppgaver(naa: datetime) -> int:
    # Oppgavene våre er trygge å gjenta, så en arbeider som likevel lever, gjør ingen skade.
    return DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lte=naa - ARBEIDER_ANSES_DOD, finished_at=None
    ).update(status=TaskResultStatus.READY, started_at=None, run_after=F("enqueued_at"))
