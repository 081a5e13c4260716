"""Oppgavene i HMS-arbeidet gjennom året."""

from enum import StrEnum

from django.db import models

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models.felles import lovlige_valg
from arbeidsmiljo.models.virksomhet import Virksomhet


class Oppgavestatus(StrEnum):
    VENTER = "venter"
    UTFORT = "utfort"
    BORTFALT = "bortfalt"


class Aarsoppgave(models.Model):
    """Én oppgave i årshjulet, for én rolle, med frist. Kilde for malen: ``domain.md`` 7.3.

    ``mal`` er koden i ``data/aarshjul.toml``, tom for egne. ``gjentas`` lager neste års oppgave når denne er ferdig.
    """

    virksomhet = models.ForeignKey(Virksomhet, on_delete=models.PROTECT, related_name="aarsoppgavene")
    mal = models.CharField(max_length=40, blank=True)
    tittel = models.CharField(max_length=200)
    beskrivelse = models.TextField(blank=True)
    rolle = models.CharField(max_length=20, choices=[(str(rolle), str(rolle)) for rolle in Rolle])
    frist = models.DateField()
    gjentas = models.BooleanField(default=True)
    status = models.CharField(
        max_length=10, choices=[(str(s), str(s)) for s in Oppgavestatus], default=str(Oppgavestatus.VENTER)
    )
    merknad = models.TextField(blank=True)
    ferdig_tidspunkt = models.DateTimeField(null=True, blank=True)
    ferdig_av_navn = models.CharField(max_length=120, blank=True)
    paaminnet = models.DateField(null=True, blank=True, help_text="Sist rollen ble minnet på den med e-post.")

    class Meta:
        ordering = ["frist", "pk"]
        constraints = [
            lovlige_valg("rolle", Rolle, "aarsoppgave_rolle_er_kjent"),
            lovlige_valg("status", Oppgavestatus, "aarsoppgave_status_er_kjent"),
        ]

    def __str__(self) -> str:
        return self.tittel
