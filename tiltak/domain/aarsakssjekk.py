"""Årsakssjekken: spørsmålene for en faktor, og hvilke årsaker svarene peker på.

Kilde: ``domain.md`` 4.2. Spørsmålene til de fem årsakene er stilt slik at «nei» peker på årsaken; lysbildets fire for
arbeidsmengde slik at «ja» gjør det. Folk velger årsakene selv; dette sier bare hva svarene deres tilsier.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tiltak.domain.aarsaker import AARSAKENE, alle_aarsaker, kontrollsporsmal
from tiltak.domain.begreper import Sjekksvar


@dataclass(frozen=True, slots=True)
class Sjekksporsmal:
    """Ett spørsmål. ``peker`` er svaret som peker på årsaken; «delvis» peker svakere."""

    id: str
    tekst: str
    aarsak: str
    peker: Sjekksvar
    fra_lysbildet: bool


@dataclass(frozen=True, slots=True)
class Aarsaksfolge:
    """Det svarene sier om én årsak: id-ene til spørsmålene som peker på den helt, delvis, og dem ingen vet svaret på."""

    aarsak: str
    helt: tuple[str, ...]
    delvis: tuple[str, ...]
    vet_ikke: tuple[str, ...]

    @property
    def folger(self) -> bool:
        return bool(self.helt or self.delvis)


def sjekksporsmal(faktor: str) -> tuple[Sjekksporsmal, ...]:
    """Spørsmålene for faktoren: lysbildets først når den har noen, så årsakenes i fast rekkefølge."""
    fra_lysbildet = [
        Sjekksporsmal(en.id, en.sporsmal, en.aarsak, Sjekksvar.JA, fra_lysbildet=True)
        for en in kontrollsporsmal(faktor)
    ]
    resten = [
        Sjekksporsmal(f"{aarsak.id}-{nummer}", tekst, aarsak.id, Sjekksvar.NEI, fra_lysbildet=False)
        for aarsak in alle_aarsaker()
        for nummer, tekst in enumerate(aarsak.sporsmal, start=1)
    ]
    return (*fra_lysbildet, *resten)


def folger_av(svarene: Mapping[str, Sjekksvar], faktor: str) -> tuple[Aarsaksfolge, ...]:
    """Hva svarene (spørsmålets id → svar) sier om hver av de fem årsakene, i fast rekkefølge.

    Melder ``ValueError`` når en id ikke er et av spørsmålene for faktoren.
    """
    sporsmalene = sjekksporsmal(faktor)
    ukjente = set(svarene) - {en.id for en in sporsmalene}
    if ukjente:
        raise ValueError(f"Årsakssjekken har ikke spørsmålet «{min(ukjente)}».")

    def med(aarsak: str, svar: Sjekksvar | None) -> tuple[str, ...]:
        return tuple(en.id for en in sporsmalene if en.aarsak == aarsak and svarene.get(en.id) is (svar or en.peker))

    return tuple(
        Aarsaksfolge(aarsak, med(aarsak, None), med(aarsak, Sjekksvar.DELVIS), med(aarsak, Sjekksvar.VET_IKKE))
        for aarsak in AARSAKENE
    )
