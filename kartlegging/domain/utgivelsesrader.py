"""Én enhet eller restgruppe i utgivelsen, slik ``contracts.md`` beskriver den."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kartlegging.domain.instrument import Instrument, Rolle, Skala
from kartlegging.domain.maaltall import ENHET, REST, RETNING, SKJULT_FORDI, VISES, Maaltall, Ramme
from kartlegging.domain.skjerming import sum_per_atom
from kartlegging.domain.svarprosent import svarprosenter
from kartlegging.domain.tre import REST_ENDELSE, REST_NAVN
from kartlegging.domain.usikkerhet import andelsintervall, middelintervall


@dataclass(frozen=True, slots=True, eq=False)
class AlleTall:
    """Alt som er regnet ut, per kode. ``minst_to`` og ``minst_tre`` er ``None`` når de fire faktorene ikke er målt."""

    skalaene: Mapping[str, Maaltall]
    indeksene: Mapping[str, Maaltall]
    andelene: Mapping[str, Maaltall]
    hendelsene: Mapping[str, Maaltall]
    samvirkene: Mapping[str, Maaltall]
    minst_to: Maaltall | None
    minst_tre: Maaltall | None


class Radskriver:
    """Skriver rader til utgivelsen. ``spredning`` er standardavvik i poeng per skala."""

    def __init__(self, instrument: Instrument, ramme: Ramme, spredning: Mapping[str, int], tall: AlleTall) -> None:
        self._instrument = instrument
        self._ramme = ramme
        self._spredning = spredning
        self._tall = tall
        self._svarprosent = _svarprosent(ramme)
        self._utfall = tuple(s for s in instrument.skalaene if s.rolle == Rolle.UTFALL)
        self._faktorer = {
            f.kode: skalaer
            for f in instrument.faktorene
            if (skalaer := tuple(s for s in instrument.skalaene_i(f.kode) if s.rolle != Rolle.UTFALL))
        }

    def rad(self, rad: int, v: int) -> dict[str, Any]:
        """Enheten på plass ``v`` (``rad`` = ``ENHET``), eller restgruppen dens (``REST``)."""
        ramme, tre = self._ramme, self._ramme.tre
        vises = ramme.skjult[rad, v] == VISES
        hode: dict[str, str | None]
        if rad == REST:
            hode = {"kode": tre.koder[v] + REST_ENDELSE, "navn": f"{REST_NAVN}{tre.navn[v]}", "forelder": tre.koder[v]}
        else:
            over = int(tre.forelder[v])
            hode = {"kode": tre.koder[v], "navn": tre.navn[v], "forelder": tre.koder[over] if over >= 0 else None}
        antall = int(ramme.antall[rad, v])
        svarprosent = int(self._svarprosent[rad, v])
        return {
            **hode,
            "art": "enhet" if rad == ENHET else "rest",
            "antall": antall if vises else None,
            "svarprosent": svarprosent if vises and svarprosent >= 0 else None,
            "skjult_fordi": SKJULT_FORDI[ramme.skjult[rad, v]],
            "faktorer": {kode: self._faktor(kode, skalaer, rad, v, antall) for kode, skalaer in self._faktorer.items()},
            "hendelser": {
                kode: {"andel": _verdi(tall, rad, v), "skjult_fordi": _grunn(tall, rad, v)}
                for kode, tall in self._tall.hendelsene.items()
            },
            "samlet": self._samlet(rad, v),
            "utfall": {s.kode: self._skala(s, rad, v, antall) for s in self._utfall},
        }

    def _faktor(self, kode: str, skalaer: tuple[Skala, ...], rad: int, v: int, antall: int) -> dict[str, Any]:
        krav = [self._spredning[s.kode] for s in skalaer if s.rolle == Rolle.KRAV]
        spredning = sum(krav) / len(krav) if krav else 0
        indeks = _middel(self._tall.indeksene.get(kode), rad, v, antall, spredning)
        tall = self._tall.andelene.get(kode)
        andel = _verdi(tall, rad, v)
        lav, hoy = (None, None) if andel is None else andelsintervall(andel, antall)
        return {
            "indeks": indeks["snitt"],
            "indeks_lav": indeks["lav"],
            "indeks_hoy": indeks["hoy"],
            "avkortet": indeks["avkortet"],
            "retning": indeks["retning"],
            "skjult_fordi": indeks["skjult_fordi"],
            "andel_eksponert": andel,
            "andel_lav": lav,
            "andel_hoy": hoy,
            "andel_skjult_fordi": _grunn(tall, rad, v),
            "skalaer": {s.kode: {**self._skala(s, rad, v, antall), "rolle": s.rolle.value} for s in skalaer},
        }

    def _skala(self, skala: Skala, rad: int, v: int, antall: int) -> dict[str, Any]:
        return _middel(self._tall.skalaene[skala.kode], rad, v, antall, self._spredning[skala.kode])

    def _samlet(self, rad: int, v: int) -> dict[str, Any]:
        tall = self._tall
        return {
            "minst_to": _verdi(tall.minst_to, rad, v),
            "minst_tre": _verdi(tall.minst_tre, rad, v),
            "skjult_fordi": _grunn(tall.minst_to, rad, v),
            "samvirker": {kode: _verdi(samvirke, rad, v) for kode, samvirke in tall.samvirkene.items()},
            "samvirker_skjult_fordi": {kode: _grunn(samvirke, rad, v) for kode, samvirke in tall.samvirkene.items()},
        }


def _middel(tall: Maaltall | None, rad: int, v: int, antall: int, spredning: float) -> dict[str, Any]:
    """Et middel med intervall. Intervallet regnes av det viste: snittet, antallet i raden og spredningen."""
    snitt = _verdi(tall, rad, v)
    if tall is None or snitt is None:
        ingen = {"snitt": None, "lav": None, "hoy": None, "avkortet": False, "retning": None}
        return {**ingen, "skjult_fordi": _grunn(tall, rad, v)}
    lav, hoy = middelintervall(snitt, antall, spredning)
    retning = RETNING[tall.retning[rad, v]]
    return {
        "snitt": snitt,
        "lav": lav,
        "hoy": hoy,
        "avkortet": retning is not None,
        "retning": retning,
        "skjult_fordi": None,
    }


def _verdi(tall: Maaltall | None, rad: int, v: int) -> int | None:
    return int(tall.verdi[rad, v]) if tall is not None and tall.skjult[rad, v] == VISES else None


def _grunn(tall: Maaltall | None, rad: int, v: int) -> str | None:
    return None if tall is None else SKJULT_FORDI[tall.skjult[rad, v]]


def _svarprosent(ramme: Ramme) -> NDArray[np.int64]:
    invitert = ramme.tre.invitert.astype(np.int64)
    return svarprosenter(
        ramme.antall, np.stack([ramme.tre.undertresum(invitert), sum_per_atom(ramme.hoved.eier, invitert)])
    )
