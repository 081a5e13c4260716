"""Leser referansedata i TOML og melder feil med fil, nøkkel og grunn."""

import hashlib
import tomllib
from collections.abc import Mapping
from typing import Any

STORSTE_TALL = 10**12


class DatafilError(ValueError):
    """En datafil kan ikke brukes. Meldingen sier hvilken fil, hvilken nøkkel og hvorfor."""

    def __init__(self, fil: str, nokkel: str, grunn: str) -> None:
        self.fil = fil
        self.nokkel = nokkel
        self.grunn = grunn
        super().__init__(f"{fil}: {nokkel}: {grunn}" if nokkel else f"{fil}: {grunn}")


class Datafil:
    """Et oppslag inn i en TOML-tabell som husker hvor det står.

    Alle uttak melder ``DatafilError`` med full nøkkel, for eksempel ``skalaer[3].kode``.
    """

    def __init__(self, tabell: Mapping[str, Any], fil: str, nokkel: str = "") -> None:
        self._tabell = tabell
        self.fil = fil
        self.nokkel = nokkel

    def feil(self, nokkel: str, grunn: str) -> DatafilError:
        return DatafilError(self.fil, self._full(nokkel), grunn)

    def _full(self, nokkel: str) -> str:
        return f"{self.nokkel}.{nokkel}" if self.nokkel else nokkel

    @property
    def noklene(self) -> tuple[str, ...]:
        return tuple(self._tabell)

    def har(self, nokkel: str) -> bool:
        return nokkel in self._tabell

    def _verdi(self, nokkel: str) -> Any:
        if nokkel not in self._tabell:
            raise self.feil(nokkel, "mangler")
        return self._tabell[nokkel]

    def tekst(self, nokkel: str, *, standard: str | None = None) -> str:
        if standard is not None and not self.har(nokkel):
            return standard
        verdi = self._verdi(nokkel)
        if not isinstance(verdi, str):
            raise self.feil(nokkel, "skal være tekst i anførselstegn")
        if not verdi.strip():
            raise self.feil(nokkel, "er tom")
        return verdi

    def heltall(self, nokkel: str, *, minst: int, hoyst: int, standard: int | None = None) -> int:
        if standard is not None and not self.har(nokkel):
            return standard
        verdi = self._verdi(nokkel)
        if not isinstance(verdi, int) or isinstance(verdi, bool):
            raise self.feil(nokkel, "skal være et helt tall")
        if abs(verdi) > STORSTE_TALL:
            # Python vil ikke skrive ut et tall med tusenvis av sifre, heller ikke i en feilmelding.
            raise self.feil(nokkel, f"er et for stort tall, og skal være fra {minst} til {hoyst}")
        if not minst <= verdi <= hoyst:
            raise self.feil(nokkel, f"er {verdi}, men skal være fra {minst} til {hoyst}")
        return verdi

    def sann(self, nokkel: str, *, standard: bool = False) -> bool:
        verdi = self._tabell.get(nokkel, standard)
        if not isinstance(verdi, bool):
            raise self.feil(nokkel, "skal være true eller false")
        return verdi

    def en_av(self, nokkel: str, lovlige: tuple[str, ...], *, standard: str | None = None) -> str:
        verdi = self.tekst(nokkel, standard=standard)
        if verdi not in lovlige:
            raise self.feil(nokkel, f"er «{verdi}», men skal være en av: {', '.join(lovlige)}")
        return verdi

    def tekstliste(self, nokkel: str, *, standard: tuple[str, ...] | None = None) -> tuple[str, ...]:
        if standard is not None and not self.har(nokkel):
            return standard
        verdi = self._verdi(nokkel)
        if not isinstance(verdi, list) or not all(isinstance(ett, str) for ett in verdi):
            raise self.feil(nokkel, "skal være en liste med tekster")
        return tuple(verdi)

    def sprakliste(self, nokkel: str, sprak: tuple[str, ...]) -> dict[str, str]:
        """Teksten på hvert av språkene i ``sprak``, for eksempel ``{nb = "…", en = "…"}``."""
        under = self.tabell(nokkel)
        ukjent = sorted(set(under.noklene) - set(sprak))
        if ukjent:
            raise under.feil(ukjent[0], f"er ikke et språk filen har meldt ({', '.join(sprak)})")
        return {ett: under.tekst(ett) for ett in sprak}

    def tabell(self, nokkel: str) -> "Datafil":
        verdi = self._verdi(nokkel)
        if not isinstance(verdi, dict):
            raise self.feil(nokkel, "skal være en tabell")
        return Datafil(verdi, self.fil, self._full(nokkel))

    def tabeller(self, nokkel: str, *, pakrevd: bool = True) -> list["Datafil"]:
        if not pakrevd and not self.har(nokkel):
            return []
        verdi = self._verdi(nokkel)
        if not isinstance(verdi, list) or not all(isinstance(ett, dict) for ett in verdi):
            raise self.feil(nokkel, "skal være en liste med tabeller ([[…]])")
        return [Datafil(ett, self.fil, f"{self._full(nokkel)}[{nummer}]") for nummer, ett in enumerate(verdi, start=1)]

    def bare(self, *nokler: str) -> None:
        """Melder feil ved nøkler som ikke er kjent, så en skrivefeil aldri blir stille oversett."""
        ukjente = sorted(set(self._tabell) - set(nokler))
        if ukjente:
            raise self.feil(ukjente[0], f"er ikke en kjent nøkkel. Kjente: {', '.join(sorted(nokler))}")


def les_toml(innhold: bytes, fil: str) -> Datafil:
    """Tolker ``innhold`` som TOML i UTF-8.

    Melder ``DatafilError`` med linje og kolonne når filen ikke lar seg lese.
    """
    try:
        tabell = tomllib.loads(innhold.decode("utf-8"))
    except UnicodeDecodeError as feil:
        raise DatafilError(fil, "", f"er ikke UTF-8 (byte nummer {feil.start + 1})") from feil
    except tomllib.TOMLDecodeError as feil:
        raise DatafilError(fil, "", f"er ikke gyldig TOML: {feil}") from feil
    except RecursionError as feil:
        raise DatafilError(fil, "", "er for dypt nøstet") from feil
    except ValueError as feil:
        # Tall med tusenvis av sifre vil ikke Python gjøre om.
        raise DatafilError(fil, "", "har et tall med for mange sifre") from feil
    return Datafil(tabell, fil)


def sjekksum(innhold: bytes) -> str:
    """SHA-256 i heksadesimal; referansefiler er frosset ved denne."""
    return hashlib.sha256(innhold).hexdigest()
