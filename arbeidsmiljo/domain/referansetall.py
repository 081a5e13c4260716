"""Nasjonale tall vist ved siden av egne resultater, lest fra ``data/referansetall.toml``.

Kilde: ``domain.md`` 6. Tallene er ikke normtall: de er målt med andre spørsmål enn våre, og brukes aldri i
en beregning.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from arbeidsmiljo.domain.datafil import Datafil, les_toml
from arbeidsmiljo.domain.faktorer import KODENE
from arbeidsmiljo.domain.sprak import gettext_noop

MERKNAD = gettext_noop("ikke normtall")
"""Ordene som alltid står ved et referansetall."""

SAMLET = "samlet"
UTFALL = "utfall"
_STEDENE = (*KODENE, SAMLET, UTFALL)
_NOKLER = ("id", "tekst", "verdi", "tall_tideler", "aar", "aar_tekst", "utvikling", "grupper", "kilde", "vises_ved")


@dataclass(frozen=True, slots=True)
class Referansetall:
    """Ett nasjonalt tall.

    ``verdi`` er tallet slik det skal leses («over 40 %»), ``tall_tideler`` det samme i tideler av prosent.
    ``aar`` er ``None`` når kilden er uten år; ``aar_tekst`` sier hva som er kjent. ``utvikling`` og
    ``grupper`` er tomme når kilden ikke gir dem. ``vises_ved`` er koder a–g, ``samlet`` eller ``utfall``.
    """

    id: str
    tekst: str
    verdi: str
    tall_tideler: int
    aar: int | None
    aar_tekst: str
    utvikling: str
    grupper: str
    kilde: str
    vises_ved: tuple[str, ...]

    @property
    def merknad(self) -> str:
        return MERKNAD


def les_referansetall(innhold: bytes, fil: str) -> tuple[Referansetall, ...]:
    """Tallene i en fil, i filens rekkefølge.

    Melder ``DatafilError`` ved ukjente nøkler, doble id-er, manglende kilde eller ukjent sted.
    """
    rot = les_toml(innhold, fil)
    rot.bare("versjon", "tall")
    rot.heltall("versjon", minst=1, hoyst=9999)
    tallene: dict[str, Referansetall] = {}
    for rad in rot.tabeller("tall"):
        tall = _tall(rad)
        if tall.id in tallene:
            raise rad.feil("id", f"«{tall.id}» er brukt før")
        tallene[tall.id] = tall
    return tuple(tallene.values())


def _tall(rad: Datafil) -> Referansetall:
    rad.bare(*_NOKLER)
    vises_ved = rad.tekstliste("vises_ved")
    for sted in vises_ved:
        if sted not in _STEDENE:
            raise rad.feil("vises_ved", f"«{sted}» er ikke en av: {', '.join(_STEDENE)}")
    if not vises_ved:
        raise rad.feil("vises_ved", "er tom")
    return Referansetall(
        id=rad.tekst("id"),
        tekst=rad.tekst("tekst"),
        verdi=rad.tekst("verdi"),
        tall_tideler=rad.heltall("tall_tideler", minst=0, hoyst=1000),
        aar=rad.heltall("aar", minst=0, hoyst=2100) or None,
        aar_tekst=rad.tekst("aar_tekst"),
        utvikling=rad.tekst("utvikling", standard=""),
        grupper=rad.tekst("grupper", standard=""),
        kilde=rad.tekst("kilde"),
        vises_ved=vises_ved,
    )


@lru_cache(maxsize=1)
def alle_referansetall() -> tuple[Referansetall, ...]:
    """Alle tallene, i filens rekkefølge."""
    return les_referansetall(
        files("arbeidsmiljo.data").joinpath("referansetall.toml").read_bytes(), "referansetall.toml"
    )


def for_faktor(kode: str) -> tuple[Referansetall, ...]:
    """Tallene som vises ved faktoren a–g. Melder ``KeyError`` når koden er ukjent."""
    if kode not in KODENE:
        raise KeyError(kode)
    return _ved(kode)


def for_samlet() -> tuple[Referansetall, ...]:
    """Tallene som vises ved den samlede vurderingen."""
    return _ved(SAMLET)


def for_utfall() -> tuple[Referansetall, ...]:
    """Tallene som vises ved helse og fravær."""
    return _ved(UTFALL)


def _ved(sted: str) -> tuple[Referansetall, ...]:
    return tuple(tall for tall in alle_referansetall() if sted in tall.vises_ved)
