"""Listen og tavlen over alle tiltakene brukeren ser, filen av dem, og å flytte et kort."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arbeidsmiljo.csvfil import csvsvar
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.oversettelse import oversatt
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import sidevis
from tiltak.actions import endre_tilstand
from tiltak.domain.tilstand import Tiltakstilstand, UlovligStegError
from tiltak.feil import TiltaksfeilError
from tiltak.forms import UtvalgForm
from tiltak.models import Tiltak
from tiltak.oversikt import balanselinje_av
from tiltak.tavle import KORT_PER_KOLONNE, tavle
from tiltak.tiltaksfil import som_csv
from tiltak.tiltaksutvalg import antall_per_status, balansen, de_forste, sortert, tiltaksutvalg
from tiltak.views.felles import krev_for_enhet

HOYST_I_FIL = 10_000


def alle_tiltak(request: HttpRequest, felles: dict[str, Any]) -> HttpResponse:
    """Listen med filter, eller tavlen (``?vis=tavle``). ``felles`` er det siden har til felles med én vurdering."""
    bruker, i_dag = innlogget(request), timezone.localdate()
    form = UtvalgForm(request.GET, virksomhet_id=bruker.virksomhet_id or 0)
    form.is_valid()
    felt = form.cleaned_data
    utvalget = tiltaksutvalg(bruker, felt, i_dag)
    antall = antall_per_status(tiltaksutvalg(bruker, felt, i_dag, med_status=False), i_dag)
    kontekst = felles | {
        "form": form,
        "antall": [(str(en), _(en.ord), antall[str(en)]) for en in Tiltakstilstand]
        + [("forfalt", _("Over fristen"), antall["forfalt"])],
        "valgt_status": felt.get("status", ""),
        "kan_endre_flere": bruker.har(Tilgang.ENDRE_TILTAK),
        "kan_eksportere": bruker.har(Tilgang.EKSPORTERE),
        "vis_tavle": felt.get("vis") == "tavle",
        "balanse": balanselinje_av(balansen(utvalget)),
    }
    if kontekst["vis_tavle"]:
        # På tavlen er kolonnene statusene, så det telles i det samme utvalget som kortene kommer fra.
        telt = antall_per_status(utvalget, i_dag)
        kontekst["kolonnene"] = tavle(de_forste(utvalget, KORT_PER_KOLONNE), telt, bruker, i_dag)
        kontekst["utvalget"] = request.GET.urlencode()
    else:
        kontekst["side"] = sidevis(request, sortert(utvalget, felt.get("sorter", "")))
    return render(request, "tiltak/tiltaksliste.html", kontekst, status=422 if form.errors else 200)


@krever(Tilgang.EKSPORTERE)
@require_safe
def tiltakene_csv(request: HttpRequest) -> HttpResponse:
    """De samme tiltakene som i listen, med det samme filteret og i den samme rekkefølgen, høyst 10 000."""
    bruker, i_dag = innlogget(request), timezone.localdate()
    form = UtvalgForm(request.GET, virksomhet_id=bruker.virksomhet_id or 0)
    form.is_valid()
    utvalget = sortert(tiltaksutvalg(bruker, form.cleaned_data, i_dag), form.cleaned_data.get("sorter", ""))
    return csvsvar(som_csv(utvalget[:HOYST_I_FIL], i_dag), f"tiltak-{i_dag.isoformat()}.csv")


@krever(Tilgang.ENDRE_TILTAK)
@require_POST
def tiltak_flytt(request: HttpRequest, pk: int) -> HttpResponse:
    """Flytter kortet til statusen i ``til``. Går det ikke, sier meldingen hvorfor, og kortet står der det sto."""
    bruker = innlogget(request)
    tiltak = Tiltak.objects.synlig_for(bruker).select_related("vurdering").filter(pk=pk).first()
    if tiltak is None:
        raise Http404
    krev_for_enhet(bruker, Tilgang.ENDRE_TILTAK, tiltak.vurdering.enhet_id)
    try:
        til = Tiltakstilstand(request.POST.get("til", ""))
        endre_tilstand(tiltak=tiltak, til=til, tekst="", av=bruker, naa=timezone.now())
    except (TiltaksfeilError, UlovligStegError) as feil:
        grunn = oversatt(feil) if isinstance(feil, UlovligStegError) else str(feil)
        messages.error(request, f"{tiltak.merke} {tiltak.tittel}: {grunn}")
    except ValueError:
        messages.error(request, _("Velg hvor kortet skal."))
    else:
        setning = _("%(merke)s %(tittel)s er flyttet til «%(status)s».")
        messages.success(request, setning % {"merke": tiltak.merke, "tittel": tiltak.tittel, "status": _(til.ord)})
    utvalget = QueryDict(request.POST.get("utvalget", ""), mutable=True)
    utvalget["vurdering"], utvalget["vis"] = "alle", "tavle"
    return redirect(f"{reverse('tiltakene')}?{utvalget.urlencode()}")
