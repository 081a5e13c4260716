"""Små, faste lister modellene bruker."""

from enum import StrEnum


class Kilde(StrEnum):
    """Hvor vurderingen har grunnlaget sitt fra. Uten kartlegging går alt annet inn i samme register (method.md 3)."""

    KARTLEGGING = "kartlegging"
    DIALOGMOTE = "dialogmote"
    INTERVJU = "intervju"
    VERNERUNDE = "vernerunde"
    AVVIK = "avvik"
    OMSTILLING = "omstilling"


KREVER_KILDETEKST = frozenset({Kilde.AVVIK, Kilde.OMSTILLING})
"""Uten at noen sier hvilket avvik eller hvilken omstilling, kan vurderingen ikke etterprøves."""


class Kunnskapsstyrke(StrEnum):
    """Hvor sikkert grunnlaget er: antall svar, svarprosent, og om andre kilder sier det samme (domain.md 5.3)."""

    SVAK = "svak"
    MIDDELS = "middels"
    STERK = "sterk"


class Aarsakskode(StrEnum):
    """De fem måtene arbeidet kan være organisert på som kan være årsak (seedet; domain.md 4.2)."""

    LEDELSE = "ledelse"
    MEDVIRKNING = "medvirkning"
    INFORMASJON = "informasjon"
    OPPLAERING = "opplaering"
    SYSTEMER = "systemer"


class Sjekksvar(StrEnum):
    """Svar på et spørsmål i årsakssjekken."""

    JA = "ja"
    DELVIS = "delvis"
    NEI = "nei"
    VET_IKKE = "vet_ikke"


class Dom(StrEnum):
    """Om et tiltak virket (method.md 5)."""

    VIRKET = "virket"
    DELVIS = "delvis"
    IKKE = "ikke"
    KAN_IKKE_AVGJORES = "kan_ikke_avgjores"


class Utfallsmaal(StrEnum):
    """Det som telles for enheten hver måned, uten person og uten diagnose (method.md 4)."""

    SYKEFRAVAER = "sykefravaer"
    SKADER = "skader"
    TURNOVER = "turnover"


class Instans(StrEnum):
    """Hvem verneombudet kan løfte en risiko til."""

    HR = "hr"
    AMU = "amu"
    BHT = "bht"
