"""``manage.py sikkerhetskopi``: alt i databasen til én fil (contracts.md «Commands»)."""

import argparse
import getpass
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from arbeidsmiljo.nokkelkopi import ta_nokkelkopi
from arbeidsmiljo.sikkerhetskopi import KopifeilError, ta_kopi


class Command(BaseCommand):
    help = "Skriver en kopi av alt i databasen, uten nøklene til kartleggingene."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("fil", type=Path)
        parser.add_argument(
            "--nokler",
            type=Path,
            metavar="FIL",
            help="Skriv nøklene for seg, kryptert. Passordet spørres om, eller NOKKELPASSORD.",
        )
        parser.add_argument("--ja", action="store_true", help="Skriv over filer som finnes.")

    def handle(self, *_args: Any, fil: Path, nokler: Path | None, ja: bool, **_valg: Any) -> None:
        for sti in filter(None, (fil, nokler)):
            krev_ledig(sti, ja=ja)
        if nokler and nokler.parent.resolve() == fil.parent.resolve():
            raise CommandError(
                "Legg nøklene i en annen mappe enn kopien av databasen. Sammen kan de koble svar til folk."
            )
        try:
            antall = ta_kopi(fil, naa=timezone.now())
            self.stdout.write(f"{fil}: {sum(antall.values())} rader, {fil.stat().st_size // 1024} kB, uten nøkler.")
            if nokler:
                tatt = ta_nokkelkopi(Path(settings.NOKKELMAPPE), nokler, passordet(gjenta=True))
                self.stdout.write(f"{nokler}: {tatt} nøkkelfiler. Destruer den når kartleggingene er talt opp.")
        except KopifeilError as feil:
            raise CommandError(str(feil)) from feil
        except OSError as feil:
            raise CommandError(f"Kunne ikke skrive: {feil.strerror}.") from feil


def krev_ledig(fil: Path, *, ja: bool) -> None:
    """Melder ``CommandError`` når filen finnes og ``ja`` ikke er sagt, eller når mappen ikke finnes."""
    if not fil.parent.is_dir():
        raise CommandError(f"Mappen {fil.parent} finnes ikke.")
    if fil.exists() and not ja:
        raise CommandError(f"{fil} finnes fra før. Bruk --ja for å skrive over den.")


def passordet(*, gjenta: bool) -> str:
    """Passordet til nøkkelkopien, fra miljøet eller tastaturet."""
    fra_miljoet = os.environ.get("NOKKELPASSORD", "")
    if fra_miljoet:
        return fra_miljoet
    skrevet = getpass.getpass("Passord til nøkkelkopien: ")
    if gjenta and skrevet != getpass.getpass("Samme passord en gang til: "):
        raise CommandError("Passordene er ikke like. Prøv igjen.")
    return skrevet
