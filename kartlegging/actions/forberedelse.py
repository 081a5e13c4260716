"""Fra utkast til åpen: deltakerne, verneombudets bekreftelse, og frysingen når kartleggingen åpner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker, Enhet
from kartlegging.deltakerliste import enhetssummer, listesum
from kartlegging.domain.koder import kode_for, kodehash
from kartlegging.domain.tilstand import Tilstand, UlovligStegError, sjekk_steg
from kartlegging.feil import KartleggingsfeilError
from kartlegging.frysing import frys_treet, kanonisk_sum, loftet_for
from kartlegging.klargjoring import krev_klar
from kartlegging.models import Invitasjon, Kartlegging, Listebekreftelse
from kartlegging.nokler import sikre_nokler

PORSJON = 2000


@dataclass(frozen=True, slots=True)
class Deltaker:
    """Én som skal inviteres. Tom ``epost`` betyr kodekort."""

    enhet: Enhet
    epost: str = ""
    sprak: str = "nb"
    ansatt_fra: date | None = None


@transaction.atomic
def inviter(*, kartlegging: Kartlegging, deltakere: Iterable[Deltaker], av: Bruker | None, naa: datetime) -> int:
    """Legger deltakere til før åpning. Svarer med hvor mange. Melder ``UlovligStegError`` etter åpning."""
    if kartlegging.tilstand not in {Tilstand.UTKAST, Tilstand.VARSLET}:
        raise UlovligStegError(_("Deltakerne er låst fra kartleggingen åpner. Ingen kan legges til eller fjernes nå."))
    invitasjonene = [
        Invitasjon(
            kartlegging=kartlegging,
            enhet=deltaker.enhet,
            epost=deltaker.epost.lower(),
            sprak=deltaker.sprak,
            ansatt_fra=deltaker.ansatt_fra,
        )
        for deltaker in deltakere
    ]
    Invitasjon.objects.bulk_create(invitasjonene, batch_size=PORSJON)
    # Bekreftelsen gjaldt en annen liste. Uten summen vet forsiden det uten å regne listen ut på nytt.
    berorte = {invitasjon.enhet_id for invitasjon in invitasjonene}
    kartlegging.listebekreftelsene.filter(enhet__in=berorte).update(sha256="")
    logg(
        virksomhet_id=kartlegging.virksomhet_id,
        av=av,
        naa=naa,
        hva="kartlegging.invitert",
        om=kartlegging.navn,
        detaljer={"antall": len(invitasjonene)},
    )
    return len(invitasjonene)


@transaction.atomic
def bekreft_deltakere(*, kartlegging: Kartlegging, summene: Mapping[int, str], av: Bruker, naa: datetime) -> None:
    """Verneombudet går god for at de inviterte i enhetene er virkelige.

    ``summene`` er enhet (pk) → summen av listen slik den ble vist. Melder ``UlovligStegError`` etter åpning, og
    ``KartleggingsfeilError`` når brukeren ikke er verneombud der, eller når en liste er endret siden den ble vist.
    """
    if kartlegging.tilstand not in {Tilstand.UTKAST, Tilstand.VARSLET}:
        raise UlovligStegError(_("Deltakerlisten er låst fra kartleggingen åpner, og kan ikke bekreftes nå."))
    if not av.enheter_med(Tilgang.BEKREFTE_DELTAKERE).issuperset(summene):
        raise KartleggingsfeilError(
            _("Du er ikke verneombud for alle enhetene. Bare verneombudet kan bekrefte listen.")
        )
    naa_er = enhetssummer(kartlegging)
    if any(naa_er.get(enhet) != sum_ for enhet, sum_ in summene.items()):
        raise KartleggingsfeilError(_("Listen er endret siden du så den. Se over den på nytt, og bekreft igjen."))
    Listebekreftelse.objects.bulk_create(
        [
            Listebekreftelse(kartlegging=kartlegging, enhet_id=enhet, sha256=sum_, bruker_navn=av.navn, tidspunkt=naa)
            for enhet, sum_ in summene.items()
        ],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["kartlegging", "enhet"],
        update_fields=["sha256", "bruker_navn", "tidspunkt"],
    )
    logg(
        virksomhet_id=kartlegging.virksomhet_id,
        av=av,
        naa=naa,
        hva="kartlegging.deltakere_bekreftet",
        om=kartlegging.navn,
        detaljer={"enheter": len(summene)},
    )


@transaction.atomic
def varsle(*, kartlegging: Kartlegging, av: Bruker | None, naa: datetime) -> None:
    """Går fra utkast til varslet: planen er kunngjort, og åpner av seg selv på åpningsdagen.

    Melder ``UlovligStegError``, eller ``IkkeKlarError`` når noe mangler (``kartlegging.klargjoring``).
    """
    sjekk_steg(kartlegging.tilstand, Tilstand.VARSLET)
    krev_klar(kartlegging, Tilstand.VARSLET, naa)
    kartlegging.tilstand = Tilstand.VARSLET
    kartlegging.save(update_fields=["tilstand"])
    logg(virksomhet_id=kartlegging.virksomhet_id, av=av, naa=naa, hva="kartlegging.varslet", om=kartlegging.navn)


@transaction.atomic
def aapne(*, kartlegging: Kartlegging, av: Bruker | None, naa: datetime) -> None:
    """Fryser treet, deltakerne og løftet, lager nøkler og koder, og åpner for svar.

    Melder ``UlovligStegError``, eller ``IkkeKlarError`` når noe mangler (``kartlegging.klargjoring``), som at
    verneombudet ikke har bekreftet deltakerlisten slik den er nå.
    """
    sjekk_steg(kartlegging.tilstand, Tilstand.AAPEN)
    krev_klar(kartlegging, Tilstand.AAPEN, naa)
    frys_treet(kartlegging)
    nokler = sikre_nokler(kartlegging.kortnavn)
    invitasjonene = list(kartlegging.invitasjonene.only("pk"))
    for invitasjon in invitasjonene:
        invitasjon.kodehash = kodehash(kode_for(nokler.koder, invitasjon.pk))
    Invitasjon.objects.bulk_update(invitasjonene, ["kodehash"], batch_size=500)
    kartlegging.offentlig_nokkel = nokler.offentlig
    kartlegging.nokkelmerke = nokler.merke
    kartlegging.deltakere_sha256 = listesum(kartlegging)
    kartlegging.loftet = loftet_for(kartlegging)
    kartlegging.loftet_sha256 = kanonisk_sum(kartlegging.loftet)
    kartlegging.tilstand = Tilstand.AAPEN
    kartlegging.save(
        update_fields=["offentlig_nokkel", "nokkelmerke", "deltakere_sha256", "loftet", "loftet_sha256", "tilstand"]
    )
    logg(
        virksomhet_id=kartlegging.virksomhet_id,
        av=av,
        naa=naa,
        hva="kartlegging.aapnet",
        om=kartlegging.navn,
        detaljer={
            "invitert": len(invitasjonene),
            "minstegrense": kartlegging.minstegrense,
            "deltakere_sha256": kartlegging.deltakere_sha256,
            "loftet_sha256": kartlegging.loftet_sha256,
        },
    )
