"""Det som endrer organisasjon, roller og logg. Hver handling skriver én hendelse."""

from arbeidsmiljo.actions.hendelser import logg
from arbeidsmiljo.actions.organisasjon import opprett_virksomhet, sett_forgjengere, sett_minstegrense, slaa_sammen
from arbeidsmiljo.actions.roller import tildel_rolle

__all__ = ["logg", "opprett_virksomhet", "sett_forgjengere", "sett_minstegrense", "slaa_sammen", "tildel_rolle"]
