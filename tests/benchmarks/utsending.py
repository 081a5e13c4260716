"""Invitasjoner per sekund: 20 000 brev lagt i kø, og 5 000 sendt til en ekte SMTP-tjener i egen prosess."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from tests.benchmarks.felles import NAA, klargjor, stor_kartlegging

I_KO, SENDT = 20_000, 5_000

_TJENER = """
import sys, time
from aiosmtpd.controller import Controller

class Mottak:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"

tjener = Controller(Mottak(), hostname="127.0.0.1", port=int(sys.argv[1]))
tjener.start()
print("klar", flush=True)
time.sleep(600)
"""


@contextmanager
def _tjener(port: int) -> Iterator[None]:
    prosess = subprocess.Popen([sys.executable, "-c", _TJENER, str(port)], stdout=subprocess.PIPE, text=True)
    assert prosess.stdout is not None
    assert prosess.stdout.readline() == "klar\n"
    try:
        yield
    finally:
        prosess.terminate()
        prosess.wait()


def _mib() -> float:
    with open("/proc/self/statm", encoding="ascii") as fil:  # noqa: PTH123
        return int(fil.read().split()[1]) * resource.getpagesize() / 2**20


def kjor() -> list[tuple[str, str]]:
    port = _ledig_port()
    os.environ |= {"EPOST_VERT": "127.0.0.1", "EPOST_PORT": str(port), "EPOST_KRYPTERING": "ingen"}
    klargjor()
    from django.utils import timezone

    from kartlegging.actions.utsending import legg_i_ko
    from kartlegging.models import Forsendelse, Invitasjon, Utsending
    from kartlegging.utsending import sending
    from kartlegging.utsending.sending import send_ventende

    kartlegging, _kodene, _brukerne = stor_kartlegging(ansatte=I_KO, enheter=400, bruk_alle=False)
    invitasjonene = list(Invitasjon.objects.all())
    for nummer, invitasjon in enumerate(invitasjonene):
        invitasjon.epost, invitasjon.sprak = f"ansatt{nummer}@stor.example", ("nb", "nn", "en")[nummer % 3]
    Invitasjon.objects.bulk_update(invitasjonene, ["epost", "sprak"], batch_size=500)
    del invitasjonene
    kartlegging.sprak = ["nb", "nn", "en"]
    kartlegging.save()
    utsending = Utsending.objects.create(kartlegging=kartlegging, art="invitasjon", tidspunkt=NAA)
    start = time.perf_counter()
    antall = legg_i_ko(utsending=utsending, naa=timezone.now())
    i_ko = time.perf_counter() - start
    assert antall == I_KO

    # Resten venter, så den siste porsjonen er like tung å finne som den første.
    tatt = list(Forsendelse.objects.order_by("pk").values_list("pk", flat=True)[SENDT:])
    for fra in range(0, len(tatt), 500):
        Forsendelse.objects.filter(pk__in=tatt[fra : fra + 500]).update(stand="sendt")
    sending.SKIVE = timedelta(seconds=1)
    minnet = []
    with _tjener(port):
        start = time.perf_counter()
        stopp = send_ventende(utsending.pk, etter=0, klokke=timezone.now)
        sendt = stopp.sendt
        while stopp.etter is not None:
            minnet.append(_mib())
            stopp = send_ventende(utsending.pk, etter=stopp.etter, klokke=timezone.now)
            sendt += stopp.sendt
        tid = time.perf_counter() - start
    assert sendt == SENDT
    return [
        (f"{I_KO} brev lagt i kø", f"{i_ko:.1f} s"),
        (f"{SENDT} brev sendt, én arbeider, tjener i egen prosess", f"{sendt / tid:.0f} brev/s"),
        ("minnet vokste etter det første sekundet", f"{_mib() - minnet[0]:.1f} MiB"),
    ]


def _ledig_port() -> int:
    import socket

    with socket.socket() as kontakt:
        kontakt.bind(("127.0.0.1", 0))
        return int(kontakt.getsockname()[1])
