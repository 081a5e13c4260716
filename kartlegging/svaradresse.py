"""Adressen folk svarer på, slik den skal stå i e-post og på kort."""

from django.conf import settings
from django.urls import reverse


def svaradresse() -> str:
    """Hele adressen til svarsiden: på svarsidenes eget vertsnavn når ``SVAR_HOST`` er satt."""
    return f"{settings.SVARADRESSE}{reverse('svar')}"
