"""Tiltakene, og det som skrives om dem underveis."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from arbeidsmiljo.models.felles import lovlige_valg
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.tilstand import Tiltakstilstand, Vurderingstilstand
from tiltak.models.risikovurdering import Risikoaarsak, Risikoforhold, Risikovurdering

if TYPE_CHECKING:
    from datetime import date

    from arbeidsmiljo.models import Bruker


class TiltakQuerySet(models.QuerySet["Tiltak"]):
    def synlig_for(self, bruker: "Bruker") -> "TiltakQuerySet":
        return self.filter(vurdering__enhet_id__in=bruker.synlige_enheter)

    def aktive(self) -> "TiltakQuerySet":
        return self.exclude(tilstand__in=[Tiltakstilstand.FERDIG, Tiltakstilstand.AVLYST])

    def gjeldende(self) -> "TiltakQuerySet":
        """De som ikke er ført videre til en nyere vurdering av enheten, eller forkastet. Hvert tiltak er her én gang."""
        return self.filter(etterfolger__isnull=True).exclude(vurdering__tilstand=Vurderingstilstand.FORKASTET)

    def forfalte(self, i_dag: "date") -> "TiltakQuerySet":
        return self.aktive().filter(frist__lt=i_dag)


class Tiltak(models.Model):
    """Noe noen skal gjøre innen en frist. Uten ``aarsakene`` er det symptomrettet.

    ``forgjenger`` er det samme tiltaket i vurderingen før; det nyeste leddet er det som gjelder (adr 0011).
    ``maalekode`` er målet i kartleggingen som skal vise om det virker: en skala («c1»), eller faktorens indeks
    («c:indeks») eller andel utsatte («c:andel»); tom når indikatoren er noe annet. ``utgangspunkt_*`` er da tallet i
    utgivelsen med den summen, i hele poeng eller prosent, og ``maal_tall`` det tiltaket skal nå.
    """

    vurdering = models.ForeignKey(Risikovurdering, on_delete=models.PROTECT, related_name="tiltakene")
    forholdene = models.ManyToManyField(Risikoforhold, related_name="tiltakene")
    aarsakene = models.ManyToManyField(Risikoaarsak, related_name="tiltakene", blank=True)
    nummer = models.PositiveSmallIntegerField()
    katalog_id = models.CharField(max_length=60, blank=True)
    tittel = models.CharField(max_length=160)
    beskrivelse = models.TextField(blank=True)
    nivaa = models.CharField(max_length=10, choices=[(str(n), str(n)) for n in Tiltaksniva])
    ansvarlig = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    frist = models.DateField()
    indikator = models.CharField(max_length=200)
    utgangspunkt = models.CharField(max_length=100, blank=True)
    maal = models.CharField(max_length=100, blank=True)
    kostnad = models.CharField(max_length=100, blank=True)
    tilstand = models.CharField(
        max_length=10, choices=[(str(t), str(t)) for t in Tiltakstilstand], default=Tiltakstilstand.PLANLAGT
    )

    forgjenger = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="etterfolger")
    maalekode = models.CharField(max_length=10, blank=True)
    utgangspunkt_tall = models.PositiveSmallIntegerField(null=True)
    utgangspunkt_lav = models.PositiveSmallIntegerField(null=True)
    utgangspunkt_hoy = models.PositiveSmallIntegerField(null=True)
    utgangspunkt_avkortet = models.BooleanField(default=False)
    utgangspunkt_kartlegging = models.ForeignKey(
        "kartlegging.Kartlegging", on_delete=models.PROTECT, null=True, related_name="+"
    )
    utgangspunkt_sha256 = models.CharField(max_length=64, blank=True)
    maal_tall = models.PositiveSmallIntegerField(null=True)
    paaminnet = models.DateField(null=True, help_text="Sist den ansvarlige ble minnet på fristen.")
    leder_varslet = models.DateField(null=True, help_text="Da lederen fikk vite at fristen er gått ut.")

    objects = TiltakQuerySet.as_manager()

    class Meta:
        ordering = ["vurdering", "nummer"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(utgangspunkt_tall__isnull=True)
                | (~models.Q(maalekode="") & ~models.Q(utgangspunkt_sha256="")),
                name="tiltak_utgangspunkt_har_maal_og_utgivelse",
            ),
            models.UniqueConstraint(fields=["vurdering", "nummer"], name="tiltak_nummer_unikt"),
            lovlige_valg("nivaa", Tiltaksniva, "tiltak_nivaa_er_kjent"),
            lovlige_valg("tilstand", Tiltakstilstand, "tiltak_tilstand_er_kjent"),
        ]

    def __str__(self) -> str:
        return self.tittel

    @property
    def merke(self) -> str:
        return f"T-{self.nummer:02d}"


class Oppfolging(models.Model):
    """En linje i tiltakets historie: ny status, ny frist eller en merknad."""

    tiltak = models.ForeignKey(Tiltak, on_delete=models.CASCADE, related_name="oppfolgingene")
    bruker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tidspunkt = models.DateTimeField()
    fra = models.CharField(max_length=10, blank=True)
    til = models.CharField(max_length=10, blank=True)
    tekst = models.TextField(blank=True)

    class Meta:
        ordering = ["-tidspunkt", "-pk"]

    def __str__(self) -> str:
        return f"{self.fra} → {self.til}"
