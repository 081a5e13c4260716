# ruff: noqa: INP001, T201 – et frittstående skript som svarer på standard ut
"""Skriver adressen til en PostgreSQL som svarer og lar oss lage en testbase, eller ingenting.

Prøver ``DATABASE_URL`` først, så port 5432 på denne maskinen og den lokale kontakten. Passord leses bare der
PostgreSQL selv leser dem (``PGPASSWORD``, ``~/.pgpass``).
"""

import os
from collections.abc import Iterator
from urllib.parse import quote

import psycopg


def kandidater() -> Iterator[str]:
    """Adressene som er verd å prøve, den uttrykte først."""
    gitt = os.environ.get("DATABASE_URL", "")
    if gitt.startswith("postgres"):
        yield gitt
        return
    brukere = dict.fromkeys(filter(None, [os.environ.get("PGUSER"), "postgres", os.environ.get("USER"), "root"]))
    for vert in ("127.0.0.1", quote("/var/run/postgresql", safe="")):
        for bruker in brukere:
            for base in ("postgres", "test"):
                yield f"postgresql://{quote(bruker)}@{vert}:5432/{base}"


def kan_lage_base(adresse: str) -> bool:
    """Om tjeneren svarer innen to sekunder, er minst versjon 15, og brukeren får lage en base."""
    try:
        with psycopg.connect(adresse, connect_timeout=2) as kobling:
            rad = kobling.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            return kobling.info.server_version >= 150000 and bool(rad and rad[0])
    except (psycopg.Error, ValueError):
        return False


if __name__ == "__main__":
    print(next(filter(kan_lage_base, kandidater()), ""))
