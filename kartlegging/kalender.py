"""Datoene i kartlegging-rommet, til kalenderen. Bare perioden; aldri noe om hvem eller hvor mange som har svart."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.kalender import Avtale
from arbeidsmiljo.models import Bruker
from kartlegging.domain.tilstand import Tilstand
from kartlegging.models import Kartlegging

HOYST = 50


def periodene(bruker: Bruker, fra: date) -> list[Avtale]:
    """Når kartleggingene åpner og lukker. Utkastene er bare med for dem som styrer dem. Én spørring."""
    if not bruker.har(Tilgang.SE_KARTLEGGING):
        return []
    kartleggingene = Kartlegging.objects.synlig_for(bruker).filter(lukker__date__gte=fra, er_importert=False)
    if not bruker.har(Tilgang.STYRE_KARTLEGGING):
        kartleggingene = kartleggingene.exclude(tilstand=Tilstand.UTKAST)
    avtalene = []
    for en in kartleggingene.only("pk", "navn", "kortnavn", "aapner", "lukker")[:HOYST]:
        navn, lenke = {"navn": en.navn}, reverse("kartlegging", args=[en.kortnavn])
        avtalene += [
            Avtale(f"kartlegging-{en.pk}-aapner", _("%(navn)s åpner") % navn, timezone.localdate(en.aapner), lenke),
            Avtale(f"kartlegging-{en.pk}-lukker", _("%(navn)s lukker") % navn, timezone.localdate(en.lukker), lenke),
        ]
    return avtalene
