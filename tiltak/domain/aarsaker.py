"""Årsakene et tiltak kan virke på, og utfallene en risiko er forbundet med.

Kilde: ``domain.md`` 4.1–4.2. Årsakene er hvordan arbeidet er organisert og planlagt. Utfall er aldri noe
en enkelt person har; de velges for enheten.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from arbeidsmiljo.domain.datafil import Datafil, les_toml
from arbeidsmiljo.domain.faktorer import KODENE
from tiltak.domain.begreper import Aarsakskode

AARSAKENE = tuple(kode.value for kode in Aarsakskode)


@dataclass(frozen=True, slots=True)
class Aarsak:
    """En underliggende årsak. ``hjemler`` er id-er i ``regelverk``; ``sporsmal`` hører til årsakssjekken."""

    id: str
    bokstav: str
    navn: str
    forklaring: str
    hjemler: tuple[str, ...]
    sporsmal: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kontrollsporsmal:
    """Et spørsmål som vises når ``faktor`` er høy, og peker på en årsak når svaret er ja."""

    id: str
    faktor: str
    sporsmal: str
    aarsak: str


@dataclass(frozen=True, slots=True)
class Utfall:
    """Et utfall. ``forbundet_med`` er setningen som vises; ``maales`` er ``undersokelse`` eller ``registrert``."""

    id: str
    navn: str
    forbundet_med: str
    faktorer: tuple[str, ...]
    maales: str
    kilde: str


@dataclass(frozen=True, slots=True)
class Aarsaksdata:
    """Innholdet i ``aarsaker.toml``."""

    aarsakene: tuple[Aarsak, ...]
    kontrollsporsmalene: tuple[Kontrollsporsmal, ...]


def les_aarsaker(innhold: bytes, fil: str) -> Aarsaksdata:
    """Årsakene og kontrollspørsmålene i en fil.

    Melder ``DatafilError`` når de fem årsakene ikke står i fast rekkefølge, eller et spørsmål er brukt to ganger.
    """
    rot = les_toml(innhold, fil)
    rot.bare("versjon", "aarsaker", "kontroll")
    rot.heltall("versjon", minst=1, hoyst=9999)
    aarsakene = tuple(_aarsak(rad) for rad in rot.tabeller("aarsaker"))
    if tuple(aarsak.id for aarsak in aarsakene) != AARSAKENE:
        raise rot.feil("aarsaker", f"skal ha id-ene {', '.join(AARSAKENE)} i den rekkefølgen")
    kontrollene: dict[str, Kontrollsporsmal] = {}
    for rad in rot.tabeller("kontroll"):
        rad.bare("id", "faktor", "sporsmal", "aarsak")
        en = Kontrollsporsmal(
            rad.tekst("id"), rad.en_av("faktor", KODENE), rad.tekst("sporsmal"), rad.en_av("aarsak", AARSAKENE)
        )
        if en.id in kontrollene:
            raise rad.feil("id", f"«{en.id}» er brukt før")
        kontrollene[en.id] = en
    return Aarsaksdata(aarsakene, tuple(kontrollene.values()))


def _aarsak(rad: Datafil) -> Aarsak:
    rad.bare("id", "bokstav", "navn", "forklaring", "hjemler", "sporsmal")
    sporsmal = rad.tekstliste("sporsmal")
    if not sporsmal:
        raise rad.feil("sporsmal", "er tom")
    return Aarsak(
        id=rad.tekst("id"),
        bokstav=rad.tekst("bokstav"),
        navn=rad.tekst("navn"),
        forklaring=rad.tekst("forklaring"),
        hjemler=rad.tekstliste("hjemler"),
        sporsmal=sporsmal,
    )


def les_utfall(innhold: bytes, fil: str) -> tuple[Utfall, ...]:
    """Utfallene i en fil, i filens rekkefølge.

    Melder ``DatafilError`` ved doble id-er, ukjent faktor, eller en setning uten «forbundet med».
    """
    rot = les_toml(innhold, fil)
    rot.bare("versjon", "utfall")
    rot.heltall("versjon", minst=1, hoyst=9999)
    utfallene: dict[str, Utfall] = {}
    for rad in rot.tabeller("utfall"):
        utfall = _utfall(rad)
        if utfall.id in utfallene:
            raise rad.feil("id", f"«{utfall.id}» er brukt før")
        utfallene[utfall.id] = utfall
    return tuple(utfallene.values())


def _utfall(rad: Datafil) -> Utfall:
    rad.bare("id", "navn", "forbundet_med", "faktorer", "maales", "kilde")
    setning = rad.tekst("forbundet_med")
    if "forbundet med" not in setning or "fører til" in setning:
        raise rad.feil("forbundet_med", "skal si «forbundet med» og aldri «fører til»")
    faktorer = rad.tekstliste("faktorer")
    for kode in faktorer:
        if kode not in KODENE:
            raise rad.feil("faktorer", f"«{kode}» er ikke en av: {', '.join(KODENE)}")
    return Utfall(
        id=rad.tekst("id"),
        navn=rad.tekst("navn"),
        forbundet_med=setning,
        faktorer=faktorer,
        maales=rad.en_av("maales", ("undersokelse", "registrert")),
        kilde=rad.tekst("kilde"),
    )


@lru_cache(maxsize=1)
def _aarsaksdata() -> Aarsaksdata:
    return les_aarsaker(files("tiltak.data").joinpath("aarsaker.toml").read_bytes(), "aarsaker.toml")


def alle_aarsaker() -> tuple[Aarsak, ...]:
    """De fem årsakene, i fast rekkefølge."""
    return _aarsaksdata().aarsakene


def aarsak(id_: str) -> Aarsak:
    """Årsaken med id-en. Melder ``KeyError`` når den er ukjent."""
    for en in alle_aarsaker():
        if en.id == id_:
            return en
    raise KeyError(id_)


def kontrollsporsmal(faktor: str) -> tuple[Kontrollsporsmal, ...]:
    """Kontrollspørsmålene for faktoren; tomt for faktorer uten."""
    return tuple(en for en in _aarsaksdata().kontrollsporsmalene if en.faktor == faktor)


@lru_cache(maxsize=1)
def alle_utfall() -> tuple[Utfall, ...]:
    """Utfallene som kan velges, i fast rekkefølge."""
    return les_utfall(files("tiltak.data").joinpath("utfall.toml").read_bytes(), "utfall.toml")


def utfall(id_: str) -> Utfall:
    """Utfallet med id-en. Melder ``KeyError`` når den er ukjent."""
    for en in alle_utfall():
        if en.id == id_:
            return en
    raise KeyError(id_)


def utfall_for(faktor: str) -> tuple[Utfall, ...]:
    """Utfallene faktoren er forbundet med, i fast rekkefølge."""
    return tuple(en for en in alle_utfall() if faktor in en.faktorer)
