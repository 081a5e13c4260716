"""AMUs behandling, råd fra bedriftshelsetjenesten, og risikoene som er løftet."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import sidevis
from tiltak.actions import behandle_i_amu, eskaler, gi_raad, svar_paa_eskalering
from tiltak.actions.medvirkning import SVARFRIST
from tiltak.domain.begreper import Instans
from tiltak.feil import TiltaksfeilError
from tiltak.forms import AmuForm, EskaleringForm, RaadForm, SvarForm
from tiltak.medvirkning import ROLLEN_TIL, behandlerrolle, eskaleringene_for, instansord
from tiltak.views.felles import finn_forhold, finn_vurdering, krev_for_enhet


@krever(Tilgang.SE_RISIKO)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_i_amu(request: HttpRequest, pk: int) -> HttpResponse:
    """Behandlingene av planen, og skjemaet for den som behandler."""
    bruker = innlogget(request)
    vurdering = finn_vurdering(bruker, pk)
    rolle = behandlerrolle(vurdering, bruker, timezone.localdate())
    if request.method == "POST" and rolle is None:
        raise PermissionDenied
    form = AmuForm(request.POST or None, initial={"motedato": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            behandle_i_amu(vurdering=vurdering, av=bruker, naa=timezone.now(), **form.cleaned_data)
        except TiltaksfeilError as feil:
            form.ta_imot(feil)
        else:
            messages.success(request, _("Behandlingen er lagret, og står ordrett i planen."))
            return redirect("handlingsplan", vurdering.pk)
    kontekst = {
        "meny": "handlingsplan",
        "vurdering": vurdering,
        "behandlingene": vurdering.amubehandlingene.select_related("bruker"),
        "form": form,
        "rolle": rolle,
    }
    return render(request, "tiltak/plan_i_amu.html", kontekst, status=422 if form.errors else 200)


@krever(Tilgang.GI_RAAD)
@require_http_methods(["GET", "HEAD", "POST"])
def raad(request: HttpRequest, pk: int) -> HttpResponse:
    """Nytt råd om vurderingen, eller om ett forhold (``?forhold=``)."""
    bruker = innlogget(request)
    vurdering = finn_vurdering(bruker, pk)
    krev_for_enhet(bruker, Tilgang.GI_RAAD, vurdering.enhet_id)
    kode = request.GET.get("forhold", "")
    forhold = finn_forhold(vurdering, kode) if kode else None
    form = RaadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        gi_raad(vurdering=vurdering, forhold=forhold, av=bruker, naa=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Rådet er lagret."))
        return redirect("risikovurdering", vurdering.pk)
    kontekst = {"meny": "risiko", "vurdering": vurdering, "forhold": forhold, "form": form}
    return render(request, "tiltak/raad.html", kontekst, status=422 if form.errors else 200)


@krever(Tilgang.ESKALERE)
@require_http_methods(["GET", "HEAD", "POST"])
def eskalering_ny(request: HttpRequest, pk: int, kode: str) -> HttpResponse:
    """Verneombudet løfter en risiko."""
    bruker = innlogget(request)
    vurdering = finn_vurdering(bruker, pk)
    krev_for_enhet(bruker, Tilgang.ESKALERE, vurdering.enhet_id)
    forhold = finn_forhold(vurdering, kode)
    form = EskaleringForm(request.POST or None, initial={"frist": timezone.localdate() + SVARFRIST})
    if request.method == "POST" and form.is_valid():
        felt = form.cleaned_data
        try:
            eskaler(
                forhold=forhold,
                til=Instans(felt["til"]),
                grunn=felt["grunn"],
                frist=felt["frist"],
                av=bruker,
                naa=timezone.now(),
            )
        except TiltaksfeilError as feil:
            form.ta_imot(feil)
        else:
            messages.success(request, _("Risikoen er løftet. De som skal svare, får e-post."))
            return redirect("eskaleringer")
    kontekst = {"meny": "risiko", "vurdering": vurdering, "forhold": forhold, "faktor": forhold.faktoren, "form": form}
    return render(request, "tiltak/eskalering_ny.html", kontekst, status=422 if form.errors else 200)


@krever(Tilgang.SE_RISIKO)
@require_safe
def eskaleringer(request: HttpRequest) -> HttpResponse:
    """Risikoene som er løftet, de ubesvarte først."""
    bruker = innlogget(request)
    side = sidevis(request, eskaleringene_for(bruker))
    kontekst = {
        "meny": "risiko",
        "side": side,
        "radene": [(en, en.forhold.faktoren, instansord(en.til)) for en in side.object_list],
        "i_dag": timezone.localdate(),
    }
    return render(request, "tiltak/eskaleringer.html", kontekst)


@krever(Tilgang.SE_RISIKO)
@require_http_methods(["GET", "HEAD", "POST"])
def eskalering(request: HttpRequest, pk: int) -> HttpResponse:
    """Én risiko som er løftet, og svaret på den."""
    bruker = innlogget(request)
    funnet = get_object_or_404(eskaleringene_for(bruker), pk=pk)
    er_mottaker = ROLLEN_TIL[Instans(funnet.til)] in bruker.rollene_i(funnet.forhold.vurdering.enhet_id)
    if request.method == "POST" and not er_mottaker:
        raise PermissionDenied
    form = SvarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            svar_paa_eskalering(eskalering=funnet, svar=form.cleaned_data["svar"], av=bruker, naa=timezone.now())
        except TiltaksfeilError as feil:
            form.ta_imot(feil)
        else:
            messages.success(request, _("Svaret er lagret, og verneombudet kan lese det."))
            return redirect("eskalering", funnet.pk)
    kontekst: dict[str, Any] = {
        "meny": "risiko",
        "eskalering": funnet,
        "faktor": funnet.forhold.faktoren,
        "til": instansord(funnet.til),
        "form": form,
        "i_dag": timezone.localdate(),
        "kan_svare": funnet.avklart is None and er_mottaker,
    }
    return render(request, "tiltak/eskalering.html", kontekst, status=422 if form.errors else 200)
