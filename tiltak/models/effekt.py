"""Om tiltakene virket: tallet før og etter, regelens dom og gruppens."""

from django.conf import settings
from django.db import models

from arbeidsmiljo.models.felles import lovlige_valg
from tiltak.domain.begreper import Dom
from tiltak.models.tiltak import Tiltak


class Effekt(models.Model):
    """Én vurdering av om et tiltak virket. Den nyeste gjelder; de andre blir stående.

    ``foer_*`` og ``etter_*`` er hele poeng eller prosent fra utgivelsene med summene ved siden av, ``endring_*`` etter minus
    før med 90 %-intervall. Alle er tomme når indikatoren ikke er et mål i kartleggingen, eller tallene ikke kan
    sammenlignes; da sier ``uten_tall_fordi`` hvorfor. ``regelens_dom`` er regnet, ``dom`` er gruppens; er de ulike,
    sier ``begrunnelse`` hvorfor.
    """

    tiltak = models.ForeignKey(Tiltak, on_delete=models.PROTECT, related_name="effektene")
    maalekode = models.CharField(max_length=10, blank=True)
    foer_tall = models.PositiveSmallIntegerField(null=True)
    foer_lav = models.PositiveSmallIntegerField(null=True)
    foer_hoy = models.PositiveSmallIntegerField(null=True)
    foer_navn = models.CharField(max_length=120, blank=True)
    foer_sha256 = models.CharField(max_length=64, blank=True)
    etter_tall = models.PositiveSmallIntegerField(null=True)
    etter_lav = models.PositiveSmallIntegerField(null=True)
    etter_hoy = models.PositiveSmallIntegerField(null=True)
    etter_navn = models.CharField(max_length=120, blank=True)
    etter_sha256 = models.CharField(max_length=64, blank=True)
    endring = models.SmallIntegerField(null=True)
    endring_lav = models.SmallIntegerField(null=True)
    endring_hoy = models.SmallIntegerField(null=True)
    maal_tall = models.PositiveSmallIntegerField(null=True)
    uten_tall_fordi = models.CharField(max_length=200, blank=True)
    regelens_dom = models.CharField(max_length=20, choices=[(str(d), str(d)) for d in Dom])
    dom = models.CharField(max_length=20, choices=[(str(d), str(d)) for d in Dom])
    begrunnelse = models.TextField(blank=True)
    bruker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tidspunkt = models.DateTimeField()

    class Meta:
        ordering = ["-tidspunkt", "-pk"]
        constraints = [
            lovlige_valg("regelens_dom", Dom, "effekt_regelens_dom_er_kjent"),
            lovlige_valg("dom", Dom, "effekt_dom_er_kjent"),
            models.CheckConstraint(
                condition=models.Q(dom=models.F("regelens_dom")) | ~models.Q(begrunnelse=""),
                name="effekt_annen_dom_har_begrunnelse",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tiltak_id}: {self.dom}"
