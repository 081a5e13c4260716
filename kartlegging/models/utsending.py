"""Invitasjoner og påminnelser på e-post. Sier aldri noe om hvem som har svart."""

from enum import StrEnum

from django.db import models

from arbeidsmiljo.models.felles import lovlige_valg, tilfeldig_id
from kartlegging.models.invitasjon import Invitasjon
from kartlegging.models.kartlegging import Kartlegging


class Utsendingsart(StrEnum):
    INVITASJON = "invitasjon"
    PAAMINNELSE_1 = "paaminnelse_1"
    PAAMINNELSE_2 = "paaminnelse_2"


class Utsending(models.Model):
    """Én e-post til alle inviterte med adresse, på et valgt tidspunkt. ``tekst`` er språk → {emne, tekst}."""

    kartlegging = models.ForeignKey(Kartlegging, on_delete=models.CASCADE, related_name="utsendingene")
    art = models.CharField(max_length=14, choices=[(str(a), str(a)) for a in Utsendingsart])
    tidspunkt = models.DateTimeField(help_text="Når den tidligst går ut.")
    tekst = models.JSONField(default=dict)
    lagt_i_ko = models.DateTimeField(null=True, blank=True)
    neste_forsok = models.DateTimeField(null=True, blank=True)
    siste_feil = models.CharField(
        max_length=300, blank=True, help_text="Det tjeneren sa sist den ikke tok imot, uten adresser."
    )

    class Meta:
        ordering = ["kartlegging", "tidspunkt"]
        constraints = [
            models.UniqueConstraint(fields=["kartlegging", "art"], name="utsending_en_av_hver_art"),
            lovlige_valg("art", Utsendingsart, "utsending_art_er_kjent"),
        ]

    def __str__(self) -> str:
        return f"{self.art} i {self.kartlegging_id}"


class Forsendelsesstand(StrEnum):
    """``SENDES`` er tatt av en arbeider, men ikke bekreftet: dør den der, vet ingen om brevet gikk, og det sendes ikke om igjen."""

    VENTER = "venter"
    SENDES = "sendes"
    SENDT = "sendt"
    AVVIST = "avvist"
    RETUR = "retur"


class Forsendelse(models.Model):
    """Ett brev til én invitasjon. Forsvinner sammen med invitasjonen. Uten tidspunkt for når det ble sendt."""

    id = models.BigAutoField(primary_key=True, default=tilfeldig_id)
    utsending = models.ForeignKey(Utsending, on_delete=models.CASCADE, related_name="forsendelsene")
    invitasjon = models.ForeignKey(Invitasjon, on_delete=models.CASCADE, related_name="+")
    stand = models.CharField(
        max_length=8, choices=[(str(s), str(s)) for s in Forsendelsesstand], default=str(Forsendelsesstand.VENTER)
    )
    forsok = models.PositiveSmallIntegerField(default=0)
    grunn = models.CharField(max_length=200, blank=True, help_text="Hvorfor mottakerens tjener ikke tok imot.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["utsending", "invitasjon"], name="forsendelse_en_per_invitasjon"),
            lovlige_valg("stand", Forsendelsesstand, "forsendelse_stand_er_kjent"),
        ]
        indexes = [models.Index(fields=["utsending", "stand"], name="forsendelse_stand")]

    def __str__(self) -> str:
        return f"{self.stand} i {self.utsending_id}"
