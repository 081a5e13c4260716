"""Leter etter rundens koder i klartekst: i hver tekst og byterekke i databasen, og i filene i datamappen."""

import re
from collections.abc import Iterator, Set
from pathlib import Path

from kartlegging.domain.koder import LENGDE, normaliser_kode
from kartlegging.verifisering.database import alle_verdier, tabellene

# En sammenhengende rekke som er lang nok, eller fire grupper slik koden står i brev og på kort.
_REKKE = re.compile(rb"[0-9A-Za-z]{%d,}" % LENGDE)
_GRUPPER = re.compile(rb"(?<![0-9A-Za-z])(?=([0-9A-Za-z]{4}(?:[- ][0-9A-Za-z]{4}){3})(?![0-9A-Za-z]))")
_BIT = 4 * 1024 * 1024
HOYST_LEST = 1024 * 1024 * 1024
"""Så mange byte filer leses det høyst gjennom."""


def har_kode(innhold: bytes, kodene: Set[str]) -> bool:
    """Om en av kodene står i innholdet, slik den er eller slik den vises."""
    for funn in _REKKE.finditer(innhold):
        rekke = funn[0].decode().upper()
        if any(rekke[start : start + LENGDE] in kodene for start in range(len(rekke) - LENGDE + 1)):
            return True
    return any(normaliser_kode(funn[1].decode()) in kodene for funn in _GRUPPER.finditer(innhold))


def kolonner_med_koder(kodene: Set[str]) -> list[str]:
    """Kolonnene, som «tabell.kolonne», der en av kodene står."""
    return sorted(
        {
            f"{tabell}.{kolonne}"
            for tabell in tabellene()
            for kolonne, verdi in alle_verdier(tabell)
            if har_kode(verdi, kodene)
        }
    )


def filene_i(mappe: Path, utenom: Set[Path]) -> Iterator[Path]:
    """Filene under mappen, i fast rekkefølge, uten dem i mappene ``utenom``."""
    for sti in sorted(mappe.rglob("*")):
        if sti.is_file() and not sti.is_symlink() and utenom.isdisjoint(sti.parents):
            yield sti


def filer_med_koder(filene: Iterator[Path], kodene: Set[str]) -> tuple[list[Path], bool]:
    """Filene der en av kodene står, og om alle ble lest. En fil som blir borte imens, er ikke der lenger."""
    igjen = HOYST_LEST
    treff: list[Path] = []
    for sti in filene:
        try:
            storrelse = sti.stat().st_size
            if storrelse > igjen:
                return treff, False
            igjen -= storrelse
            if _fil_har_kode(sti, kodene):
                treff.append(sti)
        except FileNotFoundError:
            continue
        except PermissionError:
            return treff, False
    return treff, True


def _fil_har_kode(sti: Path, kodene: Set[str]) -> bool:
    rest = b""
    with sti.open("rb") as fil:
        while bit := fil.read(_BIT):
            if har_kode(rest + bit, kodene):
                return True
            rest = bit[-64:]
    return False
