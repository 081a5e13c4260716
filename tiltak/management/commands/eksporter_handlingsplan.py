"""``manage.py eksporter_handlingsplan VURDERING --ut FIL``: handlingsplanen som PDF."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiltak.models import Risikovurdering
from tiltak.planinnhold import planinnhold
from tiltak.rapport import innhold_pdf, plan_pdf


class Command(BaseCommand):
    help = "Skriver siste signerte handlingsplan som PDF, eller et merket utkast når ingen er signert."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("vurdering", type=int, help="Nummeret på risikovurderingen.")
        parser.add_argument("--ut", required=True, type=Path, help="Filen PDF-en skrives til.")
        parser.add_argument("--ja", action="store_true", help="Skriv over filen hvis den finnes.")

    def handle(self, *_args: Any, vurdering: int, ut: Path, ja: bool, **_valg: Any) -> None:
        en = Risikovurdering.objects.filter(pk=vurdering).first()
        if en is None:
            raise CommandError(f"Det finnes ingen risikovurdering med nummer {vurdering}. Se adressen til vurderingen.")
        if ut.exists() and not ja:
            raise CommandError(f"{ut} finnes fra før. Legg til --ja for å skrive over den.")
        if not ut.parent.is_dir():
            raise CommandError(f"Mappen {ut.parent} finnes ikke. Lag den først, eller velg en annen.")
        plan = en.planene.order_by("-versjon").first()
        innhold = plan_pdf(plan) if plan else innhold_pdf(planinnhold(en), dato=en.opprettet)
        halv = ut.with_name(ut.name + ".halv")
        halv.write_bytes(innhold)
        halv.replace(ut)
        self.stdout.write(f"{ut}: {'versjon ' + str(plan.versjon) if plan else 'UTKAST, ikke signert'}")
