"""``manage.py importer_utfall``: sykefravær, skader og turnover fra en fil, per enhet og måned."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from arbeidsmiljo.management.commands.importer_enheter import finn_virksomhet, les_filen
from arbeidsmiljo.tabellfil import TabellfilError
from tiltak.actions.utfall import endringen, importer_utfall
from tiltak.feil import TiltaksfeilError
from tiltak.utfallsfil import les_utfall


class Command(BaseCommand):
    help = (
        "Leser utfallstall fra en CSV- eller XLSX-fil: "
        "enhet;maaned;ansatte;avtalte_dagsverk;tapte_dagsverk;skader;sluttet."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("fil", type=Path)
        parser.add_argument("--prov", action="store_true", help="Vis hva som ville blitt endret, og skriv ingenting.")
        parser.add_argument("--virksomhet", help="Organisasjonsnummeret, når installasjonen har flere virksomheter.")

    def handle(self, *_args: Any, fil: Path, prov: bool, virksomhet: str | None, **_valg: Any) -> None:
        hvor, naa = finn_virksomhet(virksomhet), timezone.now()
        try:
            rader = les_utfall(les_filen(fil), fil.name, hvor, i_dag=timezone.localdate(naa))
        except TabellfilError as feil:
            raise CommandError("Ingenting er skrevet. Rett dette:\n" + "\n".join(feil.linjene())) from feil
        try:
            endring = (
                endringen(hvor, rader) if prov else importer_utfall(virksomhet=hvor, rader=rader, av=None, naa=naa)
            )
        except TiltaksfeilError as feil:
            raise CommandError(f"Ingenting er skrevet. {feil}") from feil
        self.stdout.write(f"{endring.nye} nye tall, {endring.endret} endret, {endring.uendret} uendret")
        self.stdout.write("Dette er en prøve. Ingenting er skrevet." if prov else "Skrevet.")
