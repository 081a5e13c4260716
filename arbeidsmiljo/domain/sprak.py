"""Tekster på flere språk, og merking av tekster som oversettes, uten å kjenne rammeverket."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Melding:
    """En merket tekst og det som flettes inn i den, så ren kode kan si noe som oversettes der det vises.

    ``verdier`` er navn → verdi: en ``Tekst`` og en ``Melding`` får også språket, flere meldinger får komma imellom, og
    alt annet settes inn som det er.
    Uten rammeverket er den bokmål; den som viser den, kaller ``oversatt`` i ``arbeidsmiljo.oversettelse``.
    """

    tekst: str
    verdier: Mapping[str, "Verdi"] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.tekst % {navn: _pa_bokmal(verdi) for navn, verdi in self.verdier.items()}


Verdi = Tekst | Melding | tuple[Melding, ...] | str | int


def _pa_bokmal(verdi: Verdi) -> str:
    if isinstance(verdi, tuple):
        return ", ".join(str(melding) for melding in verdi)
    return pa_sprak(verdi) if isinstance(verdi, Mapping) else str(verdi)
