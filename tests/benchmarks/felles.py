"""Det målingene deler: en klar Django, en stor kartlegging, og medianer."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

NAA = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def klargjor() -> None:
    """Laster Django og lager en tom database der miljøet peker."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "postgresql":
        _ny_postgres(str(settings.DATABASES["default"]["NAME"]))
    call_command("migrate", verbosity=0)


def _ny_postgres(navn: str) -> None:
    import psycopg

    with psycopg.connect("postgres://postgres@127.0.0.1:5432/postgres", autocommit=True) as kobling:
        kobling.execute(f"DROP DATABASE IF EXISTS {navn} WITH (FORCE)")
        kobling.execute(f"CREATE DATABASE {navn}")


def postgres_finnes(adresse: str) -> bool:
    import psycopg

    try:
        psycopg.connect(adresse.rsplit("/", 1)[0] + "/postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def median(funksjon: Callable[[], Any], *, ganger: int) -> tuple[float, float, float]:
    """(median, minst, størst) i sekunder etter ett kall som ikke teller."""
    funksjon()
    tidene = []
    for _ in range(ganger):
        start = time.perf_counter()
        funksjon()
        tidene.append(time.perf_counter() - start)
    return statistics.median(tidene), min(tidene), max(tidene)


def ms(tid: tuple[float, float, float]) -> str:
    return f"{tid[0] * 1000:.0f} ms (median; {tid[1] * 1000:.0f}–{tid[2] * 1000:.0f})"


def stor_kartlegging(*, ansatte: int, enheter: int, andel: float = 1.0, bruk_alle: bool = True) -> Any:
    """En åpen kartlegging med så mange inviterte i så mange enheter, besvart av ``andel``."""
    import numpy as np

    from arbeidsmiljo.domain.roller import Rolle
    from kartlegging.actions import (
        Deltaker,
        aapne,
        bekreft_deltakere,
        enhetssummer,
        inviter,
        koder_til,
        opprett,
        registrer_amu_behandling,
        registrer_verneombudets_syn,
        varsle,
    )
    from kartlegging.domain.instrumentfil import last_instrument
    from tiltak.management.commands._demo.organisasjon import bygg, stor_plan

    plan = stor_plan(ansatte=ansatte, enheter=enheter)
    virksomhet, enhetene, brukerne = bygg(plan, naa=NAA)
    assert Rolle.HR in brukerne["hr"].rollene
    instrument = last_instrument("forsvarlig-4-3", 1)
    kartlegging = opprett(
        virksomhet=virksomhet,
        navn="Stor",
        formaal="Måling.",
        instrument=instrument,
        aapner=NAA,
        lukker=NAA + timedelta(days=36500),
        av=brukerne["hr"],
        naa=NAA,
    )
    inviter(
        kartlegging=kartlegging,
        deltakere=(Deltaker(enhetene[e.kode]) for e in plan for _ in range(e.ansatte)),
        av=None,
        naa=NAA,
    )
    verneombud = brukerne["hovedverneombud"]
    registrer_verneombudets_syn(kartlegging=kartlegging, tekst="Enig.", av=verneombud, naa=NAA)
    registrer_amu_behandling(kartlegging=kartlegging, tekst="Støttes.", dato=NAA.date(), av=brukerne["amu"], naa=NAA)
    bekreft_deltakere(kartlegging=kartlegging, summene=enhetssummer(kartlegging), av=verneombud, naa=NAA)
    varsle(kartlegging=kartlegging, av=None, naa=NAA)
    aapne(kartlegging=kartlegging, av=None, naa=NAA)
    kodene = [kode for _enhet, kode in koder_til(kartlegging)]
    if bruk_alle:
        _svar(kartlegging, kodene[: round(len(kodene) * andel)], np.random.default_rng(1), instrument)
    return kartlegging, kodene, brukerne


def _svar(kartlegging: Any, kodene: list[str], rng: Any, instrument: Any) -> None:
    from kartlegging.actions import avgi_mange

    leddene = instrument.leddrekkefolge
    hoyst = [3 if ledd[0] in "fg" else 6 for ledd in leddene]
    for start in range(0, len(kodene), 10_000):
        porsjon = kodene[start : start + 10_000]
        tall = rng.integers(1, hoyst, size=(len(porsjon), len(leddene)))
        avgi_mange(
            kartlegging=kartlegging,
            besvarelsene=[
                (kode, {ledd: int(v) for ledd, v in zip(leddene, rad, strict=True)})
                for kode, rad in zip(porsjon, tall.tolist(), strict=True)
            ],
        )
