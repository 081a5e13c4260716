"""Det som skjer med en kartlegging, fra utkast til utgivelse. Hver handling skriver én hendelse.

Unntakene er innsending, omstokking og svarprosenten, som ikke etterlater noe spor i loggen.
"""

from kartlegging.actions.deltakere import erstatt_deltakere, fjern_deltakere, logg_utskrift
from kartlegging.actions.drift import (
    ADRESSER_SLETTES_ETTER,
    aapne_for,
    koder_til,
    lukk,
    noklene_mangler,
    oppdater_svarband,
    slett_adresser,
    stokk_om,
)
from kartlegging.actions.forberedelse import (
    Deltaker,
    aapne,
    bekreft_deltakere,
    inviter,
    varsle,
)
from kartlegging.actions.innsending import avgi_besvarelse, avgi_mange
from kartlegging.actions.medvirkning import registrer_amu_behandling, registrer_verneombudets_syn
from kartlegging.actions.planlegging import (
    endre_utkast,
    opprett,
    slett_utkast,
    tilbake_til_utkast,
    utsett_lukking,
)
from kartlegging.deltakerliste import enhetssummer

__all__ = [
    "ADRESSER_SLETTES_ETTER",
    "Deltaker",
    "aapne",
    "aapne_for",
    "avgi_besvarelse",
    "avgi_mange",
    "bekreft_deltakere",
    "endre_utkast",
    "enhetssummer",
    "erstatt_deltakere",
    "fjern_deltakere",
    "inviter",
    "koder_til",
    "logg_utskrift",
    "lukk",
    "noklene_mangler",
    "oppdater_svarband",
    "opprett",
    "registrer_amu_behandling",
    "registrer_verneombudets_syn",
    "slett_adresser",
    "slett_utkast",
    "stokk_om",
    "tilbake_til_utkast",
    "utsett_lukking",
    "varsle",
]
