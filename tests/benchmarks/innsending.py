"""Besvarelser per sekund: gjennom handlingslaget i én prosess, og over HTTP med to arbeidere."""

import time

from tests.benchmarks.felles import NAA, klargjor, stor_kartlegging


def kjor() -> list[tuple[str, str]]:
    klargjor()
    from django.core.management import call_command

    from kartlegging.actions import avgi_besvarelse
    from tiltak.management.commands._demo.nettleser import ledig_port, svar_over_http, tjener

    call_command("collectstatic", interactive=False, verbosity=0)
    kartlegging, kodene, _brukerne = stor_kartlegging(ansatte=3_000, enheter=60, bruk_alle=False)
    svar = {ledd: (1 if ledd[0] in "fg" else 3) for ledd in kartlegging.instrument.leddrekkefolge}
    start = time.perf_counter()
    for kode in kodene[:500]:
        avgi_besvarelse(kode=kode, svar=svar, gruppe=None, naa=NAA)
    direkte = 500 / (time.perf_counter() - start)
    with tjener(ledig_port()) as port:
        svar_over_http(port, [(kode, svar) for kode in kodene[500:540]], framdrift=lambda _gjort: None)
        start = time.perf_counter()
        svar_over_http(port, [(kode, svar) for kode in kodene[540:1540]], framdrift=lambda _gjort: None)
        over_http = 1000 / (time.perf_counter() - start)
    return [
        ("handlingslaget, én prosess (forsegling, én rad, commit)", f"{direkte:.0f} besvarelser/s"),
        ("HTTP: skjema hentet og svar sendt, 2 arbeidere, 4 klienter", f"{over_http:.0f} besvarelser/s"),
    ]
