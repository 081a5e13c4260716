"""Katalogen over tiltak, og tiltakene som fil."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arbeidsmiljo.csvfil import csvsvar
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import sidevis
from tiltak.domain.tilstand import Vurderingstilstand
from tiltak.forms import KatalogsideForm
from tiltak.katalogside import brukt_for, katalogtreff, valgte_aarsaker
from tiltak.models import Risikovurdering, Tiltak
from tiltak.tiltaksfil import som_csv
from tiltak.views.felles import finn_vurdering
from tiltak.views.tiltak import filtrert

PER_SIDE = 12
HOYST_UTKAST = 200
HOYST_I_FIL = 10_000


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


@krever(Tilgang.EKSPORTERE)
@require_safe
def tiltakene_csv(request: HttpRequest) -> HttpResponse:
    """De samme tiltakene som i listen, med det samme filteret, høyst 10 000."""
    i_dag = timezone.localdate()
    tiltakene = filtrert(request, Tiltak.objects.synlig_for(innlogget(request)))[:HOYST_I_FIL]
    return csvsvar(som_csv(tiltakene, i_dag), f"tiltak-{i_dag.isoformat()}.csv")
