"""Den eneste døra til PDF. Ingen andre kjenner WeasyPrint eller pikepdf (style.md punkt 24).

PDF-ene er tagget etter PDF/UA-1, og samme data gir samme byte: alle datoer og id-er kommer fra posten, ikke fra
klokken.
"""

import atexit
import gc
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from mimetypes import guess_type
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string

SKJEMA = "statisk:"
"""Adressen til egne filer i PDF-maler: ``statisk:css/pdf.css``. Ingenting annet kan hentes."""

# fontTools leser SOURCE_DATE_EPOCH fra prosessens miljø når skriften deles opp, så to PDF-er kan ikke lages samtidig.
_miljolaas = threading.Lock()


class UlovligHentingError(Exception):
    """En PDF-mal prøvde å hente noe som ikke er en egen fil."""


def pdf_fra_mal(
    mal: str, kontekst: Mapping[str, Any], *, dato: datetime, stilark: Sequence[str] = ("css/pdf.css",)
) -> bytes:
    """Rendrer malen til en tagget PDF (PDF/UA-1).

    ``dato`` blir dokumentets dato og gjør bytene uavhengige av når de lages. ``stilark`` er statiske filer. Melder
    ``UlovligHentingError`` når malen peker på noe utenfor, også en lokal fil.
    """
    return pdf_fra_html(render_to_string(mal, dict(kontekst)), dato=dato, stilark=stilark)


def pdf_fra_html(html: str, *, dato: datetime, stilark: Sequence[str] = ("css/pdf.css",)) -> bytes:
    """Som ``pdf_fra_mal``, fra ferdig HTML."""
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    try:
        with _miljolaas, _uten_soppelrydding(), _fast_tid(int(dato.timestamp())):
            skrifter, arkene = _lest_stilark(tuple(stilark))
            ra = HTML(string=html, base_url=SKJEMA, url_fetcher=_henter()).write_pdf(
                stylesheets=arkene,
                font_config=skrifter,
                pdf_variant="pdf/ua-1",
                pdf_identifier=sha256(html.encode()).digest()[:16],
            )
    except FatalURLFetchingError as feil:
        raise UlovligHentingError(str(feil.__cause__ or feil)) from feil
    return _gjor_ferdig(ra, dato=dato)


@contextmanager
def _uten_soppelrydding() -> Iterator[None]:
    """Motoren lager hundretusener av småting som alle lever til den er ferdig; å lete etter søppel koster en femdel."""
    var_paa = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if var_paa:
            gc.enable()


@cache
def _lest_stilark(navnene: tuple[str, ...]) -> tuple[Any, list[Any]]:
    """Skriftene og stilarkene, pakket ut én gang per prosess. Kalles bare med låsen tatt."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    skrifter = FontConfiguration()
    # Ryddes før prosessen rives ned; senere er det FontConfiguration trenger for å slette mappen sin, borte.
    atexit.register(_lest_stilark.cache_clear)
    # Tidspunktet skrives inn i skriftene når de pakkes ut. Med dokumentets egen dato ville den første PDF-en i
    # prosessen ha satt sin dato i alle de neste.
    with _fast_tid(0):
        return skrifter, [CSS(url=SKJEMA + navn, url_fetcher=_henter(), font_config=skrifter) for navn in navnene]


@contextmanager
def _fast_tid(sekunder: int) -> Iterator[None]:
    for_ = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(sekunder)
    try:
        yield
    finally:
        if for_ is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = for_


@cache
def _henter() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class EgneFiler(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            if not url.startswith(SKJEMA):
                raise FatalURLFetchingError(f"PDF-en prøvde å hente {url[:80]}. Bare egne statiske filer kan brukes.")
            navn = url.removeprefix(SKJEMA)
            sti = _statisk_fil(navn)
            if sti is None:
                raise FatalURLFetchingError(f"Den statiske filen {navn} finnes ikke. Kjør «make oppsett».")
            return URLFetcherResponse(url, sti.read_bytes(), {"Content-Type": guess_type(sti.name)[0] or "font/woff"})

    return EgneFiler(allowed_protocols={"data", "statisk"}, fail_on_errors=True)


def _statisk_fil(navn: str) -> Path | None:
    try:
        funnet = finders.find(navn)
    except SuspiciousFileOperation:
        return None
    if funnet:
        return Path(funnet)
    # I et ferdig bilde finnes ikke node_modules, bare det som er samlet.
    rot = Path(settings.STATIC_ROOT).resolve()
    samlet = (rot / navn).resolve()
    return samlet if samlet.is_file() and samlet.is_relative_to(rot) else None


def _gjor_ferdig(ra: bytes, *, dato: datetime) -> bytes:
    """Setter retning på tabelloverskriftene, som PDF/UA krever og WeasyPrint ikke skriver, og faste datoer."""
    with pikepdf.open(BytesIO(ra)) as pdf:
        for objekt in pdf.objects:
            if isinstance(objekt, pikepdf.Dictionary) and objekt.get("/S") == pikepdf.Name("/TH"):
                _sett_retning(objekt)
        tid = pikepdf.String(f"D:{dato:%Y%m%d%H%M%S}Z")
        pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = tid
        ut = BytesIO()
        pdf.save(ut, deterministic_id=True, linearize=False, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return ut.getvalue()


def _sett_retning(overskrift: pikepdf.Dictionary) -> None:
    attributter = overskrift.get("/A")
    listen = list(attributter) if isinstance(attributter, pikepdf.Array) else [attributter] if attributter else []
    if any(isinstance(en, pikepdf.Dictionary) and "/Scope" in en for en in listen):
        return
    rad = overskrift.get("/P")
    er_kolonne = isinstance(rad, pikepdf.Dictionary) and all(
        barn.get("/S") == pikepdf.Name("/TH") for barn in _barn(rad)
    )
    retning = pikepdf.Name("/Column" if er_kolonne else "/Row")
    overskrift["/A"] = pikepdf.Array([*listen, pikepdf.Dictionary(O=pikepdf.Name("/Table"), Scope=retning)])


def _barn(rad: pikepdf.Dictionary) -> list[Any]:
    barna = rad.get("/K")
    alle = list(barna) if isinstance(barna, pikepdf.Array) else [barna]
    return [barn for barn in alle if isinstance(barn, pikepdf.Dictionary) and "/S" in barn]
