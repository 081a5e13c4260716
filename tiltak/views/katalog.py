"""Katalogen over tiltak."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import sidevis
from tiltak.domain.tilstand import Vurderingstilstand
from tiltak.forms import KatalogsideForm
from tiltak.katalogside import brukt_for, katalogtreff, valgte_aarsaker
from tiltak.models import Risikovurdering
from tiltak.views.felles import finn_vurdering

PER_SIDE = 12
HOYST_UTKAST = 200


@krever(Tilgang.SE_TILTAK)
@require_safe
def katalog(request: HttpRequest) -> HttpResponse:
    """Forslagene på ord, faktor, årsak og nivå, og egne tiltak fra før. Med ``?vurdering=`` kan de tas rett i bruk."""
    bruker = innlogget(request)
    utkastene = (
        Risikovurdering.objects.synlig_for(bruker)
        .filter(tilstand=Vurderingstilstand.UTKAST, enhet_id__in=bruker.enheter_med(Tilgang.ENDRE_TILTAK))
        .select_related("enhet")
        .order_by("enhet__navn", "pk")
    )
    form = KatalogsideForm(request.GET, utkastene=utkastene[:HOYST_UTKAST])
    form.is_valid()
    felt = form.cleaned_data
    vurdering = finn_vurdering(bruker, int(felt["vurdering"])) if felt.get("vurdering") else None
    kontekst = {
        "meny": "tiltak",
        "smuler": [(reverse("tiltakene"), _("Tiltak")), (reverse("katalog"), _("Tiltakskatalogen"))],
        "form": form,
        "vurdering": vurdering,
        "side": sidevis(request, katalogtreff(felt, valgte_aarsaker(vurdering)), PER_SIDE),
        "egne": brukt_for(bruker, felt),
    }
    return render(request, "tiltak/katalog.html", kontekst, status=422 if form.errors else 200)
