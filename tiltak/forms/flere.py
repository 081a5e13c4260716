"""Ny ansvarlig for ett tiltak, og den samme endringen på flere."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsmiljo.forms.felles import Skjema, dato, tekst
from arbeidsmiljo.models import Bruker
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.forms.felles import Personfelt, personer


class AnsvarligForm(Skjema):
    """Ny ansvarlig, med en merknad i historien."""

    ansvarlig = Personfelt(
        Bruker.objects.none(),
        label=gettext_lazy("Ny ansvarlig"),
        empty_label=gettext_lazy("Velg ansvarlig"),
        error_messages={"required": gettext_lazy("Velg hvem som er ansvarlig.")},
    )
    tekst = tekst(2, required=False, max_length=4000, label=gettext_lazy("Merknad (valgfritt)"))

    def __init__(self, *args: Any, virksomhet_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        felt: Any = self.fields["ansvarlig"]
        felt.queryset = personer(virksomhet_id)


class FlereForm(Skjema):
    """Det som skal endres på alle de valgte. Tomme felt står som de er."""

    til = forms.ChoiceField(required=False, label=gettext_lazy("Ny status"))
    ansvarlig = Personfelt(
        Bruker.objects.none(),
        required=False,
        label=gettext_lazy("Ny ansvarlig"),
        empty_label=gettext_lazy("Som nå"),
    )
    frist = dato(required=False, label=gettext_lazy("Ny frist (valgfritt)"))
    tekst = tekst(
        3,
        required=False,
        max_length=4000,
        label=gettext_lazy("Merknad"),
        help_text=gettext_lazy("Påkrevd når du avlyser eller flytter fristen."),
    )

    def __init__(self, *args: Any, virksomhet_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        felt: Any = self.fields
        felt["til"].choices = [("", _("Som nå")), *((str(en), _(en.ord)) for en in Tiltakstilstand)]
        felt["ansvarlig"].queryset = personer(virksomhet_id)

    def argumenter(self) -> dict[str, Any]:
        """Feltene som navngitte argumenter til ``endre_flere``."""
        felt = self.cleaned_data
        return {**felt, "til": Tiltakstilstand(felt["til"]) if felt["til"] else None}
