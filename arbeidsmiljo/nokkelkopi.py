"""Kopi av nøkkelmappen, kryptert med et passord. For seg, aldri sammen med kopien av databasen.

AES-256-GCM med nøkkel fra scrypt (RFC 7914, n = 2¹⁷, r = 8, p = 1). Skal destrueres når kartleggingene er talt opp.
"""

import io
import os
import secrets
import tarfile
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from arbeidsmiljo.sikkerhetskopi import KopifeilError

MERKE = b"forsvarlig-nokler-1\n"
SALT, ENGANGSTALL = 16, 12
MINST_TEGN = 12


def _nokkel(passord: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**17, r=8, p=1).derive(passord.encode())


def ta_nokkelkopi(mappe: Path, til: Path, passord: str) -> int:
    """Skriver nøklene i ``mappe`` kryptert til ``til``, med rettighet 600. Svarer med antall filer.

    Melder ``KopifeilError`` når passordet er kortere enn 12 tegn, eller når det ikke er noen nøkler.
    """
    if len(passord) < MINST_TEGN:
        raise KopifeilError(f"Passordet til nøkkelkopien må ha minst {MINST_TEGN} tegn.")
    filene = sorted(fil for fil in mappe.rglob("*.nokkel") if fil.is_file())
    if not filene:
        raise KopifeilError(f"Det er ingen nøkler i {mappe}. Ingen kartlegging er åpen.")
    arkiv = io.BytesIO()
    with tarfile.open(fileobj=arkiv, mode="w") as tar:
        for fil in filene:
            tar.add(fil, arcname=str(fil.relative_to(mappe)))
    salt, engangstall = secrets.token_bytes(SALT), secrets.token_bytes(ENGANGSTALL)
    lukket = AESGCM(_nokkel(passord, salt)).encrypt(engangstall, arkiv.getvalue(), MERKE)
    beskrivelse, midlertidig = tempfile.mkstemp(dir=til.parent, prefix=".nokler-")
    with os.fdopen(beskrivelse, "wb") as ut:
        ut.write(MERKE + salt + engangstall + lukket)
    Path(midlertidig).replace(til)
    return len(filene)


def legg_nokler_tilbake(fra: Path, mappe: Path, passord: str) -> int:
    """Legger nøklene tilbake. Svarer med antall filer. En nøkkel som finnes, og er en annen, skrives aldri over.

    Melder ``KopifeilError`` når passordet er feil, filen er skadet, eller en annen nøkkel ligger der.
    """
    try:
        innhold = fra.read_bytes()
    except OSError as feil:
        raise KopifeilError(f"Filen {fra} kan ikke leses.") from feil
    if not innhold.startswith(MERKE):
        raise KopifeilError(f"Filen {fra} er ikke en nøkkelkopi herfra.")
    kropp = innhold[len(MERKE) :]
    salt, engangstall, lukket = kropp[:SALT], kropp[SALT : SALT + ENGANGSTALL], kropp[SALT + ENGANGSTALL :]
    try:
        aapen = AESGCM(_nokkel(passord, salt)).decrypt(engangstall, lukket, MERKE)
    except (InvalidTag, ValueError) as feil:
        raise KopifeilError("Passordet er feil, eller nøkkelkopien er skadet.") from feil
    with tarfile.open(fileobj=io.BytesIO(aapen)) as tar:
        nokler = {medlem.name: tar.extractfile(medlem).read() for medlem in tar.getmembers()}  # type: ignore[union-attr]
    andre = [navn for navn, verdi in nokler.items() if (mappe / navn).exists() and (mappe / navn).read_bytes() != verdi]
    if andre:
        raise KopifeilError(f"{mappe / andre[0]} finnes fra før og er en annen nøkkel. Ingenting er lagt tilbake.")
    for navn, verdi in nokler.items():
        sti = mappe / navn
        sti.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not sti.exists():
            with os.fdopen(os.open(sti, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as ut:
                ut.write(verdi)
    return len(nokler)
