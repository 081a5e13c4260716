"""Skjemaene for dialogmøtet og notatene."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from arbeidsmiljo.forms.felles import Skjema, dato, tekst
from tiltak.dialog import notatstand
from tiltak.domain.dialog import Utbredelse
from tiltak.models import Dialogmote, Dialognotat

UTEN_NAVN = gettext_lazy("Skriv om arbeidet. Ingen navn, og ikke hvem som sa hva. Teksten trykkes i planen.")


class DialogmoteForm(Skjema):
    """Når møtet var, og hvem som var med, uten navn."""

    dato = dato(label=gettext_lazy("Dato for dialogmøtet"))
    antall_deltakere = forms.IntegerField(
        min_value=1,
        max_value=999,
        label=gettext_lazy("Antall ansatte som var med"),
        help_text=gettext_lazy("Bare antallet. Er dere færre enn tre, tas det ikke med i planen."),
        error_messages={
            "required": gettext_lazy("Skriv hvor mange som var med, minst én."),
            "min_value": gettext_lazy("Skriv hvor mange som var med, minst én."),
            "max_value": gettext_lazy("Et møte kan ha høyst 999 deltakere."),
            "invalid": gettext_lazy("Skriv antallet som et helt tall."),
        },
    )
    verneombud_til_stede = forms.BooleanField(
        required=False, label=gettext_lazy("Verneombudet var til stede fra start til slutt")
    )
    uten_leder = forms.BooleanField(
        required=False, label=gettext_lazy("De som ville, fikk si noe uten lederen til stede")
    )
    oppsummering = tekst(
        3,
        required=False,
        label=gettext_lazy("Kort oppsummert (valgfritt)"),
        help_text=gettext_lazy("Vises når dere vurderer forholdene samlet. Ingen navn."),
    )


class DialognotatForm(Skjema):
    """Det møtet sa om arbeidet for én faktor."""

    utbredelse = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[(str(en), gettext_lazy(en.ord)) for en in Utbredelse],
        label=gettext_lazy("Hvor mange gjelder det?"),
        error_messages={"required": gettext_lazy("Velg hvor mange det gjelder.")},
    )
    arbeidet = tekst(5, required=False, label=gettext_lazy("Hva i arbeidet gjør det slik?"), help_text=UTEN_NAVN)
    hjelper = tekst(3, required=False, label=gettext_lazy("Hva hjelper, og hva kan endres? (valgfritt)"))
    stand = forms.CharField(widget=forms.HiddenInput, required=False)


def mote_initial(mote: Dialogmote | None) -> dict[str, Any]:
    """Det som er lagret om møtet, som startverdier."""
    feltene = ("dato", "antall_deltakere", "verneombud_til_stede", "uten_leder", "oppsummering")
    return {felt: getattr(mote, felt) for felt in feltene} if mote else {}


def notat_initial(notat: Dialognotat | None) -> dict[str, Any]:
    """Det som er lagret i notatet, som startverdier. Ingenting er valgt på forhånd."""
    start: dict[str, Any] = {"stand": notatstand(notat)}
    if notat is not None:
        start |= {"utbredelse": notat.utbredelse, "arbeidet": notat.arbeidet, "hjelper": notat.hjelper}
    return start
