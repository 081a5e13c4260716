"""Det en angriper kan sammenligne før og etter: hele databasen, rad for rad, og alt alle loggere skriver."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

Dump = dict[str, Counter[str]]
Linje = tuple[str, str, str]


def dump() -> Dump:
    """Alle radene i alle tabellene, og tellerne databasen holder selv."""
    with connection.cursor() as peker:
        tabellene = connection.introspection.table_names(peker)
        alt = {tabell: _rader(peker, f"SELECT * FROM {connection.ops.quote_name(tabell)}") for tabell in tabellene}
        if connection.vendor == "postgresql":
            alt["(tellere)"] = _rader(peker, "SELECT sequencename, last_value FROM pg_sequences")
        else:
            # Svarenes egen teller er den største tilfeldige id-en, og sier ikke mer enn radene.
            alt["(tellere)"] = _rader(peker, "SELECT * FROM sqlite_sequence WHERE name <> 'kartlegging_besvarelse'")
    return alt


def _rader(peker: Any, sporring: str) -> Counter[str]:
    peker.execute(sporring)
    return Counter(repr([bytes(en) if isinstance(en, memoryview) else en for en in rad]) for rad in peker.fetchall())


def forskjell(for_: Dump, etter: Dump) -> dict[str, tuple[int, int]]:
    """Tabell → (rader som er borte, rader som er nye), bare der noe er endret."""
    alle = for_.keys() | etter.keys()
    endret = {navn: (for_.get(navn, Counter()), etter.get(navn, Counter())) for navn in alle}
    return {
        navn: (sum((gamle - nye).values()), sum((nye - gamle).values()))
        for navn, (gamle, nye) in endret.items()
        if gamle != nye
    }


class _Lytter(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.linjene: list[Linje] = []

    def emit(self, record: logging.LogRecord) -> None:
        linje = logging.Formatter("%(message)s").format(record)
        self.linjene.append((record.name, record.levelname, linje))


@contextmanager
def alt_paa_debug() -> Iterator[list[logging.Logger]]:
    """Hver logger på laveste nivå imens. Gir dem som ikke sender videre til noen over seg."""
    kjente = logging.Logger.manager.loggerDict.values()
    loggerne = [logging.getLogger(), *(en for en in kjente if isinstance(en, logging.Logger))]
    nivaaene = [logger.level for logger in loggerne]
    for logger in loggerne:
        logger.setLevel(logging.DEBUG)
    try:
        yield [logger for logger in loggerne if logger.parent is None or not logger.propagate]
    finally:
        for logger, nivaa in zip(loggerne, nivaaene, strict=True):
            logger.setLevel(nivaa)


@contextmanager
def alle_loggere() -> Iterator[list[Linje]]:
    """Alt som logges på noe nivå av noen logger, med unntak og sporing, før noe filter."""
    lytter = _Lytter()
    with alt_paa_debug() as rotloggere:
        for logger in rotloggere:
            logger.addHandler(lytter)
        try:
            yield lytter.linjene
        finally:
            for logger in rotloggere:
                logger.removeHandler(lytter)
