"""Enhetene som ikke vises i den siste kartleggingen, og som ingen har vurdert siden."""

from dataclasses import dataclass
from typing import NamedTuple

from arbeidsmiljo.models import Enhet
from kartlegging.skjulte import skjulte_enheter
from tiltak.domain.begreper import Kilde
from tiltak.models import Risikovurdering


class Enhetsrad(NamedTuple):
    """Det listene trenger om en enhet. Tusenvis av hele enheter ville gjort forsiden treg."""

    pk: int
    kode: str
    navn: str


@dataclass(frozen=True, slots=True)
class UtenResultat:
    """``kartlegging`` er navnet på den. ``enhetene`` er åpne enheter etter navn."""

    kartlegging: str
    enhetene: list[Enhetsrad]


def uten_resultat(virksomhet_id: int, synlige: frozenset[int]) -> UtenResultat | None:
    """Enhetene blant ``synlige`` (id-er) som mangler både resultat og vurdering. ``None`` når ingen kartlegging er publisert. Fem spørringer.

    En vurdering startet etter at resultatene kom, dekker enheten. Det gjør også et dialogmøte for en enhet over den:
    små enheter kan slå seg sammen om et møte.
    """
    skjulte = skjulte_enheter(virksomhet_id)
    if skjulte is None:
        return None
    vurdert = set(
        Risikovurdering.objects.filter(enhet__virksomhet_id=virksomhet_id, opprettet__gte=skjulte.publisert)
        .order_by()
        .values_list("enhet__kode", "kilde")
    )
    vurderte = {kode for kode, _kilde in vurdert}
    med_dialog = {kode for kode, kilde in vurdert if kilde == Kilde.DIALOGMOTE}
    mangler = {kode for kode, over in skjulte.over.items() if kode not in vurderte and med_dialog.isdisjoint(over)}
    enhetene = Enhet.objects.aktive().filter(virksomhet_id=virksomhet_id, kode__in=mangler).order_by("navn", "kode")
    radene = map(Enhetsrad._make, enhetene.values_list("pk", "kode", "navn"))
    return UtenResultat(skjulte.navn, [rad for rad in radene if rad.pk in synlige])
