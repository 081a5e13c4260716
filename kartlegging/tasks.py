"""Arbeid som går i bakgrunnen. Bærer bare id-er."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tasks import task

from arbeidsmiljo.innlesing import gjennomfor as gjennomfor_innlesing
from arbeidsmiljo.models import Bruker, Innlesing
from kartlegging.actions import aapne, erstatt_deltakere, inviter, lukk
from kartlegging.deltakerfil import les_deltakere
from kartlegging.domain.tilstand import Tilstand, UlovligStegError
from kartlegging.models import Anonymitetsprove, Kartlegging
from kartlegging.utsending.sending import send_ventende
from kartlegging.verifisering.bestilling import gjennomfor


@task()
def aapne_kartlegging(kartlegging_id: int, bruker_id: int) -> None:
    """Åpner for svar på vegne av brukeren. Gjør ingenting når den alt er åpen, så den er trygg å gjenta."""
    kartlegging = Kartlegging.objects.get(pk=kartlegging_id)
    if kartlegging.tilstand == Tilstand.VARSLET:
        aapne(kartlegging=kartlegging, av=Bruker.objects.get(pk=bruker_id), naa=timezone.now())


@task()
def lukk_kartlegging(kartlegging_id: int, bruker_id: int | None = None) -> str:
    """Lukker, teller opp og publiserer, på vegne av brukeren når en person lukker. Svarer med utgivelsens SHA-256."""
    av = None if bruker_id is None else Bruker.objects.filter(pk=bruker_id).first()
    return lukk(kartlegging=Kartlegging.objects.get(pk=kartlegging_id), av=av, naa=timezone.now()).sha256


@task()
def prov_anonymiteten(prove_id: int) -> None:
    """Angriper installasjonen og lagrer rapporten. Trygg å gjenta."""
    gjennomfor(Anonymitetsprove.objects.select_related("kartlegging").get(pk=prove_id), naa=timezone.now())


@task()
def les_inn_deltakere(innlesing_id: int) -> None:
    """Leser deltakerne fra en bekreftet fil. Trygg å gjenta."""
    gjennomfor_innlesing(Innlesing.objects.select_related("av").get(pk=innlesing_id), _les_inn_deltakere)


def _les_inn_deltakere(innlesing: Innlesing) -> None:
    kartlegging = Kartlegging.objects.select_related("virksomhet").get(pk=innlesing.gjelder_id or 0)
    erstatt = bool(innlesing.rapport.get("erstatt"))
    deltakere = les_deltakere(bytes(innlesing.innhold), innlesing.filnavn, kartlegging, erstatt=erstatt)
    handling = erstatt_deltakere if erstatt else inviter
    try:
        handling(kartlegging=kartlegging, deltakere=deltakere, av=innlesing.av, naa=timezone.now())
    except UlovligStegError as feil:
        raise ValidationError(str(feil)) from feil


@task()
def send_utsending(utsending_id: int, etter: int = 0) -> int:
    """Sender brevene som venter, fra og med det etter id-en ``etter``. Svarer med hvor mange.

    Slipper andre oppgaver til innimellom ved å legge seg bakerst i køen.
    """
    stopp = send_ventende(utsending_id, etter=etter, klokke=timezone.now)
    if stopp.etter is not None:
        send_utsending.enqueue(utsending_id, stopp.etter)
    return stopp.sendt
