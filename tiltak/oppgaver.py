"""Det som venter på en bruker i tiltak-rommet, til forsiden."""

from datetime import date

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.oppgaver import Oppgave
from tiltak.domain.tilstand import Vurderingstilstand
from tiltak.models import Risikovurdering, Tiltak

HOYST = 5
"""Så mange av hvert slag vises på forsiden; resten står i listene."""


def oppgaver(bruker: Bruker, i_dag: date) -> list[Oppgave]:
    """Forfalte tiltak, vurderinger i utkast, og planer som venter på uttalelse eller signatur. Høyst tre spørringer."""
    return [*_forfalte(bruker, i_dag), *_utkast(bruker), *_til_uttalelse(bruker)]


def _forfalte(bruker: Bruker, i_dag: date) -> list[Oppgave]:
    enhetene = bruker.enheter_med(Tilgang.ENDRE_TILTAK)
    if not enhetene:
        return []
    funnet = (
        Tiltak.objects.forfalte(i_dag)
        .filter(vurdering__enhet_id__in=enhetene)
        .exclude(vurdering__tilstand=Vurderingstilstand.ERSTATTET)
        .aggregate(antall=Count("pk"), eldste=Min("frist"))
    )
    antall = funnet["antall"]
    if not antall:
        return []
    tittel = ngettext("%(antall)d tiltak er over fristen", "%(antall)d tiltak er over fristen", antall)
    return [
        Oppgave(
            tittel=tittel % {"antall": antall},
            tekst=_("Skriv hva som er gjort, eller flytt fristen med en grunn."),
            lenke=reverse("tiltakene", query={"vurdering": "alle", "status": "forfalt"}),
            handling=_("Se tiltakene"),
            ikon="bjelle",
            rang=0,
            frist=funnet["eldste"],
        )
    ]


def _utkast(bruker: Bruker) -> list[Oppgave]:
    enhetene = bruker.enheter_med(Tilgang.VURDERE_RISIKO)
    if not enhetene:
        return []
    vurderingene = Risikovurdering.objects.filter(enhet_id__in=enhetene, tilstand=Vurderingstilstand.UTKAST)
    return [
        Oppgave(
            tittel=_("Vurder risiko i %(enhet)s") % {"enhet": vurdering.enhet.navn},
            tekst=_("Vurderingen er i utkast."),
            lenke=reverse("risikovurdering", args=[vurdering.pk]),
            handling=_("Fortsett"),
            ikon="forsiktig",
        )
        for vurdering in vurderingene.select_related("enhet")[:HOYST]
    ]


def _til_uttalelse(bruker: Bruker) -> list[Oppgave]:
    uttaler, signerer = bruker.enheter_med(Tilgang.UTTALE_SEG), bruker.enheter_med(Tilgang.SIGNERE)
    if not uttaler and not signerer:
        return []
    vurderingene = Risikovurdering.objects.filter(
        enhet_id__in=uttaler | signerer, tilstand=Vurderingstilstand.TIL_UTTALELSE
    )
    return [
        _uttalelsesoppgave(vurdering, uttaler=vurdering.enhet_id in uttaler)
        for vurdering in vurderingene.select_related("enhet")[:HOYST]
    ]


def _uttalelsesoppgave(vurdering: Risikovurdering, *, uttaler: bool) -> Oppgave:
    enhet = {"enhet": vurdering.enhet.navn}
    return Oppgave(
        tittel=_("Les og uttal deg om planen for %(enhet)s") % enhet
        if uttaler
        else _("Planen for %(enhet)s er til uttalelse") % enhet,
        tekst=_("Uttalelsen trykkes ordrett, og lederen kan ikke endre den.")
        if uttaler
        else _("Den kan signeres når verneombudet har uttalt seg."),
        lenke=reverse("risikovurdering", args=[vurdering.pk]),
        handling=_("Åpne"),
        ikon="snakk",
        rang=1 if uttaler else 2,
    )
