"""Svekkede utgaver av programmet, til å vise at drapsprøvene fanger det de skal fange.

Som inngang for gunicorn (``tests.angrep.drap_svekket:application``): kvitterer før svaret er lagret.
Som ``python -m tests.angrep.drap_svekket <kortnavn>``: sletter nøklene før utgivelsen er skrevet, og dør.
"""

import os
import signal
import sys
from typing import Any
from unittest.mock import patch

import django

django.setup()

from arbeidsmiljo.wsgi import application  # noqa: E402, F401 – Django må være satt opp før noe annet lastes
from kartlegging import actions, opptelling  # noqa: E402
from kartlegging.nokler import slett_nokler  # noqa: E402
from kartlegging.views import svar  # noqa: E402

HOLDES_IGJEN = 1000
"""Svar som samles før de skrives. Flere enn noen prøve sender."""


def _utsett() -> None:
    venter: list[dict[str, Any]] = []

    def avgi_senere(**besvarelse: Any) -> None:
        venter.append(besvarelse)
        while len(venter) >= HOLDES_IGJEN:
            actions.avgi_besvarelse(**venter.pop())

    patch.object(svar, "avgi_besvarelse", avgi_senere).start()


def _noklene_forst(kortnavn: str) -> None:
    from django.core.management import call_command

    def slett_og_do(*_args: Any, **_valg: Any) -> None:
        slett_nokler(kortnavn)
        os.kill(os.getpid(), signal.SIGKILL)

    with patch.object(opptelling, "_skriv", slett_og_do):
        call_command("lukk", kortnavn)


if __name__ == "__main__":
    _noklene_forst(sys.argv[1])
else:
    _utsett()
