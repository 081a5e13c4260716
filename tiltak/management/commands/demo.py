"""``manage.py demo``: en oppdiktet arbeidsgiver fra kartlegging til signert handlingsplan, på ekte deler."""

import argparse
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from arbeidsmiljo.models import Bruker, Virksomhet
from tiltak.management.commands._demo.aarshjul import lag_aarshjul
from tiltak.management.commands._demo.fjoraaret import vurder_i_fjor
from tiltak.management.commands._demo.nettleser import ledig_port, tjener
from tiltak.management.commands._demo.organisasjon import FJORDVIK, KONTOER, PASSORD, bygg, stor_plan
from tiltak.management.commands._demo.runder import Runder, provekode
from tiltak.management.commands._demo.vurdering import vurder_bjork, vurder_kjokkenet
from tiltak.models import Handlingsplan
from tiltak.rapport import plan_pdf

MINST_ANSATTE, HOYST_ANSATTE = 20, 100_000
MINST_ENHETER, HOYST_ENHETER = 2, 5_000


class Command(BaseCommand):
    help = "Lager en oppdiktet arbeidsgiver og kjører hovedjobben fra kartlegging til signert handlingsplan."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--uten-server", action="store_true", help="Avslutt når dataene er laget.")
        parser.add_argument("--ansatte", type=int, help="Stor demo: antall ansatte (20–100000).")
        parser.add_argument("--enheter", type=int, help="Stor demo: antall enheter (2–5000).")
        parser.add_argument("--tilfeldig-tall", type=int, default=2026, help="Frø for de oppdiktede svarene.")
        parser.add_argument("--port", type=int, default=8000, help="Port å vise demoen på (127.0.0.1).")

    def handle(self, *_args: Any, **valg: Any) -> None:
        self._trinn_nr, self._start = 0, time.monotonic()
        if Virksomhet.objects.filter(er_demo=False).exists():
            raise CommandError(
                "Databasen har data som ikke er fra demoen. Sett DATABASE_URL til en tom database og prøv igjen."
            )
        plan = self._enhetsplan(valg["ansatte"], valg["enheter"])
        self._alle_trinn = 6 if plan is FJORDVIK else 5
        if Handlingsplan.objects.exists() and plan is FJORDVIK:
            self._si("Demoen er laget fra før. Bruker den som er.")
            self._sikre_aapen_puls(valg["tilfeldig_tall"])
        else:
            self._lag(plan, fro=valg["tilfeldig_tall"])
        self._skriv_pdf()
        self._vis_adresser(valg["port"])
        if not valg["uten_server"]:
            self._vis_fram(valg["port"])

    def _enhetsplan(self, ansatte: int | None, enheter: int | None) -> Any:
        if ansatte is None and enheter is None:
            return FJORDVIK
        ansatte, enheter = ansatte or 300, enheter or 20
        if not MINST_ANSATTE <= ansatte <= HOYST_ANSATTE:
            raise CommandError(f"--ansatte skal være fra {MINST_ANSATTE} til {HOYST_ANSATTE}, men er {ansatte}.")
        if not MINST_ENHETER <= enheter <= HOYST_ENHETER:
            raise CommandError(f"--enheter skal være fra {MINST_ENHETER} til {HOYST_ENHETER}, men er {enheter}.")
        return stor_plan(ansatte=ansatte, enheter=enheter)

    def _lag(self, plan: Any, *, fro: int) -> None:
        # En avbrutt demo begynner på nytt: her finnes bare oppdiktede data, det er sjekket over.
        call_command("flush", interactive=False, verbosity=0)
        naa = timezone.localtime()
        self._trinn("Lager virksomheten, enhetene og kontoene")
        virksomhet, enhetene, brukerne = bygg(plan, naa=naa - timedelta(days=800))
        lag_aarshjul(virksomhet=virksomhet, brukerne=brukerne.values(), hr=brukerne["hr"], naa=naa)
        runder = Runder(virksomhet=virksomhet, plan=plan, enhetene=enhetene, brukerne=brukerne, fro=fro, si=self._si)
        if plan is FJORDVIK:
            self._trinn("Kjører to tidligere kartlegginger, så det finnes noe å sammenligne med")
            runder.tidligere(_sesong(naa, 2), runde=0, lukkes=naa - timedelta(days=735))
            i_fjor = runder.tidligere(_sesong(naa, 1), runde=1, lukkes=naa - timedelta(days=370))
            da = naa - timedelta(days=355)
            vurder_i_fjor(enhet=enhetene["bjork"], kartlegging_id=i_fjor, brukerne=brukerne, naa=da)
            self._si("Fjorårets plan for Avdeling Bjørk signert, og to tiltak gjort")
        self._trinn("Kjører årets kartlegging, lukker den og teller opp")
        kartlegging_id = runder.hostens(_sesong(naa, 0), naa=naa)
        self._trinn("Åpner en puls som kan prøves")
        runder.aapen_puls(f"Puls {_maaned(naa)}", naa=naa)
        self._trinn("Vurderer risiko, velger tiltak, henter uttalelsen og signerer")
        if plan is FJORDVIK:
            vurder_kjokkenet(enhet=enhetene["kjokken"], brukerne=brukerne, naa=naa)
        # I den store demoen har ingen enhet et kjent svakt punkt, så der vurderes hele virksomheten.
        enhet = enhetene.get("bjork", enhetene["rot"])
        handlingsplan = vurder_bjork(enhet=enhet, kartlegging_id=kartlegging_id, brukerne=brukerne, naa=naa)
        self._si(f"Handlingsplan for {enhet.navn}, versjon {handlingsplan.versjon}, signert")

    def _sikre_aapen_puls(self, fro: int) -> None:
        virksomhet = Virksomhet.objects.get(er_demo=True)
        naa = timezone.localtime()
        if provekode(virksomhet, enhet="bjork", naa=naa):
            return
        enhetene = {enhet.kode: enhet for enhet in virksomhet.enhetene.all()}
        brukerne = {konto.nokkel: Bruker.objects.get(epost=konto.epost) for konto in KONTOER}
        Runder(
            virksomhet=virksomhet, plan=FJORDVIK, enhetene=enhetene, brukerne=brukerne, fro=fro, si=self._si
        ).aapen_puls(f"Puls {_maaned(naa)}", naa=naa)

    def _skriv_pdf(self) -> None:
        self._trinn("Skriver handlingsplanen som PDF")
        sti = Path(settings.VARMAPPE) / "handlingsplan.pdf"
        plan = Handlingsplan.objects.order_by("-signert", "-pk")[0]
        sti.write_bytes(plan_pdf(plan))
        self._si(f"{sti} ({sti.stat().st_size // 1024} kB)")

    def _vis_adresser(self, port: int) -> None:
        virksomhet = Virksomhet.objects.get(er_demo=True)
        kode = provekode(virksomhet, enhet="bjork", naa=timezone.now())
        self.stdout.write("")
        self.stdout.write(
            f"  {virksomhet.navn} (oppdiktet) er klar etter {time.monotonic() - self._start:.0f} sekunder."
        )
        self.stdout.write(f"  Logg inn på http://127.0.0.1:{port}/app/ med passordet {PASSORD}")
        for konto in KONTOER[:3]:
            self.stdout.write(f"    {konto.rolle.tittel:<12} {konto.epost:<32} {konto.navn}")
        if kode:
            self.stdout.write(f"  Svar på pulsen: http://127.0.0.1:{port}/svar/ med koden {kode}")
        self.stdout.write("")
        self.stdout.flush()

    def _vis_fram(self, port: int) -> None:
        valgt = ledig_port(port)
        if valgt != port:
            self.stdout.write(f"  Port {port} er opptatt. Bruker {valgt} i stedet.")
        arbeider = subprocess.Popen([sys.executable, "manage.py", "db_worker"])
        ferdig = threading.Event()
        takt = threading.Thread(target=_hold_takten, args=(ferdig,), daemon=True)
        try:
            with tjener(valgt):
                takt.start()
                self.stdout.write(f"  Viser http://127.0.0.1:{valgt}/app/ – stopp med Ctrl-C.")
                self.stdout.flush()
                arbeider.wait()
        except KeyboardInterrupt:
            self.stdout.write("\n  Stoppet. «make demo» starter den igjen.")
        finally:
            ferdig.set()
            arbeider.terminate()
            arbeider.wait(10)

    def _trinn(self, tekst: str) -> None:
        self._trinn_nr += 1
        self.stdout.write(f"[{self._trinn_nr}/{self._alle_trinn}] {tekst}")
        self.stdout.flush()

    def _si(self, tekst: str) -> None:
        self.stdout.write(f"      {tekst}")
        self.stdout.flush()


def _hold_takten(ferdig: threading.Event) -> None:
    while not ferdig.wait(60):
        call_command("takt", verbosity=0)


def _sesong(naa: datetime, aar_siden: int) -> str:
    return f"{'Vår' if naa.month < 8 else 'Høst'} {naa.year - aar_siden}"


def _maaned(naa: datetime) -> str:
    navnene = [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ]
    return f"{navnene[naa.month - 1]} {naa.year}"
