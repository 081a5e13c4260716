"""Enhetene den siste utgivelsen ikke viser. De skal vurderes likevel, på en annen måte.

Leser bare det utgivelsen selv sier: om raden vises. Aldri hvorfor, og ingen antall.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kartlegging.models import Kartleggingsenhet, Resultat
from kartlegging.resultater import siste_publiserte


@dataclass(frozen=True, slots=True)
class SkjulteEnheter:
    """``navn`` er kartleggingens. ``over`` er koden til hver skjult enhet → kodene over den, ytterst først."""

    navn: str
    publisert: datetime
    over: Mapping[str, tuple[str, ...]]


def skjulte_enheter(virksomhet_id: int) -> SkjulteEnheter | None:
    """De skjulte enhetene i den sist publiserte kartleggingen, eller ``None`` uten noen kartlegging.

    Enheter ingen var invitert i, er ikke med. Sjekker ikke tilgang: den som kaller, viser bare enheter brukeren ser.
    """
    kartlegging = siste_publiserte(virksomhet_id)
    if kartlegging is None:
        return None
    med_inviterte = Kartleggingsenhet.objects.filter(kartlegging=kartlegging.id, invitert_med_under__gt=0).order_by()
    radene = Resultat.objects.filter(
        utgivelse__kartlegging=kartlegging.id, art="enhet", vises=False, kode__in=med_inviterte.values("kode")
    ).order_by("nummer")
    return SkjulteEnheter(
        kartlegging.navn,
        kartlegging.publisert,
        {kode: _over(sti) for kode, sti in radene.values_list("kode", "sti")},
    )


def _over(sti: str) -> tuple[str, ...]:
    leddene = [ledd.replace("%2F", "/").replace("%25", "%") for ledd in sti.strip("/").split("/")]
    return tuple(leddene[:-1])
