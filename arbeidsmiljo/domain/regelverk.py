"""Hjemlene grensesnittet viser til, lest fra ``data/regelverk.toml``.

Bare det som er kontrollert mot ordlyden, har status ``sitat`` og kan vises som lovtekst. Resten er
veiledning med egne ord, og vises sammen med kilden.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from arbeidsmiljo.domain.datafil import Datafil, les_toml


class Status(StrEnum):
    """Om teksten er ordrett lov eller forskrift, eller vår gjengivelse."""

    SITAT = "sitat"
    VEILEDNING = "veiledning"


class Sikkerhet(StrEnum):
    """Hvor godt teksten er kontrollert."""

    SIKKER = "sikker"
    SEKUNDAER = "sekundaer"
    UKONTROLLERT = "ukontrollert"


@dataclass(frozen=True, slots=True)
class Hjemmel:
    """En bestemmelse det vises til, med teksten slik den kan vises."""

    id: str
    lov: str
    paragraf: str
    kort: str
    tekst: str
    status: Status
    kilde: str
    sikkerhet: Sikkerhet

    @property
    def henvisning(self) -> str:
        """For eksempel «arbeidsmiljøloven § 4-3 andre ledd bokstav a»."""
        return f"{self.lov} {self.paragraf}"

    @property
    def er_sitat(self) -> bool:
        return self.status is Status.SITAT


def les_regelverk(innhold: bytes, fil: str) -> tuple[Hjemmel, ...]:
    """Hjemlene i en fil, i filens rekkefølge.

    Melder ``DatafilError`` ved ukjente nøkler, doble id-er, eller et sitat som ikke er sikkert.
    """
    rot = les_toml(innhold, fil)
    rot.bare("versjon", "hjemler")
    rot.heltall("versjon", minst=1, hoyst=9999)
    hjemlene: dict[str, Hjemmel] = {}
    for rad in rot.tabeller("hjemler"):
        hjemmel = _hjemmel(rad)
        if hjemmel.id in hjemlene:
            raise rad.feil("id", f"«{hjemmel.id}» er brukt før")
        hjemlene[hjemmel.id] = hjemmel
    return tuple(hjemlene.values())


def _hjemmel(rad: Datafil) -> Hjemmel:
    rad.bare("id", "lov", "paragraf", "kort", "tekst", "status", "kilde", "sikkerhet")
    status = Status(rad.en_av("status", tuple(Status)))
    sikkerhet = Sikkerhet(rad.en_av("sikkerhet", tuple(Sikkerhet)))
    if status is Status.SITAT and sikkerhet is not Sikkerhet.SIKKER:
        raise rad.feil("status", "kan bare være «sitat» når sikkerhet er «sikker»")
    return Hjemmel(
        id=rad.tekst("id"),
        lov=rad.tekst("lov"),
        paragraf=rad.tekst("paragraf"),
        kort=rad.tekst("kort"),
        tekst=rad.tekst("tekst"),
        status=status,
        kilde=rad.tekst("kilde"),
        sikkerhet=sikkerhet,
    )


@lru_cache(maxsize=1)
def alle_hjemler() -> tuple[Hjemmel, ...]:
    """Alle hjemlene, i filens rekkefølge."""
    return les_regelverk(files("arbeidsmiljo.data").joinpath("regelverk.toml").read_bytes(), "regelverk.toml")


def hjemmel(id_: str) -> Hjemmel:
    """Hjemmelen med id-en (``"aml-4-3-2-a"``). Melder ``KeyError`` når den er ukjent."""
    for en in alle_hjemler():
        if en.id == id_:
            return en
    raise KeyError(id_)
