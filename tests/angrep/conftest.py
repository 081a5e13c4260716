"""Installasjonene angrepene går mot. De er prøvenes egne, med egne prosesser, og velger motor selv."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.angrep.lager_installasjon import Installasjon
from tests.angrep.lager_klynge import Klynge, finn_programmene

NyInstallasjon = Callable[[str], Installasjon]


@pytest.fixture(scope="session")
def ny_installasjon() -> Iterator[NyInstallasjon]:
    """``ny_installasjon("sqlite" | "postgresql")``: en tom installasjon med tabellene på plass.

    PostgreSQL er prøvenes egen klynge. Er den ikke installert, hoppes prøven over med en klar linje.
    """
    malene: dict[str, Installasjon] = {}
    with ExitStack() as rydding:

        def mal_for(motor: str) -> Installasjon:
            klynge = None
            if motor == "postgresql":
                programmene = finn_programmene()
                if programmene is None:
                    pytest.skip("PostgreSQL er ikke installert her (initdb og postgres). Installer «postgresql».")
                klynge = Klynge(programmene)
                rydding.callback(klynge.stopp)
            mal = Installasjon(motor, klynge)
            rydding.callback(mal.slett)
            mal.migrer()
            return mal

        def lag(motor: str) -> Installasjon:
            if motor not in malene:
                malene[motor] = mal_for(motor)
            kopi = malene[motor].kopi()
            rydding.callback(kopi.slett)
            return kopi

        yield lag


@pytest.fixture(params=["sqlite", "postgresql"])
def installasjon(request: pytest.FixtureRequest, ny_installasjon: NyInstallasjon) -> Installasjon:
    """En egen installasjon for prøven, én gang per motor."""
    return ny_installasjon(request.param)
