"""``manage.py verifiser_anonymitet KARTLEGGING``: angriper denne installasjonen, og sier om noe kobler."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kartlegging.oppslag import finn_kartlegging
from kartlegging.verifisering.prove import verifiser


class Command(BaseCommand):
    help = "Prøver å koble svar til deltakere i denne installasjonen. Slutter med 0 når ingenting kobler, ellers 1 eller 2."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kartlegging", help="Kortnavnet (fra adressen), eller id-en.")
        parser.add_argument("--json", action="store_true", help="Skriv rapporten som JSON.")

    def handle(self, *_args: Any, **valg: Any) -> None:
        kartlegging = finn_kartlegging(valg["kartlegging"])
        rapport = verifiser(kartlegging, naa=timezone.now(), si=self._framdrift)
        self.stdout.write(
            json.dumps(rapport.som_json(), ensure_ascii=False, indent=1) if valg["json"] else rapport.som_tekst()
        )
        if rapport.utgangskode:
            sys.exit(rapport.utgangskode)

    def _framdrift(self, linje: str) -> None:
        # På feilstrømmen, så rapporten kan sendes videre alene.
        self.stderr.write(linje, self.style.NOTICE)
        self.stderr.flush()
