"""Dekningen: enhetene × faktorene, de røde risikoene som mangler noe, og årsakene i hele virksomheten.

Alt regnes av vurderingene som gjelder: den signerte for hver enhet, ellers den som er i arbeid. Et tiltak som er ført videre
til en ny versjon i arbeid, har statusen sin der.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from arbeidsmiljo.domain.faktorer import KODENE
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker, Enhet
from kartlegging.resultater import Kartleggingsinfo, siste_publiserte
from kartlegging.viste import viste_faktorer
from tiltak.domain.begreper import Aarsakskode
from tiltak.domain.dekning import Dekning, trerekkefolge
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.risiko import Risikoniva
from tiltak.domain.tilstand import Tiltakstilstand, Vurderingstilstand
from tiltak.models import Risikoaarsak, Risikoforhold, Risikovurdering, Tiltak

HOYE = (Risikoniva.ORANSJE, Risikoniva.ROD)
MANGLENE = ("primaert", "ansvarlig", "forfalt")
"""Det en rød risiko kan mangle: et primært tiltak mot årsaken, noen som har ansvar, og fristene holdt."""


@dataclass(frozen=True, slots=True)
class Dekningsenhet:
    """En enhet i treet. ``vurdering`` er den som gjelder, ``over`` enheten over som er vurdert når denne ikke er det."""

    pk: int
    kode: str
    navn: str
    dybde: int
    vurdering: int | None = None
    tilstand: str = ""
    dato: date | None = None
    samlet: str = ""
    over: str = ""

    @property
    def adresse(self) -> str:
        """Der forholdene i vurderingen ligger; faktorkoden kommer etter. Regnes én gang per enhet, ikke per rute."""
        return reverse("risikovurdering", args=[self.vurdering]) + "forhold/" if self.vurdering else ""

    @property
    def er_dekket(self) -> bool:
        return self.vurdering is not None or bool(self.over)


@dataclass(frozen=True, slots=True)
class Aarsaksandel:
    """Hvor mange av de ``alle`` oransje og røde risikoene som har årsaken."""

    aarsak: Aarsakskode
    antall: int
    alle: int

    @property
    def promille(self) -> int:
        return 1000 * self.antall // self.alle if self.alle else 0


@dataclass(frozen=True, slots=True)
class Sammendrag:
    """Tallene øverst på siden. ``mangler`` er antall røde risikoer per ting de mangler."""

    enheter: int
    dekket: int
    signert: int
    roede: int
    oransje: int
    mangler: Mapping[str, int] = field(default_factory=dict)
    aarsakene: Sequence[Aarsaksandel] = ()


def vurderingene(bruker: Bruker) -> QuerySet[Risikovurdering]:
    """Vurderingene som gjelder, i enhetene brukeren ser dekningen for."""
    alle = Risikovurdering.objects.gjeldende().filter(
        enhet__virksomhet_id=bruker.virksomhet_id or 0, enhet__lukket__isnull=True
    )
    # Rollene med dekningen gjelder nesten alltid hele virksomheten, og tusenvis av id-er i en liste er trege.
    if bruker.gjelder_alle(Tilgang.SE_DEKNING):
        return alle
    return alle.filter(enhet_id__in=bruker.enheter_med(Tilgang.SE_DEKNING))


def enhetene(bruker: Bruker) -> list[Dekningsenhet]:
    """De åpne enhetene brukeren ser dekningen for, i treets rekkefølge. To spørringer uansett hvor mange de er."""
    sett = bruker.enheter_med(Tilgang.SE_DEKNING)
    rader = {
        pk: (forelder, kode, navn)
        for pk, forelder, kode, navn in Enhet.objects.aktive()
        .filter(virksomhet_id=bruker.virksomhet_id or 0)
        .order_by("navn", "kode")
        .values_list("pk", "forelder_id", "kode", "navn")
        if pk in sett
    }
    gjelder = {
        enhet: (pk, tilstand, dato, samlet)
        for enhet, pk, tilstand, dato, samlet in vurderingene(bruker)
        .order_by()
        .values_list("enhet_id", "pk", "tilstand", "motedato", "samlet_niva")
    }
    ut: list[Dekningsenhet] = []
    over: dict[int, str] = {}
    for pk, dybde in trerekkefolge((pk, rad[0]) for pk, rad in rader.items()):
        forelder, kode, navn = rader[pk]
        arvet = over.get(forelder, "") if forelder is not None else ""
        over[pk] = navn if pk in gjelder else arvet
        if pk in gjelder:
            ut.append(Dekningsenhet(pk, kode, navn, dybde, *gjelder[pk]))
        else:
            ut.append(Dekningsenhet(pk, kode, navn, dybde, over=arvet))
    return ut


def sammendrag(bruker: Bruker, alle: Sequence[Dekningsenhet], i_dag: date) -> Sammendrag:
    """Tallene for alle enhetene brukeren ser. To spørringer."""
    gjelder = vurderingene(bruker).order_by().values("pk")
    hoye = Risikoforhold.objects.filter(vurdering__in=gjelder, risikoniva__in=HOYE).order_by()
    rod = Q(risikoniva=str(Risikoniva.ROD))
    tall = _med_mangler(hoye, i_dag).aggregate(
        alle=Count("pk"),
        roede=Count("pk", filter=rod),
        **{mangel: Count("pk", filter=rod & Q(**{f"mangler_{mangel}": True})) for mangel in MANGLENE},
    )
    per_aarsak = dict(
        Risikoaarsak.objects.filter(forhold__in=hoye.values("pk"))
        .order_by()
        .values_list("aarsak")
        .annotate(antall=Count("forhold", distinct=True))
    )
    return Sammendrag(
        enheter=len(alle),
        dekket=sum(en.er_dekket for en in alle),
        signert=sum(en.tilstand == Vurderingstilstand.SIGNERT for en in alle),
        roede=tall["roede"],
        oransje=tall["alle"] - tall["roede"],
        mangler={mangel: tall[mangel] for mangel in MANGLENE},
        aarsakene=_etter_antall(per_aarsak, tall["alle"]),
    )


def _etter_antall(per_aarsak: Mapping[str, int], alle: int) -> list[Aarsaksandel]:
    andelene = [Aarsaksandel(kode, per_aarsak.get(str(kode), 0), alle) for kode in Aarsakskode]
    return sorted(andelene, key=lambda en: -en.antall)


def risikoene(
    bruker: Bruker, i_dag: date, *, mangel: str = "", aarsak: str = "", niva: str = ""
) -> QuerySet[Risikoforhold]:
    """De oransje og røde risikoene, de verste først. ``mangel`` er en av ``MANGLENE``; tom er alle."""
    alle = Risikoforhold.objects.filter(
        vurdering__in=vurderingene(bruker).order_by().values("pk"), risikoniva__in=[niva] if niva in HOYE else HOYE
    )
    if aarsak:
        alle = alle.filter(Exists(Risikoaarsak.objects.filter(forhold=OuterRef("pk"), aarsak=aarsak)))
    alle = _med_mangler(alle, i_dag)
    if mangel in MANGLENE:
        alle = alle.filter(**{f"mangler_{mangel}": True})
    return (
        alle.select_related("vurdering__enhet")
        .prefetch_related("aarsakene")
        .order_by("-risikoniva", "vurdering__enhet__navn", "faktor")
    )


def _tiltak_naa() -> QuerySet[Any]:
    """Tiltakene som ikke er avlyst, med statusen de har nå også når en ny versjon er i arbeid."""
    return (
        Tiltak.objects.order_by()
        .annotate(
            naa=Coalesce("etterfolger__tilstand", "tilstand"),
            naa_frist=Coalesce("etterfolger__frist", "frist"),
            naa_ansvarlig=Coalesce("etterfolger__ansvarlig__is_active", "ansvarlig__is_active"),
        )
        .exclude(naa=Tiltakstilstand.AVLYST)
    )


def _med_mangler(forholdene: QuerySet[Risikoforhold], i_dag: date) -> QuerySet[Risikoforhold]:
    # Hele mengder, ikke én underspørring per risiko: PostgreSQL brukte minutter på det siste med 17 000 risikoer.
    alle = _tiltak_naa().filter(forholdene__isnull=False)
    primaere = alle.filter(nivaa=Tiltaksniva.PRIMAER, aarsakene__forhold=F("forholdene"))
    forfalte = alle.exclude(naa=Tiltakstilstand.FERDIG).filter(naa_frist__lt=i_dag)
    return forholdene.annotate(
        mangler_primaert=~Q(pk__in=primaere.values("forholdene")),
        mangler_ansvarlig=~Q(pk__in=alle.filter(naa_ansvarlig=True).values("forholdene")),
        mangler_forfalt=Q(pk__in=forfalte.values("forholdene")),
    )


def dekningen(radene: Collection[Dekningsenhet], kartlegging: Kartleggingsinfo | None) -> dict[int, dict[str, Dekning]]:
    """Enhet → faktorkode → hvor langt den er kommet, for radene på siden. Fem spørringer uansett hvor mange de er."""
    vurderinger = {en.vurdering: en for en in radene if en.vurdering is not None}
    tiltakene = _tiltak_per_forhold(vurderinger)
    kartlagt = viste_faktorer(kartlegging.id, [en.kode for en in radene]) if kartlegging else {}
    dagen = timezone.localdate(kartlegging.publisert) if kartlegging else None
    ut = {
        en.pk: {kode: Dekning(kode, dagen if kode in kartlagt.get(en.kode, ()) else None) for kode in KODENE}
        for en in radene
    }
    forholdene = Risikoforhold.objects.filter(vurdering__in=vurderinger, faktor__in=KODENE).order_by()
    for pk, vurdering, faktor, niva, ikke_relevant in forholdene.values_list(
        "pk", "vurdering_id", "faktor", "risikoniva", "ikke_relevant"
    ):
        enhet = vurderinger[vurdering]
        antall, evaluert = tiltakene.get(pk, (0, None))
        ut[enhet.pk][faktor] = Dekning(
            faktor,
            kartlagt=ut[enhet.pk][faktor].kartlagt,
            vurdert=enhet.dato if niva or ikke_relevant else None,
            niva=Risikoniva(niva) if niva else None,
            ikke_relevant=ikke_relevant,
            tiltak=antall,
            evaluert=evaluert,
        )
    return ut


def _tiltak_per_forhold(vurderinger: Collection[int]) -> dict[int, tuple[int, date | None]]:
    """Forhold → antall tiltak, og dagen for den siste effektvurderingen."""
    ut: dict[int, tuple[int, date | None]] = {}
    radene = (
        _tiltak_naa()
        .filter(forholdene__vurdering__in=vurderinger)
        .annotate(
            foer=Max("effektene__tidspunkt"),
            etter=Max("etterfolger__effektene__tidspunkt"),
        )
        .values_list("forholdene__pk", "foer", "etter")
    )
    for forhold, foer, etter in radene:
        antall, dag = ut.get(forhold, (0, None))
        sist = max((en for en in (foer, etter) if en is not None), default=None)
        evaluert = timezone.localdate(sist) if sist else None
        ut[forhold] = (antall + 1, max((en for en in (dag, evaluert) if en is not None), default=None))
    return ut


def siste_kartlegging(bruker: Bruker) -> Kartleggingsinfo | None:
    return siste_publiserte(bruker.virksomhet_id or 0)
