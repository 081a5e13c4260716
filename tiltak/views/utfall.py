"""Sykefravær, skader og turnover: tabellene, filen som leses inn, og perioden som låses og vises."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arbeidsmiljo.csvfil import csvfil, csvsvar
from arbeidsmiljo.domain.referansetall import for_utfall
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.forms.organisasjon import FilForm
from arbeidsmiljo.models import Virksomhet
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.tabellfil import TabellfilError
from arbeidsmiljo.views.felles import egen_virksomhet, krev_styring, skjemaside, styrer_alt
from tiltak.actions.utfall import frys_vindu, importer_utfall
from tiltak.domain.begreper import Utfallsmaal
from tiltak.feil import TiltaksfeilError
from tiltak.utfall import klare_vinduer, tabellene
from tiltak.utfallsfil import KOLONNENE, les_utfall


@krever(Tilgang.SE_RESULTAT)
@require_http_methods(["GET", "HEAD", "POST"])
def utfall(request: HttpRequest) -> HttpResponse:
    """Tallene brukeren kan se. Den som fører dem, kan låse en periode og vise den."""
    bruker = innlogget(request)
    virksomhet = egen_virksomhet(bruker)
    kan_fore = styrer_alt(bruker, Tilgang.FORE_UTFALL)
    i_dag = timezone.localdate()
    feil = ""
    if request.method == "POST":
        if not kan_fore:
            raise PermissionDenied
        try:
            maal, fra = _periode(request)
            frys_vindu(virksomhet=virksomhet, maal=maal, fra=fra, av=bruker, naa=timezone.now(), i_dag=i_dag)
        except TiltaksfeilError as funnet:
            feil = str(funnet)
        else:
            messages.success(request, _("Perioden er låst, og tallene vises."))
            return redirect("utfall")
    kontekst = {
        "meny": "resultater",
        "tabellene": tabellene(bruker, virksomhet),
        "referansene": for_utfall(),
        "kan_fore": kan_fore,
        "klare": klare_vinduer(virksomhet, i_dag) if kan_fore else [],
        "feil": feil,
    }
    return render(request, "tiltak/utfall.html", kontekst, status=422 if feil else 200)


def _periode(request: HttpRequest) -> tuple[Utfallsmaal, date]:
    try:
        return Utfallsmaal(request.POST.get("maal", "")), date.fromisoformat(request.POST.get("fra", ""))
    except ValueError as feil:
        raise TiltaksfeilError(_("Perioden finnes ikke. Last siden på nytt, og velg en som står i listen.")) from feil


@krever(Tilgang.FORE_UTFALL)
@require_http_methods(["GET", "HEAD", "POST"])
def utfall_inn(request: HttpRequest) -> HttpResponse:
    """Leser inn filen, alt eller ingenting. Det som er lagret, vises aldri tilbake."""
    bruker = innlogget(request)
    virksomhet = krev_styring(bruker, Tilgang.FORE_UTFALL)
    form = FilForm(request.POST or None, request.FILES or None)
    feilene: list[str] = []
    if request.method == "POST" and form.is_valid():
        feilene = _les_inn(request, form, virksomhet)
        if not feilene:
            return redirect("utfall")
    response = skjemaside(
        request,
        form,
        tittel=_("Les inn tall"),
        lagre=_("Les inn"),
        avbryt=reverse("utfall"),
        smuler=[(reverse("utfall"), _("Sykefravær, skader og turnover"))],
        meny="resultater",
        mal="tiltak/utfall_inn.html",
        feilene=feilene,
    )
    if feilene:
        response.status_code = 400
    return response


def _les_inn(request: HttpRequest, form: FilForm, virksomhet: Virksomhet) -> list[str]:
    """Feilene, eller ingen når alt er lagret."""
    fil = form.cleaned_data["fil"]
    naa = timezone.now()
    try:
        rader = les_utfall(fil.read(), fil.name or "", virksomhet, i_dag=timezone.localdate(naa))
        endring = importer_utfall(virksomhet=virksomhet, rader=rader, av=innlogget(request), naa=naa)
    except TabellfilError as feil:
        return feil.linjene()
    except TiltaksfeilError as feil:
        return list(feil.feltene.values())
    setning = _("Filen er lest inn: %(nye)d nye tall, %(endret)d endret og %(like)d som før.")
    messages.success(request, setning % {"nye": endring.nye, "endret": endring.endret, "like": endring.uendret})
    return []


@krever(Tilgang.FORE_UTFALL)
@require_safe
def utfall_mal(request: HttpRequest) -> HttpResponse:
    """En tom fil med overskriftene."""
    krev_styring(innlogget(request), Tilgang.FORE_UTFALL)
    return csvsvar(csvfil([kolonne.navn for kolonne in KOLONNENE], []), "sykefravaer-skader-turnover.csv")
