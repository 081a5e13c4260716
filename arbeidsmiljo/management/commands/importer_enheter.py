"""``manage.py importer_enheter``: enhetene fra en fil (contracts.md «Commands»)."""

import argparse
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from arbeidsmiljo.actions import oppdater_enheter
from arbeidsmiljo.domain.organisasjon import Treendring
from arbeidsmiljo.enhetsfil import les_enheter
from arbeidsmiljo.models import Virksomhet
from arbeidsmiljo.tabellfil import TabellfilError

VISTE = 20


class Command(BaseCommand):
    help = "Leser enhetene fra en CSV- eller XLSX-fil: kode;navn;forelder[;type][;orgnr][;naeringskode]."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("fil", type=Path)
        parser.add_argument("--prov", action="store_true", help="Vis hva som ville blitt endret, og skriv ingenting.")
        parser.add_argument("--lukk-manglende", action="store_true", help="Lukk enhetene filen ikke har.")
        parser.add_argument("--virksomhet", help="Organisasjonsnummeret, når installasjonen har flere virksomheter.")

    def handle(
        self, *_args: Any, fil: Path, prov: bool, lukk_manglende: bool, virksomhet: str | None, **_valg: Any
    ) -> None:
        hvor = finn_virksomhet(virksomhet)
        try:
            endring = les_enheter(les_filen(fil), fil.name, hvor, lukk_manglende=lukk_manglende)
        except TabellfilError as feil:
            raise CommandError("Ingenting er skrevet. Rett dette:\n" + "\n".join(feil.linjene())) from feil
        self._vis(endring)
        if prov:
            self.stdout.write("Dette er en prøve. Ingenting er skrevet.")
        elif not endring.er_tom:
            try:
                oppdater_enheter(virksomhet=hvor, endring=endring, av=None, naa=timezone.now())
            except ValidationError as feil:
                raise CommandError(" ".join(feil.messages)) from feil
            self.stdout.write("Skrevet.")

    def _vis(self, endring: Treendring) -> None:
        for overskrift, kodene in (
            ("nye", [f"{rad.kode} {rad.navn}" for rad in endring.nye]),
            ("endret", [f"{rad.kode} {rad.navn}" for rad in endring.endret]),
            ("lukkes", list(endring.lukkes)),
        ):
            self.stdout.write(f"{len(kodene)} {overskrift}")
            for kode in kodene[:VISTE]:
                self.stdout.write(f"  {kode}")
            if len(kodene) > VISTE:
                self.stdout.write(f"  … og {len(kodene) - VISTE} til")
        self.stdout.write(f"{endring.uendret} uendret")


def les_filen(fil: Path) -> bytes:
    """Innholdet i filen. Melder ``CommandError`` når den ikke kan leses."""
    try:
        return fil.read_bytes()
    except OSError as feil:
        raise CommandError(f"Filen {fil} kan ikke leses: {feil.strerror}.") from feil


def finn_virksomhet(orgnr: str | None) -> Virksomhet:
    """Virksomheten med organisasjonsnummeret, eller den eneste. Melder ``CommandError`` ellers."""
    alle = Virksomhet.objects.order_by("pk")
    if orgnr:
        funnet = alle.filter(orgnr=orgnr.replace(" ", "")).first()
        if funnet is None:
            raise CommandError(f"Ingen virksomhet her har organisasjonsnummeret {orgnr}.")
        return funnet
    to = list(alle[:2])
    if not to:
        raise CommandError("Ingen virksomhet er opprettet. Kjør «manage.py opprett_virksomhet» først.")
    if len(to) > 1:
        raise CommandError("Installasjonen har flere virksomheter. Si hvilken med --virksomhet ORGNR.")
    return to[0]
