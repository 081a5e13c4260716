"""Opptellingen: den eneste koden som åpner besvarelser, én gang, når kartleggingen er lukket.

Den skriver utgivelsen og sletter besvarelsene i samme transaksjon, og destruerer nøklene etterpå. Alt som vises
siden, er regnet av utgivelsen alene (privacy.md 0 punkt 1).
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction

from kartlegging.domain.koder import kode_for
from kartlegging.domain.tilstand import Tilstand, sjekk_steg
from kartlegging.domain.tre import Enhetstre, stiledd
from kartlegging.domain.utgivelse import Utgivelse as Utregning
from kartlegging.domain.utgivelse import tell_opp
from kartlegging.forsegling import Innhold, UleseligBesvarelseError, apne
from kartlegging.frysing import krev_uendret_loftet
from kartlegging.laas import enelaas
from kartlegging.models import Kartlegging, Kartleggingsenhet, Resultat, Utgivelse
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import Nokler, les_nokler, slett_nokler
from kartlegging.omorganisering import rydd_lageret

PORSJON = 2000
LOVLIGE_SVAR = frozenset("012345")


class IngenKanAapnesError(Exception):
    """Nøklene finnes, men åpner ingen av besvarelsene: de hører ikke til denne kartleggingen."""


@dataclass(frozen=True, slots=True)
class Forkastet:
    """Rader som ikke ble talt. ``uleselige`` lar seg ikke åpne; ``fremmede`` kom ikke gjennom svarsiden.

    Den som kan skrive i databasen, har den offentlige nøkkelen, men ikke nøklene som skal til for et gyldig bevis.
    """

    uleselige: int = 0
    fremmede: int = 0


@dataclass(frozen=True, slots=True)
class Opptalt:
    """Svarene som tabell: ``enhet`` int32 (n,) er plassen i treet, ``svar`` uint8 (n, ledd) er 0–5."""

    enhet: "np.ndarray[Any, np.dtype[np.int32]]"
    svar: "np.ndarray[Any, np.dtype[np.uint8]]"
    forkastet: Forkastet


def publiser(kartlegging: Kartlegging, *, naa: datetime) -> tuple[Utgivelse, Forkastet]:
    """Teller opp en lukket kartlegging og skriver utgivelsen. Svarer med den og hva som ikke ble talt.

    Trygg å gjenta: er utgivelsen skrevet, ryddes bare nøkler og lager. Melder ``NoklerManglerError`` (svarene blir
    stående), ``LoftetEndretError``, ``IngenKanAapnesError`` eller ``UlovligStegError``.
    """
    if kartlegging.tilstand == Tilstand.PUBLISERT:
        _rydd(kartlegging)
        return kartlegging.utgivelsen, Forkastet()
    sjekk_steg(kartlegging.tilstand, Tilstand.PUBLISERT)
    krev_uendret_loftet(kartlegging)
    nokler = les_nokler(kartlegging.kortnavn, kartlegging.nokkelmerke)
    enhetene = list(kartlegging.enhetene.select_related("forelder").order_by("nummer"))
    tre = _tre(enhetene)
    # Leses utenfor transaksjonen: en lukket kartlegging tar ikke imot flere (adr 0006), og åpningen tar sekunder.
    opptalt = _aapne_alle(kartlegging, nokler, tre)
    utregning = tell_opp(
        kartlegging.instrument,
        tre,
        opptalt.enhet,
        opptalt.svar,
        kartlegging=kartlegging.kortnavn,
        minstegrense=kartlegging.minstegrense,
        nokkel=nokler.avrunding(kartlegging.kortnavn),
    )
    with transaction.atomic():
        enelaas(kartlegging.pk)
        # Takten og arbeideren kan telle opp samtidig. Den som kommer sist, bruker det den første skrev.
        alt_skrevet = Utgivelse.objects.filter(kartlegging=kartlegging).first()
        if alt_skrevet is not None:
            return alt_skrevet, Forkastet()
        utgivelse = _skriv(kartlegging, utregning, tre, naa=naa)
        Besvarelse.objects.filter(kartlegging=kartlegging).delete()
    _rydd(kartlegging)
    return utgivelse, opptalt.forkastet


def _tre(enhetene: list[Kartleggingsenhet]) -> Enhetstre:
    plass = {enhet.pk: nummer for nummer, enhet in enumerate(enhetene)}
    return Enhetstre(
        koder=tuple(enhet.kode for enhet in enhetene),
        navn=tuple(enhet.navn for enhet in enhetene),
        forelder=np.array([plass[e.forelder_id] if e.forelder_id else -1 for e in enhetene], dtype=np.int32),
        invitert=np.array([enhet.invitert for enhet in enhetene], dtype=np.int32),
    )


def _aapne_alle(kartlegging: Kartlegging, nokler: Nokler, tre: Enhetstre) -> Opptalt:
    antall_ledd = len(kartlegging.instrument.leddrekkefolge)
    plass = {kode: nummer for nummer, kode in enumerate(tre.koder)}
    radene = Besvarelse.objects.filter(kartlegging=kartlegging)
    antall = radene.count()
    enhet = np.empty(antall, dtype=np.int32)
    svar = np.empty((antall, antall_ledd), dtype=np.uint8)
    inviterte = _inviterte(kartlegging, nokler)
    privat = nokler.privat
    lest = uleselige = fremmede = 0
    for nullifikator, forseglet in radene.values_list("nullifikator", "forseglet").iterator(chunk_size=PORSJON):
        try:
            innhold = apne(
                bytes(forseglet), privat=privat, kortnavn=kartlegging.kortnavn, loftet=kartlegging.loftet_sha256
            )
        except UleseligBesvarelseError:
            uleselige += 1
            continue
        if not _er_ekte(innhold, bytes(nullifikator), nokler, inviterte):
            fremmede += 1
            continue
        if innhold.enhet not in plass or len(innhold.svar) != antall_ledd or not set(innhold.svar) <= LOVLIGE_SVAR:
            uleselige += 1
            continue
        enhet[lest] = plass[innhold.enhet]
        svar[lest] = np.frombuffer(innhold.svar.encode("ascii"), dtype=np.uint8) - ord("0")
        lest += 1
    if antall and not lest:
        # Uten antallet: det kan være under grensen, og feilen havner i loggen og oppgavetabellen.
        raise IngenKanAapnesError("Ingen av besvarelsene lot seg åpne med nøklene som ligger der.")
    return Opptalt(enhet=enhet[:lest], svar=svar[:lest], forkastet=Forkastet(uleselige, fremmede))


def _inviterte(kartlegging: Kartlegging, nokler: Nokler) -> frozenset[bytes] | None:
    """Nullifikatorene de inviterte kan ha, uten hvem som har hvilken. ``None`` når adressene er slettet.

    De er slettet bare når nøklene kom til rette mer enn 14 dager etter lukking.
    """
    alle = frozenset(
        nokler.nullifikator_for(kode_for(nokler.koder, pk))
        for pk in kartlegging.invitasjonene.order_by().values_list("pk", flat=True).iterator(chunk_size=PORSJON)
    )
    return alle or None


def _er_ekte(innhold: Innhold, nullifikator: bytes, nokler: Nokler, inviterte: frozenset[bytes] | None) -> bool:
    if inviterte is not None and nullifikator not in inviterte:
        return False
    return hmac.compare_digest(innhold.bevis, nokler.bevis_for(nullifikator, innhold.enhet, innhold.svar))


def _skriv(kartlegging: Kartlegging, utregning: Utregning, tre: Enhetstre, *, naa: datetime) -> Utgivelse:
    dokument = utregning.kanonisk()
    enhetene: list[dict[str, Any]] = utregning.innhold["enheter"]
    utgivelse = Utgivelse.objects.create(
        kartlegging=kartlegging,
        dokument=dokument,
        sha256=utregning.sha256,
        dato=naa.date(),
        invitert=int(tre.invitert.sum()),
        antall=enhetene[0]["antall"] if enhetene else None,
    )
    stier: dict[str, str] = {}
    rader = []
    for nummer, enhet in enumerate(enhetene):
        sti = f"{stier.get(enhet['forelder'] or '', '/')}{stiledd(enhet['kode'])}/"
        stier[enhet["kode"]] = sti
        rader.append(
            Resultat(
                utgivelse=utgivelse,
                nummer=nummer,
                kode=enhet["kode"],
                navn=enhet["navn"],
                forelder=enhet["forelder"] or "",
                art=enhet["art"],
                sti=sti,
                dybde=sti.count("/") - 2,
                vises=enhet["skjult_fordi"] is None,
                verdier=enhet,
            )
        )
    Resultat.objects.bulk_create(rader, batch_size=500)
    kartlegging.tilstand = Tilstand.PUBLISERT
    kartlegging.publisert = naa
    kartlegging.save(update_fields=["tilstand", "publisert"])
    return utgivelse


def _rydd(kartlegging: Kartlegging) -> None:
    """Rydder lageret først: blir prosessen drept imens, er nøklene igjen, og takten ser at noe står ugjort."""
    try:
        rydd_lageret()
    finally:
        slett_nokler(kartlegging.kortnavn)
