"""Det AMU, bedriftshelsetjenesten og verneombudet gjør med vurderingen, med navn og dato."""

from django.conf import settings
from django.db import models

from arbeidsmiljo.models.felles import lovlige_valg
from tiltak.domain.begreper import Instans
from tiltak.models.risikovurdering import Risikoforhold, Risikovurdering


class Amubehandling(models.Model):
    """Det arbeidsmiljøutvalget vedtok, eller verneombudet i dets sted, gjengitt som det ble skrevet.

    Kilde: aml. § 7-2, og forskrift om organisering, ledelse og medvirkning § 2-2 når virksomheten ikke har AMU.
    """

    vurdering = models.ForeignKey(Risikovurdering, on_delete=models.PROTECT, related_name="amubehandlingene")
    rolle = models.CharField(max_length=20)
    motedato = models.DateField()
    vedtak = models.TextField()
    bruker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tidspunkt = models.DateTimeField()

    class Meta:
        ordering = ["tidspunkt", "pk"]

    def __str__(self) -> str:
        return f"Behandlet {self.motedato}"


class Raad(models.Model):
    """Et råd fra bedriftshelsetjenesten, om ett forhold eller hele vurderingen. Kilde: aml. § 3-3."""

    vurdering = models.ForeignKey(Risikovurdering, on_delete=models.PROTECT, related_name="raadene")
    forhold = models.ForeignKey(Risikoforhold, on_delete=models.PROTECT, null=True, related_name="raadene")
    tekst = models.TextField()
    bruker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tidspunkt = models.DateTimeField()

    class Meta:
        ordering = ["tidspunkt", "pk"]

    def __str__(self) -> str:
        return f"Råd {self.tidspunkt}"


class Eskalering(models.Model):
    """En risiko verneombudet har løftet til HR, AMU eller BHT, med frist for svar. Tom ``svar`` er ubesvart."""

    forhold = models.ForeignKey(Risikoforhold, on_delete=models.PROTECT, related_name="eskaleringene")
    til = models.CharField(max_length=4, choices=[(str(i), str(i)) for i in Instans])
    grunn = models.TextField()
    frist = models.DateField()
    bruker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tidspunkt = models.DateTimeField()
    svar = models.TextField(blank=True)
    avklart_av = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    avklart = models.DateTimeField(null=True)

    class Meta:
        ordering = ["frist", "pk"]
        constraints = [
            lovlige_valg("til", Instans, "eskalering_instans_er_kjent"),
            models.CheckConstraint(
                condition=models.Q(svar="", avklart__isnull=True, avklart_av__isnull=True)
                | (~models.Q(svar="") & models.Q(avklart__isnull=False, avklart_av__isnull=False)),
                name="eskalering_svar_har_navn_og_tid",
            ),
        ]

    def __str__(self) -> str:
        return f"Til {self.til} innen {self.frist}"
