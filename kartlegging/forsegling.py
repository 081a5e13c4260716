"""Forsegling av en besvarelse: HPKE (RFC 9180) med X25519, HKDF-SHA256 og AES-256-GCM.

Alle besvarelser i alle kartlegginger får samme størrelse, så lengden ikke sier hvor mye noen svarte.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

INNHOLDSLENGDE = 1024
"""Byte før forsegling. Rommer en enhetskode på 40 tegn og 200 ledd med god margin."""

_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class UleseligBesvarelseError(Exception):
    """En forseglet besvarelse lar seg ikke åpne med rundens nøkkel."""


@dataclass(frozen=True, slots=True)
class Innhold:
    """Det som ligger i forseglingen.

    ``enhet`` er koden til enheten svaret telles i (egen eller den større gruppen deltakeren valgte). ``svar`` har
    ett siffer per ledd i ``Instrument.leddrekkefolge``: 0 = ikke besvart, ellers 1–5. ``bevis`` er
    ``Nokler.bevis_for``: bare den som har nøklene, kan lage et svar som telles.
    """

    enhet: str
    svar: str
    bevis: str = ""


def _sammenheng(kortnavn: str, loftet: str) -> bytes:
    return f"forsvarlig/besvarelse/2/{kortnavn}/{loftet}".encode()


def forsegl(innhold: Innhold, *, offentlig: bytes, kortnavn: str, loftet: str) -> bytes:
    """Forsegler innholdet med rundens offentlige nøkkel (32 byte), bundet til runden og til løftet (SHA-256).

    Melder ``ValueError`` når det er for stort.
    """
    nyttelast = f"{innhold.enhet}\n{innhold.svar}\n{innhold.bevis}".encode()
    if len(nyttelast) + 2 > INNHOLDSLENGDE:
        raise ValueError(f"Besvarelsen er {len(nyttelast)} byte og får ikke plass i {INNHOLDSLENGDE - 2}.")
    fylt = len(nyttelast).to_bytes(2, "big") + nyttelast
    return _SUITE.encrypt(
        fylt.ljust(INNHOLDSLENGDE, b"\0"),
        X25519PublicKey.from_public_bytes(offentlig),
        info=_sammenheng(kortnavn, loftet),
    )


def apne(forseglet: bytes, *, privat: X25519PrivateKey, kortnavn: str, loftet: str) -> Innhold:
    """Åpner en forseglet besvarelse. Melder ``UleseligBesvarelseError`` ved feil nøkkel, skadet rad eller annet løfte."""
    try:
        fylt = _SUITE.decrypt(forseglet, privat, info=_sammenheng(kortnavn, loftet))
        lengde = int.from_bytes(fylt[:2], "big")
        enhet, svar, bevis = fylt[2 : 2 + lengde].decode().split("\n")
    except (InvalidTag, ValueError) as feil:
        raise UleseligBesvarelseError("Besvarelsen lar seg ikke åpne.") from feil
    return Innhold(enhet=enhet, svar=svar, bevis=bevis)
