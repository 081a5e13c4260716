"""Planbrevet og informasjonsbrevet, som tekst til å kopiere og som PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.pdf import pdf_fra_mal
from arbeidsmiljo.permissions import innlogget, krever
from kartlegging.brevene import INFOBREV, PLANBREV, Brev, lag_brevet
from kartlegging.forms.planlegging import SPRAKNAVN
from kartlegging.models import Kartlegging
from kartlegging.views.planlegging import finn_kartlegging, smuler


def _sprakene(kartlegging: Kartlegging) -> list[str]:
    return list(kartlegging.sprak) or ["nb"]


def _brevet(request: HttpRequest, kortnavn: str, slag: str) -> tuple[Kartlegging, Brev]:
    if slag not in {PLANBREV, INFOBREV}:
        raise Http404
    kartlegging = finn_kartlegging(innlogget(request), kortnavn)
    sprakene = _sprakene(kartlegging)
    sprak = request.GET.get("sprak", "")
    return kartlegging, lag_brevet(kartlegging, slag, sprak if sprak in sprakene else sprakene[0])


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def brev(request: HttpRequest, kortnavn: str, slag: str) -> HttpResponse:
    """Brevet på siden, med teksten klar til å kopiere."""
    kartlegging, brevet = _brevet(request, kortnavn, slag)
    tittel = _("Planbrev") if slag == PLANBREV else _("Informasjonsbrev")
    kontekst = {
        "meny": "kartlegging",
        "kartlegging": kartlegging,
        "slag": slag,
        "brev": brevet,
        "tekst": brevet.som_tekst(),
        "linjer": brevet.som_tekst().count("\n") + 4,
        "tittel": tittel,
        "smuler": [*smuler(kartlegging), (request.path, tittel)],
        "sprakene": [(kode, SPRAKNAVN.get(kode, kode)) for kode in _sprakene(kartlegging)],
    }
    return render(request, "kartlegging/brev.html", kontekst)


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def brev_pdf(request: HttpRequest, kortnavn: str, slag: str) -> HttpResponse:
    """Det samme brevet som PDF."""
    kartlegging, brevet = _brevet(request, kortnavn, slag)
    kontekst = {"brev": brevet, "dokumentdato": kartlegging.aapner, "bunn": kartlegging.navn}
    response = HttpResponse(
        pdf_fra_mal("kartlegging/brev_pdf.html", kontekst, dato=kartlegging.aapner), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{slag}-{kartlegging.kortnavn}-{brevet.sprak}.pdf"'
    return response
