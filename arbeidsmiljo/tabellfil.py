"""Leser tabeller folk laster opp: CSV slik regneark lagrer den, og XLSX. Alt som er galt, meldes samlet, med rad og kolonne.

Filen kommer fra hvem som helst med tilgang, så alt har en grense før det leses: byte, rader, kolonner og utpakket
størrelse. Ingenting kjøres, og en formel er en feil, ikke en verdi.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from arbeidsmiljo.regnearkvern import UtrygtRegnearkError, krev_trygt_regneark

HOYST_BYTE = 20 * 1024 * 1024
HOYST_KOLONNER = 200
HOYST_RADER_I_ARK = 250_000
HOYST_TEGN_I_FELT = 2000
VISTE_FEIL = 200
_FORMELTEGN = ("=", "+", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Kolonne:
    """En kolonne filen kan ha. ``andre_navn`` er overskrifter som betyr det samme."""

    navn: str
    pakrevd: bool = True
    andre_navn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rad:
    """``nummer`` er raden i filen, med overskriften som 1. Hver kjent kolonne er med; tom tekst når cellen er tom."""

    nummer: int
    felt: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Feil:
    """Én ting som er galt. ``rad`` er None når det gjelder hele filen."""

    rad: int | None
    kolonne: str
    verdi: str
    grunn: str

    def __str__(self) -> str:
        if self.rad is None:
            return self.grunn
        sted = _("Rad %(rad)d") % {"rad": self.rad}
        if self.kolonne:
            sted = _("Rad %(rad)d, kolonne «%(kolonne)s»") % {"rad": self.rad, "kolonne": self.kolonne}
        return f"{sted}, «{self.verdi[:60]}»: {self.grunn}" if self.verdi else f"{sted}: {self.grunn}"


class TabellfilError(Exception):
    """Filen kan ikke brukes. ``feilene`` har minst én."""

    def __init__(self, feilene: Sequence[Feil]) -> None:
        self.feilene = list(feilene)
        super().__init__("\n".join(self.linjene()))

    def linjene(self) -> list[str]:
        """Én setning per feil, høyst ``VISTE_FEIL``, og så hvor mange til det er."""
        vist = [str(feil) for feil in self.feilene[:VISTE_FEIL]]
        flere = len(self.feilene) - len(vist)
        return [*vist, _("… og %(antall)d til.") % {"antall": flere}] if flere else vist


def hele_filen(grunn: str) -> TabellfilError:
    """Feilen når det er noe med filen selv, ikke med en rad."""
    return TabellfilError([Feil(None, "", "", grunn)])


def les_tabell(
    innhold: bytes,
    filnavn: str,
    kolonner: Sequence[Kolonne],
    *,
    ekstra_kolonner: bool = False,
    hoyst_rader: int = 200_000,
) -> list[Rad]:
    """Radene i filen, uten helt tomme rader. Overskriftene kan stå i hvilken rekkefølge som helst.

    CSV med ``;`` eller ``,`` i UTF-8 eller Windows-1252, eller første ark i en XLSX. Med ``ekstra_kolonner`` blir ukjente
    overskrifter med, ellers er de en feil. Melder ``TabellfilError`` med alle feilene.
    """
    if len(innhold) > HOYST_BYTE:
        raise hele_filen(
            _("Filen er på %(mb)d MB. Den kan være høyst %(grense)d MB. Del den i flere.")
            % {"mb": len(innhold) // 1024**2, "grense": HOYST_BYTE // 1024**2}
        )
    if not innhold.strip():
        raise hele_filen(_("Filen er tom."))
    rader = _xlsx(innhold) if innhold.startswith(b"PK") else _csv(innhold)
    nummererte = enumerate(rader, start=1)
    overskriften = next(((nummer, rad) for nummer, rad in nummererte if any(rad)), None)
    if overskriften is None:
        raise hele_filen(_("Filen er tom."))
    navnene = _kolonnene(overskriften[1], kolonner, ekstra_kolonner=ekstra_kolonner)
    lest, feilene = _les_rader(nummererte, navnene, hoyst_rader)
    if feilene:
        raise TabellfilError(feilene)
    if not lest:
        raise hele_filen(_("Filen har bare overskrifter. Skriv minst én rad under dem."))
    return lest


def _les_rader(
    nummererte: Iterable[tuple[int, list[str]]], navnene: list[str], hoyst_rader: int
) -> tuple[list[Rad], list[Feil]]:
    lest: list[Rad] = []
    feilene: list[Feil] = []
    for nummer, celler in nummererte:
        if not any(celler):
            continue
        if len(lest) >= hoyst_rader:
            raise hele_filen(
                _("Filen har mer enn %(antall)d rader. Del den i flere.") % {"antall": hoyst_rader},
            )
        if any(celler[len(navnene) :]):
            feilene.append(
                Feil(nummer, "", "", _("raden har flere celler enn overskriften. Er det et skilletegn for mye?"))
            )
            continue
        hele = [*celler, *[""] * (len(navnene) - len(celler))][: len(navnene)]
        felt = {navn: celle for navn, celle in zip(navnene, hele, strict=True) if navn}
        feilene += [Feil(nummer, navn, celle, grunn) for navn, celle in felt.items() if (grunn := _cellefeil(celle))]
        lest.append(Rad(nummer, felt))
    return lest, feilene


def _cellefeil(celle: str) -> str:
    if "\x00" in celle:
        return _("cellen har et tegn som ikke er tekst. Lagre filen på nytt fra regnearket.")
    if len(celle) > HOYST_TEGN_I_FELT:
        return _("cellen har mer enn %(antall)d tegn.") % {"antall": HOYST_TEGN_I_FELT}
    if celle.startswith(_FORMELTEGN):
        return _("cellen ser ut som en formel. Skriv verdien i stedet.")
    return ""


def _kolonnene(overskriften: list[str], kolonner: Sequence[Kolonne], *, ekstra_kolonner: bool) -> list[str]:
    """Kolonnenavnet på hver plass; tomt der overskriften er tom."""
    while overskriften and not overskriften[-1]:
        overskriften = overskriften[:-1]
    if len(overskriften) > HOYST_KOLONNER:
        raise hele_filen(
            _("Filen har %(antall)d kolonner, og kan ha høyst %(grense)d. Er det rett fil?")
            % {"antall": len(overskriften), "grense": HOYST_KOLONNER}
        )
    kjente = {navn.casefold(): kolonne.navn for kolonne in kolonner for navn in (kolonne.navn, *kolonne.andre_navn)}
    navnene = [kjente.get(tekst.casefold(), tekst if ekstra_kolonner else "") for tekst in overskriften]
    feilene = [
        Feil(1, tekst, "", _("kjenner ikke denne kolonnen. Kolonnene er: %(navn)s.") % {"navn": _liste(kolonner)})
        for tekst, navn in zip(overskriften, navnene, strict=True)
        if tekst and not navn
    ]
    feilene += [
        Feil(1, navn, "", _("kolonnen står to ganger."))
        for navn, antall in Counter(filter(None, navnene)).items()
        if antall > 1
    ]
    feilene += [
        Feil(
            None, "", "", _("Kolonnen «%(navn)s» mangler. Overskriften skal stå i første rad.") % {"navn": kolonne.navn}
        )
        for kolonne in kolonner
        if kolonne.pakrevd and kolonne.navn not in navnene
    ]
    if feilene:
        raise TabellfilError(feilene)
    return navnene


def _liste(kolonner: Sequence[Kolonne]) -> str:
    return ", ".join(kolonne.navn for kolonne in kolonner)


def _csv(innhold: bytes) -> Iterator[list[str]]:
    if innhold[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise hele_filen(_("Filen er lagret som UTF-16. Lagre den som «CSV UTF-8» og prøv igjen."))
    if b"\x00" in innhold[:4096]:
        raise hele_filen(_("Dette er ikke en CSV-fil eller en XLSX-fil. Lagre regnearket som en av dem."))
    try:
        tekst = innhold.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Gamle regneark på norsk Windows. Fem byte er ikke tegn der, og blir til erstatningstegn som ikke skjuler noe.
        tekst = innhold.decode("cp1252", errors="replace")
    forste = tekst.split("\n", 1)[0]
    skille = ";" if forste.count(";") >= forste.count(",") else ","
    try:
        for rad in csv.reader(io.StringIO(tekst, newline=""), delimiter=skille, strict=True):
            # Antallet celler begrenses her, så en rad med en million skilletegn aldri blir liggende.
            yield [celle.strip(" \u00a0") for celle in rad[: HOYST_KOLONNER + 1]]
    except csv.Error as feil:
        raise hele_filen(_("Filen lar seg ikke lese som CSV. Står det et anførselstegn for mye?")) from feil


def _xlsx(innhold: bytes) -> Iterator[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 – tung, og brukes bare her

    try:
        krev_trygt_regneark(innhold, hoyst_rader=HOYST_RADER_I_ARK, hoyst_kolonner=HOYST_KOLONNER)
        ark = CalamineWorkbook.from_filelike(io.BytesIO(innhold)).get_sheet_by_index(0)
        yield from ([_som_tekst(celle) for celle in rad] for rad in ark.iter_rows())
    except UtrygtRegnearkError as feil:
        raise hele_filen(str(feil)) from feil
    except (CalamineError, IndexError) as feil:
        raise hele_filen(
            _("Regnearket lar seg ikke lese. Åpne det, lagre det på nytt som XLSX, og prøv igjen.")
        ) from feil


def _som_tekst(verdi: object) -> str:
    if isinstance(verdi, datetime):
        return verdi.date().isoformat()
    if isinstance(verdi, date):
        return verdi.isoformat()
    if isinstance(verdi, float) and verdi.is_integer():
        return str(int(verdi))
    return str(verdi).strip(" \u00a0")
