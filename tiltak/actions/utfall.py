"""Lagre utfallstall fra en fil. Radene vises aldri som de er (ADR 0012)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker, Virksomhet
from tiltak.models import Utfallstall
from tiltak.utfallsfil import Utfallsrad

BUNT = 2000


@dataclass(frozen=True, slots=True)
class Utfallsendring:
    """Hvor mange tall som er nye, endret og like."""

    nye: int
    endret: int
    uendret: int


def endringen(virksomhet: Virksomhet, rader: Sequence[Utfallsrad]) -> Utfallsendring:
    """Det radene endrer. Skriver ingenting."""
    felt = ("enhet_id", "maal", "maaned", "ansatte", "teller", "nevner")
    maanedene = {rad.maaned for rad in rader}
    lagret = {
        (enhet, maal, maaned): tuple(tall)
        for enhet, maal, maaned, *tall in Utfallstall.objects.filter(
            enhet__virksomhet=virksomhet, maaned__in=maanedene
        ).values_list(*felt)
    }
    for_ = [lagret.get((rad.enhet_id, str(rad.maal), rad.maaned)) for rad in rader]
    like = sum(gammel == (rad.ansatte, rad.teller, rad.nevner) for gammel, rad in zip(for_, rader, strict=True))
    nye = for_.count(None)
    return Utfallsendring(nye=nye, endret=len(rader) - nye - like, uendret=like)


@transaction.atomic
def importer_utfall(
    *, virksomhet: Virksomhet, rader: Sequence[Utfallsrad], av: Bruker | None, naa: datetime
) -> Utfallsendring:
    """Lagrer radene; samme enhet, mål og måned erstattes, og det filen ikke har, blir stående. Loggen får bare antall."""
    Virksomhet.objects.select_for_update().get(pk=virksomhet.pk)
    endring = endringen(virksomhet, rader)
    Utfallstall.objects.bulk_create(
        [
            Utfallstall(
                enhet_id=rad.enhet_id,
                maal=str(rad.maal),
                maaned=rad.maaned,
                ansatte=rad.ansatte,
                teller=rad.teller,
                nevner=rad.nevner,
            )
            for rad in rader
        ],
        batch_size=BUNT,
        update_conflicts=True,
        unique_fields=["enhet", "maal", "maaned"],
        update_fields=["ansatte", "teller", "nevner"],
    )
    logg(
        virksomhet_id=virksomhet.pk,
        av=av,
        naa=naa,
        hva="utfall.importert",
        om=virksomhet.navn,
        detaljer={"nye": endring.nye, "endret": endring.endret},
    )
    return endring
