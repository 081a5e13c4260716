"""Nøklene til en kartlegging, som filer utenfor databasen.

Tre hemmeligheter per kartlegging (decisions.md «Keys and codes of a round»): den private forseglingsnøkkelen,
nullifikatornøkkelen og kodenøkkelen. Alle tre slettes når opptellingen er ferdig.
"""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

FILENE = ("forsegling", "nullifikator", "koder")
NOKKELLENGDE = 32


class NoklerManglerError(Exception):
    """Nøkkelfilene til kartleggingen finnes ikke, eller er skadet. Svarene kan da ikke åpnes."""


@dataclass(frozen=True, slots=True)
class Nokler:
    """De tre nøklene, 32 byte hver. ``repr`` viser dem aldri."""

    forsegling: bytes
    nullifikator: bytes
    koder: bytes

    def __repr__(self) -> str:
        return "Nokler(…)"

    @property
    def privat(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self.forsegling)

    @property
    def offentlig(self) -> bytes:
        return self.privat.public_key().public_bytes_raw()

    @property
    def merke(self) -> str:
        """SHA-256 av de tre nøklene. Sier ikke noe om dem, men avslører at en fil er byttet ut."""
        return hashlib.sha256(b"forsvarlig/nokler/" + self.forsegling + self.nullifikator + self.koder).hexdigest()

    def nullifikator_for(self, kode: str) -> bytes:
        """HMAC-SHA256 av koden, 32 byte. Samme kode gir samme verdi, og uten nøkkelen sier den ingenting."""
        return hmac.new(self.nullifikator, kode.encode("ascii"), hashlib.sha256).digest()

    def bevis_for(self, nullifikator: bytes, enhet: str, svar: str) -> str:
        """Bevis på at svaret kom gjennom svarsiden (HMAC-SHA256, 32 sekssifre).

        Enhver med databasen har den offentlige nøkkelen og kunne ellers lagt inn egne, forseglede svar.
        """
        innhold = b"\n".join([b"bevis", nullifikator, enhet.encode(), svar.encode()])
        return hmac.new(self.nullifikator, innhold, hashlib.sha256).hexdigest()[:32]

    def avrunding(self, kortnavn: str) -> bytes:
        """Nøkkelen småtallsavrundingen bruker (HKDF-SHA256 av den private nøkkelen, 32 byte).

        Avledet og ikke trukket på nytt, så en opptelling som ble avbrutt, gir de samme tallene neste gang (adr 0003).
        """
        return HKDF(
            algorithm=hashes.SHA256(), length=32, salt=None, info=f"forsvarlig/avrunding/{kortnavn}".encode()
        ).derive(self.forsegling)


def mappe_for(kortnavn: str) -> Path:
    return Path(settings.NOKKELMAPPE) / kortnavn


def _les_fil(sti: Path) -> bytes:
    try:
        innhold = sti.read_bytes()
    except FileNotFoundError as feil:
        raise NoklerManglerError(f"Nøkkelfilen {sti} finnes ikke.") from feil
    if len(innhold) != NOKKELLENGDE:
        raise NoklerManglerError(f"Nøkkelfilen {sti} er skadet: {len(innhold)} byte, skal være {NOKKELLENGDE}.")
    return innhold


def les_nokler(kortnavn: str, merke: str = "") -> Nokler:
    """Leser nøklene fra disk. Melder ``NoklerManglerError`` når en fil mangler, er skadet, eller ikke stemmer med merket."""
    mappe = mappe_for(kortnavn)
    nokler = Nokler(*(_les_fil(mappe / f"{navn}.nokkel") for navn in FILENE))
    if merke and nokler.merke != merke:
        raise NoklerManglerError(f"En av nøkkelfilene i {mappe} er ikke den kartleggingen åpnet med.")
    return nokler


def har_nokler(kortnavn: str) -> bool:
    return any((mappe_for(kortnavn) / f"{navn}.nokkel").exists() for navn in FILENE)


def sikre_nokler(kortnavn: str) -> Nokler:
    """Nøklene til kartleggingen; lager dem når de ikke finnes. Filene får rettighet 600, mappen 700.

    Melder ``NoklerManglerError`` når bare noen av filene finnes: da er noe tapt, og nye nøkler ville skjult det.
    """
    if har_nokler(kortnavn):
        return les_nokler(kortnavn)
    mappe = mappe_for(kortnavn)
    mappe.mkdir(parents=True, exist_ok=True, mode=0o700)
    for navn in FILENE:
        beskrivelse = os.open(mappe / f"{navn}.nokkel", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(beskrivelse, "wb") as fil:
            fil.write(secrets.token_bytes(NOKKELLENGDE))
            fil.flush()
            os.fsync(fil.fileno())
    _synk_mappe(mappe)
    return les_nokler(kortnavn)


def slett_nokler(kortnavn: str) -> bool:
    """Overskriver og fjerner nøklene. Svarer om det fantes noen. Trygt å gjenta.

    Overskriving er et tillegg: på moderne disker er det fjerningen, og at nøkkelen aldri kopieres, som bærer løftet.
    """
    mappe = mappe_for(kortnavn)
    fantes = False
    for navn in FILENE:
        sti = mappe / f"{navn}.nokkel"
        if sti.exists():
            fantes = True
            with sti.open("r+b") as fil:
                fil.write(secrets.token_bytes(NOKKELLENGDE))
                fil.flush()
                os.fsync(fil.fileno())
            sti.unlink()
    if mappe.is_dir():
        _synk_mappe(mappe)
        if not any(mappe.iterdir()):
            mappe.rmdir()
    return fantes


def _synk_mappe(mappe: Path) -> None:
    beskrivelse = os.open(mappe, os.O_RDONLY)
    try:
        os.fsync(beskrivelse)
    finally:
        os.close(beskrivelse)
