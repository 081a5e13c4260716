"""Hver tekst som skal oversettes: fra malene, fra koden og fra datafilene. Brukes av prøvene av oversettelsene."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import allauth
import django
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation import templatize

from arbeidsmiljo.domain.faktorer import alle_faktorer
from arbeidsmiljo.domain.referansetall import alle_referansetall
from arbeidsmiljo.domain.regelverk import alle_hjemler
from tiltak.domain.aarsaker import alle_aarsaker, alle_utfall, kontrollsporsmal
from tiltak.domain.katalog import alle_forslag, alle_tillegg
from tiltak.domain.risiko import risikodata

ROT = Path(__file__).resolve().parents[2]
ROMMENE = ("arbeidsmiljo", "kartlegging", "tiltak")
SPRAKENE = ("nn", "en")
_MERKENE: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


@dataclass(frozen=True, order=True)
class Melding:
    """Nøkkelen i oversettelsesfilen. ``flertall`` er tom når teksten bare har én form."""

    entall: str
    flertall: str = ""
    kontekst: str = ""


@dataclass(frozen=True)
class Oversatt:
    """Det som står i oversettelsesfilen: én form, eller én per tall."""

    formene: tuple[str, ...]
    uavklart: bool = False


def fra_kode(kilde: str) -> set[Melding]:
    """Tekstene i Python-kode."""
    funnet = set()
    for _linje, tekst, _merknader, kontekst in extract("python", BytesIO(kilde.encode()), _MERKENE):
        entall, flertall = (tekst[-2], tekst[-1]) if isinstance(tekst, tuple) else (tekst, "")
        funnet.add(Melding(str(entall), str(flertall), str(kontekst or "")))
    return funnet


def fra_mal(mal: str) -> set[Melding]:
    """Tekstene i en mal."""
    # Innrykket i malen blir igjen i det templatize gir, og er ikke gyldig Python.
    return fra_kode(re.sub(r"(?m)^[ \t]+", "", templatize(mal)))


def malene() -> list[Path]:
    return sorted([*ROT.glob("templates/**/*.html"), *ROT.glob("templates/**/*.txt")])


def koden() -> list[Path]:
    return sorted(fil for rom in ROMMENE for fil in (ROT / rom).rglob("*.py"))


def _fra_data() -> Iterator[str]:
    """Datatekster som bare finnes på bokmål, og oversettes der de vises. Lovsitater og kilder oversettes aldri."""
    for faktor in alle_faktorer():
        yield faktor.konsekvenshint_tekst
    for tall in alle_referansetall():
        yield from (tall.tekst, tall.verdi, tall.aar_tekst, tall.utvikling, tall.grupper)
    for hjemmel in alle_hjemler():
        yield from (hjemmel.lov, hjemmel.paragraf, hjemmel.kort)
        if not hjemmel.er_sitat:
            yield hjemmel.tekst
    for aarsak in alle_aarsaker():
        yield from (aarsak.navn, aarsak.forklaring, *aarsak.sporsmal)
    for sporsmal in kontrollsporsmal("c"):
        yield sporsmal.sporsmal
    for utfall in alle_utfall():
        yield from (utfall.navn, utfall.forbundet_med)
    for trinn in (*risikodata().sannsynlighet, *risikodata().konsekvens):
        yield from (trinn.ord, trinn.forklaring)
    for forslag in alle_forslag():
        yield from (forslag.tittel, forslag.beskrivelse, forslag.indikator)
    for tillegg in alle_tillegg():
        yield from (tillegg.tittel, tillegg.tekst)


def fra_data() -> set[Melding]:
    return {Melding(tekst) for tekst in _fra_data() if tekst}


@lru_cache(maxsize=1)
def tekstene() -> frozenset[Melding]:
    """Alle tekstene programmet kan vise."""
    funnet = fra_data()
    for mal in malene():
        funnet |= fra_mal(mal.read_text(encoding="utf-8"))
    for fil in koden():
        funnet |= fra_kode(fil.read_text(encoding="utf-8"))
    return frozenset(funnet)


@lru_cache(maxsize=2)
def oversettelsene(sprak: str) -> dict[Melding, Oversatt]:
    """Alt som står i oversettelsesfilen for språket."""
    fil = ROT / "arbeidsmiljo/locale" / sprak / "LC_MESSAGES/django.po"
    with fil.open("rb") as strom:
        return {_nokkel(en): _oversatt(en) for en in read_po(strom) if en.id}


def fra_biblioteket() -> set[Melding]:
    """Tekstene til innloggingsbiblioteket og rammeverket. De kan oversettes her når de trenger klarere ord."""
    mappene = [Path(allauth.__file__).parent, Path(django.__file__).parent / "conf"]
    katalogene = [mappe / "locale/nb/LC_MESSAGES/django.mo" for mappe in mappene]
    return {_nokkel(en) for fil in katalogene for en in read_mo(BytesIO(fil.read_bytes())) if en.id}


def _nokkel(en: Any) -> Melding:
    entall, flertall = en.id if isinstance(en.id, tuple | list) else (en.id, "")
    return Melding(entall, flertall, en.context or "")


def _oversatt(en: Any) -> Oversatt:
    return Oversatt(en.string if isinstance(en.string, tuple) else (en.string,), en.fuzzy)


def satt_sammen(kilde: str) -> list[int]:
    """Linjene der det som skal oversettes, er satt sammen i koden. Da finnes ingen oversettelse av det."""
    return [
        kall.lineno
        for kall in ast.walk(ast.parse(kilde))
        if isinstance(kall, ast.Call)
        and isinstance(kall.func, ast.Name)
        and kall.func.id in _MERKENE
        and any(isinstance(del_, ast.JoinedStr | ast.BinOp) for del_ in kall.args[:2])
    ]
