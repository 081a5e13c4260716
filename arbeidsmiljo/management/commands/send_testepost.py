"""``manage.py send_testepost``: prøver at e-posten virker, og sier hva som er galt når den ikke gjør det."""

from argparse import ArgumentParser
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from arbeidsmiljo.epost import feilsetning, send_epost, tjenerens_svar


class Command(BaseCommand):
    help = "Sender en prøve til adressen, og sier hvilken tjener som ble brukt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("epost")

    def handle(self, *_args: Any, epost: str, **_valg: Any) -> None:
        try:
            validate_email(epost)
        except ValidationError:
            raise CommandError(f"«{epost}» er ikke en e-postadresse.") from None
        if not settings.EMAIL_HOST:
            raise CommandError("EPOST_VERT er ikke satt, så ingen e-post sendes. Se docs/drift.md.")
        hvor = f"{settings.EMAIL_HOST}, port {settings.EMAIL_PORT}, {_kryptering()}"
        try:
            send_epost(til=epost, emne="Prøve fra Forsvarlig", mal="prove", kontekst={"adresse": settings.NETTADRESSE})
        except (OSError, ValueError) as feil:
            raise CommandError(f"{_hva_som_er_galt(feil)} Tjeneren er {hvor}.") from None
        self.stdout.write(
            f"Sendt til {epost} gjennom {hvor}, fra {settings.DEFAULT_FROM_EMAIL}. Se etter brevet i innboksen."
        )


def _kryptering() -> str:
    if settings.EMAIL_USE_SSL:
        return "kryptert fra start (tls)"
    return "kryptert med starttls" if settings.EMAIL_USE_TLS else "uten kryptering"


def _hva_som_er_galt(feil: OSError | ValueError) -> str:
    kode, ordene = tjenerens_svar(feil)
    svaret = f" Den svarte: {kode} {' '.join(ordene.split())}." if kode > 0 else ""
    if isinstance(feil, SMTPRecipientsRefused) and kode >= 500:
        return f"Tjeneren virker, men tok ikke imot brev til adressen.{svaret}"
    return f"{feilsetning(feil)}{svaret}"
