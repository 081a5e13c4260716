"""Tekster på flere språk, og merking av tekster som oversettes, uten å kjenne rammeverket."""

from collections.abc import Mapping

Tekst = Mapping[str, str]
"""Tekst per språk, for eksempel ``{"nb": "…", "nn": "…", "en": "…"}``."""

SPRAK = ("nb", "nn", "en")
"""Språkene i grensesnittet, kildespråket først."""


def pa_sprak(tekst: Tekst, sprak: str = "nb") -> str:
    """Teksten på ``sprak`` (``"nn"``, ``"en-gb"`` …), eller på bokmål når språket ikke finnes."""
    return tekst.get(sprak) or tekst.get(sprak.split("-", maxsplit=1)[0]) or tekst["nb"]


def gettext_noop(tekst: str) -> str:
    """Merker en tekst i koden for oversettelse og gir den uendret tilbake.

    Navnet er det ``makemessages`` leter etter. Slik kan ren kode eie ordene sine, mens den som viser
    dem oversetter med ``gettext``.
    """
    return tekst
