"""Årsakssjekken slik sidene og planen leser den: spørsmålene med svar, og årsakene som følger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from tiltak.domain.aarsaker import aarsak
from tiltak.domain.aarsakssjekk import Aarsaksfolge, folger_av, sjekksporsmal
from tiltak.domain.begreper import Sjekksvar
from tiltak.domain.dialog import kan_kjennes_igjen
from tiltak.domain.risiko import Risikoniva
from tiltak.models import Aarsakssjekk, Risikoforhold

Json = dict[str, Any]
DELTAKERSLAG = ("ledere", "verneombud", "tillitsvalgte", "ansatte", "bht")


@dataclass(frozen=True, slots=True)
class Folgelinje:
    """Én årsak svarene peker på: navnet, og spørsmålene som peker på den, helt eller delvis."""

    kode: str
    navn: str
    sporsmalene: tuple[str, ...]
    bare_delvis: bool


def sjekken_til(forhold: Risikoforhold) -> Aarsakssjekk | None:
    """Sjekken av forholdet, ``None`` når den ikke er gjort. Bruker det som er hentet på forhånd."""
    try:
        return forhold.aarsakssjekken
    except ObjectDoesNotExist:
        return None


def mangler_sjekk(forhold: Risikoforhold) -> bool:
    """Om en høy eller svært høy risiko står uten årsakssjekk."""
    return (
        bool(forhold.risikoniva)
        and Risikoniva(forhold.risikoniva).krever_tiltak_mot_aarsak
        and sjekken_til(forhold) is None
    )


def svarene_til(sjekk: Aarsakssjekk | None) -> dict[str, Sjekksvar]:
    return {} if sjekk is None else {en.sporsmal: Sjekksvar(en.svar) for en in sjekk.svarene.all()}


def folgene(forhold: Risikoforhold) -> list[Aarsaksfolge]:
    """Årsakene svarene peker på. Tom uten sjekk."""
    return [en for en in folger_av(svarene_til(sjekken_til(forhold)), forhold.faktor) if en.folger]


def folgelinjer(forhold: Risikoforhold) -> list[Folgelinje]:
    tekstene = {en.id: en.tekst for en in sjekksporsmal(forhold.faktor)}
    return [
        Folgelinje(
            funn.aarsak,
            _(aarsak(funn.aarsak).navn),
            tuple(_(tekstene[id_]) for id_ in (*funn.helt, *funn.delvis)),
            bare_delvis=not funn.helt,
        )
        for funn in folgene(forhold)
    ]


@dataclass(frozen=True, slots=True)
class Sjekkavvik:
    """Der valget av årsaker og svarene ikke sier det samme. Navn på årsaker, i fast rekkefølge. Folk bestemmer."""

    valgt_uten_svar: tuple[str, ...]
    ikke_valgt: tuple[str, ...]
    vet_ikke: tuple[str, ...]


def sjekkavvik(forhold: Risikoforhold) -> Sjekkavvik:
    """Sammenligner årsakene gruppen har lagret, med dem svarene peker på. Tomt uten sjekk.

    ``vet_ikke`` er årsakene med minst ett spørsmål ingen visste svaret på; det er verdt å finne ut av.
    """
    if sjekken_til(forhold) is None:
        return Sjekkavvik((), (), ())
    valgte = {rad.aarsak for rad in forhold.aarsakene.all()}
    alle = folger_av(svarene_til(sjekken_til(forhold)), forhold.faktor)

    def navn(kodene: Iterable[str]) -> tuple[str, ...]:
        return tuple(_(aarsak(kode).navn) for kode in kodene)

    return Sjekkavvik(
        navn(en.aarsak for en in alle if en.aarsak in valgte and not en.folger),
        navn(en.aarsak for en in alle if valgte and en.folger and en.aarsak not in valgte),
        navn(en.aarsak for en in alle if en.vet_ikke),
    )


def sjekkstand(sjekk: Aarsakssjekk | None) -> str:
    """Et kort merke for innholdet. To like merker betyr at ingen har lagret noe imellom."""
    if sjekk is None:
        return ""
    svarene = sorted((en.sporsmal, str(en.svar), en.merknad) for en in sjekk.svarene.all())
    tallene = [getattr(sjekk, slag) for slag in DELTAKERSLAG]
    return sha256(repr((sjekk.dato, tallene, sjekk.merknad, svarene)).encode()).hexdigest()[:16]


def sjekkinnhold(forhold: Risikoforhold) -> Json | None:
    """Sjekken som JSON til planen. Er de ansatte så få at de kan kjennes igjen, står ikke antallet der."""
    sjekk = sjekken_til(forhold)
    if sjekk is None:
        return None
    tekstene = {en.id: en.tekst for en in sjekksporsmal(forhold.faktor)}
    deltakere: Mapping[str, int] = {slag: getattr(sjekk, slag) for slag in DELTAKERSLAG}
    return {
        "dato": sjekk.dato.isoformat(),
        "deltakere": {
            slag: antall
            for slag, antall in deltakere.items()
            if antall and not (slag == "ansatte" and kan_kjennes_igjen(antall))
        },
        "svar": [
            {"sporsmal": _(tekstene.get(en.sporsmal, en.sporsmal)), "svar": str(en.svar), "merknad": en.merknad}
            for en in sjekk.svarene.all()
        ],
        "folger": [{"kode": en.kode, "navn": en.navn, "bare_delvis": en.bare_delvis} for en in folgelinjer(forhold)],
        "merknad": sjekk.merknad,
    }
