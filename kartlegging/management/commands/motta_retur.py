"""``manage.py motta_retur``: tar imot én returmelding på standard inn, fra e-posttjeneren."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from kartlegging.actions.utsending import registrer_retur
from kartlegging.domain.retur import STORST, adresser_i_retur


class Command(BaseCommand):
    help = "Merker brev som kom i retur, av en returmelding (RFC 3464) på standard inn. Alt annet blir oversett."

    def handle(self, *_args: Any, **_valg: Any) -> None:
        # Slutter alltid med 0: en feil her ville fått e-posttjeneren til å sende retur på returen.
        adressene = adresser_i_retur(sys.stdin.buffer.read(STORST + 1))
        antall = registrer_retur(adresser=adressene, naa=timezone.now()) if adressene else 0
        if antall:
            self.stdout.write(f"Merket {antall} brev som kommet i retur.")
        else:
            self.stdout.write("Ingen brev å merke. Ingenting er endret.")
