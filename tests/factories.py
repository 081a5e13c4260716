"""Fabrikker for radene prøvene trenger, med faste, kjedelige verdier.

De lager én gyldig rad. Et løp – åpne, svare, lukke, vurdere – bygges gjennom handlingene, i ``tests/kartlegging/oppsett.py``
og ``tests/tiltak/bygg.py``.
"""

from datetime import UTC, date, datetime
from typing import Any

from factory.declarations import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory
from stdnum.no import orgnr

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet, Tildeling, Virksomhet
from kartlegging.models import Invitasjon, Kartlegging
from tiltak.domain.begreper import Kilde
from tiltak.models import Risikovurdering

PASSORD = "et-langt-passord-til-provene"


def _orgnr(nummer: int) -> str:
    """Det ``nummer``-te gyldige organisasjonsnummeret i serien fra 312 000 000: ingen ekte virksomhets, og ingen av dem prøvene skriver ut."""
    gyldige = (str(tall) for tall in range(312_000_000, 313_000_000) if orgnr.is_valid(str(tall)))
    for _ in range(nummer):
        next(gyldige)
    return next(gyldige)


class VirksomhetFactory(DjangoModelFactory[Virksomhet]):
    class Meta:
        model = Virksomhet

    navn = Sequence(lambda nummer: f"Virksomhet {nummer}")
    orgnr = Sequence(_orgnr)


class EnhetFactory(DjangoModelFactory[Enhet]):
    """En enhet rett under ingenting, eller under ``forelder`` i samme virksomhet."""

    class Meta:
        model = Enhet

    forelder = None
    virksomhet = LazyAttribute(lambda enhet: enhet.forelder.virksomhet if enhet.forelder else VirksomhetFactory())
    kode = Sequence(lambda nummer: f"e{nummer}")
    navn = Sequence(lambda nummer: f"Enhet {nummer}")


class BrukerFactory(DjangoModelFactory[Bruker]):
    class Meta:
        model = Bruker
        skip_postgeneration_save = True

    epost = Sequence(lambda nummer: f"bruker{nummer}@prove.example")
    navn = Sequence(lambda nummer: f"Bruker {nummer}")

    @classmethod
    def _create(cls, model_class: type[Bruker], *args: Any, **felt: Any) -> Bruker:
        return model_class.objects.opprett(passord=PASSORD, **felt)


class TildelingFactory(DjangoModelFactory[Tildeling]):
    """En rolle som har vart siden 2020."""

    class Meta:
        model = Tildeling

    bruker = SubFactory(BrukerFactory)
    enhet = SubFactory(EnhetFactory)
    rolle = Rolle.LEDER
    fra = date(2020, 1, 1)


class KartleggingFactory(DjangoModelFactory[Kartlegging]):
    """Et utkast med hele instrumentet, uten deltakere."""

    class Meta:
        model = Kartlegging

    virksomhet = SubFactory(VirksomhetFactory)
    kortnavn = Sequence(lambda nummer: f"kartlegging-{nummer}")
    navn = Sequence(lambda nummer: f"Kartlegging {nummer}")
    formaal = "Prøve."
    instrument_id = "forsvarlig-4-3"
    instrument_versjon = 1
    sprak = ["nb"]
    aapner = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    lukker = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)


class InvitasjonFactory(DjangoModelFactory[Invitasjon]):
    class Meta:
        model = Invitasjon

    kartlegging = SubFactory(KartleggingFactory)
    enhet = LazyAttribute(lambda invitasjon: EnhetFactory(virksomhet=invitasjon.kartlegging.virksomhet))
    epost = Sequence(lambda nummer: f"ansatt{nummer}@prove.example")


class RisikovurderingFactory(DjangoModelFactory[Risikovurdering]):
    """En vurdering etter dialogmøte, uten kartlegging bak."""

    class Meta:
        model = Risikovurdering

    enhet = SubFactory(EnhetFactory)
    kilde = Kilde.DIALOGMOTE
    motedato = date(2026, 11, 20)
    leder = SubFactory(BrukerFactory)
    opprettet = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
