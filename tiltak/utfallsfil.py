"""Utfallstall i en fil, per enhet og måned: alt som er galt, eller radene slik de skal lagres (method.md 4)."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from arbeidsmiljo.models import Virksomhet
from arbeidsmiljo.tabellfil import Feil, Kolonne, Rad, TabellfilError, les_tabell
from tiltak.domain.begreper import Utfallsmaal

TALLENE = ("ansatte", "avtalte_dagsverk", "tapte_dagsverk", "skader", "sluttet")
KOLONNENE = (Kolonne("enhet"), Kolonne("maaned", andre_navn=("måned",)), *(Kolonne(navn) for navn in TALLENE))
HOYST = 1_000_000
"""Ingen enhet har så mange ansatte eller dagsverk på en måned; et større tall er en skrivefeil."""
_TALL = re.compile(r"\d{1,9}([.,]\d)?")
_MAANED = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Utfallsrad:
    """Ett mål for én enhet én måned, som i ``Utfallstall``: ``teller`` og ``nevner`` i tideler."""

    enhet_id: int
    maal: Utfallsmaal
    maaned: date
    ansatte: int
    teller: int
    nevner: int | None


def les_utfall(innhold: bytes, filnavn: str, virksomhet: Virksomhet, *, i_dag: date) -> list[Utfallsrad]:
    """Radene i filen; en tom celle er ikke meldt. Skriver ingenting. Melder ``TabellfilError`` med alle feilene."""
    enhetene = {kode: (pk, lukket) for pk, kode, lukket in virksomhet.enhetene.values_list("pk", "kode", "lukket")}
    ut: list[Utfallsrad] = []
    feilene: list[Feil] = []
    sett: set[tuple[str, str]] = set()
    for rad in les_tabell(innhold, filnavn, KOLONNENE):
        kode, maaned = rad.felt["enhet"], rad.felt["maaned"]
        enhet_id, lukket = enhetene.get(kode, (None, None))
        feil = [*_enhetsfeil(rad, enhet_id, lukket), *_maanedsfeil(rad, i_dag)]
        if (kode, maaned) in sett:
            feil.append(Feil(rad.nummer, "maaned", maaned, _("enheten står to ganger med samme måned. Behold én rad.")))
        sett.add((kode, maaned))
        tall = {navn: _tideler(rad.felt[navn]) for navn in TALLENE}
        feil += _tallfeil(rad, tall)
        feilene += feil
        if not feil and enhet_id is not None:
            ut += _radene(enhet_id, date.fromisoformat(f"{maaned}-01"), tall)
    if feilene:
        raise TabellfilError(feilene)
    return ut


def _radene(enhet_id: int, maaned: date, tall: dict[str, int | None]) -> list[Utfallsrad]:
    ansatte = tall["ansatte"] or 0
    maalene = (
        (Utfallsmaal.SYKEFRAVAER, tall["tapte_dagsverk"], tall["avtalte_dagsverk"]),
        (Utfallsmaal.SKADER, tall["skader"], None),
        (Utfallsmaal.TURNOVER, tall["sluttet"], ansatte),
    )
    return [
        Utfallsrad(enhet_id, maal, maaned, ansatte // 10, teller, nevner)
        for maal, teller, nevner in maalene
        if teller is not None
    ]


def _tideler(tekst: str) -> int | None:
    """Tallet i tideler, ``None`` når cellen er tom, −1 når den ikke er et tall."""
    if not tekst:
        return None
    if not _TALL.fullmatch(tekst):
        return -1
    hele, _skille, tidel = tekst.replace(",", ".").partition(".")
    return int(hele) * 10 + int(tidel or 0)


def _enhetsfeil(rad: Rad, enhet_id: int | None, lukket: object) -> list[Feil]:
    kode = rad.felt["enhet"]
    if enhet_id is None:
        return [Feil(rad.nummer, "enhet", kode, _("enheten finnes ikke. Bruk koden som står under Enheter."))]
    if lukket is not None:
        return [Feil(rad.nummer, "enhet", kode, _("enheten er lukket. Ta raden ut av filen."))]
    return []


def _maanedsfeil(rad: Rad, i_dag: date) -> list[Feil]:
    maaned = rad.felt["maaned"]
    if not _MAANED.fullmatch(maaned) or maaned < "2000":
        return [Feil(rad.nummer, "maaned", maaned, _("skriv måneden som 2026-03."))]
    if maaned >= f"{i_dag:%Y-%m}":
        return [Feil(rad.nummer, "maaned", maaned, _("måneden er ikke over ennå. Ta den med når den er det."))]
    return []


def _tallfeil(rad: Rad, tall: dict[str, int | None]) -> list[Feil]:
    def feil(navn: str, grunn: str) -> Feil:
        return Feil(rad.nummer, navn, rad.felt[navn], grunn)

    galt = [
        feil(navn, _("skriv et tall fra 0 til en million, med høyst én desimal."))
        for navn, verdi in tall.items()
        if verdi is not None and not 0 <= verdi <= HOYST * 10
    ]
    galt += [
        feil(navn, _("skriv et helt tall."))
        for navn in ("ansatte", "skader", "sluttet")
        if (verdi := tall[navn]) is not None and verdi > 0 and verdi % 10
    ]
    if tall["ansatte"] is None:
        galt.append(feil("ansatte", _("skriv hvor mange som er ansatt rett på enheten. Uten det kan ingenting vises.")))
    if galt:
        return galt
    tapte, avtalte = tall["tapte_dagsverk"], tall["avtalte_dagsverk"]
    if (tapte is None) != (avtalte is None):
        galt.append(feil("tapte_dagsverk", _("skriv både avtalte og tapte dagsverk, eller ingen av dem.")))
    elif tapte is not None and avtalte is not None and tapte > avtalte:
        galt.append(feil("tapte_dagsverk", _("det er flere enn de avtalte. Sjekk om tallene er byttet om.")))
    if (tall["sluttet"] or 0) > (tall["ansatte"] or 0):
        galt.append(feil("sluttet", _("det er flere enn de ansatte. Rett det ene tallet.")))
    return galt
