"""Skjemaet for gruppens dom over et tiltak."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsmiljo.forms.felles import Skjema, tekst
from tiltak.domain.effekt import DOMSORD


class EffektForm(Skjema):
    """Dommen, og hvorfor når den er en annen enn regelens."""

    dom = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=gettext_lazy("Hva mener dere?"),
        error_messages={"required": gettext_lazy("Velg om tiltaket virket.")},
    )
    begrunnelse = tekst(
        3,
        required=False,
        max_length=4000,
        label=gettext_lazy("Hva bygger dere på?"),
        help_text=gettext_lazy("Påkrevd når dere mener noe annet enn regelen."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dom"].choices = [(str(dom), _(ord_)) for dom, ord_ in DOMSORD.items()]  # type: ignore[attr-defined]
