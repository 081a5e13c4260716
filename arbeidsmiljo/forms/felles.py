"""Det skjemaene i alle rommene deler."""

from collections.abc import Mapping
from typing import Any, Protocol

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
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


class _Langvalg:
    """Legges foran en liste med valg: skriver dem rett ut. Én mal for hvert valg tar sekunder med 5 000 enheter."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]  # type: ignore[attr-defined]
        valgene = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (en["value"], mark_safe(" selected") if en["selected"] else "", en["label"])
                for _gruppe, gruppe, _nummer in widget["optgroups"]
                for en in gruppe
            ),
        )
        return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), valgene)


class Langvalg(_Langvalg, forms.Select):
    """Ett av mange."""


class Langflervalg(_Langvalg, forms.SelectMultiple):
    """Flere av mange."""


def dato(**kwargs: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        # Like på alle språk. Rammeverkets engelske leser 03/01 som 1. mars.
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d.%m.%y"],
        error_messages={
            "invalid": gettext_lazy("Skriv datoen som dag, måned og år."),
            "required": gettext_lazy("Velg en dato."),
        },
        **kwargs,
    )


def tekst(rader: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rader}), **kwargs)
