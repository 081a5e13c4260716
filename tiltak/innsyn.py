"""Det de ansatte får se av planene etter en kartlegging: temaer, tiltak, og om datoene holdes.

Bare signerte planer for enheter kartleggingen viser, uten navn og uten svartall. Vold og utilbørlig opptreden er med
bare der kartleggingen viser tall om dem, for ellers kunne et tema pekt på noen få. Det som skrives underveis, er internt.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.faktorer import KODENE, faktor
from arbeidsmiljo.oversettelse import oversatt
from arbeidsmiljo.templatetags.visning import dato
from kartlegging.innsynet import Innsynsenhet, Innsynsside, Innsynstiltak
from kartlegging.viste import viste_faktorer
from tiltak.domain.aarsaker import aarsak
from tiltak.domain.begreper import Dom
from tiltak.domain.effekt import DOMSORD
from tiltak.domain.risiko import Risikoniva
from tiltak.domain.tilstand import Tiltakstilstand, Vurderingstilstand
from tiltak.models import Handlingsplan, Oppfolging, Tiltak

Json = Mapping[str, Any]
PER_SIDE = 50


def oppfolgingen(kartlegging_id: int, side: int, i_dag: date) -> Innsynsside:
    """Én side av enhetene med signert plan på kartleggingen, på språket som gjelder nå. Sju spørringer."""
    planene = (
        Handlingsplan.objects.filter(
            vurdering__kartlegging_id=kartlegging_id, vurdering__tilstand=Vurderingstilstand.SIGNERT
        )
        .select_related("vurdering__enhet")
        .order_by("vurdering__enhet__navn", "pk")
    )
    funnet = Paginator(planene, PER_SIDE).get_page(side)
    paa_siden = list(funnet.object_list)
    viste = viste_faktorer(kartlegging_id, [plan.vurdering.enhet.kode for plan in paa_siden]) if paa_siden else {}
    radene = _radene([plan.vurdering_id for plan in paa_siden])
    enhetene = [
        _enhet(plan, viste[plan.vurdering.enhet.kode], radene[plan.vurdering_id], i_dag)
        for plan in paa_siden
        if plan.vurdering.enhet.kode in viste
    ]
    return Innsynsside(enhetene, funnet.number, funnet.paginator.num_pages)


def _radene(vurderingene: list[int]) -> dict[int, dict[str, tuple[Tiltak, date | None]]]:
    """Vurdering → merke → tiltaket slik det er nå, og dagen det ble ferdig."""
    ut: dict[int, dict[str, tuple[Tiltak, date | None]]] = defaultdict(dict)
    alle = list(
        Tiltak.objects.filter(vurdering__in=vurderingene)
        .select_related("etterfolger")
        .prefetch_related("effektene", "etterfolger__effektene")
    )
    naa = {en.pk: getattr(en, "etterfolger", None) or en for en in alle}
    ferdige = Oppfolging.objects.filter(
        tiltak__in=[*naa, *(en.pk for en in naa.values())], til=Tiltakstilstand.FERDIG
    ).order_by("tidspunkt")
    dagene = {en.tiltak_id: timezone.localdate(en.tidspunkt) for en in ferdige}
    for en in alle:
        gjelder = naa[en.pk]
        ut[en.vurdering_id][en.merke] = (gjelder, dagene.get(gjelder.pk) or dagene.get(en.pk))
    return ut


def _enhet(
    plan: Handlingsplan, viste: frozenset[str], radene: Mapping[str, tuple[Tiltak, date | None]], i_dag: date
) -> Innsynsenhet:
    innhold = plan.innhold
    temaene = [
        en
        for en in innhold["forholdene"]
        if en["niva"] and Risikoniva(en["niva"]).krever_tiltak_mot_aarsak and _kan_nevnes(en["faktor"], viste)
    ]
    nevnte = {en["faktor"] for en in innhold["forholdene"] if _kan_nevnes(en["faktor"], viste)}
    return Innsynsenhet(
        navn=plan.vurdering.enhet.navn,
        vurdert=date.fromisoformat(innhold["motedato"]),
        signert=timezone.localdate(plan.signert),
        temaene=[(_navnet(en), _(Risikoniva(en["niva"]).ord)) for en in temaene],
        tiltakene=[
            _tiltak(en, *radene[en["merke"]], i_dag)
            for en in innhold["tiltakene"]
            if nevnte.issuperset(en["faktorer"]) and en["merke"] in radene
        ],
    )


def _kan_nevnes(kode: str, viste: frozenset[str]) -> bool:
    # Et eget forhold er ikke spurt om i kartleggingen, så ingen vet hvor mange det gjelder.
    return kode in viste


def _navnet(forhold: Json) -> str:
    return oversatt(faktor(forhold["faktor"]).navn) if forhold["faktor"] in KODENE else forhold["navn"]


def _tiltak(lovet: Json, naa: Tiltak, ferdig: date | None, i_dag: date) -> Innsynstiltak:
    aarsakene = sorted({_(aarsak(en["kode"]).navn).lower() for en in lovet["aarsaker"]})
    effekten = next(iter(naa.effektene.all()), None)
    return Innsynstiltak(
        tittel=lovet["tittel"],
        endrer=_("Endrer: %(aarsaker)s") % {"aarsaker": ", ".join(aarsakene)} if aarsakene else "",
        stand=_stand(date.fromisoformat(lovet["frist"]), naa, ferdig, i_dag),
        effekt=_(DOMSORD[Dom(effekten.dom)]) if effekten else "",
    )


def _stand(lovet: date, naa: Tiltak, ferdig: date | None, i_dag: date) -> str:
    dagene = {"lovet": dato(lovet), "naa": dato(naa.frist), "ferdig": dato(ferdig)}
    if naa.tilstand == Tiltakstilstand.AVLYST:
        return _("Blir ikke gjort. Lovet til %(lovet)s.") % dagene
    if naa.tilstand == Tiltakstilstand.FERDIG:
        if ferdig is None or ferdig <= lovet:
            return _("Gjort innen fristen, %(lovet)s.") % dagene
        return _("Gjort %(ferdig)s, etter fristen som ble lovet (%(lovet)s).") % dagene
    if naa.frist != lovet:
        return _("Flyttet fra %(lovet)s til %(naa)s.") % dagene
    if naa.frist < i_dag:
        return _("Over fristen, som var %(lovet)s.") % dagene
    return _("Skal være gjort innen %(lovet)s.") % dagene
