"""Opptellingen: den eneste koden som åpner besvarelser, én gang, når kartleggingen er lukket.

Den skriver utgivelsen og sletter besvarelsene i samme transaksjon, og destruerer nøklene etterpå. Alt som vises
siden, er regnet av utgivelsen alene (privacy.md 0 punkt 1).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction

from kartlegging.domain.instrument import Instrument
from kartlegging.domain.tilstand import Tilstand, sjekk_steg
from kartlegging.domain.tre import Enhetstre, stiledd
from kartlegging.domain.utgivelse import Utgivelse as Utregning
from kartlegging.domain.utgivelse import tell_opp
from kartlegging.forsegling import UleseligBesvarelseError, apne
from kartlegging.frysing import krev_uendret_loftet
from kartlegging.laas import enelaas
from kartlegging.models import Kartlegging, Kartleggingsenhet, Resultat, Utgivelse
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import les_nokler, slett_nokler
from kartlegging.omorganisering import rydd_lageret

PORSJON = 2000
LOVLIGE_SVAR = frozenset("012345")


class IngenKanAapnesError(Exception):
    """Nøkkelen finnes, men åpner ingen av besvarelsene: den hører ikke til denne kartleggingen."""


@dataclass(frozen=True, slots=True)
class Opptalt:
    """Svarene som tabell: ``enhet`` int32 (n,) er plassen i treet, ``svar`` uint8 (n, ledd) er 0–5."""

    enhet: "np.ndarray[Any, np.dtype[np.int32]]"
    svar: "np.ndarray[Any, np.dtype[np.uint8]]"
    uleselige: int


def publiser(kartlegging: Kartlegging, *, naa: datetime) -> tuple[Utgivelse, int]:
    """Teller opp en lukket kartlegging og skriver utgivelsen. Svarer med den og antall rader som ikke lot seg åpne.

    Trygg å gjenta: er utgivelsen skrevet, ryddes bare nøkler og lager. Melder ``NoklerManglerError`` (svarene blir
    stående), ``LoftetEndretError``, ``IngenKanAapnesError`` eller ``UlovligStegError``.
    """
    if kartlegging.tilstand == Tilstand.PUBLISERT:
        _rydd(kartlegging)
        return kartlegging.utgivelsen, 0
    sjekk_steg(kartlegging.tilstand, Tilstand.PUBLISERT)
    krev_uendret_loftet(kartlegging)
    nokler = les_nokler(kartlegging.kortnavn)
    enhetene = list(kartlegging.enhetene.select_related("forelder").order_by("nummer"))
    tre = _tre(enhetene)
    # Leses utenfor transaksjonen: en lukket kartlegging tar ikke imot flere (adr 0006), og åpningen tar sekunder.
    opptalt = _aapne_alle(kartlegging, kartlegging.instrument, tre)
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
            return alt_skrevet, 0
        utgivelse = _skriv(kartlegging, utregning, tre, naa=naa)
        Besvarelse.objects.filter(kartlegging=kartlegging).delete()
    _rydd(kartlegging)
    return utgivelse, opptalt.uleselige


def _tre(enhetene: list[Kartleggingsenhet]) -> Enhetstre:
    plass = {enhet.pk: nummer for nummer, enhet in enumerate(enhetene)}
    return Enhetstre(
        koder=tuple(enhet.kode for enhet in enhetene),
        navn=tuple(enhet.navn for enhet in enhetene),
        forelder=np.array([plass[e.forelder_id] if e.forelder_id else -1 for e in enhetene], dtype=np.int32),
        invitert=np.array([enhet.invitert for enhet in enhetene], dtype=np.int32),
    )


def _aapne_alle(kartlegging: Kartlegging, instrument: Instrument, tre: Enhetstre) -> Opptalt:
    antall_ledd = len(instrument.leddrekkefolge)
    plass = {kode: nummer for nummer, kode in enumerate(tre.koder)}
    radene = Besvarelse.objects.filter(kartlegging=kartlegging)
    antall = radene.count()
    enhet = np.empty(antall, dtype=np.int32)
    svar = np.empty((antall, antall_ledd), dtype=np.uint8)
    privat = les_nokler(kartlegging.kortnavn).privat
    lest = uleselige = 0
    for forseglet in radene.values_list("forseglet", flat=True).iterator(chunk_size=PORSJON):
        try:
            innhold = apne(
                bytes(forseglet), privat=privat, kortnavn=kartlegging.kortnavn, loftet=kartlegging.loftet_sha256
            )
        except UleseligBesvarelseError:
            uleselige += 1
            continue
        if innhold.enhet not in plass or len(innhold.svar) != antall_ledd or not set(innhold.svar) <= LOVLIGE_SVAR:
            uleselige += 1
            continue
        enhet[lest] = plass[innhold.enhet]
        svar[lest] = np.frombuffer(innhold.svar.encode("ascii"), dtype=np.uint8) - ord("0")
        lest += 1
    if uleselige and not lest:
        raise IngenKanAapnesError(f"Ingen av de {uleselige} besvarelsene lot seg åpne med nøkkelen som ligger der.")
    return Opptalt(enhet=enhet[:lest], svar=svar[:lest], uleselige=uleselige)


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
    slett_nokler(kartlegging.kortnavn)
    rydd_lageret()
