"""Handlingsplanen: lese, uttale seg, signere og laste ned."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arbeidsmiljo.domain.roller import Rolle, Tilgang
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.oversettelse import oversatt
from arbeidsmiljo.permissions import innlogget, krever
from tiltak.actions import gi_uttalelse, signer
from tiltak.actions.plan import VERNETJENESTEN, krev_samme_ordlyd, ordlyd, uttalelser_om_denne
from tiltak.domain.tilstand import UlovligStegError, Vurderingstilstand
from tiltak.feil import EndretAvAnnenError, TiltaksfeilError
from tiltak.forms import UttalelseForm
from tiltak.medvirkning import medvirkningsinnhold
from tiltak.models import Handlingsplan, Risikovurdering
from tiltak.oversettelse import plan_paa_spraket
from tiltak.planinnhold import planinnhold
from tiltak.rapport import innhold_pdf, medvirkningen, plan_pdf, plankontekst
from tiltak.views.felles import finn_vurdering

PER_SIDE = 50


@krever(Tilgang.SE_TILTAK)
@require_safe
def handlingsplaner(request: HttpRequest) -> HttpResponse:
    """Planene brukeren ser: signerte versjoner, og vurderinger som venter på uttalelse eller underskrift."""
    bruker = innlogget(request)
    planene = (
        Handlingsplan.objects.synlig_for(bruker)
        .select_related("vurdering__enhet", "signert_av")
        .defer("innhold")
        .order_by("-signert", "-pk")
    )
    venter = Risikovurdering.objects.synlig_for(bruker).filter(tilstand=Vurderingstilstand.TIL_UTTALELSE)
    kontekst = {
        "meny": "handlingsplan",
        "side": Paginator(planene, PER_SIDE).get_page(request.GET.get("side")),
        "venter": venter.select_related("enhet"),
    }
    return render(request, "tiltak/handlingsplaner.html", kontekst)


@krever(Tilgang.SE_TILTAK)
@require_safe
def handlingsplan(request: HttpRequest, pk: int) -> HttpResponse:
    """Planen for én vurdering: den låste versjonen når den er signert, ellers slik den står nå."""
    bruker = innlogget(request)
    return _vis(request, bruker, finn_vurdering(bruker, pk))


def _vis(
    request: HttpRequest,
    bruker: Bruker,
    vurdering: Risikovurdering,
    *,
    skjema: UttalelseForm | None = None,
    feil: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    plan = vurdering.planene.order_by("-versjon").first()
    innhold = {**plan.innhold, "sha256": plan.sha256} if plan else planinnhold(vurdering)
    naa = medvirkningsinnhold(vurdering) if plan else {}
    til_uttalelse = vurdering.tilstand == Vurderingstilstand.TIL_UTTALELSE
    # Bare det som er sagt om denne ordlyden, teller. Etter en ny utsending skal alle kunne si sitt på nytt.
    om_denne = list(uttalelser_om_denne(vurdering))
    har_uttalt_seg = any(en.bruker_id == bruker.pk for en in om_denne)
    kan_uttale_seg = til_uttalelse and _uttalelsesrolle(bruker, vurdering) is not None and not har_uttalt_seg
    kan_signere = til_uttalelse and bruker.har(Tilgang.SIGNERE, vurdering.enhet_id)
    mangler_uttalelse = not any(en.rolle in VERNETJENESTEN for en in om_denne)
    # Er skjemaet borte, fordi planen ble tatt tilbake eller signert imens, skal teksten ikke bli borte med det.
    felt = {"tekst": kan_uttale_seg, "grunn": kan_signere and mangler_uttalelse}
    kontekst = {
        "meny": "handlingsplan",
        "vurdering": vurdering,
        "ordlyd": ordlyd(vurdering, innhold) if til_uttalelse else "",
        "skrevet": [request.POST[navn] for navn, vises in felt.items() if not vises and request.POST.get(navn)],
        "versjonen": plan,
        "skjema": (skjema or UttalelseForm()) if kan_uttale_seg else None,
        "kan_signere": kan_signere,
        "mangler_uttalelse": mangler_uttalelse,
        "feil": feil or {},
        # Det som er sagt etter at planen ble låst, står for seg, og kommer inn i den neste.
        "etter_signering": medvirkningen(
            {navn: [en for en in radene if en not in innhold.get(navn, [])] for navn, radene in naa.items()}
        ),
        **plankontekst(plan_paa_spraket(innhold, vurdering.kartlegging)),
    }
    return render(request, "tiltak/handlingsplan.html", kontekst, status=status)


def _avvist(
    request: HttpRequest, bruker: Bruker, pk: int, feil: TiltaksfeilError, skjema: UttalelseForm | None = None
) -> HttpResponse:
    """Siden med feilen, og planen lest på nytt: den kan være endret etter at forespørselen kom. 409 når den er det."""
    status = 409 if isinstance(feil, EndretAvAnnenError) else 400
    return _vis(request, bruker, finn_vurdering(bruker, pk), skjema=skjema, feil=dict(feil.feltene), status=status)


def _uttalelsesrolle(bruker: Bruker, vurdering: Risikovurdering) -> Rolle | None:
    """Rollen brukeren uttaler seg i: den første i enheten med rett til det, i rollenes faste rekkefølge."""
    rollene = bruker.rollene_i(vurdering.enhet_id)
    return next((rolle for rolle in Rolle if rolle in rollene and Tilgang.UTTALE_SEG in rolle.tilganger), None)


@krever(Tilgang.UTTALE_SEG)
@require_POST
def uttalelse(request: HttpRequest, pk: int) -> HttpResponse:
    """Tar imot uttalelsen ordrett."""
    bruker = innlogget(request)
    vurdering = finn_vurdering(bruker, pk)
    rolle = _uttalelsesrolle(bruker, vurdering)
    if rolle is None:
        raise PermissionDenied
    skjema = UttalelseForm(request.POST)
    sist_sett = request.POST.get("ordlyd")
    try:
        if not skjema.is_valid():
            # Siden som vises nå, får den nye ordlyden. Uten denne ville neste innsending gjelde noe ingen ble varslet om.
            krev_samme_ordlyd(vurdering, sist_sett)
            return _vis(request, bruker, vurdering, skjema=skjema, status=400)
        gi_uttalelse(
            vurdering=vurdering,
            rolle=rolle,
            medvirket=skjema.cleaned_data["medvirket"],
            tekst=skjema.cleaned_data["tekst"],
            av=bruker,
            naa=timezone.now(),
            sist_sett=sist_sett,
        )
    except TiltaksfeilError as feil:
        return _avvist(request, bruker, pk, feil, skjema)
    messages.success(request, _("Uttalelsen er lagret, og står ordrett i planen."))
    return redirect("handlingsplan", pk=pk)


@krever(Tilgang.SIGNERE)
@require_POST
def signer_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Signerer og låser planen."""
    bruker = innlogget(request)
    vurdering = finn_vurdering(bruker, pk)
    try:
        plan = signer(
            vurdering=vurdering,
            av=bruker,
            naa=timezone.now(),
            grunn_uten_uttalelse=request.POST.get("grunn", ""),
            sist_sett=request.POST.get("ordlyd"),
        )
    except TiltaksfeilError as feil:
        return _avvist(request, bruker, pk, feil)
    except UlovligStegError as feil:
        return _avvist(request, bruker, pk, TiltaksfeilError(oversatt(feil)))
    messages.success(request, _("Planen er signert og låst som versjon %(versjon)s.") % {"versjon": plan.versjon})
    return redirect("handlingsplan", pk=pk)


