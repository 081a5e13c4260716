"""``manage.py importer_deltakere``: de som skal inviteres, fra en fil (contracts.md «Commands»)."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from arbeidsmiljo.management.commands.importer_enheter import les_filen
from arbeidsmiljo.tabellfil import TabellfilError
from kartlegging.actions import erstatt_deltakere, inviter
from kartlegging.deltakerfil import les_deltakere, opptelling
from kartlegging.domain.tilstand import UlovligStegError
from kartlegging.feil import KartleggingsfeilError
from kartlegging.oppslag import finn_kartlegging

VISTE = 20


class Command(BaseCommand):
    help = "Leser deltakerne fra en CSV- eller XLSX-fil: enhet;epost[;sprak][;ansatt_fra]. Tom epost er kodekort."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("kartlegging")
        parser.add_argument("fil", type=Path)
        parser.add_argument(
            "--prov", action="store_true", help="Vis hvem som ville blitt invitert hvor, og skriv ingenting."
        )
        parser.add_argument("--erstatt", action="store_true", help="La filen ta plassen til listen som er der.")

    def handle(self, *_args: Any, kartlegging: str, fil: Path, prov: bool, erstatt: bool, **_valg: Any) -> None:
        runde = finn_kartlegging(kartlegging)
        try:
            deltakere = les_deltakere(les_filen(fil), fil.name, runde, erstatt=erstatt)
        except TabellfilError as feil:
            raise CommandError("Ingenting er skrevet. Rett dette:\n" + "\n".join(feil.linjene())) from feil
        tallene = opptelling(deltakere)
        for navn, antall, kort in tallene[:VISTE]:
            self.stdout.write(f"  {navn}: {antall}" + (f", derav {kort} med kodekort" if kort else ""))
        if len(tallene) > VISTE:
            self.stdout.write(f"  … og {len(tallene) - VISTE} enheter til")
        self.stdout.write(f"{len(deltakere)} deltakere i {len(tallene)} enheter")
        if prov:
            self.stdout.write("Dette er en prøve. Ingenting er skrevet.")
            return
        try:
            handling = erstatt_deltakere if erstatt else inviter
            handling(kartlegging=runde, deltakere=deltakere, av=None, naa=timezone.now())
        except (KartleggingsfeilError, UlovligStegError) as feil:
            raise CommandError(str(feil)) from feil
        self.stdout.write("Skrevet. Verneombudet må se over og bekrefte listen før kartleggingen kan åpne.")
