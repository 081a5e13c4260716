"""Risikonivå av sannsynlighet (S) og konsekvens (K), og forslaget til S fra kartleggingen.

Kilde: ``method.md`` 3 og ``domain.md`` 5.2–5.3. Nivået slås opp i en versjonert tabell og regnes aldri
som et produkt. S foreslås, og mennesker velger. K settes bare av mennesker.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from arbeidsmiljo.domain.datafil import Datafil, les_toml
from arbeidsmiljo.domain.sprak import gettext_noop as _
from kartlegging.domain.usikkerhet import Indeksord, indeksord

TRINNENE = (1, 2, 3, 4, 5)
STANDARDBAND = (5, 15, 30, 50)
"""Bånd i hele prosent når instrumentet ikke har egne (``method.md`` 3)."""

Band = tuple[int, int, int, int]


class Risikoniva(StrEnum):
    """De fire nivåene, fra lavest til høyest. Vises alltid med ord, form og mønster, aldri farge alene.

    Ordene står også i alfabetisk rekkefølge, så ``<`` og ``max`` sammenligner etter alvor, både her og
    når basen sorterer.
    """

    GRONN = "gronn"
    GUL = "gul"
    ORANSJE = "oransje"
    ROD = "rod"

    @property
    def rang(self) -> int:
        """0 for grønn til 3 for rød."""
        return list(Risikoniva).index(self)

    @property
    def ord(self) -> str:
        """Nivået i ord, merket for oversettelse."""
        return _UTTRYKK[self].ord

    @property
    def form(self) -> str:
        """Navnet på formen som tegnes ved nivået."""
        return _UTTRYKK[self].form

    @property
    def monster(self) -> str:
        """Navnet på mønsteret i ruten."""
        return _UTTRYKK[self].monster

    @property
    def forklaring(self) -> str:
        """Hva nivået ber om, merket for oversettelse."""
        return _UTTRYKK[self].forklaring

    @property
    def krever_tiltak_mot_aarsak(self) -> bool:
        return self >= Risikoniva.ORANSJE

    def hevet(self) -> "Risikoniva":
        """Ett nivå opp; rød blir rød."""
        return list(Risikoniva)[min(self.rang + 1, 3)]


@dataclass(frozen=True, slots=True)
class _Uttrykk:
    ord: str
    form: str
    monster: str
    forklaring: str


_UTTRYKK: Mapping[Risikoniva, _Uttrykk] = MappingProxyType(
    {
        Risikoniva.GRONN: _Uttrykk(_("Lav"), "sirkel", "ingen", _("Kan godtas. Gjør det som er enkelt, og følg med.")),
        Risikoniva.GUL: _Uttrykk(
            _("Middels"), "trekant", "prikker", _("Vurder tiltak, og prioriter det som virker på årsaken.")
        ),
        Risikoniva.ORANSJE: _Uttrykk(
            _("Høy"), "rute", "skraastreker", _("Planlegg tiltak mot årsaken, med ansvarlig og frist.")
        ),
        Risikoniva.ROD: _Uttrykk(
            _("Svært høy"),
            "attekant",
            "kryss",
            _("Sett inn tiltak mot årsaken nå, og løft saken til den som kan bestemme."),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Trinn:
    """Ett trinn 1–5 på en av aksene."""

    tall: int
    ord: str
    forklaring: str


@dataclass(frozen=True, slots=True)
class Risikodata:
    """Innholdet i ``risiko.toml``: trinnene på aksene og tabellene, etter versjon."""

    sannsynlighet: tuple[Trinn, ...]
    konsekvens: tuple[Trinn, ...]
    tabeller: Mapping[int, tuple[tuple[Risikoniva, ...], ...]]
    """Versjon → rader for S 1–5 (laveste først), hver med K 1–5."""


class Overstyring(StrEnum):
    """Forhold som gjør risikoen minst oransje uansett hvor få det gjelder (``method.md`` 3)."""

    ALVORLIG_VOLD = "alvorlig_vold"
    PAGAENDE_TRAKASSERING = "pagaende_trakassering"

    @property
    def ord(self) -> str:
        if self is Overstyring.ALVORLIG_VOLD:
            return _("Troverdig fare for alvorlig vold")
        return _("Pågående trakassering")


class Liste(StrEnum):
    """De to listene risikoene vises i, så det sjeldne og alvorlige ikke drukner i det vanlige."""

    VANLIG_BELASTNING = "vanlig_belastning"
    SJELDEN_ALVORLIG = "sjelden_alvorlig"

    @property
    def ord(self) -> str:
        return _("Vanlig belastning") if self is Liste.VANLIG_BELASTNING else _("Sjelden, alvorlig")


@dataclass(frozen=True, slots=True)
class Sannsynlighetsforslag:
    """Forslaget til S.

    ``punkt`` er trinnet andelen selv ligger på, ``nivaer`` alle trinn intervallet rører. Uten andel er
    ``punkt`` ``None`` og ``nivaer`` tom; da er ``indeksord`` det eneste forslaget. ``usikker`` betyr at
    gruppen må avgjøre selv.
    """

    punkt: int | None
    nivaer: tuple[int, ...]
    usikker: bool
    indeksord: Indeksord | None = None


def les_risikodata(innhold: bytes, fil: str) -> Risikodata:
    """Akser og tabeller i en fil.

    Melder ``DatafilError`` når et trinn mangler, en tabell ikke er 5×5 av G, Y, O og R, eller en versjon
    er brukt to ganger.
    """
    rot = les_toml(innhold, fil)
    rot.bare("versjon", "sannsynlighet", "konsekvens", "tabeller")
    rot.heltall("versjon", minst=1, hoyst=9999)
    tabeller: dict[int, tuple[tuple[Risikoniva, ...], ...]] = {}
    for rad in rot.tabeller("tabeller"):
        rad.bare("versjon", "rader")
        versjon = rad.heltall("versjon", minst=1, hoyst=9999)
        if versjon in tabeller:
            raise rad.feil("versjon", f"{versjon} er brukt før")
        tabeller[versjon] = _les_tabell(rad)
    return Risikodata(_les_trinn(rot, "sannsynlighet"), _les_trinn(rot, "konsekvens"), MappingProxyType(tabeller))


def _les_trinn(rot: Datafil, nokkel: str) -> tuple[Trinn, ...]:
    trinnene = []
    for rad in rot.tabeller(nokkel):
        rad.bare("tall", "ord", "forklaring")
        trinnene.append(Trinn(rad.heltall("tall", minst=1, hoyst=5), rad.tekst("ord"), rad.tekst("forklaring")))
    if tuple(trinn.tall for trinn in trinnene) != TRINNENE:
        raise rot.feil(nokkel, "skal ha trinnene 1, 2, 3, 4 og 5 i den rekkefølgen")
    return tuple(trinnene)


_BOKSTAVER = {"G": Risikoniva.GRONN, "Y": Risikoniva.GUL, "O": Risikoniva.ORANSJE, "R": Risikoniva.ROD}


def _les_tabell(rad: Datafil) -> tuple[tuple[Risikoniva, ...], ...]:
    rader = rad.tekstliste("rader")
    if len(rader) != 5 or any(len(en) != 5 or set(en) - set(_BOKSTAVER) for en in rader):
        raise rad.feil("rader", "skal være fem rader med fem av bokstavene G, Y, O og R")
    # Filen er skrevet slik matrisen leses, med S 5 øverst.
    return tuple(tuple(_BOKSTAVER[bokstav] for bokstav in en) for en in reversed(rader))


@lru_cache(maxsize=1)
def risikodata() -> Risikodata:
    """Aksene og tabellene som følger med."""
    return les_risikodata(files("tiltak.data").joinpath("risiko.toml").read_bytes(), "risiko.toml")


def gjeldende_versjon() -> int:
    """Nummeret på den nyeste tabellen, som nye vurderinger bruker."""
    return max(risikodata().tabeller)


def niva(s: int, k: int, versjon: int = 1) -> Risikoniva:
    """Nivået for S 1–5 og K 1–5 i tabellversjonen. Melder ``ValueError`` utenfor 1–5 og ved ukjent versjon."""
    if s not in TRINNENE or k not in TRINNENE:
        raise ValueError(f"Sannsynlighet og konsekvens skal være fra 1 til 5, ikke {s} og {k}.")
    if versjon not in risikodata().tabeller:
        raise ValueError(f"Risikotabellen har ingen versjon {versjon}.")
    return risikodata().tabeller[versjon][s - 1][k - 1]


def endelig_niva(s: int, k: int, *, overstyring: Overstyring | None = None, versjon: int = 1) -> Risikoniva:
    """Nivået i tabellen, løftet til minst oransje når ``overstyring`` er satt."""
    i_tabellen = niva(s, k, versjon)
    return max(i_tabellen, Risikoniva.ORANSJE) if overstyring else i_tabellen


def liste(s: int, k: int, *, overstyring: Overstyring | None = None) -> Liste:
    """Listen risikoen hører hjemme i: sjelden og alvorlig er S høyst 2 og K minst 4, eller overstyrt."""
    if overstyring or (s <= 2 and k >= 4):
        return Liste.SJELDEN_ALVORLIG
    return Liste.VANLIG_BELASTNING


def sannsynlighet_for_andel(andel: int, band: Band = STANDARDBAND) -> int:
    """S 1–5 for en andel i hele prosent.

    En andel på grensen hører til trinnet over: under 5 er S 1, 5 er S 2, 15 er S 3, 30 er S 4. Den øverste
    grensen er unntaket, for «de fleste» er mer enn halvparten: 50 er S 4 og 51 er S 5 (``domain.md`` 5.2).
    """
    return 1 + sum(andel >= grense for grense in band[:3]) + (andel > band[3])


def foreslatt_sannsynlighet(
    andel: int | None, lav: int | None, hoy: int | None, band: Band = STANDARDBAND, *, indeks: int | None = None
) -> Sannsynlighetsforslag:
    """Forslaget til S av andelen utsatte og 90 %-intervallet, alle i hele prosent.

    Rører intervallet tre trinn eller flere, er forslaget usikkert. Uten andel gis bare ord for
    faktorens ``indeks`` (0–100), og uten begge deler er forslaget tomt. Melder ``ValueError`` når
    intervallet ikke rommer andelen eller går utenfor 0–100.
    """
    if andel is None or lav is None or hoy is None:
        ordet = None if indeks is None else indeksord(indeks)
        return Sannsynlighetsforslag(None, (), usikker=True, indeksord=ordet)
    if not 0 <= lav <= andel <= hoy <= 100:
        raise ValueError(f"Intervallet {lav}–{hoy} skal romme andelen {andel} og ligge fra 0 til 100.")
    nivaer = tuple(range(sannsynlighet_for_andel(lav, band), sannsynlighet_for_andel(hoy, band) + 1))
    return Sannsynlighetsforslag(sannsynlighet_for_andel(andel, band), nivaer, usikker=len(nivaer) >= 3)
