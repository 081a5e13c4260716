"""Skjemaene for å planlegge en kartlegging og dokumentere medvirkningen."""

from datetime import datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arbeidsmiljo.domain.sprak import pa_sprak
from arbeidsmiljo.forms.felles import Skjema, dato, tekst
from arbeidsmiljo.forms.organisasjon import Enhetsflervalg, aktive
from arbeidsmiljo.models import Enhet
from kartlegging.actions.planlegging import HOYST_MINSTEGRENSE, NYE_DAGER
from kartlegging.domain.instrument import Instrument
from kartlegging.models import Kartlegging

SPRAKNAVN = {"nb": _("bokmål"), "nn": _("nynorsk"), "en": _("engelsk")}
_FORBEREDELSE = timedelta(days=28)
_AAPEN = timedelta(days=18)
"""To til tre uker, med to påminnelser (domain.md 7.2)."""
FELTENE = ("navn", "formaal", "sprak", "aapner", "lukker", "minstegrense", "nye_dager", "svar_til", "er_importert")


def tidspunkt(**kwargs: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M"],
        error_messages={
            "invalid": _("Skriv dag og klokkeslett, som 01.03.2027 08:00."),
            "required": _("Velg dag og klokkeslett."),
        },
        **kwargs,
    )


class KartleggingForm(Skjema):
    navn = forms.CharField(
        label=_("Navn"), max_length=120, help_text=_("Det de ansatte ser, for eksempel «Kartlegging våren 2027».")
    )
    formaal = tekst(
        label=_("Formål"),
        max_length=2000,
        help_text=_("Hvorfor dere spør, og hva svarene skal brukes til. De ansatte leser det før første spørsmål."),
    )
    sprak = forms.MultipleChoiceField(label=_("Språk"), widget=forms.CheckboxSelectMultiple)
    aapner = tidspunkt(label=_("Åpner"), help_text=_("Den åpner av seg selv når alt er klart."))
    lukker = tidspunkt(
        label=_("Lukker"), help_text=_("Lukker og telles opp av seg selv. Etter åpning kan den bare forlenges.")
    )
    omfatter = Enhetsflervalg(
        label=_("Enheter (valgfritt)"),
        queryset=Enhet.objects.none(),
        required=False,
        help_text=_(
            "Velg ingen når hele virksomheten er med. Alt under en valgt enhet er med. Hold Ctrl eller Cmd nede for å velge flere."
        ),
    )
    minstegrense = forms.IntegerField(
        label=_("Minste gruppe som vises"),
        help_text=_("Antall svar. Kan ikke være lavere enn virksomhetens grense, og låses når kartleggingen åpner."),
    )
    nye_dager = forms.IntegerField(
        label=_("Pek ut de som er ansatt siste … dager"),
        min_value=0,
        max_value=365,
        initial=NYE_DAGER,
        help_text=_("Verneombudet ser dem merket i deltakerlisten."),
    )
    svar_til = forms.EmailField(
        label=_("E-post for spørsmål"), help_text=_("Står i brevene. Svar på invitasjonen går hit.")
    )
    er_importert = forms.BooleanField(
        label=_("Svarene er samlet inn et annet sted og leses inn fra fil"),
        required=False,
        help_text=_("Da inviteres ingen, og ingen kan svare på svarsidene."),
    )

    def __init__(self, *args: Any, instrument: Instrument, virksomhet_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.MultipleChoiceField", self.fields["sprak"]).choices = [
            (kode, SPRAKNAVN.get(kode, kode)) for kode in instrument.sprak
        ]
        felt = cast("Enhetsflervalg", self.fields["omfatter"])
        felt.queryset = aktive(virksomhet_id)
        felt.widget.attrs["size"] = 8
        self.fields["minstegrense"].widget.attrs["max"] = HOYST_MINSTEGRENSE

    def fyll(self, kartlegging: Kartlegging) -> None:
        for navn in FELTENE:
            setattr(kartlegging, navn, self.cleaned_data[navn])


def forslag(naa: datetime, *, minstegrense: int, epost: str, instrument: Instrument) -> dict[str, Any]:
    """Det skjemaet er fylt ut med fra før: mandag om fire uker, atten dager, alle språkene."""
    dag = timezone.localdate(naa) + _FORBEREDELSE
    dag += timedelta(days=-dag.weekday() % 7)
    return {
        "sprak": list(instrument.sprak),
        "aapner": timezone.make_aware(datetime.combine(dag, time(8))),
        "lukker": timezone.make_aware(datetime.combine(dag + _AAPEN, time(23, 59))),
        "minstegrense": minstegrense,
        "svar_til": epost,
    }


def delene(instrument: Instrument, sprak: str) -> str:
    """Navnene på skalaene og hendelsene i en puls, med komma mellom."""
    navnene = [skala.navn for skala in instrument.skalaene] + [hendelse.navn for hendelse in instrument.hendelsene]
    return ", ".join(pa_sprak(navn, sprak) for navn in navnene)


class SynForm(Skjema):
    tekst = tekst(
        rader=8,
        label=_("Verneombudets syn"),
        max_length=10_000,
        help_text=_("Gjengis ordrett, med navn og dato. Lederen og HR kan ikke endre det."),
    )


class AmuForm(Skjema):
    dato = dato(label=_("Møtedato"))
    tekst = tekst(
        rader=8,
        label=_("Hva utvalget kom fram til"),
        max_length=10_000,
        help_text=_("For eksempel vedtaket, eller det utvalget ba om. Gjengis ordrett."),
    )


class ForlengForm(Skjema):
    lukker = tidspunkt(label=_("Ny tid for å lukke"), help_text=_("Må være senere enn den som gjelder nå."))


class TilbakeForm(Skjema):
    grunn = forms.CharField(
        label=_("Hvorfor"), max_length=500, help_text=_("Verneombudet og de andre ser det i loggen.")
    )
