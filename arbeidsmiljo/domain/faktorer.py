"""De psykososiale faktorene i arbeidsmiljøloven § 4-3, lest fra ``data/faktorer.toml``.

Kodene er de samme overalt: a–d er de fire i andre ledd, e–g forholdene i tredje til sjette ledd.
Loven lister eksempler. En virksomhet kan vurdere en faktor som ikke relevant, og legge til egne.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from arbeidsmiljo.domain.datafil import Datafil, les_toml
from arbeidsmiljo.domain.sprak import SPRAK, Tekst

KODENE = ("a", "b", "c", "d", "e", "f", "g")
DE_FIRE = ("a", "b", "c", "d")
"""Faktorene i § 4-3 andre ledd bokstav a–d, som telles sammen i «samlet»."""

_NOKLER = ("kode", "navn", "kortnavn", "forklaring", "hjemler", "konsekvenshint", "konsekvenshint_tekst")


@dataclass(frozen=True, slots=True)
class Faktor:
    """En psykososial faktor.

    ``hjemler`` er id-er i ``regelverk``. ``konsekvenshint`` er 1–5, eller ``None`` når vi ikke har noe
    godt utgangspunkt; hintet vises og fylles aldri inn (``method.md`` 3).
    """

    kode: str
    bokstav: str
    navn: Tekst
    kortnavn: Tekst
    forklaring: Tekst
    hjemler: tuple[str, ...]
    konsekvenshint: int | None
    konsekvenshint_tekst: str


def les_faktorer(innhold: bytes, fil: str) -> tuple[Faktor, ...]:
    """Faktorene i en fil, i rekkefølge a–g.

    Melder ``DatafilError`` ved ukjente nøkler, manglende tekster, eller når kodene ikke er a–g i rekkefølge.
    """
    rot = les_toml(innhold, fil)
    rot.bare("versjon", "faktorer")
    rot.heltall("versjon", minst=1, hoyst=9999)
    faktorene = tuple(_faktor(rad) for rad in rot.tabeller("faktorer"))
    kodene = tuple(faktor.kode for faktor in faktorene)
    if kodene != KODENE:
        raise rot.feil("faktorer", f"skal ha kodene {', '.join(KODENE)} i den rekkefølgen, men har {', '.join(kodene)}")
    return faktorene


def _faktor(rad: Datafil) -> Faktor:
    rad.bare(*_NOKLER)
    kode = rad.en_av("kode", KODENE)
    hjemler = rad.tekstliste("hjemler")
    if not hjemler:
        raise rad.feil("hjemler", "er tom")
    return Faktor(
        kode=kode,
        bokstav=kode.upper(),
        navn=rad.sprakliste("navn", SPRAK),
        kortnavn=rad.sprakliste("kortnavn", SPRAK),
        forklaring=rad.sprakliste("forklaring", SPRAK),
        hjemler=hjemler,
        konsekvenshint=rad.heltall("konsekvenshint", minst=1, hoyst=5) if rad.har("konsekvenshint") else None,
        konsekvenshint_tekst=rad.tekst("konsekvenshint_tekst"),
    )


@lru_cache(maxsize=1)
def alle_faktorer() -> tuple[Faktor, ...]:
    """De sju faktorene a–g, i rekkefølge."""
    return les_faktorer(files("arbeidsmiljo.data").joinpath("faktorer.toml").read_bytes(), "faktorer.toml")


def faktor(kode: str) -> Faktor:
    """Faktoren med koden ``"a"``–``"g"``. Melder ``KeyError`` når koden er ukjent."""
    for en in alle_faktorer():
        if en.kode == kode:
            return en
    raise KeyError(kode)
