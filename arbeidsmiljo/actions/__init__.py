"""Det som endrer organisasjon, roller og logg. Hver handling skriver én hendelse."""

from arbeidsmiljo.actions.aarshjul import (
    bortfall,
    bruk_forslaget,
    fullfor_aarsoppgave,
    lagre_aarsoppgave,
    ny_kalenderadresse,
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
    "bortfall",
    "bruk_forslaget",
    "endre_virksomhet",
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
    "slaa_sammen",
    "slett_verneomrade",
    "tildel_rolle",
    "virksomhetens_rot",
]
