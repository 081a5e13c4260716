"""Instrumentene en virksomhet kan bruke: de som følger med programmet, og dem den selv har lagt inn."""

from functools import lru_cache

from django.db import models

from arbeidsmiljo.domain.datafil import DatafilError
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.instrumentfil import alle_instrumenter, last_instrument, les_instrument


class Instrumentfil(models.Model):
    """Et eget instrument som TOML, slik det ble lagt inn. Endres aldri; en rettelse er en ny versjon."""

    virksomhet = models.ForeignKey("arbeidsmiljo.Virksomhet", on_delete=models.PROTECT, related_name="+")
    instrument_id = models.CharField(max_length=60)
    versjon = models.PositiveSmallIntegerField()
    innhold = models.TextField()
    sha256 = models.CharField(max_length=64)
    lagt_inn = models.DateTimeField()
    lagt_inn_av_navn = models.CharField(max_length=120)

    class Meta:
        ordering = ["instrument_id", "versjon"]
        constraints = [
            models.UniqueConstraint(
                fields=["virksomhet", "instrument_id", "versjon"], name="instrumentfil_versjon_unik_i_virksomheten"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} v{self.versjon}"

    @property
    def instrument(self) -> Instrument:
        return _tolket(self.innhold, str(self))


@lru_cache(maxsize=64)
def _tolket(innhold: str, navn: str) -> Instrument:
    return les_instrument(innhold.encode(), navn)


@lru_cache
def folger_med(instrument_id: str, versjon: int) -> bool:
    """Om instrumentet er et av dem som følger med programmet."""
    return any((ett.id, ett.versjon) == (instrument_id, versjon) for ett in alle_instrumenter())


def finn_instrument(virksomhet_id: int, instrument_id: str, versjon: int) -> Instrument:
    """Instrumentet virksomheten kan bruke under det navnet. Ingen spørring for dem som følger med.

    Melder ``DatafilError`` når det ikke finnes for denne virksomheten.
    """
    if folger_med(instrument_id, versjon):
        return last_instrument(instrument_id, versjon)
    egen = Instrumentfil.objects.filter(virksomhet=virksomhet_id, instrument_id=instrument_id, versjon=versjon).first()
    if egen is None:
        raise DatafilError(f"{instrument_id} v{versjon}", "", "finnes ikke i denne virksomheten")
    return egen.instrument


def instrumentene_til(virksomhet_id: int) -> list[Instrument]:
    """Alle instrumentene virksomheten kan bruke, etter id og versjon. Én spørring."""
    egne = [fil.instrument for fil in Instrumentfil.objects.filter(virksomhet=virksomhet_id)]
    return sorted([*alle_instrumenter(), *egne], key=lambda ett: (ett.id, ett.versjon))
