"""Rapporten: hva som ble prøvd, hva som kom ut, og dommen. Bærer aldri en person, en kode, en rad eller et antall svar."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

SKJEMA = 1


class Del(StrEnum):
    """Delene av prøven, i den rekkefølgen de gjøres."""

    TABELL = "tabell"
    REKKEFOLGE = "rekkefolge"
    KODER = "koder"
    LISTE = "liste"
    KLADD = "kladd"


class Utfall(StrEnum):
    """``MERK`` er noe den som drifter bør se på, uten at det kobler noe i seg selv."""

    HOLDER = "holder"
    MERK = "merk"
    KAN_IKKE = "kan_ikke"
    BRUDD = "brudd"


OVERSKRIFTER = {
    Del.TABELL: "Tabellen svarene ligger i",
    Del.REKKEFOLGE: "Rekkefølgen på svarene",
    Del.KODER: "Kodene",
    Del.LISTE: "Deltakerlisten og nøklene",
    Del.KLADD: "Angrep på en kladd med 200 oppdiktede svar",
}
ORD = {Utfall.HOLDER: "holder", Utfall.MERK: "merk", Utfall.KAN_IKKE: "kan ikke prøves", Utfall.BRUDD: "BRUDD"}


@dataclass(frozen=True, slots=True)
class Kontroll:
    """Én ting som ble prøvd, og hva som kom ut, i en setning."""

    del_: Del
    utfall: Utfall
    tekst: str


@dataclass(slots=True)
class Rapport:
    """Samler kontrollene. ``tvilling`` er hva angrepet fikk til på kladden, med og uten vern."""

    kartlegging: str
    tidspunkt: datetime
    motor: str
    kontrollene: list[Kontroll] = field(default_factory=list)
    tvilling: dict[str, int] | None = None

    @property
    def bestatt(self) -> bool | None:
        """Usann når noe brast, ``None`` når noe ikke kunne prøves, ellers sann."""
        utfallene = {kontroll.utfall for kontroll in self.kontrollene}
        if Utfall.BRUDD in utfallene:
            return False
        return None if Utfall.KAN_IKKE in utfallene else True

    @property
    def utgangskode(self) -> int:
        return {True: 0, False: 1, None: 2}[self.bestatt]

    @property
    def dommen(self) -> str:
        return {
            True: "Ingenting kobler en deltaker til et svar.",
            False: "Noe kobler, eller et vern mangler. Se linjene merket BRUDD.",
            None: "Ingenting av det som lot seg prøve, kobler. Noe kunne ikke prøves.",
        }[self.bestatt]

    def som_json(self) -> dict[str, Any]:
        return {
            "skjema": SKJEMA,
            "kartlegging": self.kartlegging,
            "tidspunkt": self.tidspunkt.isoformat(),
            "motor": self.motor,
            "bestatt": self.bestatt,
            "dom": self.dommen,
            "kontroller": [{"del": str(f.del_), "utfall": str(f.utfall), "tekst": f.tekst} for f in self.kontrollene],
            "tvilling": self.tvilling,
        }

    def som_tekst(self) -> str:
        linjer = [f"Prøve av anonymiteten i «{self.kartlegging}», {self.tidspunkt:%d.%m.%Y %H:%M} ({self.motor})", ""]
        for del_ in Del:
            egne = [kontroll for kontroll in self.kontrollene if kontroll.del_ == del_]
            if egne:
                linjer += [
                    OVERSKRIFTER[del_],
                    *(f"  [{ORD[kontroll.utfall]}] {kontroll.tekst}" for kontroll in egne),
                    "",
                ]
        return "\n".join([*linjer, self.dommen])
