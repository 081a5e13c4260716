"""Det som er endret i tiltak-rommet i det siste, til forsiden. Bare for enhetene brukeren har en rolle i."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.sprak import gettext_noop
from arbeidsmiljo.endringer import HOYST, Endring, hendelser_siden
from arbeidsmiljo.models import Bruker
from tiltak.models import Risikovurdering

SETNINGENE: Mapping[str, str] = {
    "risiko.startet": gettext_noop("Risikovurderingen av %(enhet)s er startet"),
    "plan.til_uttalelse": gettext_noop("Planen for %(enhet)s er sendt til uttalelse"),
    "plan.uttalelse": gettext_noop("%(navn)s har uttalt seg om planen for %(enhet)s"),
    "plan.signert": gettext_noop("Planen for %(enhet)s er signert"),
}
SISTE_VURDERINGER = 500
"""Så mange av de nyeste vurderingene brukeren ser, letes det i."""


def endringer(bruker: Bruker, fra: datetime) -> list[Endring]:
    """Vurderinger som er startet, og planer som er sendt til uttalelse, uttalt om eller signert. To spørringer."""
    nyeste = Risikovurdering.objects.synlig_for(bruker).order_by("-pk").values_list("pk", flat=True)
    hendelsene = hendelser_siden(bruker, fra).filter(
        hva__in=SETNINGENE, detaljer__vurdering__in=list(nyeste[:SISTE_VURDERINGER])
    )
    return [
        Endring(
            setning=_(SETNINGENE[en.hva]) % {"enhet": en.om, "navn": en.bruker_navn},
            lenke=reverse("risikovurdering", args=[en.detaljer["vurdering"]]),
            tidspunkt=en.tidspunkt,
        )
        for en in hendelsene[:HOYST]
    ]
