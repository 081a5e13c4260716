"""Tilstandene en kartlegging går gjennom, og stegene som er lov."""

from enum import StrEnum

from arbeidsmiljo.domain.sprak import Melding
from arbeidsmiljo.domain.sprak import gettext_noop as _


class Tilstand(StrEnum):
    UTKAST = "utkast"
    VARSLET = "varslet"
    AAPEN = "aapen"
    LUKKET = "lukket"
    PUBLISERT = "publisert"


STEG: dict[Tilstand, frozenset[Tilstand]] = {
    Tilstand.UTKAST: frozenset({Tilstand.VARSLET}),
    Tilstand.VARSLET: frozenset({Tilstand.UTKAST, Tilstand.AAPEN}),
    Tilstand.AAPEN: frozenset({Tilstand.LUKKET}),
    Tilstand.LUKKET: frozenset({Tilstand.PUBLISERT}),
    Tilstand.PUBLISERT: frozenset(),
}
"""Fra lukket går det aldri tilbake til åpen: et sent svar ville vist seg som en differanse (privacy.md 1, 4)."""


class UlovligStegError(ValueError):
    """Kartleggingen kan ikke gå fra tilstanden den er i, til den ønskede."""


def sjekk_steg(fra: str, til: Tilstand) -> None:
    """Melder ``UlovligStegError`` når steget ikke er lov."""
    if til not in STEG[Tilstand(fra)]:
        ordene = {"fra": Melding(_ORD[Tilstand(fra)]), "til": Melding(_ORD[til])}
        raise UlovligStegError(Melding(_("En kartlegging som er %(fra)s, kan ikke bli %(til)s."), ordene))


_ORD = {
    Tilstand.UTKAST: _("utkast"),
    Tilstand.VARSLET: _("varslet"),
    Tilstand.AAPEN: _("åpen"),
    Tilstand.LUKKET: _("lukket"),
    Tilstand.PUBLISERT: _("publisert"),
}
"""Tilstanden midt i en setning."""
