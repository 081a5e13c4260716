"""Det brukeren velger for seg selv: språket, og hvilken virksomhet det arbeides i."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arbeidsmiljo.actions import sett_sprak, velg_virksomhet
from arbeidsmiljo.forms.brukere import SprakForm, VirksomhetsvalgForm
from arbeidsmiljo.konto import VALGT_VIRKSOMHET
from arbeidsmiljo.permissions import innlogget


@require_http_methods(["GET", "HEAD", "POST"])
def konto_virksomhet(request: HttpRequest) -> HttpResponse:
    """Velger virksomheten en med roller i flere arbeider i."""
    bruker = innlogget(request)
    form = VirksomhetsvalgForm(
        request.POST or None, virksomhetene=bruker.virksomhetene, initial={"virksomhet": bruker.virksomhet_id}
    )
    if request.method == "POST" and form.is_valid():
        valgt = form.cleaned_data["virksomhet"]
        velg_virksomhet(bruker=bruker, virksomhet_id=valgt, naa=timezone.now())
        request.session[VALGT_VIRKSOMHET] = valgt
        messages.success(request, _("Du arbeider nå i %(navn)s.") % {"navn": bruker.virksomhetene[valgt]})
        return redirect("forside")
    status = 400 if form.errors else 200
    return render(request, "arbeidsmiljo/konto_virksomhet.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def konto_sprak(request: HttpRequest) -> HttpResponse:
    """Velger språket på sidene og brevene. ``neste`` er siden det ble valgt fra."""
    bruker = innlogget(request)
    form = SprakForm(request.POST or None, initial={"sprak": bruker.sprak})
    if request.method == "POST" and form.is_valid():
        try:
            sett_sprak(bruker=bruker, sprak=form.cleaned_data["sprak"], naa=timezone.now())
        except ValidationError as feil:
            form.add_error(None, feil)
        else:
            translation.activate(bruker.sprak)
            messages.success(request, _("Språket er endret."))
            neste = request.POST.get("neste", "")
            trygg = url_has_allowed_host_and_scheme(neste, {request.get_host()}, require_https=request.is_secure())
            return redirect(neste if trygg else "konto_sprak")
    return render(request, "arbeidsmiljo/konto_sprak.html", {"form": form}, status=400 if form.errors else 200)
