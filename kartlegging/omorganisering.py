"""Legger de forseglede radene i tilfeldig rekkefølge, så rekkefølgen på disken ikke sier når noen svarte.

SQLite: radnummeret er den tilfeldige nøkkelen, så der er det sidene og loggen som ryddes (VACUUM). PostgreSQL:
radene flyttes ut og settes inn igjen tilfeldig i én setning per vei, målt til ikke å miste noe mens andre skriver
(decisions.md «Reordering»), og så skrives filene på nytt. Rader kommet etter forrige kjøring, og eldre WAL, beholder
rekkefølgen til opptellingen.
"""

from django.db import OperationalError, connection, transaction

from kartlegging.laas import enelaas

TABELL = "kartlegging_besvarelse"
VENTETID = "3s"
"""Så lenge ventes det på at ingen andre leser tabellen, før filene blir stående til neste gang."""


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
    if connection.vendor == "postgresql":
        _skriv_filene_paa_nytt()
        return
    with connection.cursor() as peker:
        peker.execute("VACUUM")
        peker.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _skriv_filene_paa_nytt() -> None:
    """Skriver tabellen og indeksene til nye filer, ordnet etter den tilfeldige id-en.

    VACUUM frigjør bare plassen: bytene etter flyttede og slettede rader blir stående i den gamle rekkefølgen til noe
    annet skrives over dem. CLUSTER kan gå i en transaksjon, så ventetiden kan settes uten å bli stående i koblingen.
    """
    try:
        with transaction.atomic(), connection.cursor() as peker:
            # En sikkerhetskopi holder tabellen så lenge den går. Da skal ikke de som svarer, bli stående i kø bak oss.
            peker.execute(f"SET LOCAL lock_timeout = '{VENTETID}'")
            peker.execute(f"CLUSTER {TABELL} USING {TABELL}_pkey")
    except OperationalError:
        # De døde radene merkes som ledige nå, og filene skrives på nytt neste gang.
        with connection.cursor() as peker:
            peker.execute(f"VACUUM {TABELL}")
