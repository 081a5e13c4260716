"""De åpne sidene om en kartlegging: slik beskytter vi svarene, og innsyn for de ansatte."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from arbeidsmiljo.permissions import apen_for_alle
from kartlegging.actions import ADRESSER_SLETTES_ETTER
from kartlegging.domain.avrunding import BASE, INNSIDERE
from kartlegging.domain.skjerming import MINSTEGRENSE_GULV, MINSTEGRENSE_STANDARD
from kartlegging.domain.svarprosent import BAND, MINST_INVITERT, TAK
from kartlegging.domain.tilstand import Tilstand
from kartlegging.domain.utgivelse import MINST_ANDEL, MINST_HENDELSE, MINST_SAMLET
from kartlegging.innsynet import oppfolgingen
from kartlegging.models import Kartlegging
from kartlegging.views.svar import SPRAK, dato, om_kartleggingen, tegn, velg_sprak


@apen_for_alle(begrunnelse="Den som skal svare, må kunne lese hvordan svaret beskyttes, før hun bestemmer seg.")
@require_safe
def slik_beskytter_vi(request: HttpRequest) -> HttpResponse:
    """Hvordan svarene beskyttes, skrevet av konstantene som gjelder, med grensene for hva det holder."""
    kontekst: dict[str, Any] = {
        "standard": MINSTEGRENSE_STANDARD,
        "gulv": MINSTEGRENSE_GULV,
        "andel": MINST_ANDEL,
        "hendelse": MINST_HENDELSE,
        "samlet": MINST_SAMLET,
        "base": BASE,
        "mest_faa": BASE - 1,
        "tau": 1 + INNSIDERE,
        "snitt_topp": round(100 * (1 - (1 + INNSIDERE) / MINSTEGRENSE_STANDARD)),
        "dager": ADRESSER_SLETTES_ETTER.days,
        "band": BAND,
        "tak": TAK,
        "minst_invitert": MINST_INVITERT,
        "sprakvalg_lenker": True,
    }
    return tegn("kartlegging/slik_beskytter_vi.html", kontekst, velg_sprak(request), 200)


@apen_for_alle(begrunnelse="Den som skal svare, skal kunne lese hva som behandles om henne, uten å logge inn.")
@require_safe
def personvern(request: HttpRequest) -> HttpResponse:
    """Personvernerklæringen: hva som behandles, hvorfor og hvor lenge, med fristene programmet følger."""
    kontekst: dict[str, Any] = {"dager": ADRESSER_SLETTES_ETTER.days, "sprakvalg_lenker": True}
    return tegn("kartlegging/personvern.html", kontekst, velg_sprak(request), 200)


@apen_for_alle(begrunnelse="De ansatte har ikke konto; den hemmelige lenken gir retten til å lese.")
@require_safe
def innsyn(request: HttpRequest, nokkel: str) -> HttpResponse:
    """Hva de ansatte ble lovet, hva som er valgt, og om datoene holdes. Viser ingen svartall. 404 når lenken er ukjent."""
    kartlegging = (
        Kartlegging.objects.select_related("virksomhet")
        .filter(innsynsnokkel=nokkel)
        .exclude(tilstand=Tilstand.UTKAST)
        .first()
    )
    if kartlegging is None:
        raise Http404
    sprak = velg_sprak(request)
    with translation.override(sprak):
        kontekst = om_kartleggingen(kartlegging) | {
            "aapner": dato(kartlegging.aapner),
            "er_aapnet": kartlegging.tilstand not in {Tilstand.UTKAST, Tilstand.VARSLET},
            "er_lukket": kartlegging.lukket is not None or kartlegging.lukker <= timezone.now(),
            "publisert": dato(kartlegging.publisert) if kartlegging.publisert else "",
            "syn": kartlegging.verneombud_syn,
            "oppfolgingen": oppfolgingen(kartlegging.pk, _sidetall(request), timezone.localdate())
            if kartlegging.er_publisert
            else None,
            "sprakvalg_lenker": True,
            "sprakene": list(SPRAK.items()),
        }
        return tegn("kartlegging/innsyn.html", kontekst, sprak, 200)


def _sidetall(request: HttpRequest) -> int:
    side = request.GET.get("side", "")
    return int(side) if side.isascii() and side.isdecimal() and len(side) < 6 else 1
