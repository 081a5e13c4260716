"""Instrumenter virksomheten selv har lagt inn. De som følger med programmet, ligger som filer."""

from django.db import models


class Instrumentfil(models.Model):
    """Et instrument som TOML, slik det ble lagt inn. Endres aldri; en rettelse er en ny versjon."""

    virksomhet = models.ForeignKey("arbeidsmiljo.Virksomhet", on_delete=models.PROTECT, related_name="+")
    instrument_id = models.CharField(max_length=60)
    versjon = models.PositiveSmallIntegerField()
    innhold = models.TextField()
    sha256 = models.CharField(max_length=64)
    lagt_inn = models.DateTimeField()
    lagt_inn_av_navn = models.CharField(max_length=120)

    class Meta:
        ordering = ["instrument_id", "versjon"]
        constraints = [
            models.UniqueConstraint(
                fields=["virksomhet", "instrument_id", "versjon"], name="instrumentfil_versjon_unik_i_virksomheten"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} v{self.versjon}"
