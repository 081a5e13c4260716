"""Skjemaene for virksomheten, enhetene og verneområdene."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from arbeidsmiljo.forms.felles import Langflervalg, Langvalg, Skjema
from arbeidsmiljo.innlesing import krev_storrelse
from arbeidsmiljo.models import Enhet, Virksomhet


class Enhetsvalg(forms.ModelChoiceField[Enhet]):
    widget = Langvalg

    def label_from_instance(self, obj: Enhet) -> str:
        return f"{obj.navn} ({obj.kode})"


class Enhetsflervalg(forms.ModelMultipleChoiceField[Enhet]):
    widget = Langflervalg

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.navn} ({obj.kode})"


def aktive(virksomhet_id: int) -> QuerySet[Enhet]:
    """Enhetene i virksomheten som kan velges."""
    return Enhet.objects.aktive().filter(virksomhet_id=virksomhet_id).order_by("navn", "kode")


class EnhetForm(Skjema):
    kode = forms.CharField(
        label=_("Kode"),
        max_length=40,
        help_text=_("Den enheten har i lønns- eller personalsystemet. Kan ikke endres senere."),
    )
    navn = forms.CharField(label=_("Navn"), max_length=200)
    forelder = Enhetsvalg(label=_("Ligger under"), queryset=Enhet.objects.none())
    type = forms.CharField(
        label=_("Type (valgfritt)"),
        max_length=60,
        required=False,
        help_text=_("For eksempel sykehjem, skole eller seksjon."),
    )
    orgnr = forms.CharField(
        label=_("Organisasjonsnummer (valgfritt)"),
        max_length=11,
        required=False,
        help_text=_("Når enheten er en egen underenhet i Enhetsregisteret."),
    )
    naeringskode = forms.CharField(
        label=_("Næringskode (valgfritt)"),
        max_length=6,
        required=False,
        help_text=_("Står den tom, gjelder koden til enheten over."),
    )

    def __init__(self, *args: Any, virksomhet_id: int, enhet: Enhet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        valgene = aktive(virksomhet_id)
        cast("Enhetsvalg", self.fields["forelder"]).queryset = valgene.exclude(pk=enhet.pk) if enhet else valgene
        if enhet is not None:
            del self.fields["kode"]
            if enhet.forelder_id is None:
                del self.fields["forelder"]

    def clean_orgnr(self) -> str:
        return str(self.cleaned_data["orgnr"]).replace(" ", "")

    def fyll(self, enhet: Enhet) -> Enhet:
        for navn, verdi in self.cleaned_data.items():
            setattr(enhet, navn, verdi)
        return enhet


class ForgjengereForm(Skjema):
    forgjengere = Enhetsflervalg(
        label=_("Forgjengere"),
        queryset=Enhet.objects.none(),
        required=False,
        help_text=_("Enhetene folkene hørte til før omorganiseringen. Hold Ctrl eller Cmd nede for å velge flere."),
    )

    def __init__(self, *args: Any, enhet: Enhet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        felt = cast("Enhetsflervalg", self.fields["forgjengere"])
        felt.queryset = Enhet.objects.filter(virksomhet_id=enhet.virksomhet_id).exclude(pk=enhet.pk).order_by("navn")
        felt.widget.attrs["size"] = 10


class SlaaSammenForm(Skjema):
    enheter = Enhetsflervalg(
        label=_("Enhetene som slås sammen"),
        queryset=Enhet.objects.none(),
        help_text=_("De lukkes, og blir forgjengerne til den nye. Hold Ctrl eller Cmd nede for å velge flere."),
    )
    kode = forms.CharField(label=_("Koden til den nye enheten"), max_length=40)
    navn = forms.CharField(label=_("Navnet på den nye enheten"), max_length=200)

    def __init__(self, *args: Any, virksomhet_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        felt = cast("Enhetsflervalg", self.fields["enheter"])
        felt.queryset = aktive(virksomhet_id).filter(forelder__isnull=False)
        felt.widget.attrs["size"] = 10


class FilForm(Skjema):
    """En fil å lese inn."""

    fil = forms.FileField(
        label=_("Filen"),
        help_text=_("CSV eller XLSX, høyst 20 MB."),
        error_messages={"required": _("Velg en fil."), "empty": _("Filen er tom.")},
    )

    def clean_fil(self) -> UploadedFile[Any]:
        fil: UploadedFile[Any] = self.cleaned_data["fil"]
        krev_storrelse(fil)
        return fil


class EnhetsfilForm(FilForm):
    lukk_manglende = forms.BooleanField(
        label=_("Lukk enhetene filen ikke har"),
        required=False,
        help_text=_("Bruk dette bare når filen har hele organisasjonen."),
    )


class VirksomhetForm(Skjema):
    navn = forms.CharField(label=_("Navn"), max_length=200)
    naeringskode = forms.CharField(
        label=_("Næringskode (valgfritt)"), max_length=6, required=False, help_text=_("For eksempel 86.107.")
    )
    minstegrense = forms.IntegerField(
        label=_("Minste gruppe som vises"),
        help_text=_("Antall svar. Gjelder nye kartlegginger, og kan aldri være under 5. Vi anbefaler 7 eller mer."),
    )

    @classmethod
    def fra(cls, virksomhet: Virksomhet) -> dict[str, Any]:
        return {navn: getattr(virksomhet, navn) for navn in cls.base_fields}


class VerneomradeForm(Skjema):
    navn = forms.CharField(label=_("Navn"), max_length=120)
    enhetene = Enhetsflervalg(
        label=_("Enhetene"),
        queryset=Enhet.objects.none(),
        help_text=_("Alt som ligger under dem, er med. Hold Ctrl eller Cmd nede for å velge flere."),
    )

    def __init__(self, *args: Any, virksomhet_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        felt = cast("Enhetsflervalg", self.fields["enhetene"])
        felt.queryset = aktive(virksomhet_id)
        felt.widget.attrs["size"] = 12
