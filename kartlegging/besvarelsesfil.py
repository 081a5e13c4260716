"""Svar fra en fil: papirskjemaer som er skrevet av, eller en runde samlet inn et annet sted (contracts.md «Commands»).

I en runde med inviterte trenger hver rad koden på papirskjemaet. Uten koder går det bare i en runde laget som importert,
som ikke tar imot andre svar, og som fylles én gang.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arbeidsmiljo.models import Bruker
from arbeidsmiljo.tabellfil import Feil, Kolonne, Rad, TabellfilError, hele_filen, les_tabell
from kartlegging.actions import Deltaker, aapne, avgi_mange, inviter
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.koder import kode_for, kodehash, normaliser_kode
from kartlegging.domain.tilstand import Tilstand
from kartlegging.klargjoring import omfattede
from kartlegging.models import Kartlegging
from kartlegging.nokler import les_nokler

KODE, ENHET = Kolonne("kode", pakrevd=False), Kolonne("enhet")


@dataclass(frozen=True, slots=True)
class Svarrad:
    """Svarene på én rad. ``kode`` er tom i en importert runde."""

    nummer: int
    enhet: str
    kode: str
    svar: Mapping[str, int]


def importer(*, kartlegging: Kartlegging, innhold: bytes, filnavn: str, av: Bruker | None, naa: datetime) -> int:
    """Leser svarene og forsegler dem som alle andre. Alt eller ingenting. Svarer med hvor mange.

    Melder ``TabellfilError`` med hver feil, ``IkkeKlarError`` eller ``UlovligStegError`` når runden ikke er klar, og
    ``NoklerManglerError``.
    """
    _krev_stand(kartlegging)
    rader = _les(kartlegging, innhold, filnavn)
    # Filens rekkefølge skal ikke bli radenes.
    secrets.SystemRandom().shuffle(rader)
    with transaction.atomic():
        if kartlegging.er_importert:
            return _fyll(kartlegging, rader, av=av, naa=naa)
        lagret = avgi_mange(kartlegging=kartlegging, besvarelsene=[(rad.kode, rad.svar) for rad in rader])
        if lagret != len(rader):
            # Hvilke sies ikke: ingenting i programmet svarer på hvem som har svart.
            brukt = len(rader) - lagret
            raise hele_filen(
                ngettext(
                    "%(antall)d av kodene er brukt fra før. Ta bort skjemaer som alt er skrevet av, og prøv igjen.",
                    "%(antall)d av kodene er brukt fra før. Ta bort skjemaer som alt er skrevet av, og prøv igjen.",
                    brukt,
                )
                % {"antall": brukt}
            )
    return lagret


def _krev_stand(kartlegging: Kartlegging) -> None:
    if kartlegging.er_importert and kartlegging.tilstand != Tilstand.VARSLET:
        raise hele_filen(
            _("Runden kan fylles én gang, når den er varslet og ikke åpnet. Den er %(tilstand)s.")
            % {"tilstand": kartlegging.tilstand}
        )
    if not kartlegging.er_importert and not kartlegging.er_aapen:
        raise hele_filen(
            _("Kartleggingen må være åpen for at svarene på papir kan leses inn. Den er %(tilstand)s.")
            % {"tilstand": kartlegging.tilstand}
        )


def _les(kartlegging: Kartlegging, innhold: bytes, filnavn: str) -> list[Svarrad]:
    instrument = kartlegging.instrument
    leddene = [Kolonne(ledd) for ledd in instrument.leddrekkefolge]
    kolonnene = [ENHET, *leddene] if kartlegging.er_importert else [Kolonne("kode"), ENHET, *leddene]
    rader = les_tabell(innhold, filnavn, kolonnene)
    enhetene = _enhetene(kartlegging)
    kodene = {} if kartlegging.er_importert else _kodene(kartlegging)
    feilene: list[Feil] = []
    sett: dict[str, int] = {}
    lest = []
    for rad in rader:
        svar, feil = _svarene(rad, instrument)
        kode = normaliser_kode(rad.felt.get("kode", ""))
        if rad.felt["enhet"] not in enhetene:
            feil.append(Feil(rad.nummer, "enhet", rad.felt["enhet"], _("ingen enhet i kartleggingen har denne koden.")))
        if not kartlegging.er_importert:
            grunn = _kodefeil(kode, rad, kodene, sett)
            feil += [Feil(rad.nummer, "kode", "", grunn)] if grunn else []
        feilene += feil
        lest.append(Svarrad(rad.nummer, rad.felt["enhet"], kode, svar))
    if feilene:
        raise TabellfilError(feilene)
    return lest


def _svarene(rad: Rad, instrument: Instrument) -> tuple[dict[str, int], list[Feil]]:
    hendelser = {hendelse.id for hendelse in instrument.hendelsene}
    svar: dict[str, int] = {}
    feilene = []
    for ledd in instrument.leddrekkefolge:
        verdi = rad.felt[ledd]
        if not verdi:
            continue
        hoyst = 2 if ledd in hendelser else 5
        if verdi in {str(tall) for tall in range(1, hoyst + 1)}:
            svar[ledd] = int(verdi)
        else:
            feilene.append(
                Feil(rad.nummer, ledd, verdi, _("skal være fra 1 til %(hoyst)d, eller tomt.") % {"hoyst": hoyst})
            )
    if not svar and not feilene:
        feilene.append(Feil(rad.nummer, "", "", _("raden har ingen svar.")))
    return svar, feilene


def _enhetene(kartlegging: Kartlegging) -> set[str]:
    if kartlegging.er_importert:
        enhetene = kartlegging.virksomhet.enhetene.filter(pk__in=omfattede(kartlegging))
        return set(enhetene.values_list("kode", flat=True))
    return set(kartlegging.enhetene.values_list("kode", flat=True))


def _kodene(kartlegging: Kartlegging) -> dict[bytes, str]:
    return {bytes(h): enhet for h, enhet in kartlegging.invitasjonene.values_list("kodehash", "enhet__kode") if h}


def _kodefeil(kode: str, rad: Rad, kodene: Mapping[bytes, str], sett: dict[str, int]) -> str:
    enhet = kodene.get(kodehash(kode)) if kode else None
    if enhet is None:
        return _("vi kjenner ikke koden. Sjekk at alle 16 tegnene er med.")
    forste = sett.setdefault(kode, rad.nummer)
    if forste != rad.nummer:
        return _("koden står også på rad %(rad)d.") % {"rad": forste}
    if enhet != rad.felt["enhet"]:
        return _("koden hører til en annen enhet enn den som står på raden.")
    return ""


def _fyll(kartlegging: Kartlegging, rader: list[Svarrad], *, av: Bruker | None, naa: datetime) -> int:
    """Gir hver rad en invitasjon, åpner runden og legger svarene inn. Kodene forlater aldri denne funksjonen."""
    enhetene = {enhet.kode: enhet for enhet in kartlegging.virksomhet.enhetene.aktive()}
    inviter(kartlegging=kartlegging, deltakere=[Deltaker(enhetene[rad.enhet]) for rad in rader], av=av, naa=naa)
    aapne(kartlegging=kartlegging, av=av, naa=naa)
    nokkel = les_nokler(kartlegging.kortnavn, kartlegging.nokkelmerke).koder
    ledige: dict[str, list[str]] = {}
    for pk, enhet in kartlegging.invitasjonene.order_by("pk").values_list("pk", "enhet__kode"):
        ledige.setdefault(enhet, []).append(kode_for(nokkel, pk))
    return avgi_mange(kartlegging=kartlegging, besvarelsene=[(ledige[rad.enhet].pop(), rad.svar) for rad in rader])
