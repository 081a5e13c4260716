"""Tiltakskatalogen: forslagene med faktor, årsak, nivå og indikator, lest fra ``data/katalog/*.toml``.

Kilde: ``domain.md`` 4.3–4.4. Katalogen foreslår. En gruppe kan endre ordene eller skrive egne tiltak.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from arbeidsmiljo.domain.datafil import Datafil, les_toml
from arbeidsmiljo.domain.faktorer import KODENE, faktor
from arbeidsmiljo.domain.sprak import Melding, Verdi
from arbeidsmiljo.domain.sprak import gettext_noop as _
from tiltak.domain.aarsaker import AARSAKENE, aarsak

ALLE = "*"
_SKALAKODE = re.compile(r"[a-e][1-4]")
_TILLEGGSFIL = "tillegg.toml"


class Tiltaksniva(StrEnum):
    """Hvor i kjeden et tiltak virker."""

    PRIMAER = "primaer"
    SEKUNDAER = "sekundaer"
    TERTIAER = "tertiaer"

    @property
    def ord(self) -> str:
        return {"primaer": _("Primær"), "sekundaer": _("Sekundær"), "tertiaer": _("Tertiær")}[self]

    @property
    def forklaring(self) -> str:
        return {
            "primaer": _("Endrer arbeidet."),
            "sekundaer": _("Gjør den enkelte bedre rustet. Belastningen er den samme."),
            "tertiaer": _("Hjelper dem som alt har plager."),
        }[self]


@dataclass(frozen=True, slots=True)
class Tiltaksforslag:
    """Et forslag i katalogen.

    ``faktorer`` er alle kodene det gjelder. ``saerlig`` er dem det er laget for; tom når det er for alle
    like mye. ``skalaer`` er skalaene i undersøkelsen som viser om det virket, tom når indikatoren er en
    telling.
    """

    nummer: int
    id: str
    tittel: str
    beskrivelse: str
    faktorer: tuple[str, ...]
    saerlig: tuple[str, ...]
    aarsak: str
    nivaa: Tiltaksniva
    indikator: str
    skalaer: tuple[str, ...]

    @property
    def virker_paa_aarsak(self) -> bool:
        """Om tiltaket endrer årsaken. Sekundære og tertiære tiltak hjelper personer og gjør det ikke."""
        return self.nivaa is Tiltaksniva.PRIMAER


@dataclass(frozen=True, slots=True)
class Tillegg:
    """En tekst som kan stå ved siden av tiltakene, og aldri alene ved en høy risiko."""

    id: str
    tittel: str
    tekst: str
    nivaa: Tiltaksniva


def les_katalog(innhold: bytes, fil: str) -> tuple[Tiltaksforslag, ...]:
    """Forslagene i én katalogfil. Melder ``DatafilError`` ved ukjente nøkler, koder, årsaker eller nivåer."""
    rot = les_toml(innhold, fil)
    rot.bare("versjon", "tiltak")
    rot.heltall("versjon", minst=1, hoyst=9999)
    sett: set[int | str] = set()
    forslagene = []
    for rad in rot.tabeller("tiltak"):
        forslag = _forslag(rad)
        for nokkel, verdi in (("nummer", forslag.nummer), ("id", forslag.id)):
            if verdi in sett:
                raise rad.feil(nokkel, f"«{verdi}» er brukt før")
            sett.add(verdi)
        forslagene.append(forslag)
    return tuple(forslagene)


def _forslag(rad: Datafil) -> Tiltaksforslag:
    rad.bare("nummer", "id", "tittel", "beskrivelse", "faktorer", "aarsak", "nivaa", "indikator", "skalaer")
    koder = rad.tekstliste("faktorer")
    if not koder:
        raise rad.feil("faktorer", "er tom")
    for kode in koder:
        if kode not in {*KODENE, ALLE}:
            raise rad.feil("faktorer", f"«{kode}» er ikke en av: {', '.join(KODENE)}, {ALLE}")
    skalaer = rad.tekstliste("skalaer", standard=())
    for skala in skalaer:
        if not _SKALAKODE.fullmatch(skala):
            raise rad.feil("skalaer", f"«{skala}» er ikke en skalakode som a1 eller e2")
    return Tiltaksforslag(
        nummer=rad.heltall("nummer", minst=1, hoyst=9999),
        id=rad.tekst("id"),
        tittel=rad.tekst("tittel"),
        beskrivelse=rad.tekst("beskrivelse"),
        faktorer=KODENE if ALLE in koder else koder,
        saerlig=tuple(kode for kode in koder if kode != ALLE),
        aarsak=rad.en_av("aarsak", AARSAKENE),
        nivaa=Tiltaksniva(rad.en_av("nivaa", tuple(Tiltaksniva))),
        indikator=rad.tekst("indikator"),
        skalaer=skalaer,
    )


def les_tillegg(innhold: bytes, fil: str) -> tuple[Tillegg, ...]:
    """Tilleggene i en fil. Melder ``DatafilError`` ved ukjente nøkler, og når et tillegg er satt som primært."""
    rot = les_toml(innhold, fil)
    rot.bare("versjon", "tillegg")
    rot.heltall("versjon", minst=1, hoyst=9999)
    tilleggene = []
    for rad in rot.tabeller("tillegg"):
        rad.bare("id", "tittel", "tekst", "nivaa")
        nivaa = Tiltaksniva(rad.en_av("nivaa", (Tiltaksniva.SEKUNDAER, Tiltaksniva.TERTIAER)))
        tilleggene.append(Tillegg(rad.tekst("id"), rad.tekst("tittel"), rad.tekst("tekst"), nivaa))
    return tuple(tilleggene)


@lru_cache(maxsize=1)
def alle_forslag() -> tuple[Tiltaksforslag, ...]:
    """Hele katalogen, etter nummer. Melder ``DatafilError`` når to filer bruker samme nummer eller id."""
    sett: dict[int | str, str] = {}
    forslagene = []
    for sti in sorted(files("tiltak.data.katalog").iterdir(), key=lambda en: en.name):
        if not sti.name.endswith(".toml") or sti.name == _TILLEGGSFIL:
            continue
        rot = les_toml(sti.read_bytes(), sti.name)
        for plass, forslag in enumerate(les_katalog(sti.read_bytes(), sti.name), start=1):
            for nokkel, verdi in (("nummer", forslag.nummer), ("id", forslag.id)):
                if verdi in sett:
                    raise rot.feil(f"tiltak[{plass}].{nokkel}", f"«{verdi}» er brukt i {sett[verdi]}")
                sett[verdi] = sti.name
            forslagene.append(forslag)
    return tuple(sorted(forslagene, key=lambda en: en.nummer))


@lru_cache(maxsize=1)
def alle_tillegg() -> tuple[Tillegg, ...]:
    """Tilleggene, i filens rekkefølge."""
    return les_tillegg(files("tiltak.data.katalog").joinpath(_TILLEGGSFIL).read_bytes(), _TILLEGGSFIL)


def forslag(id_: str) -> Tiltaksforslag:
    """Forslaget med id-en. Melder ``KeyError`` når den er ukjent."""
    for en in alle_forslag():
        if en.id == id_:
            return en
    raise KeyError(id_)


def sok(
    faktor: str | None = None,
    aarsak: str | None = None,
    nivaa: str | None = None,
    tekst: str = "",
    *,
    oversett: Callable[[str], str] = str,
) -> tuple[Tiltaksforslag, ...]:
    """Forslagene som passer med alt som er valgt; hele katalogen når ingenting er valgt.

    ``tekst`` må ha alle ordene et sted i tittel, beskrivelse eller indikator, slik ``oversett`` viser dem, uten
    hensyn til store bokstaver. De som er laget særlig for ``faktor`` kommer først, ellers etter nummer.
    """
    ordene = tekst.casefold().split()
    treff = [
        en
        for en in alle_forslag()
        if (faktor is None or faktor in en.faktorer)
        and (aarsak is None or en.aarsak == aarsak)
        and (nivaa is None or en.nivaa == nivaa)
        and all(ord_ in _soketekst(en, oversett) for ord_ in ordene)
    ]
    return tuple(sorted(treff, key=lambda en: (faktor is not None and faktor not in en.saerlig, en.nummer)))


def _soketekst(forslag: Tiltaksforslag, oversett: Callable[[str], str]) -> str:
    return " ".join(oversett(del_) for del_ in (forslag.tittel, forslag.beskrivelse, forslag.indikator)).casefold()


def begrunnelse_for(forslag: Tiltaksforslag, kode: str, aarsaker: Collection[str]) -> Melding:
    """Hvorfor forslaget vises for faktoren ``kode`` når ``aarsaker`` er valgt, i en setning eller to.

    Melder ``ValueError`` når forslaget ikke gjelder faktoren.
    """
    if kode not in forslag.faktorer:
        raise ValueError(f"«{forslag.tittel}» gjelder ikke faktor {kode}.")
    er_saerlig = kode in forslag.saerlig
    navn: dict[str, Verdi] = {"faktor": faktor(kode).kortnavn}
    if not forslag.virker_paa_aarsak:
        return Melding(_SAERLIG_ENKELTE if er_saerlig else _ALLE_ENKELTE, navn)
    verdier = {**navn, "aarsak": Melding(aarsak(forslag.aarsak).navn)}
    if forslag.aarsak in aarsaker:
        return Melding(_SAERLIG_VALGT if er_saerlig else _ALLE_VALGT, verdier)
    return Melding(_SAERLIG_IKKE_VALGT if er_saerlig else _ALLE_IKKE_VALGT, verdier)


_SAERLIG_ENKELTE = _("Foreslått fordi det er laget for «%(faktor)s». Det hjelper den enkelte og endrer ikke årsaken.")
_ALLE_ENKELTE = _(
    "Foreslått fordi det gjelder alle faktorene, også «%(faktor)s». Det hjelper den enkelte og endrer ikke årsaken."
)
_SAERLIG_VALGT = _(
    "Foreslått fordi det er laget for «%(faktor)s», og virker på årsaken «%(aarsak)s», som dere har valgt."
)
_ALLE_VALGT = _(
    "Foreslått fordi det gjelder alle faktorene, også «%(faktor)s», og virker på årsaken «%(aarsak)s», som dere har valgt."
)
_SAERLIG_IKKE_VALGT = _(
    "Foreslått fordi det er laget for «%(faktor)s». Det virker på årsaken «%(aarsak)s», som dere ikke har valgt."
)
_ALLE_IKKE_VALGT = _(
    "Foreslått fordi det gjelder alle faktorene, også «%(faktor)s». Det virker på årsaken «%(aarsak)s», som dere ikke har valgt."
)
