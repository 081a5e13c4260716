"""Det prosessene under angrep gjør: ``python -m tests.angrep.lager_barn <oppgave> …``.

Alt går gjennom de ekte handlingene. Svar om framdriften skrives på standard ut, én linje om gangen.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django


def svar_til(kode: str, leddene: tuple[str, ...]) -> dict[str, int]:
    """Et svar som er forskjellig fra kode til kode, så en forveksling ville synes."""
    tall = int(kode, 36)
    svar = {}
    for ledd in leddene:
        tall, rest = divmod(tall * 6364136223846793005 + 1442695040888963407, 1 << 64)
        svar[ledd] = 1 + rest % (2 if ledd[0] in "fg" else 5)
    return svar


def bygg(*enhetene: str) -> None:
    """``bygg bjork=100 …``: en åpen kartlegging. Skriver id, kortnavn og kodene som JSON."""
    from django.utils import timezone

    from tests.kartlegging import oppsett

    oppsett.NAA = timezone.now()
    antall = {kode: int(tall) for kode, _, tall in (enhet.partition("=") for enhet in enhetene)}
    kartlegging = oppsett.aapnet(antall)
    koder = oppsett.koder(kartlegging)
    print(json.dumps({"id": kartlegging.pk, "kortnavn": kartlegging.kortnavn, "koder": koder}), flush=True)


def svar() -> None:
    """Leser koder fra standard inn, svarer med hver, og kvitterer med tidspunkt og kode når handlingen er ferdig."""
    from django.utils import timezone

    from kartlegging.actions import avgi_besvarelse
    from tests.kartlegging.oppsett import INSTRUMENT

    for linje in sys.stdin:
        kode = linje.strip()
        svaret = svar_til(kode, INSTRUMENT.leddrekkefolge)
        avgi_besvarelse(kode=kode, svar=svaret, gruppe=None, naa=timezone.now())
        print(time.monotonic_ns(), kode, flush=True)


def stokk(kartlegging: str, stopp: str = "", svekket: str = "") -> None:
    """Stokker om, én gang eller til filen ``stopp`` finnes. Skriver hvor mange ganger, og hvem som var der sist.

    ``svekket`` er en av utgavene angrepet skal slå: ``bare_vacuum`` eller ``kopier_og_slett``.
    """
    from django.db import connection
    from django.utils import timezone

    from kartlegging import omorganisering
    from kartlegging.actions import drift, stokk_om
    from kartlegging.models import Kartlegging

    svekkelser: dict[str, Any] = {
        "bare_vacuum": patch.object(omorganisering, "_skriv_filene_paa_nytt", _bare_vacuum),
        "kopier_og_slett": patch.object(drift, "omorganiser", _kopier_og_slett),
    }
    if svekket:
        svekkelser[svekket].start()
    runden, ganger, sist = Kartlegging.objects.get(pk=int(kartlegging)), 0, []
    while not ganger or (stopp and not Path(stopp).exists()):
        with connection.cursor() as peker:
            peker.execute("SELECT nullifikator FROM kartlegging_besvarelse")
            til_stede = [bytes(rad[0]).hex() for rad in peker.fetchall()]
        stokk_om(kartlegging=runden, naa=timezone.now())
        ganger, sist = ganger + 1, til_stede
        # Ellers står de som skriver til SQLite, i kø bak oss hele tiden.
        time.sleep(0.1)
    print(json.dumps({"ganger": ganger, "til_stede": sist}), flush=True)


def _bare_vacuum() -> None:
    from django.db import connection

    with connection.cursor() as peker:
        peker.execute("VACUUM kartlegging_besvarelse")


def _kopier_og_slett(_kartlegging: int) -> None:
    """Omstokking uten lås, slik den ofte skrives: det som kommer mellom kopien og slettingen, er borte."""
    from django.db import connection

    with connection.cursor() as peker:
        peker.execute("CREATE TEMPORARY TABLE flyttes AS SELECT * FROM kartlegging_besvarelse")
        time.sleep(0.3)
        peker.execute("DELETE FROM kartlegging_besvarelse")
        peker.execute("INSERT INTO kartlegging_besvarelse SELECT * FROM flyttes")
        peker.execute("DROP TABLE flyttes")


def lukk(kortnavn: str, punkt: str = "") -> None:
    """``manage.py lukk``. Med et ``punkt`` dør prosessen der med kill -9."""
    from django.core.management import call_command

    from kartlegging import opptelling
    from kartlegging.actions import drift

    def do(*_args: Any, **_valg: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    drap: dict[str, Any] = {
        "": nullcontext(),
        "for_opptellingen": patch.object(drift, "publiser", do),
        "for_utgivelsen_er_lagret": patch.object(opptelling, "_skriv", _etter(opptelling._skriv, do)),
        "for_noklene_slettes": patch.object(opptelling, "slett_nokler", do),
        "midt_i_noklene": patch.object(Path, "unlink", _etter(Path.unlink, do)),
        "for_lageret_ryddes": patch.object(opptelling, "rydd_lageret", do),
    }
    with drap[punkt]:
        call_command("lukk", kortnavn)


def _etter(ekte: Callable[..., Any], do: Callable[..., None]) -> Callable[..., Any]:
    def forst_ekte(*args: Any, **valg: Any) -> None:
        ekte(*args, **valg)
        do()

    return forst_ekte


if __name__ == "__main__":
    django.setup()
    oppgavene: dict[str, Callable[..., None]] = {"bygg": bygg, "svar": svar, "stokk": stokk, "lukk": lukk}
    oppgavene[sys.argv[1]](*sys.argv[2:])
