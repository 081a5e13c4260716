"""Instrumentet: faktorer → skalaer → ledd, slik en versjonert fil beskriver dem.

Kilde: ``method.md`` del 1. Svar er 1–5 (1 = aldri/svært sjelden … 5 = svært ofte/alltid); hendelser
har 1 = nei, 2 = ja. Leddpoeng er 0–4, der høyt betyr mer belastning; snudde ledd er vendt.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

Tekst = Mapping[str, str]
"""Tekst per språk, for eksempel ``{"nb": "…", "nn": "…", "en": "…"}``."""


class Rolle(StrEnum):
    """Hva en skala gjør i beregningen."""

    KRAV = "krav"
    RESSURS = "ressurs"
    UTFALL = "utfall"


@dataclass(frozen=True, slots=True)
class Ledd:
    """Ett spørsmål. ``id`` er skalaens kode, punktum og nummer (``a1.2``)."""

    id: str
    tekst: Tekst
    snudd: bool = False


@dataclass(frozen=True, slots=True)
class Hendelse:
    """Et ja/nei-spørsmål om de siste 12 månedene (``f1``, ``g2``)."""

    id: str
    faktor: str
    navn: Tekst
    tekst: Tekst


@dataclass(frozen=True, slots=True)
class Skala:
    """Ledd som regnes sammen. ``spredning`` er standardavvik i poeng av 100, brukt til intervaller
    når virksomheten er for liten til å anslå sitt eget (``method.md`` 2)."""

    kode: str
    faktor: str | None
    rolle: Rolle
    navn: Tekst
    leddene: tuple[Ledd, ...]
    spredning: int


@dataclass(frozen=True, slots=True)
class Faktordel:
    """Det instrumentet sier om en faktor: hvor grensen for «utsatt» går, og båndene for S 1–5.

    ``kutt_tideler`` er grensen i tideler av poeng (525 = 52,5 av 100). ``band`` er øvre grenser i hele
    prosent for S 1–4; over den siste er S 5.
    """

    kode: str
    navn: Tekst
    innledning: Tekst
    kutt_tideler: int
    band: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Vilkar:
    """Ett ledd i et samvirke. Nøyaktig ett av tre er satt.

    ``faktor``: personen er utsatt for faktoren (over faktorens egen grense). ``skala``: skalapoenget er
    minst ``kutt_tideler`` (tideler av poeng). ``hendelser``: ja på minst én av dem.
    """

    faktor: str | None = None
    skala: str | None = None
    hendelser: tuple[str, ...] = ()
    kutt_tideler: int = 525


@dataclass(frozen=True, slots=True)
class Samvirke:
    """Et navngitt par (eller tre) av belastninger som vurderes sammen.

    ``virkning`` er ``overadditiv`` eller ``additiv`` (``domain.md`` 5.4). ``bare_virksomhet`` betyr at
    andelen bare vises for hele virksomheten, og først fra 50 svar.
    """

    id: str
    navn: Tekst
    vilkarene: tuple[Vilkar, ...]
    virkning: str
    kilde: str
    bare_virksomhet: bool = False


@dataclass(frozen=True, slots=True)
class Instrument:
    """En uforanderlig versjon av et instrument. ``sjekksum`` er SHA-256 av filen."""

    id: str
    versjon: int
    navn: Tekst
    sprak: tuple[str, ...]
    svaralternativer: Mapping[str, tuple[str, ...]]
    """Per språk: de fem ordene for 1–5."""
    faktorene: tuple[Faktordel, ...]
    skalaene: tuple[Skala, ...]
    hendelsene: tuple[Hendelse, ...]
    samvirkene: tuple[Samvirke, ...]
    lisens: str
    kilde: str
    sjekksum: str
    innledning: Tekst = field(default_factory=dict)
    """Per språk: én setning som gjelder alle leddene, for eksempel hvilken tid de handler om."""

    @property
    def leddrekkefolge(self) -> tuple[str, ...]:
        """Id-ene i fast rekkefølge: alle ledd i skalaene, så hendelsene. Bærer svarstrengen."""
        return (*(ledd.id for skala in self.skalaene for ledd in skala.leddene), *(h.id for h in self.hendelsene))

    def skala(self, kode: str) -> Skala:
        """Skalaen med koden. Melder ``KeyError`` når den ikke finnes."""
        for skala in self.skalaene:
            if skala.kode == kode:
                return skala
        raise KeyError(kode)

    def skalaene_i(self, faktor: str, *, rolle: Rolle | None = None) -> tuple[Skala, ...]:
        return tuple(s for s in self.skalaene if s.faktor == faktor and (rolle is None or s.rolle == rolle))

    def utvalg(self, koder: tuple[str, ...]) -> "Instrument":
        """Samme instrument med bare de valgte skalaene og hendelsene, til en pulsmåling.

        ``koder`` er skalakoder (``a1``) og hendelser (``g1``) i vilkårlig rekkefølge; rekkefølgen i
        instrumentet beholdes, så svarstrengen ikke avhenger av hvordan valget ble gjort. Id, versjon og
        sjekksum er de samme. Et samvirke følger bare med når alle delene gjør det: alle krav-skalaene i
        faktorene, skalaen og hendelsene – ellers ville andelen betydd noe annet enn kilden måler.

        Melder ``ValueError`` med en setning til brukeren når valget er tomt eller en kode er ukjent.
        """
        kjente = (*(s.kode for s in self.skalaene), *(h.id for h in self.hendelsene))
        if not koder:
            melding = "Velg minst én skala eller hendelse."
            raise ValueError(melding)
        ukjente = sorted(set(koder) - set(kjente))
        if ukjente:
            melding = (
                f"Instrumentet {self.id} v{self.versjon} har ikke «{'», «'.join(ukjente)}». "
                f"Velg blant: {', '.join(kjente)}."
            )
            raise ValueError(melding)
        valgt = frozenset(koder)
        skalaene = tuple(s for s in self.skalaene if s.kode in valgt)
        hendelsene = tuple(h for h in self.hendelsene if h.id in valgt)
        i_bruk = {s.faktor for s in skalaene} | {h.faktor for h in hendelsene}
        return replace(
            self,
            skalaene=skalaene,
            hendelsene=hendelsene,
            faktorene=tuple(f for f in self.faktorene if f.kode in i_bruk),
            samvirkene=tuple(s for s in self.samvirkene if self._koder_bak(s) <= valgt),
        )

    def _koder_bak(self, samvirke: Samvirke) -> frozenset[str]:
        """Skalaene og hendelsene som må være besvart for at samvirket skal kunne regnes slik det er ment."""
        koder: set[str] = set()
        for vilkar in samvirke.vilkarene:
            koder |= set(vilkar.hendelser)
            if vilkar.skala is not None:
                koder.add(vilkar.skala)
            if vilkar.faktor is not None:
                koder |= {s.kode for s in self.skalaene_i(vilkar.faktor, rolle=Rolle.KRAV)}
        return frozenset(koder)
