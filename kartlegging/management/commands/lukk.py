"""``manage.py lukk KARTLEGGING``: lukker for svar, teller opp og publiserer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kartlegging.actions import lukk
from kartlegging.domain.tilstand import UlovligStegError
from kartlegging.frysing import LoftetEndretError
from kartlegging.nokler import NoklerManglerError
from kartlegging.oppslag import finn_kartlegging
from kartlegging.opptelling import IngenKanAapnesError

NOKLER_MANGLER = 3
"""Utgangskoden når svarene er der, men ikke lar seg åpne."""
LOFTET_ENDRET = 4
"""Utgangskoden når noe svarene er forseglet sammen med, er endret etter åpning."""


class Command(BaseCommand):
    help = "Lukker kartleggingen, teller opp svarene og publiserer. Trygg å gjenta."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kartlegging", help="Kortnavnet (fra adressen), eller id-en.")

    def handle(self, *_args: Any, **valg: Any) -> None:
        kartlegging = finn_kartlegging(valg["kartlegging"])
        try:
            utgivelse = lukk(kartlegging=kartlegging, av=None, naa=timezone.now())
        except UlovligStegError as feil:
            raise CommandError(
                f"{kartlegging.kortnavn} er {kartlegging.tilstand} og kan ikke lukkes. Bare en åpen kartlegging kan det."
            ) from feil
        except (NoklerManglerError, IngenKanAapnesError) as feil:
            raise CommandError(
                f"{kartlegging.kortnavn} kan ikke telles opp: {feil} Besvarelsene er beholdt, forseglet. "
                "Legg nøklene tilbake og kjør kommandoen igjen.",
                returncode=NOKLER_MANGLER,
            ) from feil
        except LoftetEndretError as feil:
            raise CommandError(
                f"{kartlegging.kortnavn} kan ikke telles opp: {feil}", returncode=LOFTET_ENDRET
            ) from feil
        antall = "for få til å vises" if utgivelse.antall is None else f"{utgivelse.antall} av {utgivelse.invitert}"
        self.stdout.write(
            f"{kartlegging.kortnavn} er publisert. Svar: {antall}. Utgivelsens SHA-256: {utgivelse.sha256}"
        )
