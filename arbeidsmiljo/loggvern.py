"""Holder hemmeligheter i adresser ute av loggen.

En lenke som et e-postvern har skrevet om, kan sende koden i stien (``/svar/k=KODE``). Da skal den ikke bli stående i
loggen fordi siden ikke fantes. Det samme gjelder den hemmelige lenken til innsyn og lenken for å velge passord.
"""

import logging
import re

_HEMMELIG_STI = re.compile(r"/(svar|innsyn|kalender|app/konto/password/reset/key)(?!\w)\S*")
_KODE_I_ADRESSEN = re.compile(r"\b(k=)[^\s&]+", re.IGNORECASE)


def uten_hemmeligheter(linje: str) -> str:
    """Linjen med «…» for alt etter en sti som kan bære en hemmelighet."""
    return _KODE_I_ADRESSEN.sub(r"\1…", _HEMMELIG_STI.sub(r"/\1/…", linje))


class Loggvern(logging.Filter):
    """Skriver meldingen om før noen ser den."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = uten_hemmeligheter(record.getMessage()), ()
        return True
