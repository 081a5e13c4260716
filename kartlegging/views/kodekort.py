"""Kodekort og papirskjema til dem som ikke har e-post: listen over enhetene, og PDF-ene."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker, Enhet
from arbeidsmiljo.pdf import pdf_fra_mal
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import sidevis, soketekst
from kartlegging.actions import logg_utskrift, noklene_mangler
from kartlegging.kodekort import KORT_I_BUNKEN, SKJEMA_I_BUNKEN, Kort, bunken, kortenheter
from kartlegging.models import Kartlegging
from kartlegging.svaradresse import svaradresse
from kartlegging.svarskjema import Innsendt, bygg_seksjoner
from kartlegging.views.planlegging import finn_kartlegging, finn_styrt, smuler


@krever(Tilgang.STYRE_KARTLEGGING)
@require_safe
def kodekort(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """Enhetene med kodekort, og rådene om hvordan de deles ut."""
    kartlegging = finn_styrt(innlogget(request), kortnavn)
    sok = soketekst(request)
    alle = [en for en in kortenheter(kartlegging) if sok.casefold() in en.enhet.navn.casefold()]
    tittel = _("Kodekort og papirskjema")
    kontekst = {
        "meny": "kartlegging",
        "kartlegging": kartlegging,
        "side": sidevis(request, alle),
        "sok": sok,
        "noklene_mangler": noklene_mangler(kartlegging),
        "tittel": tittel,
        "smuler": [*smuler(kartlegging), (request.path, tittel)],
        "svaradresse": svaradresse(),
    }
    return render(request, "kartlegging/kodekort.html", kontekst)


@krever(Tilgang.STYRE_KARTLEGGING)
@require_POST
def kodekort_pdf(request: HttpRequest, kortnavn: str, enhet: int, bunke: int) -> HttpResponse:
    """Kortene i én bunke, åtte på arket. Ligger aldri på disk, og utskriften står i loggen."""
    bruker = innlogget(request)
    kartlegging, hvor = _aapen(bruker, kortnavn, enhet)
    kortene = _bunken(kartlegging, hvor, bunke, KORT_I_BUNKEN)
    logg_utskrift(
        kartlegging=kartlegging, enhet=hvor, hva="kodekort", antall=len(kortene), av=bruker, naa=timezone.now()
    )
    arkene = [kortene[start : start + 8] for start in range(0, len(kortene), 8)]
    kontekst = _felles(kartlegging) | {"arkene": arkene, "enhet": hvor}
    return _svar(
        pdf_fra_mal(
            "kartlegging/kodekort_pdf.html", kontekst, dato=kartlegging.aapner, stilark=("css/pdf.css", "css/kort.css")
        )
    )


@krever(Tilgang.STYRE_KARTLEGGING)
@require_POST
def papirskjema_pdf(request: HttpRequest, kortnavn: str, enhet: int, bunke: int) -> HttpResponse:
    """Papirskjemaer med hver sin kode, for dem som vil svare på papir."""
    bruker = innlogget(request)
    kartlegging, hvor = _aapen(bruker, kortnavn, enhet)
    kortene = _bunken(kartlegging, hvor, bunke, SKJEMA_I_BUNKEN)
    logg_utskrift(
        kartlegging=kartlegging, enhet=hvor, hva="papirskjema", antall=len(kortene), av=bruker, naa=timezone.now()
    )
    return _svar(_skjema_pdf(kartlegging, [kort.kode for kort in kortene], kortene[0].sprak))


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def papirskjema_uten_kode(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """Skjemaet uten kode, til å lese. Kan ikke sendes inn."""
    kartlegging = finn_kartlegging(innlogget(request), kortnavn)
    sprak = request.GET.get("sprak", "")
    return _svar(
        _skjema_pdf(kartlegging, [""], sprak if sprak in kartlegging.sprak else (kartlegging.sprak or ["nb"])[0])
    )


def _aapen(bruker: Bruker, kortnavn: str, enhet: int) -> tuple[Kartlegging, Enhet]:
    kartlegging = finn_styrt(bruker, kortnavn)
    hvor = Enhet.objects.filter(virksomhet_id=kartlegging.virksomhet_id, pk=enhet).first()
    if hvor is None:
        raise Http404
    if not kartlegging.er_aapen or kartlegging.er_importert or noklene_mangler(kartlegging):
        # Kodene finnes bare fra kartleggingen åpner til den lukker.
        raise PermissionDenied
    return kartlegging, hvor


def _bunken(kartlegging: Kartlegging, hvor: Enhet, bunke: int, storrelse: int) -> list[Kort]:
    kortene = bunken(kartlegging, hvor, bunke, storrelse=storrelse) if bunke else []
    if not kortene:
        raise Http404
    return kortene


def _felles(kartlegging: Kartlegging) -> dict[str, object]:
    return {
        "kartlegging": kartlegging,
        "virksomhet": kartlegging.virksomhet.navn,
        "adresse": svaradresse(),
        "dokumentdato": kartlegging.aapner,
    }


def _skjema_pdf(kartlegging: Kartlegging, kodene: list[str], sprak: str) -> bytes:
    tomt = Innsendt(svar={}, hoppet=frozenset(), feil={})
    with translation.override(sprak):
        kontekst = _felles(kartlegging) | {
            "kodene": kodene,
            "sprak": sprak,
            "seksjonene": bygg_seksjoner(kartlegging.instrument, sprak, tomt),
            "svarordene": list(enumerate(kartlegging.instrument.svaralternativer[sprak], start=1)),
            "innledning": kartlegging.instrument.innledning.get(sprak, ""),
        }
        return pdf_fra_mal(
            "kartlegging/papirskjema_pdf.html",
            kontekst,
            dato=kartlegging.aapner,
            stilark=("css/pdf.css", "css/kort.css"),
        )


def _svar(innhold: bytes) -> HttpResponse:
    response = HttpResponse(innhold, content_type="application/pdf")
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = "inline"
    return response
