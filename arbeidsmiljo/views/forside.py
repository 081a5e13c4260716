"""Forsiden: hva venter på meg nå."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.oppgaver import oppgaver_for
from arbeidsmiljo.permissions import innlogget


@require_GET
@login_required
def forside(request: HttpRequest) -> HttpResponse:
    """Oppgavene til den som er innlogget, det som haster først. Aldri tom uten et neste steg."""
    bruker = innlogget(request)
    i_dag = timezone.localdate()
    oppgavene = oppgaver_for(bruker, i_dag)
    return render(
        request,
        "arbeidsmiljo/forside.html",
        {
            "meny": "oversikt",
            "i_dag": i_dag,
            "venter": [oppgave for oppgave in oppgavene if oppgave.rang < 2],
            "orientering": [oppgave for oppgave in oppgavene if oppgave.rang >= 2],
            "rollene": [rolle for rolle in Rolle if rolle in bruker.rollene],
        },
    )
