"""Kalenderen andre programmer henter, og bytte av adressen til den."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arbeidsmiljo.actions import ny_kalenderadresse
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.kalender import som_ical
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.permissions import apen_for_alle, innlogget, krever


@require_safe
@apen_for_alle(begrunnelse="Kalenderprogrammer logger ikke inn. Adressen har en hemmelig del, og viser bare frister.")
def kalender(request: HttpRequest, nokkel: str) -> HttpResponse:
    """Datoene til brukeren som eier nøkkelen, slik rollene er i dag. 404 for en ukjent, og for en stengt konto."""
    bruker = Bruker.objects.filter(kalendernokkel=nokkel, is_active=True).first()
    if bruker is None:
        raise Http404
    return HttpResponse(
        som_ical(bruker, timezone.localdate()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="forsvarlig.ics"', "Content-Language": bruker.sprak},
    )


@krever(Tilgang.SE_KARTLEGGING)
@require_POST
def kalender_ny(request: HttpRequest) -> HttpResponse:
    """Gir brukerens egen kalender en ny adresse."""
    ny_kalenderadresse(bruker=innlogget(request), naa=timezone.now())
    messages.success(request, _("Kalenderen din har fått en ny adresse. Den gamle virker ikke lenger."))
    return redirect("aarshjul")
