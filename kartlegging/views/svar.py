"""Svarsidene: kode, løfte og spørsmål, kvittering. Uten innlogging, kake og økt (contracts.md «Addresses»).

Sidene tegnes uten forespørselen, så ingen mal kan komme til å røre økten, brukeren eller en CSRF-nøkkel.
Ingenting forbrukes før noen sender et utfylt skjema, og svarsiden sier ikke om en kode er brukt før da (adr 0004).
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from arbeidsmiljo.permissions import apen_for_alle
from arbeidsmiljo.svarvert import er_svarverten
from kartlegging.actions import avgi_besvarelse
from kartlegging.deltakelse import Deltakelse, finn_invitasjon
from kartlegging.domain.koder import vis_kode
from kartlegging.domain.utgivelse import MINST_HENDELSE
from kartlegging.feil import (
    BremsetError,
    BruktKodeError,
    IkkeAapnetError,
    LukketError,
    MottakStengtError,
    SvarfeilError,
    UgyldigSvarError,
    UkjentKodeError,
)
from kartlegging.models import Kartlegging
from kartlegging.svaradresse import svaradresse
from kartlegging.svarskjema import Innsendt, bygg_seksjoner, les_innsendt, minutter, svarfelter

SPRAK = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
STATUS = {
    UkjentKodeError: 404,
    BremsetError: 429,
    IkkeAapnetError: 403,
    LukketError: 410,
    BruktKodeError: 409,
}
KODE_I_STIEN = re.compile(r"(?:#|%23)k(?:=|%3D)([0-9a-z\- ]{16,30})", re.IGNORECASE)

Visning = Callable[..., HttpResponse]


def paa_svarverten(visning: Visning) -> Visning:
    """Har svarsidene eget vertsnavn (``SVAR_HOST``), sendes den som leser, dit, og ingenting tas imot noe annet sted."""

    @wraps(visning)
    def med_vert(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
        if er_svarverten(request):
            return visning(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"}:
            kode = KODE_I_STIEN.search(request.path_info)
            # Nettleseren tar selv med det som står etter #. Sto koden i stien, flyttes den dit den hører hjemme.
            return redirect(svaradresse() + (f"#k={quote(kode[1])}" if kode else ""))
        return _side("annen_vert", {"svaradresse": svaradresse()}, velg_sprak(request), 403)

    return med_vert


@csrf_exempt
@apen_for_alle(begrunnelse="Ansatte svarer uten konto; koden i skjemaet gir retten.")
@sensitive_post_parameters()
@paa_svarverten
@require_http_methods(["GET", "HEAD", "POST"])
def svar(request: HttpRequest) -> HttpResponse:
    """GET: felt for koden. POST: skjemaet, utfylt med det som ble sendt. Lagrer og forbruker ingenting."""
    if request.method != "POST":
        return _kodeside(velg_sprak(request), {})
    felter = request.POST.dict()
    if not felter.get("kode", "").strip():
        bare_sprak = "sprak" in felter and "videre" not in felter
        return _kodeside(velg_sprak(request), felter, feil=None if bare_sprak else _tom_kode(request))
    try:
        deltakelse = finn_invitasjon(felter["kode"], naa=timezone.now())
    except SvarfeilError as feil:
        return _feilside(feil, velg_sprak(request), felter)
    except OperationalError:
        return _uten_database(velg_sprak(request), felter)
    sprak = velg_sprak(request, deltakelse)
    with translation.override(sprak):
        # Feil i svarene sies først når de sendes; her skal et bytte av språk bare gå igjennom.
        innsendt = les_innsendt(deltakelse.kartlegging.instrument, felter)
        return _skjema(deltakelse, sprak, felter, Innsendt(innsendt.svar, innsendt.hoppet, {}))


@csrf_exempt
@apen_for_alle(begrunnelse="E-postvern gjør # i lenken om til %23; siden flytter koden tilbake.")
@paa_svarverten
@require_http_methods(["GET", "HEAD"])
def svar_omskrevet(request: HttpRequest) -> HttpResponse:
    """Lenken slik noen e-postvern skriver den om: ``/svar/%23k=…``. Samme side; skriptet henter koden ut."""
    return _kodeside(velg_sprak(request), {})


@csrf_exempt
@apen_for_alle(begrunnelse="Ansatte svarer uten konto; koden i skjemaet gir retten.")
@sensitive_post_parameters()
@paa_svarverten
@require_POST
def svar_send(request: HttpRequest) -> HttpResponse:
    """Forsegler og lagrer svaret. 200 kvittering, 400 skjemaet med meldinger, 404, 409, 410, 429 egne sider."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return _side("fremmed", {}, velg_sprak(request), 403)
    felter = request.POST.dict()
    if not felter.get("kode", "").strip():
        return _kodeside(velg_sprak(request), felter, feil=_tom_kode(request))
    naa = timezone.now()
    deltakelse = None
    try:
        deltakelse = finn_invitasjon(felter["kode"], naa=naa)
        sprak = velg_sprak(request, deltakelse)
        with translation.override(sprak):
            return _ta_imot(deltakelse, sprak, felter, naa)
    except SvarfeilError as feil:
        return _feilside(feil, velg_sprak(request, deltakelse), felter, deltakelse)
    except OperationalError:
        return _uten_database(velg_sprak(request), felter)


