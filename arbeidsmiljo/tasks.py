"""Arbeid som går i bakgrunnen. Bærer bare id-er."""

from django.utils import timezone
from django_tasks import task

from arbeidsmiljo.actions import oppdater_enheter
from arbeidsmiljo.enhetsfil import les_enheter
from arbeidsmiljo.innlesing import gjennomfor
from arbeidsmiljo.konto import send_kontobrev
from arbeidsmiljo.models import Bruker, Innlesing, Virksomhet
from arbeidsmiljo.paaminnelser import send_ventende


@task()
def les_inn_enheter(innlesing_id: int) -> None:
    """Leser enhetene fra en bekreftet fil. Trygg å gjenta."""
    gjennomfor(Innlesing.objects.select_related("virksomhet", "av").get(pk=innlesing_id), _les_inn)


@task()
def send_paaminnelser(virksomhet_id: int) -> int:
    """Sender påminnelsene om årshjulet som venter. Svarer med hvor mange. Trygg å gjenta."""
    return send_ventende(virksomhet_id, klokke=timezone.now)


@task()
def send_brev_om_konto(bruker_id: int, virksomhet_id: int) -> bool:
    """Sender brevet om den nye tilgangen. Å gjenta sender det på nytt. Svarer med om det gikk."""
    bruker, virksomhet = Bruker.objects.get(pk=bruker_id), Virksomhet.objects.get(pk=virksomhet_id)
    return send_kontobrev(bruker, virksomhet, naa=timezone.now())


def _les_inn(innlesing: Innlesing) -> None:
    endring = les_enheter(
        bytes(innlesing.innhold),
        innlesing.filnavn,
        innlesing.virksomhet,
        lukk_manglende=bool(innlesing.rapport.get("lukk_manglende")),
    )
    oppdater_enheter(virksomhet=innlesing.virksomhet, endring=endring, av=innlesing.av, naa=timezone.now())
