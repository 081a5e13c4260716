"""E-post om tiltak med frist: til den ansvarlige, og så til lederen. Og brevet når en risiko er løftet til noen."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arbeidsmiljo.actions import logg
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Enhet, Paaminnelse, Tildeling
from arbeidsmiljo.paaminnelser import FRA_KLOKKA, Brev, ko
from tiltak.domain.frister import FOER, ansvarlig_minnes, leder_varsles
from tiltak.models import Eskalering, Tiltak

ANSVARLIG, LEDER, ESKALERING = "tiltak_ansvarlig", "tiltak_leder", "eskalering"


def forfalte_tiltak(naa: datetime) -> list[str]:
    """Jobben takten kjører: legger dagens påminnelser om tiltak i kø etter klokken 7. Trygg å gjenta."""
    i_dag = timezone.localdate(naa)
    if timezone.localtime(naa).hour < FRA_KLOKKA:
        return []
    per_virksomhet: dict[int, list[Tiltak]] = defaultdict(list)
    for tiltak in _aktuelle(i_dag):
        per_virksomhet[tiltak.vurdering.enhet.virksomhet_id].append(tiltak)
    linjene = []
    for virksomhet_id, tiltakene in per_virksomhet.items():
        antall = _legg_i_ko(virksomhet_id, tiltakene, naa=naa, i_dag=i_dag)
        if antall:
            linjene.append(f"Tiltak: {antall} skal minnes på fristen.")
    return linjene


def _aktuelle(i_dag: date) -> QuerySet[Tiltak]:
    return (
        Tiltak.objects.gjeldende()
        .aktive()
        .filter(frist__lte=i_dag + FOER)
        .select_related("vurdering__enhet", "ansvarlig")
        .order_by("frist", "pk")
    )


@transaction.atomic
def _legg_i_ko(virksomhet_id: int, tiltakene: Iterable[Tiltak], *, naa: datetime, i_dag: date) -> int:
    ansvarlige: dict[int, list[int]] = defaultdict(list)
    ledere: dict[int, list[int]] = defaultdict(list)
    lederne = _lederne(virksomhet_id, i_dag)
    minnet, varslet = [], []
    for tiltak in tiltakene:
        uten_ansvarlig = not tiltak.ansvarlig.is_active
        if ansvarlig_minnes(tiltak.frist, tiltak.paaminnet, i_dag) and not uten_ansvarlig:
            ansvarlige[tiltak.ansvarlig_id].append(tiltak.pk)
            minnet.append(tiltak.pk)
        # Uten noen som har ansvaret, er det ingen grunn til å vente i to uker.
        if leder_varsles(tiltak.frist, tiltak.leder_varslet, i_dag) or (
            uten_ansvarlig and tiltak.leder_varslet is None
        ):
            for bruker_id in lederne.get(tiltak.vurdering.enhet_id, ()):
                if bruker_id != tiltak.ansvarlig_id:
                    ledere[bruker_id].append(tiltak.pk)
            varslet.append(tiltak.pk)
    ko(ANSVARLIG, virksomhet_id, ansvarlige, naa=naa)
    ko(LEDER, virksomhet_id, ledere, naa=naa)
    Tiltak.objects.filter(pk__in=minnet).update(paaminnet=i_dag)
    Tiltak.objects.filter(pk__in=varslet).update(leder_varslet=i_dag)
    mottakere = len(ansvarlige.keys() | ledere.keys())
    if mottakere:
        detaljer = {"tiltak": len(set(minnet) | set(varslet)), "mottakere": mottakere}
        logg(virksomhet_id=virksomhet_id, av=None, naa=naa, hva="tiltak.paaminnet", om="Tiltak", detaljer=detaljer)
    return mottakere


def _lederne(virksomhet_id: int, dag: date) -> dict[int, frozenset[int]]:
    """Enhet → id-ene til lederne for den, ellers for den nærmeste enheten over som har noen."""
    egne: dict[int, set[int]] = defaultdict(set)
    rollene = Tildeling.objects.i_virksomhet(virksomhet_id).gyldige(dag)
    for enhet, bruker in rollene.filter(rolle=Rolle.LEDER, bruker__is_active=True).values_list("enhet_id", "bruker_id"):
        if enhet is not None:
            egne[enhet].add(bruker)
    over = dict(Enhet.objects.filter(virksomhet_id=virksomhet_id).values_list("pk", "forelder_id"))
    ut: dict[int, frozenset[int]] = {}
    for enhet in over:
        plass: int | None = enhet
        while plass is not None and plass not in egne:
            plass = over.get(plass)
        ut[enhet] = frozenset(egne[plass]) if plass is not None else frozenset()
    return ut


def ansvarliges_brev(paaminnelse: Paaminnelse, i_dag: date) -> Brev | None:
    """Brevet til den ansvarlige, om tiltakene som fortsatt er hennes og ikke ferdige."""
    tiltakene = list(_i_brevet(paaminnelse, i_dag).filter(ansvarlig_id=paaminnelse.bruker_id))
    if not tiltakene:
        return None
    emne = ngettext(
        "Påminnelse: frist for %(antall)d tiltak", "Påminnelse: frist for %(antall)d tiltak", len(tiltakene)
    )
    return emne % {"antall": len(tiltakene)}, "tiltak", _kontekst(tiltakene, i_dag, til_leder=False)


def lederens_brev(paaminnelse: Paaminnelse, i_dag: date) -> Brev | None:
    """Brevet til lederen, om tiltak over fristen eller uten noen som har ansvaret."""
    tiltakene = list(_i_brevet(paaminnelse, i_dag))
    if not tiltakene:
        return None
    emne = ngettext("%(antall)d tiltak trenger deg", "%(antall)d tiltak trenger deg", len(tiltakene))
    return emne % {"antall": len(tiltakene)}, "tiltak", _kontekst(tiltakene, i_dag, til_leder=True)


def _i_brevet(paaminnelse: Paaminnelse, i_dag: date) -> QuerySet[Tiltak]:
    # Et tiltak kan være ført videre til en ny versjon mens brevet ventet; da er det den nye som skal nevnes.
    return _aktuelle(i_dag).filter(
        pk__in=paaminnelse.oppgavene, vurdering__enhet__virksomhet_id=paaminnelse.virksomhet_id
    )


def _kontekst(tiltakene: list[Tiltak], i_dag: date, *, til_leder: bool) -> dict[str, object]:
    return {
        "til_leder": til_leder,
        "forfalt": [en for en in tiltakene if en.frist < i_dag],
        "kommer": [en for en in tiltakene if en.frist >= i_dag],
        "adresse": settings.NETTADRESSE + reverse("tiltakene", query={"vurdering": "alle"}),
    }


def eskaleringens_brev(paaminnelse: Paaminnelse, i_dag: date) -> Brev | None:
    """Brevet om risikoer som er løftet, og som ingen har svart på ennå."""
    ubesvarte = list(
        Eskalering.objects.filter(pk__in=paaminnelse.oppgavene, avklart__isnull=True).select_related(
            "forhold__vurdering__enhet", "bruker"
        )
    )
    if not ubesvarte:
        return None
    kontekst = {"eskaleringene": ubesvarte, "adresse": settings.NETTADRESSE + reverse("eskaleringer")}
    return _("En risiko er løftet til deg"), "eskalering", kontekst
