"""Verneområdene, og innstillingene til virksomheten."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arbeidsmiljo.actions import endre_virksomhet, lagre_verneomrade, sett_minstegrense, slett_verneomrade
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.forms.organisasjon import VerneomradeForm, VirksomhetForm
from arbeidsmiljo.models import Verneomrade
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import (
    egen_virksomhet,
    krev_styring,
    legg_til_feil,
    sidevis,
    skjemaside,
    soketekst,
    styrer_alt,
    virksomhetssmuler,
)
from arbeidsmiljo.views.organisasjon import organisasjonssmuler


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def verneomrader(request: HttpRequest) -> HttpResponse:
    """Verneområdene i virksomheten, med enhetene og hvem som er verneombud."""
    bruker = innlogget(request)
    sok = soketekst(request)
    alle = (
        egen_virksomhet(bruker).verneomradene.annotate(antall=Count("enhetene", distinct=True)).order_by("navn", "pk")
    )
    alle = alle.prefetch_related("tildelingene__bruker")
    kontekst = {
        "meny": "virksomheten",
        "smuler": organisasjonssmuler((request.path, _("Verneområder"))),
        "side": sidevis(request, alle.filter(navn__icontains=sok) if sok else alle),
        "sok": sok,
        "i_dag": timezone.localdate(),
        "kan_styre": styrer_alt(bruker, Tilgang.STYRE_ORGANISASJON),
    }
    return render(request, "arbeidsmiljo/verneomrader.html", kontekst)


@krever(Tilgang.STYRE_ORGANISASJON)
@require_http_methods(["GET", "HEAD", "POST"])
def verneomrade(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Et nytt verneområde, eller et som endres."""
    bruker = innlogget(request)
    omrade = Verneomrade(virksomhet=egen_virksomhet(bruker))
    if pk is not None:
        funnet = Verneomrade.objects.filter(virksomhet_id=bruker.virksomhet_id or 0, pk=pk).first()
        if funnet is None:
            raise Http404
        omrade = funnet
    krev_styring(bruker, Tilgang.STYRE_ORGANISASJON)
    fra_for = {"navn": omrade.navn, "enhetene": omrade.enhetene.all()} if pk else {}
    form = VerneomradeForm(request.POST or None, virksomhet_id=omrade.virksomhet_id, initial=fra_for)
    if request.method == "POST" and form.is_valid():
        omrade.navn = form.cleaned_data["navn"]
        try:
            lagre_verneomrade(omrade=omrade, enheter=list(form.cleaned_data["enhetene"]), av=bruker, naa=timezone.now())
        except ValidationError as feil:
            legg_til_feil(form, feil)
        else:
            messages.success(request, _("Verneområdet er lagret."))
            return redirect("verneomrader")
    return skjemaside(
        request,
        form,
        tittel=_("Endre verneområde") if pk else _("Nytt verneområde"),
        lagre=_("Lagre"),
        avbryt=reverse("verneomrader"),
        smuler=organisasjonssmuler((reverse("verneomrader"), _("Verneområder"))),
    )


@krever(Tilgang.STYRE_ORGANISASJON)
@require_POST
def verneomrade_slett(request: HttpRequest, pk: int) -> HttpResponse:
    """Sletter et verneområde ingen har vært verneombud i."""
    bruker = innlogget(request)
    funnet = Verneomrade.objects.filter(virksomhet_id=bruker.virksomhet_id or 0, pk=pk).first()
    if funnet is None:
        raise Http404
    krev_styring(bruker, Tilgang.STYRE_ORGANISASJON)
    try:
        slett_verneomrade(omrade=funnet, av=bruker, naa=timezone.now())
    except ValidationError as feil:
        messages.error(request, " ".join(feil.messages))
    else:
        messages.success(request, _("Verneområdet er slettet."))
    return redirect("verneomrader")


@krever(Tilgang.STYRE_ORGANISASJON)
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def virksomhetens_innstillinger(request: HttpRequest) -> HttpResponse:
    """Navn, næringskode og minste gruppe som vises."""
    bruker = innlogget(request)
    virksomhet = krev_styring(bruker, Tilgang.STYRE_ORGANISASJON)
    form = VirksomhetForm(request.POST or None, initial=VirksomhetForm.fra(virksomhet))
    if request.method == "POST" and form.is_valid():
        felt, naa = form.cleaned_data, timezone.now()
        try:
            if felt["minstegrense"] != virksomhet.minstegrense:
                sett_minstegrense(virksomhet=virksomhet, grense=felt["minstegrense"], av=bruker, naa=naa)
            if (felt["navn"], felt["naeringskode"]) != (virksomhet.navn, virksomhet.naeringskode):
                endre_virksomhet(
                    virksomhet=virksomhet, navn=felt["navn"], naeringskode=felt["naeringskode"], av=bruker, naa=naa
                )
        except ValidationError as feil:
            transaction.set_rollback(True)
            legg_til_feil(form, feil)
        else:
            messages.success(request, _("Endringen er lagret."))
            return redirect("virksomheten")
    return skjemaside(
        request,
        form,
        tittel=_("Innstillinger for virksomheten"),
        ingress=_("Organisasjonsnummer %(orgnr)s") % {"orgnr": virksomhet.orgnr},
        lagre=_("Lagre"),
        avbryt=reverse("virksomheten"),
        smuler=virksomhetssmuler(),
    )
