"""Deltakerne i en fil: alt som er galt, eller hvem som skal inviteres (contracts.md «Commands»)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from arbeidsmiljo.models import Enhet
from arbeidsmiljo.tabellfil import Feil, Kolonne, Rad, TabellfilError, les_tabell
from kartlegging.actions import Deltaker
from kartlegging.klargjoring import omfattede
from kartlegging.models import Kartlegging

KOLONNENE = (
    Kolonne("enhet", andre_navn=("enhetskode", "kode")),
    Kolonne("epost", andre_navn=("e-post", "epostadresse", "e-postadresse")),
    Kolonne("sprak", pakrevd=False, andre_navn=("språk",)),
    Kolonne("ansatt_fra", pakrevd=False, andre_navn=("ansatt fra", "startdato")),
)
HOYST_EPOST = 254
TIDLIGST = date(1940, 1, 1)


@dataclass(frozen=True, slots=True)
class _Ramme:
    """Det en rad prøves mot."""

    enhetene: dict[str, Enhet]
    lukkede: frozenset[str]
    utenfor: frozenset[str]
    sprak: tuple[str, ...]
    invitert: frozenset[str]


def les_deltakere(innhold: bytes, filnavn: str, kartlegging: Kartlegging, *, erstatt: bool = False) -> list[Deltaker]:
    """Deltakerne i filen. Tom ``epost`` er kodekort. Skriver ingenting. Melder ``TabellfilError`` med alle feilene.

    Med ``erstatt`` skal listen i filen ta plassen til den som er der, så de som alt er invitert, er ikke dobbelt.
    """
    rader = les_tabell(innhold, filnavn, KOLONNENE)
    ramme = _ramme(kartlegging, erstatt=erstatt)
    feilene: list[Feil] = []
    deltakere: list[Deltaker] = []
    sett: dict[str, int] = {}
    for rad in rader:
        deltaker, feil = _deltaker(rad, ramme, sett)
        feilene += feil
        if deltaker is not None:
            deltakere.append(deltaker)
    if feilene:
        raise TabellfilError(feilene)
    return deltakere


def opptelling(deltakere: list[Deltaker]) -> list[tuple[str, int, int]]:
    """(enhetens navn, antall, derav kodekort) etter navn, til forhåndsvisningen."""
    alle = Counter(deltaker.enhet.navn for deltaker in deltakere)
    kort = Counter(deltaker.enhet.navn for deltaker in deltakere if not deltaker.epost)
    return [(navn, antall, kort[navn]) for navn, antall in sorted(alle.items())]


def _ramme(kartlegging: Kartlegging, *, erstatt: bool) -> _Ramme:
    med = omfattede(kartlegging)
    alle = Enhet.objects.filter(virksomhet_id=kartlegging.virksomhet_id)
    invitert = () if erstatt else kartlegging.invitasjonene.exclude(epost="").values_list("epost", flat=True)
    return _Ramme(
        enhetene={enhet.kode: enhet for enhet in alle if enhet.pk in med},
        lukkede=frozenset(enhet.kode for enhet in alle if enhet.lukket),
        utenfor=frozenset(enhet.kode for enhet in alle if not enhet.lukket and enhet.pk not in med),
        sprak=tuple(kartlegging.sprak) or ("nb",),
        invitert=frozenset(invitert),
    )


def _deltaker(rad: Rad, ramme: _Ramme, sett: dict[str, int]) -> tuple[Deltaker | None, list[Feil]]:
    kode, epost = rad.felt["enhet"], rad.felt["epost"].lower()
    sprak = rad.felt.get("sprak", "").lower() or ramme.sprak[0]
    fra, datofeil = _dato(rad.felt.get("ansatt_fra", ""))
    grunnene = {
        "enhet": _enhetsfeil(kode, ramme),
        "epost": _epostfeil(epost, rad.nummer, ramme, sett) if epost else "",
        "sprak": ""
        if sprak in ramme.sprak
        else _("kartleggingen har ikke dette språket. Den har: %(sprak)s.") % {"sprak": ", ".join(ramme.sprak)},
        "ansatt_fra": datofeil,
    }
    feilene = [Feil(rad.nummer, felt, rad.felt.get(felt, ""), grunn) for felt, grunn in grunnene.items() if grunn]
    if feilene:
        return None, feilene
    return Deltaker(ramme.enhetene[kode], epost, sprak, fra), []


def _enhetsfeil(kode: str, ramme: _Ramme) -> str:
    if kode in ramme.enhetene:
        return ""
    if not kode:
        return _("skriv koden til enheten.")
    if kode in ramme.lukkede:
        return _("enheten er lukket.")
    if kode in ramme.utenfor:
        return _("enheten er ikke med i denne kartleggingen.")
    return _("ingen enhet har denne koden.")


def _epostfeil(epost: str, nummer: int, ramme: _Ramme, sett: dict[str, int]) -> str:
    forste = sett.setdefault(epost, nummer)
    if forste != nummer:
        return _("adressen står også på rad %(rad)d. Hver deltaker skal stå én gang.") % {"rad": forste}
    if epost in ramme.invitert:
        return _("er invitert fra før.")
    try:
        validate_email(epost)
    except ValidationError:
        return _("er ikke en e-postadresse.")
    return _("adressen er for lang.") if len(epost) > HOYST_EPOST else ""


def _dato(tekst: str) -> tuple[date | None, str]:
    if not tekst:
        return None, ""
    galt = _("er ikke en dato. Skriv den som 31.12.2024 eller 2024-12-31.")
    deler = tekst.split(".")
    iso = f"{deler[2]}-{deler[1]:0>2}-{deler[0]:0>2}" if len(deler) == 3 else tekst
    try:
        lest = parse_date(iso)
    except ValueError:
        return None, galt
    if lest is None:
        return None, galt
    if not TIDLIGST <= lest <= date(2100, 1, 1):
        return None, _("året kan ikke stemme.")
    return lest, ""
