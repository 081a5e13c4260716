"""Målene i kartleggingen som kan vise om et tiltak virker: en skala, en faktors indeks, eller andelen utsatte."""

import re
from dataclasses import dataclass
from enum import StrEnum

from arbeidsmiljo.domain.faktorer import KODENE

_SKALA = re.compile(r"[a-e][1-9]")


class Maalart(StrEnum):
    SKALA = "skala"
    INDEKS = "indeks"
    ANDEL = "andel"


@dataclass(frozen=True, slots=True)
class Maal:
    """Ett mål. ``kode`` er «c1», «c:indeks» eller «c:andel». Høyere tall er alltid mer belastning."""

    kode: str
    faktor: str
    art: Maalart


def les_maal(kode: str) -> Maal:
    """Målet med koden. Melder ``ValueError`` når koden ikke er et mål."""
    if _SKALA.fullmatch(kode):
        return Maal(kode, kode[0], Maalart.SKALA)
    faktor, _skille, art = kode.partition(":")
    if faktor in KODENE and art in {Maalart.INDEKS, Maalart.ANDEL}:
        return Maal(kode, faktor, Maalart(art))
    raise ValueError(f"«{kode}» er ikke et mål i kartleggingen.")
