"""Loggen over hvem som gjorde hva. Aldri noe om hvem som svarte hva."""

from django.db import models


class Hendelse(models.Model):
    """Én linje i loggen. Uten fremmednøkler, så ingenting den nevner er låst fra sletting.

    ``hva`` er en kort kode (``kartlegging.aapnet``); ``om`` sier hvilken post; ``detaljer`` er tekst og tall
    som ikke peker på en ansatt. Bare tillegg: ingen kode endrer eller sletter en linje.
    """

    virksomhet_id = models.BigIntegerField()
    tidspunkt = models.DateTimeField()
    bruker_id = models.BigIntegerField(null=True)
    bruker_navn = models.CharField(max_length=120, blank=True)
    hva = models.CharField(max_length=60)
    om = models.CharField(max_length=200)
    detaljer = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["virksomhet_id", "-id"], name="hendelse_nyeste_i_virksomhet")]

    def __str__(self) -> str:
        return f"{self.hva} · {self.om}"
