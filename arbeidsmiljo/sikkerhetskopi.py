"""Sikkerhetskopi av alt i databasen, i et åpent format som kan legges tilbake på SQLite og PostgreSQL (contracts.md).

En zip med ``data.jsonl`` (én rad per linje, Djangos serialisering) og ``innhold.json`` (skjema, versjon av databasen, antall
per modell og SHA-256 av dataene). Nøklene til kartleggingene er aldri med. Radene står etter nøkkel, og besvarelsene har
tilfeldig nøkkel, så kopien sier ikke i hvilken rekkefølge noe kom.
"""

import hashlib
import json
import os
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

SKJEMA = 1
DATA, INNHOLD = "data.jsonl", "innhold.json"
BIT = 1024 * 1024
PORSJON = 1000
# Innlogginger gjelder ikke etter en gjenoppretting, en opplastet fil er forbigående, og Django lager de andre selv.
UTELATT = frozenset(
    {"sessions.session", "arbeidsmiljo.innlesing", "contenttypes.contenttype", "auth.permission", "auth.group"}
)


class KopifeilError(Exception):
    """Kopien kan ikke skrives eller brukes. Teksten er en setning til den som drifter."""


def _modellene() -> list[type[models.Model]]:
    return [modell for modell in apps.get_models() if modell._meta.label_lower not in UTELATT and modell._meta.managed]  # noqa: SLF001


def _databasens_versjon() -> list[str]:
    return sorted(f"{app}.{navn}" for app, navn in MigrationRecorder(connection).applied_migrations())


