"""Filer som lastes opp: ta imot, forhåndsvise, bekrefte, lese inn i bakgrunnen og slette.

Filen ligger i basen fra den er lastet opp til den er lest inn eller forkastet, og aldri lenger enn et døgn.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from arbeidsmiljo.models import Bruker, Innlesing, Innlesingsart, Innlesingsstand, Virksomhet
from arbeidsmiljo.tabellfil import HOYST_BYTE, TabellfilError

LEVETID = timedelta(days=1)


def ta_imot(
    *,
    fil: UploadedFile[Any],
    art: Innlesingsart,
    virksomhet: Virksomhet,
    av: Bruker,
    naa: datetime,
    rapport: dict[str, Any],
    gjelder_id: int | None = None,
) -> Innlesing:
    """Lagrer filen som forhåndsvist. ``rapport`` er det forhåndsvisningen trenger. Melder ``ValidationError`` når den er for stor."""
    krev_storrelse(fil)
    fil.seek(0)
    return Innlesing.objects.create(
        virksomhet=virksomhet,
        art=art,
        gjelder_id=gjelder_id,
        filnavn=(fil.name or "")[:200],
        innhold=fil.read(),
        rapport=rapport,
        av=av,
        opprettet=naa,
    )


def krev_storrelse(fil: UploadedFile[Any]) -> None:
    """Melder ``ValidationError`` før en for stor fil leses inn i minnet."""
    if (fil.size or 0) > HOYST_BYTE:
        raise ValidationError(
            _("Filen er på %(mb)d MB. Den kan være høyst %(grense)d MB. Del den i flere.")
            % {"mb": (fil.size or 0) // 1024**2, "grense": HOYST_BYTE // 1024**2}
        )


def bekreft(innlesing: Innlesing, *, rapport: dict[str, Any]) -> bool:
    """Legger innlesingen i kø. Svarer usann når den alt er bekreftet, så to trykk gir én innlesing."""
    return bool(
        Innlesing.objects.filter(pk=innlesing.pk, stand=Innlesingsstand.FORHAANDSVIST).update(
            stand=Innlesingsstand.I_KO, rapport=innlesing.rapport | rapport
        )
    )


def gjennomfor(innlesing: Innlesing, les_inn: Callable[[Innlesing], None]) -> None:
    """Leser inn, og skriver hvordan det gikk. Trygg å gjenta: bare en som står i kø, leses."""
    if innlesing.stand != Innlesingsstand.I_KO:
        return
    try:
        les_inn(innlesing)
    except TabellfilError as feil:
        _ferdig(innlesing, Innlesingsstand.FEILET, {"feil": feil.linjene()})
    except ValidationError as feil:
        _ferdig(innlesing, Innlesingsstand.FEILET, {"feil": feil.messages})
    else:
        _ferdig(innlesing, Innlesingsstand.FERDIG, {})


def _ferdig(innlesing: Innlesing, stand: Innlesingsstand, mer: dict[str, Any]) -> None:
    innlesing.stand, innlesing.innhold = str(stand), b""
    innlesing.rapport = innlesing.rapport | mer
    innlesing.save(update_fields=["stand", "innhold", "rapport"])


def slett_gamle(naa: datetime) -> list[str]:
    """Sletter innlesinger som er eldre enn et døgn. Kalles av takten."""
    antall, _per_modell = Innlesing.objects.filter(opprettet__lt=naa - LEVETID).delete()
    return [f"{antall} opplastede filer slettet."] if antall else []
