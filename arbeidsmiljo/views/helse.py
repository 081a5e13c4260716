"""Tilstanden til installasjonen, for overvåking."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from arbeidsmiljo.models import Driftsmerke
from arbeidsmiljo.permissions import apen_for_alle
from arbeidsmiljo.taktverk import MERKE

KO_TAALMOD = timedelta(minutes=10)
"""Så lenge en oppgave kan vente før vi sier at arbeideren står."""
TAKT_TAALMOD = timedelta(minutes=10)
"""Så lenge takten kan være stille før vi sier at den står. Den skal gå hvert minutt."""
UKJENT = "ukjent"


@require_safe
@never_cache
@apen_for_alle(begrunnelse="Overvåkingen logger ikke inn, og svaret sier bare om delene virker.")
def helse(request: HttpRequest) -> JsonResponse:
    """200 når databasen svarer, migreringene er kjørt, og arbeideren og takten følger med; ellers 503 og hva som mangler.

    En takt som aldri har gått, er ukjent og feller ikke: før første kjøring er det ingenting galt.
    """
    delene = _delene()
    feilfri = all(verdi == "ok" or (navn, verdi) == ("takt", UKJENT) for navn, verdi in delene.items())
    return JsonResponse(delene, status=200 if feilfri else 503)


def _delene() -> dict[str, str]:
    naa = timezone.now()
    try:
        mangler = MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes())
        if mangler:
            return {
                "database": "ok",
                "migreringer": f"{len(mangler)} mangler",
                "arbeider": UKJENT,
                "takt": UKJENT,
            }
        venter_lenge = DBTaskResult.objects.filter(
            status=TaskResultStatus.READY, enqueued_at__lt=naa - KO_TAALMOD
        ).exists()
        gikk_sist = Driftsmerke.objects.filter(navn=MERKE).values_list("tidspunkt", flat=True).first()
    except DatabaseError:
        return {"database": "svarer ikke", "migreringer": UKJENT, "arbeider": UKJENT, "takt": UKJENT}
    takten = UKJENT if gikk_sist is None else "ok" if naa - gikk_sist <= TAKT_TAALMOD else "står"
    return {"database": "ok", "migreringer": "ok", "arbeider": "står" if venter_lenge else "ok", "takt": takten}
