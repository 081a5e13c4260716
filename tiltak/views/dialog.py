"""Dialogmøtet: enhetene som trenger det, opplegget til utskrift, møtet, og notatene forhold for forhold."""

from datetime import UTC, datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arbeidsmiljo.domain.faktorer import KODENE, alle_faktorer, faktor
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.domain.sprak import pa_sprak
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.pdf import pdf_fra_mal
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import sidevis, soketekst
from tiltak.actions import registrer_dialogmote, skriv_dialognotat
from tiltak.dialog import motet_til, notatet, notatstand
from tiltak.domain.begreper import Kilde
from tiltak.domain.dialog import Utbredelse, dialogopplegg, kan_kjennes_igjen
from tiltak.feil import TiltaksfeilError
from tiltak.forms import DialogmoteForm, DialognotatForm, mote_initial, notat_initial
from tiltak.models import Dialogmote, Dialognotat, Risikovurdering
from tiltak.uten_resultat import uten_resultat
from tiltak.views.felles import finn_vurdering, kan_endre, krev_for_enhet


@krever(Tilgang.SE_RISIKO)
@require_safe
def enheter_uten_resultat(request: HttpRequest) -> HttpResponse:
    """Enhetene brukeren ser, som ikke vises i den siste kartleggingen og ikke er vurdert siden. Søkbar."""
    bruker, sok = innlogget(request), soketekst(request)
    funnet = uten_resultat(bruker.virksomhet_id or 0, bruker.enheter_med(Tilgang.SE_RISIKO))
    enhetene = [en for en in funnet.enhetene if sok.lower() in f"{en.navn} {en.kode}".lower()] if funnet else []
    kontekst = {
        "meny": "risiko",
        "sok": sok,
        "kartlegging": funnet.kartlegging if funnet else "",
        "side": sidevis(request, enhetene),
        "kan_vurdere": bruker.enheter_med(Tilgang.VURDERE_RISIKO),
    }
    return render(request, "tiltak/enheter_uten_resultat.html", kontekst)


def _opplegget() -> dict[str, Any]:
    opplegg = dialogopplegg()
    return {"opplegg": opplegg, "faktorene": list(zip(alle_faktorer(), opplegg.faktorene, strict=True))}


@krever(Tilgang.SE_RISIKO)
@require_safe
def dialogopplegget(request: HttpRequest) -> HttpResponse:
    """Reglene, dagsordenen og spørsmålene, til å lese og skrive ut."""
    return render(request, "tiltak/dialogopplegg.html", {"meny": "risiko", **_opplegget()})


@krever(Tilgang.SE_RISIKO)
@require_safe
def dialogopplegg_pdf(request: HttpRequest) -> HttpResponse:
    """Det samme som PDF, på språket siden vises på."""
    dato = datetime.combine(dialogopplegg().utgitt, time(12), tzinfo=UTC)
    kontekst = {**_opplegget(), "dokumentdato": dato, "sprak": get_language() or "nb"}
    response = HttpResponse(
        pdf_fra_mal("tiltak/pdf/dialogopplegg.html", kontekst, dato=dato), content_type="application/pdf"
    )
    response["Content-Disposition"] = 'attachment; filename="dialogmote.pdf"'
    return response


def _finn(bruker: Bruker, pk: int) -> Risikovurdering:
    """Melder ``Http404`` også når vurderingen bygger på noe annet enn et dialogmøte."""
    vurdering = finn_vurdering(bruker, pk)
    if vurdering.kilde != Kilde.DIALOGMOTE:
        raise Http404
    return vurdering


@krever(Tilgang.SE_RISIKO)
@require_http_methods(["GET", "HEAD", "POST"])
def dialogmote(request: HttpRequest, pk: int) -> HttpResponse:
    """Møtet bak vurderingen: når det var, hvem som var med i antall, og hvor langt notatene er kommet."""
    bruker = innlogget(request)
    vurdering = _finn(bruker, pk)
    if request.method == "POST":
        krev_for_enhet(bruker, Tilgang.VURDERE_RISIKO, vurdering.enhet_id)
    mote = motet_til(vurdering)
    start = {"dato": timezone.localdate(), "verneombud_til_stede": False} | mote_initial(mote)
    form = DialogmoteForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            registrer_dialogmote(vurdering=vurdering, av=bruker, naa=timezone.now(), **form.cleaned_data)
        except TiltaksfeilError as feil:
            form.ta_imot(feil)
        else:
            messages.success(request, _("Møtet er lagret. Skriv notatene, ett forhold om gangen."))
            return redirect("dialogmote", pk)
    kontekst = {
        "meny": "risiko",
        "vurdering": vurdering,
        "mote": mote,
        "for_faa": mote is not None and kan_kjennes_igjen(mote.antall_deltakere),
        "form": form,
        "radene": _radene(mote),
        "kan_vurdere": kan_endre(bruker, Tilgang.VURDERE_RISIKO, vurdering),
    }
    return render(request, "tiltak/dialogmote.html", kontekst, status=422 if form.errors else 200)


