"""Dialogmøtet som grunnlag: det møtet sa om en faktor, i den formen forholdssiden og planen leser."""

from hashlib import sha256
from typing import Any

from tiltak.domain.begreper import Kilde
from tiltak.domain.dialog import kan_kjennes_igjen
from tiltak.models import Dialogmote, Dialognotat, Risikovurdering

Json = dict[str, Any]


def motet_til(vurdering: Risikovurdering) -> Dialogmote | None:
    """Møtet med notatene, i to spørringer. ``None`` når vurderingen ikke bygger på et dialogmøte som er skrevet inn."""
    if vurdering.kilde != Kilde.DIALOGMOTE:
        return None
    return Dialogmote.objects.prefetch_related("notatene").filter(vurdering=vurdering.pk).first()


def notatet(mote: Dialogmote | None, faktor: str) -> Dialognotat | None:
    if mote is None:
        return None
    return next((en for en in mote.notatene.all() if en.faktor == faktor), None)


def med_dialog(grunnlag: Json, mote: Dialogmote | None, faktor: str) -> Json:
    """Grunnlaget med ``dialog`` når møtet har et notat om faktoren.

    ``dialog`` har ``dato`` (ISO 8601), ``deltakere``, ``verneombud``, ``arbeidet``, ``utbredelse`` og ``hjelper``. Antallet er
    ``None`` og utbredelsen tom når så få var med at de kan kjennes igjen.
    """
    notat = notatet(mote, faktor)
    if mote is None or notat is None:
        return grunnlag
    for_faa = kan_kjennes_igjen(mote.antall_deltakere)
    return grunnlag | {
        "dialog": {
            "dato": mote.dato.isoformat(),
            "deltakere": None if for_faa else mote.antall_deltakere,
            "verneombud": mote.verneombud_til_stede,
            "arbeidet": notat.arbeidet,
            "utbredelse": "" if for_faa else str(notat.utbredelse),
            "hjelper": notat.hjelper,
        }
    }


def notatstand(notat: Dialognotat | None) -> str:
    """Et kort merke for innholdet i notatet. To like merker betyr at ingen har lagret noe imellom."""
    innhold = ("", "", "") if notat is None else (notat.arbeidet, str(notat.utbredelse), notat.hjelper)
    return sha256(repr(innhold).encode()).hexdigest()[:16]
