"""En egen installasjon på disk, med en av motorene, slik angriperen på maskinen ser den."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from kartlegging.nokler import FILENE, Nokler
from tests.angrep.lager_klynge import Klynge

ROTMAPPE = Path(__file__).resolve().parent.parent.parent
BARN = [sys.executable, "-m", "tests.angrep.lager_barn"]


@dataclass(frozen=True)
class Runde:
    """Kartleggingen prøven angriper. ``koder`` er i rekkefølgen folk svarer, som også er invitasjonenes."""

    id: int
    kortnavn: str
    koder: list[str]


@dataclass
class Installasjon:
    """``mappe`` er alt installasjonen selv skriver; med PostgreSQL ligger basen i ``klynge``."""

    motor: str
    klynge: Klynge | None
    mappe: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="fin-")))
    base: str = field(default_factory=lambda: f"b{uuid4().hex[:12]}")

    def __post_init__(self) -> None:
        for navn in ("nokler", "tmp"):
            (self.mappe / navn).mkdir(exist_ok=True, mode=0o700)

    @property
    def sqlitefil(self) -> Path:
        return self.mappe / "forsvarlig.sqlite3"

    @property
    def miljo(self) -> dict[str, str]:
        """Bare det som står her, så ingenting fra prøvenes eget miljø følger med."""
        return {
            "PATH": os.environ["PATH"],
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "tests.angrep.lager_innstillinger",
            "DEBUG": "0",
            "SECRET_KEY": "bare-for-angrepene-" * 4,
            "VARMAPPE": str(self.mappe),
            "NOKKELMAPPE": str(self.mappe / "nokler"),
            "DATABASE_URL": self.klynge.adresse(self.base) if self.klynge else f"sqlite:///{self.sqlitefil}",
            "DATABASE_POOL": "6",
            "TMPDIR": str(self.mappe / "tmp"),
            "SQLITE_TMPDIR": str(self.mappe / "tmp"),
            "HOME": str(self.mappe / "tmp"),
        }

    def migrer(self) -> None:
        if self.klynge:
            self.klynge.sql("postgres", f"CREATE DATABASE {self.base}")
        self._kjor([sys.executable, "manage.py", "migrate", "--noinput", "--verbosity=0"])

    def kopi(self) -> "Installasjon":
        """En ny installasjon med samme base og samme nøkler. Ingen kan være koblet til denne imens."""
        ny = Installasjon(self.motor, self.klynge)
        shutil.copytree(self.mappe / "nokler", ny.mappe / "nokler", dirs_exist_ok=True)
        if self.klynge:
            self.klynge.sql("postgres", f"CREATE DATABASE {ny.base} TEMPLATE {self.base}")
        else:
            with closing(sqlite3.connect(self.sqlitefil)) as fra, closing(sqlite3.connect(ny.sqlitefil)) as til:
                fra.backup(til)
                til.execute("PRAGMA journal_mode=WAL")
        return ny

    def slett(self) -> None:
        if self.klynge:
            self.klynge.sql("postgres", f"DROP DATABASE IF EXISTS {self.base} WITH (FORCE)")
        shutil.rmtree(self.mappe, ignore_errors=True)

    def bygg(self, **enhetene: int) -> Runde:
        return Runde(**json.loads(self.barn("bygg", *(f"{kode}={tall}" for kode, tall in enhetene.items()))))

    def barn(self, *args: str, inn: str = "") -> str:
        """Kjører en oppgave i ``lager_barn`` til den er ferdig. Svarer med det den skrev."""
        return self._kjor([*BARN, *args], inn)

    def lukk(self, runde: Runde, punkt: str = "") -> int:
        """``manage.py lukk``. Svarer med utgangskoden; −9 når prosessen ble drept på ``punkt``."""
        kommando = [*BARN, "lukk", runde.kortnavn, *filter(None, [punkt])]
        ferdig = subprocess.run(kommando, env=self.miljo, cwd=ROTMAPPE, capture_output=True, text=True, check=False)
        assert ferdig.returncode in {0, -signal.SIGKILL}, ferdig.stderr
        return ferdig.returncode

    def start_barn(self, *args: str, inn: str = "") -> "subprocess.Popen[str]":
        """Starter oppgaven og går videre. ``inn`` er alt den får lese."""
        fil = self.mappe / "tmp" / f"inn-{uuid4().hex}"
        fil.write_text(inn)
        with fil.open() as kilde:
            return subprocess.Popen(
                [*BARN, *args],
                env=self.miljo,
                cwd=ROTMAPPE,
                text=True,
                stdin=kilde,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )

    def _kjor(self, kommando: list[str], inn: str = "") -> str:
        ferdig = subprocess.run(
            kommando, env=self.miljo, cwd=ROTMAPPE, input=inn, capture_output=True, text=True, check=False
        )
        assert ferdig.returncode == 0, ferdig.stderr
        return ferdig.stdout

    def sql(self, setning: str) -> list[tuple[Any, ...]]:
        if self.klynge:
            return self.klynge.sql(self.base, setning)
        with closing(sqlite3.connect(self.sqlitefil, timeout=20, isolation_level=None)) as kobling:
            return kobling.execute(setning).fetchall()

    def nokler(self, runde: Runde) -> Nokler:
        """Nøklene slik de ligger på disken. Prøven trenger dem for å vite fasiten."""
        return Nokler(*((self.mappe / "nokler" / runde.kortnavn / f"{navn}.nokkel").read_bytes() for navn in FILENE))

    def nullifikatorer(self) -> list[bytes]:
        return [bytes(rad[0]) for rad in self.sql("SELECT nullifikator FROM kartlegging_besvarelse")]

    def til_disk(self) -> None:
        """Får basen til å skrive alt den har i minnet til filene, så angriperen ser alt."""
        if self.klynge:
            self.klynge.sql(self.base, "CHECKPOINT")

    @contextmanager
    def nettjener(self, inngang: str = "arbeidsmiljo.wsgi") -> Iterator["Nettjener"]:
        tjener = Nettjener(self, inngang)
        try:
            yield tjener
        finally:
            tjener.drep()


class Nettjener:
    """gunicorn med to arbeidere, slik den settes opp i drift, på en kontakt i installasjonens mappe."""

    def __init__(self, installasjon: Installasjon, inngang: str) -> None:
        self._installasjon, self._inngang = installasjon, inngang
        self.kontakt = installasjon.mappe / "tmp" / "web"
        self.utskrift = installasjon.mappe / "gunicorn.logg"
        self.start()

    def start(self) -> None:
        self.kontakt.unlink(missing_ok=True)
        with self.utskrift.open("ab") as fil:
            self._prosess = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", self._inngang, f"--bind=unix:{self.kontakt}", "--workers=2"],
                env=self._installasjon.miljo,
                cwd=ROTMAPPE,
                stdout=fil,
                stderr=fil,
                start_new_session=True,
            )
        frist = time.monotonic() + 60
        # Kontakten åpnes før arbeiderne er i gang; forespørsler venter i kø på dem.
        while not self.kontakt.exists():
            assert time.monotonic() < frist, self.utskrift.read_text(errors="replace")
            time.sleep(0.05)

    @property
    def prosessene(self) -> list[int]:
        """Hovedprosessen og arbeiderne; de har samme prosessgruppe."""
        return [
            int(mappe.name)
            for mappe in Path("/proc").iterdir()
            if mappe.name.isdigit() and _gruppe(mappe) == self._prosess.pid
        ]

    def drep(self) -> None:
        """kill -9 av alle prosessene på én gang."""
        if self._prosess.poll() is None:
            os.killpg(self._prosess.pid, signal.SIGKILL)
        self._prosess.wait(30)
        while self.prosessene:
            time.sleep(0.01)


def _gruppe(mappe: Path) -> int:
    try:
        felt = (mappe / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return 0 if felt[0] in {"Z", "X"} else int(felt[2])