def _radene(mote: Dialogmote | None) -> list[tuple[Any, Dialognotat | None, str]]:
    """(faktoren, notatet, hvor mange det gjelder) for hver faktor."""
    ut = []
    for en in alle_faktorer():
        notat = notatet(mote, en.kode)
        ut.append((en, notat, _(Utbredelse(notat.utbredelse).ord) if notat else ""))
    return ut


@krever(Tilgang.SE_RISIKO)
@require_http_methods(["GET", "HEAD", "POST"])
def dialognotat(request: HttpRequest, pk: int, kode: str) -> HttpResponse:
    """Spørsmålene og notatet for ett forhold. Lagring går videre til det neste."""
    bruker = innlogget(request)
    vurdering = _finn(bruker, pk)
    if kode not in KODENE:
        raise Http404
    if request.method == "POST":
        krev_for_enhet(bruker, Tilgang.VURDERE_RISIKO, vurdering.enhet_id)
    mote = motet_til(vurdering)
    if mote is None:
        messages.info(request, _("Skriv først når møtet var, og hvor mange som var med."))
        return redirect("dialogmote", pk)
    notat = notatet(mote, kode)
    form = DialognotatForm(request.POST or None, initial=notat_initial(notat))
    if request.method == "POST" and form.is_valid() and _lagre(request, form, vurdering, kode):
        return _videre(pk, kode)
    kontekst = {
        "meny": "risiko",
        "vurdering": vurdering,
        "faktor": faktor(kode),
        "sporsmaal": dialogopplegg().sporsmaal(kode),
        "notat": notat,
        "annens": notat if _er_endret_av_annen(request, form, notat) else None,
        "utbredelse": _(Utbredelse(notat.utbredelse).ord) if notat else "",
        "for_faa": kan_kjennes_igjen(mote.antall_deltakere),
        "form": form,
        "kan_vurdere": kan_endre(bruker, Tilgang.VURDERE_RISIKO, vurdering),
    }
    return render(request, "tiltak/dialognotat.html", kontekst, status=422 if form.errors else 200)


def _lagre(request: HttpRequest, form: DialognotatForm, vurdering: Risikovurdering, kode: str) -> bool:
    """Lagrer notatet. Svarer ``False`` når noe må rettes; da står feilen i skjemaet."""
    felt = form.cleaned_data
    try:
        skriv_dialognotat(
            vurdering=vurdering,
            faktor=kode,
            utbredelse=Utbredelse(felt["utbredelse"]),
            arbeidet=felt["arbeidet"],
            hjelper=felt["hjelper"],
            sist_sett=felt["stand"] or None,
            av=innlogget(request),
            naa=timezone.now(),
        )
    except TiltaksfeilError as feil:
        form.ta_imot(feil)
        return False
    navn = pa_sprak(faktor(kode).kortnavn, get_language() or "nb")
    messages.success(request, _("Notatet om «%(navn)s» er lagret.") % {"navn": navn})
    return True


def _er_endret_av_annen(request: HttpRequest, form: DialognotatForm, notat: Dialognotat | None) -> bool:
    """Om en annen har lagret imens. Neste lagring gjelder da over det som vises nå."""
    if request.method != "POST" or request.POST.get("stand") == notatstand(notat):
        return False
    ny = request.POST.copy()
    ny["stand"] = notatstand(notat)
    form.data = ny
    return True


def _videre(pk: int, kode: str) -> HttpResponse:
    """Det neste forholdet, eller møtet når det siste er lagret."""
    etter = KODENE[KODENE.index(kode) + 1 :]
    return redirect("dialognotat", pk, etter[0]) if etter else redirect("dialogmote", pk)
