from tiltak.models.aarsakssjekk import Aarsakssjekk, Aarsakssvar
from tiltak.models.aksept import Akseptkriterium
from tiltak.models.dialog import Dialogmote, Dialognotat
from tiltak.models.effekt import Effekt
from tiltak.models.handlingsplan import Handlingsplan, Uttalelse
from tiltak.models.medvirkning import Amubehandling, Eskalering, Raad
from tiltak.models.risikovurdering import Dissens, Enkeltvurdering, Risikoaarsak, Risikoforhold, Risikovurdering
from tiltak.models.tiltak import Oppfolging, Tiltak
from tiltak.models.utfallstall import Utfallstall
from tiltak.models.utfallsvindu import Utfallsvindu

__all__ = [
    "Aarsakssjekk",
    "Aarsakssvar",
    "Akseptkriterium",
    "Amubehandling",
    "Dialogmote",
    "Dialognotat",
    "Dissens",
    "Effekt",
    "Enkeltvurdering",
    "Eskalering",
    "Handlingsplan",
    "Oppfolging",
    "Raad",
    "Risikoaarsak",
    "Risikoforhold",
    "Risikovurdering",
    "Tiltak",
    "Utfallstall",
    "Utfallsvindu",
    "Uttalelse",
]
