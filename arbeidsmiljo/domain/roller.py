"""Hvem som gjør hva: roller, tilganger og tabellen mellom dem.

Kilde: ``domain.md`` 7.1. Ingen rolle ser enkeltsvar, så det finnes ingen tilgang til dem. Titler og
beskrivelser er merket for oversettelse; den som viser dem, kaller ``gettext``.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from arbeidsmiljo.domain.sprak import gettext_noop as _


class Tilgang(StrEnum):
    """Det en rolle kan få lov til i sin enhet, eller i hele virksomheten."""

    SE_KARTLEGGING = "se_kartlegging"
    STYRE_KARTLEGGING = "styre_kartlegging"
    SE_DELTAKERE = "se_deltakere"
    BEKREFTE_DELTAKERE = "bekrefte_deltakere"
    SE_RESULTAT = "se_resultat"
    SE_RISIKO = "se_risiko"
    VURDERE_RISIKO = "vurdere_risiko"
    SE_TILTAK = "se_tiltak"
    ENDRE_TILTAK = "endre_tiltak"
    UTTALE_SEG = "uttale_seg"
    SIGNERE = "signere"
    EKSPORTERE = "eksportere"
    SE_HENDELSESLOGG = "se_hendelseslogg"
    STYRE_ORGANISASJON = "styre_organisasjon"
    STYRE_BRUKERE = "styre_brukere"
    STYRE_AARSHJUL = "styre_aarshjul"
    BEHANDLE_I_AMU = "behandle_i_amu"
    GI_RAAD = "gi_raad"
    ESKALERE = "eskalere"
    SETTE_AKSEPT = "sette_aksept"
    SE_DEKNING = "se_dekning"
    FORE_UTFALL = "fore_utfall"


class Rolle(StrEnum):
    """En rolle i HMS-arbeidet. Gis til en bruker for en enhet, fra og til en dato."""

    HR = "hr"
    LEDER = "leder"
    VERNEOMBUD = "verneombud"
    HOVEDVERNEOMBUD = "hovedverneombud"
    AMU = "amu"
    BHT = "bht"
    TOPPLEDER = "toppleder"
    TILSYN = "tilsyn"

    @property
    def tittel(self) -> str:
        return _TITLER[self]

    @property
    def beskrivelse(self) -> str:
        return _BESKRIVELSER[self]

    @property
    def tilganger(self) -> frozenset[Tilgang]:
        return TILGANGER[self]

    @property
    def hele_virksomheten(self) -> bool:
        """Om rollen gjelder alle enheter. Leder og verneombud har sin enhet og enhetene under den."""
        return self not in {Rolle.LEDER, Rolle.VERNEOMBUD}


_LESE = frozenset(
    {Tilgang.SE_KARTLEGGING, Tilgang.SE_RESULTAT, Tilgang.SE_RISIKO, Tilgang.SE_TILTAK, Tilgang.EKSPORTERE}
)
_VERNETJENESTE = _LESE | {
    Tilgang.SE_DELTAKERE,
    Tilgang.BEKREFTE_DELTAKERE,
    Tilgang.VURDERE_RISIKO,
    Tilgang.UTTALE_SEG,
    Tilgang.ESKALERE,
    Tilgang.SE_HENDELSESLOGG,
}

# Verneombudet signerer ikke: å ha uttalt seg er ikke å godkjenne, og ansvaret blir hos arbeidsgiveren.
# HR vurderer ikke risiko: det gjør de som kjenner arbeidet, leder og verneombud.
TILGANGER: Mapping[Rolle, frozenset[Tilgang]] = MappingProxyType(
    {
        Rolle.HR: _LESE
        | {
            Tilgang.STYRE_KARTLEGGING,
            Tilgang.STYRE_ORGANISASJON,
            Tilgang.STYRE_BRUKERE,
            Tilgang.STYRE_AARSHJUL,
            Tilgang.SE_DELTAKERE,
            Tilgang.ENDRE_TILTAK,
            Tilgang.SE_HENDELSESLOGG,
            Tilgang.SE_DEKNING,
            Tilgang.FORE_UTFALL,
        },
        Rolle.LEDER: _LESE | {Tilgang.VURDERE_RISIKO, Tilgang.ENDRE_TILTAK, Tilgang.SIGNERE},
        Rolle.VERNEOMBUD: _VERNETJENESTE,
        # Uten AMU er det verneombudet som behandler saken (forskrift om organisering, ledelse og medvirkning § 2-2).
        Rolle.HOVEDVERNEOMBUD: _VERNETJENESTE | {Tilgang.BEHANDLE_I_AMU, Tilgang.SE_DEKNING},
        Rolle.AMU: _LESE | {Tilgang.UTTALE_SEG, Tilgang.BEHANDLE_I_AMU, Tilgang.SE_DEKNING},
        Rolle.BHT: _LESE | {Tilgang.GI_RAAD},
        Rolle.TOPPLEDER: _LESE | {Tilgang.SIGNERE, Tilgang.SETTE_AKSEPT, Tilgang.SE_DEKNING},
        Rolle.TILSYN: _LESE | {Tilgang.SE_DEKNING},
    }
)

LESETILGANGER: frozenset[Tilgang] = _LESE | {
    Tilgang.SE_HENDELSESLOGG,
    Tilgang.SE_DELTAKERE,
    Tilgang.SE_DEKNING,
}
"""Tilgangene som ikke kan endre noe."""

_TITLER: Mapping[Rolle, str] = {
    Rolle.HR: _("HR/HMS"),
    Rolle.LEDER: _("Leder"),
    Rolle.VERNEOMBUD: _("Verneombud"),
    Rolle.HOVEDVERNEOMBUD: _("Hovedverneombud"),
    Rolle.AMU: _("Arbeidsmiljøutvalg (AMU)"),
    Rolle.BHT: _("Bedriftshelsetjeneste (BHT)"),
    Rolle.TOPPLEDER: _("Toppleder"),
    Rolle.TILSYN: _("Tilsyn eller revisor"),
}

_BESKRIVELSER: Mapping[Rolle, str] = {
    Rolle.HR: _(
        "Setter opp enheter og kartlegginger, følger svarprosenten og har oversikt over hele virksomheten. "
        "Ser ikke svar, og ikke hvem som har svart."
    ),
    Rolle.LEDER: _(
        "Går gjennom resultatet med sin enhet, vurderer risiko sammen med verneombudet, velger tiltak, "
        "følger dem opp og signerer handlingsplanen."
    ),
    Rolle.VERNEOMBUD: _(
        "Tas med på råd før kartleggingen starter, ser de samme resultatene samtidig som leder, vurderer "
        "risiko på egen hånd og gir en uttalelse som leder ikke kan endre. Signerer ikke planen."
    ),
    Rolle.HOVEDVERNEOMBUD: _(
        "Har verneombudets oppgaver for hele virksomheten og tar saker videre når de ikke løses i enheten."
    ),
    Rolle.AMU: _("Behandler vurderinger og planer, gir råd om hva som skal prioriteres, og uttaler seg."),
    Rolle.BHT: _("Gir fri og uavhengig faglig bistand om metode, risiko og tiltak, med navn og dato på rådene."),
    Rolle.TOPPLEDER: _("Bestemmer hvilket risikonivå som kan godtas, og ser risikoer ingen har tatt tak i."),
    Rolle.TILSYN: _("Leser dokumentasjonen fra kartlegging til tiltak. Kan ikke endre noe."),
}


def har_tilgang(rolle: Rolle, tilgang: Tilgang) -> bool:
    """Om rollen gir tilgangen, uavhengig av hvilken enhet det gjelder."""
    return tilgang in TILGANGER[rolle]


def rollene_med(tilgang: Tilgang) -> tuple[Rolle, ...]:
    """Rollene som har tilgangen, i fast rekkefølge."""
    return tuple(rolle for rolle in Rolle if tilgang in TILGANGER[rolle])
