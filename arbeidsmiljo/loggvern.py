"""Holder hemmeligheter i adresser ute av loggen.

En lenke som et e-postvern har skrevet om, kan sende koden i stien (``/svar/k=KODE``). Da skal den ikke bli stående i
loggen fordi siden ikke fantes. Det samme gjelder den hemmelige lenken til innsyn og lenken for å velge passord.

Teksten i et unntak kan gjenta det som ble sendt inn (databasen gjentar raden, en mal hele konteksten). Den skrives
aldri: typen og linjene i sporingen sier hvor det gikk galt.
"""

import logging
import re
import traceback

_HEMMELIG_STI = re.compile(r"/(svar|innsyn|kalender|app/konto/password/reset/key)(?!\w)\S*")
_KODE_I_ADRESSEN = re.compile(r"\b(k=)[^\s&]+", re.IGNORECASE)


def uten_hemmeligheter(linje: str) -> str:
    """Linjen med «…» for alt etter en sti som kan bære en hemmelighet."""
    return _KODE_I_ADRESSEN.sub(r"\1…", _HEMMELIG_STI.sub(r"/\1/…", linje))


def sporing(feil: BaseException) -> str:
    """Sporingen for feilen og dem som ligger bak den, den innerste først, med typen i stedet for teksten."""
    delene: list[str] = []
    neste: BaseException | None = feil
    while neste is not None:
        delene.insert(0, "".join(traceback.format_tb(neste.__traceback__)) + f"{_type(neste)}\n")
        neste = neste.__cause__ or (None if neste.__suppress_context__ else neste.__context__)
    return "\n".join(delene).rstrip()


def _type(feil: BaseException) -> str:
    return f"{type(feil).__module__}.{type(feil).__qualname__}"


class Loggvern(logging.Filter):
    """Skriver meldingen og sporingen om før noen ser dem."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = uten_hemmeligheter(record.getMessage()), ()
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text, record.exc_info = sporing(record.exc_info[1]), None
        return True
