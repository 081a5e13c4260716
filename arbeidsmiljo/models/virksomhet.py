"""Virksomheten og treet av enheter."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from arbeidsmiljo.models.bruker import Bruker


def gyldig_orgnr(verdi: str) -> None:
    from stdnum.no import orgnr  # noqa: PLC0415 – biblioteket er tregt å laste og brukes bare her

    if not orgnr.is_valid(verdi):
        raise ValidationError(
            _("«%(verdi)s» er ikke et gyldig organisasjonsnummer. Det har ni sifre og et kontrollsiffer."),
            params={"verdi": verdi},
        )


gyldig_naeringskode = RegexValidator(
    r"^\d{2}(\.\d{1,3})?$",
    gettext_lazy("Næringskoden skrives som «86.107»: to sifre, punktum og ett til tre sifre."),
)
"""Kilde: Standard for næringsgruppering (SSB). Formen prøves; om koden finnes, sier registeret."""


class Virksomhet(models.Model):
    """En arbeidsgiver. Flere kan dele en installasjon, men ser aldri hverandre."""

    navn = models.CharField(max_length=200)
    orgnr = models.CharField(max_length=9, unique=True, validators=[gyldig_orgnr])
    naeringskode = models.CharField(max_length=6, blank=True, validators=[gyldig_naeringskode])
    minstegrense = models.PositiveSmallIntegerField(
        default=settings.MINSTEGRENSE_STANDARD,
        validators=[MinValueValidator(settings.MINSTEGRENSE_GULV), MaxValueValidator(50)],
        help_text="Minste gruppe som vises i nye kartlegginger.",
    )
    er_demo = models.BooleanField(default=False, help_text="Oppdiktet virksomhet laget av «manage.py demo».")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minstegrense__gte=settings.MINSTEGRENSE_GULV),
                name="virksomhet_minstegrense_over_gulvet",
            ),
        ]

    def __str__(self) -> str:
        return self.navn


class EnhetQuerySet(models.QuerySet["Enhet"]):
    def aktive(self) -> "EnhetQuerySet":
        return self.filter(lukket__isnull=True)

    def synlig_for(self, bruker: "Bruker") -> "EnhetQuerySet":
        """Enhetene brukeren har en rolle for, med alt som ligger under dem."""
        return self.filter(pk__in=bruker.synlige_enheter)


class Enhet(models.Model):
    """En organisatorisk enhet. Lukkes, slettes aldri, så gamle tall beholder navnet sitt."""

    virksomhet = models.ForeignKey(Virksomhet, on_delete=models.PROTECT, related_name="enhetene")
    kode = models.CharField(max_length=40)
    navn = models.CharField(max_length=200)
    type = models.CharField(max_length=60, blank=True)
    orgnr = models.CharField(
        max_length=9,
        blank=True,
        validators=[gyldig_orgnr],
        help_text="Når enheten er en egen underenhet i Enhetsregisteret.",
    )
    naeringskode = models.CharField(
        max_length=6, blank=True, validators=[gyldig_naeringskode], help_text="Tom: den samme som enheten over."
    )
    forelder = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="underenhetene")
    lukket = models.DateField(null=True, blank=True)
    forgjengere = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="etterfolgere",
        blank=True,
        help_text="Enhetene folkene hørte til før en omorganisering.",
    )

    objects = EnhetQuerySet.as_manager()

    class Meta:
        ordering = ["navn"]
        constraints = [
            models.UniqueConstraint(fields=["virksomhet", "kode"], name="enhet_kode_unik_i_virksomheten"),
            models.CheckConstraint(
                condition=~models.Q(pk=models.F("forelder")), name="enhet_er_ikke_sin_egen_forelder"
            ),
        ]

    def __str__(self) -> str:
        return self.navn


class Verneomrade(models.Model):
    """Enhetene ett verneombud er valgt for (aml. § 6-1). Følger ikke alltid linjen i organisasjonen.

    Gjelder enhetene i ``enhetene`` og alt under dem.
    """

    virksomhet = models.ForeignKey(Virksomhet, on_delete=models.PROTECT, related_name="verneomradene")
    navn = models.CharField(max_length=120)
    enhetene = models.ManyToManyField(Enhet, related_name="verneomradene")

    class Meta:
        ordering = ["navn"]
        constraints = [
            models.UniqueConstraint(fields=["virksomhet", "navn"], name="verneomrade_navn_unikt_i_virksomheten"),
        ]

    def __str__(self) -> str:
        return self.navn
