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

from arbeidsmiljo.permissions import apen_for_alle

KO_TAALMOD = timedelta(minutes=10)
"""Så lenge en oppgave kan vente før vi sier at arbeideren står."""


@require_safe
@never_cache
@apen_for_alle(begrunnelse="Overvåkingen logger ikke inn, og svaret sier bare om delene virker.")
def helse(request: HttpRequest) -> JsonResponse:
    """200 når databasen svarer, migreringene er kjørt og arbeideren følger med; ellers 503 og hva som mangler."""
    delene = _delene()
    return JsonResponse(delene, status=200 if all(verdi == "ok" for verdi in delene.values()) else 503)


def _delene() -> dict[str, str]:
    try:
        mangler = MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes())
        if mangler:
            return {"database": "ok", "migreringer": f"{len(mangler)} mangler", "arbeider": "ukjent"}
        venter_lenge = DBTaskResult.objects.filter(
            status=TaskResultStatus.READY, enqueued_at__lt=timezone.now() - KO_TAALMOD
        ).exists()
    except DatabaseError:
        return {"database": "svarer ikke", "migreringer": "ukjent", "arbeider": "ukjent"}
    return {"database": "ok", "migreringer": "ok", "arbeider": "står" if venter_lenge else "ok"}
