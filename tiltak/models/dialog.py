"""Dialogmøtet bak en vurdering av en enhet som er for liten til å vises. Ingen navn, bare arbeidet."""

from django.db import models

from arbeidsmiljo.domain.faktorer import KODENE
from arbeidsmiljo.models.felles import lovlige_valg
from tiltak.domain.dialog import Utbredelse
from tiltak.models.risikovurdering import Risikovurdering


class Dialogmote(models.Model):
    """Møtet som er grunnlaget for vurderingen. Deltakerne er bare et antall."""

    vurdering = models.OneToOneField(Risikovurdering, on_delete=models.CASCADE, related_name="dialogmotet")
    dato = models.DateField()
    antall_deltakere = models.PositiveSmallIntegerField()
    verneombud_til_stede = models.BooleanField()
    uten_leder = models.BooleanField(help_text="De som ville, fikk snakke uten lederen til stede.")
    oppsummering = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(antall_deltakere__gte=1), name="dialogmote_har_minst_en_deltaker"
            ),
        ]

    def __str__(self) -> str:
        return f"Dialogmøte {self.dato}"


class Dialognotat(models.Model):
    """Det møtet sa om arbeidet for én faktor."""

    mote = models.ForeignKey(Dialogmote, on_delete=models.CASCADE, related_name="notatene")
    faktor = models.CharField(max_length=1, choices=[(kode, kode) for kode in KODENE])
    arbeidet = models.TextField(blank=True, help_text="Hva i arbeidet som gjør det slik. Ingen navn.")
    utbredelse = models.CharField(max_length=10, choices=[(str(u), str(u)) for u in Utbredelse])
    hjelper = models.TextField(blank=True, help_text="Hva som hjelper, og hva som kan endres.")

    class Meta:
        ordering = ["mote", "faktor"]
        constraints = [
            models.UniqueConstraint(fields=["mote", "faktor"], name="dialognotat_ett_per_faktor"),
            lovlige_valg("utbredelse", Utbredelse, "dialognotat_utbredelse_er_kjent"),
            models.CheckConstraint(
                condition=models.Q(utbredelse=str(Utbredelse.INGEN)) | ~models.Q(arbeidet=""),
                name="dialognotat_sier_noe_om_arbeidet",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.faktor} i {self.mote_id}"
