from arbeidsmiljo.models.aarshjul import Aarsoppgave, Oppgavestatus, Paaminnelse, Paaminnelsesstand
from arbeidsmiljo.models.bruker import Bruker
from arbeidsmiljo.models.drift import Driftsmerke, Innlesing, Innlesingsart, Innlesingsstand
from arbeidsmiljo.models.hendelse import Hendelse
from arbeidsmiljo.models.tildeling import Tildeling
from arbeidsmiljo.models.virksomhet import Enhet, Verneomrade, Virksomhet

__all__ = [
    "Aarsoppgave",
    "Bruker",
    "Driftsmerke",
    "Enhet",
    "Hendelse",
    "Innlesing",
    "Innlesingsart",
    "Innlesingsstand",
    "Oppgavestatus",
    "Paaminnelse",
    "Paaminnelsesstand",
    "Tildeling",
    "Verneomrade",
    "Virksomhet",
]
