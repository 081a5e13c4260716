"""Innstillingene prøvene går med: de samme som i drift, i en egen mappe som slettes etterpå.

Miljøet settes før innstillingene lastes, fordi de leser det én gang. ``DATABASE_URL`` velger motor: uten den går
prøvene på SQLite i en fil, med en postgres-adresse går de på PostgreSQL i en egen testbase (``PROVEBASE``).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

ROTMAPPE = Path(__file__).resolve().parent.parent


def _provemappe() -> Path:
    """Mappen for denne prosessen. Arbeiderne arver rotmappen fra prosessen som startet dem, og får hver sin under."""
    rot = os.environ.get("FORSVARLIG_PROVEMAPPE")
    if not rot and "PYTEST_VERSION" not in os.environ:
        # Typesjekken leser også denne filen, og rydder ikke opp etter seg.
        rot = str(ROTMAPPE / "var" / "prove")
    if not rot:
        rot = os.environ["FORSVARLIG_PROVEMAPPE"] = tempfile.mkdtemp(prefix="forsvarlig-prove-")
        atexit.register(shutil.rmtree, rot, ignore_errors=True)
    return Path(rot) / os.environ.get("PYTEST_XDIST_WORKER", "alene")


_mappe = _provemappe()
for _navn in ("prove", "nokler", "static"):
    (_mappe / _navn).mkdir(parents=True, exist_ok=True)

os.environ.update(
    {
        "DEBUG": "0",
        "SECRET_KEY": "bare-for-provene-" * 4,
        "OPPGAVER_STRAKS": "1",
        "VARMAPPE": str(_mappe),
        "NOKKELMAPPE": str(_mappe / "nokler"),
        "NETTADRESSE": "http://127.0.0.1:8000",
        "EPOST_VERT": "",
    }
)
for _navn in ("SECRET_KEY_FILE", "BAK_PROXY", "TILLATTE_VERTER", "SVAR_HOST", "OIDC_UTSTEDER"):
    os.environ.pop(_navn, None)

from arbeidsmiljo.settings import *  # noqa: E402, F403, TID251 – prøvene skal bygge på de ekte innstillingene
from arbeidsmiljo.settings import DATABASES, STORAGES  # noqa: E402, TID251

# Den ekte hasheren er treg med vilje. Ingen prøve handler om hvor treg den er.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Prøvene samler ikke statiske filer først, så de leses der de ligger, uten manifest.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["TEST"] = {"NAME": os.environ.get("PROVEBASE", "forsvarlig_prove")}
