"""Kartleggingene slik de som styrer dem, ser dem: listen, tilstanden, spørsmålene og lukkingen."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import sidevis, soketekst, styrer_alt
from kartlegging.actions import noklene_mangler
from kartlegging.domain.svarprosent import BAND, MINST_INVITERT
from kartlegging.domain.tilstand import Tilstand
from kartlegging.klargjoring import klargjoring, punktene
from kartlegging.models import Invitasjon, Kartlegging, Kartleggingsenhet
from kartlegging.tasks import lukk_kartlegging
from kartlegging.views.trinn import sporsmaalene, tilstandsord, trinnene


def _kartlegginger(bruker: Bruker) -> QuerySet[Kartlegging]:
    """Kartleggingene brukeren ser, med ``invitert``: låst i treet fra åpning, før det antallet i utkastet."""
    rot = Kartleggingsenhet.objects.filter(kartlegging=OuterRef("pk"), forelder=None).order_by("nummer")
    utkast = (
        Invitasjon.objects.filter(kartlegging=OuterRef("pk")).order_by().values("kartlegging").annotate(n=Count("pk"))
    )
    return Kartlegging.objects.synlig_for(bruker).annotate(
        invitert=Coalesce(Subquery(rot.values("invitert_med_under")[:1]), Subquery(utkast.values("n")), 0)
    )


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def kartlegginger(request: HttpRequest) -> HttpResponse:
    """Kartleggingene i virksomheten, nyeste først, søkbare og etter tilstand (``?tilstand=``)."""
    bruker = innlogget(request)
    alle = _kartlegginger(bruker).order_by("-aapner", "-pk")
    sok, tilstand = soketekst(request), request.GET.get("tilstand", "")
    if sok:
        alle = alle.filter(navn__icontains=sok)
    if tilstand in set(Tilstand):
        alle = alle.filter(tilstand=tilstand)
    kontekst = {
        "meny": "kartlegging",
        "side": sidevis(request, alle),
        "sok": sok,
        "valgt_tilstand": tilstand,
        "tilstandene": [(str(en), tilstandsord(en)) for en in Tilstand],
        "kan_styre": styrer_alt(bruker, Tilgang.STYRE_KARTLEGGING),
    }
    return render(request, "kartlegging/kartlegginger.html", kontekst)


def _finn(bruker: Bruker, kortnavn: str) -> Kartlegging:
    kartlegging = _kartlegginger(bruker).select_related("virksomhet").filter(kortnavn=kortnavn).first()
    if kartlegging is None:
        raise Http404
    return kartlegging


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def kartlegging(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """Én kartlegging: tilstanden i trinn, løftene som er låst, og verneombudets syn. Aldri noe om hvem som har svart."""
    bruker = innlogget(request)
    funnet = _finn(bruker, kortnavn)
    instrument = funnet.instrument
    er_forberedelse = funnet.tilstand in {Tilstand.UTKAST, Tilstand.VARSLET}
    naa = timezone.now()
    klar = klargjoring(funnet, naa) if er_forberedelse else None
    punkter = punktene(funnet, klar, bruker, naa) if klar else []
    kontekst: dict[str, Any] = {
        "meny": "kartlegging",
        "kartlegging": funnet,
        "trinnene": trinnene(funnet),
        "instrument": instrument,
        "antall_ledd": len(instrument.leddrekkefolge),
        "kan_styre": styrer_alt(bruker, Tilgang.STYRE_KARTLEGGING),
        "kan_si_sitt": bruker.har(Tilgang.BEKREFTE_DELTAKERE),
        "kan_behandle": bruker.har(Tilgang.BEHANDLE_I_AMU),
        "noklene_mangler": noklene_mangler(funnet),
        "svarband_til": (funnet.svarband or 0) + BAND,
        "minst_invitert": MINST_INVITERT,
        "kan_se_deltakerne": bruker.har(Tilgang.SE_DELTAKERE),
        "mangler_bekreftelse": klar.fakta.ubekreftede if klar else 0,
        "har_amu": klar.fakta.har_amu if klar else bool(funnet.amu_behandling),
        "punktene": punkter,
        "sperrende": any(punkt.sperrer for punkt in punkter),
        "er_forberedelse": er_forberedelse,
        "omfatter": list(funnet.omfatter.order_by("navn").values_list("navn", flat=True)),
        "kan_se_resultat": funnet.er_publisert and bruker.har(Tilgang.SE_RESULTAT),
    }
    return render(request, "kartlegging/kartlegging.html", kontekst)


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def kartlegging_sporsmal(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """Spørsmålene slik de som svarer, ser dem."""
    funnet = _finn(innlogget(request), kortnavn)
    instrument, sprak = funnet.instrument, get_language() or "nb"
    kontekst = {
        "meny": "kartlegging",
        "kartlegging": funnet,
        "instrument": instrument,
        "avsnittene": sporsmaalene(instrument, sprak),
        "svarordene": instrument.svaralternativer.get(sprak) or instrument.svaralternativer["nb"],
    }
    return render(request, "kartlegging/kartlegging_sporsmal.html", kontekst)


@krever(Tilgang.STYRE_KARTLEGGING)
@require_http_methods(["GET", "HEAD", "POST"])
def kartlegging_lukk(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """Spør om bekreftelse, og lukker. Å lukke to ganger gjør ingenting den andre gangen."""
    bruker = innlogget(request)
    funnet = _finn(bruker, kortnavn)
    if not styrer_alt(bruker, Tilgang.STYRE_KARTLEGGING):
        raise PermissionDenied
    if funnet.tilstand in {Tilstand.LUKKET, Tilstand.PUBLISERT}:
        messages.info(request, _("Kartleggingen er allerede lukket."))
        return redirect("kartlegging", kortnavn)
    if not funnet.er_aapen:
        messages.error(request, _("Kartleggingen har ikke åpnet ennå, så den kan ikke lukkes."))
        return redirect("kartlegging", kortnavn)
    if request.method == "POST":
        lukk_kartlegging.enqueue(funnet.pk, bruker.pk)
        messages.success(
            request,
            _("Kartleggingen lukkes, og svarene telles opp. Last siden på nytt om et øyeblikk for å se resultatet."),
        )
        return redirect("kartlegging", kortnavn)
    return render(request, "kartlegging/kartlegging_lukk.html", {"meny": "kartlegging", "kartlegging": funnet})
