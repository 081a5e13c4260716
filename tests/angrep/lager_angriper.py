"""Angriperen som har hele disken: leser filene byte for byte og leter etter rekkefølgen folk svarte i.

Hen vet hvem som trykket på Send når – det sterkeste noen i lokalet kan vite – og mangler bare hvilken rad som er hvem
sin.
"""

import base64
import re
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kartlegging.domain.rangprove import prov_par
from tests.angrep.lager_installasjon import Installasjon, Nettjener

SLUMP = 1e-6
"""Sjeldnere enn dette er ikke slump. Så strengt at prøven ikke slår ut av seg selv på et menneskes tid."""

Spor = dict[str, NDArray[np.int64]]


@dataclass(frozen=True)
class Funn:
    """Det beste noe spor ga: ``p`` er justert for alle kopienene, ``treff`` er antall på nøyaktig rett plass."""

    p: float
    treff: int
    spor: str

    @property
    def kobler(self) -> bool:
        return self.p < SLUMP


def plasser(data: bytes, ordene: Sequence[bytes]) -> list[list[int]]:
    """Hvor i ``data`` hvert av ordene står. Slår opp to byte om gangen, så store filer går fort."""
    ut: list[list[int]] = [[] for _ in ordene]
    if len(data) < 2:
        return ut
    mulige = np.zeros(1 << 16, dtype=bool)
    mulige[[int.from_bytes(ordet[:2], "big") for ordet in ordene]] = True
    byte = np.frombuffer(data, dtype=np.uint8).astype(np.uint16)
    etter_start: dict[bytes, int] = {ordet[:8]: nummer for nummer, ordet in enumerate(ordene)}
    for plass in np.flatnonzero(mulige[(byte[:-1] << 8) | byte[1:]]).tolist():
        nummer = etter_start.get(data[plass : plass + 8])
        if nummer is not None and data.startswith(ordene[nummer], plass):
            ut[nummer].append(plass)
    return ut


def filspor(filene: Iterable[tuple[str, bytes]], nullifikatorene: Sequence[bytes]) -> Spor:
    """Plassen i hver fil som har dem alle: første og siste gang de står der."""
    sporene: Spor = {}
    for navn, data in filene:
        funnet = plasser(data, nullifikatorene)
        if all(funnet):
            sporene[f"{navn} først"] = np.array([min(hver) for hver in funnet])
            sporene[f"{navn} sist"] = np.array([max(hver) for hver in funnet])
    return sporene


def spor_i(installasjon: Installasjon, nullifikatorene: Sequence[bytes]) -> Spor:
    """Alle rekkefølgene radene har, i basen og i filene, for radene i ``nullifikatorene``.

    WAL er ikke med: den beholder rekkefølgen til den er skrevet over, og det sier vi (decisions.md «Reordering»).
    """
    installasjon.til_disk()
    kolonner = ["ctid", "xmin"] if installasjon.klynge else ["rowid"]
    rader = installasjon.sql(f"SELECT nullifikator, {', '.join(['id', *kolonner])} FROM kartlegging_besvarelse")
    plass = {bytes(rad[0]): nummer for nummer, rad in enumerate(rader)}
    sporene: Spor = {"rekkefølgen i et utvalg": np.array([plass[n] for n in nullifikatorene])}
    for felt, navn in enumerate(["id", *kolonner], start=1):
        verdier = [_tall(rader[plass[n]][felt]) for n in nullifikatorene]
        sporene[navn] = np.unique(np.array(verdier), return_inverse=True)[1]
    lagret = basefiler(installasjon) if installasjon.klynge else alle_filer(installasjon)
    sporene |= filspor(((sti.name, innhold) for sti, innhold in lagret), nullifikatorene)
    kopi = sikkerhetskopi(installasjon)
    return sporene | filspor([("sikkerhetskopien", kopi)], [n.hex().encode() for n in nullifikatorene])


def angrip(sporene: Mapping[str, NDArray[np.int64]]) -> Funn:
    """Prøver hvert spor mot rekkefølgen folk svarte i (0, 1, 2 …)."""
    utslagene = [(utslag, navn) for navn, spor in sporene.items() for utslag in prov_par(np.arange(len(spor)), spor)]
    verst, navn = min(utslagene, key=lambda par: par[0].p)
    treff = max(int(utslag.verdi) for utslag, _navn in utslagene if utslag.maal == "treff")
    return Funn(p=min(1.0, verst.p * len(utslagene)), treff=treff, spor=f"{navn}: {verst.maal}")


def _tall(verdi: object) -> int:
    """ctid «(side,plass)» som ett tall; andre verdier som de er."""
    tallene = re.findall(r"\d+", str(verdi))
    return int(tallene[0]) if len(tallene) == 1 else int(tallene[0]) << 16 | int(tallene[1])


def basefiler(installasjon: Installasjon) -> Iterator[tuple[Path, bytes]]:
    """Tabell- og indeksfilene til basen i klyngen."""
    assert installasjon.klynge is not None
    ((nummer,),) = installasjon.sql("SELECT oid FROM pg_database WHERE datname = current_database()")
    yield from _les(installasjon.klynge.data / "base" / str(nummer))


def alle_filer(installasjon: Installasjon) -> Iterator[tuple[Path, bytes]]:
    """Alt installasjonen og klyngen har skrevet: base, WAL, midlertidige filer, logger, nøkler."""
    yield from _les(installasjon.mappe)
    if installasjon.klynge:
        yield from _les(installasjon.klynge.mappe)


def apne_filer(tjener: Nettjener) -> Iterator[tuple[Path, bytes]]:
    """Filene nettjenerens prosesser har åpne, også dem som er slettet fra mappen."""
    for pid in tjener.prosessene:
        for fil in Path(f"/proc/{pid}/fd").iterdir():
            try:
                if fil.is_file():
                    yield fil, fil.read_bytes()
            except OSError:
                continue


def _les(mappe: Path) -> Iterator[tuple[Path, bytes]]:
    for sti in sorted(mappe.rglob("*")):
        try:
            if sti.is_file():
                yield sti, sti.read_bytes()
        except FileNotFoundError:
            continue


def sikkerhetskopi(installasjon: Installasjon) -> bytes:
    """Det en sikkerhetskopi inneholder: ``pg_dump``, eller ``.backup`` skrevet ut som tekst og som fil."""
    if installasjon.klynge:
        program = installasjon.klynge.programmene / "pg_dump"
        kommando = [str(program), installasjon.klynge.adresse(installasjon.base)]
        return subprocess.run(kommando, check=True, capture_output=True).stdout
    kopien = installasjon.mappe.parent / f"{installasjon.base}.kopi"
    with closing(sqlite3.connect(installasjon.sqlitefil)) as fra, closing(sqlite3.connect(kopien)) as til:
        fra.backup(til)
        rader = til.execute("SELECT hex(nullifikator), hex(forseglet) FROM kartlegging_besvarelse").fetchall()
    try:
        return kopien.read_bytes() + "\n".join(f"{n} {f}" for n, f in rader).lower().encode()
    finally:
        kopien.unlink()


def staar_i(filene: Iterable[tuple[Path, bytes]], hemmelighetene: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """(hemmelighet, fil) for hver som står der, rett fram, som hex eller som base64."""
    formene = {
        (navn, form)
        for navn, verdi in hemmelighetene.items()
        for form in (verdi, verdi.hex().encode(), verdi.hex().upper().encode(), base64.b64encode(verdi).rstrip(b"="))
    }
    return {(navn, sti.name) for sti, innhold in filene for navn, form in formene if form in innhold}
