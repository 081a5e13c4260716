"""Hvor tiltakene virker: på årsaken, på den enkelte, eller bare på symptomene.

Kilde: ``method.md`` 4 og ``domain.md`` 4.2. Balansen vises for hver risiko og for hele planen. Advarselen
vises når tiltak velges, når planen signeres, og i PDF-en.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from arbeidsmiljo.domain.sprak import gettext_noop as _
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.risiko import Risikoniva

UTEN_TILTAK = _(
    "Risikoen er høy eller svært høy, og ingen tiltak er valgt. "
    "Velg minst ett tiltak som endrer en årsak, eller skriv hvorfor det ikke er mulig."
)
BARE_SYMPTOM = _(
    "Risikoen er høy eller svært høy, og ingen av tiltakene endrer en årsak. "
    "Velg minst ett primært tiltak mot en årsak, eller skriv hvorfor det ikke er mulig."
)


@dataclass(frozen=True, slots=True)
class Virkning:
    """Det balansen trenger å vite om et tiltak: nivået og id-ene til årsakene det virker på."""

    nivaa: Tiltaksniva
    aarsaker: tuple[str, ...] = ()

    @property
    def er_symptomrettet(self) -> bool:
        """Et tiltak uten årsak er symptomrettet, uansett hvilket nivå det er satt til."""
        return not self.aarsaker

    @property
    def er_rettet_mot_aarsak(self) -> bool:
        return self.nivaa is Tiltaksniva.PRIMAER and bool(self.aarsaker)


@dataclass(frozen=True, slots=True)
class Balanse:
    """Antall tiltak etter virkning. Hvert tiltak telles én gang: summen av de fire er ``antall``.

    ``symptomrettede`` er tiltak uten årsak; de andre tre har minst én.
    """

    primaere: int
    sekundaere: int
    tertiaere: int
    symptomrettede: int

    @property
    def antall(self) -> int:
        return self.primaere + self.sekundaere + self.tertiaere + self.symptomrettede

    @property
    def andel_primaere(self) -> int | None:
        """Hele prosent primære med årsak, halve opp. ``None`` uten tiltak."""
        return (200 * self.primaere + self.antall) // (2 * self.antall) if self.antall else None


def balanse(tiltakene: Iterable[Virkning]) -> Balanse:
    """Fordelingen av tiltakene."""
    alle = list(tiltakene)
    med_aarsak = [en.nivaa for en in alle if not en.er_symptomrettet]
    return Balanse(
        primaere=med_aarsak.count(Tiltaksniva.PRIMAER),
        sekundaere=med_aarsak.count(Tiltaksniva.SEKUNDAER),
        tertiaere=med_aarsak.count(Tiltaksniva.TERTIAER),
        symptomrettede=len(alle) - len(med_aarsak),
    )


def advarsel(niva: Risikoniva, tiltakene: Iterable[Virkning]) -> str | None:
    """Setningen som vises når en oransje eller rød risiko mangler et primært tiltak mot en årsak.

    ``None`` når det ikke er noe å advare om. Avlyste tiltak skal ikke være med i ``tiltakene``.
    """
    if not niva.krever_tiltak_mot_aarsak:
        return None
    alle = list(tiltakene)
    if any(en.er_rettet_mot_aarsak for en in alle):
        return None
    return BARE_SYMPTOM if alle else UTEN_TILTAK
