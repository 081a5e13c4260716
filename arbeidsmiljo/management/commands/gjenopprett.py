"""``manage.py gjenopprett``: legger en sikkerhetskopi tilbake (contracts.md «Commands»)."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from arbeidsmiljo.management.commands.sikkerhetskopi import passordet
from arbeidsmiljo.nokkelkopi import legg_nokler_tilbake
from arbeidsmiljo.sikkerhetskopi import KopifeilError, legg_tilbake


class Command(BaseCommand):
    help = "Legger tilbake en kopi i en tom database. Kontrolleres før noe skrives."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("fil", type=Path)
        parser.add_argument("--nokler", type=Path, metavar="FIL", help="Legg også nøklene tilbake, fra sin egen fil.")
        parser.add_argument("--ja", action="store_true", help="Slett det som er i databasen, først.")

    def handle(self, *_args: Any, fil: Path, nokler: Path | None, ja: bool, **_valg: Any) -> None:
        try:
            if nokler:
                lagt = legg_nokler_tilbake(nokler, Path(settings.NOKKELMAPPE), passordet(gjenta=False))
                self.stdout.write(f"{lagt} nøkkelfiler er på plass i {settings.NOKKELMAPPE}.")
            antall = legg_tilbake(fil, tom_forst=ja)
        except KopifeilError as feil:
            raise CommandError(str(feil)) from feil
        self.stdout.write(f"{sum(antall.values())} rader er lagt tilbake. Alle må logge inn på nytt.")
