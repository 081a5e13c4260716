"""Leser en returmelding om et brev som ikke kom fram (RFC 3464). Tåler hva som helst som sendes inn."""

import re
from email import message_from_bytes, policy
from email.message import Message

STORST = 1_000_000
"""Byte. En returmelding er noen få kilobyte, med det opprinnelige brevet et titalls."""
FLEST = 100
"""Så mange mottakere leses i én melding."""

_ADRESSE = re.compile(r"^(?:rfc822|utf-8)\s*;\s*<?([^\s<>;]{1,254}@[^\s<>;@]{1,253})>?\s*$", re.IGNORECASE)


def adresser_i_retur(innhold: bytes) -> list[str]:
    """Adressene meldingen sier at brevet aldri når, med små bokstaver. Tom når det ikke er en slik melding.

    Bare varige feil teller (``Action: failed`` og status ``5.…``); en forsinkelse er ikke en retur.
    """
    if len(innhold) > STORST:
        return []
    try:
        return _adressene(message_from_bytes(innhold, policy=policy.compat32))
    # Innholdet kommer fra hvem som helst, og tolkeren i standardbiblioteket lover ikke hva den melder.
    except Exception:
        return []


def _adressene(melding: Message) -> list[str]:
    if melding.get_content_type() != "multipart/report":
        return []
    funnet: list[str] = []
    for del_ in melding.walk():
        if del_.get_content_type() != "message/delivery-status" or not del_.is_multipart():
            continue
        for gruppe in del_.get_payload():
            adresse = _mottaker(gruppe) if isinstance(gruppe, Message) else ""
            if adresse and adresse not in funnet:
                funnet.append(adresse)
    return funnet[:FLEST]


def _mottaker(gruppe: Message) -> str:
    er_varig = str(gruppe.get("Status", "")).strip().startswith("5.")
    if str(gruppe.get("Action", "")).strip().lower() != "failed" or not er_varig:
        return ""
    treff = _ADRESSE.match(str(gruppe.get("Final-Recipient", "")).strip())
    return treff[1].lower() if treff else ""
