"""Lager kladden, lar en egen prosess prøve seg på den, og fjerner den igjen, også når noe går galt.

Egen prosess med eget miljø: da kan den verken nå den ekte databasen eller de ekte nøklene.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import DatabaseError, connection

from kartlegging.verifisering import database
from kartlegging.verifisering.kladdprosess import ANTALL
from kartlegging.verifisering.rapport import Del, Kontroll, Utfall

LENGST = 600
"""Sekunder før en kladd som henger, regnes som mislykket."""
MINST_FANGET = 0.5
"""Så stor del av tvillingen må angrepet koble for at prøven skal være til å stole på."""


_OPPSTART = "import django; django.setup(); from kartlegging.verifisering.kladdprosess import main; main()"


class KladdFeiletError(Exception):
    """Kladden kunne ikke lages eller kjøres. ``str()`` sier hvorfor."""


def kjor_kladd() -> dict[str, Any]:
    """Tallene fra prøven på kladden, som i ``kladdprosess.kjor``. Melder ``KladdFeiletError``."""
    with tempfile.TemporaryDirectory(prefix="forsvarlig-kladd-") as navn, _tom_database(Path(navn)) as miljo:
        return _i_egen_prosess(Path(navn), miljo)


@contextmanager
def _tom_database(mappe: Path) -> Iterator[dict[str, str]]:
    """Miljøet som peker på en tom database av samme slag som den ekte."""
    if not database.er_postgres():
        yield {"DATABASE_URL": f"sqlite:///{mappe / 'kladd.sqlite3'}"}
        return
    navn = f"forsvarlig_kladd_{secrets.token_hex(6)}"
    try:
        with database.kladdskjema(navn):
            yield {"DATABASE_URL": _adresse(connection.settings_dict), "PGOPTIONS": f"-c search_path={navn}"}
    except DatabaseError as feil:
        raise KladdFeiletError("Databasebrukeren får ikke lage et midlertidig skjema.") from feil


def _adresse(oppsett: Mapping[str, Any]) -> str:
    bruker, passord, vert = (quote(str(oppsett[felt] or ""), safe="") for felt in ("USER", "PASSWORD", "HOST"))
    port = f":{oppsett['PORT']}" if oppsett["PORT"] else ""
    valg = {felt: verdi for felt, verdi in oppsett["OPTIONS"].items() if isinstance(verdi, str)}
    hale = f"?{urlencode(valg)}" if valg else ""
    return f"postgresql://{bruker}:{passord}@{vert}{port}/{quote(str(oppsett['NAME']), safe='')}{hale}"


def _i_egen_prosess(mappe: Path, miljo: Mapping[str, str]) -> dict[str, Any]:
    egne = {
        "DJANGO_SETTINGS_MODULE": "arbeidsmiljo.settings",
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "VARMAPPE": str(mappe),
        "NOKKELMAPPE": str(mappe / "nokler"),
        "OPPGAVER_STRAKS": "1",
        "NETTADRESSE": "http://127.0.0.1:8000",
        "EPOST_VERT": "",
        "SVAR_HOST": "",
        **miljo,
    }
    arvet = {navn: verdi for navn, verdi in os.environ.items() if navn.removesuffix("_FILE") not in egne}
    ut = mappe / "resultat.json"
    kommando = [sys.executable, "-c", _OPPSTART, str(ut)]
    try:
        prosess = subprocess.run(  # noqa: S603 – fast kommando, eget miljø
            kommando, cwd=settings.ROT, env=arvet | egne, timeout=LENGST, capture_output=True, text=True, check=False
        )
    except subprocess.TimeoutExpired as feil:
        raise KladdFeiletError(f"Kladden ble ikke ferdig på {LENGST // 60} minutter.") from feil
    if prosess.returncode or not ut.is_file():
        linjer = prosess.stderr.strip().splitlines() or ["ingen melding"]
        raise KladdFeiletError(f"Kladden stoppet: {linjer[-1]}")
    resultat: dict[str, Any] = json.loads(ut.read_text(encoding="utf-8"))
    return resultat


def dom_over_kladden(tall: Mapping[str, Any]) -> list[Kontroll]:
    """Tallene fra kladden som setninger. Brudd også når tvillingen ikke fanges: da er prøven selv gal."""
    fanget = tall["tvilling_treff"]
    proven_virker = fanget > MINST_FANGET * ANTALL and tall["klartekst_i_tvillingen"]
    return [
        Kontroll(
            Del.KLADD,
            Utfall.HOLDER if proven_virker else Utfall.BRUDD,
            f"Prøven virker: uten vern kobler angrepet {fanget} av {ANTALL} svar til rett person."
            if proven_virker
            else f"Prøven er i ustand: uten vern skulle angrepet koblet over halvparten av {ANTALL} svar, men fanget {fanget}.",
        ),
        Kontroll(
            Del.KLADD,
            Utfall.BRUDD if tall["kobler"] else Utfall.HOLDER,
            f"Med vernet på treffer den samme angriperen, som vet hvem som trykket Send når, {tall['mest_treff']} av "
            f"{ANTALL} ved den beste av alle sine gjetninger."
            + (
                f" Det er mer enn slump: {' – '.join(tall['verst'])}."
                if tall["kobler"]
                else " Så mye gir ren slump også."
            ),
        ),
        _ja_nei(
            tall["antall"] == ANTALL and not tall["endrede_tabeller"],
            "Når noen svarer, endres bare svartabellen. Alle de andre tabellene er som før.",
            f"Når noen svarer, endres også {', '.join(tall['endrede_tabeller']) or 'noe annet'}.",
        ),
        _ja_nei(
            not tall["klartekst"],
            "Det de svarte, står ikke i klartekst noe sted i databasen.",
            "Det de svarte, står i klartekst i databasen.",
        ),
        _ja_nei(
            not tall["igjen_etter_opptelling"],
            "Etter opptellingen er svarene og nøklene borte.",
            "Etter opptellingen ligger svar eller nøkler igjen.",
        ),
    ]


def _ja_nei(holder: bool, holder_tekst: str, brudd_tekst: str) -> Kontroll:  # noqa: FBT001 – lest som en setning
    return Kontroll(Del.KLADD, Utfall.HOLDER if holder else Utfall.BRUDD, holder_tekst if holder else brudd_tekst)
