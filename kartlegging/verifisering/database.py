"""Databasen sett av en som har tatt den: tabellene slik de ligger, uten modellene og uten dørene i programmet.

Bare lesing, bortsett fra ``kladdskjema`` og tvillingen, som bare finnes i kladden.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

Nokler = dict[bytes, Any]

SVARTABELL = "kartlegging_besvarelse"
_PORSJON = 2000
_MEST_LEST = 2 * 10**10
"""Byte å lete gjennom i databasefilen, ganget med antall rader. Over dette prøves et tilfeldig utvalg."""


def er_postgres() -> bool:
    return connection.vendor == "postgresql"


def databasefil() -> Path | None:
    """Filen databasen ligger i, når den er en fil."""
    return None if er_postgres() else Path(str(connection.settings_dict["NAME"]))


def hent(sporring: str, verdier: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as peker:
        peker.execute(sporring, verdier)
        return list(peker.fetchall())


def tabellene() -> list[str]:
    return sorted(connection.introspection.table_names())


def kolonnene(tabell: str) -> set[str]:
    with connection.cursor() as peker:
        return {str(rad.name) for rad in connection.introspection.get_table_description(peker, tabell)}


def ukjent_i_databasen() -> list[str]:
    """Tabeller og kolonner programmet selv ikke har laget, som «tabell» og «tabell.kolonne»."""
    finnes = tabellene()
    kjente = {*connection.introspection.django_table_names(only_existing=False), "django_migrations"}
    ukjente = [tabell for tabell in finnes if tabell not in kjente]
    for modell in connection.introspection.get_migratable_models():
        om = modell._meta  # noqa: SLF001 – Djangos dokumenterte vei til tabellnavn og kolonner
        tabell = om.db_table
        if tabell in finnes:
            egne = {felt.column for felt in om.local_concrete_fields}
            ukjente += [f"{tabell}.{kolonne}" for kolonne in sorted(kolonnene(tabell) - egne)]
    return sorted(ukjente)


# Vernet av hendelsesloggen (migrering arbeidsmiljo 0005), ord for ord: bare før endring og sletting av en linje i loggen.
_LOGGVERNET = """
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('forsvarlig.gjenoppretter', true) = 'ja' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'hendelsesloggen kan bare legges til';
END """
_FOR_RAD_FOR_ENDRING_OG_SLETTING = 1 + 2 + 8 + 16


def utloserne() -> list[tuple[str, str]]:
    """(tabell, navn) på det som kjøres av seg selv når en rad skrives, utenom vernet av hendelsesloggen slik vi laget det."""
    if er_postgres():
        return hent(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)"
            " AND NOT (c.relname = 'arbeidsmiljo_hendelse' AND t.tgname = 'hendelse_bare_tillegg'"
            " AND t.tgtype = %s AND p.prosrc = %s)"
            " UNION ALL SELECT tablename, rulename FROM pg_rules"
            " WHERE schemaname = current_schema() ORDER BY 1, 2",
            [_FOR_RAD_FOR_ENDRING_OG_SLETTING, _LOGGVERNET],
        )
    return hent("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1, 2")


def innstilling(navn: str) -> str:
    """Verdien av en innstilling i PostgreSQL, tom når den ikke finnes."""
    return str(hent("SELECT COALESCE(current_setting(%s, true), '')", [navn])[0][0])


def kopieres_logisk() -> bool:
    """Om noen følger databasen rad for rad, i den rekkefølgen radene skrives."""
    return bool(
        hent("SELECT 1 FROM pg_replication_slots WHERE slot_type = 'logical' AND database = current_database()")
        or hent("SELECT 1 FROM pg_publication_tables WHERE tablename = %s", [SVARTABELL])
    )


def sqlite_overskriver() -> bool:
    return int(hent("PRAGMA secure_delete")[0][0]) == 1


def nullifikatorene(kartlegging: int) -> set[bytes]:
    rader = hent(f"SELECT nullifikator FROM {SVARTABELL} WHERE kartlegging_id = %s", [kartlegging])  # noqa: S608
    return {bytes(rad[0]) for rad in rader}


def svarenes_rekkefolger(kartlegging: int) -> dict[str, Nokler]:
    """Rekkefølgene svarradene har på disken og i databasen, hver som nullifikator → plass."""
    skjult = ", ctid::text, xmin::text" if er_postgres() else ", rowid"
    # Uten ORDER BY med vilje: rekkefølgen databasen selv gir dem i, er en av dem vi prøver.
    rader = hent(
        f"SELECT nullifikator, id{skjult} FROM {SVARTABELL} WHERE kartlegging_id = %s",  # noqa: S608
        [kartlegging],
    )
    rekkene: dict[str, Nokler] = {
        "slik databasen gir dem": {bytes(rad[0]): plass for plass, rad in enumerate(rader)},
        "id": {bytes(rad[0]): rad[1] for rad in rader},
    }
    if er_postgres():
        rekkene["ctid (plassen på disken)"] = {bytes(rad[0]): _ctid(rad[2]) for rad in rader}
        rekkene["xmin (når de ble skrevet)"] = {bytes(rad[0]): int(rad[3]) for rad in rader}
        return rekkene
    rekkene["rowid"] = {bytes(rad[0]): rad[2] for rad in rader}
    fil = databasefil()
    for navn, sti in (("plassen i databasefilen", fil), ("plassen i loggfilen (WAL)", fil and Path(f"{fil}-wal"))):
        if sti and sti.is_file():
            rekkene[navn] = _plassene_i(sti.read_bytes(), kartlegging)
    return rekkene


def _ctid(tekst: str) -> int:
    side, linje = tekst.strip("()").split(",")
    return int(side) << 16 | int(linje)


def _plassene_i(innhold: bytes, kartlegging: int) -> Nokler:
    """Hvor i filen hver rad begynner. Leter etter forseglingen, for nullifikatoren står i registeret også."""
    hoyst = max(100, _MEST_LEST // max(1, len(innhold)))
    rader = hent(
        f"SELECT nullifikator, substr(forseglet, 1, 32) FROM {SVARTABELL} WHERE kartlegging_id = %s"  # noqa: S608
        " ORDER BY random() LIMIT %s",
        [kartlegging, hoyst],
    )
    plassene = {bytes(rad[0]): innhold.find(bytes(rad[1])) for rad in rader}
    return {nullifikator: plass for nullifikator, plass in plassene.items() if plass >= 0}


def invitasjonenes_plass(kartlegging: int) -> dict[str, dict[int, Any]]:
    """Rekkefølgene invitasjonene har på disken, hver som id → plass."""
    skjult = ", ctid::text, xmin::text" if er_postgres() else ""
    rader = hent(
        f"SELECT id{skjult} FROM kartlegging_invitasjon WHERE kartlegging_id = %s",  # noqa: S608
        [kartlegging],
    )
    rekkene: dict[str, dict[int, Any]] = {
        "id": {rad[0]: rad[0] for rad in rader},
        "slik databasen gir dem": {rad[0]: plass for plass, rad in enumerate(rader)},
    }
    if er_postgres():
        rekkene["ctid (plassen på disken)"] = {rad[0]: _ctid(rad[1]) for rad in rader}
        rekkene["xmin (når de ble skrevet)"] = {rad[0]: int(rad[2]) for rad in rader}
    return rekkene


def alle_verdier(tabell: str) -> Iterator[tuple[str, bytes]]:
    """Hver tekst og hver byterekke i tabellen, med kolonnen den står i."""
    navn = connection.ops.quote_name(tabell)
    with connection.chunked_cursor() as peker:
        peker.execute(f"SELECT * FROM {navn}")  # noqa: S608 – navnet er fra databasens egen katalog
        kolonner = [str(kolonne[0]) for kolonne in peker.description]
        while porsjon := peker.fetchmany(_PORSJON):
            for rad in porsjon:
                for kolonne, verdi in zip(kolonner, rad, strict=True):
                    if isinstance(verdi, str):
                        yield kolonne, verdi.encode(errors="replace")
                    elif isinstance(verdi, bytes | bytearray | memoryview):
                        yield kolonne, bytes(verdi)


def antall_i(tabell: str) -> int:
    return int(hent(f"SELECT COUNT(*) FROM {connection.ops.quote_name(tabell)}")[0][0])  # noqa: S608


def radene_i(tabell: str) -> list[str]:
    """Alt i tabellen, sortert, til å sammenligne før og etter."""
    return sorted(repr(rad) for rad in hent(f"SELECT * FROM {connection.ops.quote_name(tabell)}"))  # noqa: S608


@contextmanager
def kladdskjema(navn: str) -> Iterator[None]:
    """Et tomt skjema i den samme PostgreSQL-databasen så lenge blokken varer."""
    skjema = connection.ops.quote_name(navn)
    with connection.cursor() as peker:
        peker.execute(f"CREATE SCHEMA {skjema}")
    try:
        yield
    finally:
        with connection.cursor() as peker:
            peker.execute(f"DROP SCHEMA {skjema} CASCADE")


def flytt_nummerserien(tabell: str, til: int) -> None:
    """Lar neste rad i tabellen få et høyt nummer. Bare PostgreSQL."""
    hent("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [tabell, til])


def skriv_tvilling(radene: Sequence[tuple[bytes, str]]) -> list[bytes]:
    """En ubeskyttet tabell: løpende nummer og svar i klartekst. Svarer med nullifikatorene slik de står i den."""
    nummer = "bigint GENERATED ALWAYS AS IDENTITY" if er_postgres() else "integer"
    byte = "bytea" if er_postgres() else "blob"
    with connection.cursor() as peker:
        peker.execute(f"CREATE TABLE tvilling (id {nummer} PRIMARY KEY, nullifikator {byte}, svar text)")
        for rad in radene:
            peker.execute("INSERT INTO tvilling (nullifikator, svar) VALUES (%s, %s)", rad)
    return [bytes(rad[0]) for rad in hent("SELECT nullifikator FROM tvilling ORDER BY id")]
