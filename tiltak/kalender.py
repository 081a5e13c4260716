"""Datoene i tiltak-rommet, til kalenderen."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsmiljo.kalender import Avtale
from arbeidsmiljo.models import Bruker
from tiltak.models import Tiltak

HOYST = 500


def fristene(bruker: Bruker, fra: date) -> list[Avtale]:
    """Fristene for tiltakene brukeren selv er ansvarlig for, og som ikke er ferdige. Én spørring."""
    mine = (
        Tiltak.objects.synlig_for(bruker)
        .gjeldende()
        .aktive()
        .filter(ansvarlig=bruker, frist__gte=fra)
        .select_related("vurdering__enhet")
        .order_by("frist", "pk")
    )
    return [
        Avtale(
            id=f"tiltak-{tiltak.pk}",
            tittel=_("Frist: %(tittel)s") % {"tittel": tiltak.tittel},
            dag=tiltak.frist,
            lenke=reverse("tiltak", args=[tiltak.pk]),
            tekst=tiltak.vurdering.enhet.navn,
        )
        for tiltak in mine[:HOYST]
    ]
