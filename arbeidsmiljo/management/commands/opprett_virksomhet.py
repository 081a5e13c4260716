"""Første start i produksjon: arbeidsgiveren og den første HR-brukeren."""

import argparse
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from arbeidsmiljo.actions import opprett_virksomhet, tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.konto import engangslenke
from arbeidsmiljo.models import Bruker, Virksomhet


class Command(BaseCommand):
    help = "Lager en virksomhet og den første HR-brukeren, og skriver en engangslenke for å velge passord."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("navn", help="Virksomhetens navn.")
        parser.add_argument("orgnr", help="Organisasjonsnummeret, ni sifre.")
        parser.add_argument("epost", help="E-postadressen til den første HR-brukeren.")

    def handle(self, *_args: Any, navn: str, orgnr: str, epost: str, **_valg: Any) -> None:
        orgnr, epost = orgnr.replace(" ", ""), epost.strip().lower()
        try:
            validate_email(epost)
        except ValidationError as feil:
            raise CommandError(f"«{epost}» er ikke en e-postadresse. Skriv den som navn@virksomhet.no.") from feil
        if Bruker.objects.filter(epost=epost).exists():
            raise CommandError(f"{epost} har allerede en konto. Bruk en annen adresse for den nye virksomheten.")
        if Virksomhet.objects.filter(orgnr=orgnr).exists():
            raise CommandError(f"Virksomheten med org.nr. {orgnr} finnes fra før.")
        try:
            bruker = _opprett(navn=navn, orgnr=orgnr, epost=epost)
        except ValidationError as feil:
            raise CommandError(" ".join(feil.messages)) from feil
        self.stdout.write(f"{navn} er opprettet, med {epost} som HR.")
        self.stdout.write(f"Velg passord her (virker én gang): {engangslenke(bruker)}")


@transaction.atomic
def _opprett(*, navn: str, orgnr: str, epost: str) -> Bruker:
    naa = timezone.now()
    _virksomhet, rot = opprett_virksomhet(navn=navn, orgnr=orgnr, naa=naa)
    bruker = Bruker.objects.opprett(epost=epost, navn=epost.split("@", maxsplit=1)[0])
    tildel_rolle(bruker=bruker, rolle=Rolle.HR, enhet=rot, av=None, naa=naa)
    return bruker
