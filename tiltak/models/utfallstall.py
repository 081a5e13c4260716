"""Fravær, skader og hvor mange som slutter, per enhet og måned. Aldri person, aldri diagnose."""

from django.db import models
from django.db.models import F, Q

from arbeidsmiljo.models.felles import lovlige_valg
from tiltak.domain.begreper import Utfallsmaal


class Utfallstall(models.Model):
    """Ett tall for folkene rett på enheten, ikke dem i enhetene under.

    ``maaned`` er den første i måneden. ``ansatte`` er hodetallet skjermingen regner med. ``teller`` og ``nevner`` i tideler:
    sykefravær er tapte av avtalte dagsverk; skader er antallet, uten nevner; turnover er de som sluttet, av de ansatte.
    Radene vises aldri som de er, bare gjennom ``publish`` på hodetallet (method.md 4).
    """

    enhet = models.ForeignKey("arbeidsmiljo.Enhet", on_delete=models.PROTECT, related_name="+")
    maal = models.CharField(max_length=12, choices=[(str(m), str(m)) for m in Utfallsmaal])
    maaned = models.DateField()
    ansatte = models.PositiveIntegerField()
    teller = models.PositiveIntegerField()
    nevner = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["maaned", "enhet"]
        constraints = [
            models.UniqueConstraint(fields=["enhet", "maal", "maaned"], name="utfallstall_ett_per_maaned"),
            lovlige_valg("maal", Utfallsmaal, "utfallstall_maal_er_kjent"),
            models.CheckConstraint(condition=Q(maaned__day=1), name="utfallstall_forste_i_maaneden"),
            models.CheckConstraint(
                condition=Q(nevner__isnull=True) | Q(teller__lte=F("nevner")), name="utfallstall_teller_hoyst_nevner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.maal} {self.maaned:%Y-%m}"
