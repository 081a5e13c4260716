from tiltak.models.dialog import Dialogmote, Dialognotat
from tiltak.models.handlingsplan import Handlingsplan, Uttalelse
from tiltak.models.risikovurdering import Enkeltvurdering, Risikoaarsak, Risikoforhold, Risikovurdering
from tiltak.models.tiltak import Oppfolging, Tiltak

__all__ = [
    "Dialogmote",
    "Dialognotat",
    "Enkeltvurdering",
    "Handlingsplan",
    "Oppfolging",
    "Risikoaarsak",
    "Risikoforhold",
    "Risikovurdering",
    "Tiltak",
    "Uttalelse",
]
