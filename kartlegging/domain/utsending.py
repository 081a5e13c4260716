"""Når brev til de inviterte går ut, hvor lenge det ventes etter en feil, og tekst fra e-posttjenere uten adresser.

Kilde til tidene: ``domain.md`` 7.2 (åpent i to til tre uker, påminnelser etter én og to uker).
"""

import re
from datetime import datetime, timedelta

PAAMINNELSE_ETTER = (timedelta(weeks=1), timedelta(weeks=2))
MINST_MELLOM = timedelta(days=1)
"""Så langt er det minst mellom to utsendinger, så ingen får to brev samme dag."""
LENGST_VENTETID = timedelta(minutes=60)

_ADRESSE = re.compile(r"[^\s<>\"',;:()]+@[^\s<>\"',;()]*")
_STYRETEGN = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")


def foreslaatte_paaminnelser(aapner: datetime, lukker: datetime) -> tuple[datetime | None, datetime | None]:
    """Tidene vi foreslår: én og to uker etter åpning, tidligere når perioden er kort, ``None`` når det ikke er rom."""
    midt = (aapner + (lukker - aapner) / 2).replace(second=0, microsecond=0)
    forste = min(aapner + PAAMINNELSE_ETTER[0], midt)
    andre = min(aapner + PAAMINNELSE_ETTER[1], lukker - MINST_MELLOM)
    if forste - aapner < MINST_MELLOM:
        return None, None
    return forste, andre if andre - forste >= MINST_MELLOM else None


def ventetid(forsok: int) -> timedelta:
    """Hvor lenge det ventes etter forsøk nummer ``forsok`` (fra 1): 1, 2, 4 … minutter, høyst en time."""
    return min(timedelta(minutes=2 ** min(max(forsok, 1) - 1, 6)), LENGST_VENTETID)


def uten_adresser(tekst: str, adresse: str = "", *, hoyst: int = 200) -> str:
    """Det en tjener svarte, på én linje og høyst ``hoyst`` tegn, med «…» for ``adresse`` og alt som ligner en adresse.

    Også delen foran @ tas ut alene, for mange tjenere gjentar bare den.
    """
    ren = _STYRETEGN.sub(" ", tekst)
    lokal = adresse.split("@", maxsplit=1)[0]
    for hemmelig in (adresse, lokal):
        if hemmelig:
            ren = re.sub(rf"(?<!\w){re.escape(hemmelig)}(?!\w)", "…", ren, flags=re.IGNORECASE)
    ren = " ".join(_ADRESSE.sub("…", ren).split())
    return ren if len(ren) <= hoyst else f"{ren[: hoyst - 1]}…"
