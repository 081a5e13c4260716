"""Årsakssjekken av ett forhold: spørsmålene, svarene gruppen ga, og hvor mange som var med. Ingen navn."""

from django.conf import settings
from django.db import models

from arbeidsmiljo.models.felles import lovlige_valg
from tiltak.domain.begreper import Sjekksvar
from tiltak.models.risikovurdering import Risikoforhold


class Aarsakssjekk(models.Model):
    """Når den ble gjort, og hvor mange som var med av hvert slag."""

    forhold = models.OneToOneField(Risikoforhold, on_delete=models.CASCADE, related_name="aarsakssjekken")
    dato = models.DateField()
    ledere = models.PositiveSmallIntegerField(default=0)
    verneombud = models.PositiveSmallIntegerField(default=0)
    tillitsvalgte = models.PositiveSmallIntegerField(default=0)
    ansatte = models.PositiveSmallIntegerField(default=0)
    bht = models.PositiveSmallIntegerField(default=0)
    merknad = models.TextField(blank=True)
    bruker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tidspunkt = models.DateTimeField()

    def __str__(self) -> str:
        return f"Årsakssjekk {self.dato}"


class Aarsakssvar(models.Model):
    """Svaret på ett spørsmål i sjekken. ``sporsmal`` er id-en i ``data/aarsaker.toml``."""

    sjekk = models.ForeignKey(Aarsakssjekk, on_delete=models.CASCADE, related_name="svarene")
    sporsmal = models.CharField(max_length=60)
    svar = models.CharField(max_length=10, choices=[(str(s), str(s)) for s in Sjekksvar])
    merknad = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["sjekk", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sjekk", "sporsmal"], name="aarsakssvar_ett_per_sporsmal"),
            lovlige_valg("svar", Sjekksvar, "aarsakssvar_er_kjent"),
        ]

    def __str__(self) -> str:
        return f"{self.sporsmal}: {self.svar}"
