"""Hendelsesloggen: hvem som gjorde hva."""

from datetime import datetime
from typing import Any

from arbeidsmiljo.models import Bruker, Hendelse


def logg(
    *, virksomhet_id: int, av: Bruker | None, naa: datetime, hva: str, om: str, detaljer: dict[str, Any] | None = None
) -> None:
    """Legger én linje i hendelsesloggen. ``av`` er None når en tidsstyrt jobb gjorde det."""
    Hendelse.objects.create(
        virksomhet_id=virksomhet_id,
        tidspunkt=naa,
        bruker_id=av.pk if av else None,
        bruker_navn=av.navn if av else "",
        hva=hva,
        om=om[:200],
        detaljer=detaljer or {},
    )
