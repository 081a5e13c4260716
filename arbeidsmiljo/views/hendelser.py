"""Hendelsesloggen: hvem som gjorde hva. Bare lesing, og aldri noe om hvem som har svart."""

from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arbeidsmiljo.csvfil import csvfil, csvsvar
from arbeidsmiljo.domain.hendelsesord import ARTENE, hendelsesord
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.forms.brukere import HendelsesfilterForm
from arbeidsmiljo.models import Hendelse
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import egen_virksomhet, sidevis, virksomhetssmuler

HOYST_I_FIL = 50_000


@krever(Tilgang.SE_HENDELSESLOGG)
@require_safe
def hendelser(request: HttpRequest) -> HttpResponse:
    """Loggen for hele virksomheten, den nyeste først, med filter på tid, hvem og hva."""
    form = _filter(request)
    kontekst = {
        "meny": "virksomheten",
        "smuler": virksomhetssmuler((reverse("hendelser"), _("Hendelser"))),
        "form": form,
        "side": sidevis(request, _hendelsene(request, form)),
    }
    return render(request, "arbeidsmiljo/hendelser.html", kontekst, status=400 if form.errors else 200)


@krever(Tilgang.SE_HENDELSESLOGG)
@require_safe
def hendelser_csv(request: HttpRequest) -> HttpResponse:
    """Det samme utvalget som CSV, høyst 50 000 linjer, de nyeste først."""
    radene = (
        [
            timezone.localtime(en.tidspunkt).isoformat(timespec="seconds"),
            en.bruker_navn or _("Forsvarlig"),
            _(hendelsesord(en.hva)),
            en.om,
            en.hva,
        ]
        for en in _hendelsene(request, _filter(request))[:HOYST_I_FIL].iterator(chunk_size=2000)
    )
    innhold = csvfil([_("Tidspunkt"), _("Hvem"), _("Hva"), _("Om"), _("Kode")], radene)
    return csvsvar(innhold, f"hendelser-{timezone.localdate().isoformat()}.csv")


def _filter(request: HttpRequest) -> HendelsesfilterForm:
    return HendelsesfilterForm(request.GET, artene=[(art, _(navn)) for art, navn in ARTENE.items()])


def _hendelsene(request: HttpRequest, form: HendelsesfilterForm) -> QuerySet[Hendelse]:
    alle = Hendelse.objects.filter(virksomhet_id=egen_virksomhet(innlogget(request)).pk)
    if not form.is_valid():
        return alle.none()
    felt = form.cleaned_data
    if felt["fra"]:
        alle = alle.filter(tidspunkt__gte=timezone.make_aware(datetime.combine(felt["fra"], time.min)))
    if felt["til"]:
        neste_dag = felt["til"] + timedelta(days=1)
        alle = alle.filter(tidspunkt__lt=timezone.make_aware(datetime.combine(neste_dag, time.min)))
    if felt["hvem"]:
        alle = alle.filter(bruker_navn__icontains=felt["hvem"])
    if felt["hva"]:
        alle = alle.filter(hva__startswith=f"{felt['hva']}.")
    return alle
