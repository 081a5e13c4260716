"""Det visningene i alle rommene deler: én skjemaside, sider av lister, og hvem som styrer hele virksomheten."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.forms.felles import Skjema
from arbeidsmiljo.models import Bruker, Enhet, Virksomhet

PER_SIDE = 50
Smule = tuple[str, str]


def egen_virksomhet(bruker: Bruker) -> Virksomhet:
    """Virksomheten brukeren arbeider i. Melder ``Http404`` når brukeren ikke har noen."""
    funnet = Virksomhet.objects.filter(pk=bruker.virksomhet_id or 0).first()
    if funnet is None:
        raise Http404
    return funnet


def styrer_alt(bruker: Bruker, tilgang: Tilgang) -> bool:
    """Om brukeren har tilgangen for hele virksomheten, altså for den øverste enheten."""
    rotter = Enhet.objects.filter(virksomhet_id=bruker.virksomhet_id or 0, forelder=None).values_list("pk", flat=True)
    return bool(rotter) and bruker.enheter_med(tilgang).issuperset(rotter)


def krev_styring(bruker: Bruker, tilgang: Tilgang) -> Virksomhet:
    """Virksomheten, når brukeren har tilgangen for hele den. Melder ``PermissionDenied`` ellers."""
    if not styrer_alt(bruker, tilgang):
        raise PermissionDenied
    return egen_virksomhet(bruker)


def sidevis(request: HttpRequest, rader: "QuerySet[Any] | Sequence[Any]", per_side: int = PER_SIDE) -> Page[Any]:
    """Siden ``?side=`` ber om; den nærmeste når tallet er utenfor."""
    return Paginator(rader, per_side).get_page(request.GET.get("side"))


def soketekst(request: HttpRequest) -> str:
    """Det brukeren søker etter, uten tegn databasen ikke tar imot."""
    return request.GET.get("sok", "").replace("\x00", "").strip()[:100]


def virksomhetssmuler(*flere: Smule) -> list[Smule]:
    """Veien fra «Virksomheten» og ned til siden."""
    return [(reverse("virksomheten"), _("Virksomheten")), *flere]


def legg_til_feil(form: Skjema, feil: ValidationError) -> None:
    """Legger feilene fra en handling på feltene de gjelder, eller øverst."""
    if not hasattr(feil, "error_dict"):
        form.add_error(None, feil)
        return
    for navn, meldingene in feil.message_dict.items():
        for melding in meldingene:
            form.add_error(navn if navn in form.fields else None, melding)


def skjemaside(
    request: HttpRequest,
    form: Skjema,
    *,
    tittel: str,
    lagre: str,
    avbryt: str,
    smuler: list[Smule],
    ingress: str = "",
    meny: str = "virksomheten",
    mal: str = "_skjemaside.html",
    **mer: Any,
) -> HttpResponse:
    """Siden med ett skjema. Svarer 400 når det som ble sendt, ikke holder, så ingen tror at det ble lagret."""
    kontekst = {
        "form": form,
        "tittel": tittel,
        "lagre": lagre,
        "avbryt": avbryt,
        "ingress": ingress,
        "meny": meny,
        "smuler": [*smuler, (request.path, tittel)],
        **mer,
    }
    return render(request, mal, kontekst, status=400 if form.errors else 200)
