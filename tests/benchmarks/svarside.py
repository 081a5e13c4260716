"""Første last av svarsiden: alt nettleseren må hente, komprimert."""

import gzip
import re

from tests.benchmarks.felles import NAA, klargjor, stor_kartlegging


def kjor() -> list[tuple[str, str]]:
    klargjor()
    from django.contrib.staticfiles import finders
    from django.core.management import call_command
    from django.test import Client

    call_command("collectstatic", interactive=False, verbosity=0)
    _kartlegging, kodene, _brukerne = stor_kartlegging(ansatte=40, enheter=4, bruk_alle=False)
    assert NAA is not None
    side = Client(headers={"host": "127.0.0.1"}).post("/svar/", {"kode": kodene[0]}).content
    from django.contrib.staticfiles.storage import staticfiles_storage

    filer = sorted(set(re.findall(rb'(?:href|src)="(/static/[^"#?]+)', side)))
    deler = [("HTML", len(gzip.compress(side)))]
    for adresse in filer:
        navn = adresse.decode().removeprefix("/static/")
        deler.append((navn, len(gzip.compress(staticfiles_storage.open(navn).read()))))
    assert finders is not None
    fremmede = re.findall(rb'(?:href|src|action)="(https?://[^"]+)', side)
    return [
        *((f"del: {navn}", f"{storrelse / 1000:.1f} kB") for navn, storrelse in deler),
        ("første last komprimert", f"{sum(s for _navn, s in deler) / 1000:.1f} kB (mål: høyst 60)"),
        ("henvisninger til andre verter", str(len(fremmede))),
    ]
