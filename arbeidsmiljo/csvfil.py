"""CSV slik norsk Excel åpner den rett: semikolon, UTF-8 med BOM, og ingen celle som kan bli en formel."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.http import content_disposition_header

Celle = str | int | None

_FORMELTEGN = ("=", "+", "-", "@", "\t", "\r")


def ufarlig(celle: Celle) -> Celle:
    """Cellen med en apostrof foran når regnearket ellers ville lest den som en formel."""
    return f"'{celle}" if isinstance(celle, str) and celle.startswith(_FORMELTEGN) else celle


def csvfil(overskrifter: Iterable[str], radene: Iterable[Iterable[Celle]]) -> bytes:
    """Hele filen. Overskriftene skrives som de er; hver celle gjøres ufarlig."""
    ut = io.StringIO(newline="")
    skriver = csv.writer(ut, delimiter=";", lineterminator="\r\n")
    skriver.writerow(overskrifter)
    skriver.writerows([ufarlig(celle) for celle in rad] for rad in radene)
    return ut.getvalue().encode("utf-8-sig")


def csvsvar(innhold: bytes, navn: str) -> HttpResponse:
    """Filen som nedlasting. Den skal ikke bli liggende i nettleserens mellomlager."""
    return HttpResponse(
        innhold,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": str(content_disposition_header(as_attachment=True, filename=navn)),
            "Cache-Control": "private, no-store",
        },
    )
