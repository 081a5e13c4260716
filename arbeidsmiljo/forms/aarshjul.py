"""Skjemaene til årshjulet."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.forms.felles import Skjema, dato, tekst
from arbeidsmiljo.models import Aarsoppgave

SENESTE_AAR = 2200


def _rollevalg() -> list[tuple[str, str]]:
    return [(str(rolle), _(rolle.tittel)) for rolle in Rolle if rolle != Rolle.TILSYN]


class AarsoppgaveForm(Skjema):
    """En ny eller endret oppgave."""

    tittel = forms.CharField(
        label=gettext_lazy("Hva skal gjøres?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Skriv hva som skal gjøres.")},
    )
    beskrivelse = tekst(label=gettext_lazy("Forklaring"), required=False, max_length=2000)
    rolle = forms.ChoiceField(label=gettext_lazy("Hvem gjør det?"), choices=_rollevalg)
    frist = dato(label=gettext_lazy("Frist"))
    gjentas = forms.BooleanField(
        label=gettext_lazy("Gjentas hvert år"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Når oppgaven er utført, lages neste års oppgave."),
    )

    def __init__(self, *args: Any, oppgave: Aarsoppgave | None = None, **kwargs: Any) -> None:
        if oppgave is not None:
            kwargs["initial"] = {
                "tittel": oppgave.tittelen,
                "beskrivelse": oppgave.beskrivelsen,
                "rolle": oppgave.rolle,
                "frist": oppgave.frist,
                "gjentas": oppgave.gjentas,
            }
        super().__init__(*args, **kwargs)

    def clean_frist(self) -> Any:
        frist = self.cleaned_data["frist"]
        if not 2000 <= frist.year < SENESTE_AAR:
            raise forms.ValidationError(_("Fristen må ha et årstall som stemmer. Skriv det med fire sifre."))
        return frist

    def til(self, oppgave: Aarsoppgave) -> Aarsoppgave:
        """Feltene lagt på oppgaven, ikke lagret."""
        for navn in ("tittel", "beskrivelse", "rolle", "frist", "gjentas"):
            setattr(oppgave, navn, self.cleaned_data[navn])
        return oppgave


class UtfortForm(Skjema):
    merknad = tekst(
        2,
        label=gettext_lazy("Merknad"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Kort om hva som ble gjort. Kan være tom."),
    )


class BortfallForm(Skjema):
    grunn = tekst(
        2,
        label=gettext_lazy("Hvorfor faller oppgaven bort?"),
        max_length=2000,
        error_messages={"required": gettext_lazy("Skriv hvorfor oppgaven faller bort.")},
    )
    neste_aar = forms.BooleanField(label=gettext_lazy("Lag den for neste år likevel"), required=False)
