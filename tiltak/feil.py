"""Feilene i tiltak-rommet. Setningene kan vises som de er."""

from collections.abc import Mapping


class TiltaksfeilError(Exception):
    """Noe brukeren kan rette. ``feltene`` er feltnavn (tom streng for hele skjemaet) → setning."""

    def __init__(self, feltene: Mapping[str, str] | str) -> None:
        super().__init__()
        self.feltene = {"": feltene} if isinstance(feltene, str) else dict(feltene)

    def __str__(self) -> str:
        return " ".join(self.feltene.values())


class EndretAvAnnenError(TiltaksfeilError):
    """En annen lagret det samme i mellomtiden. Ingenting er skrevet."""
