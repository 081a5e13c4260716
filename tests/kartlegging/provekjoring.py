"""Lar ``verifiser_anonymitet`` prøve en kartlegging som er besvart, og leser rapporten."""

import io
import json
import random
from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from time_machine import travel

from kartlegging.actions import avgi_besvarelse
from kartlegging.domain.koder import kode_for
from kartlegging.models import Kartlegging
from kartlegging.nokler import les_nokler
from kartlegging.verifisering.rapport import Utfall
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet

ER_POSTGRES = connection.vendor == "postgresql"


def besvart(antall: int = 36, *, etter_epost: bool = False) -> Kartlegging:
    """Fire enheter med ti inviterte hver. De som svarer, gjør det i tilfeldig rekkefølge, eller etter e-postadresse."""
    runde = aapnet({f"e{nr}": 10 for nr in range(4)})
    nokkel = les_nokler(runde.kortnavn).koder
    invitert = [kode_for(nokkel, pk) for pk in runde.invitasjonene.order_by("epost").values_list("pk", flat=True)]
    if not etter_epost:
        random.Random(4).shuffle(invitert)
    for kode in invitert[:antall]:
        avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)
    return runde


def kjor(runde: Kartlegging, *valg: str, timer: float = 1) -> tuple[int, str]:
    ut, kode = io.StringIO(), 0
    with travel(NAA + timedelta(hours=timer), tick=False):
        try:
            call_command("verifiser_anonymitet", runde.kortnavn, *valg, stdout=ut, stderr=io.StringIO())
        except SystemExit as slutt:
            kode = int(slutt.code or 0)
    return kode, ut.getvalue()


def bruddene(runde: Kartlegging, **valg) -> list[str]:
    kontrollene = json.loads(kjor(runde, "--json", **valg)[1])["kontroller"]
    return [kontroll["tekst"] for kontroll in kontrollene if kontroll["utfall"] == Utfall.BRUDD]


def sql(*setninger: str) -> None:
    with connection.cursor() as peker:
        for setning in setninger:
            peker.execute(setning)
