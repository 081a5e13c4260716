"""Ett forhold: grunnlaget, hver for seg, og det gruppen blir enig om."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.oversettelse import oversatt
from arbeidsmiljo.permissions import innlogget, krever
from tiltak.aarsakssjekken import folgelinjer, mangler_sjekk, sjekkavvik, sjekken_til
from tiltak.actions import (
    begrunn_uten_aarsakstiltak,
    fjern_egen_faktor,
    gi_syn,
    sett_ikke_relevant,
    skriv_dissens,
    vurder_forhold,
    vurder_hver_for_seg,
    vurder_paa_nytt,
)
from tiltak.dialog import med_dialog, motet_til
from tiltak.domain.begreper import Kilde, Kunnskapsstyrke
from tiltak.domain.dialog import Utbredelse
from tiltak.domain.risiko import risikodata
from tiltak.feil import TiltaksfeilError
from tiltak.forms import BegrunnelseForm, EnkeltForm, ForholdForm, GrunnForm, OrdrettForm, forhold_initial
from tiltak.forms.vurdering import KILDEORD
from tiltak.kjeden import kjede_for
from tiltak.medvirkning import instansord
from tiltak.models import Risikoforhold, Risikovurdering
from tiltak.oversettelse import grunnlag_paa_spraket
from tiltak.regler import mangler_hver_for_seg, min_rolle, stand, synlige_enkeltvurderinger, tiltaksadvarsel
from tiltak.views.felles import finn_forhold, finn_vurdering, kan_endre, krev_for_enhet

Skjemaer = dict[str, Any]


@krever(Tilgang.SE_RISIKO)
@require_http_methods(["GET", "HEAD", "POST"])
def risikoforhold(request: HttpRequest, pk: int, kode: str) -> HttpResponse:
    """Forholdssiden. ``handling`` i skjemaet sier hvilket av skjemaene som er sendt."""
    bruker = innlogget(request)
    vurdering = finn_vurdering(bruker, pk)
    forhold = finn_forhold(vurdering, kode)
    handling, data = "", None
    if request.method == "POST":
        handling, data = request.POST.get("handling", ""), request.POST
        # HR endrer tiltak, men vurderer ikke risiko. Grunnen til at et tiltak mangler, hører til tiltakene.
        tilgang = Tilgang.ENDRE_TILTAK if handling == "uten_aarsakstiltak" else Tilgang.VURDERE_RISIKO
        krev_for_enhet(bruker, tilgang, vurdering.enhet_id)
    skjemaene = _skjemaer(forhold, bruker, handling, data)
    if data is not None:
        skjema = skjemaene.get(handling)
        if skjema is None:
            raise Http404
        if skjema.is_valid() and _utfor(request, handling, skjema, forhold, bruker):
            return redirect("risikovurdering", vurdering.pk)
    feil = any(skjema.errors for skjema in skjemaene.values())
    kontekst = _kontekst(vurdering, forhold, bruker) | {"skjemaene": skjemaene}
    if feil and handling == "vurder" and data is not None:
        kontekst["lagret"] = _lagret_av_annen(skjemaene["vurder"], data, forhold)
    return render(request, "tiltak/forhold.html", kontekst, status=422 if feil else 200)


def _skjemaer(forhold: Risikoforhold, bruker: Bruker, handling: str, data: QueryDict | None) -> Skjemaer:
    """Skjemaene på siden; bare det som ble sendt, får ``data``."""
    rolle = min_rolle(forhold.vurdering, bruker)
    egen = next((en for en in forhold.enkeltvurderingene.all() if en.rolle == rolle), None)

    def for_(navn: str) -> QueryDict | None:
        return data if navn == handling else None

    egne = ("sannsynlighet", "konsekvens", "begrunnelse")
    return {
        "hver_for_seg": EnkeltForm(
            for_("hver_for_seg"),
            prefix="egen",
            initial={felt: getattr(egen, felt) for felt in egne} if egen else {},
        ),
        "vurder": ForholdForm(
            for_("vurder"),
            faktor=forhold.faktor,
            mangler_noen=forhold.vurdering.verneombud_id is not None and bool(mangler_hver_for_seg(forhold)),
            initial=forhold_initial(forhold) | {"stand": stand(forhold)},
        ),
        "ikke_relevant": BegrunnelseForm(
            for_("ikke_relevant"),
            prefix="ikke",
            initial={"begrunnelse": forhold.begrunnelse if forhold.ikke_relevant else ""},
        ),
        "uten_aarsakstiltak": BegrunnelseForm(
            for_("uten_aarsakstiltak"), prefix="uten", initial={"begrunnelse": forhold.uten_aarsakstiltak_fordi}
        ),
        "dissens": OrdrettForm(
            for_("dissens"),
            prefix="dissens",
            initial={"tekst": next((en.tekst for en in forhold.dissensene.all() if en.rolle == rolle), "")},
        ),
        "syn": OrdrettForm(for_("syn"), prefix="syn", initial={"tekst": forhold.verneombudets_syn}),
        "paa_nytt": GrunnForm(for_("paa_nytt"), prefix="nytt"),
        "fjern": GrunnForm(for_("fjern"), prefix="fjern"),
    }


def _utfor(request: HttpRequest, handling: str, skjema: Any, forhold: Risikoforhold, bruker: Bruker) -> bool:
    """Utfører handlingen. Svarer ``False`` når noe må rettes; da står feilen i skjemaet."""
    sist_sett = request.POST.get("stand") or None
    felles: dict[str, Any] = {"forhold": forhold, "av": bruker, "naa": timezone.now()}
    felt = skjema.cleaned_data
    try:
        if handling == "vurder":
            vurder_forhold(**felles, **_vurderingsfelt(skjema), sist_sett=sist_sett)
        elif handling == "hver_for_seg":
            vurder_hver_for_seg(
                **felles,
                rolle=min_rolle(forhold.vurdering, bruker),
                s=felt["sannsynlighet"],
                k=felt["konsekvens"],
                begrunnelse=felt["begrunnelse"],
            )
        elif handling == "ikke_relevant":
            sett_ikke_relevant(**felles, begrunnelse=felt["begrunnelse"], sist_sett=sist_sett)
        elif handling == "uten_aarsakstiltak":
            begrunn_uten_aarsakstiltak(**felles, begrunnelse=felt["begrunnelse"])
        elif handling == "dissens":
            skriv_dissens(**felles, rolle=min_rolle(forhold.vurdering, bruker), tekst=felt["tekst"])
        elif handling == "syn":
            gi_syn(**felles, tekst=felt["tekst"])
        elif handling == "paa_nytt":
            vurder_paa_nytt(**felles)
        else:
            fjern_egen_faktor(**felles)
    except TiltaksfeilError as feil:
        skjema.ta_imot(feil)
        return False
    messages.success(request, _("Lagret: %(navn)s.") % {"navn": oversatt(forhold.faktoren.kortnavn)})
    return True


def _vurderingsfelt(skjema: ForholdForm) -> dict[str, Any]:
    felt = skjema.cleaned_data
    return {
        "s": felt["sannsynlighet"],
        "k": felt["konsekvens"],
        "begrunnelse": felt["begrunnelse"],
        "aarsaker": skjema.aarsaksvalg(),
        "utfall": felt["utfall"],
        "barrierer": felt["barrierer"],
        "kunnskapsstyrke": Kunnskapsstyrke(felt["kunnskapsstyrke"]),
        "overstyring": skjema.overstyringen(),
        "uten_hver_for_seg_fordi": felt.get("uten_hver_for_seg_fordi", ""),
    }


def _lagret_av_annen(skjema: ForholdForm, data: QueryDict, forhold: Risikoforhold) -> Risikoforhold | None:
    """Det den andre lagret, når to har skrevet samtidig. Neste lagring gjelder da over det som vises nå."""
    if data.get("stand") == stand(forhold):
        return None
    ny = data.copy()
    ny["stand"] = stand(forhold)
    skjema.data = ny
    return forhold


def _kontekst(vurdering: Risikovurdering, forhold: Risikoforhold, bruker: Bruker) -> dict[str, Any]:
    trinnene = risikodata()
    foreslatte = [
        (trinn, trinn.tall == forhold.foreslatt_sannsynlighet, trinn.tall in forhold.foreslatt_nivaer)
        for trinn in trinnene.sannsynlighet
    ]
    kan_vurdere = kan_endre(bruker, Tilgang.VURDERE_RISIKO, vurdering)
    rolle = min_rolle(vurdering, bruker)
    lagret = grunnlag_paa_spraket(forhold.grunnlag, vurdering.kartlegging)
    grunnlag = med_dialog(lagret, motet_til(vurdering), forhold.faktor)
    utbredelse = grunnlag.get("dialog", {}).get("utbredelse")
    return {
        "meny": "risiko",
        "vurdering": vurdering,
        "forhold": forhold,
        "faktor": forhold.faktoren,
        "grunnlag": grunnlag,
        "dialogutbredelse": _(Utbredelse(utbredelse).ord) if utbredelse else "",
        "kildeord": KILDEORD[Kilde(vurdering.kilde)],
        "foreslatte": foreslatte,
        "hint": _(hint) if (hint := forhold.faktoren.konsekvenshint_tekst) else "",
        "folgene": folgelinjer(forhold),
        "mangler_sjekk": mangler_sjekk(forhold),
        "sjekkavvik": sjekkavvik(forhold),
        "sjekken": sjekken_til(forhold),
        "enkeltvurderingene": synlige_enkeltvurderinger(forhold, bruker),
        "levert": len(forhold.enkeltvurderingene.all()),
        "min_rolle": rolle,
        "kan_vurdere": kan_vurdere,
        "standen": stand(forhold),
        "raadene": [en for en in vurdering.raadene.select_related("bruker") if en.forhold_id == forhold.pk],
        "eskaleringene": [(en, instansord(en.til)) for en in forhold.eskaleringene.all()],
        "kan_eskalere": bruker.har(Tilgang.ESKALERE, vurdering.enhet_id),
        "kan_gi_raad": bruker.har(Tilgang.GI_RAAD, vurdering.enhet_id),
        "dissensene": list(forhold.dissensene.all()),
        "kan_dissens": kan_vurdere and bool(rolle) and forhold.er_vurdert,
        "kan_gi_syn": kan_vurdere and forhold.ikke_relevant and bruker.pk == vurdering.verneombud_id,
        "kan_egen": kan_vurdere
        and bool(rolle)
        and not forhold.er_vurdert
        and len(forhold.enkeltvurderingene.all()) < 2,
        "kan_endre_tiltak": kan_endre(bruker, Tilgang.ENDRE_TILTAK, vurdering),
        "advarsel": tiltaksadvarsel(forhold, vurdering.tiltakene.all()),
        "kjeden": kjede_for(forhold, vurdering.tiltakene.all(), i_dag=timezone.localdate()),
    }
