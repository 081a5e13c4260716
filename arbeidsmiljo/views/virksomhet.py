"""Inngangen til alt som gjelder virksomheten selv."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.permissions import innlogget, krever


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def virksomheten(request: HttpRequest) -> HttpResponse:
    """Kortene til organisasjon, brukere, instrumenter, årshjul og hendelser; bare dem brukeren kommer inn på."""
    bruker = innlogget(request)
    har = {str(tilgang): bruker.har(tilgang) for tilgang in Tilgang}
    return render(request, "arbeidsmiljo/virksomheten.html", {"meny": "virksomheten", "har": har})
