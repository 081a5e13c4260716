"""Loggen over hvem som gjorde hva. Aldri noe om hvem som svarte hva."""

from typing import Any, NoReturn

from django.db import models

from arbeidsmiljo.domain.hendelsesord import hendelsesord


class BareTilleggError(Exception):
    """Noe prøvde å endre eller slette i hendelsesloggen."""


class HendelseQuerySet(models.QuerySet["Hendelse"]):
    """Kan legge til og lese. Alt annet melder ``BareTilleggError``."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise BareTilleggError

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise BareTilleggError

    def delete(self) -> NoReturn:
        raise BareTilleggError


class Hendelse(models.Model):
    """Én linje i loggen. Uten fremmednøkler, så ingenting den nevner er låst fra sletting.

    ``hva`` er en kort kode (``kartlegging.aapnet``); ``om`` sier hvilken post; ``detaljer`` er tekst og tall
    som ikke peker på en ansatt. Bare tillegg: å endre eller slette en linje melder ``BareTilleggError``, og på PostgreSQL
    sier databasen også nei.
    """

    virksomhet_id = models.BigIntegerField()
    tidspunkt = models.DateTimeField()
    bruker_id = models.BigIntegerField(null=True)
    bruker_navn = models.CharField(max_length=120, blank=True)
    hva = models.CharField(max_length=60)
    om = models.CharField(max_length=200)
    detaljer = models.JSONField(default=dict)

    objects = HendelseQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["virksomhet_id", "-id"], name="hendelse_nyeste_i_virksomhet")]

    def __str__(self) -> str:
        return f"{self.hva} · {self.om}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise BareTilleggError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise BareTilleggError

    @property
    def ordene(self) -> str:
        """Hva som skjedde, merket for oversettelse."""
        return hendelsesord(self.hva)
