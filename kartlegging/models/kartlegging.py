"""En kartlegging (én runde) og treet av enheter slik det var da den åpnet."""

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from arbeidsmiljo.models.felles import lovlige_valg
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.tilstand import Tilstand
from kartlegging.models.instrumentfil import finn_instrument

if TYPE_CHECKING:
    from arbeidsmiljo.models import Bruker


def innsynsnokkel() -> str:
    return secrets.token_urlsafe(18)


class KartleggingQuerySet(models.QuerySet["Kartlegging"]):
    def synlig_for(self, bruker: "Bruker") -> "KartleggingQuerySet":
        """Kartleggingene i virksomheten der brukeren har en rolle."""
        return self.filter(virksomhet_id=bruker.virksomhet_id or 0)

    def publiserte(self) -> "KartleggingQuerySet":
        return self.filter(tilstand=Tilstand.PUBLISERT)


class Kartlegging(models.Model):
    """En runde: hvem som spørres om hva, når, og med hvilken minstegrense.

    ``skalaer`` er tom for hele instrumentet, ellers kodene en puls spør om. ``minstegrense`` og treet er
    frosset fra kartleggingen åpner.
    """

    virksomhet = models.ForeignKey("arbeidsmiljo.Virksomhet", on_delete=models.PROTECT, related_name="+")
    kortnavn = models.SlugField(max_length=60, unique=True)
    navn = models.CharField(max_length=120)
    formaal = models.TextField()
    instrument_id = models.CharField(max_length=60)
    instrument_versjon = models.PositiveSmallIntegerField()
    skalaer = models.JSONField(default=list, blank=True)
    sprak = models.JSONField(default=list, blank=True)
    minstegrense = models.PositiveSmallIntegerField(default=settings.MINSTEGRENSE_STANDARD)
    tilstand = models.CharField(max_length=12, choices=[(str(t), str(t)) for t in Tilstand], default=Tilstand.UTKAST)
    aapner = models.DateTimeField()
    lukker = models.DateTimeField()
    lukket = models.DateTimeField(null=True, blank=True)
    publisert = models.DateTimeField(null=True, blank=True)
    omorganisert = models.DateTimeField(null=True, blank=True, help_text="Sist radene ble lagt i tilfeldig rekkefølge.")
    verneombud_navn = models.CharField(max_length=120, blank=True)
    verneombud_syn = models.TextField(blank=True)
    verneombud_tidspunkt = models.DateTimeField(null=True, blank=True)
    amu_navn = models.CharField(max_length=120, blank=True)
    amu_behandling = models.TextField(
        blank=True, help_text="Hva arbeidsmiljøutvalget sa, eller vernetjenesten i dets sted."
    )
    amu_dato = models.DateField(null=True, blank=True)
    omfatter = models.ManyToManyField(
        "arbeidsmiljo.Enhet",
        related_name="+",
        blank=True,
        help_text="Enhetene som er med, og alt under dem. Tom: alle.",
    )
    svar_til = models.EmailField(blank=True, help_text="Den som svarer på spørsmål om kartleggingen.")
    er_importert = models.BooleanField(
        default=False, help_text="Fylles én gang fra en fil med svar, og tar ikke imot andre (importer_besvarelser)."
    )
    innsynsnokkel = models.CharField(max_length=40, default=innsynsnokkel, unique=True)
    nye_dager = models.PositiveSmallIntegerField(
        default=30, help_text="Så mange dager før åpning må noen være ansatt for ikke å bli pekt ut i deltakerlisten."
    )
    deltakere_sha256 = models.CharField(max_length=64, blank=True, help_text="Deltakerlisten slik den var ved åpning.")
    loftet = models.JSONField(default=dict, blank=True, help_text="Det svarene forsegles sammen med; se frysing.py.")
    loftet_sha256 = models.CharField(max_length=64, blank=True)
    svarband = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Svarprosenten i hele virksomheten, nedre kant av båndet, regnet én gang i døgnet.",
    )
    svarband_dato = models.DateField(null=True, blank=True)
    nokkelmerke = models.CharField(max_length=64, blank=True, help_text="SHA-256 av nøklene, se nokler.py.")
    offentlig_nokkel = models.BinaryField(null=True, help_text="Svar forsegles med denne; den kan ikke åpne noe.")

    objects = KartleggingQuerySet.as_manager()

    class Meta:
        ordering = ["-aapner", "-pk"]
        constraints = [
            lovlige_valg("tilstand", Tilstand, "kartlegging_tilstand_er_kjent"),
            models.CheckConstraint(
                condition=models.Q(minstegrense__gte=settings.MINSTEGRENSE_GULV),
                name="kartlegging_minstegrense_over_gulvet",
            ),
            models.CheckConstraint(
                condition=models.Q(lukker__gt=models.F("aapner")), name="kartlegging_lukker_etter_at_den_aapner"
            ),
            models.CheckConstraint(
                condition=models.Q(verneombud_tidspunkt__isnull=True, verneombud_syn="")
                | (models.Q(verneombud_tidspunkt__isnull=False) & ~models.Q(verneombud_syn="")),
                name="kartlegging_verneombudets_syn_har_tidspunkt",
            ),
        ]

    def __str__(self) -> str:
        return self.navn

    @property
    def instrument(self) -> Instrument:
        """Instrumentet med bare det denne runden spør om. Melder ``DatafilError`` når filen mangler."""
        helt = finn_instrument(self.virksomhet_id, self.instrument_id, self.instrument_versjon)
        return helt.utvalg(tuple(self.skalaer)) if self.skalaer else helt

    @property
    def er_publisert(self) -> bool:
        return self.tilstand == Tilstand.PUBLISERT

    @property
    def er_aapen(self) -> bool:
        return self.tilstand == Tilstand.AAPEN


