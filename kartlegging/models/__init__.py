# Besvarelse registreres for Django, men vises ikke videre: da kan ingen importere den herfra (style.md punkt 14).
import kartlegging.models.besvarelse  # noqa: F401
from kartlegging.models.anonymitetsprove import Anonymitetsprove
from kartlegging.models.instrumentfil import Instrumentfil, finn_instrument, instrumentene_til
from kartlegging.models.invitasjon import Invitasjon, Kodebotte
from kartlegging.models.kartlegging import Kartlegging, Kartleggingsenhet, Listebekreftelse
from kartlegging.models.utgivelse import Resultat, Utgivelse
from kartlegging.models.utsending import Forsendelse, Forsendelsesstand, Utsending, Utsendingsart

__all__ = [
    "Anonymitetsprove",
    "Forsendelse",
    "Forsendelsesstand",
    "Instrumentfil",
    "Invitasjon",
    "Kartlegging",
    "Kartleggingsenhet",
    "Kodebotte",
    "Listebekreftelse",
    "Resultat",
    "Utgivelse",
    "Utsending",
    "Utsendingsart",
    "finn_instrument",
    "instrumentene_til",
]
