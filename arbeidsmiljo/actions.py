"""Det som endrer organisasjon og roller. Hver handling skriver én hendelse."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet, Hendelse, Tildeling, Virksomhet


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


@transaction.atomic
def opprett_virksomhet(*, navn: str, orgnr: str, naa: datetime, er_demo: bool = False) -> tuple[Virksomhet, Enhet]:
    """Lager virksomheten og rotenheten med samme navn. Melder ``ValidationError`` ved ugyldig org.nr."""
    virksomhet = Virksomhet(navn=navn, orgnr=orgnr, er_demo=er_demo)
    virksomhet.full_clean()
    virksomhet.save()
    rot = Enhet.objects.create(virksomhet=virksomhet, kode="rot", navn=navn, type="virksomhet")
    logg(virksomhet_id=virksomhet.pk, av=None, naa=naa, hva="virksomhet.opprettet", om=navn)
    return virksomhet, rot


@transaction.atomic
def tildel_rolle(
    *, bruker: Bruker, rolle: Rolle, enhet: Enhet, av: Bruker | None, naa: datetime, fra: date | None = None
) -> Tildeling:
    """Gir brukeren rollen for enheten og alt under den."""
    tildeling = Tildeling.objects.create(bruker=bruker, rolle=rolle, enhet=enhet, fra=fra or naa.date())
    logg(
        virksomhet_id=enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva="rolle.tildelt",
        om=f"{rolle} for {enhet.navn}",
        detaljer={"bruker": bruker.navn},
    )
    return tildeling
