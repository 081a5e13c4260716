"""De som svarer mens noe drepes: hver prøver igjen til den vet at svaret ligger der, slik folk med dårlig nett gjør."""

import http.client
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from kartlegging.svarskjema import felt_for
from tests.angrep.lager_barn import svar_til
from tests.kartlegging.oppsett import INSTRUMENT

LAGRET, BRUKT = 200, 409
FRIST = 120.0
"""Sekunder før en svarer som aldri slipper til, regnes som låst ute."""


class _Kobling(http.client.HTTPConnection):
    """HTTP over en kontakt i filsystemet, så ingen port må være ledig."""

    def __init__(self, kontakt: Path) -> None:
        super().__init__("127.0.0.1", timeout=30)
        self._kontakt = kontakt

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._kontakt))


def send(kontakt: Path, kode: str, svar: Mapping[str, int]) -> int | None:
    """Sender ett utfylt skjema. Svarer med statusen, eller ``None`` når svaret aldri kom fram."""
    felter = {"kode": kode} | {felt_for(ledd): str(verdi) for ledd, verdi in svar.items()}
    hoder = {"Content-Type": "application/x-www-form-urlencoded"}
    with closing(_Kobling(kontakt)) as kobling:
        try:
            kobling.request("POST", "/svar/send", urlencode(felter), hoder)
            response = kobling.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            return None
        return response.status


class Svarere:
    """Fire som svarer samtidig, med hver sine koder, til alle kodene er kvittert for.

    ``kvittert`` er kodene som fikk 200. ``tapt_kvittering`` er de som fikk 409 etter et forsøk uten 200: svaret lå der
    alt. ``uventet`` er alt annet: en 409 ingen grunn fantes til, eller en kode som aldri slapp til.
    """

    def __init__(self, kontakt: Path, koder: Sequence[str], antall: int = 4) -> None:
        self._kontakt = kontakt
        self.kvittert: set[str] = set()
        self.tapt_kvittering: set[str] = set()
        self.uventet: list[tuple[str, int | None]] = []
        self.statuser: set[int | None] = set()
        self._nytt = threading.Condition()
        self._tradene = [
            threading.Thread(target=self._svar, args=(koder[nr::antall],), daemon=True) for nr in range(antall)
        ]
        for trad in self._tradene:
            trad.start()

    def vent_paa(self, antall: int) -> None:
        """Venter til minst så mange er ferdige."""
        with self._nytt:
            assert self._nytt.wait_for(lambda: self._ferdige() >= antall, FRIST), self.statuser

    def vent_ut(self) -> None:
        """Venter til alle er ferdige."""
        for trad in self._tradene:
            trad.join(FRIST * 2)
            assert not trad.is_alive()

    def kvitterte_naa(self) -> set[str]:
        with self._nytt:
            return set(self.kvittert)

    def _ferdige(self) -> int:
        return len(self.kvittert) + len(self.tapt_kvittering) + len(self.uventet)

    def _svar(self, koder: Sequence[str]) -> None:
        for kode in koder:
            self._svar_med(kode)

    def _svar_med(self, kode: str) -> None:
        svar, prov_igjen, frist = svar_til(kode, INSTRUMENT.leddrekkefolge), False, time.monotonic() + FRIST
        while True:
            status = send(self._kontakt, kode, svar)
            ga_seg = time.monotonic() > frist
            with self._nytt:
                self.statuser.add(status)
                if status == LAGRET:
                    self.kvittert.add(kode)
                elif status == BRUKT and prov_igjen:
                    self.tapt_kvittering.add(kode)
                elif status == BRUKT or ga_seg:
                    self.uventet.append((kode, status))
                self._nytt.notify_all()
            if status in {LAGRET, BRUKT} or ga_seg:
                return
            # 5xx er ingen kvittering. Dør databasen under innleggingen, kan svaret likevel ligge der.
            prov_igjen = True
            time.sleep(0.05)
