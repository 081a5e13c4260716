"""Siden der toppleder bestemmer hva som godtas, og alle som ser risiko kan lese det."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import egen_virksomhet, sidevis
from tiltak.actions import sett_aksept
from tiltak.domain.risiko import Risikoniva
from tiltak.feil import TiltaksfeilError
from tiltak.forms import AkseptForm
from tiltak.models import Akseptkriterium


@krever(Tilgang.SE_RISIKO)
@require_http_methods(["GET", "HEAD", "POST"])
def aksept(request: HttpRequest) -> HttpResponse:
    """Beslutningene, den nyeste først, og skjemaet for toppleder."""
    bruker = innlogget(request)
    virksomhet = egen_virksomhet(bruker)
    kan_sette = bruker.har(Tilgang.SETTE_AKSEPT)
    if request.method == "POST" and not kan_sette:
        raise PermissionDenied
    form = AkseptForm(request.POST or None, initial={"dato": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        felt = form.cleaned_data
        try:
            sett_aksept(
                virksomhet=virksomhet,
                niva=Risikoniva(felt["niva"]),
                begrunnelse=felt["begrunnelse"],
                dato=felt["dato"],
                av=bruker,
                naa=timezone.now(),
            )
        except TiltaksfeilError as feil:
            form.ta_imot(feil)
        else:
            messages.success(request, _("Beslutningen er lagret."))
            return redirect("aksept")
    beslutningene = Akseptkriterium.objects.filter(virksomhet=virksomhet).select_related("bruker")
    kontekst = {
        "meny": "risiko",
        "form": form,
        "kan_sette": kan_sette,
        "side": sidevis(request, beslutningene),
    }
    return render(request, "tiltak/aksept.html", kontekst, status=422 if form.errors else 200)