class Kartleggingsenhet(models.Model):
    """En enhet slik den var da kartleggingen åpnet. Endres aldri, heller ikke når organisasjonen gjør det."""

    kartlegging = models.ForeignKey(Kartlegging, on_delete=models.CASCADE, related_name="enhetene")
    nummer = models.PositiveIntegerField(help_text="Plassen i treet: forelder står alltid før barn.")
    kode = models.CharField(max_length=40)
    navn = models.CharField(max_length=200)
    forelder = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="+")
    sti = models.CharField(max_length=600, help_text="Kodene fra roten og ned, med skråstrek først og sist.")
    forgjengere = models.JSONField(default=list, help_text="Kodene enheten hadde i tidligere kartlegginger.")
    invitert = models.PositiveIntegerField(default=0, help_text="Inviterte rett på enheten, ikke i underenhetene.")
    invitert_med_under = models.PositiveIntegerField(default=0, help_text="Inviterte på enheten og alt under den.")

    class Meta:
        ordering = ["kartlegging", "nummer"]
        constraints = [
            models.UniqueConstraint(fields=["kartlegging", "kode"], name="kartleggingsenhet_kode_unik"),
            models.UniqueConstraint(fields=["kartlegging", "nummer"], name="kartleggingsenhet_nummer_unikt"),
        ]

    def __str__(self) -> str:
        return self.navn


class Listebekreftelse(models.Model):
    """Verneombudets ord for at deltakerne i enheten er virkelige. Gjelder bare listen med nettopp denne summen."""

    kartlegging = models.ForeignKey(Kartlegging, on_delete=models.CASCADE, related_name="listebekreftelsene")
    enhet = models.ForeignKey("arbeidsmiljo.Enhet", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    bruker_navn = models.CharField(max_length=120)
    tidspunkt = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kartlegging", "enhet"], name="listebekreftelse_en_per_enhet"),
        ]

    def __str__(self) -> str:
        return f"Bekreftet av {self.bruker_navn}"
