"""Deltakerlisten: hvem som er invitert i hver enhet, summen av listen, og verneombudets ord for at de er virkelige.

Ingen formel verner mot en arbeidsgiver som inviterer fire oppdiktede og én virkelig (privacy.md 1 punkt 11). Derfor må
vernetjenesten bekrefte listen for hver enhet før kartleggingen åpner, og den fryses med SHA-256 i det den åpner.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from arbeidsmiljo.models import Enhet
from kartlegging.frysing import kanonisk_sum
from kartlegging.models import Kartlegging, Listebekreftelse

_Tall = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Listeenhet:
    """Én enhet med inviterte. ``nye`` er ansatt etter grensen, ``uten_dato`` er antallet uten kjent startdato.

    ``bekreftet_av`` er tom når ingen har bekreftet, eller når listen er endret siden; da er ``er_endret`` sann.
    """

    enhet: Enhet
    sha256: str
    antall: int
    kort: int
    nye: int
    uten_dato: int
    bekreftet_av: str
    bekreftet: datetime | None
    er_endret: bool


@dataclass(frozen=True, slots=True)
class Deltakerrad:
    """Én på listen. ``epost`` er tom for kodekort."""

    epost: str
    ansatt_fra: date | None
    er_ny: bool


def enhetssummer(kartlegging: Kartlegging) -> dict[int, str]:
    """SHA-256 per enhet (pk) av adressene, startdatoene og antallet kodekort i den."""
    radene: dict[int, list[tuple[str, str]]] = {}
    for enhet, epost, fra in kartlegging.invitasjonene.order_by().values_list("enhet_id", "epost", "ansatt_fra"):
        radene.setdefault(enhet, []).append((epost, fra.isoformat() if fra else ""))
    koder = dict(Enhet.objects.filter(pk__in=radene).values_list("pk", "kode"))
    return {pk: kanonisk_sum([koder[pk], sorted(rader)]) for pk, rader in radene.items()}


def listesum(kartlegging: Kartlegging) -> str:
    """SHA-256 av hele listen, enhet for enhet."""
    return kanonisk_sum(sorted(enhetssummer(kartlegging).items()))


def sjekk_liste(kartlegging: Kartlegging) -> bool | None:
    """Om listen er den som ble frosset da kartleggingen åpnet. ``None`` før åpning, og når adressene er slettet."""
    if not kartlegging.deltakere_sha256 or not kartlegging.invitasjonene.exists():
        return None
    return listesum(kartlegging) == kartlegging.deltakere_sha256


def ny_grense(kartlegging: Kartlegging) -> date:
    """Den som er ansatt etter denne dagen, pekes ut."""
    return timezone.localdate(kartlegging.aapner) - timedelta(days=kartlegging.nye_dager)


def listeenheter(kartlegging: Kartlegging, enheter: frozenset[int] | None = None) -> list[Listeenhet]:
    """Enhetene med inviterte, etter navn; bare dem i ``enheter`` når den er gitt. Fast antall spørringer."""
    summene = enhetssummer(kartlegging)
    bekreftelsene = {en.enhet_id: en for en in kartlegging.listebekreftelsene.all()}
    tall = _tallene(kartlegging)
    valgte = [pk for pk in summene if enheter is None or pk in enheter]
    return [
        _listeenhet(enhet, summene[enhet.pk], tall[enhet.pk], bekreftelsene.get(enhet.pk))
        for enhet in Enhet.objects.filter(pk__in=valgte).order_by("navn", "kode")
    ]


def _tallene(kartlegging: Kartlegging) -> dict[int, _Tall]:
    rader = (
        kartlegging.invitasjonene.order_by()
        .values("enhet_id")
        .annotate(
            antall=Count("pk"),
            kort=Count("pk", filter=Q(epost="")),
            nye=Count("pk", filter=Q(ansatt_fra__gt=ny_grense(kartlegging))),
            uten_dato=Count("pk", filter=Q(ansatt_fra=None)),
        )
    )
    return {rad["enhet_id"]: (rad["antall"], rad["kort"], rad["nye"], rad["uten_dato"]) for rad in rader}


def _listeenhet(enhet: Enhet, sum_: str, tall: _Tall, bekreftelse: Listebekreftelse | None) -> Listeenhet:
    gjelder = bekreftelse is not None and bekreftelse.sha256 == sum_
    antall, kort, nye, uten_dato = tall
    return Listeenhet(
        enhet=enhet,
        sha256=sum_,
        antall=antall,
        kort=kort,
        nye=nye,
        uten_dato=uten_dato,
        bekreftet_av=bekreftelse.bruker_navn if bekreftelse and gjelder else "",
        bekreftet=bekreftelse.tidspunkt if bekreftelse and gjelder else None,
        er_endret=bekreftelse is not None and not gjelder,
    )


def deltakerne_i(kartlegging: Kartlegging, enhet_id: int) -> list[Deltakerrad]:
    """De inviterte i enheten, etter adresse, kodekort til slutt."""
    grense = ny_grense(kartlegging)
    rader = kartlegging.invitasjonene.filter(enhet_id=enhet_id).values_list("epost", "ansatt_fra")
    return [
        Deltakerrad(epost, fra, er_ny=fra is not None and fra > grense)
        for epost, fra in sorted(rader, key=lambda rad: (rad[0] == "", rad[0], rad[1] or date.min))
    ]


def ubekreftede(kartlegging: Kartlegging) -> list[Listeenhet]:
    """Enhetene med inviterte der vernetjenesten ikke har bekreftet listen slik den er nå."""
    return [en for en in listeenheter(kartlegging) if not en.bekreftet_av]