def ta_kopi(til: Path, *, naa: datetime) -> dict[str, int]:
    """Skriver kopien til ``til`` med rettighet 600, og svarer med antall rader per modell.

    Alt leses i samme øyeblikk, og de som svarer imens, merker ingenting. Filen kommer på plass først når den er hel.
    """
    beskrivelse, midlertidig = tempfile.mkstemp(dir=til.parent, prefix=".kopi-")
    os.close(beskrivelse)
    try:
        with zipfile.ZipFile(midlertidig, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as arkiv:
            sum_, antall = hashlib.sha256(), Counter[str]()
            with _ett_oyeblikk(), arkiv.open(DATA, "w", force_zip64=True) as ut:
                versjon = _databasens_versjon()
                for navn, linje in _linjene():
                    sum_.update(linje)
                    ut.write(linje)
                    antall[navn] += 1
            innhold = {
                "skjema": SKJEMA,
                "tatt": naa.isoformat(),
                "database": versjon,
                "antall": dict(sorted(antall.items())),
                "sha256": sum_.hexdigest(),
            }
            arkiv.writestr(INNHOLD, json.dumps(innhold, ensure_ascii=False, indent=1))
        Path(midlertidig).replace(til)
    finally:
        Path(midlertidig).unlink(missing_ok=True)
    return dict(antall)


def _linjene() -> Iterator[tuple[str, bytes]]:
    for modell in _modellene():
        rader = modell._base_manager.order_by("pk").iterator(chunk_size=PORSJON)  # noqa: SLF001
        navn = modell._meta.label_lower  # noqa: SLF001
        for rad in rader:
            yield navn, serializers.serialize("jsonl", [rad]).encode()


@contextmanager
def _ett_oyeblikk() -> Iterator[None]:
    """Alt som leses, er slik det var da lesingen begynte, uten å holde noen tilbake som skriver."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as peker:
                peker.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                # Øyeblikket begynner med den første lesingen, ikke med BEGIN.
                peker.execute("SELECT 1")
            yield
        return
    # Django begynner med IMMEDIATE på SQLite, og det ville stengt for svar så lenge kopien skrives.
    with connection.cursor() as peker:
        i_transaksjon = connection.in_atomic_block
        if not i_transaksjon:
            peker.execute("BEGIN DEFERRED")
            peker.execute("SELECT 1 FROM sqlite_master LIMIT 1")
        try:
            yield
        finally:
            if not i_transaksjon:
                peker.execute("ROLLBACK")


def les_innhold(fra: Path) -> dict[str, Any]:
    """Innholdslisten i en kopi, etter at dataene er kontrollert mot den. Melder ``KopifeilError``."""
    try:
        with zipfile.ZipFile(fra) as arkiv:
            innhold: dict[str, Any] = json.loads(arkiv.read(INNHOLD))
            sum_ = hashlib.sha256()
            with arkiv.open(DATA) as data:
                while bit := data.read(BIT):
                    sum_.update(bit)
    except FileNotFoundError as feil:
        raise KopifeilError(f"Filen {fra} finnes ikke.") from feil
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as feil:
        raise KopifeilError(f"Filen {fra} er ikke en hel sikkerhetskopi herfra.") from feil
    if innhold.get("skjema") != SKJEMA:
        raise KopifeilError(f"Kopien har skjema {innhold.get('skjema')}. Dette programmet leser {SKJEMA}.")
    if innhold.get("sha256") != sum_.hexdigest():
        raise KopifeilError(
            "Kopien er skadet eller endret: summen av innholdet stemmer ikke. Ingenting er lagt tilbake."
        )
    return innhold


def legg_tilbake(fra: Path, *, tom_forst: bool) -> dict[str, int]:
    """Legger kopien tilbake, alt eller ingenting, og svarer med antall rader per modell.

    Med ``tom_forst`` slettes det som er der. Melder ``KopifeilError`` når kopien ikke er hel, er fra en annen versjon av
    databasen, eller når basen har data og ``tom_forst`` ikke er satt.
    """
    innhold = les_innhold(fra)
    if innhold["database"] != _databasens_versjon():
        raise KopifeilError(
            "Kopien er tatt med en annen versjon av programmet. Legg den tilbake med den versjonen, og oppgrader etterpå."
        )
    if not tom_forst and har_data():
        raise KopifeilError("Databasen har data fra før. Bruk --ja for å slette alt i den og legge kopien tilbake.")
    try:
        with transaction.atomic():
            _tom()
            with zipfile.ZipFile(fra) as arkiv, arkiv.open(DATA) as data:
                antall = _les_inn(data)
            if antall != innhold["antall"]:
                raise KopifeilError(
                    "Kopien har ikke like mange rader som innholdslisten sier. Ingenting er lagt tilbake."
                )
            connection.check_constraints()
            _tell_videre()
    except (DatabaseError, serializers.base.DeserializationError) as feil:
        raise KopifeilError("Radene i kopien henger ikke sammen. Ingenting er lagt tilbake.") from feil
    return antall


def har_data() -> bool:
    """Om det finnes noe i basen en gjenoppretting ville skrevet over."""
    return any(modell._base_manager.exists() for modell in _modellene())  # noqa: SLF001


def _tom() -> None:
    # Barn før foreldre lar seg ikke ordne (enheter viser til hverandre), så vi sletter utenom Djangos vern.
    with connection.cursor() as peker:
        if connection.vendor == "sqlite":
            peker.execute("PRAGMA defer_foreign_keys = ON")
        else:
            peker.execute("SET CONSTRAINTS ALL DEFERRED")
            # Bare her kan hendelsesloggen slettes, og bare ut transaksjonen.
            peker.execute("SET LOCAL forsvarlig.gjenoppretter = 'ja'")
        tabellene = [navn for modell in apps.get_models(include_auto_created=True) if (navn := _tabell(modell))]
        for tabell in reversed(tabellene):
            peker.execute(f"DELETE FROM {connection.ops.quote_name(tabell)}")  # noqa: S608 – navnet er modellens eget


def _tabell(modell: type[models.Model]) -> str:
    meta = modell._meta  # noqa: SLF001
    beholdes = {"contenttypes.contenttype", "auth.permission", "auth.group", "auth.group_permissions"}
    return meta.db_table if meta.managed and not meta.proxy and meta.label_lower not in beholdes else ""


def _les_inn(data: IO[bytes]) -> dict[str, int]:
    antall: Counter[str] = Counter()
    mange: list[Any] = []
    for linje in data:
        (rad,) = serializers.deserialize("jsonl", linje.decode())
        if mange and type(rad.object) is not type(mange[0].object):
            _skriv(mange)
            mange = []
        mange.append(rad)
        antall[rad.object._meta.label_lower] += 1  # noqa: SLF001
        if len(mange) >= PORSJON:
            _skriv(mange)
            mange = []
    _skriv(mange)
    return dict(antall)


def _skriv(radene: list[Any]) -> None:
    if not radene:
        return
    type(radene[0].object)._base_manager.bulk_create([rad.object for rad in radene])  # noqa: SLF001
    for rad in radene:
        for felt, verdier in ((felt, verdier) for felt, verdier in (rad.m2m_data or {}).items() if verdier):
            getattr(rad.object, felt).set(verdier)


def _tell_videre() -> None:
    """Løpende nøkler fortsetter etter de som er lagt inn."""
    with connection.cursor() as peker:
        for setning in connection.ops.sequence_reset_sql(no_style(), list(apps.get_models(include_auto_created=True))):
            peker.execute(setning)
