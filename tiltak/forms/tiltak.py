"""Skjemaene for tiltak, oppfølging og søk i katalogen."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsmiljo.forms.felles import Skjema, dato, tekst
from arbeidsmiljo.models import Bruker
from tiltak.actions.tiltak import TEKSTGRENSER
from tiltak.domain.aarsaker import alle_aarsaker
from tiltak.domain.katalog import Tiltaksforslag, Tiltaksniva
from tiltak.domain.tilstand import TILTAKSSTEG, Tiltakstilstand
from tiltak.forms.felles import Personfelt, personer
from tiltak.maalinger import valgene
from tiltak.models import Risikoforhold, Risikovurdering, Tiltak
from tiltak.regler import navn_paa


class TiltakForm(Skjema):
    """Et tiltak: hva, mot hvilken risiko og årsak, hvem, når, og hvordan dere ser om det virket."""

    tittel = forms.CharField(
        max_length=TEKSTGRENSER["tittel"],
        label=gettext_lazy("Hva skal gjøres?"),
        error_messages={"required": gettext_lazy("Gi tiltaket en tittel.")},
    )
    beskrivelse = tekst(3, required=False, max_length=4000, label=gettext_lazy("Mer om tiltaket (valgfritt)"))
    nivaa = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=gettext_lazy("Hva virker det på?"),
        error_messages={"required": gettext_lazy("Velg hva tiltaket virker på.")},
    )
    forholdene = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Hvilke risikoer?"),
        error_messages={"required": gettext_lazy("Velg minst én risiko tiltaket skal virke på.")},
    )
    aarsakene = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=gettext_lazy("Hvilke årsaker endrer det? (valgfritt)"),
        help_text=gettext_lazy("Velger du ingen, regnes tiltaket som rettet mot symptomer."),
    )
    ansvarlig = Personfelt(
        Bruker.objects.none(),
        label=gettext_lazy("Ansvarlig"),
        empty_label=gettext_lazy("Velg ansvarlig"),
        error_messages={"required": gettext_lazy("Velg hvem som er ansvarlig.")},
    )
    frist = dato(label=gettext_lazy("Frist"))
    indikator = forms.CharField(
        max_length=TEKSTGRENSER["indikator"],
        label=gettext_lazy("Hva skal vise om det virker?"),
        error_messages={"required": gettext_lazy("Skriv hva som skal vise om tiltaket virker.")},
    )
    maalekode = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Tall fra kartleggingen som skal vise det (valgfritt)"),
        help_text=gettext_lazy(
            "Da er utgangspunktet dagens tall, og effekten kan regnes ut etter neste kartlegging eller puls."
        ),
    )
    maal_tall = forms.IntegerField(
        min_value=0,
        max_value=100,
        required=False,
        label=gettext_lazy("Mål for tallet (valgfritt)"),
        help_text=gettext_lazy("Lavere er mindre belastning."),
    )
    utgangspunkt = forms.CharField(
        max_length=TEKSTGRENSER["utgangspunkt"], required=False, label=gettext_lazy("Hvor er dere nå? (valgfritt)")
    )
    maal = forms.CharField(
        max_length=TEKSTGRENSER["maal"], required=False, label=gettext_lazy("Hvor vil dere? (valgfritt)")
    )
    kostnad = forms.CharField(
        max_length=TEKSTGRENSER["kostnad"], required=False, label=gettext_lazy("Kostnad (valgfritt)")
    )
    katalog_id = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, vurdering: Risikovurdering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.forholdsrader = {en.pk: en for en in vurdering.forholdene.all() if en.risikoniva}
        self.aarsaksrader = {
            aarsak.pk: aarsak for forhold in self.forholdsrader.values() for aarsak in forhold.aarsakene.all()
        }
        navn = {en.id: _(en.navn) for en in alle_aarsaker()}
        felt: Any = self.fields
        felt["nivaa"].choices = [(str(niva), f"{_(niva.ord)}: {_(niva.forklaring)}") for niva in Tiltaksniva]
        felt["forholdene"].choices = [(str(pk), navn_paa(en)) for pk, en in self.forholdsrader.items()]
        felt["aarsakene"].choices = [
            (str(pk), f"{self.forholdsrader[en.forhold_id].faktor.upper()} – {navn[en.aarsak]}")
            for pk, en in self.aarsaksrader.items()
        ]
        felt["ansvarlig"].queryset = personer(vurdering.enhet.virksomhet_id)
        instrument = vurdering.kartlegging.instrument if vurdering.kartlegging else None
        maalene = [(kode, tittel) for kode, tittel, _maaling in valgene(list(self.forholdsrader.values()), instrument)]
        # Et mål tiltaket hadde i en tidligere versjon, kan beholdes også når dagens grunnlag ikke viser tallet.
        beholdt = (self.initial or {}).get("maalekode")
        if beholdt and beholdt not in dict(maalene):
            maalene.append((beholdt, str(beholdt)))
        felt["maalekode"].choices = [("", _("Ikke et tall fra kartleggingen")), *maalene]
        if not maalene:
            del felt["maalekode"], felt["maal_tall"]

    def argumenter(self) -> dict[str, Any]:
        """Feltene som navngitte argumenter til ``opprett_tiltak`` og ``endre_tiltak`` (uten ``katalog_id``)."""
        felt = dict(self.cleaned_data)
        felt.pop("katalog_id", None)
        felt["forholdene"] = [self.forholdsrader[int(pk)] for pk in felt["forholdene"]]
        felt["aarsakene"] = [self.aarsaksrader[int(pk)] for pk in felt["aarsakene"]]
        felt["nivaa"] = Tiltaksniva(felt["nivaa"])
        return felt


def tiltak_fra_katalog(forslag: Tiltaksforslag, vurdering: Risikovurdering, faktor: str) -> dict[str, Any]:
    """Startverdier av et forslag: teksten, risikoen, og årsaken når gruppen har valgt den."""
    forholdene = [en for en in vurdering.forholdene.all() if en.risikoniva and en.faktor == faktor]
    return {
        "tittel": _(forslag.tittel),
        "beskrivelse": _(forslag.beskrivelse),
        "nivaa": str(forslag.nivaa),
        "indikator": _(forslag.indikator),
        "katalog_id": forslag.id,
        "maalekode": next((kode for kode in forslag.skalaer if kode in _viste(forholdene)), ""),
        "forholdene": [str(en.pk) for en in forholdene],
        "aarsakene": [
            str(aarsak.pk)
            for en in forholdene
            for aarsak in en.aarsakene.all()
            if forslag.virker_paa_aarsak and aarsak.aarsak == forslag.aarsak
        ],
    }


def _viste(forholdene: list[Risikoforhold]) -> set[str]:
    return {kode for kode, _navn, _maaling in valgene(forholdene)}


def tiltak_fra_tiltak(brukt: Tiltak, vurdering: Risikovurdering) -> dict[str, Any]:
    """Startverdier av et tiltak fra en annen vurdering: ordene, og risikoene og årsakene som også finnes i denne."""
    faktorene = {en.faktor for en in brukt.forholdene.all() if not en.eget_navn}
    aarsakene = {(en.forhold.faktor, en.aarsak) for en in brukt.aarsakene.all()}
    forholdene = [en for en in vurdering.forholdene.all() if en.risikoniva and en.faktor in faktorene]
    return {
        **{felt: getattr(brukt, felt) for felt in ("tittel", "beskrivelse", "nivaa", "indikator", "katalog_id")},
        "forholdene": [str(en.pk) for en in forholdene],
        "aarsakene": [
            str(aarsak.pk)
            for en in forholdene
            for aarsak in en.aarsakene.all()
            if (en.faktor, aarsak.aarsak) in aarsakene
        ],
    }


def tiltak_initial(tiltak: Tiltak) -> dict[str, Any]:
    """Det lagrede tiltaket som startverdier."""
    felter = (
        *("tittel", "beskrivelse", "nivaa", "ansvarlig", "frist", "indikator"),
        *("maalekode", "maal_tall", "utgangspunkt", "maal", "kostnad"),
    )
    return {
        **{felt: getattr(tiltak, felt) for felt in felter},
        "forholdene": [str(en.pk) for en in tiltak.forholdene.all()],
        "aarsakene": [str(en.pk) for en in tiltak.aarsakene.all()],
    }


class OppfolgingForm(Skjema):
    """Ny status, ny frist eller en merknad."""

    til = forms.ChoiceField(label=gettext_lazy("Status"))
    frist = dato(required=False, label=gettext_lazy("Ny frist (valgfritt)"))
    tekst = tekst(
        3,
        required=False,
        max_length=4000,
        label=gettext_lazy("Hva er gjort?"),
        help_text=gettext_lazy("Påkrevd når du avlyser eller flytter fristen."),
    )

    def __init__(self, *args: Any, tiltak: Tiltak, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        naa = Tiltakstilstand(tiltak.tilstand)
        valg = [(str(en), _(en.ord)) for en in (naa, *TILTAKSSTEG[naa])]
        self.fields["til"].choices = valg  # type: ignore[attr-defined]

    def nyfrist(self) -> date | None:
        frist: date | None = self.cleaned_data["frist"]
        return frist


class KatalogForm(Skjema):
    """Søk i katalogen. Alt er valgfritt."""

    q = forms.CharField(required=False, max_length=100, label=gettext_lazy("Søk"))
    faktor = forms.ChoiceField(required=False, label=gettext_lazy("Risiko"))
    aarsak = forms.ChoiceField(required=False, label=gettext_lazy("Årsak"))
    niva = forms.ChoiceField(required=False, label=gettext_lazy("Virker på"))

    def __init__(self, *args: Any, forholdene: list[Risikoforhold], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        felt: Any = self.fields
        felt["faktor"].choices = [("", _("Alle")), *((en.faktor, navn_paa(en)) for en in forholdene)]
        felt["aarsak"].choices = [("", _("Alle")), *((en.id, _(en.navn)) for en in alle_aarsaker())]
        felt["niva"].choices = [("", _("Alle")), *((str(en), _(en.ord)) for en in Tiltaksniva)]
