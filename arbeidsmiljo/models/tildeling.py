"""En rolle gitt til en bruker for en enhet og alt under den."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models.felles import lovlige_valg
from arbeidsmiljo.models.virksomhet import Enhet


class Tildeling(models.Model):
    bruker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tildelingene")
    rolle = models.CharField(max_length=20, choices=[(str(rolle), str(rolle)) for rolle in Rolle])
    enhet = models.ForeignKey(Enhet, on_delete=models.PROTECT, related_name="tildelingene")
    fra = models.DateField(default=timezone.localdate)
    til = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            lovlige_valg("rolle", Rolle, "tildeling_rolle_er_kjent"),
            models.CheckConstraint(
                condition=models.Q(til__isnull=True) | models.Q(til__gte=models.F("fra")),
                name="tildeling_slutter_etter_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rolle} · {self.enhet_id}"
