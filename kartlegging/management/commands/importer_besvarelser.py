"""``manage.py importer_besvarelser``: svar fra en fil (contracts.md «Commands»)."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from arbeidsmiljo.management.commands.importer_enheter import les_filen
from arbeidsmiljo.tabellfil import TabellfilError
from kartlegging.besvarelsesfil import importer
from kartlegging.domain.tilstand import UlovligStegError
from kartlegging.feil import KartleggingsfeilError, SvarfeilError
from kartlegging.nokler import NoklerManglerError
from kartlegging.oppslag import finn_kartlegging


class Command(BaseCommand):
    help = "Leser svar fra en CSV- eller XLSX-fil: [kode;]enhet;<ledd>;<ledd>… Tomt felt er ikke besvart."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("kartlegging")
        parser.add_argument("fil", type=Path)

    def handle(self, *_args: Any, kartlegging: str, fil: Path, **_valg: Any) -> None:
        runde = finn_kartlegging(kartlegging)
        try:
            antall = importer(kartlegging=runde, innhold=les_filen(fil), filnavn=fil.name, av=None, naa=timezone.now())
        except TabellfilError as feil:
            raise CommandError("Ingenting er skrevet. Rett dette:\n" + "\n".join(feil.linjene())) from feil
        except (KartleggingsfeilError, SvarfeilError, UlovligStegError, NoklerManglerError) as feil:
            raise CommandError(str(feil)) from feil
        self.stdout.write(f"{antall} svar er forseglet og lagret. Slett filen nå; den kan knytte svar til folk.")