def _uten_database(sprak: str, felter: Mapping[str, str]) -> HttpResponse:
    """Databasen svarte ikke da koden skulle slås opp. Svarene bæres videre i siden."""
    with translation.override(sprak):
        melding = _("Tjenesten er nede et øyeblikk. Ingenting er lagret, og alt du fylte ut, følger med. Prøv igjen.")
    response = _kodeside(sprak, felter, feil=melding, status=503)
    response["Retry-After"] = "60"
    return response


def _ta_imot(deltakelse: Deltakelse, sprak: str, felter: Mapping[str, str], naa: datetime) -> HttpResponse:
    innsendt = les_innsendt(deltakelse.kartlegging.instrument, felter)
    if innsendt.feil:
        return _skjema(deltakelse, sprak, felter, innsendt, status=400)
    if not innsendt.svar:
        melding = _(
            "Du har ikke svart på noe ennå. Svar på minst ett spørsmål før du sender. Dette forsøket brukte ikke koden."
        )
        return _skjema(deltakelse, sprak, felter, innsendt, status=400, melding=melding)
    try:
        avgi_besvarelse(kode=deltakelse.kode, svar=innsendt.svar, gruppe=felter.get("gruppe") or None, naa=naa)
    except UgyldigSvarError as feil:
        # Andre felt er sjekket over; det som gjenstår, er gruppen, og den sier skjemaet selv fra om.
        merket = Innsendt(innsendt.svar, innsendt.hoppet, {f: s for f, s in feil.feltene.items() if f != "gruppe"})
        return _skjema(deltakelse, sprak, felter, merket, status=400)
    except MottakStengtError as feil:
        response = _skjema(deltakelse, sprak, felter, innsendt, status=503, melding=str(feil), stengt=True)
        response["Retry-After"] = "300"
        return response
    except OperationalError:
        melding = _(
            "Tjeneren er opptatt, og vi vet ikke om svaret ble lagret. Alt du fylte ut, står her. "
            "Send på nytt; det telles bare én gang."
        )
        return _skjema(deltakelse, sprak, felter, innsendt, status=503, melding=melding)
    response = _side("kvittering", om_kartleggingen(deltakelse.kartlegging), sprak, 200)
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def velg_sprak(request: HttpRequest, deltakelse: Deltakelse | None = None) -> str:
    """Det valgte språket; ellers deltakerens, ellers det nettleseren ber om. Alltid ett skjemaet finnes på."""
    tilbud = _spraktilbud(deltakelse.kartlegging) if deltakelse else tuple(SPRAK)
    onsker = (
        request.POST.get("sprak", ""),
        request.GET.get("sprak", ""),
        deltakelse.sprak if deltakelse else "",
        translation.get_language() or "",
    )
    return next((sprak for sprak in onsker if sprak in tilbud), tilbud[0])


def _spraktilbud(kartlegging: Kartlegging) -> tuple[str, ...]:
    finnes = [sprak for sprak in SPRAK if sprak in kartlegging.instrument.sprak]
    return tuple(sprak for sprak in finnes if sprak in kartlegging.sprak) or tuple(finnes)


def _side(mal: str, kontekst: dict[str, Any], sprak: str, status: int) -> HttpResponse:
    return tegn(f"kartlegging/svar/{mal}.html", kontekst, sprak, status)


def tegn(mal: str, kontekst: dict[str, Any], sprak: str, status: int) -> HttpResponse:
    """Tegner malen på språket. Uten forespørsel i konteksten, med vilje."""
    felles = {"sprak": sprak, "spraknavn": SPRAK[sprak], "sprakene": list(SPRAK.items())}
    with translation.override(sprak):
        html = render_to_string(mal, felles | kontekst)
    return HttpResponse(html, status=status, headers={"Content-Language": sprak})


