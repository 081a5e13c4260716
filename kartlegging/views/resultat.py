"""Resultatsidene: listen, varmekartet, faktoren og filene. Alt kommer gjennom ``kartlegging.resultater``."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from arbeidsmiljo.domain.faktorer import KODENE
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker, Enhet
from arbeidsmiljo.permissions import innlogget, krever
from kartlegging.eksportfiler import som_csv, som_json, som_xlsx
from kartlegging.models import Kartlegging
from kartlegging.resultater import eksport, enhetsresultat, publisert_for, sammenligning, synlige
from kartlegging.views import varmekart
from kartlegging.views.faktordetalj import faktordetalj, utfallsrader

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@krever(Tilgang.SE_RESULTAT)
@require_safe
def resultater(request: HttpRequest) -> HttpResponse:
    """De publiserte kartleggingene, nyeste først."""
    kartleggingene = (
        Kartlegging.objects.synlig_for(innlogget(request))
        .publiserte()
        .select_related("utgivelsen")
        .defer("utgivelsen__dokument")
        .order_by("-publisert", "-pk")
    )
    kontekst = {"meny": "resultater", "kartleggingene": kartleggingene}
    return render(request, "kartlegging/resultater.html", kontekst)


@krever(Tilgang.SE_RESULTAT)
@require_safe
def resultat(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """Varmekartet, for hele virksomheten eller (``?enhet=KODE``) en enhet med alt under den."""
    bruker, sprak = innlogget(request), get_language() or "nb"
    kartlegging = publisert_for(bruker, kortnavn)
    side = synlige(bruker, kartlegging, under=request.GET.get("enhet") or None, side=_sidetall(request))
    kontekst = {
        "meny": "resultater",
        "kartlegging": kartlegging,
        "utgivelse": kartlegging.utgivelsen,
        "side": side,
        "kart": varmekart.lag(side, kartlegging, sprak),
        "kan_eksportere": bruker.har(Tilgang.EKSPORTERE),
    }
    if side.under is not None:
        kontekst["kan_vurdere"] = not side.under.er_rest and _kan_vurdere(bruker, kartlegging, side.under.kode)
        kontekst["utfall"] = utfallsrader(kartlegging, side.under, sprak)
        kontekst["samlet"] = varmekart.samlet(side.under, kartlegging, sprak)
    return render(request, "kartlegging/resultat.html", kontekst)


def _sidetall(request: HttpRequest) -> int:
    skrevet = request.GET.get("side", "1")
    return int(skrevet) if skrevet.isdecimal() and len(skrevet) < 10 else 1


def _kan_vurdere(bruker: Bruker, kartlegging: Kartlegging, kode: str) -> bool:
    egne = bruker.enheter_med(Tilgang.VURDERE_RISIKO)
    if not egne:
        return False
    enhet = Enhet.objects.filter(virksomhet_id=kartlegging.virksomhet_id, kode=kode).values_list("pk", flat=True)
    return any(pk in egne for pk in enhet)


@krever(Tilgang.SE_RESULTAT)
@require_safe
def resultat_faktor(request: HttpRequest, kortnavn: str, enhet: str, faktor: str) -> HttpResponse:
    """Én faktor i én enhet: skalaene, andelen, forrige runde og det nasjonale bildet."""
    bruker = innlogget(request)
    kartlegging = publisert_for(bruker, kortnavn)
    rad = enhetsresultat(bruker, kartlegging, enhet)
    if faktor not in KODENE:
        raise Http404
    mot = sammenligning(kartlegging, rad)
    detalj = faktordetalj(kartlegging, rad, faktor, mot, get_language() or "nb")
    if detalj is None:
        raise Http404
    kontekst = {
        "meny": "resultater",
        "kartlegging": kartlegging,
        "enhet": rad,
        "detalj": detalj,
        "forrige": mot.runde if mot and mot.rad else None,
        "kan_vurdere": not rad.er_rest and _kan_vurdere(bruker, kartlegging, rad.kode),
    }
    return render(request, "kartlegging/resultat_faktor.html", kontekst)


@krever(Tilgang.EKSPORTERE)
@require_safe
def resultat_csv(request: HttpRequest, kortnavn: str) -> HttpResponse:
    bruker = innlogget(request)
    innhold = eksport(bruker, publisert_for(bruker, kortnavn))
    return _fil(som_csv(innhold), "text/csv; charset=utf-8", f"resultater-{kortnavn}.csv")


@krever(Tilgang.EKSPORTERE)
@require_safe
def resultat_xlsx(request: HttpRequest, kortnavn: str) -> HttpResponse:
    bruker = innlogget(request)
    kartlegging = publisert_for(bruker, kortnavn)
    fil = som_xlsx(eksport(bruker, kartlegging), kartlegging.instrument)
    return _fil(fil, XLSX, f"resultater-{kortnavn}.xlsx")


@krever(Tilgang.EKSPORTERE)
@require_safe
def resultat_json(request: HttpRequest, kortnavn: str) -> HttpResponse:
    bruker = innlogget(request)
    innhold = eksport(bruker, publisert_for(bruker, kortnavn))
    return _fil(som_json(innhold), "application/json; charset=utf-8", f"resultater-{kortnavn}.json")


def _fil(innhold: bytes, innholdstype: str, navn: str) -> HttpResponse:
    svar = HttpResponse(innhold, content_type=innholdstype)
    svar["Content-Disposition"] = f'attachment; filename="{navn}"'
    svar["Cache-Control"] = "private, no-store"
    return svar
