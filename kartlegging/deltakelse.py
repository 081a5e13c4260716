"""Fra kode til hvem som kan svare på hva – uten å vite hvem, og uten å røpe om noen har svart."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kartlegging.domain.koder import kodehash, normaliser_kode
from kartlegging.domain.tilstand import Tilstand
from kartlegging.feil import BremsetError, IkkeAapnetError, LukketError, UkjentKodeError
from kartlegging.models import Invitasjon, Kartlegging, Kartleggingsenhet, Kodebotte

BOTTE_ROMMER = 200
"""Gale koder på rad før bøtta er full."""
BOTTE_TOMMES = timedelta(seconds=3)
"""Så lang tid tar det før én gal kode er glemt."""


@dataclass(frozen=True, slots=True)
class StorreGruppe:
    """En enhet over deltakerens egen. ``invitert`` er antallet i hele den."""

    kode: str
    navn: str
    invitert: int


@dataclass(frozen=True, slots=True)
class Deltakelse:
    """Det en gyldig kode åpner for. Sier aldri om koden er brukt (adr 0004)."""

    kode: str
    invitasjon_id: int
    kartlegging: Kartlegging
    enhet_kode: str
    enhet_navn: str
    invitert: int
    storre_grupper: tuple[StorreGruppe, ...]
    sprak: str

    def gruppe(self, kode: str | None) -> str:
        """Koden til enheten svaret skal telles i. Melder ``KeyError`` når gruppen ikke er deltakerens."""
        if not kode or kode == self.enhet_kode:
            return self.enhet_kode
        for gruppe in self.storre_grupper:
            if gruppe.kode == kode:
                return kode
        raise KeyError(kode)


def finn_invitasjon(skrevet: str, *, naa: datetime) -> Deltakelse:
    """Slår opp koden slik den ble skrevet.

    Melder ``UkjentKodeError`` (eller ``BremsetError`` når det er prøvd for mange gale), ``IkkeAapnetError`` eller
    ``LukketError``. En rett kode stanses aldri av bremsen.
    """
    kode = normaliser_kode(skrevet)
    invitasjon = (
        Invitasjon.objects.select_related("kartlegging__virksomhet", "enhet").filter(kodehash=kodehash(kode)).first()
        if kode
        else None
    )
    if invitasjon is None:
        tell_gal_kode(naa=naa)
        raise UkjentKodeError
    kartlegging = invitasjon.kartlegging
    if kartlegging.tilstand in {Tilstand.UTKAST, Tilstand.VARSLET}:
        raise IkkeAapnetError
    if not kartlegging.er_aapen or kartlegging.lukker <= naa:
        raise LukketError
    egen = Kartleggingsenhet.objects.get(kartlegging=kartlegging, kode=invitasjon.enhet.kode)
    grupper = _over(egen)
    return Deltakelse(
        kode=kode,
        invitasjon_id=invitasjon.pk,
        kartlegging=kartlegging,
        enhet_kode=egen.kode,
        enhet_navn=egen.navn,
        invitert=egen.invitert_med_under,
        storre_grupper=tuple(StorreGruppe(g.kode, g.navn, g.invitert_med_under) for g in grupper),
        sprak=invitasjon.sprak,
    )


def _over(egen: Kartleggingsenhet) -> list[Kartleggingsenhet]:
    """Enhetene over, nærmest først. Følger foreldrene, for en enhetskode kan selv ha skråstrek i seg."""
    over: list[Kartleggingsenhet] = []
    neste = egen.forelder
    while neste is not None:
        over.append(neste)
        neste = neste.forelder
    return over


def tell_gal_kode(*, naa: datetime) -> None:
    """Legger en gal kode i den felles bøtta. Melder ``BremsetError`` når den er full.

    Bøtta kjenner verken adresse eller nettleser; den bremser gjetting uten å vite hvem som gjetter.
    """
    with transaction.atomic():
        botte, _ny = Kodebotte.objects.select_for_update().get_or_create(id=1, defaults={"sist": naa})
        tomt = max(0.0, (naa - botte.sist) / BOTTE_TOMMES)
        botte.brukt = max(0.0, botte.brukt - tomt)
        full = botte.brukt >= BOTTE_ROMMER
        if not full:
            botte.brukt += 1
        botte.sist = naa
        botte.save()
    if full:
        raise BremsetError
