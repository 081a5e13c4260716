"""En egen PostgreSQL-klynge for prøvene, så datamappen, loggen og WAL kan leses byte for byte, og tjeneren drepes.

Den lytter bare på en kontakt i sin egen mappe, og har standardinnstillingene: det er dem en installasjon møter.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg

DEBIAN = Path("/usr/lib/postgresql")


def finn_programmene() -> Path | None:
    """Mappen med ``initdb`` og ``postgres``, den nyeste. ``None`` når PostgreSQL ikke er installert."""
    kandidater = sorted(DEBIAN.glob("*/bin"), key=lambda sti: int(sti.parent.name), reverse=True)
    i_stien = shutil.which("initdb")
    if i_stien:
        kandidater.append(Path(i_stien).resolve().parent)
    return next((sti for sti in kandidater if (sti / "initdb").exists() and (sti / "postgres").exists()), None)


class Klynge:
    """``mappe`` er alt klyngen skriver: ``data``, ``logg`` og kontakten."""

    def __init__(self, programmene: Path) -> None:
        self.programmene = programmene
        self.mappe = Path(tempfile.mkdtemp(prefix="fpg-"))
        self.data = self.mappe / "data"
        self.logg = self.mappe / "logg"
        # initdb nekter å gå som root, så da går klyngen som brukeren pakken har laget.
        self._foran = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        if self._foran:
            eier = pwd.getpwnam("postgres")
            os.chown(self.mappe, eier.pw_uid, eier.pw_gid)
        self._tjener: subprocess.Popen[bytes] | None = None
        valg = [f"--pgdata={self.data}", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
        subprocess.run(
            [*self._foran, str(programmene / "initdb"), *valg], check=True, capture_output=True, cwd=self.mappe
        )
        self.start()

    def start(self) -> None:
        with self.logg.open("ab") as logg:
            self._tjener = subprocess.Popen(
                [
                    *self._foran,
                    str(self.programmene / "postgres"),
                    *("-D", str(self.data), "-k", str(self.mappe)),
                    *("-c", "listen_addresses=", "-c", "max_connections=60", "-c", "shared_buffers=32MB"),
                ],
                stdout=logg,
                stderr=logg,
                cwd=self.mappe,
                start_new_session=True,
            )
        frist = time.monotonic() + 60
        while True:
            try:
                self.sql("postgres", "SELECT 1")
            except psycopg.OperationalError:
                if time.monotonic() > frist or self._tjener.poll() is not None:
                    raise RuntimeError(self.logg.read_text(errors="replace")[-2000:]) from None
                time.sleep(0.05)
            else:
                return

    def prosessene(self) -> Iterator[tuple[int, str]]:
        """(pid, kommandolinje) for tjeneren og alle prosessene den har startet."""
        assert self._tjener is not None
        for mappe in Path("/proc").iterdir():
            try:
                foreldre = (mappe / "stat").read_text().rpartition(")")[2].split()[1] if mappe.name.isdigit() else ""
                linje = (mappe / "cmdline").read_bytes().decode(errors="replace") if foreldre else ""
            except (FileNotFoundError, ProcessLookupError):
                continue
            if str(self._tjener.pid) in {mappe.name, foreldre}:
                yield int(mappe.name), linje

    def drep(self) -> None:
        """kill -9 av alt sammen. Tjeneren fryses først, så den ikke rekker å starte noe nytt imens."""
        assert self._tjener is not None
        os.kill(self._tjener.pid, signal.SIGSTOP)
        alle = [pid for pid, _linje in self.prosessene()]
        for pid in alle:
            os.kill(pid, signal.SIGKILL)
        self._tjener.wait(30)
        while any(_lever(pid) for pid in alle):
            time.sleep(0.01)

    def stopp(self) -> None:
        if self._tjener is not None and self._tjener.poll() is None:
            self._tjener.send_signal(signal.SIGINT)
            self._tjener.wait(60)
        shutil.rmtree(self.mappe, ignore_errors=True)

    def adresse(self, base: str) -> str:
        return f"postgresql://postgres@{quote(str(self.mappe), safe='')}/{base}"

    def sql(self, base: str, setning: str) -> list[tuple[object, ...]]:
        """Kjører setningen som databasens eier, slik den som drifter basen kan."""
        with psycopg.connect(self.adresse(base), autocommit=True) as kobling:
            peker = kobling.execute(setning.encode())
            return peker.fetchall() if peker.description else []


def _lever(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False
