"""Uttalelser og den låste, versjonerte handlingsplanen."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from tiltak.models.risikovurdering import Risikovurdering

if TYPE_CHECKING:
    from arbeidsmiljo.models import Bruker

MEDVIRKET = [("ja", "Har medvirket"), ("delvis", "Har delvis medvirket"), ("nei", "Har ikke medvirket")]


class Uttalelse(models.Model):
    """Verneombudets (eller AMUs) ord, gjengitt som de ble skrevet. Ingen andre kan endre dem."""

    vurdering = models.ForeignKey(Risikovurdering, on_delete=models.PROTECT, related_name="uttalelsene")
    rolle = models.CharField(max_length=20)
    bruker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    medvirket = models.CharField(max_length=6, choices=MEDVIRKET)
    tekst = models.TextField()
    tidspunkt = models.DateTimeField()

    class Meta:
        ordering = ["tidspunkt", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(medvirket__in=[valg for valg, _ in MEDVIRKET]), name="uttalelse_medvirket_er_kjent"
            ),
        ]

    def __str__(self) -> str:
        return f"Uttalelse fra {self.rolle}"


class HandlingsplanQuerySet(models.QuerySet["Handlingsplan"]):
    def synlig_for(self, bruker: "Bruker") -> "HandlingsplanQuerySet":
        return self.filter(vurdering__enhet_id__in=bruker.synlige_enheter)


class Handlingsplan(models.Model):
    """En låst versjon av planen. ``innhold`` er alt PDF-en trenger, så samme versjon alltid gir samme byte."""

    vurdering = models.ForeignKey(Risikovurdering, on_delete=models.PROTECT, related_name="planene")
    versjon = models.PositiveSmallIntegerField()
    innhold = models.JSONField()
    sha256 = models.CharField(max_length=64)
    signert_av = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signert = models.DateTimeField()

    objects = HandlingsplanQuerySet.as_manager()

    class Meta:
        ordering = ["vurdering", "-versjon"]
        constraints = [models.UniqueConstraint(fields=["vurdering", "versjon"], name="handlingsplan_versjon_unik")]

    def __str__(self) -> str:
        return f"Handlingsplan {self.versjon} for {self.vurdering_id}"
