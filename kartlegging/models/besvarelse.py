"""Det eneste stedet et svar ligger, forseglet, til opptellingen har gått."""

from django.db import models

from arbeidsmiljo.models.felles import tilfeldig_id


class Besvarelse(models.Model):
    """En forseglet besvarelse. Uten enhet, tid og invitasjon; alt innhold er inne i ``forseglet``.

    ``id`` er tilfeldig og BigAutoField: bare da er den selv rowid i SQLite, så ingen skjult rekkefølge finnes. ``nullifikator`` er HMAC av koden og gjør at
    samme kode aldri teller to ganger (decisions.md).
    """

    id = models.BigAutoField(primary_key=True, default=tilfeldig_id)
    kartlegging = models.ForeignKey("kartlegging.Kartlegging", on_delete=models.PROTECT, related_name="+")
    nullifikator = models.BinaryField(max_length=32)
    forseglet = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kartlegging", "nullifikator"], name="besvarelse_en_per_kode"),
        ]

    def __str__(self) -> str:
        return "Besvarelse"
