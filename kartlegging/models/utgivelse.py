"""Utgivelsen: det eneste som finnes av resultater, skrevet én gang når kartleggingen lukkes."""

from django.db import models

from kartlegging.models.kartlegging import Kartlegging


class Utgivelse(models.Model):
    """Det kanoniske dokumentet (JSON, UTF-8) med SHA-256. Endres aldri."""

    kartlegging = models.OneToOneField(Kartlegging, on_delete=models.PROTECT, related_name="utgivelsen")
    sha256 = models.CharField(max_length=64)
    dato = models.DateField()
    invitert = models.PositiveIntegerField()
    antall = models.PositiveIntegerField(null=True)
    # Sist i tabellen: SQLite må lese seg forbi en stor verdi for å nå kolonnene bak den.
    dokument = models.BinaryField()

    def __str__(self) -> str:
        return f"Utgivelse {self.sha256[:12]}"


class Resultat(models.Model):
    """Én enhet (eller restgruppe) i utgivelsen; ``verdier`` er samme innhold som i dokumentet.

    ``sti`` er kodene fra roten og ned, delt med «/», med skråstrek først og sist. Den gjør at en enhet med alt
    under seg kan leses i én spørring.
    """

    utgivelse = models.ForeignKey(Utgivelse, on_delete=models.CASCADE, related_name="resultatene")
    nummer = models.PositiveIntegerField()
    kode = models.CharField(max_length=60)
    navn = models.CharField(max_length=220)
    forelder = models.CharField(max_length=60, blank=True)
    art = models.CharField(max_length=6)
    sti = models.CharField(max_length=600)
    dybde = models.PositiveSmallIntegerField()
    vises = models.BooleanField()
    verdier = models.JSONField()

    class Meta:
        ordering = ["utgivelse", "nummer"]
        constraints = [models.UniqueConstraint(fields=["utgivelse", "kode"], name="resultat_kode_unik")]
        indexes = [models.Index(fields=["utgivelse", "sti"], name="resultat_sti")]

    def __str__(self) -> str:
        return self.navn
