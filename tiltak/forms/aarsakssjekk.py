"""Skjemaet for årsakssjekken."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsmiljo.forms.felles import Skjema, dato, tekst
from tiltak.aarsakssjekken import DELTAKERSLAG
from tiltak.domain.aarsaker import alle_aarsaker
from tiltak.domain.aarsakssjekk import Sjekksporsmal, sjekksporsmal
from tiltak.domain.begreper import Sjekksvar
from tiltak.models import Aarsakssjekk

SVARORD = {
    Sjekksvar.JA: gettext_lazy("Ja"),
    Sjekksvar.DELVIS: gettext_lazy("Delvis"),
    Sjekksvar.NEI: gettext_lazy("Nei"),
    Sjekksvar.VET_IKKE: gettext_lazy("Vet ikke"),
}
SLAGORD = {
    "ledere": gettext_lazy("Ledere"),
    "verneombud": gettext_lazy("Verneombud"),
    "tillitsvalgte": gettext_lazy("Tillitsvalgte"),
    "ansatte": gettext_lazy("Andre ansatte"),
    "bht": gettext_lazy("Fra bedriftshelsetjenesten"),
}


class AarsakssjekkForm(Skjema):
    """Svar og merknad per spørsmål, og hvor mange som var med. Ingen navn."""

    dato = dato(label=gettext_lazy("Når gikk dere gjennom spørsmålene?"))
    merknad = tekst(2, required=False, max_length=2000, label=gettext_lazy("Noe mer om årsakene? (valgfritt)"))
    stand = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, faktor: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sporsmalene = sjekksporsmal(faktor)
        for slag in DELTAKERSLAG:
            felt = forms.IntegerField(min_value=0, max_value=999, required=False, label=SLAGORD[slag])
            felt.widget.attrs["class"] = "ds-input"
            self.fields[slag] = felt
        for en in self.sporsmalene:
            self.fields[f"svar_{en.id}"] = forms.ChoiceField(
                widget=forms.RadioSelect,
                required=False,
                choices=[(str(svar), ord_) for svar, ord_ in SVARORD.items()],
                label=_(en.tekst),
            )
            felt_merknad = forms.CharField(required=False, max_length=300, label=_("Merknad (valgfritt)"))
            felt_merknad.widget.attrs["class"] = "ds-input"
            self.fields[f"merknad_{en.id}"] = felt_merknad

    def grupper(self) -> list[tuple[Any, list[tuple[Sjekksporsmal, forms.BoundField, forms.BoundField]]]]:
        """(årsaken, eller ``None`` for lysbildets, og spørsmålene med felt)."""
        rader = [(en, self[f"svar_{en.id}"], self[f"merknad_{en.id}"]) for en in self.sporsmalene]
        lysbildet = [rad for rad in rader if rad[0].fra_lysbildet]
        resten = [
            (aarsak, [rad for rad in rader if rad[0].aarsak == aarsak.id and not rad[0].fra_lysbildet])
            for aarsak in alle_aarsaker()
        ]
        return [(None, lysbildet), *resten] if lysbildet else resten

    def deltakerfelt(self) -> list[forms.BoundField]:
        return [self[slag] for slag in DELTAKERSLAG]

    def argumenter(self) -> dict[str, Any]:
        """Feltene som navngitte argumenter til ``lagre_aarsakssjekk``."""
        felt = self.cleaned_data
        return {
            "dato": felt["dato"],
            "merknad": felt["merknad"],
            "deltakere": {slag: felt[slag] or 0 for slag in DELTAKERSLAG},
            "svarene": {
                en.id: (Sjekksvar(felt[f"svar_{en.id}"]), felt[f"merknad_{en.id}"])
                for en in self.sporsmalene
                if felt[f"svar_{en.id}"]
            },
            "sist_sett": felt["stand"],
        }


def sjekk_initial(sjekk: Aarsakssjekk | None) -> dict[str, Any]:
    if sjekk is None:
        return {}
    svarene = list(sjekk.svarene.all())
    return {
        "dato": sjekk.dato,
        "merknad": sjekk.merknad,
        **{slag: getattr(sjekk, slag) or None for slag in DELTAKERSLAG},
        **{f"svar_{en.sporsmal}": en.svar for en in svarene},
        **{f"merknad_{en.sporsmal}": en.merknad for en in svarene},
    }
