"""Skjemaene for AMUs behandling, råd, og risikoer som løftes."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsmiljo.forms.felles import Skjema, dato, tekst
from tiltak.domain.begreper import Instans
from tiltak.medvirkning import ROLLEN_TIL


class AmuForm(Skjema):
    """Det AMU vedtok om planen."""

    motedato = dato(label=gettext_lazy("Dato for møtet"))
    vedtak = tekst(
        4,
        max_length=10000,
        strip=False,
        label=gettext_lazy("Hva ble vedtatt eller sagt?"),
        help_text=gettext_lazy("Trykkes ordrett i planen, og kan ikke endres etterpå."),
        error_messages={"required": gettext_lazy("Skriv hva som ble vedtatt eller sagt.")},
    )


class RaadForm(Skjema):
    """Et råd fra bedriftshelsetjenesten."""

    tekst = tekst(
        4,
        max_length=10000,
        strip=False,
        label=gettext_lazy("Råd"),
        help_text=gettext_lazy("Vises med navnet ditt og dato, og kan ikke endres etterpå."),
        error_messages={"required": gettext_lazy("Skriv rådet.")},
    )


class EskaleringForm(Skjema):
    """Hvem risikoen løftes til, hvorfor, og når det trengs svar."""

    til = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=gettext_lazy("Hvem skal svare?"),
        error_messages={"required": gettext_lazy("Velg hvem som skal svare.")},
    )
    grunn = tekst(
        4,
        max_length=8000,
        strip=False,
        label=gettext_lazy("Hva er det som haster?"),
        help_text=gettext_lazy("Skriv om arbeidet, ikke om enkeltpersoner. Ordene trykkes i planen."),
        error_messages={"required": gettext_lazy("Skriv hvorfor risikoen må løftes.")},
    )
    frist = dato(label=gettext_lazy("Svar innen"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["til"].choices = [  # type: ignore[attr-defined]
            (str(til), _(ROLLEN_TIL[til].tittel)) for til in Instans
        ]


class SvarForm(Skjema):
    """Svaret på en risiko som er løftet."""

    svar = tekst(
        4,
        max_length=8000,
        strip=False,
        label=gettext_lazy("Svar"),
        help_text=gettext_lazy("Hva gjøres, av hvem og når? Svaret trykkes ordrett i planen."),
        error_messages={"required": gettext_lazy("Skriv svaret.")},
    )
