"""Siden for årsakssjekken av ett forhold."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.permissions import innlogget, krever
from tiltak.aarsakssjekken import folgelinjer, sjekkavvik, sjekken_til, sjekkinnhold, sjekkstand
from tiltak.actions import lagre_aarsakssjekk
from tiltak.domain.begreper import Sjekksvar
from tiltak.feil import EndretAvAnnenError, TiltaksfeilError
from tiltak.forms import AarsakssjekkForm, sjekk_initial
from tiltak.forms.aarsakssjekk import SVARORD
from tiltak.models import Risikoforhold
from tiltak.views.felles import finn_forhold, finn_vurdering, kan_endre, krev_for_enhet


@krever(Tilgang.SE_RISIKO)
@require_http_methods(["GET", "HEAD", "POST"])
def aarsakssjekk(request: HttpRequest, pk: int, kode: str) -> HttpResponse:
    """Spørsmålene, svarene og hva de peker på. Leder og verneombud i enheten svarer."""
    bruker = innlogget(request)
    vurdering = finn_vurdering(bruker, pk)
    forhold = finn_forhold(vurdering, kode)
    if request.method == "POST":
        krev_for_enhet(bruker, Tilgang.VURDERE_RISIKO, vurdering.enhet_id)
    sjekk = sjekken_til(forhold)
    start = {"dato": timezone.localdate()} | sjekk_initial(sjekk) | {"stand": sjekkstand(sjekk)}
    form = AarsakssjekkForm(request.POST or None, faktor=forhold.faktor, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            lagre_aarsakssjekk(forhold=forhold, av=bruker, naa=timezone.now(), **form.argumenter())
        except EndretAvAnnenError as feil:
            # Neste lagring gjelder over det som vises nå; svarene under er brukerens egne.
            data = request.POST.copy()
            data["stand"] = sjekkstand(sjekken_til(finn_forhold(finn_vurdering(bruker, pk), kode)))
            form.data = data
            form.ta_imot(feil)
        except TiltaksfeilError as feil:
            form.ta_imot(feil)
        else:
            messages.success(request, _("Årsakssjekken er lagret. Se hva svarene peker på."))
            return redirect("aarsakssjekk", vurdering.pk, forhold.faktor)
    kontekst = {
        "meny": "risiko",
        "vurdering": vurdering,
        "forhold": forhold,
        "faktor": forhold.faktoren,
        "sjekk": sjekk,
        "form": form,
        "folgene": folgelinjer(forhold),
        "sjekkavvik": sjekkavvik(forhold),
        "svarene": _svarene(forhold),
        "kan_vurdere": kan_endre(bruker, Tilgang.VURDERE_RISIKO, vurdering),
    }
    return render(request, "tiltak/aarsakssjekk.html", kontekst, status=422 if form.errors else 200)


def _svarene(forhold: Risikoforhold) -> list[tuple[str, str, str]]:
    """Spørsmål, svar i ord og merknad, for dem som leser sjekken uten å kunne endre den."""
    innhold = sjekkinnhold(forhold)
    rader = innhold["svar"] if innhold else []
    return [(en["sporsmal"], str(SVARORD[Sjekksvar(en["svar"])]), en["merknad"]) for en in rader]
