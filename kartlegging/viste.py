"""Hvilke faktorer en utgivelse viser for hvilke enheter. Til oversikten over hva som er kartlagt.

Leser bare det utgivelsen selv sier, og gir ingen tall videre.
"""

from collections.abc import Collection

from kartlegging.domain.visning import Enhetsresultat, les_rad
from kartlegging.models import Kartlegging, Resultat


def viste_faktorer(kartlegging_id: int, koder: Collection[str]) -> dict[str, frozenset[str]]:
    """Enhetskode → faktorene som har minst ett vist tall. Enheter som ikke vises, er ikke med. To spørringer.

    Sjekker ikke tilgang: den som kaller, spør bare om enheter brukeren ser.
    """
    instrument = Kartlegging.objects.publiserte().get(pk=kartlegging_id).instrument
    hendelsens_faktor = {hendelse.id: hendelse.faktor for hendelse in instrument.hendelsene}
    radene = Resultat.objects.filter(
        utgivelse__kartlegging_id=kartlegging_id, art="enhet", vises=True, kode__in=koder
    ).values_list("kode", "verdier", "dybde")
    return {kode: _viste(les_rad(verdier, dybde), hendelsens_faktor) for kode, verdier, dybde in radene}


def _viste(rad: Enhetsresultat, hendelsens_faktor: dict[str, str]) -> frozenset[str]:
    med_tall = {
        kode for kode, faktor in rad.faktorer.items() if faktor.indeks is not None or faktor.andel_eksponert is not None
    }
    med_hendelser = {hendelsens_faktor[id_] for id_, funnet in rad.hendelser.items() if funnet.andel is not None}
    return frozenset(med_tall | med_hendelser)
