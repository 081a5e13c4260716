"""Det ren kode sier, på språket siden vises på."""

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.sprak import Melding, Verdi, pa_sprak


def oversatt(sagt: Verdi | Exception) -> str:
    """``sagt`` på språket siden vises på. En feil gir meldingen den bærer, og en vanlig tekst er som den er."""
    if isinstance(sagt, Exception):
        return oversatt(sagt.args[0]) if len(sagt.args) == 1 else str(sagt)
    if isinstance(sagt, Melding):
        return _(sagt.tekst) % {navn: oversatt(verdi) for navn, verdi in sagt.verdier.items()}
    if isinstance(sagt, tuple):
        return ", ".join(oversatt(melding) for melding in sagt)
    if isinstance(sagt, Mapping):
        return pa_sprak(sagt, get_language() or "nb")
    return str(sagt)