@krever(Tilgang.SE_TILTAK)
@require_safe
def handlingsplan_pdf(request: HttpRequest, pk: int, versjon: int) -> HttpResponse:
    """Den låste versjonen som PDF. Samme versjon er alltid de samme bytene, så nettleseren kan spørre med ETag."""
    plan = Handlingsplan.objects.synlig_for(innlogget(request)).filter(vurdering_id=pk, versjon=versjon).first()
    if plan is None:
        raise Http404
    merke = f'"{plan.sha256}"'
    if request.headers.get("If-None-Match") == merke:
        return HttpResponseNotModified()
    svar = _fil(plan_pdf(plan), f"handlingsplan-{plan.innhold['enhet']['kode']}-v{plan.versjon}.pdf")
    svar["ETag"] = merke
    return svar


@krever(Tilgang.SE_TILTAK)
@require_safe
def handlingsplan_utkast(request: HttpRequest, pk: int) -> HttpResponse:
    """Planen slik den står nå, merket UTKAST på hver side."""
    vurdering = finn_vurdering(innlogget(request), pk)
    return _fil(innhold_pdf(planinnhold(vurdering), dato=vurdering.opprettet), f"utkast-{vurdering.enhet.kode}.pdf")


def _fil(innhold: bytes, navn: str) -> HttpResponse:
    # En enhetskode er virksomhetens egen, og kan ha tegn som ellers ville brutt hodet.
    hode = content_disposition_header(as_attachment=True, filename=navn.replace("/", "-")) or "attachment"
    return HttpResponse(
        innhold, content_type="application/pdf", headers={"Content-Disposition": hode, "Cache-Control": "private"}
    )
