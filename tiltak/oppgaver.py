"""Det som venter på en bruker i tiltak-rommet, til forsiden."""

from datetime import date

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arbeidsmiljo.domain.roller import Rolle, Tilgang
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.oppgaver import Oppgave
from tiltak.dekning import risikoene
from tiltak.domain.risiko import Risikoniva
from tiltak.domain.tilstand import Vurderingstilstand
from tiltak.models import Risikovurdering, Tiltak
from tiltak.uten_resultat import uten_resultat

HOYST = 5
"""Så mange av hvert slag vises på forsiden; resten står i listene."""


def oppgaver(bruker: Bruker, i_dag: date) -> list[Oppgave]:
    """Forfalte tiltak, vurderinger i utkast, planer som venter, og enheter uten resultat.

    Høyst ti spørringer.
    """
    return [
        *_roede_uten(bruker, i_dag),
        *_forfalte(bruker, i_dag),
        *_utkast(bruker),
        *_til_uttalelse(bruker),
        *_uten_resultat(bruker),
    ]


def _roede_uten(bruker: Bruker, i_dag: date) -> list[Oppgave]:
    """De røde risikoene ingen har tatt tak i, til toppleder og HR."""
    if not bruker.rollene & {Rolle.TOPPLEDER, Rolle.HR}:
        return []
    antall = risikoene(bruker, i_dag, mangel="primaert", niva=Risikoniva.ROD).count()
    if not antall:
        return []
    tittel = ngettext(
        "%(antall)d svært høy risiko mangler tiltak mot årsaken",
        "%(antall)d svært høye risikoer mangler tiltak mot årsaken",
        antall,
    )
    return [
        Oppgave(
            tittel=tittel % {"antall": antall},
            tekst=_("Et primært tiltak endrer hvordan arbeidet er organisert. Se hvor det mangler."),
            lenke=reverse("dekning_risikoer", query={"mangel": "primaert", "niva": "rod"}),
            handling=_("Se risikoene"),
            ikon="forsiktig",
            rang=0,
        )
    ]


def _forfalte(bruker: Bruker, i_dag: date) -> list[Oppgave]:
    enhetene = bruker.enheter_med(Tilgang.ENDRE_TILTAK)
    if not enhetene:
        return []
    funnet = (
        Tiltak.objects.gjeldende()
        .forfalte(i_dag)
        .filter(vurdering__enhet_id__in=enhetene)
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


def _uten_resultat(bruker: Bruker) -> list[Oppgave]:
    """Enheter den siste kartleggingen ikke viser, og som ingen har vurdert: hver for seg, eller i én linje når de er mange."""
    vurderer = bruker.enheter_med(Tilgang.VURDERE_RISIKO)
    mine = vurderer | bruker.enheter_med(Tilgang.STYRE_KARTLEGGING)
    funnet = uten_resultat(bruker.virksomhet_id or 0, mine) if mine else None
    if funnet is None or not funnet.enhetene:
        return []
    tekst = _("Enheten vises ikke i %(kartlegging)s og skal vurderes likevel.") % {"kartlegging": funnet.kartlegging}
    if len(funnet.enhetene) <= HOYST and all(en.pk in vurderer for en in funnet.enhetene):
        return [
            Oppgave(
                tittel=_("Hold dialogmøte i %(enhet)s") % {"enhet": enhet.navn},
                tekst=tekst,
                lenke=reverse("risikovurdering_ny", query={"kilde": "dialogmote", "enhet": enhet.kode}),
                handling=_("Start med opplegget"),
                ikon="snakk",
            )
            for enhet in funnet.enhetene
        ]
    antall = len(funnet.enhetene)
    tittel = ngettext(
        "%(antall)d enhet uten resultat er ikke vurdert", "%(antall)d enheter uten resultat er ikke vurdert", antall
    )
    return [
        Oppgave(
            tittel=tittel % {"antall": antall},
            tekst=_("De vises ikke i %(kartlegging)s og skal vurderes likevel, med et dialogmøte.")
            % {"kartlegging": funnet.kartlegging},
            lenke=reverse("enheter_uten_resultat"),
            handling=_("Se enhetene"),
            ikon="snakk",
        )
    ]
