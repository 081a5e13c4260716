"""Finner kartleggingen en kommando er bedt om å arbeide med."""

from django.core.management.base import CommandError

from kartlegging.models import Kartlegging


def finn_kartlegging(navn: str) -> Kartlegging:
    """Kartleggingen med kortnavnet, eller med id-en når ingen heter det. Melder ``CommandError``."""
    funnet = Kartlegging.objects.filter(kortnavn=navn).first()
    if funnet is None and navn.isascii() and navn.isdecimal() and len(navn) < 19:
        funnet = Kartlegging.objects.filter(pk=int(navn)).first()
    if funnet is None:
        raise CommandError(f"Fant ingen kartlegging som heter «{navn}». Bruk kortnavnet fra adressen, eller id-en.")
    return funnet
