"""Det som skjer med en risikovurdering, fra grunnlag til signert plan. Hver handling skriver én hendelse.

Alle tar navngitte argumenter, ``av`` (den som gjør det) og ``naa``, og skriver alt eller ingenting. De melder
``TiltaksfeilError`` med en setning per felt når noe kan rettes, og ``UlovligStegError`` når tilstanden forbyr det.
Hvem som slipper til, avgjør visningene; handlingene krever bare at rett person taler for seg selv.
"""

from tiltak.actions.aarsakssjekk import lagre_aarsakssjekk
from tiltak.actions.aksept import sett_aksept
from tiltak.actions.ansvarlig import bytt_ansvarlig
from tiltak.actions.dialog import registrer_dialogmote, skriv_dialognotat
from tiltak.actions.effekt import vurder_effekt
from tiltak.actions.flere import FlereFeilError, endre_flere
from tiltak.actions.forhold import fjern_egen_faktor, gi_syn, legg_til_egen_faktor, skriv_dissens
from tiltak.actions.medvirkning import behandle_i_amu, eskaler, gi_raad, svar_paa_eskalering
from tiltak.actions.plan import be_om_uttalelse, gi_uttalelse, signer, ta_tilbake
from tiltak.actions.tiltak import begrunn_uten_aarsakstiltak, endre_tilstand, endre_tiltak, opprett_tiltak
from tiltak.actions.versjon import forkast_vurdering, ny_versjon, vurder_paa_nytt
from tiltak.actions.vurdering import (
    konkluder_samlet,
    sett_ikke_relevant,
    start_vurdering,
    vurder_forhold,
    vurder_hver_for_seg,
)

__all__ = [
    "FlereFeilError",
    "be_om_uttalelse",
    "begrunn_uten_aarsakstiltak",
    "behandle_i_amu",
    "bytt_ansvarlig",
    "endre_flere",
    "endre_tilstand",
    "endre_tiltak",
    "eskaler",
    "fjern_egen_faktor",
    "forkast_vurdering",
    "gi_raad",
    "gi_syn",
    "gi_uttalelse",
    "konkluder_samlet",
    "lagre_aarsakssjekk",
    "legg_til_egen_faktor",
    "ny_versjon",
    "opprett_tiltak",
    "registrer_dialogmote",
    "sett_aksept",
    "sett_ikke_relevant",
    "signer",
    "skriv_dialognotat",
    "skriv_dissens",
    "start_vurdering",
    "svar_paa_eskalering",
    "ta_tilbake",
    "vurder_effekt",
    "vurder_forhold",
    "vurder_hver_for_seg",
    "vurder_paa_nytt",
]
