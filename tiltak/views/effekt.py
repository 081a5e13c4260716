"""Effekten: siden for ett tiltak, og listen over tiltakene som venter på å bli vurdert."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import sidevis
from tiltak.actions import vurder_effekt
from tiltak.actions.effekt import KAN_EVALUERES
from tiltak.domain.begreper import Dom
from tiltak.domain.effekt import DOMSORD
from tiltak.feil import TiltaksfeilError
from tiltak.forms import EffektForm
from tiltak.maalinger import foer_og_etter, i_ord, skalaer_for
from tiltak.models import Tiltak


@krever(Tilgang.SE_TILTAK)
@require_http_methods(["GET", "HEAD", "POST"])
def effekt(request: HttpRequest, pk: int) -> HttpResponse:
    """Før og etter for ett tiltak, regelens dom, gruppens, og det som er sagt før."""
    bruker = innlogget(request)
    tiltak = get_object_or_404(
        Tiltak.objects.synlig_for(bruker)
        .select_related("vurdering__enhet", "utgangspunkt_kartlegging")
        .prefetch_related("forholdene"),
        pk=pk,
    )
    kan = _kan_vurdere(bruker, tiltak)
    if request.method == "POST" and not kan:
        raise PermissionDenied
    form = EffektForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        felt = form.cleaned_data
        try:
            vurder_effekt(
                tiltak=tiltak, dom=Dom(felt["dom"]), begrunnelse=felt["begrunnelse"], av=bruker, naa=timezone.now()
            )
        except TiltaksfeilError as feil:
            form.ta_imot(feil)
        else:
            messages.success(request, _("Effekten er vurdert. Vurder risikoen på nytt når tiltaket er ferdig."))
            return redirect("effekt", tiltak.pk)
    tall = foer_og_etter(tiltak)
    kontekst = {
        "meny": "tiltak",
        "vurdering": tiltak.vurdering,
        "tiltak": tiltak,
        "tall": tall,
        "foer_ord": i_ord(tiltak.maalekode, tall.foer) if tall.foer else "",
        "etter_ord": i_ord(tiltak.maalekode, tall.etter) if tall.etter else "",
        "regelens": _(DOMSORD[tall.dom]),
        "effektene": [(en, _(DOMSORD[Dom(en.dom)])) for en in tiltak.effektene.select_related("bruker")],
        "form": form,
        "kan_vurdere": kan and tiltak.tilstand in KAN_EVALUERES,
        "i_gang_eller_ferdig": tiltak.tilstand in KAN_EVALUERES,
    }
    return render(request, "tiltak/effekt.html", kontekst, status=422 if form.errors else 200)


def _kan_vurdere(bruker: Bruker, tiltak: Tiltak) -> bool:
    enhet = tiltak.vurdering.enhet_id
    return bruker.har(Tilgang.VURDERE_RISIKO, enhet) or bruker.har(Tilgang.ENDRE_TILTAK, enhet)


def som_venter(bruker: Bruker) -> QuerySet[Tiltak]:
    """Tiltakene som er ferdige, og som ingen har vurdert effekten av. De som har vært ferdige lengst, først."""
    return (
        Tiltak.objects.synlig_for(bruker)
        .gjeldende()
        .filter(tilstand="ferdig", effektene__isnull=True)
        .select_related("vurdering__enhet", "ansvarlig")
        .annotate(ferdig=Max("oppfolgingene__tidspunkt"))
        .order_by("ferdig", "pk")
    )


@krever(Tilgang.SE_TILTAK)
@require_safe
def effekter(request: HttpRequest) -> HttpResponse:
    """Tiltakene som venter på at noen vurderer effekten, og pulsen på målene til åpne tiltak."""
    bruker = innlogget(request)
    kontekst: dict[str, Any] = {
        "meny": "tiltak",
        "side": sidevis(request, som_venter(bruker)),
        "puls": _pulsen(bruker) if bruker.gjelder_alle(Tilgang.STYRE_KARTLEGGING) else None,
    }
    return render(request, "tiltak/effekter.html", kontekst)


def _pulsen(bruker: Bruker) -> dict[str, Any]:
    """Skalaene bak målene til tiltakene som ikke er ferdige, og adressen til et utkast med dem."""
    aapne = Tiltak.objects.synlig_for(bruker).gjeldende().aktive().exclude(maalekode="").prefetch_related("forholdene")
    kodene = sorted({kode for en in aapne for kode in skalaer_for(en)})
    adresse = f"{reverse('kartlegging_ny')}?{urlencode([('skala', kode) for kode in kodene])}"
    return {"skalaer": kodene, "adresse": adresse}
