"""Risikovurderingen av en enhet: hvert forhold for seg, og samlet."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from arbeidsmiljo.domain.faktorer import KODENE, Faktor, faktor
from arbeidsmiljo.domain.sprak import SPRAK
from arbeidsmiljo.models.felles import lovlige_valg
from tiltak.domain.begreper import Aarsakskode, Kilde, Kunnskapsstyrke
from tiltak.domain.risiko import Overstyring
from tiltak.domain.tilstand import Vurderingstilstand

if TYPE_CHECKING:
    from arbeidsmiljo.models import Bruker

ETT_TIL_FEM = [(tall, str(tall)) for tall in range(1, 6)]


class RisikovurderingQuerySet(models.QuerySet["Risikovurdering"]):
    def synlig_for(self, bruker: "Bruker") -> "RisikovurderingQuerySet":
        return self.filter(enhet_id__in=bruker.synlige_enheter)

    def gjeldende(self) -> "RisikovurderingQuerySet":
        """Den signerte vurderingen av hver enhet, eller den som er i arbeid når ingen er signert. Høyst én per enhet."""
        signert = Risikovurdering.objects.filter(enhet=models.OuterRef("enhet"), tilstand=Vurderingstilstand.SIGNERT)
        i_arbeid = models.Q(tilstand__in=[Vurderingstilstand.UTKAST, Vurderingstilstand.TIL_UTTALELSE])
        return self.filter(models.Q(tilstand=Vurderingstilstand.SIGNERT) | i_arbeid & ~models.Exists(signert))

    def i_arbeid(self) -> "RisikovurderingQuerySet":
        """De som ennå ikke er signert. Det er høyst én for hver enhet."""
        return self.filter(tilstand__in=[Vurderingstilstand.UTKAST, Vurderingstilstand.TIL_UTTALELSE])


class Risikovurdering(models.Model):
    """En enhet vurdert på et tidspunkt, med eller uten en utgivelse bak.

    ``utgivelse_sha256`` er tom når grunnlaget er dialogmøte, intervju eller annet. ``grunnlag`` er enhetens egne tall
    fra utgivelsen (antall svar, svarprosent og samtidige belastninger) slik de var da vurderingen startet; se
    ``tiltak.grunnlag``. ``samlet_forslag`` er regelens nivå og ``samlet_niva`` det gruppen satte.
    ``sendt_til_uttalelse`` skiller uttalelser om denne ordlyden fra uttalelser om en tidligere. ``forrige`` er vurderingen
    av den samme enheten denne går videre fra, og ``versjonsgrunn`` hvorfor (adr 0011).
    """

    enhet = models.ForeignKey("arbeidsmiljo.Enhet", on_delete=models.PROTECT, related_name="+")
    kartlegging = models.ForeignKey("kartlegging.Kartlegging", on_delete=models.PROTECT, null=True, related_name="+")
    utgivelse_sha256 = models.CharField(max_length=64, blank=True)
    kilde = models.CharField(max_length=20, choices=[(str(k), str(k)) for k in Kilde], default=Kilde.KARTLEGGING)
    tilstand = models.CharField(
        max_length=16, choices=[(str(t), str(t)) for t in Vurderingstilstand], default=Vurderingstilstand.UTKAST
    )
    motedato = models.DateField()
    deltakere = models.PositiveSmallIntegerField(default=0, help_text="Antall ansatte som var med, uten navn.")
    leder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verneombud = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    grunnlag = models.JSONField(default=dict)
    tabellversjon = models.PositiveSmallIntegerField(default=1)
    samlet_forslag = models.CharField(max_length=10, blank=True)
    samlet_regel = models.TextField(blank=True)
    samlet_niva = models.CharField(max_length=10, blank=True)
    samlet_konklusjon = models.TextField(blank=True)
    sendt_til_uttalelse = models.DateTimeField(null=True)
    uten_uttalelse_fordi = models.TextField(
        blank=True, help_text="Hvorfor planen ble signert uten verneombudets uttalelse."
    )
    opprettet = models.DateTimeField()
    forrige = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="nyere")
    versjonsgrunn = models.TextField(blank=True)

    objects = RisikovurderingQuerySet.as_manager()

    class Meta:
        ordering = ["-motedato", "-pk"]
        constraints = [
            lovlige_valg("kilde", Kilde, "risikovurdering_kilde_er_kjent"),
            lovlige_valg("tilstand", Vurderingstilstand, "risikovurdering_tilstand_er_kjent"),
            models.CheckConstraint(
                condition=models.Q(kartlegging__isnull=True, utgivelse_sha256="")
                | (models.Q(kartlegging__isnull=False) & ~models.Q(utgivelse_sha256="")),
                name="risikovurdering_kartlegging_har_utgivelse",
            ),
            models.CheckConstraint(
                condition=models.Q(samlet_niva="") | ~models.Q(samlet_konklusjon=""),
                name="risikovurdering_samlet_har_konklusjon",
            ),
            models.UniqueConstraint(
                fields=["enhet"],
                condition=models.Q(
                    tilstand__in=[str(Vurderingstilstand.UTKAST), str(Vurderingstilstand.TIL_UTTALELSE)]
                ),
                name="risikovurdering_en_i_arbeid_per_enhet",
            ),
        ]

    def __str__(self) -> str:
        return f"Risikovurdering av {self.enhet_id}"


class Risikoforhold(models.Model):
    """Én faktor i vurderingen.

    ``sannsynlighet`` og ``konsekvens`` er 1–5; ``foreslatt_*`` er det utgivelsen tilsa. ``risikoniva`` er tabelloppslaget
    (med overstyring) da forholdet ble lagret. En egen faktor har koden x1, x2 … og ``eget_navn``. ``forrige`` er det samme
    forholdet i vurderingen før, og ``viderefort`` betyr at det står uendret fra den.
    """

    vurdering = models.ForeignKey(Risikovurdering, on_delete=models.CASCADE, related_name="forholdene")
    faktor = models.CharField(max_length=20)
    ikke_relevant = models.BooleanField(default=False)
    grunnlag = models.JSONField(
        default=dict, help_text="Tallene fra utgivelsen som lå på bordet, eller kilden i tekst."
    )
    foreslatt_sannsynlighet = models.PositiveSmallIntegerField(null=True)
    foreslatt_nivaer = models.JSONField(default=list)
    sannsynlighet = models.PositiveSmallIntegerField(null=True, choices=ETT_TIL_FEM)
    konsekvens = models.PositiveSmallIntegerField(null=True, choices=ETT_TIL_FEM)
    overstyring = models.CharField(
        max_length=24,
        blank=True,
        choices=[(str(o), o.ord) for o in Overstyring],
        help_text="Troverdig alvorlig vold eller pågående trakassering: minst oransje uansett andel.",
    )
    risikoniva = models.CharField(max_length=10, blank=True)
    begrunnelse = models.TextField(blank=True)
    barrierer = models.TextField(blank=True)
    kunnskapsstyrke = models.CharField(
        max_length=10, choices=[(str(k), str(k)) for k in Kunnskapsstyrke], default=Kunnskapsstyrke.MIDDELS
    )
    utfallene = models.JSONField(default=list)
    uten_aarsakstiltak_fordi = models.TextField(
        blank=True, help_text="Hvorfor en høy risiko ikke har et tiltak mot årsaken. Advarselen vises likevel."
    )
    uten_hver_for_seg_fordi = models.TextField(
        blank=True, help_text="Hvorfor gruppen ble enig uten at begge hadde vurdert hver for seg."
    )
    verneombudets_syn = models.TextField(blank=True, help_text="Verneombudets ord om at forholdet ikke er relevant.")
    verneombudets_syn_tidspunkt = models.DateTimeField(null=True)
    eget_navn = models.CharField(max_length=120, blank=True)
    egen_forklaring = models.TextField(blank=True)
    forrige = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="nyere")
    viderefort = models.BooleanField(default=False)

    class Meta:
        ordering = ["vurdering", "faktor"]
        constraints = [
            models.UniqueConstraint(fields=["vurdering", "faktor"], name="risikoforhold_en_per_faktor"),
            lovlige_valg("kunnskapsstyrke", Kunnskapsstyrke, "risikoforhold_kunnskapsstyrke_er_kjent"),
            models.CheckConstraint(
                condition=models.Q(sannsynlighet__isnull=True, konsekvens__isnull=True, risikoniva="")
                | models.Q(sannsynlighet__range=(1, 5), konsekvens__range=(1, 5)) & ~models.Q(risikoniva=""),
                name="risikoforhold_s_k_og_niva_henger_sammen",
            ),
            models.CheckConstraint(
                condition=models.Q(risikoniva="", ikke_relevant=False) | ~models.Q(begrunnelse=""),
                name="risikoforhold_vurdert_har_begrunnelse",
            ),
            models.CheckConstraint(
                condition=models.Q(faktor__in=KODENE, eget_navn="")
                | (~models.Q(faktor__in=KODENE) & ~models.Q(eget_navn="")),
                name="risikoforhold_egen_faktor_har_navn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.faktor} i {self.vurdering_id}"

    @property
    def faktoren(self) -> Faktor:
        """Faktoren i loven, eller virksomhetens egen med navnet de ga den."""
        if not self.eget_navn:
            return faktor(self.faktor)
        navn = dict.fromkeys(SPRAK, self.eget_navn)
        forklaring = dict.fromkeys(SPRAK, self.egen_forklaring)
        return Faktor(self.faktor, self.faktor.upper(), navn, navn, forklaring, (), None, "")

    @property
    def er_vurdert(self) -> bool:
        return self.ikke_relevant or bool(self.risikoniva)


class Enkeltvurdering(models.Model):
    """Lederens eller verneombudets egen vurdering, gjort før de snakket sammen. Begge blir stående."""

    forhold = models.ForeignKey(Risikoforhold, on_delete=models.CASCADE, related_name="enkeltvurderingene")
    rolle = models.CharField(max_length=12, choices=[("leder", "leder"), ("verneombud", "verneombud")])
    bruker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sannsynlighet = models.PositiveSmallIntegerField(choices=ETT_TIL_FEM)
    konsekvens = models.PositiveSmallIntegerField(choices=ETT_TIL_FEM)
    begrunnelse = models.TextField(blank=True)

    class Meta:
        ordering = ["forhold", "rolle"]
        constraints = [
            models.UniqueConstraint(fields=["forhold", "rolle"], name="enkeltvurdering_en_per_rolle"),
            models.CheckConstraint(
                condition=models.Q(rolle__in=["leder", "verneombud"]), name="enkeltvurdering_rolle_er_kjent"
            ),
            models.CheckConstraint(
                condition=models.Q(sannsynlighet__range=(1, 5), konsekvens__range=(1, 5)),
                name="enkeltvurdering_en_til_fem",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rolle} om {self.forhold_id}"


class Dissens(models.Model):
    """Det lederen eller verneombudet ikke er enig i ved det gruppen kom fram til. Trykkes ordrett i planen."""

    forhold = models.ForeignKey(Risikoforhold, on_delete=models.CASCADE, related_name="dissensene")
    rolle = models.CharField(max_length=12, choices=[("leder", "leder"), ("verneombud", "verneombud")])
    bruker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tekst = models.TextField()
    tidspunkt = models.DateTimeField()

    class Meta:
        ordering = ["forhold", "rolle"]
        constraints = [
            models.UniqueConstraint(fields=["forhold", "rolle"], name="dissens_en_per_rolle"),
            models.CheckConstraint(
                condition=models.Q(rolle__in=["leder", "verneombud"]), name="dissens_rolle_er_kjent"
            ),
            models.CheckConstraint(condition=~models.Q(tekst=""), name="dissens_har_tekst"),
        ]

    def __str__(self) -> str:
        return f"{self.rolle} om {self.forhold_id}"


class Risikoaarsak(models.Model):
    """En årsak i hvordan arbeidet er organisert, slik gruppen ser den, for ett forhold."""

    forhold = models.ForeignKey(Risikoforhold, on_delete=models.CASCADE, related_name="aarsakene")
    aarsak = models.CharField(max_length=14, choices=[(str(a), str(a)) for a in Aarsakskode])
    beskrivelse = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["forhold", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["forhold", "aarsak"], name="risikoaarsak_en_per_forhold"),
            lovlige_valg("aarsak", Aarsakskode, "risikoaarsak_er_kjent"),
        ]

    def __str__(self) -> str:
        return self.aarsak
