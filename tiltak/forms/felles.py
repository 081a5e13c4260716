"""Valg av personer i skjemaene her."""

from django import forms
from django.db.models import Q, QuerySet

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker


class Personfelt(forms.ModelChoiceField[Bruker]):
    def label_from_instance(self, obj: Bruker) -> str:
        return obj.navn


def personer(virksomhet_id: int, *rollene: Rolle) -> QuerySet[Bruker]:
    """Brukerne som har en rolle i virksomheten, eller en av ``rollene`` når de er gitt."""
    alle = Bruker.objects.filter(
        Q(tildelingene__enhet__virksomhet_id=virksomhet_id) | Q(tildelingene__verneomrade__virksomhet_id=virksomhet_id),
        is_active=True,
    )
    if rollene:
        alle = alle.filter(tildelingene__rolle__in=rollene)
    return alle.distinct().order_by("navn")
