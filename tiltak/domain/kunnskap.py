"""Kunnskapen sidene viser: sammenhengene studier har funnet, og lenkene videre.

Kilde: ``domain.md`` 3.4 og seedet.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from arbeidsmiljo.domain.datafil import Datafil, les_toml
from arbeidsmiljo.domain.faktorer import KODENE
from arbeidsmiljo.domain.sprak import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Helsesammenheng:
    """Ett funn: belastningen, utfallet den er forbundet med, estimatet og kilden."""

    faktorer: tuple[str, ...]
    belastning: str
    utfall: str
    tall: str
    kilde: str


def les_sammenhenger(innhold: bytes, fil: str) -> tuple[Helsesammenheng, ...]:
    """Funnene i en fil, i filens rekkefølge. Melder ``DatafilError`` ved ukjente nøkler og faktorer."""
    rot = les_toml(innhold, fil)
    rot.bare("versjon", "sammenhenger")
    rot.heltall("versjon", minst=1, hoyst=9999)
    return tuple(_sammenheng(rad) for rad in rot.tabeller("sammenhenger"))


def _sammenheng(rad: Datafil) -> Helsesammenheng:
    rad.bare("faktorer", "belastning", "utfall", "tall", "kilde")
    faktorer = rad.tekstliste("faktorer")
    for kode in faktorer:
        if kode not in KODENE:
            raise rad.feil("faktorer", f"«{kode}» er ikke en av: {', '.join(KODENE)}")
    return Helsesammenheng(
        faktorer, rad.tekst("belastning"), rad.tekst("utfall"), rad.tekst("tall"), rad.tekst("kilde")
    )


@lru_cache(maxsize=1)
def alle_sammenhenger() -> tuple[Helsesammenheng, ...]:
    """Alle funnene, i fast rekkefølge."""
    fil = "helsesammenhenger.toml"
    return les_sammenhenger(files("tiltak.data").joinpath(fil).read_bytes(), fil)


def sammenhenger_for(faktor: str) -> tuple[Helsesammenheng, ...]:
    """Funnene for faktoren; tomt for faktorer uten."""
    return tuple(en for en in alle_sammenhenger() if faktor in en.faktorer)


LENKENE: tuple[tuple[str, str], ...] = (
    (
        _("Arbeidstilsynet: psykososialt arbeidsmiljø"),
        "https://www.arbeidstilsynet.no/arbeidsmiljo/psykososialt-arbeidsmiljo/",
    ),
    (
        _("Arbeidstilsynet: arbeidsrelaterte psykiske plager"),
        "https://www.arbeidstilsynet.no/arbeidsmiljo/arbeidsrelaterte-psykiske-plager/",
    ),
    (
        _("Arbeidstilsynet: arbeidsrelaterte muskel- og skjelettplager"),
        "https://www.arbeidstilsynet.no/arbeidsmiljo/arbeidsrelaterte-muskel--og-skjelettplager/",
    ),
    (_("Arbeidstilsynet: HMS"), "https://www.arbeidstilsynet.no/hms/"),
    (_("Arbeidstilsynet: risikovurdering"), "https://www.arbeidstilsynet.no/hms/risikovurdering/"),
    (_("Arbeidstilsynet: roller i HMS-arbeidet"), "https://www.arbeidstilsynet.no/hms/roller-i-hms-arbeidet/"),
    (_("Arbeidstilsynet: verneombud"), "https://www.arbeidstilsynet.no/hms/roller-i-hms-arbeidet/verneombud/"),
    (_("Arbeidstilsynet: medvirkning"), "https://www.arbeidstilsynet.no/arbeidstid-og-organisering/medvirkning/"),
    (
        _("Forskrift om utførelse av arbeid"),
        "https://www.arbeidstilsynet.no/regelverk/forskrifter/forskrift-om-utforelse-av-arbeid/",
    ),
    (_("Arbeidsmiljøhjelpen"), "https://arbeidsmiljohjelpen.arbeidstilsynet.no/"),
    (_("STAMI: yrker og næringer i NOA"), "https://noa.stami.no/yrker-og-naeringer/noa/"),
    (
        _("Arbeidstilsynets utredning om kravene til psykososialt arbeidsmiljø (2023)"),
        (
            "https://www.arbeidstilsynet.no/contentassets/1715bdd4ec5943358b024e206969a5d4/behov-for-bedre-regulering-av-"
            "arbeidsmiljolovens-krav-til-psykososialt-arbeidsmiljo.-utredning-av-arbeidstilsynet-2023.pdf"
        ),
    ),
    (_("Arbeidstilsynet: telefon og chat"), "https://www.arbeidstilsynet.no/kontakt-oss/telefon-chat/"),
)
"""Lenkene i seedet: (tittel, adresse)."""
