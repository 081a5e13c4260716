"""Låsen mellom innsending og lukking (adr 0006).

Innsendinger tar den delt, lukking og omorganisering tar den alene. Da kan ingen besvarelse bli kvittert for etter
at opptellingen har lest radene. Låsen slippes når transaksjonen er ferdig.
"""

from django.db import connection, transaction

NAVNEROM = 43_01
"""Første halvdel av PostgreSQLs rådgivende lås, så den ikke deler nummer med andre formål."""


def delt_laas(kartlegging: int) -> None:
    """Tar låsen delt. Må kalles inne i en transaksjon."""
    _laas("pg_advisory_xact_lock_shared", kartlegging)


def enelaas(kartlegging: int) -> None:
    """Tar låsen alene og venter på innsendinger som er i gang. Må kalles inne i en transaksjon."""
    _laas("pg_advisory_xact_lock", kartlegging)


def _laas(funksjon: str, kartlegging: int) -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Låsen må tas inne i en transaksjon.")
    if connection.vendor == "postgresql":
        with connection.cursor() as peker:
            peker.execute(f"SELECT {funksjon}(%s, %s)", [NAVNEROM, kartlegging])
    # SQLite skriver ett om gangen (transaction_mode IMMEDIATE), så der er transaksjonen selv låsen.
