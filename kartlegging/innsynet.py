"""Det de ansatte kan lese om oppfølgingen av en kartlegging. Rommet over melder inn hva som er gjort.

Her står aldri et svartall, et navn, eller noe om en enhet kartleggingen ikke viser.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Innsynstiltak:
    """Et tiltak slik de ansatte ser det: hva, hvorfor, og om datoen som ble lovet, er holdt. Ferdige setninger."""

    tittel: str
    endrer: str
    stand: str
    effekt: str = ""


@dataclass(frozen=True, slots=True)
class Innsynsenhet:
    """Oppfølgingen i én enhet: temaene som er valgt (navn, nivået i ord), og tiltakene."""

    navn: str
    vurdert: date
    signert: date
    temaene: Sequence[tuple[str, str]]
    tiltakene: Sequence[Innsynstiltak]


@dataclass(frozen=True, slots=True)
class Innsynsside:
    """Én side av enhetene, etter navn."""

    enhetene: Sequence[Innsynsenhet] = field(default_factory=tuple)
    side: int = 1
    antall_sider: int = 1


Kilde = Callable[[int, int, date], Innsynsside]
"""Tar kartleggingens id, sidetallet og dagens dato."""
_KILDEN: list[Kilde] = []


def registrer(kilde: Kilde) -> None:
    """Melder inn den som vet hva som er gjort. Kalles fra rommets ``AppConfig.ready``."""
    _KILDEN[:] = [kilde]


def oppfolgingen(kartlegging_id: int, side: int, i_dag: date) -> Innsynsside:
    """Oppfølgingen av kartleggingen på språket som gjelder nå. Tom når ingen har meldt seg."""
    return _KILDEN[0](kartlegging_id, side, i_dag) if _KILDEN else Innsynsside()
