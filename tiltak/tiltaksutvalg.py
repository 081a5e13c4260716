"""Utvalget av tiltak i listen, på tavlen og i filen, og tallene om det. Alt regnes i databasen."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from arbeidsmiljo.models import Bruker
from tiltak.domain.balanse import Balanse
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.models import Tiltak

FORFALT = "forfalt"
MEG = "meg"
SORTERING: Mapping[str, tuple[str, ...]] = {
    "frist": ("frist", "pk"),
    "enhet": ("vurdering__enhet__navn", "frist", "pk"),
    "status": ("rang", "frist", "pk"),
}
_HENTES = ("forholdene", "aarsakene")


def tiltaksutvalg(bruker: Bruker, felt: Mapping[str, Any], i_dag: date, *, med_status: bool = True) -> QuerySet[Tiltak]:
    """Tiltakene brukeren ser som passer med ``felt`` fra skjemaet, hvert tiltak én gang, uten rekkefølge.

    ``med_status=False`` lar statusen være, så antallet for hver status kan telles.
    """
    utvalget = Tiltak.objects.synlig_for(bruker).gjeldende().order_by()
    if felt.get("sok"):
        utvalget = utvalget.filter(vurdering__enhet__navn__icontains=felt["sok"])
    if felt.get("ansvarlig"):
        utvalget = utvalget.filter(ansvarlig_id=bruker.pk if felt["ansvarlig"] == MEG else int(felt["ansvarlig"]))
    if felt.get("niva"):
        utvalget = utvalget.filter(nivaa=felt["niva"])
    # Delspørringer og ikke koblinger, ellers kom et tiltak mot to risikoer to ganger.
    if felt.get("faktor"):
        rader = Tiltak.forholdene.through.objects.filter(risikoforhold__faktor=felt["faktor"])
        utvalget = utvalget.filter(pk__in=rader.values("tiltak_id"))
    if felt.get("aarsak"):
        rader_aarsak = Tiltak.aarsakene.through.objects.filter(risikoaarsak__aarsak=felt["aarsak"])
        utvalget = utvalget.filter(pk__in=rader_aarsak.values("tiltak_id"))
    status = felt.get("status") if med_status else ""
    if status == FORFALT:
        return utvalget.forfalte(i_dag)
    return utvalget.filter(tilstand=status) if status else utvalget


def sortert(utvalget: QuerySet[Tiltak], sortering: str) -> QuerySet[Tiltak]:
    """Utvalget med alt listen viser hentet på forhånd. Statusene står i rekkefølgen et tiltak går gjennom dem."""
    rang = Case(
        *(When(tilstand=str(en), then=Value(nummer)) for nummer, en in enumerate(Tiltakstilstand)),
        output_field=IntegerField(),
    )
    return (
        utvalget.annotate(rang=rang)
        .select_related("ansvarlig", "vurdering__enhet")
        .prefetch_related(*_HENTES)
        .order_by(*SORTERING.get(sortering, SORTERING["frist"]))
    )


def de_forste(utvalget: QuerySet[Tiltak], antall: int) -> QuerySet[Tiltak]:
    """De ``antall`` med nærmest frist i hver status. Tre spørringer uansett hvor mange det er."""
    plass = Window(RowNumber(), partition_by=[F("tilstand")], order_by=[F("frist").asc(), F("pk").asc()])
    return (
        utvalget.annotate(plass=plass)
        .filter(plass__lte=antall)
        .select_related("ansvarlig", "vurdering__enhet")
        .prefetch_related(*_HENTES)
        .order_by("frist", "pk")
    )


def antall_per_status(utvalget: QuerySet[Tiltak], i_dag: date) -> dict[str, int]:
    """Hvor mange som har hver status, og ``forfalt``: de som er over fristen. Alle nøklene er alltid med."""
    aktiv = ~Q(tilstand__in=[Tiltakstilstand.FERDIG, Tiltakstilstand.AVLYST])
    telt = {str(en): Count("pk", filter=Q(tilstand=str(en))) for en in Tiltakstilstand}
    return utvalget.aggregate(**telt, **{FORFALT: Count("pk", filter=aktiv & Q(frist__lt=i_dag))})


def balansen(utvalget: QuerySet[Tiltak]) -> Balanse:
    """De samme tallene som ``balanse(plan_virkninger(…))``, uten å lese tiltakene. Avlyste er ikke med."""
    har_aarsak = Exists(Tiltak.aarsakene.through.objects.filter(tiltak_id=OuterRef("pk")))
    radene = (
        utvalget.exclude(tilstand=Tiltakstilstand.AVLYST)
        .annotate(har_aarsak=har_aarsak)
        .order_by()
        .values_list("nivaa", "har_aarsak")
        .annotate(antall=Count("pk"))
    )
    tall = {(nivaa, bool(aarsak)): antall for nivaa, aarsak, antall in radene}
    return Balanse(
        primaere=tall.get((Tiltaksniva.PRIMAER, True), 0),
        sekundaere=tall.get((Tiltaksniva.SEKUNDAER, True), 0),
        tertiaere=tall.get((Tiltaksniva.TERTIAER, True), 0),
        symptomrettede=sum(antall for (_nivaa, aarsak), antall in tall.items() if not aarsak),
    )
