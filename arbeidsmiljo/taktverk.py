"""Det takten gjør hvert minutt. Rommene over melder inn sine jobber, så grunnetasjen slipper å kjenne dem."""

from collections.abc import Callable
from datetime import datetime

Jobb = Callable[[datetime], list[str]]
"""Tar tidspunktet, gjør det som har forfalt, og svarer med én linje for hver ting som ble gjort. Må være trygg å gjenta."""

MERKE = "takt"
"""Navnet på driftsmerket takten setter hver gang den har gått gjennom alt."""

_JOBBENE: dict[str, Jobb] = {}


def registrer(navn: str, jobb: Jobb) -> None:
    """Melder inn en jobb. Kalles fra rommets ``AppConfig.ready``."""
    _JOBBENE[navn] = jobb


def jobbene() -> list[tuple[str, Jobb]]:
    """(navn, jobb) i rekkefølgen de ble meldt inn."""
    return list(_JOBBENE.items())
