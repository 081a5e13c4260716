"""Innholdet på katalogsiden: forslagene med grunnen til at de vises, og egne tiltak som er brukt før i virksomheten."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from arbeidsmiljo.domain.faktorer import KODENE, faktor
from arbeidsmiljo.domain.regelverk import hjemmel
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.oversettelse import oversatt
from tiltak.domain.aarsaker import aarsak
from tiltak.domain.katalog import Tiltaksforslag, begrunnelse_for, sok
from tiltak.domain.risiko import Risikoniva
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.models import Risikovurdering, Tiltak
from tiltak.regler import navn_paa

SISTE_EGNE = 500
"""Så mange av de nyeste egne tiltakene letes det i."""
HOYST_EGNE = 12

Valgte = Mapping[str, Collection[str]]
"""Faktorene som er vurdert, den høyeste risikoen først, og årsakene gruppen har valgt for hver."""


@dataclass(frozen=True, slots=True)
class Katalogtreff:
    """Et forslag slik siden viser det. ``faktor`` er koden grunnen gjelder, tom når ingen er valgt."""

    forslag: Tiltaksforslag
    faktor: str
    hvorfor: str
    gjelder: str
    aarsak: str
    hjemler: str


@dataclass(frozen=True, slots=True)
class Brukttiltak:
    """Et eget tiltak med samme tittel i én eller flere enheter. ``tiltak`` er det nyeste av dem."""

    tiltak: Tiltak
    enheter: int
    ferdige: int
    risikoer: str


def valgte_aarsaker(vurdering: Risikovurdering | None) -> Valgte:
    """Årsakene i en forhåndshentet vurdering. Virksomhetens egne forhold er ikke med: katalogen kjenner dem ikke."""
    if vurdering is None:
        return {}
    vurderte = [en for en in vurdering.forholdene.all() if en.risikoniva and en.faktor in KODENE]
    vurderte.sort(key=lambda en: (-Risikoniva(en.risikoniva).rang, en.faktor))
    return {en.faktor: {aarsaken.aarsak for aarsaken in en.aarsakene.all()} for en in vurderte}


def katalogtreff(felt: Mapping[str, Any], valgte: Valgte) -> list[Katalogtreff]:
    """Forslagene som passer med søket. De som treffer en årsak gruppen har valgt, kommer først."""
    kode = felt.get("faktor") or ""
    funnet = sok(kode or None, felt.get("aarsak") or None, felt.get("niva") or None, felt.get("q", ""), oversett=_)
    treffene = [_treff(en, kode or _beste_faktor(en, valgte), valgte) for en in funnet]
    return sorted(treffene, key=lambda en: not _treffer_valgt(en.forslag, en.faktor, valgte))


def _treffer_valgt(forslag: Tiltaksforslag, kode: str, valgte: Valgte) -> bool:
    return forslag.virker_paa_aarsak and forslag.aarsak in valgte.get(kode, ())


def _beste_faktor(forslag: Tiltaksforslag, valgte: Valgte) -> str:
    """Den høyeste risikoen forslaget gjelder, helst en der gruppen har valgt årsaken det virker på."""
    aktuelle = [kode for kode in valgte if kode in forslag.faktorer]
    return min(aktuelle, key=lambda kode: not _treffer_valgt(forslag, kode, valgte), default="")


def _treff(forslag: Tiltaksforslag, kode: str, valgte: Valgte) -> Katalogtreff:
    aarsaken = aarsak(forslag.aarsak)
    return Katalogtreff(
        forslag=forslag,
        faktor=kode,
        hvorfor=_hvorfor(forslag, kode, valgte),
        gjelder=_gjelder(forslag),
        aarsak=_(aarsaken.navn) if forslag.virker_paa_aarsak else "",
        hjemler=", ".join(hjemmel(en).henvisning for en in aarsaken.hjemler) if forslag.virker_paa_aarsak else "",
    )


def _gjelder(forslag: Tiltaksforslag) -> str:
    saerlig = ", ".join(oversatt(faktor(en).kortnavn) for en in forslag.saerlig)
    if forslag.faktorer != KODENE:
        return saerlig
    return _("Alle faktorene, særlig %(faktorer)s") % {"faktorer": saerlig} if saerlig else _("Alle faktorene")


def _hvorfor(forslag: Tiltaksforslag, kode: str, valgte: Valgte) -> str:
    if kode in valgte:
        return oversatt(begrunnelse_for(forslag, kode, valgte[kode]))
    if not kode:
        return ""
    # Uten en vurdering av faktoren har ingen valgt eller latt være å velge årsaken.
    if kode in forslag.saerlig:
        setning = _("Foreslått fordi det er laget for «%(faktor)s».")
    else:
        setning = _("Foreslått fordi det gjelder alle faktorene, også «%(faktor)s».")
    return setning % {"faktor": oversatt(faktor(kode).kortnavn)}


def brukt_for(bruker: Bruker, felt: Mapping[str, Any]) -> list[Brukttiltak]:
    """Egne tiltak i enhetene brukeren ser, ett for hver tittel, det nyeste først. Avlyste er ikke med."""
    mine = (
        Tiltak.objects.synlig_for(bruker)
        .gjeldende()
        .filter(katalog_id="", vurdering__enhet__virksomhet_id=bruker.virksomhet_id or 0)
        .exclude(tilstand=Tiltakstilstand.AVLYST)
    )
    for navn, sokefelt in (("faktor", "forholdene__faktor"), ("aarsak", "aarsakene__aarsak"), ("niva", "nivaa")):
        if felt.get(navn):
            mine = mine.filter(**{sokefelt: felt[navn]})
    ordene = felt.get("q", "").casefold().split()
    per_tittel: dict[str, list[Tiltak]] = defaultdict(list)
    radene = mine.select_related("vurdering").prefetch_related("forholdene", "aarsakene").distinct().order_by("-pk")
    for tiltak in radene[:SISTE_EGNE]:
        alt = f"{tiltak.tittel} {tiltak.beskrivelse} {tiltak.indikator}".casefold()
        if all(ord_ in alt for ord_ in ordene):
            per_tittel[" ".join(tiltak.tittel.casefold().split())].append(tiltak)
    return [_brukt(like) for like in list(per_tittel.values())[:HOYST_EGNE]]


def _brukt(like: list[Tiltak]) -> Brukttiltak:
    return Brukttiltak(
        tiltak=like[0],
        enheter=len({en.vurdering.enhet_id for en in like}),
        ferdige=sum(en.tilstand == Tiltakstilstand.FERDIG for en in like),
        risikoer=", ".join(navn_paa(en) for en in like[0].forholdene.all()),
    )
