"""Siden der papirskjemaer skrives av. Uten innlogging: koden gir retten, så tjeneren aldri vet hvem som skrev.

Samme dør som svarsiden: den samme koden, de samme grensene, det samme innlegget. Bare skjemaet er tettere.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from arbeidsmiljo.permissions import apen_for_alle
from kartlegging.actions import avgi_besvarelse
from kartlegging.deltakelse import Deltakelse, finn_invitasjon
from kartlegging.domain.koder import vis_kode
from kartlegging.feil import SvarfeilError, UgyldigSvarError
from kartlegging.svarskjema import Innsendt, bygg_seksjoner, les_innsendt
from kartlegging.views.svar import STATUS, paa_svarverten, tegn, velg_sprak


@csrf_exempt
@apen_for_alle(begrunnelse="Den som skriver av et papirskjema, har koden på skjemaet; det er den som gir retten.")
@sensitive_post_parameters()
@paa_svarverten
@require_http_methods(["GET", "HEAD", "POST"])
def svar_papir(request: HttpRequest) -> HttpResponse:
    """GET: felt for koden. POST med kode: det tette skjemaet. POST med ``send``: lagrer, og gir feltet for neste kode."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and request.method == "POST":
        return _kodeside(velg_sprak(request), {}, status=403)
    felter = request.POST.dict()
    if request.method != "POST" or not felter.get("kode", "").strip():
        tom = request.method == "POST"
        return _kodeside(velg_sprak(request), felter, feil=_tom(request) if tom else "", status=404 if tom else 200)
    naa, deltakelse = timezone.now(), None
    try:
        deltakelse = finn_invitasjon(felter["kode"], naa=naa)
        sprak = velg_sprak(request, deltakelse)
        with translation.override(sprak):
            return (
                _send(deltakelse, sprak, felter, naa)
                if "send" in felter
                else _skjema(deltakelse, sprak, Innsendt({}, frozenset(), {}))
            )
    except SvarfeilError as feil:
        sprak = velg_sprak(request, deltakelse)
        with translation.override(sprak):
            setning = str(feil)
        return _kodeside(sprak, felter, feil=setning, status=STATUS.get(type(feil), 503))
    except OperationalError:
        sprak = velg_sprak(request)
        with translation.override(sprak):
            setning = _("Tjenesten er nede et øyeblikk. Ta vare på papirskjemaet, og prøv igjen.")
        return _kodeside(sprak, felter, feil=setning, status=503)


def _tom(request: HttpRequest) -> str:
    with translation.override(velg_sprak(request)):
        return _("Skriv inn koden som står øverst på papirskjemaet. Den har 16 tegn.")


def _send(deltakelse: Deltakelse, sprak: str, felter: Mapping[str, str], naa: datetime) -> HttpResponse:
    innsendt = les_innsendt(deltakelse.kartlegging.instrument, felter)
    if innsendt.feil:
        return _skjema(deltakelse, sprak, innsendt, status=400)
    if not innsendt.svar:
        melding = _("Skjemaet er tomt. Skriv av minst ett svar, eller legg papiret til side.")
        return _skjema(deltakelse, sprak, innsendt, status=400, melding=melding)
    try:
        avgi_besvarelse(kode=deltakelse.kode, svar=innsendt.svar, gruppe=None, naa=naa)
    except UgyldigSvarError as feil:
        return _skjema(deltakelse, sprak, Innsendt(innsendt.svar, innsendt.hoppet, dict(feil.feltene)), status=400)
    return _kodeside(sprak, {}, kvittering=_("Skjemaet er lagret. Makuler papiret."))


def _skjema(
    deltakelse: Deltakelse, sprak: str, innsendt: Innsendt, *, status: int = 200, melding: str = ""
) -> HttpResponse:
    instrument = deltakelse.kartlegging.instrument
    seksjonene = bygg_seksjoner(instrument, sprak, innsendt)
    feil = [(ledd, setning) for ledd, setning in innsendt.feil.items()]
    kontekst = {
        "kode": vis_kode(deltakelse.kode),
        "navn": deltakelse.kartlegging.navn,
        "enhet": deltakelse.enhet_navn,
        "seksjonene": seksjonene,
        "svarordene": list(enumerate(instrument.svaralternativer[sprak], start=1)),
        "feilene": feil,
        "melding": melding,
    }
    return tegn("kartlegging/svar/papir_skjema.html", kontekst, sprak, status)


def _kodeside(
    sprak: str, felter: Mapping[str, str], *, feil: str = "", kvittering: str = "", status: int = 200
) -> HttpResponse:
    kontekst: dict[str, Any] = {"kode": felter.get("kode", "") if feil else "", "feil": feil, "kvittering": kvittering}
    return tegn("kartlegging/svar/papir.html", kontekst, sprak, status)
