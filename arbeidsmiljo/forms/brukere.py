"""Skjemaene for kontoer og roller."""

from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.forms.felles import Skjema, dato
from arbeidsmiljo.forms.organisasjon import Enhetsvalg, aktive
from arbeidsmiljo.models import Enhet, Verneomrade


class RolleForm(Skjema):
    """En rolle for en enhet og alt under den, eller for et verneområde."""

    rolle = forms.ChoiceField(
        label=_("Rolle"), choices=lambda: [("", _("Velg rolle")), *((str(rolle), _(rolle.tittel)) for rolle in Rolle)]
    )
    enhet = Enhetsvalg(
        label=_("Enhet"),
        queryset=Enhet.objects.none(),
        required=False,
        help_text=_("Rollen gjelder også alt under enheten. Velg den øverste for hele virksomheten."),
    )
    verneomrade = forms.ModelChoiceField(
        label=_("Verneområde (bare for verneombud)"),
        queryset=Verneomrade.objects.none(),
        required=False,
        help_text=_("Når verneområdet ikke følger organisasjonen. La enheten stå tom da."),
    )
    fra = dato(label=_("Fra og med"))
    til = dato(
        label=_("Til og med (valgfritt)"),
        required=False,
        help_text=_("Et tilsyn må ha en sluttdato, høyst ett år fram."),
    )

    def __init__(self, *args: Any, virksomhet_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        omradene = Verneomrade.objects.filter(virksomhet_id=virksomhet_id).order_by("navn")
        cast("Enhetsvalg", self.fields["enhet"]).queryset = aktive(virksomhet_id)
        if omradene.exists():
            cast("forms.ModelChoiceField[Verneomrade]", self.fields["verneomrade"]).queryset = omradene
        else:
            del self.fields["verneomrade"]

    def clean(self) -> dict[str, Any]:
        felt = self.cleaned_data
        enhet, omrade = felt.get("enhet"), felt.get("verneomrade")
        if not self.errors and not enhet and not omrade:
            self.add_error("enhet", ValidationError(_("Velg hvilken enhet rollen gjelder for.")))
        return felt

    @property
    def rollen(self) -> dict[str, Any]:
        """Feltene slik ``tildel_rolle`` tar imot dem."""
        felt = self.cleaned_data
        return {
            "rolle": Rolle(felt["rolle"]),
            "enhet": felt["enhet"],
            "verneomrade": felt.get("verneomrade"),
            "fra": felt["fra"],
            "til": felt["til"],
        }


class NyBrukerForm(RolleForm):
    navn = forms.CharField(label=_("Navn"), max_length=120)
    epost = forms.EmailField(
        label=_("E-postadresse"),
        help_text=_("Vi sender en lenke dit. Har adressen en konto fra før, får den bare rollen."),
        error_messages={"invalid": _("Skriv adressen som navn@virksomhet.no.")},
    )

    field_order = ["navn", "epost", "rolle", "enhet", "verneomrade", "fra", "til"]


class NavnForm(Skjema):
    navn = forms.CharField(label=_("Navn"), max_length=120)


class SluttForm(Skjema):
    siste_dag = dato(
        label=_("Siste dag"),
        help_text=_("Rollen gjelder ut denne dagen. Velg dagen i går for å stenge tilgangen med en gang."),
    )


class SprakForm(Skjema):
    sprak = forms.ChoiceField(label=_("Språk"), choices=settings.LANGUAGES)


class VirksomhetsvalgForm(Skjema):
    virksomhet = forms.TypedChoiceField(
        label=_("Virksomhet"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Velg en virksomhet."),
            "invalid_choice": _("Du har ingen rolle i den virksomheten nå. Velg en av dem i listen."),
        },
    )

    def __init__(self, *args: Any, virksomhetene: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.TypedChoiceField", self.fields["virksomhet"]).choices = list(virksomhetene.items())


class HendelsesfilterForm(Skjema):
    """Hva som vises av loggen. Tomt felt: alt."""

    fra = dato(label=_("Fra og med"), required=False)
    til = dato(label=_("Til og med"), required=False)
    hvem = forms.CharField(label=_("Hvem"), max_length=100, required=False)
    hva = forms.ChoiceField(label=_("Hva"), required=False)

    def __init__(self, *args: Any, artene: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["hva"]).choices = [("", _("Alt")), *artene]

    def clean(self) -> dict[str, Any]:
        fra, til = self.cleaned_data.get("fra"), self.cleaned_data.get("til")
        if isinstance(fra, date) and isinstance(til, date) and til < fra:
            self.add_error("til", ValidationError(_("Sluttdatoen er før startdatoen.")))
        return self.cleaned_data
