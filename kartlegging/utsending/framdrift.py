"""Hvor langt en utsending er kommet. Tallene er brev, og sier ingenting om hvem som har svart."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from kartlegging.domain.utsending import MINST_MELLOM
from kartlegging.models import Forsendelse, Forsendelsesstand, Kartlegging, Utsending, Utsendingsart

IKKE_FRAM = (Forsendelsesstand.AVVIST, Forsendelsesstand.RETUR)


@dataclass(frozen=True, slots=True)
class Framdrift:
    """Antall brev i hver stand.

    ``sendes`` er brev noen sender akkurat nå, ``usikre`` er brev ingen vet om gikk. ``bortfalt`` ventet da
    kartleggingen lukket, og sendes aldri.
    """

    sendt: int
    venter: int
    sendes: int
    usikre: int
    avvist: int
    retur: int
    bortfalt: int

    @property
    def alle(self) -> int:
        return self.sendt + self.venter + self.sendes + self.usikre + self.avvist + self.retur + self.bortfalt


def lokal(tid: datetime) -> datetime:
    """Tiden på virksomhetens klokke, så «en uke etter» er samme klokkeslett også når klokken stilles."""
    return timezone.localtime(tid)


def gaar_ut(utsending: Utsending) -> datetime:
    """Når den tidligst går ut: aldri før kartleggingen åpner."""
    return max(utsending.tidspunkt, utsending.kartlegging.aapner)


def er_utenfor(utsending: Utsending) -> bool:
    """Om tiden ikke passer lenger, fordi kartleggingens periode er flyttet etter at den ble satt."""
    kartlegging = utsending.kartlegging
    er_for_tidlig = (
        utsending.tidspunkt < kartlegging.aapner + MINST_MELLOM and utsending.art != Utsendingsart.INVITASJON
    )
    return er_for_tidlig or utsending.tidspunkt >= kartlegging.lukker


def er_i_gang(utsending: Utsending, naa: datetime) -> bool:
    """Om en arbeider holder på med den nå. Uten feil er ``neste_forsok`` vakten arbeideren holder."""
    return utsending.neste_forsok is not None and utsending.neste_forsok > naa and not utsending.siste_feil


def framdrift(kartlegging: Kartlegging, naa: datetime) -> dict[int, Framdrift]:
    """Framdriften per utsending (pk) i kartleggingen. To spørringer."""
    tallene: dict[int, dict[str, int]] = {}
    for utsending, stand, antall in (
        Forsendelse.objects.filter(utsending__kartlegging=kartlegging)
        .order_by()
        .values_list("utsending_id", "stand")
        .annotate(antall=Count("pk"))
    ):
        tallene.setdefault(utsending, {})[stand] = antall
    return {en.pk: _en(kartlegging, en, tallene.get(en.pk, {}), naa) for en in kartlegging.utsendingene.all()}


def _en(kartlegging: Kartlegging, utsending: Utsending, tall: dict[str, int], naa: datetime) -> Framdrift:
    er_aapen = kartlegging.er_aapen and naa < kartlegging.lukker
    i_gang = er_i_gang(utsending, naa)
    venter, sendes = tall.get(Forsendelsesstand.VENTER, 0), tall.get(Forsendelsesstand.SENDES, 0)
    return Framdrift(
        sendt=tall.get(Forsendelsesstand.SENDT, 0),
        venter=venter if er_aapen else 0,
        sendes=sendes if i_gang else 0,
        usikre=0 if i_gang else sendes,
        avvist=tall.get(Forsendelsesstand.AVVIST, 0),
        retur=tall.get(Forsendelsesstand.RETUR, 0),
        bortfalt=0 if er_aapen else venter,
    )


def ikke_fram(utsending: Utsending, sok: str = "") -> QuerySet[Forsendelse]:
    """Brevene som ble avvist eller kom i retur, etter enhet og adresse. ``sok`` er del av enhetens navn eller adressen."""
    brevene = (
        utsending.forsendelsene.filter(stand__in=IKKE_FRAM)
        .select_related("invitasjon__enhet")
        .order_by("invitasjon__enhet__navn", "invitasjon__epost")
    )
    if sok:
        brevene = brevene.filter(Q(invitasjon__enhet__navn__icontains=sok) | Q(invitasjon__epost__icontains=sok))
    return brevene
