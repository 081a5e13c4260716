"""Prøver bestilt fra siden: én om gangen, gjort i bakgrunnen."""

from datetime import datetime, timedelta

from django.db import transaction

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker
from kartlegging.models import Anonymitetsprove, Kartlegging
from kartlegging.verifisering.prove import verifiser

ANSES_AVBRUTT = timedelta(minutes=30)
"""Så lenge kan en prøve være i gang før vi regner med at den stoppet. Det samme som takten gir en arbeider."""


def er_i_gang(kartlegging: Kartlegging, *, naa: datetime) -> bool:
    return kartlegging.anonymitetsprovene.filter(rapport={}, tidspunkt__gt=naa - ANSES_AVBRUTT).exists()


@transaction.atomic
def bestill(*, kartlegging: Kartlegging, av: Bruker, naa: datetime) -> Anonymitetsprove | None:
    """En ny prøve som venter på å bli gjort. ``None`` når en alt er i gang."""
    Kartlegging.objects.select_for_update().get(pk=kartlegging.pk)
    if er_i_gang(kartlegging, naa=naa):
        return None
    logg(
        virksomhet_id=kartlegging.virksomhet_id,
        av=av,
        naa=naa,
        hva="kartlegging.anonymitet_provd",
        om=kartlegging.navn,
    )
    return Anonymitetsprove.objects.create(kartlegging=kartlegging, tidspunkt=naa)


def gjennomfor(prove: Anonymitetsprove, *, naa: datetime) -> None:
    """Gjør prøven og lagrer rapporten. En prøve som er gjort, gjøres ikke om igjen."""
    if prove.rapport:
        return
    rapport = verifiser(prove.kartlegging, naa=naa, si=lambda _linje: None, til_siden=True)
    prove.rapport, prove.bestatt = rapport.som_json(), rapport.bestatt
    prove.save(update_fields=["rapport", "bestatt"])
