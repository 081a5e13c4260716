"""Det kartlegging-rommet gir forsiden: endringene i det siste, og det siste av de første stegene."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.domain.sprak import gettext_noop
from arbeidsmiljo.endringer import HOYST, Endring, hendelser_siden
from arbeidsmiljo.forstesteg import Steg
from arbeidsmiljo.models import Bruker
from kartlegging.domain.tilstand import Tilstand
from kartlegging.models import Kartlegging

SETNINGENE: Mapping[str, str] = {
    "kartlegging.varslet": gettext_noop("%(navn)s er varslet"),
    "kartlegging.aapnet": gettext_noop("%(navn)s har åpnet for svar"),
    "kartlegging.forlenget": gettext_noop("%(navn)s er forlenget"),
    "kartlegging.publisert": gettext_noop("Resultatene av %(navn)s er klare"),
}
"""Hendelsene alle med en rolle får se. De handler om kartleggingen og aldri om dem som svarer."""


def endringer(bruker: Bruker, fra: datetime) -> list[Endring]:
    """Kartlegginger som er varslet, åpnet, forlenget eller publisert. To spørringer."""
    if not bruker.har(Tilgang.SE_KARTLEGGING):
        return []
    hendelsene = list(hendelser_siden(bruker, fra).filter(hva__in=SETNINGENE)[:HOYST])
    # Loggen peker ikke på raden, så siden finnes med navnet.
    navnene = {en.om for en in hendelsene}
    synlige = Kartlegging.objects.synlig_for(bruker).exclude(tilstand=Tilstand.UTKAST).filter(navn__in=navnene)
    kortnavn = dict(synlige.order_by("pk").values_list("navn", "kortnavn"))
    return [
        Endring(
            setning=_(SETNINGENE[en.hva]) % {"navn": en.om},
            lenke=reverse("resultat" if en.hva.endswith("publisert") else "kartlegging", args=[kortnavn[en.om]]),
            tidspunkt=en.tidspunkt,
        )
        for en in hendelsene
        if en.om in kortnavn and (bruker.har(Tilgang.SE_RESULTAT) or not en.hva.endswith("publisert"))
    ]


def forste_kartlegging(bruker: Bruker) -> list[Steg]:
    """Steget der HR lager den første kartleggingen. Én spørring."""
    if not bruker.har(Tilgang.STYRE_KARTLEGGING):
        return []
    return [
        Steg(
            tittel=_("Lag den første kartleggingen"),
            tekst=_("Velg spørsmål, enheter og periode. Verneombudet tas med på råd før den kan åpne."),
            lenke=reverse("kartlegging_ny"),
            handling=_("Lag kartlegging"),
            gjort=Kartlegging.objects.synlig_for(bruker).exists(),
        )
    ]
