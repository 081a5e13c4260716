"""Det som venter på en bruker i kartlegging-rommet, til forsiden. Aldri noe om hvem eller hvor mange som har svart."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.roller import Rolle, Tilgang
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.oppgaver import Oppgave
from arbeidsmiljo.templatetags.visning import dato
from kartlegging.domain.tilstand import Tilstand
from kartlegging.models import Invitasjon, Kartlegging, Listebekreftelse

HOYST = 5
NYTT_I = timedelta(days=30)
"""Så lenge står et nytt resultat på forsiden."""

_DET_SOM_KAN_VENTE = (Tilstand.UTKAST, Tilstand.VARSLET, Tilstand.AAPEN, Tilstand.PUBLISERT)


def oppgaver(bruker: Bruker, i_dag: date) -> list[Oppgave]:
    """Kartlegginger som mangler verneombudets syn, er varslet eller åpne, og nye resultater. Én spørring."""
    if not bruker.har(Tilgang.SE_KARTLEGGING) and not bruker.har(Tilgang.SE_RESULTAT):
        return []
    kartleggingene = (
        Kartlegging.objects.synlig_for(bruker)
        .filter(tilstand__in=_DET_SOM_KAN_VENTE)
        .annotate(ubekreftet=_har_ubekreftede(bruker.enheter_med(Tilgang.BEKREFTE_DELTAKERE)))
    )
    funnet = (_oppgave(bruker, en, i_dag) for en in kartleggingene.order_by("-aapner", "-pk")[: 4 * HOYST])
    return [oppgave for oppgave in funnet if oppgave is not None][:HOYST]


def _har_ubekreftede(egne: frozenset[int]) -> Exists:
    """Om noen er invitert i en av brukerens enheter uten at deltakerlisten der er bekreftet."""
    bekreftet = Listebekreftelse.objects.filter(kartlegging=OuterRef("kartlegging"), enhet=OuterRef("enhet")).exclude(
        sha256=""
    )
    return Exists(
        Invitasjon.objects.filter(kartlegging=OuterRef("pk"), enhet__in=egne).exclude(Exists(bekreftet)).order_by()
    )


def _oppgave(bruker: Bruker, kartlegging: Kartlegging, i_dag: date) -> Oppgave | None:
    if kartlegging.tilstand == Tilstand.PUBLISERT:
        return _nytt_resultat(bruker, kartlegging, i_dag)
    if not bruker.har(Tilgang.SE_KARTLEGGING):
        return None
    if kartlegging.tilstand in {Tilstand.UTKAST, Tilstand.VARSLET} and getattr(kartlegging, "ubekreftet", False):
        return _bekreft_listen(kartlegging)
    if kartlegging.tilstand == Tilstand.UTKAST:
        return _mangler_syn(bruker, kartlegging)
    er_aapen = kartlegging.er_aapen
    tidspunkt = kartlegging.lukker if er_aapen else kartlegging.aapner
    navn, dag = {"navn": kartlegging.navn}, {"dag": dato(tidspunkt)}
    return Oppgave(
        tittel=(_("%(navn)s er åpen for svar") if er_aapen else _("%(navn)s er varslet")) % navn,
        tekst=(_("Den lukker %(dag)s.") if er_aapen else _("Den åpner %(dag)s.")) % dag,
        lenke=reverse("kartlegging", args=[kartlegging.kortnavn]),
        handling=_("Se kartleggingen"),
        ikon="kalender",
        rang=2,
    )


def _bekreft_listen(kartlegging: Kartlegging) -> Oppgave:
    return Oppgave(
        tittel=_("Se over deltakerne i %(navn)s") % {"navn": kartlegging.navn},
        tekst=_("Kartleggingen kan ikke åpne før verneombudet har bekreftet at de inviterte er virkelige."),
        lenke=reverse("deltakere", args=[kartlegging.kortnavn]),
        handling=_("Se deltakerlisten"),
        ikon="folk",
    )


def _mangler_syn(bruker: Bruker, kartlegging: Kartlegging) -> Oppgave | None:
    er_vernetjenesten = not bruker.rollene.isdisjoint({Rolle.VERNEOMBUD, Rolle.HOVEDVERNEOMBUD})
    if kartlegging.verneombud_syn or not (er_vernetjenesten or bruker.har(Tilgang.STYRE_KARTLEGGING)):
        return None
    return Oppgave(
        tittel=_("Verneombudets syn på %(navn)s mangler") % {"navn": kartlegging.navn},
        tekst=_("Kartleggingen kan ikke varsles før det er registrert."),
        lenke=reverse("kartlegging", args=[kartlegging.kortnavn]),
        handling=_("Se kartleggingen"),
        ikon="snakk",
    )


def _nytt_resultat(bruker: Bruker, kartlegging: Kartlegging, i_dag: date) -> Oppgave | None:
    publisert = kartlegging.publisert
    if publisert is None or not bruker.har(Tilgang.SE_RESULTAT):
        return None
    dag = timezone.localdate(publisert)
    if i_dag - dag > NYTT_I:
        return None
    return Oppgave(
        tittel=_("Resultatene av %(navn)s er klare") % {"navn": kartlegging.navn},
        tekst=_("Publisert %(dag)s. Gå gjennom dem sammen, og vurder risikoen der belastningen er stor.")
        % {"dag": dato(dag)},
        lenke=reverse("resultat", args=[kartlegging.kortnavn]),
        handling=_("Se resultatene"),
        ikon="graf",
    )
