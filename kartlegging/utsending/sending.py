"""Sender brevene som venter, uten at noen får det samme to ganger.

Et brev tas (``VENTER`` → ``SENDES``) og bekreftes før det gis til tjeneren, og resultatet skrives etterpå. Dør arbeideren
imellom, blir det stående i ``SENDES``: da vet ingen om det gikk, og det sendes ikke om igjen av seg selv.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F

from arbeidsmiljo.domain.sprak import gettext_noop as _
from arbeidsmiljo.epost import UvissLeveringError, feilsetning, tjenerens_svar
from kartlegging.domain.koder import kode_for
from kartlegging.domain.tilstand import Tilstand
from kartlegging.domain.utsending import LENGST_VENTETID, uten_adresser, ventetid
from kartlegging.models import Forsendelse, Forsendelsesstand, Kartlegging, Utsending
from kartlegging.nokler import NoklerManglerError, les_nokler
from kartlegging.utsending.brev import lag_brev, lag_melding, spraket_til

PORSJON = 50
"""Brev som tas om gangen og sendes over samme forbindelse. Så mange kan bli usikre når en arbeider dør."""
VAKT = timedelta(minutes=10)
"""Så lenge regnes en arbeider som i live etter sist den sa fra. Lengre enn det tar å sende én porsjon."""
SKIVE = timedelta(minutes=1)
"""Så lenge sendes det før andre oppgaver slipper til, en opptelling for eksempel."""
UTEN_HELL = 200
"""Etter så mange brev på rad som ikke ble tatt imot, er det tjeneren det er noe med, og vi venter."""

UBRUKELIG_ADRESSE = _("Adressen kan ikke brukes.")
NOKLENE_MANGLER = _(
    "Kartleggingens nøkler mangler på tjeneren, så kodene kan ikke regnes ut. Ingen brev sendes før nøkkelmappen er lagt tilbake."
)

Klokke = Callable[[], datetime]


@dataclass
class _Utfall:
    """Det som skjedde med brevene i en porsjon. De som ikke står noe sted, forblir ``SENDES``."""

    sendt: list[int] = field(default_factory=list)
    avvist: dict[int, str] = field(default_factory=dict)
    paa_vent: list[int] = field(default_factory=list)
    urort: list[int] = field(default_factory=list)
    feil: str = ""
    er_stanset: bool = False


@dataclass(frozen=True, slots=True)
class Stopp:
    """Hvor sendingen slapp. ``etter`` er siste brev som ble tatt, eller ``None`` når det ikke er flere å ta nå."""

    etter: int | None
    sendt: int


def send_ventende(utsending_id: int, *, etter: int, klokke: Klokke) -> Stopp:
    """Sender brevene med id over ``etter`` som venter, høyst i ``SKIVE``. Trygg å gjenta og å kjøre flere av samtidig.

    Hvert brev prøves én gang. Tar ikke tjeneren imot, skrives det på utsendingen når det prøves igjen, og hvorfor.
    """
    utsending = Utsending.objects.select_related("kartlegging__virksomhet").get(pk=utsending_id)
    try:
        noklene = les_nokler(utsending.kartlegging.kortnavn, utsending.kartlegging.nokkelmerke)
    except NoklerManglerError:
        _vent(utsending_id, NOKLENE_MANGLER, klokke() + LENGST_VENTETID)
        return Stopp(None, 0)
    start, sendt, uten_hell, forsok = klokke(), 0, 0, 0
    feil = ""
    while porsjon := _ta(utsending_id, etter, klokke()):
        etter = porsjon[-1].pk
        utfall = _send_porsjon(utsending, porsjon, noklene.koder)
        sendt += len(utfall.sendt)
        uten_hell = 0 if utfall.sendt else uten_hell + len(porsjon)
        if utfall.feil:
            feil = utfall.feil
            prover = [brev.forsok + 1 for brev in porsjon if brev.pk in utfall.paa_vent]
            forsok = min([*prover, *([forsok] if forsok else [])], default=1)
        # Noen tjenere legger på etter et visst antall brev. Da er det bare å ringe opp igjen.
        if (utfall.er_stanset and not utfall.sendt) or uten_hell >= UTEN_HELL:
            break
        _vent(utsending_id, "", klokke() + VAKT)
        if klokke() - start >= SKIVE:
            return Stopp(etter, sendt)
    _avslutt(utsending_id, feil, klokke() + ventetid(forsok))
    return Stopp(None, sendt)


def _ta(utsending_id: int, etter: int, naa: datetime) -> list[Forsendelse]:
    """Tar de neste brevene for denne arbeideren. Tom når kartleggingen er lukket, eller ingen venter."""
    with transaction.atomic():
        if not Kartlegging.objects.filter(utsendingene=utsending_id, tilstand=Tilstand.AAPEN, lukker__gt=naa).exists():
            return []
        brevene = list(
            Forsendelse.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(utsending_id=utsending_id, stand=Forsendelsesstand.VENTER, pk__gt=etter)
            .select_related("invitasjon")
            .order_by("pk")[:PORSJON]
        )
        _sett([brev.pk for brev in brevene], Forsendelsesstand.VENTER, stand=Forsendelsesstand.SENDES)
    return brevene


def _send_porsjon(utsending: Utsending, porsjon: list[Forsendelse], kodenokkel: bytes) -> _Utfall:
    utfall = _Utfall(urort=[brev.pk for brev in porsjon])
    linje = get_connection()
    try:
        linje.open()
        for forsendelse in porsjon:
            melding = _melding(utsending, forsendelse, kodenokkel)
            utfall.urort.remove(forsendelse.pk)
            _send_ett(linje, melding, forsendelse.pk, utfall)
            if utfall.er_stanset:
                break
    except OSError as feil:
        # Bare forbindelsen kan feile her. Det første brevet bærer forsøket, så ventetiden vokser.
        utfall.paa_vent.append(utfall.urort.pop(0))
        utfall.feil, utfall.er_stanset = _setning(feil), True
    finally:
        _skriv(utfall)
        with suppress(OSError):
            linje.close()
    return utfall


def _melding(utsending: Utsending, forsendelse: Forsendelse, kodenokkel: bytes) -> EmailMultiAlternatives:
    sprak = spraket_til(utsending.kartlegging, forsendelse.invitasjon.sprak)
    brev = lag_brev(utsending, sprak, kode_for(kodenokkel, forsendelse.invitasjon_id))
    return lag_melding(utsending, brev, forsendelse.invitasjon.epost)


def _send_ett(linje: BaseEmailBackend, melding: EmailMultiAlternatives, pk: int, utfall: _Utfall) -> None:
    """Sender ett brev og fører utfallet. Ved en uventet feil føres ingenting, og brevet blir usikkert."""
    til = melding.to[0]
    try:
        linje.send_messages([melding])
    except UvissLeveringError as feil:
        utfall.feil, utfall.er_stanset = _setning(feil), True
    except (SMTPRecipientsRefused, SMTPDataError) as feil:
        kode, ordene = tjenerens_svar(feil)
        if kode >= 500:
            utfall.avvist[pk] = uten_adresser(f"{kode} {ordene}", til)
        else:
            utfall.paa_vent.append(pk)
            utfall.feil = uten_adresser(f"{kode} {ordene}", til)
            utfall.er_stanset = kode == 421
    except (SMTPException, OSError) as feil:
        utfall.paa_vent.append(pk)
        utfall.feil, utfall.er_stanset = _setning(feil), True
    except ValueError:
        utfall.avvist[pk] = UBRUKELIG_ADRESSE
    else:
        utfall.sendt.append(pk)


def _setning(feil: BaseException) -> str:
    kode, ordene = tjenerens_svar(feil)
    return uten_adresser(f"{kode} {ordene}") if kode > 0 and ordene else feilsetning(feil)


def _skriv(utfall: _Utfall) -> None:
    sendes = Forsendelsesstand.SENDES
    with transaction.atomic():
        _sett(utfall.sendt, sendes, stand=Forsendelsesstand.SENDT, forsok=F("forsok") + 1)
        _sett(utfall.paa_vent, sendes, stand=Forsendelsesstand.VENTER, forsok=F("forsok") + 1)
        _sett(utfall.urort, sendes, stand=Forsendelsesstand.VENTER)
        for pk, grunn in utfall.avvist.items():
            _sett([pk], sendes, stand=Forsendelsesstand.AVVIST, forsok=F("forsok") + 1, grunn=grunn)


def _sett(brevene: list[int], fra: Forsendelsesstand, **felt: object) -> None:
    """Endrer bare brev som fortsatt er i ``fra``."""
    if brevene:
        Forsendelse.objects.filter(pk__in=brevene, stand=fra).update(**felt)


def _vent(utsending_id: int, feil: str, til: datetime) -> None:
    Utsending.objects.filter(pk=utsending_id).update(siste_feil=feil[:300], neste_forsok=til)


def _avslutt(utsending_id: int, feil: str, neste: datetime) -> None:
    venter = Forsendelse.objects.filter(utsending_id=utsending_id, stand=Forsendelsesstand.VENTER).exists()
    Utsending.objects.filter(pk=utsending_id).update(
        siste_feil=feil[:300], neste_forsok=neste if venter and feil else None
    )
