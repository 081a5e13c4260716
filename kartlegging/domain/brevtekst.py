"""Ordene i e-posten til de inviterte, lest fra ``data/brev.toml``.

Alt står på bokmål, nynorsk og engelsk. Stedene som fylles ut, er ``%(navn)s``, ``%(virksomhet)s``, ``%(frist)s`` og
``%(svar_til)s``; en fil med andre avvises.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from arbeidsmiljo.domain.datafil import Datafil, les_toml
from arbeidsmiljo.domain.sprak import SPRAK, Tekst

ARTENE = ("invitasjon", "paaminnelse_1", "paaminnelse_2")
FASTE = (
    "alt_svart", "svar_her", "eller_kode", "koden", "frist", "om_koden", "frivillig", "les_mer", "sporsmaal",
)  # fmt: skip
STEDENE = frozenset({"navn", "virksomhet", "frist", "svar_til"})

_STED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Brevtekster:
    """``emne`` og ``tekst`` er art → språk → tekst. ``faste`` er det som alltid står, navn → språk → tekst."""

    emne: Mapping[str, Tekst]
    tekst: Mapping[str, Tekst]
    faste: Mapping[str, Tekst]


def les_brevtekster(innhold: bytes, fil: str) -> Brevtekster:
    """Tekstene i en fil. Melder ``DatafilError`` når en tekst eller et språk mangler, eller et sted er ukjent."""
    rot = les_toml(innhold, fil)
    rot.bare("versjon", "faste", *ARTENE)
    rot.heltall("versjon", minst=1, hoyst=9999)
    faste = rot.tabell("faste")
    faste.bare(*FASTE)
    for art in ARTENE:
        rot.tabell(art).bare("emne", "tekst")
    return Brevtekster(
        emne={art: _tekst(rot.tabell(art), "emne") for art in ARTENE},
        tekst={art: _tekst(rot.tabell(art), "tekst") for art in ARTENE},
        faste={navn: _tekst(faste, navn) for navn in FASTE},
    )


def _tekst(tabell: Datafil, nokkel: str) -> Tekst:
    tekstene = tabell.sprakliste(nokkel, SPRAK)
    for sprak, tekst in tekstene.items():
        ukjente = sorted(set(_STED.findall(tekst)) - STEDENE)
        if ukjente or "%" in _STED.sub("", tekst):
            raise tabell.feil(f"{nokkel}.{sprak}", f"har et ukjent sted å fylle ut: {', '.join(ukjente) or '%'}")
    return {sprak: tekst.strip() for sprak, tekst in tekstene.items()}


@lru_cache(maxsize=1)
def brevtekster() -> Brevtekster:
    return les_brevtekster(files("kartlegging.data").joinpath("brev.toml").read_bytes(), "brev.toml")
