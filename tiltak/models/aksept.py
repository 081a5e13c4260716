"""Risikonivået ledelsen har bestemt at den godtar."""

from django.conf import settings
from django.db import models

from arbeidsmiljo.models.felles import lovlige_valg
from tiltak.domain.risiko import Risikoniva


class Akseptkriterium(models.Model):
    """Toppleders beslutning om det høyeste nivået som godtas uten tiltak. Den nyeste gjelder; de andre blir stående."""

    virksomhet = models.ForeignKey("arbeidsmiljo.Virksomhet", on_delete=models.PROTECT, related_name="akseptkriteriene")
    niva = models.CharField(max_length=10, choices=[(str(n), str(n)) for n in Risikoniva])
    begrunnelse = models.TextField()
    dato = models.DateField()
    bruker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tidspunkt = models.DateTimeField()

    class Meta:
        ordering = ["-dato", "-pk"]
        constraints = [lovlige_valg("niva", Risikoniva, "akseptkriterium_niva_er_kjent")]

    def __str__(self) -> str:
        return f"{self.niva} fra {self.dato}"
