"""Forsiden: hva venter på meg, hva er for sent, og hva er endret."""

from collections.abc import Mapping
from types import MappingProxyType

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.domain.sprak import gettext_noop as _
from arbeidsmiljo.endringer import endringer_for
from arbeidsmiljo.forstesteg import stegene_for
from arbeidsmiljo.kalender import avtaler_for
from arbeidsmiljo.models import Aarsoppgave
from arbeidsmiljo.oppgaver import oppgaver_for
from arbeidsmiljo.permissions import innlogget
from arbeidsmiljo.views.aarshjul import aarets_maaneder

KOMMENDE = 5

_VERNETJENESTEN = _(
    "Før en kartlegging starter, blir du spurt om hva du mener, og du ser over hvem som er invitert. "
    "Når den er publisert, ser du resultatet samtidig med lederen."
)
NAAR_DET_ER_STILLE: Mapping[Rolle, str] = MappingProxyType(
    {
        Rolle.HR: _("Nye kartlegginger, det verneombudene svarer, og frister i årshjulet kommer her."),
        Rolle.LEDER: _(
            "Når kartleggingen er publisert, ser du og verneombudet resultatet samtidig. Da går dere gjennom det med "
            "de ansatte, vurderer risiko og velger tiltak. Det kommer her når det er din tur."
        ),
        Rolle.VERNEOMBUD: _VERNETJENESTEN,
        Rolle.HOVEDVERNEOMBUD: _VERNETJENESTEN,
        Rolle.AMU: _("Når en kartlegging eller en plan skal behandles i utvalget, står det her."),
        Rolle.BHT: _("Når en vurdering er i gang, kan du lese den her og gi råd."),
        Rolle.TOPPLEDER: _("Planer som venter på signatur, og frister i årshjulet, kommer her."),
        Rolle.TILSYN: _("Du kan lese kartlegginger, resultater, vurderinger og signerte planer. Velg i menyen over."),
    }
)
"""Hva som kommer, og når, for den som ikke har noe å gjøre nå."""


@require_GET
@login_required
def forside(request: HttpRequest) -> HttpResponse:
    """Oppgavene til den som er innlogget, det som er for sent først. Aldri tom uten et neste steg."""
    bruker = innlogget(request)
    naa = timezone.now()
    i_dag = timezone.localdate(naa)
    oppgavene = oppgaver_for(bruker, i_dag)
    rollene = [rolle for rolle in Rolle if rolle in bruker.rollene]
    maanedene = aarets_maaneder(Aarsoppgave.objects.synlig_for(bruker).filter(rolle__in=bruker.rollene), i_dag)
    return render(
        request,
        "arbeidsmiljo/forside.html",
        {
            "meny": "oversikt",
            "i_dag": i_dag,
            "for_sent": [oppgave for oppgave in oppgavene if oppgave.rang == 0],
            "venter": [oppgave for oppgave in oppgavene if oppgave.rang == 1],
            "orientering": [oppgave for oppgave in oppgavene if oppgave.rang >= 2],
            "antall": sum(oppgave.rang < 2 for oppgave in oppgavene),
            "stegene": stegene_for(bruker),
            "endringene": endringer_for(bruker, naa),
            "kommer": avtaler_for(bruker, i_dag)[:KOMMENDE],
            "maanedene": maanedene if any(maaned.antall for maaned, _navn in maanedene) else [],
            "rollene": rollene,
            "stille": list(dict.fromkeys(NAAR_DET_ER_STILLE[rolle] for rolle in rollene)),
        },
    )
