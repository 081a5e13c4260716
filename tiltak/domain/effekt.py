"""Regelens dom over et tiltak, av endringen i tallet det skulle flytte.

Kilde: ``method.md`` 5: dommen regnes av intervallet mot målet. De fire grensene under er vår regel. Et lavere tall er
bedre, for alle skalaene er vendt så høyt er mer belastning.
"""

from collections.abc import Mapping

from arbeidsmiljo.domain.sprak import gettext_noop as _
from tiltak.domain.begreper import Dom

DOMSORD: Mapping[Dom, str] = {
    Dom.VIRKET: _("Virket"),
    Dom.DELVIS: _("Virket delvis"),
    Dom.IKKE: _("Virket ikke"),
    Dom.KAN_IKKE_AVGJORES: _("Kan ikke avgjøres"),
}
"""Dommen i ord, merket for oversettelse."""


def regelens_dom(endring: int, lav: float, hoy: float, *, foer: int, maal: int | None) -> Dom:
    """Dommen av endringen (etter minus før) med 90 %-intervallet ``lav``–``hoy``, i poeng eller prosentpoeng.

    - virket: intervallet er under null, og endringen når målet
    - delvis: intervallet er under null, men endringen når ikke målet
    - ikke: selv den beste enden av intervallet når ikke målet, og bedring er ikke vist
    - kan ikke avgjøres: alt annet

    Uten ``maal`` er målet én poeng bedre enn ``foer``. Melder ``ValueError`` når intervallet ikke rommer endringen.
    """
    if not lav <= endring <= hoy:
        raise ValueError(f"Intervallet {lav}–{hoy} skal romme endringen {endring}.")
    trengs = (maal - foer) if maal is not None else -1
    if hoy < 0:
        return Dom.VIRKET if endring <= trengs else Dom.DELVIS
    return Dom.IKKE if lav > trengs else Dom.KAN_IKKE_AVGJORES
