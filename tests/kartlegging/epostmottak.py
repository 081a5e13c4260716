"""En ekte SMTP-tjener på localhost, som prøvene kan be om å nekte, legge på eller være nede."""

import email
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

Regel = Callable[[str], str | None]
"""Tar adressen, og gir svaret tjeneren skal gi i stedet for 250, eller ``None``."""


class Mottak:
    """Brevene som er tatt imot, og reglene for dem som ikke blir det.

    ``paa_mail``, ``paa_rcpt`` og ``paa_data`` svarer med en feil; ``legg_paa_ved`` er adressen tjeneren legger på ved, etter at hele
    brevet er lest, men før den svarer. ``hoyst_per_forbindelse`` er brevene den tar før den legger på.
    """

    def __init__(self) -> None:
        self.brevene: list[EmailMessage] = []
        self.til: Counter[str] = Counter()
        self.forbindelser: set[Any] = set()
        self.paa_rcpt: Regel = lambda _adresse: None
        self.paa_mail: Regel = lambda _adresse: None
        self.paa_data: Regel = lambda _adresse: None
        self.legg_paa_ved = ""
        self.hoyst_per_forbindelse = 0
        self._laas = threading.Lock()

    async def handle_MAIL(self, server: SMTP, session: Any, envelope: Any, adresse: str, valg: Any) -> str:  # noqa: N802
        envelope.mail_from = adresse
        return self.paa_mail(adresse) or "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, adresse: str, valg: Any) -> str:  # noqa: N802
        self.forbindelser.add(session)
        envelope.rcpt_tos.append(adresse)
        return self.paa_rcpt(adresse) or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        adresse = envelope.rcpt_tos[0]
        nei = self.paa_data(adresse)
        if nei:
            return nei
        with self._laas:
            self.til[adresse] += 1
            self.brevene.append(email.message_from_bytes(envelope.content, policy=default))
            session.antall = getattr(session, "antall", 0) + 1
        if adresse == self.legg_paa_ved:
            _legg_paa(server)
        if self.hoyst_per_forbindelse and session.antall >= self.hoyst_per_forbindelse:
            server.loop.call_later(0.01, _legg_paa, server)
        return "250 OK"


def _legg_paa(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.close()


def ledig_port() -> int:
    with socket.socket() as kontakt:
        kontakt.bind(("127.0.0.1", 0))
        return int(kontakt.getsockname()[1])


@contextmanager
def tjener(mottak: Mottak, port: int) -> Iterator[None]:
    """Tjeneren svarer på porten så lenge blokken varer."""
    kontroller = Controller(mottak, hostname="127.0.0.1", port=port)
    kontroller.start()
    try:
        yield
    finally:
        kontroller.stop()
