"""Deltakerlisten: hvem som er invitert i hver enhet, og verneombudets bekreftelse på at de er virkelige.

Siden sier aldri noe om hvem som har svart; det finnes ikke noe sted.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker, Enhet
from arbeidsmiljo.oversettelse import oversatt
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import sidevis, soketekst, styrer_alt
from kartlegging.actions import bekreft_deltakere
from kartlegging.deltakerliste import deltakerne_i, listeenheter, ny_grense, sjekk_liste
from kartlegging.domain.tilstand import Tilstand, UlovligStegError
from kartlegging.feil import KartleggingsfeilError
from kartlegging.models import Kartlegging

PER_SIDE = 100


@krever(Tilgang.SE_DELTAKERE)
@require_http_methods(["GET", "HEAD", "POST"])
def deltakere(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """Enhetene med inviterte, og (``?enhet=KODE``) listen i én av dem. POST bekrefter de valgte enhetene."""
    bruker = innlogget(request)
    kartlegging = Kartlegging.objects.synlig_for(bruker).filter(kortnavn=kortnavn).first()
    if kartlegging is None:
        raise Http404
    if request.method == "POST":
        if not bruker.har(Tilgang.BEKREFTE_DELTAKERE):
            raise PermissionDenied
        return _bekreft(request, bruker, kartlegging)
    kode = request.GET.get("enhet")
    if kode is not None:
        return _en_enhet(request, bruker, kartlegging, kode)
    alle = listeenheter(kartlegging, bruker.enheter_med(Tilgang.SE_DELTAKERE))
    sok = soketekst(request)
    funnet = [en for en in alle if sok.casefold() in en.enhet.navn.casefold()]
    kontekst = _felles(bruker, kartlegging) | {
        "side": sidevis(request, funnet, PER_SIDE),
        "sok": sok,
        "antall_enheter": len(alle),
        "antall_bekreftet": sum(bool(en.bekreftet_av) for en in alle),
        "antall_nye": sum(en.nye for en in alle),
        "antall_uten_dato": sum(en.uten_dato for en in alle),
        "er_som_frosset": sjekk_liste(kartlegging),
    }
    return render(request, "kartlegging/deltakere.html", kontekst)


def _felles(bruker: Bruker, kartlegging: Kartlegging) -> dict[str, Any]:
    kan_bekreftes = kartlegging.tilstand in {Tilstand.UTKAST, Tilstand.VARSLET}
    return {
        "meny": "kartlegging",
        "kartlegging": kartlegging,
        "egne": bruker.enheter_med(Tilgang.BEKREFTE_DELTAKERE) if kan_bekreftes else frozenset(),
        "ny_grense": ny_grense(kartlegging),
        "kan_endre": kan_bekreftes and not kartlegging.er_importert and styrer_alt(bruker, Tilgang.STYRE_KARTLEGGING),
    }


def _en_enhet(request: HttpRequest, bruker: Bruker, kartlegging: Kartlegging, kode: str) -> HttpResponse:
    enhet = Enhet.objects.filter(virksomhet_id=kartlegging.virksomhet_id, kode=kode).first()
    if enhet is None:
        raise Http404
    if not bruker.har(Tilgang.SE_DELTAKERE, enhet.pk):
        raise PermissionDenied
    rader = listeenheter(kartlegging, frozenset({enhet.pk}))
    kontekst = _felles(bruker, kartlegging) | {
        "enhet": enhet,
        "rad": rader[0] if rader else None,
        "side": sidevis(request, deltakerne_i(kartlegging, enhet.pk), PER_SIDE),
    }
    return render(request, "kartlegging/deltakere_enhet.html", kontekst)


def _bekreft(request: HttpRequest, bruker: Bruker, kartlegging: Kartlegging) -> HttpResponse:
    """Summene kommer fra siden som ble vist, så det bekreftede er det som ble sett."""
    summene: dict[int, str] = {}
    for valgt in request.POST.getlist("liste"):
        enhet, _skille, sum_ = valgt.partition(":")
        if enhet.isascii() and enhet.isdecimal() and len(enhet) < 19:
            summene[int(enhet)] = sum_
    if not summene:
        messages.error(request, _("Du valgte ingen enheter. Kryss av for dem du har sett over, og bekreft på nytt."))
        return redirect("deltakere", kartlegging.kortnavn)
    naa = timezone.now()
    try:
        bekreft_deltakere(kartlegging=kartlegging, summene=summene, av=bruker, naa=naa)
    except (KartleggingsfeilError, UlovligStegError) as feil:
        messages.error(request, oversatt(feil))
    else:
        messages.success(
            request,
            ngettext(
                "Du har bekreftet deltakerne i %(antall)d enhet.",
                "Du har bekreftet deltakerne i %(antall)d enheter.",
                len(summene),
            )
            % {"antall": len(summene)},
        )
    return redirect("deltakere", kartlegging.kortnavn)
