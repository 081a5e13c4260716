"""Det som skjer med en risikovurdering, fra grunnlag til signert plan. Hver handling skriver én hendelse.

Alle tar navngitte argumenter, ``av`` (den som gjør det) og ``naa``, og skriver alt eller ingenting. De melder
``TiltaksfeilError`` med en setning per felt når noe kan rettes, og ``UlovligStegError`` når tilstanden forbyr det.
Hvem som slipper til, avgjør visningene; handlingene krever bare at rett person taler for seg selv.
"""

from tiltak.actions.dialog import registrer_dialogmote, skriv_dialognotat
from tiltak.actions.plan import be_om_uttalelse, gi_uttalelse, signer, ta_tilbake
from tiltak.actions.tiltak import begrunn_uten_aarsakstiltak, endre_tilstand, endre_tiltak, opprett_tiltak
from tiltak.actions.vurdering import (
    konkluder_samlet,
    sett_ikke_relevant,
    start_vurdering,
    vurder_forhold,
    vurder_hver_for_seg,
)

__all__ = [
    "be_om_uttalelse",
    "begrunn_uten_aarsakstiltak",
    "endre_tilstand",
    "endre_tiltak",
    "gi_uttalelse",
    "konkluder_samlet",
    "opprett_tiltak",
    "registrer_dialogmote",
    "sett_ikke_relevant",
    "signer",
    "skriv_dialognotat",
    "start_vurdering",
    "ta_tilbake",
    "vurder_forhold",
    "vurder_hver_for_seg",
]
