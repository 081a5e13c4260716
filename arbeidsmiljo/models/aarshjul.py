"""Oppgavene i HMS-arbeidet gjennom året."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from arbeidsmiljo.domain.aarshjul import oppgavemal
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.domain.sprak import Tekst, pa_sprak
from arbeidsmiljo.models.felles import lovlige_valg
from arbeidsmiljo.models.virksomhet import Virksomhet

if TYPE_CHECKING:
    from arbeidsmiljo.models.bruker import Bruker


class Oppgavestatus(StrEnum):
    VENTER = "venter"
    UTFORT = "utfort"
    BORTFALT = "bortfalt"


class AarsoppgaveQuerySet(models.QuerySet["Aarsoppgave"]):
    def synlig_for(self, bruker: "Bruker") -> "AarsoppgaveQuerySet":
        """Oppgavene i virksomheten der brukeren har en rolle."""
        return self.filter(virksomhet_id=bruker.virksomhet_id or 0)

    def som_venter(self) -> "AarsoppgaveQuerySet":
        return self.filter(status=Oppgavestatus.VENTER)


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

    objects = AarsoppgaveQuerySet.as_manager()

    class Meta:
        ordering = ["frist", "pk"]
        constraints = [
            lovlige_valg("rolle", Rolle, "aarsoppgave_rolle_er_kjent"),
            lovlige_valg("status", Oppgavestatus, "aarsoppgave_status_er_kjent"),
        ]

    def __str__(self) -> str:
        return self.tittel

    @property
    def tittelen(self) -> str:
        """Tittelen på språket siden vises på, når den er den samme som i forslaget."""
        mal = oppgavemal(self.mal)
        return _pa_leserens_sprak(self.tittel, mal.tittel) if mal else self.tittel

    @property
    def beskrivelsen(self) -> str:
        mal = oppgavemal(self.mal)
        return _pa_leserens_sprak(self.beskrivelse, mal.beskrivelse) if mal else self.beskrivelse

    @property
    def rollen(self) -> Rolle:
        return Rolle(self.rolle)

    @property
    def venter(self) -> bool:
        return self.status == Oppgavestatus.VENTER

    def er_sen(self, i_dag: date) -> bool:
        return self.venter and self.frist < i_dag


def _pa_leserens_sprak(lagret: str, foreslaatt: Tekst) -> str:
    # En tekst HR har skrevet om, vises slik den ble skrevet.
    return pa_sprak(foreslaatt, get_language() or "nb") if lagret in foreslaatt.values() else lagret


class Paaminnelsesstand(StrEnum):
    VENTER = "venter"
    SENDES = "sendes"
    SENDT = "sendt"
    AVVIST = "avvist"


class Paaminnelse(models.Model):
    """Én e-post til én bruker om det som har eller får en frist. ``art`` sier hva, og ``oppgavene`` er id-ene.

    ``SENDES`` settes før brevet går; står den der etter at arbeideren er død, vet ingen om det gikk, og det sendes ikke
    på nytt. ``dato`` er dagen den ble lagt i kø. ``takt`` sletter dem etter 30 dager.
    """

    bruker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    virksomhet = models.ForeignKey(Virksomhet, on_delete=models.CASCADE, related_name="+")
    art = models.CharField(max_length=20, default="aarshjul")
    oppgavene = models.JSONField(default=list)
    dato = models.DateField()
    stand = models.CharField(
        max_length=10, choices=[(str(s), str(s)) for s in Paaminnelsesstand], default=str(Paaminnelsesstand.VENTER)
    )
    neste_forsok = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            lovlige_valg("stand", Paaminnelsesstand, "paaminnelse_stand_er_kjent"),
            models.UniqueConstraint(
                fields=["bruker", "virksomhet", "art"],
                condition=models.Q(stand=str(Paaminnelsesstand.VENTER)),
                name="paaminnelse_bare_en_venter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dato} · {self.stand}"
