"""Enhetene fra en fil: last opp, se hva som blir endret, bekreft, og se hvordan det gikk."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arbeidsmiljo.domain.organisasjon import Treendring
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.enhetsfil import les_enheter
from arbeidsmiljo.forms.organisasjon import EnhetsfilForm
from arbeidsmiljo.innlesing import bekreft, ta_imot
from arbeidsmiljo.models import Innlesing, Innlesingsart, Innlesingsstand, Virksomhet
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.tabellfil import TabellfilError
from arbeidsmiljo.tasks import les_inn_enheter
from arbeidsmiljo.views.felles import krev_styring, skjemaside
from arbeidsmiljo.views.organisasjon import organisasjonssmuler

VISTE = 50


@krever(Tilgang.STYRE_ORGANISASJON)
@require_http_methods(["GET", "HEAD", "POST"])
def enheter_inn(request: HttpRequest) -> HttpResponse:
    """Tar imot filen. Feilene vises på siden; uten feil går den til forhåndsvisningen."""
    bruker = innlogget(request)
    virksomhet = krev_styring(bruker, Tilgang.STYRE_ORGANISASJON)
    form = EnhetsfilForm(request.POST or None, request.FILES or None)
    feilene: list[str] = []
    if request.method == "POST" and form.is_valid():
        fil: UploadedFile[Any] = form.cleaned_data["fil"]
        lukk = form.cleaned_data["lukk_manglende"]
        try:
            endring = les_enheter(fil.read(), fil.name or "", virksomhet, lukk_manglende=lukk)
        except TabellfilError as feil:
            feilene = feil.linjene()
        else:
            innlesing = ta_imot(
                fil=fil,
                art=Innlesingsart.ENHETER,
                virksomhet=virksomhet,
                av=bruker,
                naa=timezone.now(),
                rapport=_rapport(endring) | {"lukk_manglende": lukk},
            )
            return redirect("enheter_innlesing", innlesing.pk)
    response = skjemaside(
        request,
        form,
        tittel=_("Enheter fra fil"),
        lagre=_("Se hva som blir endret"),
        avbryt=reverse("organisasjon"),
        smuler=organisasjonssmuler(),
        mal="arbeidsmiljo/enheter_inn.html",
        feilene=feilene,
    )
    if feilene:
        response.status_code = 400
    return response


def _rapport(endring: Treendring) -> dict[str, Any]:
    """Det forhåndsvisningen viser: antallet, og de første av hvert slag."""
    return {
        "nye": [[rad.kode, rad.navn] for rad in endring.nye[:VISTE]],
        "endret": [[rad.kode, rad.navn] for rad in endring.endret[:VISTE]],
        "lukkes": [[kode, ""] for kode in endring.lukkes[:VISTE]],
        "antall": {"nye": len(endring.nye), "endret": len(endring.endret), "lukkes": len(endring.lukkes)},
        "uendret": endring.uendret,
        "er_tom": endring.er_tom,
    }


def _finn(virksomhet: Virksomhet, pk: int) -> Innlesing:
    funnet = Innlesing.objects.filter(virksomhet=virksomhet, art=Innlesingsart.ENHETER, pk=pk).defer("innhold").first()
    if funnet is None:
        raise Http404
    return funnet


@krever(Tilgang.STYRE_ORGANISASJON)
@require_http_methods(["GET", "HEAD", "POST"])
def enheter_innlesing(request: HttpRequest, pk: int) -> HttpResponse:
    """Forhåndsvisningen, og etterpå hvordan det gikk. POST bekrefter."""
    bruker = innlogget(request)
    innlesing = _finn(krev_styring(bruker, Tilgang.STYRE_ORGANISASJON), pk)
    if request.method == "POST":
        if innlesing.stand == Innlesingsstand.FORHAANDSVIST and bekreft(innlesing, rapport={}):
            les_inn_enheter.enqueue(innlesing.pk)
            messages.success(request, _("Filen leses inn. Last siden på nytt om et øyeblikk."))
        return redirect("enheter_innlesing", pk)
    tittel = _("Enheter fra fil")
    kontekst = {
        "meny": "virksomheten",
        "smuler": organisasjonssmuler((reverse("enheter_inn"), tittel), (request.path, innlesing.filnavn)),
        "tittel": tittel,
        "innlesing": innlesing,
        "rapport": innlesing.rapport,
    }
    return render(request, "arbeidsmiljo/enheter_innlesing.html", kontekst)
