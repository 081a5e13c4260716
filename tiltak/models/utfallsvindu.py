"""Sykefravær, skader og turnover slik de vises: ett utvalg per vindu, frosset første gang det vises (ADR 0012)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from arbeidsmiljo.models.felles import lovlige_valg
from tiltak.domain.begreper import Utfallsmaal


class Utfallsvindu(models.Model):
    """Tallene for ett mål i ett vindu. Endres aldri, så to utvalg over de samme månedene aldri finnes.

    ``fra`` og ``til`` er den første dagen i første og siste måned. ``radene`` er gruppene som vises: ``enhet`` (pk),
    ``navn``, ``rest`` (om gruppen er «Øvrige i …»), ``teller`` og ``nevner`` i tideler.
    """

    virksomhet = models.ForeignKey("arbeidsmiljo.Virksomhet", on_delete=models.PROTECT, related_name="+")
    maal = models.CharField(max_length=12, choices=[(str(m), str(m)) for m in Utfallsmaal])
    fra = models.DateField()
    til = models.DateField()
    minstegrense = models.PositiveSmallIntegerField()
    radene = models.JSONField()
    bruker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tidspunkt = models.DateTimeField()

    class Meta:
        ordering = ["-fra", "maal"]
        constraints = [
            models.UniqueConstraint(fields=["virksomhet", "maal", "fra"], name="utfallsvindu_ett_per_vindu"),
            lovlige_valg("maal", Utfallsmaal, "utfallsvindu_maal_er_kjent"),
            models.CheckConstraint(condition=Q(til__gt=F("fra")), name="utfallsvindu_til_etter_fra"),
        ]

    def __str__(self) -> str:
        return f"{self.maal} {self.fra:%Y-%m}"
