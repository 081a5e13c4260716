"""Kjører målingene, hver i egen prosess, og skriver én linje per måling.

``python -m tests.benchmarks [navn …]`` – uten navn kjøres alle. Databasen er en tom, midlertidig en.
"""

import importlib
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

MAALINGER = (
    "utvalg",
    "bevis",
    "opptelling",
    "resultatside",
    "organisasjon",
    "dekning",
    "tavle",
    "plan_pdf",
    "innsending",
    "svarside",
    "utsending",
)
POSTGRES = "postgres://postgres@127.0.0.1:5432/forsvarlig_bench"


def _miljo(mappe: str, *, postgres: bool) -> dict[str, str]:
    return os.environ | {
        "DEBUG": "0",
        "SECRET_KEY": "bare-for-malingene-" * 4,
        "OPPGAVER_STRAKS": "1",
        "VARMAPPE": mappe,
        "DJANGO_SETTINGS_MODULE": "arbeidsmiljo.settings",
        "DATABASE_URL": POSTGRES if postgres else f"sqlite:///{mappe}/bench.sqlite3",
    }


def _kjor_en(navn: str) -> None:
    modul = importlib.import_module(f"tests.benchmarks.{navn}")
    linjer = modul.kjor()
    topp = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("RESULTAT " + json.dumps({"linjer": linjer, "mib": round(topp)}))


def _start(navn: str, *, postgres: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="forsvarlig-bench-") as mappe:
        prosess = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks", "--en", navn],
            env=_miljo(mappe, postgres=postgres),
            capture_output=True,
            text=True,
            check=False,
        )
    motor = "postgresql" if postgres else "sqlite"
    for linje in prosess.stdout.splitlines():
        if linje.startswith("RESULTAT "):
            funn = json.loads(linje.removeprefix("RESULTAT "))
            for hva, verdi in funn["linjer"]:
                print(f"{navn:<14} {motor:<11} {hva:<58} {verdi}")
            print(f"{navn:<14} {motor:<11} {'største minnebruk i prosessen':<58} {funn['mib']} MiB")
            sys.stdout.flush()
            return
    raise SystemExit(f"Målingen {navn} stoppet:\n{prosess.stdout[-2000:]}\n{prosess.stderr[-4000:]}")


def _maskin() -> str:
    prosessor = next(
        (
            linje.split(":", 1)[1].strip()
            for linje in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if linje.startswith("model name")
        ),
        platform.processor(),
    )
    return f"{prosessor}, {os.cpu_count()} kjerner, Python {platform.python_version()}, {platform.system()}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--en"]:
        _kjor_en(sys.argv[2])
    else:
        print(_maskin())
        from tests.benchmarks.felles import postgres_finnes

        for valgt in sys.argv[1:] or MAALINGER:
            _start(valgt, postgres=False)
            if valgt in {"opptelling", "innsending", "resultatside", "utsending", "dekning"} and postgres_finnes(
                POSTGRES
            ):
                _start(valgt, postgres=True)
