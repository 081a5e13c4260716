"""Det skjemaene i alle rommene deler."""

from collections.abc import Mapping
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext_lazy


class Feltfeil(Protocol):
    """En feil fra en handling som vet hvilke felt den gjelder: feltnavn → setning."""

    @property
    def feltene(self) -> Mapping[str, str]: ...


class Skjema(forms.Form):
    """Felles for skjemaene: ingen kolon etter ledeteksten, og handlingenes feil på rett felt."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for felt in self.fields.values():
            if not isinstance(felt.widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.CheckboxInput):
                felt.widget.attrs.setdefault("class", "ds-input")

    def ta_imot(self, feil: Feltfeil) -> None:
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
