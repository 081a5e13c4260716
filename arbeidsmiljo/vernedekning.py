"""Hvilke enheter som ikke har et verneombud nå."""

from datetime import date

from django.db.models.functions import Coalesce

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Enhet, Tildeling


def uten_verneombud(virksomhet_id: int, i_dag: date) -> list[Enhet]:
    """De øverste åpne enhetene ingen verneombud er valgt for, verken direkte, gjennom en enhet over, eller et verneområde.

    Hovedverneombudet teller ikke: det skal samordne verneombudene (aml. § 6-1), ikke erstatte dem.
    """
    gjelder = Coalesce("enhet_id", "verneomrade__enhetene")
    dekket = set(
        Tildeling.objects.filter(rolle=Rolle.VERNEOMBUD, fra__lte=i_dag, bruker__is_active=True)
        .exclude(til__lt=i_dag)
        .values_list(gjelder, flat=True)
    )
    enhetene = list(Enhet.objects.aktive().filter(virksomhet_id=virksomhet_id).order_by("navn", "kode"))
    barn: dict[int | None, list[Enhet]] = {}
    for enhet in enhetene:
        barn.setdefault(enhet.forelder_id, []).append(enhet)
    uten: list[Enhet] = []
    har_hull: dict[int, bool] = {}
    # Fra bunnen og opp: en enhet står i listen når verken den eller noe under den er dekket, og den over ikke også er slik.
    for enhet in _bunnen_forst(barn):
        under = barn.get(enhet.pk, [])
        har_hull[enhet.pk] = enhet.pk not in dekket and all(har_hull[en.pk] for en in under)
    stabel = list(reversed(barn.get(None, [])))
    while stabel:
        enhet = stabel.pop()
        if enhet.pk in dekket:
            continue
        if har_hull[enhet.pk]:
            uten.append(enhet)
        else:
            stabel += reversed(barn.get(enhet.pk, []))
    return uten


def _bunnen_forst(barn: dict[int | None, list[Enhet]]) -> list[Enhet]:
    ordnet: list[Enhet] = []
    stabel = list(barn.get(None, []))
    while stabel:
        enhet = stabel.pop()
        ordnet.append(enhet)
        stabel += barn.get(enhet.pk, [])
    return ordnet[::-1]
