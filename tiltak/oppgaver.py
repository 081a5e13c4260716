"""Det som venter på en bruker i tiltak-rommet, til forsiden."""

from datetime import date

from django.db.models import Count, Min, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arbeidsmiljo.domain.roller import Rolle, Tilgang
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.oppgaver import Oppgave
from tiltak.dekning import risikoene
from tiltak.domain.risiko import Risikoniva
from tiltak.domain.tilstand import Tiltakstilstand, Vurderingstilstand
from tiltak.medvirkning import ROLLEN_TIL, eskaleringene_for
from tiltak.models import Handlingsplan, Oppfolging, Risikovurdering, Tiltak
from tiltak.uten_resultat import uten_resultat

HOYST = 5
"""Så mange av hvert slag vises på forsiden; resten står i listene."""


def oppgaver(bruker: Bruker, i_dag: date) -> list[Oppgave]:
    """Forfalte tiltak, vurderinger i utkast, planer som venter, og enheter uten resultat.

    Høyst fjorten spørringer.
    """
    return [
        *_roede_uten(bruker, i_dag),
        *_forfalte(bruker, i_dag),
        *_utkast(bruker),
        *_til_uttalelse(bruker),
        *_eskaleringer(bruker, i_dag),
        *_paa_nytt(bruker),
        *_uten_syn(bruker),
        *_effekter(bruker),
        *_uten_resultat(bruker),
    ]


def _eskaleringer(bruker: Bruker, i_dag: date) -> list[Oppgave]:
    """Risikoer som er løftet til en av brukerens roller og ikke besvart, og egne som er over fristen."""
    mine = [instans for instans, rolle in ROLLEN_TIL.items() if rolle in bruker.rollene]
    ubesvarte = eskaleringene_for(bruker).filter(avklart__isnull=True)
    for_sent = Rolle.TOPPLEDER in bruker.rollene
    return [
        Oppgave(
            tittel=_("Svar på risikoen i %(enhet)s") % {"enhet": en.forhold.vurdering.enhet.navn}
            if en.til in mine
            else _("Ingen har svart på risikoen i %(enhet)s") % {"enhet": en.forhold.vurdering.enhet.navn},
            tekst=_("%(navn)s har løftet den.") % {"navn": en.bruker.navn},
            lenke=reverse("eskalering", args=[en.pk]),
            handling=_("Åpne"),
            ikon="snakk",
            rang=0 if en.frist < i_dag else 1,
            frist=en.frist,
        )
        for en in ubesvarte[:HOYST]
        if en.til in mine or (en.frist < i_dag and (en.bruker_id == bruker.pk or for_sent))
    ]


def _paa_nytt(bruker: Bruker) -> list[Oppgave]:
    """Enheter der et tiltak er gjort ferdig etter at planen ble signert. Da skal risikoen vurderes på nytt."""
    enhetene = bruker.enheter_med(Tilgang.VURDERE_RISIKO)
    if not enhetene:
        return []
    signert = (
        Handlingsplan.objects.filter(vurdering=OuterRef("tiltak__vurdering")).order_by("-versjon").values("signert")
    )
    ferdige = (
        Oppfolging.objects.filter(
            til=Tiltakstilstand.FERDIG,
            tiltak__tilstand=Tiltakstilstand.FERDIG,
            tiltak__etterfolger__isnull=True,
            tiltak__vurdering__tilstand=Vurderingstilstand.SIGNERT,
            tiltak__vurdering__enhet_id__in=enhetene,
            tidspunkt__gt=Subquery(signert[:1]),
        )
        .order_by("tiltak__vurdering__enhet__navn")
        .values_list("tiltak__vurdering_id", "tiltak__vurdering__enhet__navn")
        .distinct()
    )
    return [
        Oppgave(
            tittel=_("Vurder risikoen på nytt i %(enhet)s") % {"enhet": enhet},
            tekst=_("Et tiltak er ferdig. Lag en ny versjon, og se om risikoen er lavere."),
            lenke=reverse("risikovurdering", args=[vurdering]),
            handling=_("Åpne"),
            ikon="treff",
        )
        for vurdering, enhet in ferdige[:HOYST]
    ]


def _effekter(bruker: Bruker) -> list[Oppgave]:
    """Ferdige tiltak ingen har vurdert effekten av, i én linje til den som følger opp."""
    enhetene = bruker.enheter_med(Tilgang.ENDRE_TILTAK)
    if not enhetene:
        return []
    ferdige = Tiltak.objects.gjeldende().filter(
        vurdering__enhet_id__in=enhetene, tilstand=Tiltakstilstand.FERDIG, effektene__isnull=True
    )
    antall = ferdige.count()
    if not antall:
        return []
    tittel = ngettext("Vurder effekten av %(antall)d tiltak", "Vurder effekten av %(antall)d tiltak", antall)
    return [
        Oppgave(
            tittel=tittel % {"antall": antall},
            tekst=_("De er ferdige. Se om tallet de skulle flytte, har flyttet seg."),
            lenke=reverse("effekter"),
            handling=_("Se tiltakene"),
            ikon="graf",
            rang=2,
        )
    ]


def _uten_syn(bruker: Bruker) -> list[Oppgave]:
    """Utkast der verneombudet ikke har sagt sitt syn på det som er satt som ikke relevant."""
    utkast = Risikovurdering.objects.filter(
        verneombud=bruker,
        tilstand=Vurderingstilstand.UTKAST,
        forholdene__ikke_relevant=True,
        forholdene__verneombudets_syn="",
    )
    return [
        Oppgave(
            tittel=_("Si ditt syn på det som er satt som ikke relevant i %(enhet)s") % {"enhet": en.enhet.navn},
            tekst=_("Synet ditt trykkes i planen ved siden av grunnen."),
            lenke=reverse("risikovurdering", args=[en.pk]),
            handling=_("Åpne"),
            ikon="snakk",
        )
        for en in utkast.select_related("enhet").distinct()[:HOYST]
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
