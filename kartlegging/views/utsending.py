"""Invitasjoner og påminnelser: planen, ordene, visningen av brevet, og framdriften. Aldri noe om hvem som har svart."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import sidevis, soketekst, styrer_alt
from kartlegging.actions.utsending import (
    UtsendingsfeilError,
    fjern_paaminnelse,
    planlegg_forslaget,
    planlegg_utsending,
    send_om_igjen,
)
from kartlegging.domain.tilstand import Tilstand
from kartlegging.domain.utsending import foreslaatte_paaminnelser
from kartlegging.forms.utsending import UtsendingForm
from kartlegging.models import Forsendelsesstand, Kartlegging, Utsending, Utsendingsart
from kartlegging.utsending.brev import Brev, lag_brev
from kartlegging.utsending.framdrift import er_i_gang, er_utenfor, framdrift, gaar_ut, ikke_fram, lokal

NAVNENE = {
    Utsendingsart.INVITASJON: gettext_lazy("Invitasjonen"),
    Utsendingsart.PAAMINNELSE_1: gettext_lazy("Første påminnelse"),
    Utsendingsart.PAAMINNELSE_2: gettext_lazy("Andre påminnelse"),
}
FERDIGE = (Tilstand.LUKKET, Tilstand.PUBLISERT)
PER_SIDE = 100


def _finn(bruker: Bruker, kortnavn: str) -> Kartlegging:
    """Kartleggingen, når brukeren styrer kartlegginger i hele virksomheten: brevene går til alle."""
    kartlegging = Kartlegging.objects.synlig_for(bruker).select_related("virksomhet").filter(kortnavn=kortnavn).first()
    if kartlegging is None:
        raise Http404
    if not styrer_alt(bruker, Tilgang.STYRE_KARTLEGGING):
        raise PermissionDenied
    return kartlegging


@krever(Tilgang.STYRE_KARTLEGGING)
@require_http_methods(["GET", "HEAD", "POST"])
def utsendinger(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """De tre utsendingene med tid og framdrift. POST planlegger det som mangler, slik vi foreslår."""
    bruker = innlogget(request)
    kartlegging, naa = _finn(bruker, kortnavn), timezone.now()
    if request.method == "POST":
        _planlegg_forslaget(request, bruker, kartlegging, naa)
        return redirect("utsendinger", kortnavn)
    alle = {Utsendingsart(en.art): en for en in kartlegging.utsendingene.select_related("kartlegging")}
    framdriften = framdrift(kartlegging, naa)
    med_epost = kartlegging.invitasjonene.exclude(epost="").count()
    kan_planlegge = kartlegging.tilstand not in FERDIGE and not kartlegging.er_importert
    kontekst = {
        "meny": "kartlegging",
        "kartlegging": kartlegging,
        "radene": [_rad(art, alle.get(art), framdriften, naa) for art in Utsendingsart],
        "med_epost": med_epost,
        "uten_epost": kartlegging.invitasjonene.count() - med_epost,
        "kan_planlegge": kan_planlegge,
        "mangler": kan_planlegge and len(alle) < len(Utsendingsart),
        "er_slettet": bool(kartlegging.deltakere_sha256) and kartlegging.tilstand in FERDIGE and not med_epost,
    }
    return render(request, "kartlegging/utsendinger.html", kontekst)


def _rad(art: Utsendingsart, utsending: Utsending | None, framdriften: Any, naa: datetime) -> dict[str, Any]:
    return {
        "art": str(art),
        "navn": NAVNENE[art],
        "utsending": utsending,
        "tid": gaar_ut(utsending) if utsending else None,
        "framdrift": framdriften.get(utsending.pk) if utsending and utsending.lagt_i_ko else None,
        "er_utenfor": utsending is not None and utsending.lagt_i_ko is None and er_utenfor(utsending),
        "i_gang": utsending is not None and er_i_gang(utsending, naa),
        "feil": _(utsending.siste_feil) if utsending and utsending.siste_feil else "",
    }


def _planlegg_forslaget(request: HttpRequest, bruker: Bruker, kartlegging: Kartlegging, naa: datetime) -> None:
    try:
        antall = planlegg_forslaget(kartlegging=kartlegging, av=bruker, naa=naa)
    except UtsendingsfeilError as feil:
        messages.error(request, str(feil))
        return
    if antall:
        messages.success(
            request,
            ngettext("%(antall)d utsending er planlagt.", "%(antall)d utsendinger er planlagt.", antall)
            % {"antall": antall},
        )
    else:
        messages.info(request, _("Det er ikke rom for flere påminnelser i perioden."))


@krever(Tilgang.STYRE_KARTLEGGING)
@require_http_methods(["GET", "HEAD", "POST"])
def utsending(request: HttpRequest, kortnavn: str, art: str) -> HttpResponse:
    """Én utsending: skjemaet og brevet slik mottakeren får det, og når den er lagt i kø, framdriften."""
    bruker = innlogget(request)
    kartlegging, naa = _finn(bruker, kortnavn), timezone.now()
    if art not in set(Utsendingsart):
        raise Http404
    denne = kartlegging.utsendingene.select_related("kartlegging__virksomhet").filter(art=art).first()
    if denne is not None and denne.lagt_i_ko is not None:
        return _sendt(request, bruker, denne, naa)
    if kartlegging.tilstand in FERDIGE or kartlegging.er_importert:
        return redirect("utsendinger", kortnavn)
    ny = denne or Utsending(kartlegging=kartlegging, art=art)
    handling = request.POST.get("handling", "")
    if request.method == "POST" and handling == "fjern" and denne is not None:
        return _fjern(request, bruker, denne, naa)
    form = UtsendingForm(request.POST or None, utsending=ny, initial={"tidspunkt": _forslag(ny, er_ny=denne is None)})
    if request.method == "POST" and form.is_valid() and handling != "vis" and _lagre(request, bruker, form, ny, naa):
        return redirect("utsendinger", kortnavn)
    if form.is_bound:
        ny.tekst = {**ny.tekst, **form.ordene()}
    kontekst = _felles(ny) | {
        "form": form,
        "er_ny": denne is None,
        "kan_fjernes": denne is not None and art != Utsendingsart.INVITASJON,
        "brevene": _brevene(ny),
    }
    return render(request, "kartlegging/utsending.html", kontekst, status=422 if form.errors else 200)


def _felles(utsending: Utsending) -> dict[str, Any]:
    return {
        "meny": "kartlegging",
        "kartlegging": utsending.kartlegging,
        "utsending": utsending,
        "navn": NAVNENE[Utsendingsart(utsending.art)],
        "er_paaminnelse": utsending.art != Utsendingsart.INVITASJON,
    }


def _brevene(utsending: Utsending) -> list[tuple[str, str, Brev]]:
    """(språkkode, språkets navn, brevet med en oppdiktet kode) for hvert språk i kartleggingen."""
    navnene = dict(settings.LANGUAGES)
    return [
        (sprak, navnene.get(sprak, sprak), lag_brev(utsending, sprak))
        for sprak in utsending.kartlegging.sprak or ["nb"]
    ]


def _forslag(utsending: Utsending, *, er_ny: bool) -> datetime | None:
    kartlegging = utsending.kartlegging
    if not er_ny:
        return utsending.tidspunkt if utsending.tidspunkt > kartlegging.aapner else None
    forste, andre = foreslaatte_paaminnelser(lokal(kartlegging.aapner), lokal(kartlegging.lukker))
    return {Utsendingsart.PAAMINNELSE_1: forste, Utsendingsart.PAAMINNELSE_2: andre}.get(Utsendingsart(utsending.art))


def _lagre(request: HttpRequest, bruker: Bruker, form: UtsendingForm, ny: Utsending, naa: datetime) -> bool:
    try:
        planlegg_utsending(
            kartlegging=ny.kartlegging,
            art=Utsendingsart(ny.art),
            tidspunkt=form.cleaned_data["tidspunkt"],
            tekst=form.ordene(),
            av=bruker,
            naa=naa,
        )
    except UtsendingsfeilError as feil:
        form.ta_imot(feil)
        return False
    messages.success(request, _("%(navn)s er lagret.") % {"navn": NAVNENE[Utsendingsart(ny.art)]})
    return True


def _fjern(request: HttpRequest, bruker: Bruker, denne: Utsending, naa: datetime) -> HttpResponse:
    try:
        fjern_paaminnelse(utsending=denne, av=bruker, naa=naa)
    except UtsendingsfeilError as feil:
        messages.error(request, str(feil))
    else:
        messages.success(request, _("Påminnelsen er tatt bort, og sendes ikke."))
    return redirect("utsendinger", denne.kartlegging.kortnavn)


def _sendt(request: HttpRequest, bruker: Bruker, denne: Utsending, naa: datetime) -> HttpResponse:
    """Framdriften, dem brevet ikke nådde, og ny sending av det som er usikkert eller avvist."""
    if request.method == "POST":
        return _send_om_igjen(request, bruker, denne, naa)
    sok = soketekst(request)
    side = sidevis(request, ikke_fram(denne, sok), PER_SIDE)
    kontekst = _felles(denne) | {
        "framdrift": framdrift(denne.kartlegging, naa)[denne.pk],
        "i_gang": er_i_gang(denne, naa),
        "feil": _(denne.siste_feil) if denne.siste_feil else "",
        "kan_sendes": denne.kartlegging.er_aapen and naa < denne.kartlegging.lukker,
        "side": side,
        "sok": sok,
        "grunnene": {en.pk: _(en.grunn) if en.grunn else _("Kom i retur.") for en in side.object_list},
        "brevene": _brevene(denne),
    }
    return render(request, "kartlegging/utsending_sendt.html", kontekst)


def _send_om_igjen(request: HttpRequest, bruker: Bruker, denne: Utsending, naa: datetime) -> HttpResponse:
    standen = {"usikre": Forsendelsesstand.SENDES, "avviste": Forsendelsesstand.AVVIST}.get(
        request.POST.get("handling", "")
    )
    if standen is None:
        raise Http404
    try:
        antall = send_om_igjen(utsending=denne, stand=standen, av=bruker, naa=naa)
    except UtsendingsfeilError as feil:
        messages.error(request, str(feil))
    else:
        messages.success(
            request,
            ngettext(
                "%(antall)d brev er lagt i køen igjen. Sendingen begynner innen et minutt.",
                "%(antall)d brev er lagt i køen igjen. Sendingen begynner innen et minutt.",
                antall,
            )
            % {"antall": antall},
        )
    return redirect("utsending", denne.kartlegging.kortnavn, denne.art)
