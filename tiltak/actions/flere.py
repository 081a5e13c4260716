"""Den samme endringen på flere tiltak: alle eller ingen."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.oversettelse import oversatt
from tiltak.actions import krav
from tiltak.actions.ansvarlig import bytt_ansvarlig
from tiltak.actions.tiltak import endre_tilstand
from tiltak.domain.tilstand import Tiltakstilstand, UlovligStegError
from tiltak.feil import TiltaksfeilError
from tiltak.models import Risikovurdering, Tiltak

HOYST_SAMTIDIG = 200


class FlereFeilError(TiltaksfeilError):
    """Ett eller flere av tiltakene kan ikke endres slik. ``radene`` er tiltaket og setningen om hvorfor."""

    def __init__(self, radene: list[tuple[Tiltak, str]]) -> None:
        super().__init__(_("Ingenting er endret. Rett det som står under, eller ta tiltakene ut av utvalget."))
        self.radene = radene


@transaction.atomic
def endre_flere(
    *,
    tiltakene: Collection[Tiltak],
    til: Tiltakstilstand | None,
    ansvarlig: Bruker | None,
    frist: date | None,
    tekst: str,
    av: Bruker,
    naa: datetime,
) -> int:
    """Gir tiltakene ny status, ansvarlig, frist eller merknad, og svarer med hvor mange som ble endret.

    Det som er ``None``, står som det er. Et tiltak som alt er slik, endres ikke. Melder ``FlereFeilError`` når ett av dem
    ikke kan endres, og skriver da ingenting. Reglene er de samme som for ett tiltak.
    """
    tekst = tekst.strip()
    if not tiltakene:
        raise TiltaksfeilError(_("Velg minst ett tiltak."))
    if len(tiltakene) > HOYST_SAMTIDIG:
        raise TiltaksfeilError(_("Velg høyst %(antall)d tiltak om gangen.") % {"antall": HOYST_SAMTIDIG})
    if til is None and ansvarlig is None and frist is None and not tekst:
        raise TiltaksfeilError(_("Velg ny status, ansvarlig eller frist, eller skriv en merknad."))
    feilene: list[tuple[Tiltak, str]] = []
    endret = 0
    # Fast rekkefølge, så to som endrer de samme, aldri venter på hverandre i ring.
    for valgt in sorted(tiltakene, key=lambda en: (en.vurdering_id, en.pk)):
        # Lest på nytt under låsen, så det noen andre nettopp har gjort, ikke settes tilbake.
        vurdering = krav.laas(valgt.vurdering_id)
        tiltak = vurdering.tiltakene.select_for_update().get(pk=valgt.pk)
        try:
            _krev_tilgang(av, vurdering)
            endret += _endre(tiltak, til=til, ansvarlig=ansvarlig, frist=frist, tekst=tekst, av=av, naa=naa)
        except TiltaksfeilError as feil:
            feilene.append((tiltak, str(feil)))
        except UlovligStegError as feil:
            feilene.append((tiltak, oversatt(feil)))
    if feilene:
        raise FlereFeilError(feilene)
    return endret


def _krev_tilgang(av: Bruker, vurdering: Risikovurdering) -> None:
    if not av.har(Tilgang.ENDRE_TILTAK, vurdering.enhet_id):
        raise TiltaksfeilError(_("Du kan ikke endre tiltak i %(enhet)s.") % {"enhet": vurdering.enhet.navn})


def _endre(
    tiltak: Tiltak,
    *,
    til: Tiltakstilstand | None,
    ansvarlig: Bruker | None,
    frist: date | None,
    tekst: str,
    av: Bruker,
    naa: datetime,
) -> bool:
    naavaerende = Tiltakstilstand(tiltak.tilstand)
    ny_person = ansvarlig is not None and ansvarlig.pk != tiltak.ansvarlig_id
    ny_stand = (til is not None and til is not naavaerende) or (frist is not None and frist != tiltak.frist)
    if ansvarlig is not None and ny_person:
        # Merknaden står bare ett sted: ved statusen når den også endres.
        bytt_ansvarlig(tiltak=tiltak, ansvarlig=ansvarlig, tekst="" if ny_stand else tekst, av=av, naa=naa)
    if ny_stand or (tekst and not ny_person):
        endre_tilstand(tiltak=tiltak, til=til or naavaerende, tekst=tekst, frist=frist, av=av, naa=naa)
    return ny_person or ny_stand or bool(tekst)
