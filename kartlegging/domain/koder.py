"""Deltakerkoden: 16 tegn i Crockfords base32, avledet av invitasjonens id og rundens kodenøkkel.

Koden lagres aldri. En påminnelse regner ut den samme på nytt (decisions.md «Keys and codes of a round»).
"""

import hashlib
import hmac

ALFABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGDE = 16
_FORVEKSLET = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\u00a0": None, "–": None})


def kode_for(kodenokkel: bytes, invitasjon: int) -> str:
    """Koden til invitasjonen: de første 80 bit av HMAC-SHA256, som 16 tegn."""
    sum_ = hmac.new(kodenokkel, invitasjon.to_bytes(8, "big"), hashlib.sha256).digest()
    tall = int.from_bytes(sum_[:10], "big")
    return "".join(ALFABET[(tall >> (5 * plass)) & 31] for plass in reversed(range(LENGDE)))


def normaliser_kode(skrevet: str) -> str:
    """Koden slik den er lagret, uansett hvordan den ble skrevet: små bokstaver, mellomrom, O for 0, I og L for 1.

    Svarer tom tekst når det ikke kan være en kode.
    """
    kode = skrevet.strip().upper().translate(_FORVEKSLET)
    return kode if len(kode) == LENGDE and all(tegn in ALFABET for tegn in kode) else ""


def vis_kode(kode: str) -> str:
    """Koden i fire grupper, slik den står i brev og på kort."""
    return "-".join(kode[start : start + 4] for start in range(0, LENGDE, 4))


def kodehash(kode: str) -> bytes:
    """SHA-256 av koden, 32 byte. 80 tilfeldige bit kan ikke gjettes ut av den."""
    return hashlib.sha256(b"forsvarlig/kode/" + kode.encode("ascii")).digest()
