"""Legger de forseglede radene i tilfeldig rekkefølge, så rekkefølgen på disken ikke sier når noen svarte.

SQLite: radnummeret er den tilfeldige nøkkelen, så der er det sidene og loggen som ryddes (VACUUM). PostgreSQL:
radene flyttes ut og settes inn igjen tilfeldig i én setning per vei, målt til ikke å miste noe mens andre skriver
(decisions.md «Reordering»). Rader kommet etter forrige kjøring, og eldre WAL, beholder rekkefølgen til opptellingen.
"""

from django.db import connection, transaction

from kartlegging.laas import enelaas

TABELL = "kartlegging_besvarelse"


def omorganiser(kartlegging: int) -> None:
    """Skriver radene til kartleggingen på nytt i tilfeldig rekkefølge. Kan ikke kalles inne i en transaksjon."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as peker:
            enelaas(kartlegging)
            peker.execute(f"CREATE TEMPORARY TABLE flyttes (LIKE {TABELL}) ON COMMIT DROP")
            peker.execute(
                f"WITH x AS (DELETE FROM {TABELL} WHERE kartlegging_id = %s RETURNING *)"  # noqa: S608 – fast tabellnavn
                " INSERT INTO flyttes SELECT * FROM x",
                [kartlegging],
            )
            peker.execute(f"INSERT INTO {TABELL} SELECT * FROM flyttes ORDER BY gen_random_uuid()")  # noqa: S608
    rydd_lageret()


def rydd_lageret() -> None:
    """Fjerner døde rader og gammel logg fra lageret. Kan ikke kalles inne i en transaksjon."""
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("Lageret kan ikke ryddes inne i en transaksjon.")
    with connection.cursor() as peker:
        if connection.vendor == "postgresql":
            peker.execute(f"VACUUM {TABELL}")
        else:
            peker.execute("VACUUM")
            peker.execute("PRAGMA wal_checkpoint(TRUNCATE)")
