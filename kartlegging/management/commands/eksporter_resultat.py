"""``manage.py eksporter_resultat``: det en bestemt bruker får se, til en fil."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import Http404

from arbeidsmiljo.models import Bruker
from kartlegging.eksportfiler import som_csv, som_json, som_xlsx
from kartlegging.models import Kartlegging
from kartlegging.oppslag import finn_kartlegging
from kartlegging.resultater import eksport


class Command(BaseCommand):
    help = "Skriver resultatet til en fil, nøyaktig slik den oppgitte brukeren får se det."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kartlegging", help="Kortnavnet (fra adressen), eller id-en.")
        parser.add_argument("--som", required=True, metavar="EPOST", help="Brukeren som skal få filen.")
        parser.add_argument("--format", choices=("json", "csv", "xlsx"), required=True)
        parser.add_argument("--ut", required=True, type=Path, metavar="FIL")
        parser.add_argument("--ja", action="store_true", help="Skriv over filen når den finnes.")

    def handle(self, *_args: Any, **valg: Any) -> None:
        fil: Path = valg["ut"]
        if fil.is_dir() or not fil.parent.is_dir():
            raise CommandError(f"Kan ikke skrive til {fil}. Oppgi et filnavn i en mappe som finnes.")
        if fil.exists() and not valg["ja"]:
            raise CommandError(f"{fil} finnes. Velg et annet navn, eller legg til --ja for å skrive over den.")
        kartlegging = finn_kartlegging(valg["kartlegging"])
        innhold = _innhold(kartlegging, valg["som"])
        antall = len(innhold["enheter"])
        if valg["format"] == "xlsx":
            data = som_xlsx(innhold, kartlegging.instrument)
        else:
            data = som_csv(innhold) if valg["format"] == "csv" else som_json(innhold)
        _skriv(fil, data)
        self.stdout.write(f"Skrev {antall} enheter til {fil}.")


def _innhold(kartlegging: Kartlegging, epost: str) -> dict[str, Any]:
    bruker = Bruker.objects.filter(epost=epost.strip().lower(), is_active=True).first()
    if bruker is None:
        raise CommandError(f"Fant ingen bruker med e-postadressen «{epost}».")
    # Den som ikke hører til virksomheten, skal heller ikke få vite hvilken tilstand kartleggingen er i.
    if bruker.virksomhet_id == kartlegging.virksomhet_id and not kartlegging.er_publisert:
        raise CommandError(f"{kartlegging.kortnavn} er {kartlegging.tilstand}. Resultater finnes når den er publisert.")
    try:
        return eksport(bruker, kartlegging)
    except (Http404, PermissionDenied) as feil:
        raise CommandError(f"{epost} har ikke tilgang til resultatene i «{kartlegging.kortnavn}».") from feil


def _skriv(fil: Path, data: bytes) -> None:
    """Alt eller ingenting: en fil som blir avbrutt, skal ikke ligge igjen og se hel ut."""
    try:
        nummer, navn = tempfile.mkstemp(dir=fil.parent, prefix=f".{fil.name}.")
        midlertidig = Path(navn)
        try:
            with os.fdopen(nummer, "wb") as strom:
                strom.write(data)
            midlertidig.replace(fil)
        finally:
            midlertidig.unlink(missing_ok=True)
    except OSError as feil:
        raise CommandError(f"Kan ikke skrive til {fil}: {feil.strerror}.") from feil
