"""Det som endrer organisasjon, roller og logg. Hver handling skriver én hendelse."""

from arbeidsmiljo.actions.aarshjul import (
    bortfall,
    bruk_forslaget,
    fullfor_aarsoppgave,
    lagre_aarsoppgave,
    ny_kalenderadresse,
)
from arbeidsmiljo.actions.brukere import (
    aapne_konto,
    avslutt_rolle,
    endre_navn,
    finn_eller_opprett_bruker,
    sett_sprak,
    steng_konto,
    velg_virksomhet,
)
from arbeidsmiljo.actions.hendelser import logg
from arbeidsmiljo.actions.omorganisering import sett_forgjengere, slaa_sammen
from arbeidsmiljo.actions.organisasjon import (
    aapne_enhet,
    endre_virksomhet,
    lagre_enhet,
    lagre_verneomrade,
    lukk_enhet,
    oppdater_enheter,
    opprett_virksomhet,
    sett_minstegrense,
    slett_verneomrade,
    virksomhetens_rot,
)
from arbeidsmiljo.actions.roller import tildel_rolle

__all__ = [
    "aapne_enhet",
    "aapne_konto",
    "avslutt_rolle",
    "bortfall",
    "bruk_forslaget",
    "endre_navn",
    "endre_virksomhet",
    "finn_eller_opprett_bruker",
    "fullfor_aarsoppgave",
    "lagre_aarsoppgave",
    "lagre_enhet",
    "lagre_verneomrade",
    "logg",
    "lukk_enhet",
    "ny_kalenderadresse",
    "oppdater_enheter",
    "opprett_virksomhet",
    "sett_forgjengere",
    "sett_minstegrense",
    "sett_sprak",
    "slaa_sammen",
    "slett_verneomrade",
    "steng_konto",
    "tildel_rolle",
    "velg_virksomhet",
    "virksomhetens_rot",
]
