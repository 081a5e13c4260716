"""Angrepene som tar for lang tid til suiten: alt samlet på 400 datasett, og en hel faktor i full oppløsning."""

import time

from kartlegging.domain.instrumentfil import last_instrument
from tests.domain.kartlegging.angriper import bevis_i_ett_atom
from tests.domain.kartlegging.angriper_samlet import deler, trinnkutt
from tests.domain.kartlegging.verden import Vern, bevis_i

DATASETT = 400


def kjor() -> list[tuple[str, str]]:
    instrument = last_instrument("forsvarlig-4-3", 1)
    start = time.perf_counter()
    samlet = bevis_i(instrument, range(DATASETT), Vern(), deler(instrument), kjente=2)
    midt = time.perf_counter()
    syn, beviser = bevis_i_ett_atom(10, skalaer=3, topp=8, kutt=trinnkutt(24, 525))
    slutt = time.perf_counter()
    return [
        (f"datasett av {DATASETT} der alt samlet beviser noe om noen", str(samlet)),
        (f"{DATASETT} datasett, utenforstående og to innsidere", f"{midt - start:.0f} s"),
        (f"syn av {syn} som beviser noe (tre skalaer, ti personer)", str(beviser)),
        ("alle datasett i ett atom", f"{slutt - midt:.0f} s"),
    ]
