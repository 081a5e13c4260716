"""Skjemaene for deltakerlisten."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from arbeidsmiljo.forms.felles import Skjema, dato
from arbeidsmiljo.forms.organisasjon import Enhetsvalg, FilForm, aktive
from arbeidsmiljo.models import Enhet
from kartlegging.forms.planlegging import SPRAKNAVN
from kartlegging.klargjoring import omfattede
from kartlegging.models import Kartlegging

HOYST_KORT = 500


class DeltakerfilForm(FilForm):
    erstatt = forms.BooleanField(
        label=_("Erstatt hele listen"),
        required=False,
        help_text=_("Ellers legges deltakerne i filen til dem som er der."),
    )


class DeltakerForm(Skjema):
    enhet = Enhetsvalg(label=_("Enhet"), queryset=Enhet.objects.none())
    epost = forms.EmailField(
        label=_("E-post (valgfritt)"), required=False, help_text=_("Står den tom, lages det kodekort i stedet.")
    )
    kort = forms.IntegerField(
        label=_("Antall kodekort"),
        required=False,
        min_value=1,
        max_value=HOYST_KORT,
        help_text=_("Når ingen e-post er skrevet. Ett kort for hver som skal svare på papir eller med QR-kode."),
    )
    sprak = forms.ChoiceField(label=_("Språk"))
    ansatt_fra = dato(label=_("Ansatt fra (valgfritt)"), required=False)

    def __init__(self, *args: Any, kartlegging: Kartlegging, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("Enhetsvalg", self.fields["enhet"]).queryset = aktive(kartlegging.virksomhet_id).filter(
            pk__in=omfattede(kartlegging)
        )
        cast("forms.ChoiceField", self.fields["sprak"]).choices = [
            (kode, SPRAKNAVN.get(kode, kode)) for kode in (kartlegging.sprak or ["nb"])
        ]

    def clean(self) -> dict[str, Any]:
        felt = cast("dict[str, Any]", super().clean())
        if felt.get("epost") and felt.get("kort"):
            self.add_error("kort", _("Velg enten e-post eller kodekort."))
        elif not felt.get("epost") and not felt.get("kort") and not self.errors:
            self.add_error("epost", _("Skriv en e-postadresse, eller et antall kodekort."))
        return felt
