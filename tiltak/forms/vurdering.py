"""Skjemaene for risikovurderingen og uttalelsen."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsmiljo.domain.roller import Rolle, Tilgang
from arbeidsmiljo.forms.felles import Feltfeil, Skjema, dato, tekst
from arbeidsmiljo.models import Bruker, Enhet
from tiltak.aarsakssjekken import folgene
from tiltak.domain.aarsaker import alle_aarsaker, alle_utfall, utfall_for
from tiltak.domain.begreper import Kilde, Kunnskapsstyrke
from tiltak.domain.risiko import Overstyring, Risikoniva, risikodata
from tiltak.feil import TiltaksfeilError
from tiltak.forms.felles import Personfelt, personer
from tiltak.models import Risikoforhold
from tiltak.models.handlingsplan import MEDVIRKET

KILDEORD = {
    Kilde.KARTLEGGING: gettext_lazy("Kartleggingen"),
    Kilde.DIALOGMOTE: gettext_lazy("Dialogmøter"),
    Kilde.INTERVJU: gettext_lazy("Intervjuer"),
    Kilde.VERNERUNDE: gettext_lazy("Vernerunde"),
    Kilde.AVVIK: gettext_lazy("Avvik og meldinger"),
    Kilde.OMSTILLING: gettext_lazy("Omstilling"),
}
STYRKEORD = {
    Kunnskapsstyrke.SVAK: gettext_lazy("Svak: få svar, eller kildene sier ulike ting"),
    Kunnskapsstyrke.MIDDELS: gettext_lazy("Middels: én god kilde"),
    Kunnskapsstyrke.STERK: gettext_lazy("Sterk: mange svar, og flere kilder sier det samme"),
}
OVERSTYRING_FOR = {"f": Overstyring.PAGAENDE_TRAKASSERING, "g": Overstyring.ALVORLIG_VOLD}


class StartForm(Skjema):
    """Ny vurdering: hvilken enhet, hva den bygger på, og hvem som er med."""

    enhet = forms.ModelChoiceField(
        Enhet.objects.none(), label=gettext_lazy("Enhet"), empty_label=gettext_lazy("Velg enhet")
    )
    kilde = forms.ChoiceField(widget=forms.RadioSelect, label=gettext_lazy("Hva bygger vurderingen på?"))
    kildetekst = tekst(
        2,
        required=False,
        max_length=1000,
        label=gettext_lazy("Kort om kilden"),
        help_text=gettext_lazy(
            "For eksempel hvilke møter, hvilket avvik eller hvilken omstilling, og når. Ingen navn på ansatte. Kreves for avvik og omstilling."
        ),
    )
    motedato = dato(label=gettext_lazy("Dato for møtet"))
    deltakere = forms.IntegerField(
        min_value=0,
        max_value=9999,
        required=False,
        label=gettext_lazy("Antall ansatte som er med (valgfritt)"),
        help_text=gettext_lazy("Bare antallet. Navn skrives ikke ned."),
    )
    leder = Personfelt(Bruker.objects.none(), label=gettext_lazy("Leder"), empty_label=gettext_lazy("Velg leder"))
    verneombud = Personfelt(
        Bruker.objects.none(),
        required=False,
        label=gettext_lazy("Verneombud"),
        empty_label=gettext_lazy("Ingen verneombud (det kommer frem i planen)"),
    )

    def __init__(self, *args: Any, bruker: Bruker, kartlegging: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        virksomhet = bruker.virksomhet_id or 0
        enheter = Enhet.objects.aktive().filter(pk__in=bruker.enheter_med(Tilgang.VURDERE_RISIKO))
        self._felt("enhet").queryset = enheter
        self._felt("leder").queryset = personer(virksomhet, Rolle.LEDER, Rolle.TOPPLEDER)
        self._felt("verneombud").queryset = personer(virksomhet, Rolle.VERNEOMBUD, Rolle.HOVEDVERNEOMBUD)
        kildene = [(str(kilde), str(ord_)) for kilde, ord_ in KILDEORD.items() if kilde is not Kilde.KARTLEGGING]
        if kartlegging:
            kildene.insert(0, (str(Kilde.KARTLEGGING), _("Kartleggingen «%(navn)s»") % {"navn": kartlegging}))
        self.fields["kilde"].choices = kildene  # type: ignore[attr-defined]

    def ta_imot(self, feil: Feltfeil) -> None:
        # Kartleggingen velges som kilde, så der må setningen stå.
        super().ta_imot(
            TiltaksfeilError({{"kartlegging": "kilde"}.get(felt, felt): s for felt, s in feil.feltene.items()})
        )

    def _felt(self, navn: str) -> Any:
        return self.fields[navn]


def _trinnvalg(akse: str) -> list[tuple[str, str]]:
    return [(str(en.tall), f"{en.tall} {_(en.ord)}: {_(en.forklaring)}") for en in getattr(risikodata(), akse)]


class TrinnForm(Skjema):
    """S og K med ord. Ingenting er valgt på forhånd."""

    sannsynlighet = forms.TypedChoiceField(
        coerce=int,
        widget=forms.RadioSelect,
        label=gettext_lazy("Sannsynlighet: hvor mange er utsatt?"),
        error_messages={"required": gettext_lazy("Velg sannsynlighet fra 1 til 5.")},
    )
    konsekvens = forms.TypedChoiceField(
        coerce=int,
        widget=forms.RadioSelect,
        label=gettext_lazy("Konsekvens: hva kan det gjøre med helsen?"),
        error_messages={"required": gettext_lazy("Velg konsekvens fra 1 til 5.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for felt in ("sannsynlighet", "konsekvens"):
            self.fields[felt].choices = _trinnvalg(felt)  # type: ignore[attr-defined]


class EnkeltForm(TrinnForm):
    """Lederens eller verneombudets egen vurdering."""

    begrunnelse = tekst(2, required=False, max_length=4000, label=gettext_lazy("Hvorfor? (valgfritt)"))


class ForholdForm(TrinnForm):
    """Det gruppen ble enig om for én faktor, med årsaker og utfall."""

    begrunnelse = tekst(
        4,
        max_length=8000,
        label=gettext_lazy("Hvorfor valgte dere dette?"),
        error_messages={"required": gettext_lazy("Skriv hvorfor dere valgte sannsynlighet og konsekvens.")},
    )
    barrierer = tekst(
        2,
        required=False,
        max_length=4000,
        label=gettext_lazy("Hva har dere alt som demper risikoen? (valgfritt)"),
    )
    kunnskapsstyrke = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[(str(kode), ord_) for kode, ord_ in STYRKEORD.items()],
        initial=str(Kunnskapsstyrke.MIDDELS),
        label=gettext_lazy("Hvor sikkert er grunnlaget?"),
    )
    overstyring = forms.BooleanField(required=False)
    aarsaker = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Årsaker i hvordan arbeidet er organisert"),
        error_messages={"required": gettext_lazy("Velg minst én årsak i hvordan arbeidet er organisert.")},
    )
    utfall = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Mulige følger"),
        error_messages={"required": gettext_lazy("Velg minst ett utfall risikoen er forbundet med.")},
    )
    uten_hver_for_seg_fordi = tekst(
        2,
        max_length=2000,
        required=False,
        label=gettext_lazy("Hvorfor venter dere ikke på at begge har vurdert hver for seg?"),
        help_text=gettext_lazy("Trykkes i planen. La feltet stå tomt og vent, om dere kan."),
    )
    stand = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, faktor: str, mangler_noen: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not mangler_noen:
            del self.fields["uten_hver_for_seg_fordi"]
        vanlige = utfall_for(faktor)
        andre = [en for en in alle_utfall() if en not in vanlige]
        self.fields["utfall"].choices = [(en.id, _(en.navn)) for en in (*vanlige, *andre)]  # type: ignore[attr-defined]
        self.fields["aarsaker"].choices = [(en.id, _(en.navn)) for en in alle_aarsaker()]  # type: ignore[attr-defined]
        for en in alle_aarsaker():
            felt = forms.CharField(
                required=False, max_length=300, label=_("Hva er det ved «%(aarsak)s»?") % {"aarsak": _(en.navn)}
            )
            felt.widget.attrs["class"] = "ds-input"
            self.fields[f"beskrivelse_{en.id}"] = felt
        self.overstyrer = OVERSTYRING_FOR.get(faktor)
        if self.overstyrer is None:
            del self.fields["overstyring"]
        else:
            self.fields["overstyring"].label = _(self.overstyrer.ord)
            self.fields["overstyring"].help_text = _("Da er risikoen minst høy, uansett hvor få det gjelder.")

    def aarsaksvalg(self) -> dict[str, str]:
        """Valgte årsaker → beskrivelsen."""
        return {kode: self.cleaned_data[f"beskrivelse_{kode}"] for kode in self.cleaned_data["aarsaker"]}

    def overstyringen(self) -> Overstyring | None:
        return self.overstyrer if self.cleaned_data.get("overstyring") else None

    def aarsaksrader(self) -> list[tuple[Any, forms.BoundField, bool]]:
        """(årsaken, beskrivelsesfeltet, om den er krysset av), til årsakssjekken."""
        valgte = set(self["aarsaker"].value() or [])
        return [(en, self[f"beskrivelse_{en.id}"], en.id in valgte) for en in alle_aarsaker()]


def forhold_initial(forhold: Risikoforhold) -> dict[str, Any]:
    """Det som er lagret, som startverdier. Forslaget fra kartleggingen fylles aldri inn."""
    start: dict[str, Any] = {"barrierer": forhold.barrierer, "utfall": forhold.utfallene}
    if forhold.risikoniva:
        start |= {
            "sannsynlighet": forhold.sannsynlighet,
            "konsekvens": forhold.konsekvens,
            "begrunnelse": forhold.begrunnelse,
            "kunnskapsstyrke": forhold.kunnskapsstyrke,
            "overstyring": bool(forhold.overstyring),
            "uten_hver_for_seg_fordi": forhold.uten_hver_for_seg_fordi,
        }
    aarsakene = list(forhold.aarsakene.all())
    # Før noe er valgt, er det gruppens egne svar i årsakssjekken som er krysset av.
    start["aarsaker"] = [aarsak.aarsak for aarsak in aarsakene] or [funn.aarsak for funn in folgene(forhold)]
    return start | {f"beskrivelse_{aarsak.aarsak}": aarsak.beskrivelse for aarsak in aarsakene}


class BegrunnelseForm(Skjema):
    """En begrunnelse alene: ikke relevant, eller uten tiltak mot årsaken."""

    begrunnelse = tekst(3, max_length=4000, label=gettext_lazy("Begrunnelse"), required=False)


class OrdrettForm(Skjema):
    """Egne ord som lagres slik de ble skrevet: dissens eller verneombudets syn."""

    tekst = tekst(3, max_length=8000, strip=False, required=False, label=gettext_lazy("Dine ord"))


class GrunnForm(Skjema):
    """Hvorfor det lages en ny versjon, eller et utkast forkastes."""

    grunn = tekst(2, max_length=4000, required=False, label=gettext_lazy("Hvorfor?"))


class EgenFaktorForm(Skjema):
    """Et forhold loven ikke nevner ved navn."""

    navn = forms.CharField(
        max_length=120,
        label=gettext_lazy("Hva heter forholdet?"),
        error_messages={"required": gettext_lazy("Skriv hva forholdet heter.")},
    )
    forklaring = tekst(2, required=False, max_length=2000, label=gettext_lazy("Hva går det ut på? (valgfritt)"))
    grunnlagstekst = tekst(
        2,
        max_length=2000,
        label=gettext_lazy("Hva bygger dere på?"),
        help_text=gettext_lazy("For eksempel vernerunden i mars, eller avvik fra hver uke. Ingen navn på ansatte."),
        error_messages={"required": gettext_lazy("Skriv hva dere bygger på, for eksempel vernerunden i mars.")},
    )


class AkseptForm(Skjema):
    """Toppleders beslutning om hva som godtas."""

    niva = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=gettext_lazy("Høyeste risiko som godtas uten nye tiltak"),
        error_messages={"required": gettext_lazy("Velg et nivå.")},
    )
    begrunnelse = tekst(
        3,
        max_length=4000,
        label=gettext_lazy("Hvorfor dette nivået?"),
        error_messages={"required": gettext_lazy("Skriv hvorfor dette nivået godtas.")},
    )
    dato = dato(label=gettext_lazy("Bestemt dato"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["niva"].choices = [  # type: ignore[attr-defined]
            (str(niva), f"{_(niva.ord)}: {_(niva.forklaring)}") for niva in Risikoniva
        ]


class SamletForm(Skjema):
    """Gruppens samlede nivå og konklusjon."""

    niva = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=gettext_lazy("Samlet risiko"),
        error_messages={"required": gettext_lazy("Velg et samlet nivå.")},
    )
    konklusjon = tekst(
        5,
        max_length=8000,
        label=gettext_lazy("Hva ser dere når forholdene ses sammen?"),
        help_text=gettext_lazy(
            "Hva forsterker hverandre? Hva demper? Gjelder det noen vakter eller steder mer enn andre?"
        ),
        error_messages={"required": gettext_lazy("Skriv hva dere ser når forholdene ses sammen.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        valg = [(str(niva), f"{_(niva.ord)}: {_(niva.forklaring)}") for niva in Risikoniva]
        self.fields["niva"].choices = valg  # type: ignore[attr-defined]


class UttalelseForm(Skjema):
    """Uttalelsen, som lagres ordrett."""

    medvirket = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=MEDVIRKET,
        label=gettext_lazy("Hvordan har du medvirket?"),
        error_messages={"required": gettext_lazy("Velg om du har medvirket.")},
    )
    tekst = tekst(
        5,
        max_length=10000,
        strip=False,
        label=gettext_lazy("Uttalelse"),
        help_text=gettext_lazy("Trykkes ordrett i planen. Den kan ikke endres etterpå, heller ikke av leder."),
        error_messages={"required": gettext_lazy("Skriv uttalelsen. Den kan være kort, men ikke tom.")},
    )
