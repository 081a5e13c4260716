"""Det alle prøvene deler. Prøver som trenger nettleser, har sitt i ``tests/e2e/conftest.py``."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_oppsett

ROTMAPPE = Path(__file__).resolve().parent.parent

# Fast frø: en prøve som feiler hos én, feiler hos alle. Ingen tidsgrense: maskinen deles.
hypothesis_oppsett.register_profile(
    "fast", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_oppsett.load_profile("fast")


@pytest.fixture(autouse=True)
def nokkelmappe(request: pytest.FixtureRequest) -> Path | None:
    """Egen, tom nøkkelmappe for hver prøve som rører databasen, så ingen prøve arver en annens nøkler."""
    rorer_basen = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if not rorer_basen and request.node.get_closest_marker("django_db") is None:
        return None
    mappe: Path = request.getfixturevalue("tmp_path_factory").mktemp("nokler")
    mappe.chmod(0o700)
    request.getfixturevalue("settings").NOKKELMAPPE = mappe
    return mappe


@pytest.fixture(autouse=True)
def kildespraket() -> Iterator[None]:
    """Hver prøve begynner på bokmål. Språket er trådens, og en forespørsel fra en bruker lar sitt bli stående."""
    with translation.override("nb"):
        yield


@pytest.fixture
def naa() -> datetime:
    """Et fast tidspunkt, midt på en arbeidsdag."""
    return datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/Oslo"))
