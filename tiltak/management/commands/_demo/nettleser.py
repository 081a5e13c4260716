"""Svarer gjennom den ekte svarsiden: en egen tjener, det ekte skjemaet, og én POST per ansatt."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html.parser import HTMLParser
from urllib.parse import urlencode

from django.core.management.base import CommandError

VENT_PA_TJENER = 30.0
SAMTIDIGE = 4


def ledig_port(onsket: int = 0) -> int:
    """``onsket`` når den er ledig, ellers en annen ledig port på 127.0.0.1."""
    for port in (onsket, 0):
        with socket.socket() as dor:
            dor.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                dor.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(dor.getsockname()[1])
    raise CommandError("Fant ingen ledig port på 127.0.0.1.")


@contextmanager
def tjener(port: int) -> Iterator[int]:
    """Kjører gunicorn på porten så lenge blokken varer. Melder ``CommandError`` når den ikke kommer opp."""
    kommando = [
        sys.executable, "-m", "gunicorn", "arbeidsmiljo.wsgi:application",
        "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--log-level", "warning",
    ]  # fmt: skip
    prosess = subprocess.Popen(kommando, env=os.environ.copy())  # noqa: S603 – fast kommando
    try:
        _vent_til_oppe(port, prosess)
        yield port
    finally:
        prosess.terminate()
        try:
            prosess.wait(10)
        except subprocess.TimeoutExpired:
            prosess.kill()
            prosess.wait()


def _vent_til_oppe(port: int, prosess: "subprocess.Popen[bytes]") -> None:
    frist = time.monotonic() + VENT_PA_TJENER
    while time.monotonic() < frist:
        if prosess.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise CommandError(f"Tjeneren kom ikke opp på port {port}. Kjør på nytt, eller se meldingene over.")


class _Felter(HTMLParser):
    """Navnene på radioknappene i skjemaet."""

    def __init__(self) -> None:
        super().__init__()
        self.verdier: dict[str, set[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        felt = dict(attrs)
        if tag == "input" and felt.get("type") == "radio" and felt.get("name"):
            self.verdier.setdefault(str(felt["name"]), set()).add(str(felt.get("value") or ""))


def _post(forbindelse: http.client.HTTPConnection, sti: str, felter: Mapping[str, str]) -> tuple[int, str]:
    forbindelse.request(
        "POST",
        sti,
        urlencode(felter),
        {"Content-Type": "application/x-www-form-urlencoded", "Connection": "keep-alive"},
    )
    svar = forbindelse.getresponse()
    return svar.status, svar.read().decode("utf-8")


def svar_over_http(
    port: int, besvarelsene: Sequence[tuple[str, Mapping[str, int]]], *, framdrift: Callable[[int], None]
) -> None:
    """Sender alle besvarelsene (kode, svar). Melder ``CommandError`` ved første som ikke blir tatt imot."""
    deler = [besvarelsene[plass::SAMTIDIGE] for plass in range(SAMTIDIGE)]
    gjort = 0
    with ThreadPoolExecutor(SAMTIDIGE) as arbeidere:
        for _ferdig in arbeidere.map(lambda del_: list(_en_nettleser(port, del_)), deler):
            gjort += len(_ferdig)
            framdrift(gjort)


def _en_nettleser(port: int, besvarelsene: Sequence[tuple[str, Mapping[str, int]]]) -> Iterator[int]:
    forbindelse = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for kode, svar in besvarelsene:
        status, skjema = _post(forbindelse, "/svar/", {"kode": kode})
        if status != 200:
            raise CommandError(f"Svarsiden svarte {status} på en gyldig kode.")
        felter = _Felter()
        felter.feed(skjema)
        utfylt = {"kode": kode}
        for ledd, verdi in svar.items():
            if str(verdi) not in felter.verdier.get(f"l-{ledd}", set()):
                raise CommandError(f"Spørreskjemaet mangler svaret {verdi} på spørsmål {ledd}.")
            utfylt[f"l-{ledd}"] = str(verdi)
        status, _kvittering = _post(forbindelse, "/svar/send", utfylt)
        if status != 200:
            raise CommandError(f"Innsendingen ble ikke tatt imot: {status}.")
        yield status
    forbindelse.close()
