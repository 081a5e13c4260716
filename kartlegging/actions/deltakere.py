"""Deltakerlisten før åpning: erstatt, legg til for hånd, fjern. Hver handling skriver én hendelse, uten adresser."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker, Enhet
from kartlegging.actions.forberedelse import Deltaker, inviter
from kartlegging.domain.tilstand import Tilstand, UlovligStegError
from kartlegging.models import Invitasjon, Kartlegging


@transaction.atomic
def erstatt_deltakere(
    *, kartlegging: Kartlegging, deltakere: Sequence[Deltaker], av: Bruker | None, naa: datetime
) -> int:
    """Bytter ut hele listen. Svarer med hvor mange den nye har. Alle bekreftelser faller. Melder ``UlovligStegError``."""
    _krev_foer_aapning(kartlegging)
    kartlegging.invitasjonene.all().delete()
    kartlegging.listebekreftelsene.update(sha256="")
    return inviter(kartlegging=kartlegging, deltakere=deltakere, av=av, naa=naa)


@transaction.atomic
def fjern_deltakere(*, kartlegging: Kartlegging, invitasjonene: Sequence[Invitasjon], av: Bruker, naa: datetime) -> int:
    """Tar deltakere av listen. Bekreftelsen i enhetene deres faller. Svarer med hvor mange. Melder ``UlovligStegError``."""
    _krev_foer_aapning(kartlegging)
    valgte = kartlegging.invitasjonene.filter(pk__in=[en.pk for en in invitasjonene])
    enhetene = set(valgte.values_list("enhet_id", flat=True))
    antall, _per_modell = valgte.delete()
    kartlegging.listebekreftelsene.filter(enhet__in=enhetene).update(sha256="")
    logg(
        virksomhet_id=kartlegging.virksomhet_id,
        av=av,
        naa=naa,
        hva="kartlegging.deltakere_fjernet",
        om=kartlegging.navn,
        detaljer={"antall": antall},
    )
    return antall


def logg_utskrift(*, kartlegging: Kartlegging, enhet: Enhet, hva: str, antall: int, av: Bruker, naa: datetime) -> None:
    """Fører at noen skrev ut koder for en enhet, så verneombudet kan se det. ``hva`` er kodekort eller papirskjema."""
    logg(
        virksomhet_id=kartlegging.virksomhet_id,
        av=av,
        naa=naa,
        hva="kartlegging.koder_skrevet_ut",
        om=kartlegging.navn,
        detaljer={"enhet": enhet.navn, "slag": hva, "antall": antall},
    )


def _krev_foer_aapning(kartlegging: Kartlegging) -> None:
    # Leses på nytt: takten kan ha åpnet den imens.
    tilstand = Kartlegging.objects.select_for_update().get(pk=kartlegging.pk).tilstand
    if tilstand not in {Tilstand.UTKAST, Tilstand.VARSLET}:
        raise UlovligStegError(_("Deltakerne er låst fra kartleggingen åpner. Ingen kan legges til eller fjernes nå."))
