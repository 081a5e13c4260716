"""Fra utkast til åpen: deltakerne, verneombudets syn og bekreftelse, og frysingen når kartleggingen åpner."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.text import slugify

from arbeidsmiljo.actions import logg
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker, Enhet, Virksomhet
from kartlegging.deltakerliste import enhetssummer, listesum, ubekreftede
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.koder import kode_for, kodehash
from kartlegging.domain.tilstand import Tilstand, UlovligStegError, sjekk_steg
from kartlegging.feil import KartleggingsfeilError
from kartlegging.frysing import frys_treet, kanonisk_sum, loftet_for
from kartlegging.models import Invitasjon, Kartlegging, Listebekreftelse
from kartlegging.nokler import sikre_nokler

PORSJON = 2000
NYE_DAGER = 30
"""Kilde: ``privacy.md`` 1 punkt 11."""


@dataclass(frozen=True, slots=True)
class Deltaker:
    """Én som skal inviteres. Tom ``epost`` betyr kodekort."""

    enhet: Enhet
    epost: str = ""
    sprak: str = "nb"
    ansatt_fra: date | None = None


def _ledig_kortnavn(navn: str) -> str:
    # slugify tar bort æ og ø i stedet for å skrive dem om.
    norsk = navn.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    stamme = slugify(norsk)[:50] or "kartlegging"
    kortnavn, nummer = stamme, 2
    while Kartlegging.objects.filter(kortnavn=kortnavn).exists():
        kortnavn, nummer = f"{stamme}-{nummer}", nummer + 1
    return kortnavn


@transaction.atomic
def opprett(
    *,
    virksomhet: Virksomhet,
    navn: str,
    formaal: str,
    instrument: Instrument,
    aapner: datetime,
    lukker: datetime,
    av: Bruker | None,
    naa: datetime,
    skalaer: Sequence[str] = (),
    sprak: Sequence[str] = ("nb",),
    minstegrense: int | None = None,
    nye_dager: int = NYE_DAGER,
) -> Kartlegging:
    """Lager et utkast. Minstegrensen kan bare heves over virksomhetens; melder ``KartleggingsfeilError`` ellers.

    Den som er ansatt mindre enn ``nye_dager`` før åpning, pekes ut i deltakerlisten.
    """
    grense = virksomhet.minstegrense if minstegrense is None else minstegrense
    if grense < virksomhet.minstegrense:
        raise KartleggingsfeilError(
            f"Minstegrensen kan bare heves. Virksomheten har {virksomhet.minstegrense}, du ba om {grense}."
        )
    if lukker <= aapner:
        raise KartleggingsfeilError("Kartleggingen må lukke etter at den åpner. Sett en senere sluttdato.")
    if skalaer:
        instrument.utvalg(tuple(skalaer))
    kartlegging = Kartlegging.objects.create(
        virksomhet=virksomhet,
        kortnavn=_ledig_kortnavn(navn),
        navn=navn,
        formaal=formaal,
        instrument_id=instrument.id,
        instrument_versjon=instrument.versjon,
        skalaer=list(skalaer),
        sprak=list(sprak),
        minstegrense=grense,
        nye_dager=nye_dager,
        aapner=aapner,
        lukker=lukker,
    )
    logg(virksomhet_id=virksomhet.pk, av=av, naa=naa, hva="kartlegging.opprettet", om=navn)
    return kartlegging


@transaction.atomic
def inviter(*, kartlegging: Kartlegging, deltakere: Iterable[Deltaker], av: Bruker | None, naa: datetime) -> int:
    """Legger deltakere til et utkast. Svarer med hvor mange. Melder ``UlovligStegError`` etter åpning."""
    if kartlegging.tilstand not in {Tilstand.UTKAST, Tilstand.VARSLET}:
        raise UlovligStegError("Deltakerne er låst fra kartleggingen åpner. Ingen kan legges til eller fjernes nå.")
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
def registrer_verneombudets_syn(*, kartlegging: Kartlegging, tekst: str, av: Bruker, naa: datetime) -> None:
    """Lagrer det verneombudet sier om kartleggingen. Må til før den kan åpne (product.md, hovedjobben punkt 2)."""
    if kartlegging.tilstand not in {Tilstand.UTKAST, Tilstand.VARSLET}:
        raise UlovligStegError("Verneombudets syn registreres før kartleggingen åpner.")
    if not tekst.strip():
        raise KartleggingsfeilError("Skriv hva verneombudet mener om kartleggingen. Feltet kan ikke være tomt.")
    kartlegging.verneombud_navn = av.navn
    kartlegging.verneombud_syn = tekst
    kartlegging.verneombud_tidspunkt = naa
    kartlegging.save(update_fields=["verneombud_navn", "verneombud_syn", "verneombud_tidspunkt"])
    logg(
        virksomhet_id=kartlegging.virksomhet_id,
        av=av,
        naa=naa,
        hva="kartlegging.verneombudets_syn",
        om=kartlegging.navn,
    )


@transaction.atomic
def bekreft_deltakere(*, kartlegging: Kartlegging, summene: Mapping[int, str], av: Bruker, naa: datetime) -> None:
    """Verneombudet går god for at de inviterte i enhetene er virkelige.

    ``summene`` er enhet (pk) → summen av listen slik den ble vist. Melder ``UlovligStegError`` etter åpning, og
    ``KartleggingsfeilError`` når brukeren ikke er verneombud der, eller når en liste er endret siden den ble vist.
    """
    if kartlegging.tilstand not in {Tilstand.UTKAST, Tilstand.VARSLET}:
        raise UlovligStegError("Deltakerlisten er låst fra kartleggingen åpner, og kan ikke bekreftes nå.")
    if not av.enheter_med(Tilgang.BEKREFTE_DELTAKERE).issuperset(summene):
        raise KartleggingsfeilError("Du er ikke verneombud for alle enhetene. Bare verneombudet kan bekrefte listen.")
    naa_er = enhetssummer(kartlegging)
    if any(naa_er.get(enhet) != sum_ for enhet, sum_ in summene.items()):
        raise KartleggingsfeilError("Listen er endret siden du så den. Se over den på nytt, og bekreft igjen.")
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
    """Går fra utkast til varslet: planen er kunngjort, og åpner av seg selv på åpningsdagen."""
    sjekk_steg(kartlegging.tilstand, Tilstand.VARSLET)
    if not kartlegging.verneombud_syn:
        raise KartleggingsfeilError("Verneombudet har ikke uttalt seg ennå. Registrer det før kartleggingen varsles.")
    kartlegging.tilstand = Tilstand.VARSLET
    kartlegging.save(update_fields=["tilstand"])
    logg(virksomhet_id=kartlegging.virksomhet_id, av=av, naa=naa, hva="kartlegging.varslet", om=kartlegging.navn)


@transaction.atomic
def aapne(*, kartlegging: Kartlegging, av: Bruker | None, naa: datetime) -> None:
    """Fryser treet, deltakerne og løftet, lager nøkler og koder, og åpner for svar.

    Melder ``UlovligStegError``, eller ``KartleggingsfeilError`` når ingen er invitert, eller når verneombudet ikke har
    bekreftet deltakerlisten slik den er nå.
    """
    sjekk_steg(kartlegging.tilstand, Tilstand.AAPEN)
    if not kartlegging.invitasjonene.exists():
        raise KartleggingsfeilError("Ingen er invitert. Legg inn deltakerne før kartleggingen åpner.")
    _krev_bekreftet_liste(kartlegging)
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


def _krev_bekreftet_liste(kartlegging: Kartlegging) -> None:
    mangler = ubekreftede(kartlegging)
    if not mangler:
        return
    navnene = ", ".join(f"«{en.enhet.navn}»" for en in mangler[:3])
    flere = f" og {len(mangler) - 3} til" if len(mangler) > 3 else ""
    endret = " Listen er endret etter at den ble bekreftet." if any(en.er_endret for en in mangler) else ""
    raise KartleggingsfeilError(
        f"Verneombudet har ikke bekreftet deltakerne i {navnene}{flere}.{endret} Kartleggingen kan åpne når det er gjort."
    )
