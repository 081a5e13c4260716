"""Det skjemaene deler."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker
from tiltak.feil import TiltaksfeilError


class Skjema(forms.Form):
    """Felles for skjemaene her: ingen kolon etter ledeteksten, og handlingenes feil på rett felt."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for felt in self.fields.values():
            if not isinstance(felt.widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.CheckboxInput):
                felt.widget.attrs.setdefault("class", "ds-input")

    def ta_imot(self, feil: TiltaksfeilError) -> None:
        for felt, setning in feil.feltene.items():
            self.add_error(felt if felt in self.fields else None, setning)


def dato(**kwargs: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": gettext_lazy("Skriv datoen som dag, måned og år."),
            "required": gettext_lazy("Velg en dato."),
        },
        **kwargs,
    )


def tekst(rader: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rader}), **kwargs)


class Personfelt(forms.ModelChoiceField[Bruker]):
    def label_from_instance(self, obj: Bruker) -> str:
        return obj.navn


def personer(virksomhet_id: int, *rollene: Rolle) -> QuerySet[Bruker]:
    """Brukerne som har en rolle i virksomheten, eller en av ``rollene`` når de er gitt."""
    alle = Bruker.objects.filter(is_active=True, tildelingene__enhet__virksomhet_id=virksomhet_id)
    if rollene:
        alle = alle.filter(tildelingene__rolle__in=rollene)
    return alle.distinct().order_by("navn")
