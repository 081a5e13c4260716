"""Skjemaet for én utsending: når den går ut, og ordene på hvert av kartleggingens språk."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsmiljo.forms.felles import Skjema, tekst
from kartlegging.models import Utsending, Utsendingsart
from kartlegging.utsending.brev import gjeldende_tekst

LENGSTE_EMNE = 150
LENGSTE_TEKST = 5000


class UtsendingForm(Skjema):
    """Feltene ``emne_<språk>`` og ``tekst_<språk>`` finnes for hvert språk i kartleggingen."""

    tidspunkt = forms.DateTimeField(
        required=False,
        label=gettext_lazy("Når sendes den?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": gettext_lazy("Skriv dag, måned, år og klokkeslett.")},
    )

    def __init__(self, *args: Any, utsending: Utsending, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spraakene: list[str] = list(utsending.kartlegging.sprak or ["nb"])
        er_aapen = utsending.kartlegging.er_aapen
        if utsending.art == Utsendingsart.INVITASJON:
            self.fields["tidspunkt"].help_text = (
                _("La feltet stå tomt, så går den ut med en gang.")
                if er_aapen
                else _("La feltet stå tomt, så går den ut når kartleggingen åpner.")
            )
        for sprak in self.spraakene:
            self._legg_til(sprak, gjeldende_tekst(utsending, sprak))

    def _legg_til(self, sprak: str, ordene: Mapping[str, str]) -> None:
        self.fields[f"emne_{sprak}"] = forms.CharField(
            label=_("Emne"),
            max_length=LENGSTE_EMNE,
            initial=ordene["emne"],
            widget=forms.TextInput(attrs={"class": "ds-input", "lang": sprak}),
            error_messages={"required": _("Skriv et emne.")},
        )
        felt = tekst(
            8, label=_("Tekst"), max_length=LENGSTE_TEKST, initial=ordene["tekst"],
            error_messages={"required": _("Skriv hva som skal stå i brevet.")},
        )  # fmt: skip
        felt.widget.attrs |= {"class": "ds-input", "lang": sprak}
        self.fields[f"tekst_{sprak}"] = felt

    def avsnittene(self) -> Iterator[tuple[str, BoundField, BoundField]]:
        """(språkets navn, emnefeltet, tekstfeltet) for hvert språk."""
        navnene = dict(settings.LANGUAGES)
        for sprak in self.spraakene:
            yield navnene.get(sprak, sprak), self[f"emne_{sprak}"], self[f"tekst_{sprak}"]

    def ordene(self) -> dict[str, dict[str, str]]:
        """Språk → emne og tekst, for språkene der begge er skrevet. Linjeskift er ``\\n``."""
        felt = self.cleaned_data
        return {
            sprak: {
                "emne": " ".join(felt[f"emne_{sprak}"].split()),
                "tekst": felt[f"tekst_{sprak}"].replace("\r\n", "\n"),
            }
            for sprak in self.spraakene
            if felt.get(f"emne_{sprak}") and felt.get(f"tekst_{sprak}")
        }
