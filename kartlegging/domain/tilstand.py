"""Tilstandene en kartlegging går gjennom, og stegene som er lov."""

from enum import StrEnum


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
        raise UlovligStegError(f"En kartlegging som er {fra}, kan ikke bli {til}.")
