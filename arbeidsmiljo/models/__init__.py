from arbeidsmiljo.models.bruker import Bruker
from arbeidsmiljo.models.hendelse import Hendelse
from arbeidsmiljo.models.tildeling import Tildeling
from arbeidsmiljo.models.virksomhet import Enhet, Virksomhet

__all__ = ["Bruker", "Enhet", "Hendelse", "Tildeling", "Virksomhet"]
