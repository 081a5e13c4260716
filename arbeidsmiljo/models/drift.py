"""Spor av driften: filer som leses inn, og når ting sist gikk."""

from enum import StrEnum

from django.conf import settings
from django.db import models

from arbeidsmiljo.models.felles import lovlige_valg
from arbeidsmiljo.models.virksomhet import Virksomhet


class Innlesingsart(StrEnum):
    ENHETER = "enheter"
    DELTAKERE = "deltakere"
    BESVARELSER = "besvarelser"
    UTFALL = "utfall"


class Innlesingsstand(StrEnum):
    FORHAANDSVIST = "forhaandsvist"
    I_KO = "i_ko"
    FERDIG = "ferdig"
    FEILET = "feilet"


class Innlesing(models.Model):
    """En fil noen har lastet opp: først forhåndsvist, så lest inn i bakgrunnen. ``innhold`` tømmes når den er ferdig.

    ``gjelder_id`` er kartleggingen når arten er deltakere eller besvarelser. ``rapport`` er det sidene viser.
    ``framdrift`` og ``antall`` er rader. ``takt`` sletter innlesinger som er eldre enn et døgn.
    """

    virksomhet = models.ForeignKey(Virksomhet, on_delete=models.CASCADE, related_name="+")
    art = models.CharField(max_length=12, choices=[(str(a), str(a)) for a in Innlesingsart])
    gjelder_id = models.BigIntegerField(null=True)
    filnavn = models.CharField(max_length=200)
    innhold = models.BinaryField()
    stand = models.CharField(
        max_length=14, choices=[(str(s), str(s)) for s in Innlesingsstand], default=str(Innlesingsstand.FORHAANDSVIST)
    )
    antall = models.PositiveIntegerField(default=0)
    framdrift = models.PositiveIntegerField(default=0)
    rapport = models.JSONField(default=dict)
    av = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opprettet = models.DateTimeField()

    class Meta:
        constraints = [
            lovlige_valg("art", Innlesingsart, "innlesing_art_er_kjent"),
            lovlige_valg("stand", Innlesingsstand, "innlesing_stand_er_kjent"),
        ]

    def __str__(self) -> str:
        return f"{self.art} · {self.stand}"


class Driftsmerke(models.Model):
    """Når noe sist gikk, som takten. Overvåkingen leser det."""

    navn = models.CharField(max_length=40, primary_key=True)
    tidspunkt = models.DateTimeField()

    def __str__(self) -> str:
        return self.navn
