"""Filteret over listen og tavlen."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsmiljo.domain.faktorer import alle_faktorer
from arbeidsmiljo.forms.felles import Skjema
from arbeidsmiljo.oversettelse import oversatt
from tiltak.domain.aarsaker import alle_aarsaker
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.forms.felles import personer
from tiltak.tiltaksutvalg import FORFALT, MEG


class UtvalgForm(Skjema):
    """Hvilke tiltak som vises, og i hvilken rekkefølge. Alt er valgfritt."""

    vurdering = forms.CharField(required=False, widget=forms.HiddenInput)
    vis = forms.CharField(required=False, widget=forms.HiddenInput)
    sok = forms.CharField(required=False, max_length=100, label=gettext_lazy("Enhet"))
    status = forms.ChoiceField(required=False, label=gettext_lazy("Status"))
    ansvarlig = forms.ChoiceField(required=False, label=gettext_lazy("Ansvarlig"))
    faktor = forms.ChoiceField(required=False, label=gettext_lazy("Risiko"))
    aarsak = forms.ChoiceField(required=False, label=gettext_lazy("Årsak"))
    niva = forms.ChoiceField(required=False, label=gettext_lazy("Virker på"))
    sorter = forms.ChoiceField(required=False, label=gettext_lazy("Rekkefølge"))

    def __init__(self, *args: Any, virksomhet_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alle = ("", _("Alle"))
        valgene: dict[str, list[tuple[str, str]]] = {
            "status": [alle, (FORFALT, _("Over fristen")), *((str(en), _(en.ord)) for en in Tiltakstilstand)],
            "ansvarlig": [
                alle,
                (MEG, _("Meg")),
                *((str(pk), navn) for pk, navn in personer(virksomhet_id).values_list("pk", "navn")),
            ],
            "faktor": [alle, *((en.kode, f"{en.bokstav} {oversatt(en.kortnavn)}") for en in alle_faktorer())],
            "aarsak": [alle, *((en.id, _(en.navn)) for en in alle_aarsaker())],
            "niva": [alle, *((str(en), _(en.ord)) for en in Tiltaksniva)],
            "sorter": [("", _("Frist")), ("enhet", _("Enhet")), ("status", _("Status"))],
        }
        for navn, valg in valgene.items():
            self.fields[navn].choices = valg  # type: ignore[attr-defined]
