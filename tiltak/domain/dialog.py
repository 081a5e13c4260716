"""Dialogmøtet: måten en enhet som er for liten til å vises, blir vurdert på. Opplegget leses fra ``data/dialog.toml``.

Kilde: ``product.md`` punkt 7 og ``method.md`` 3. Notatene handler om arbeidet. De har ingen navn, og hvor mange noe gjelder,
sies bare i ord.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from arbeidsmiljo.domain.datafil import Datafil, les_toml
from arbeidsmiljo.domain.faktorer import KODENE
from arbeidsmiljo.domain.sprak import SPRAK, Tekst
from arbeidsmiljo.domain.sprak import gettext_noop as _

FAERREST_DELTAKERE = 3
"""Med færre kan hver enkelt kjennes igjen i notatene. Da står ikke antallet i planen, og møtet bør slås sammen."""
KORTEST, LENGST = 60, 90
"""Minuttene et møte kan være lagt opp til."""

_EPOST = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_FODSELSNUMMER = re.compile(r"(?<!\d)\d{6} ?\d{5}(?!\d)")


class Utbredelse(StrEnum):
    """Hvor mange et forhold gjelder, slik gruppen ser det. Aldri et tall."""

    INGEN = "ingen"
    NOEN_FAA = "noen_faa"
    EN_DEL = "en_del"
    DE_FLESTE = "de_fleste"

    @property
    def ord(self) -> str:
        return {
            "ingen": _("Ingen"),
            "noen_faa": _("Noen få"),
            "en_del": _("En del"),
            "de_fleste": _("De fleste"),
        }[self]


@dataclass(frozen=True, slots=True)
class Dagsordenpunkt:
    """Ett punkt i møtet, og hvor mange minutter det er satt av til det."""

    minutter: int
    tittel: Tekst
    tekst: Tekst


@dataclass(frozen=True, slots=True)
class Faktorsporsmaal:
    """Spørsmålene om én faktor. ``aarsak`` leter etter grunnen i arbeidet; ``merknad`` er ``None`` når den ikke trengs."""

    kode: str
    sporsmalene: tuple[Tekst, ...]
    aarsak: Tekst
    merknad: Tekst | None


@dataclass(frozen=True, slots=True)
class Dialogopplegg:
    """Reglene for møtet, dagsordenen og spørsmålene for hver faktor a–g i rekkefølge."""

    versjon: int
    utgitt: date
    reglene: tuple[Tekst, ...]
    dagsorden: tuple[Dagsordenpunkt, ...]
    faktorene: tuple[Faktorsporsmaal, ...]

    @property
    def minutter(self) -> int:
        return sum(punkt.minutter for punkt in self.dagsorden)

    def sporsmaal(self, faktor: str) -> Faktorsporsmaal:
        """Spørsmålene om faktoren. Melder ``KeyError`` når koden er ukjent."""
        return {en.kode: en for en in self.faktorene}[faktor]


def les_dialogopplegg(innhold: bytes, fil: str) -> Dialogopplegg:
    """Opplegget i en fil.

    Melder ``DatafilError`` ved ukjente nøkler, manglende språk, spørsmål som ikke dekker a–g i rekkefølge, eller et møte som
    er kortere enn ``KORTEST`` eller lengre enn ``LENGST`` minutter.
    """
    rot = les_toml(innhold, fil)
    rot.bare("versjon", "utgitt", "regler", "dagsorden", "faktorer")
    opplegg = Dialogopplegg(
        versjon=rot.heltall("versjon", minst=1, hoyst=9999),
        utgitt=_dato(rot),
        reglene=tuple(_bare_tekst(rad) for rad in rot.tabeller("regler")),
        dagsorden=tuple(_punkt(rad) for rad in rot.tabeller("dagsorden")),
        faktorene=tuple(_faktor(rad) for rad in rot.tabeller("faktorer")),
    )
    if not KORTEST <= opplegg.minutter <= LENGST:
        raise rot.feil("dagsorden", f"er på {opplegg.minutter} minutter, men skal være fra {KORTEST} til {LENGST}")
    kodene = tuple(en.kode for en in opplegg.faktorene)
    if kodene != KODENE:
        raise rot.feil("faktorer", f"skal ha kodene {', '.join(KODENE)} i den rekkefølgen, men har {', '.join(kodene)}")
    return opplegg


def _dato(rot: Datafil) -> date:
    try:
        return date.fromisoformat(rot.tekst("utgitt"))
    except ValueError as feil:
        raise rot.feil("utgitt", "skal være en dato som 2026-11-23") from feil


def _bare_tekst(rad: Datafil) -> Tekst:
    rad.bare("tekst")
    return rad.sprakliste("tekst", SPRAK)


def _punkt(rad: Datafil) -> Dagsordenpunkt:
    rad.bare("minutter", "tittel", "tekst")
    return Dagsordenpunkt(
        minutter=rad.heltall("minutter", minst=1, hoyst=LENGST),
        tittel=rad.sprakliste("tittel", SPRAK),
        tekst=rad.sprakliste("tekst", SPRAK),
    )


def _faktor(rad: Datafil) -> Faktorsporsmaal:
    rad.bare("kode", "sporsmal", "aarsak", "merknad")
    sporsmalene = tuple(_bare_tekst(ett) for ett in rad.tabeller("sporsmal"))
    if not sporsmalene:
        raise rad.feil("sporsmal", "er tom")
    return Faktorsporsmaal(
        kode=rad.en_av("kode", KODENE),
        sporsmalene=sporsmalene,
        aarsak=rad.sprakliste("aarsak", SPRAK),
        merknad=rad.sprakliste("merknad", SPRAK) if rad.har("merknad") else None,
    )


@lru_cache(maxsize=1)
def dialogopplegg() -> Dialogopplegg:
    """Opplegget som følger med."""
    return les_dialogopplegg(files("tiltak.data").joinpath("dialog.toml").read_bytes(), "dialog.toml")


def kan_kjennes_igjen(antall_deltakere: int) -> bool:
    """Om møtet er så lite at deltakerne kan kjennes igjen i notatene."""
    return antall_deltakere < FAERREST_DELTAKERE


def har_persondata(tekst: str) -> bool:
    """Om teksten har en e-postadresse eller noe som ser ut som et fødselsnummer. Navn kan ikke kjennes igjen slik."""
    return bool(_EPOST.search(tekst) or _FODSELSNUMMER.search(tekst))
