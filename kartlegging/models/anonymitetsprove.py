"""Prøvene verneombudet og HR har bedt om: når, hva som ble prøvd, og hva som kom ut."""

from django.db import models

from kartlegging.models.kartlegging import Kartlegging


class Anonymitetsprove(models.Model):
    """Én prøve av anonymiteten. ``rapport`` er tom til den er ferdig.

    Rapporten har ingen person, ingen enhet og ingenting om hvor mange som har svart. ``bestatt`` er tom når noe ikke
    lot seg prøve.
    """

    kartlegging = models.ForeignKey(Kartlegging, on_delete=models.CASCADE, related_name="anonymitetsprovene")
    tidspunkt = models.DateTimeField()
    bestatt = models.BooleanField(null=True)
    rapport = models.JSONField(default=dict)

    class Meta:
        ordering = ["-tidspunkt", "-pk"]

    def __str__(self) -> str:
        return f"Prøve {self.tidspunkt:%d.%m.%Y}"