def _tom_kode(request: HttpRequest) -> str:
    with translation.override(velg_sprak(request)):
        return _("Skriv inn koden fra brevet, e-posten eller kortet. Den har 16 tegn.")


def _kodeside(sprak: str, felter: Mapping[str, str], *, feil: str | None = None, status: int = 404) -> HttpResponse:
    kontekst = {
        "kode": felter.get("kode", ""),
        "feil": feil,
        "baaret": svarfelter(felter),
        "sprak_er_valgt": felter.get("sprak") == sprak,
    }
    return _side("kode", kontekst, sprak, status if feil else 200)


def _feilside(
    feil: SvarfeilError, sprak: str, felter: Mapping[str, str], deltakelse: Deltakelse | None = None
) -> HttpResponse:
    status = STATUS[type(feil)]
    with translation.override(sprak):
        setning = str(feil)
    if isinstance(feil, UkjentKodeError | BremsetError):
        response = _kodeside(sprak, felter, feil=setning, status=status)
    else:
        kontekst: dict[str, Any] = {"setning": setning, "baaret": svarfelter(felter), "sprak_er_valgt": True}
        if deltakelse:
            with translation.override(sprak):
                kontekst |= om_kartleggingen(deltakelse.kartlegging)
        mal = {LukketError: "lukket", IkkeAapnetError: "ikke_aapnet", BruktKodeError: "brukt"}[type(feil)]
        response = _side(mal, kontekst, sprak, status)
    if status == STATUS[BremsetError]:
        response["Retry-After"] = "60"
    return response


def _skjema(
    deltakelse: Deltakelse,
    sprak: str,
    felter: Mapping[str, str],
    innsendt: Innsendt,
    *,
    status: int = 200,
    melding: str = "",
    stengt: bool = False,
) -> HttpResponse:
    kartlegging, onsket = deltakelse.kartlegging, felter.get("gruppe", "")
    try:
        gruppe, gruppefeil = deltakelse.gruppe(onsket), ""
    except KeyError:
        gruppe = deltakelse.enhet_kode
        gruppefeil = _("Du kan bare telles i din egen enhet eller en større enhet over den. Velg på nytt.")
        status = 400
    instrument = kartlegging.instrument
    seksjonene = bygg_seksjoner(instrument, sprak, innsendt)
    vist = {sporsmaal.id for seksjon in seksjonene for sporsmaal in seksjon.sporsmaalene}
    egen = (deltakelse.enhet_kode, deltakelse.enhet_navn, deltakelse.invitert)
    gruppene = [egen, *((g.kode, g.navn, g.invitert) for g in deltakelse.storre_grupper)]
    kontekst = om_kartleggingen(kartlegging) | {
        "kode": vis_kode(deltakelse.kode),
        "gruppe": "" if gruppe == deltakelse.enhet_kode else gruppe,
        "valgt_gruppe": next(g for g in gruppene if g[0] == gruppe),
        "andre_grupper": [g for g in gruppene if g[0] != gruppe],
        "gruppefeil": gruppefeil,
        "innledning": instrument.innledning.get(sprak, ""),
        "minutter": minutter(instrument),
        "seksjonene": seksjonene,
        "antall_sporsmaal": len(vist),
        "melding": melding,
        "stengt": stengt,
        "har_feltfeil": any(seksjon.har_feil for seksjon in seksjonene),
        "andre_feil": [setning for ledd, setning in innsendt.feil.items() if ledd not in vist],
        "sprakene": [(s, SPRAK[s]) for s in _spraktilbud(kartlegging)],
    }
    return _side("skjema", kontekst, sprak, status)


def om_kartleggingen(kartlegging: Kartlegging) -> dict[str, Any]:
    """Det løftet og kvitteringen viser. Datoer skrives på det aktive språket."""
    return {
        "virksomhet": kartlegging.virksomhet.navn,
        "navn": kartlegging.navn,
        "formaal": kartlegging.formaal,
        "minstegrense": kartlegging.minstegrense,
        "hendelsesgrense": max(MINST_HENDELSE, kartlegging.minstegrense),
        "har_hendelser": bool(kartlegging.instrument.hendelsene),
        "lukker": dato(kartlegging.lukker),
        "klokka": timezone.localtime(kartlegging.lukker).strftime("%H.%M"),
        "verneombud": kartlegging.verneombud_navn,
        "innsynsnokkel": kartlegging.innsynsnokkel,
    }


def dato(tidspunkt: datetime) -> str:
    """«24. november 2026» på det aktive språket, i norsk tid."""
    # Oversettere: datoformatet i Django, uten navn på ukedag.
    return date_format(timezone.localtime(tidspunkt), _("j. F Y"))
