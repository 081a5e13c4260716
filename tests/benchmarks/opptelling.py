"""Lukking og opptelling av 100 000 besvarelser × 47 ledd i 5 000 enheter, med dekryptering og utvalg per skala."""

import time

from tests.benchmarks.felles import NAA, klargjor, stor_kartlegging


def kjor() -> list[tuple[str, str]]:
    klargjor()
    from kartlegging.actions import lukk

    start = time.perf_counter()
    kartlegging, _kodene, _brukerne = stor_kartlegging(ansatte=100_000, enheter=5_000)
    laget = time.perf_counter()
    utgivelse = lukk(kartlegging=kartlegging, av=None, naa=NAA)
    ferdig = time.perf_counter()
    return [
        ("forberedelse: 100 000 inviterte, koder og forseglede svar", f"{laget - start:.1f} s"),
        (f"lukk: åpne, telle, velge, skrive, slette ({utgivelse.antall} svar)", f"{ferdig - laget:.1f} s"),
        ("utgivelsens størrelse", f"{len(bytes(utgivelse.dokument)) / 1e6:.1f} MB"),
    ]
