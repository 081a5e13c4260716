"""Småting alle modellene deler."""

import secrets
from enum import StrEnum

from django.db import models


def tilfeldig_id() -> int:
    """Et tilfeldig tall fra 1 til 2⁶³ − 1. Brukt der en løpende nøkkel ville røpet rekkefølgen."""
    return secrets.randbelow(2**63 - 1) + 1


def lovlige_valg(felt: str, valgene: type[StrEnum], navn: str) -> models.CheckConstraint:
    """Databasen selv avviser en verdi som ikke er i ``valgene``."""
    return models.CheckConstraint(condition=models.Q(**{f"{felt}__in": [str(valg) for valg in valgene]}), name=navn)
