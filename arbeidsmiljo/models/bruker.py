"""Den som logger inn."""

import secrets
from functools import cached_property
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext

from arbeidsmiljo.domain.roller import TILGANGER, Rolle, Tilgang


def kalendernokkel() -> str:
    """Den hemmelige delen av adressen til brukerens kalender."""
    return secrets.token_urlsafe(18)


class BrukerManager(BaseUserManager["Bruker"]):
    def opprett(self, *, epost: str, navn: str, passord: str | None = None) -> "Bruker":
        """Lager en konto. Uten passord logger brukeren inn med kode på e-post."""
        bruker = self.model(epost=self.normalize_email(epost).lower(), navn=navn)
        bruker.set_password(passord)
        bruker.save(using=self._db)
        return bruker


class Bruker(AbstractBaseUser):
    """En konto. Ansatte som svarer, har ingen."""

    epost = models.EmailField(unique=True)
    navn = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    sprak = models.CharField(
        max_length=5,
        choices=[(kode, kode) for kode, _navn in settings.LANGUAGES],
        default="nb",
        help_text="Språket på sidene.",
    )
    kalendernokkel = models.CharField(max_length=40, default=kalendernokkel, unique=True)

    USERNAME_FIELD = "epost"
    EMAIL_FIELD = "epost"
    REQUIRED_FIELDS = ["navn"]
    is_staff = False
    is_superuser = False

    objects: ClassVar[BrukerManager] = BrukerManager()

    valgt_virksomhet: int | None = None
    """Settes av mellomvaren før noe annet leses. Et valg brukeren ikke lenger har rolle i, gjelder ikke."""

    def __str__(self) -> str:
        return self.navn

    @property
    def initialer(self) -> str:
        deler = self.navn.split()
        return (deler[0][:1] + deler[-1][:1]).upper() if len(deler) > 1 else self.navn[:2].upper()

    @cached_property
    def gyldige_tildelinger(self) -> list[tuple[Rolle, int, int, str]]:
        """(rolle, enhet, virksomhet, virksomhetens navn) som gjelder i dag. Én spørring per forespørsel.

        En rolle for et verneområde gir én rad for hver enhet i området.
        """
        i_dag = timezone.localdate()
        gjelder = Coalesce("enhet_id", "verneomrade__enhetene")
        hos = Coalesce("enhet__virksomhet_id", "verneomrade__virksomhet_id")
        navn = Coalesce("enhet__virksomhet__navn", "verneomrade__virksomhet__navn")
        return [
            (Rolle(rolle), enhet, virksomhet, navn)
            for rolle, enhet, virksomhet, navn in self.tildelingene.filter(fra__lte=i_dag)
            .exclude(til__lt=i_dag)
            .order_by("pk")
            .values_list("rolle", gjelder, hos, navn)
            if enhet is not None
        ]

    @cached_property
    def virksomhetene(self) -> dict[int, str]:
        """Id og navn for virksomhetene brukeren har en rolle i, i den rekkefølgen rollene ble gitt."""
        return {virksomhet: navn for _rolle, _enhet, virksomhet, navn in self.gyldige_tildelinger}

    @cached_property
    def virksomhet_id(self) -> int | None:
        """Virksomheten brukeren arbeider i nå: den valgte, ellers den første."""
        if self.valgt_virksomhet in self.virksomhetene:
            return self.valgt_virksomhet
        return next(iter(self.virksomhetene), None)

    @cached_property
    def rollene(self) -> frozenset[Rolle]:
        """Rollene i virksomheten brukeren arbeider i."""
        return frozenset(
            rolle for rolle, _enhet, virksomhet, _navn in self.gyldige_tildelinger if virksomhet == self.virksomhet_id
        )

    @property
    def rolletitler(self) -> str:
        return ", ".join(gettext(rolle.tittel) for rolle in Rolle if rolle in self.rollene)

    @cached_property
    def virksomhetsnavn(self) -> str:
        return self.virksomhetene[self.virksomhet_id] if self.virksomhet_id else ""

    @cached_property
    def _foreldrene(self) -> dict[int, int | None]:
        """Enhet → enheten over, for alle i virksomheten brukeren arbeider i."""
        from arbeidsmiljo.models.virksomhet import Enhet  # noqa: PLC0415 – modellene viser til hverandre

        enhetene = Enhet.objects.filter(virksomhet_id=self.virksomhet_id or 0)
        return dict(enhetene.values_list("pk", "forelder_id"))

    def gjelder_alle(self, tilgang: Tilgang) -> bool:
        """Om brukeren har tilgangen for hver eneste enhet i virksomheten."""
        return self.enheter_med(tilgang) == self._foreldrene.keys()

    @cached_property
    def _enheter_per_rolle(self) -> dict[Rolle, frozenset[int]]:
        if not self.gyldige_tildelinger:
            return {}
        barn: dict[int | None, list[int]] = {}
        for pk, forelder in self._foreldrene.items():
            barn.setdefault(forelder, []).append(pk)
        resultat: dict[Rolle, set[int]] = {}
        for rolle, rot, virksomhet, _navn in self.gyldige_tildelinger:
            if virksomhet != self.virksomhet_id:
                continue
            under, stabel = resultat.setdefault(rolle, set()), [rot]
            while stabel:
                enhet = stabel.pop()
                under.add(enhet)
                stabel += barn.get(enhet, [])
        return {rolle: frozenset(enheter) for rolle, enheter in resultat.items()}

    @cached_property
    def _enheter_per_tilgang(self) -> dict[Tilgang, frozenset[int]]:
        resultat: dict[Tilgang, set[int]] = {}
        for rolle, enheter in self._enheter_per_rolle.items():
            for tilgang in TILGANGER[rolle]:
                resultat.setdefault(tilgang, set()).update(enheter)
        return {tilgang: frozenset(enheter) for tilgang, enheter in resultat.items()}

    def rollene_i(self, enhet_id: int) -> frozenset[Rolle]:
        """Rollene brukeren har for nettopp denne enheten, også gjennom en enhet over den."""
        return frozenset(rolle for rolle, enheter in self._enheter_per_rolle.items() if enhet_id in enheter)

    @cached_property
    def synlige_enheter(self) -> frozenset[int]:
        return frozenset().union(*self._enheter_per_tilgang.values())

    def enheter_med(self, tilgang: Tilgang) -> frozenset[int]:
        """Id-ene til enhetene der brukeren har tilgangen, med alt under dem."""
        return self._enheter_per_tilgang.get(tilgang, frozenset())

    def har(self, tilgang: Tilgang, enhet_id: int | None = None) -> bool:
        """Om brukeren har tilgangen – for en bestemt enhet, eller for minst én."""
        enheter = self.enheter_med(tilgang)
        return bool(enheter) if enhet_id is None else enhet_id in enheter
