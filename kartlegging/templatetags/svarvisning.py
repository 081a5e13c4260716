"""Svarprosenten i malene, aldri høyere enn taket."""

from django import template
from django.utils.translation import gettext as _

from kartlegging.domain.svarprosent import TAK

register = template.Library()


@register.filter
def svarprosent(verdi: int | None) -> str:
    """«83 %», og «90 % eller mer» på taket: at alle har svart, vises aldri. Tom tekst når den ikke er kjent."""
    if verdi is None:
        return ""
    return _("%(tak)s %% eller mer") % {"tak": TAK} if verdi >= TAK else _("%(tall)s %%") % {"tall": verdi}
