"""Retten til å svare én gang, og bøtta som bremser gjetting på koder."""

from django.db import models

from arbeidsmiljo.models.felles import tilfeldig_id
from kartlegging.models.kartlegging import Kartlegging


class Invitasjon(models.Model):
    """Én deltaker i én kartlegging. Sier aldri om deltakeren har svart.

    Koden lagres ikke; den regnes ut av ``pk`` og rundens kodenøkkel, og her ligger bare SHA-256 av den.
    ``epost`` er tom for dem som får kodekort, og slettes 14 dager etter lukking.
    """

    id = models.BigAutoField(primary_key=True, default=tilfeldig_id)
    kartlegging = models.ForeignKey(Kartlegging, on_delete=models.CASCADE, related_name="invitasjonene")
    enhet = models.ForeignKey("arbeidsmiljo.Enhet", on_delete=models.PROTECT, related_name="+")
    epost = models.EmailField(blank=True)
    sprak = models.CharField(max_length=5, default="nb")
    ansatt_fra = models.DateField(null=True, blank=True)
    kodehash = models.BinaryField(max_length=32, null=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kartlegging", "epost"],
                condition=~models.Q(epost=""),
                name="invitasjon_en_per_adresse",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitasjon til {self.kartlegging_id}"


class Kodebotte(models.Model):
    """Felles bremse for gale koder: ett sted i basen, uten adresse eller enhet. En rett kode stanses aldri."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    brukt = models.FloatField(default=0)
    sist = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="kodebotte_er_bare_en")]

    def __str__(self) -> str:
        return f"{self.brukt:.0f} gale koder"
