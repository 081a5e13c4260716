"""En rolle gitt til en bruker for en enhet og alt under den, eller for et verneområde."""

from datetime import date
from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models.felles import lovlige_valg
from arbeidsmiljo.models.virksomhet import Enhet, Verneomrade


class TildelingQuerySet(models.QuerySet["Tildeling"]):
    def i_virksomhet(self, virksomhet_id: int) -> "TildelingQuerySet":
        return self.filter(Q(enhet__virksomhet_id=virksomhet_id) | Q(verneomrade__virksomhet_id=virksomhet_id))

    def gyldige(self, dag: date) -> "TildelingQuerySet":
        """De som gjelder på dagen."""
        return self.filter(fra__lte=dag).exclude(til__lt=dag)

    def har_amu(self, virksomhet_id: int, dag: date) -> bool:
        """Om noen har rollen arbeidsmiljøutvalg i virksomheten den dagen."""
        return self.i_virksomhet(virksomhet_id).gyldige(dag).filter(rolle=Rolle.AMU).exists()


class Tildeling(models.Model):
    """Gjelder fra og med ``fra`` til og med ``til``. Har enten ``enhet`` eller ``verneomrade``, aldri begge."""

    bruker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tildelingene")
    rolle = models.CharField(max_length=20, choices=[(str(rolle), str(rolle)) for rolle in Rolle])
    enhet = models.ForeignKey(Enhet, on_delete=models.PROTECT, null=True, blank=True, related_name="tildelingene")
    verneomrade = models.ForeignKey(
        Verneomrade, on_delete=models.PROTECT, null=True, blank=True, related_name="tildelingene"
    )
    fra = models.DateField(default=timezone.localdate)
    til = models.DateField(null=True, blank=True)

    objects = TildelingQuerySet.as_manager()

    class Meta:
        constraints = [
            lovlige_valg("rolle", Rolle, "tildeling_rolle_er_kjent"),
            models.CheckConstraint(
                condition=Q(til__isnull=True) | Q(til__gte=models.F("fra")), name="tildeling_slutter_etter_start"
            ),
            models.CheckConstraint(
                condition=Q(enhet__isnull=False, verneomrade__isnull=True)
                | Q(enhet__isnull=True, verneomrade__isnull=False, rolle=str(Rolle.VERNEOMBUD)),
                name="tildeling_enhet_eller_verneomrade",
            ),
            models.CheckConstraint(
                condition=~Q(rolle=str(Rolle.TILSYN)) | Q(til__isnull=False), name="tildeling_tilsyn_har_sluttdato"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rolle} · {self.enhet_id or self.verneomrade_id}"

    @property
    def gjelder(self) -> Enhet | Verneomrade:
        """Enheten eller verneområdet rollen er gitt for."""
        return self.enhet or cast("Verneomrade", self.verneomrade)
