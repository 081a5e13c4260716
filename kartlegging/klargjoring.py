"""Hva som mangler i en kartlegging nå: fakta fra basen inn i regelen i ``domain/klargjoring.py``, og ordene for det."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker, Enhet, Tildeling
from kartlegging.deltakerliste import Listeenhet, listeenheter
from kartlegging.domain.klargjoring import Fakta, Mangel, sperrer, varsler
from kartlegging.domain.tilstand import Tilstand
from kartlegging.feil import IkkeKlarError
from kartlegging.models import Kartlegging

NAVN_I_SETNING = 3
_KREVER = {
    "kartlegging_endre": Tilgang.STYRE_KARTLEGGING,
    "utsendinger": Tilgang.STYRE_KARTLEGGING,
    "verneombudets_syn": Tilgang.BEKREFTE_DELTAKERE,
    "amu_behandling": Tilgang.BEHANDLE_I_AMU,
    "deltakere": Tilgang.SE_DELTAKERE,
}


@dataclass(frozen=True, slots=True)
class Punkt:
    """Én ting som mangler, i ord. ``lenke`` er siden der det gjøres; tom når det ikke er noen."""

    mangel: Mangel
    setning: str
    lenke: str
    handling: str
    sperrer: bool


@dataclass(frozen=True, slots=True)
class Klargjoring:
    """Fakta om en kartlegging, og det setningene trenger av navn."""

    fakta: Fakta
    ubekreftede: list[Listeenhet]
    uten_deltakere: list[str]

    def til(self, tilstand: Tilstand, naa: datetime) -> list[Mangel]:
        return sperrer(self.fakta, tilstand, naa)


def klargjoring(kartlegging: Kartlegging, naa: datetime) -> Klargjoring:
    """Alt regelen trenger om kartleggingen, i et fast antall spørringer."""
    listen = listeenheter(kartlegging)
    ubekreftede = [en for en in listen if not en.bekreftet_av]
    inviterte = sum(en.antall for en in listen)
    uten = _uten_deltakere(kartlegging, {en.enhet.pk for en in listen})
    fakta = Fakta(
        har_formaal=bool(kartlegging.formaal.strip()),
        har_syn=bool(kartlegging.verneombud_syn),
        har_amu=Tildeling.objects.har_amu(kartlegging.virksomhet_id, timezone.localdate(naa)),
        er_amu_behandlet=bool(kartlegging.amu_behandling),
        er_importert=kartlegging.er_importert,
        inviterte=inviterte,
        med_adresse=inviterte - sum(en.kort for en in listen),
        ubekreftede=len(ubekreftede),
        enheter_uten=len(uten),
        minstegrense=kartlegging.minstegrense,
        har_utsending=kartlegging.utsendingene.exists(),
        lukker=kartlegging.lukker,
    )
    return Klargjoring(fakta, ubekreftede, uten)


def omfattede(kartlegging: Kartlegging) -> set[int]:
    """Id-ene til de åpne enhetene som er med: de valgte og alt under dem, eller alle."""
    enhetene = dict(
        Enhet.objects.aktive().filter(virksomhet_id=kartlegging.virksomhet_id).values_list("pk", "forelder_id")
    )
    valgte = set(kartlegging.omfatter.values_list("pk", flat=True))
    if not valgte:
        return set(enhetene)
    med: set[int] = set()
    for pk in enhetene:
        veien: list[int] = []
        plass: int | None = pk
        while plass is not None and plass not in valgte and plass not in med:
            veien.append(plass)
            plass = enhetene.get(plass)
        if plass is not None:
            med |= {*veien, plass}
    return med


def _uten_deltakere(kartlegging: Kartlegging, med_deltakere: set[int]) -> list[str]:
    """Navnene på de nederste enhetene som er med, men der ingen er invitert."""
    aktuelle = omfattede(kartlegging)
    har_under = set(Enhet.objects.aktive().filter(forelder_id__in=aktuelle).values_list("forelder_id", flat=True))
    tomme = aktuelle - med_deltakere - har_under
    alle = Enhet.objects.filter(Q(virksomhet_id=kartlegging.virksomhet_id)).order_by("navn").values_list("pk", "navn")
    return [navn for pk, navn in alle if pk in tomme]


def krev_klar(kartlegging: Kartlegging, til: Tilstand, naa: datetime) -> None:
    """Melder ``IkkeKlarError`` med en setning for hver ting som mangler før kartleggingen kan bli ``til``."""
    klar = klargjoring(kartlegging, naa)
    mangler = klar.til(til, naa)
    if mangler:
        raise IkkeKlarError(" ".join(_setning(mangel, klar) for mangel in mangler))


def punktene(kartlegging: Kartlegging, klar: Klargjoring, bruker: Bruker, naa: datetime) -> list[Punkt]:
    """Det som mangler før neste steg, og det som er verd å vite. Tom når kartleggingen er åpen eller ferdig.

    Lenken er bare med når brukeren kan gjøre noe med det.
    """
    neste = {Tilstand.UTKAST: Tilstand.VARSLET, Tilstand.VARSLET: Tilstand.AAPEN}.get(Tilstand(kartlegging.tilstand))
    if neste is None:
        return []
    sperrende = klar.til(neste, naa)
    # Det som hører til åpningen, kan gjøres allerede i utkastet, og er greit å se da.
    senere = [mangel for mangel in klar.til(Tilstand.AAPEN, naa) if mangel not in sperrende]
    return [_punkt(kartlegging, mangel, klar, bruker, sperrer=True) for mangel in sperrende] + [
        _punkt(kartlegging, mangel, klar, bruker, sperrer=False) for mangel in [*senere, *varsler(klar.fakta)]
    ]


def _punkt(kartlegging: Kartlegging, mangel: Mangel, klar: Klargjoring, bruker: Bruker, *, sperrer: bool) -> Punkt:
    side, handling = {
        Mangel.FORMAAL: ("kartlegging_endre", _("Skriv formålet")),
        Mangel.VERNEOMBUDETS_SYN: ("verneombudets_syn", _("Til verneombudets syn")),
        Mangel.AMU_BEHANDLING: ("amu_behandling", _("Til behandlingen i AMU")),
        Mangel.DELTAKERE: ("deltakere", _("Til deltakerne")),
        Mangel.BEKREFTELSE: ("deltakere", _("Se deltakerlisten")),
        Mangel.TID_PASSERT: ("kartlegging_endre", _("Endre perioden")),
        Mangel.UTSENDING: ("utsendinger", _("Planlegg invitasjonen")),
        Mangel.ENHETER_UTEN_DELTAKERE: ("deltakere", _("Til deltakerne")),
        Mangel.FOR_FAA: ("deltakere", _("Til deltakerne")),
    }[mangel]
    return Punkt(
        mangel=mangel,
        setning=_setning(mangel, klar),
        lenke=reverse(side, args=[kartlegging.kortnavn]) if bruker.har(_KREVER[side]) else "",
        handling=handling,
        sperrer=sperrer,
    )


def _setning(mangel: Mangel, klar: Klargjoring) -> str:
    fakta = klar.fakta
    faste = {
        Mangel.FORMAAL: _("Formålet mangler."),
        Mangel.VERNEOMBUDETS_SYN: _("Verneombudet har ikke uttalt seg ennå. Det må til før kartleggingen varsles."),
        Mangel.AMU_BEHANDLING: _("Arbeidsmiljøutvalget har ikke behandlet saken."),
        Mangel.DELTAKERE: _("Ingen er invitert. Legg inn deltakerne før kartleggingen åpner."),
        Mangel.TID_PASSERT: _("Tiden for å lukke er passert. Velg en ny periode."),
        Mangel.UTSENDING: _("Ingen invitasjon er planlagt. De som har e-post, får ikke koden sin uten den."),
        Mangel.FOR_FAA: _(
            "%(antall)d er invitert, og minste gruppe som vises er %(grense)d. Ingen tall vil kunne vises."
        )
        % {"antall": fakta.inviterte, "grense": fakta.minstegrense},
    }
    if mangel == Mangel.DELTAKERE and fakta.er_importert:
        return _(
            "Svarene er ikke lest inn ennå. Den som drifter programmet, gjør det med «manage.py importer_besvarelser»."
        )
    if mangel == Mangel.BEKREFTELSE:
        return _ubekreftet(klar.ubekreftede)
    if mangel == Mangel.ENHETER_UTEN_DELTAKERE:
        return _("Ingen er invitert i %(enheter)s.") % {"enheter": _navnene(klar.uten_deltakere)}
    return faste[mangel]


def _ubekreftet(mangler: list[Listeenhet]) -> str:
    setning = _("Verneombudet har ikke bekreftet deltakerne i %(enheter)s.") % {
        "enheter": _navnene([en.enhet.navn for en in mangler])
    }
    if any(en.er_endret for en in mangler):
        setning += " " + _("Listen er endret etter at den ble bekreftet.")
    return setning


def _navnene(navnene: list[str]) -> str:
    forste = ", ".join(f"«{navn}»" for navn in navnene[:NAVN_I_SETNING])
    flere = len(navnene) - NAVN_I_SETNING
    if flere <= 0:
        return forste
    return ngettext("%(navn)s og %(antall)d til", "%(navn)s og %(antall)d til", flere) % {
        "navn": forste,
        "antall": flere,
    }
