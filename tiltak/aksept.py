"""Det ledelsen godtar nå, og om en risiko er over det."""

from tiltak.domain.risiko import Risikoniva
from tiltak.models import Akseptkriterium


def gjeldende_aksept(virksomhet_id: int) -> Akseptkriterium | None:
    """Toppleders siste beslutning, ``None`` når ingen er tatt. Én spørring."""
    return Akseptkriterium.objects.filter(virksomhet_id=virksomhet_id).select_related("bruker").first()


def er_over(niva: str, aksept: Akseptkriterium | None) -> bool:
    """Om et vurdert nivå er høyere enn det som godtas. Uten beslutning er ingenting over."""
    return bool(niva) and aksept is not None and Risikoniva(niva) > Risikoniva(aksept.niva)
