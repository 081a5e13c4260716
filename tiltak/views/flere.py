"""Den samme endringen på flere tiltak, valgt i listen."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.permissions import innlogget, krever
from tiltak.actions import FlereFeilError, endre_flere
from tiltak.actions.flere import HOYST_SAMTIDIG
from tiltak.feil import TiltaksfeilError
from tiltak.forms import FlereForm
from tiltak.models import Tiltak


@krever(Tilgang.ENDRE_TILTAK)
@require_http_methods(["GET", "HEAD", "POST"])
def tiltakene_endre(request: HttpRequest) -> HttpResponse:
    """Skjemaet for tiltakene i ``?tiltak=`` (eller ``?paa_siden=`` med ``?alle=1``). Alle endres, eller ingen."""
    bruker = innlogget(request)
    data = request.POST if request.method == "POST" else None
    tiltakene = _valgte(request, bruker)
    form = FlereForm(data, virksomhet_id=bruker.virksomhet_id or 0)
    feilene: list[tuple[Tiltak, str]] = []
    if data is not None and form.is_valid():
        try:
            antall = endre_flere(tiltakene=tiltakene, av=bruker, naa=timezone.now(), **form.argumenter())
        except FlereFeilError as feil:
            form.ta_imot(feil)
            feilene = feil.radene
        except TiltaksfeilError as feil:
            form.ta_imot(feil)
        else:
            setning = ngettext("%(antall)d tiltak er endret.", "%(antall)d tiltak er endret.", antall)
            messages.success(request, setning % {"antall": antall})
            return redirect(reverse("tiltakene", query={"vurdering": "alle"}))
    kontekst: dict[str, Any] = {
        "meny": "tiltak",
        "smuler": [(reverse("tiltakene"), _("Tiltak")), (reverse("tiltakene_endre"), _("Endre flere tiltak"))],
        "form": form,
        "tiltakene": tiltakene,
        "feilene": feilene,
        "i_dag": timezone.localdate(),
    }
    return render(request, "tiltak/tiltakene_endre.html", kontekst, status=422 if form.errors else 200)


def _valgte(request: HttpRequest, bruker: Bruker) -> list[Tiltak]:
    data = request.POST if request.method == "POST" else request.GET
    idene = set(data.getlist("paa_siden" if "alle" in data else "tiltak"))
    # Ett mer enn tillatt får slippe gjennom, så handlingen kan si hvor mange som er lov.
    idene = set(sorted(idene)[: HOYST_SAMTIDIG + 1])
    if not all(en.isdecimal() and len(en) < 19 for en in idene):
        raise Http404
    funnet = list(
        Tiltak.objects.synlig_for(bruker)
        .gjeldende()
        .filter(pk__in=[int(en) for en in idene])
        .select_related("ansvarlig", "vurdering__enhet")
        .prefetch_related("aarsakene")
        .order_by("frist", "pk")
    )
    if len(funnet) != len({int(en) for en in idene}):
        raise Http404
    return funnet
