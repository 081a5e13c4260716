"""Det de ansatte får se av planene etter en kartlegging: temaer, tiltak, og om datoene holdes.

Bare signerte planer for enheter kartleggingen viser, uten navn og uten svartall. Vold og utilbørlig opptreden er med
bare der kartleggingen viser tall om dem, for ellers kunne et tema pekt på noen få. Det som skrives underveis, er internt.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
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


@dataclass(frozen=True, slots=True)
class _Naa:
    """Tiltaket slik det er nå: statusen, fristen i den nyeste signerte planen, dagen det ble ferdig, og effekten."""

    tilstand: Tiltakstilstand
    frist: date
    ferdig: date | None
    dom: Dom | None


def oppfolgingen(kartlegging_id: int, side: int, i_dag: date) -> Innsynsside:
    """Én side av enhetene med signert plan på kartleggingen, på språket som gjelder nå. Åtte spørringer.

    En plan er med også når en nyere har erstattet den: det som ble lovet etter kartleggingen, blir ikke borte.
    """
    planene = _planene(kartlegging_id)
    nyere = planene.filter(vurdering__enhet=OuterRef("vurdering__enhet"), versjon__gt=OuterRef("versjon"))
    siste = planene.filter(~Exists(nyere)).select_related("vurdering__enhet").order_by("vurdering__enhet__navn", "pk")
    funnet = Paginator(siste, PER_SIDE).get_page(side)
    paa_siden = [plan.vurdering.enhet for plan in funnet.object_list]
    viste = viste_faktorer(kartlegging_id, [enhet.kode for enhet in paa_siden]) if paa_siden else {}
    vises = [enhet for enhet in paa_siden if enhet.kode in viste]
    versjonene: dict[int, list[Handlingsplan]] = defaultdict(list)
    for plan in planene.filter(vurdering__enhet__in=vises).select_related("vurdering").order_by("versjon"):
        versjonene[plan.vurdering.enhet_id].append(plan)
    standene = _standene([enhet.pk for enhet in vises])
    enhetene = [
        _enhet(enhet.navn, versjonene[enhet.pk], viste[enhet.kode], standene[enhet.pk], i_dag) for enhet in vises
    ]
    return Innsynsside(enhetene, funnet.number, funnet.paginator.num_pages)


def _planene(kartlegging_id: int) -> QuerySet[Handlingsplan]:
    laast = (Vurderingstilstand.SIGNERT, Vurderingstilstand.ERSTATTET)
    return Handlingsplan.objects.filter(vurdering__kartlegging_id=kartlegging_id, vurdering__tilstand__in=laast)


def _standene(enhetene: list[int]) -> dict[int, dict[str, _Naa]]:
    """Enhet → merke → tiltaket slik det er nå. Et nummer er det samme tiltaket i alle versjonene (adr 0011)."""
    alle = list(
        Tiltak.objects.filter(vurdering__enhet__in=enhetene)
        .exclude(vurdering__tilstand=Vurderingstilstand.FORKASTET)
        .select_related("vurdering")
        .prefetch_related("effektene")
        .order_by("pk")
    )
    # En merknad om et ferdig tiltak har samme «til», men er ikke dagen det ble ferdig.
    ferdige = (
        Oppfolging.objects.filter(tiltak__in=alle, til=Tiltakstilstand.FERDIG).exclude(fra="").order_by("tidspunkt")
    )
    dagene = {en.tiltak_id: timezone.localdate(en.tidspunkt) for en in ferdige}
    ut: dict[int, dict[str, _Naa]] = defaultdict(dict)
    for en in alle:
        for_dette = ut[en.vurdering.enhet_id].get(en.merke)
        # Statusen er et faktum når den er ført; en frist i et utkast er ikke lovet noen før planen er signert.
        lovet_igjen = en.vurdering.tilstand in (Vurderingstilstand.SIGNERT, Vurderingstilstand.ERSTATTET)
        frist = en.frist if lovet_igjen or for_dette is None else for_dette.frist
        ferdig = dagene.get(en.pk) or (for_dette.ferdig if for_dette else None)
        effekten = next(iter(en.effektene.all()), None)
        ut[en.vurdering.enhet_id][en.merke] = _Naa(
            Tiltakstilstand(en.tilstand), frist, ferdig, Dom(effekten.dom) if effekten else None
        )
    return ut


def _enhet(
    navn: str, planene: list[Handlingsplan], viste: frozenset[str], standene: Mapping[str, _Naa], i_dag: date
) -> Innsynsenhet:
    """``planene`` er enhetens versjoner etter kartleggingen, den eldste først."""
    siste = planene[-1]
    lovet: dict[str, date] = {}
    tiltakene: dict[str, Json] = {}
    for plan in planene:
        for en in plan.innhold["tiltakene"]:
            lovet.setdefault(en["merke"], date.fromisoformat(en["frist"]))
            tiltakene[en["merke"]] = en
    return Innsynsenhet(
        navn=navn,
        vurdert=date.fromisoformat(siste.innhold["motedato"]),
        signert=timezone.localdate(siste.signert),
        temaene=[
            (_navnet(en), _(Risikoniva(en["niva"]).ord))
            for en in siste.innhold["forholdene"]
            if en["niva"] and Risikoniva(en["niva"]).krever_tiltak_mot_aarsak and _kan_nevnes(en["faktor"], viste)
        ],
        tiltakene=[
            _tiltak(en, lovet[merke], standene[merke], i_dag)
            for merke, en in sorted(tiltakene.items(), key=lambda par: (len(par[0]), par[0]))
            if all(_kan_nevnes(kode, viste) for kode in en["faktorer"]) and merke in standene
        ],
    )


def _kan_nevnes(kode: str, viste: frozenset[str]) -> bool:
    # Et eget forhold er ikke spurt om i kartleggingen, så ingen vet hvor mange det gjelder.
    return kode in viste


def _navnet(forhold: Json) -> str:
    return oversatt(faktor(forhold["faktor"]).navn) if forhold["faktor"] in KODENE else forhold["navn"]


def _tiltak(innhold: Json, lovet: date, naa: _Naa, i_dag: date) -> Innsynstiltak:
    aarsakene = sorted({_(aarsak(en["kode"]).navn).lower() for en in innhold["aarsaker"]})
    return Innsynstiltak(
        tittel=innhold["tittel"],
        endrer=_("Endrer: %(aarsaker)s") % {"aarsaker": ", ".join(aarsakene)} if aarsakene else "",
        stand=_stand(lovet, naa, i_dag),
        effekt=_(DOMSORD[naa.dom]) if naa.dom else "",
    )


def _stand(lovet: date, naa: _Naa, i_dag: date) -> str:
    dagene = {"lovet": dato(lovet), "naa": dato(naa.frist), "ferdig": dato(naa.ferdig)}
    if naa.tilstand == Tiltakstilstand.AVLYST:
        return _("Blir ikke gjort. Lovet til %(lovet)s.") % dagene
    if naa.tilstand == Tiltakstilstand.FERDIG:
        if naa.ferdig is None or naa.ferdig <= lovet:
            return _("Gjort innen fristen, %(lovet)s.") % dagene
        return _("Gjort %(ferdig)s, etter fristen som ble lovet (%(lovet)s).") % dagene
    if naa.frist != lovet:
        return _("Flyttet fra %(lovet)s til %(naa)s.") % dagene
    if naa.frist < i_dag:
        return _("Over fristen, som var %(lovet)s.") % dagene
    return _("Skal være gjort innen %(lovet)s.") % dagene
