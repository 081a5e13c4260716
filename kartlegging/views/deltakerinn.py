"""Deltakerne inn og ut av listen før åpning: fra fil med forhåndsvisning, for hånd, og fjerning."""

import csv
from io import StringIO
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.innlesing import bekreft, ta_imot
from arbeidsmiljo.models import Enhet, Innlesing, Innlesingsart, Innlesingsstand
from arbeidsmiljo.oversettelse import oversatt
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.tabellfil import TabellfilError
from arbeidsmiljo.views.felles import Smule, skjemaside
from kartlegging.actions import Deltaker, fjern_deltakere, inviter
from kartlegging.deltakerfil import les_deltakere, opptelling
from kartlegging.domain.tilstand import UlovligStegError
from kartlegging.forms.deltakere import DeltakerfilForm, DeltakerForm
from kartlegging.klargjoring import omfattede
from kartlegging.models import Kartlegging
from kartlegging.tasks import les_inn_deltakere
from kartlegging.views.planlegging import finn_styrt, smuler

VISTE = 100


def _listesmuler(kartlegging: Kartlegging) -> list[Smule]:
    return [*smuler(kartlegging), (reverse("deltakere", args=[kartlegging.kortnavn]), _("Deltakerne"))]


@krever(Tilgang.STYRE_KARTLEGGING)
@require_http_methods(["GET", "HEAD", "POST"])
def deltakere_inn(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """Tar imot filen. Feilene vises på siden; uten feil går den til forhåndsvisningen."""
    bruker = innlogget(request)
    kartlegging = finn_styrt(bruker, kortnavn)
    form = DeltakerfilForm(request.POST or None, request.FILES or None)
    feilene: list[str] = []
    if request.method == "POST" and form.is_valid():
        fil: UploadedFile[Any] = form.cleaned_data["fil"]
        erstatt = form.cleaned_data["erstatt"]
        try:
            deltakere = les_deltakere(fil.read(), fil.name or "", kartlegging, erstatt=erstatt)
        except TabellfilError as feil:
            feilene = feil.linjene()
        else:
            tallene = opptelling(deltakere)
            innlesing = ta_imot(
                fil=fil,
                art=Innlesingsart.DELTAKERE,
                virksomhet=kartlegging.virksomhet,
                gjelder_id=kartlegging.pk,
                av=bruker,
                naa=timezone.now(),
                rapport={
                    "enheter": tallene[:VISTE],
                    "antall": len(deltakere),
                    "kort": sum(kort for _navn, _antall, kort in tallene),
                    "antall_enheter": len(tallene),
                    "erstatt": erstatt,
                    "er_der": kartlegging.invitasjonene.count(),
                },
            )
            return redirect("deltakere_innlesing", kortnavn, innlesing.pk)
    response = skjemaside(
        request,
        form,
        tittel=_("Deltakere fra fil"),
        lagre=_("Se hvem som blir invitert"),
        avbryt=reverse("deltakere", args=[kortnavn]),
        smuler=_listesmuler(kartlegging),
        meny="kartlegging",
        mal="kartlegging/deltakere_inn.html",
        feilene=feilene,
        kartlegging=kartlegging,
    )
    if feilene:
        response.status_code = 400
    return response


@krever(Tilgang.STYRE_KARTLEGGING)
@require_http_methods(["GET", "HEAD", "POST"])
def deltakere_innlesing(request: HttpRequest, kortnavn: str, pk: int) -> HttpResponse:
    """Forhåndsvisningen, og etterpå hvordan det gikk. POST bekrefter."""
    bruker = innlogget(request)
    kartlegging = finn_styrt(bruker, kortnavn)
    innlesing = (
        Innlesing.objects.filter(art=Innlesingsart.DELTAKERE, gjelder_id=kartlegging.pk, pk=pk).defer("innhold").first()
    )
    if innlesing is None:
        raise Http404
    if request.method == "POST":
        if innlesing.stand == Innlesingsstand.FORHAANDSVIST and bekreft(innlesing, rapport={}):
            les_inn_deltakere.enqueue(innlesing.pk)
            messages.success(request, _("Filen leses inn. Last siden på nytt om et øyeblikk."))
        return redirect("deltakere_innlesing", kortnavn, pk)
    tittel = _("Deltakere fra fil")
    kontekst = {
        "meny": "kartlegging",
        "kartlegging": kartlegging,
        "smuler": [
            *_listesmuler(kartlegging),
            (reverse("deltakere_inn", args=[kortnavn]), tittel),
            (request.path, innlesing.filnavn),
        ],
        "innlesing": innlesing,
        "rapport": innlesing.rapport,
        "tittel": tittel,
    }
    return render(request, "kartlegging/deltakere_innlesing.html", kontekst)


@krever(Tilgang.STYRE_KARTLEGGING)
@require_http_methods(["GET", "HEAD", "POST"])
def deltaker_ny(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """Legger til én med e-post, eller et antall kodekort."""
    bruker = innlogget(request)
    kartlegging = finn_styrt(bruker, kortnavn)
    form = DeltakerForm(request.POST or None, kartlegging=kartlegging)
    if request.method == "POST" and form.is_valid():
        felt = form.cleaned_data
        epost = felt["epost"].lower()
        if epost and kartlegging.invitasjonene.filter(epost=epost).exists():
            form.add_error("epost", _("%(epost)s er invitert fra før.") % {"epost": epost})
        else:
            nye = [Deltaker(felt["enhet"], epost, felt["sprak"], felt["ansatt_fra"])] * (felt["kort"] or 1)
            try:
                inviter(kartlegging=kartlegging, deltakere=nye, av=bruker, naa=timezone.now())
            except UlovligStegError as feil:
                form.add_error(None, oversatt(feil))
            else:
                setning = ngettext("%(antall)d deltaker er lagt til.", "%(antall)d deltakere er lagt til.", len(nye))
                messages.success(request, setning % {"antall": len(nye)})
                return redirect("deltakere", kortnavn)
    return skjemaside(
        request,
        form,
        tittel=_("Legg til deltakere"),
        lagre=_("Legg til"),
        avbryt=reverse("deltakere", args=[kortnavn]),
        smuler=_listesmuler(kartlegging),
        meny="kartlegging",
    )


@krever(Tilgang.STYRE_KARTLEGGING)
@require_POST
def deltaker_fjern(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """POST ``enhet`` og ``epost``, eller ``enhet`` og ``kort=1`` for ett kodekort."""
    bruker = innlogget(request)
    kartlegging = finn_styrt(bruker, kortnavn)
    kode, epost = (request.POST.get(felt, "").replace("\x00", "") for felt in ("enhet", "epost"))
    enhet = Enhet.objects.filter(virksomhet_id=kartlegging.virksomhet_id, kode=kode).first()
    valgt = kartlegging.invitasjonene.filter(enhet=enhet, epost=epost).order_by("pk").first() if enhet else None
    if valgt is None or (not epost and "kort" not in request.POST):
        messages.error(request, _("Deltakeren står ikke på listen lenger."))
        return redirect("deltakere", kortnavn)
    try:
        fjern_deltakere(kartlegging=kartlegging, invitasjonene=[valgt], av=bruker, naa=timezone.now())
    except UlovligStegError as feil:
        messages.error(request, oversatt(feil))
    else:
        messages.success(request, _("Deltakeren er fjernet. Verneombudet må bekrefte listen på nytt."))
    return redirect(reverse("deltakere", args=[kortnavn], query={"enhet": enhet.kode} if enhet else None))


@krever(Tilgang.STYRE_KARTLEGGING)
@require_safe
def deltakermal(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """En CSV med overskriftene og kodene til enhetene, klar til å fylle ut i et regneark."""
    kartlegging = finn_styrt(innlogget(request), kortnavn)
    ut = StringIO()
    skriver = csv.writer(ut, delimiter=";", lineterminator="\r\n")
    skriver.writerow(["enhet", "epost", "sprak", "ansatt_fra"])
    koder = Enhet.objects.filter(pk__in=omfattede(kartlegging)).order_by("kode").values_list("kode", flat=True)
    skriver.writerows([kode, "", (kartlegging.sprak or ["nb"])[0], ""] for kode in koder)
    response = HttpResponse("\ufeff" + ut.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="deltakere-{kartlegging.kortnavn}.csv"'
    return response
