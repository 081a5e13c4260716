"""Merker, ikoner og datoer i malene. Ingen av dem spør databasen."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.template.defaultfilters import date as datofilter
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.domain.sprak import pa_sprak

register = template.Library()

NIVAAORD = {"gronn": "Lav", "gul": "Middels", "oransje": "Høy", "rod": "Svært høy"}
"""Ordene for risikonivåene; formen og mønsteret følger navnet i stilarket."""


@register.simple_tag
def ikon(navn: str, klasse: str = "") -> SafeString:
    """Et ikon til pynt. Skjermlesere hopper over det, så teksten ved siden av må si alt."""
    return format_html(
        '<svg class="ikon {}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        klasse,
        static("img/ikoner.svg"),
        navn,
    )


@register.simple_tag
def nivamerke(niva: str) -> SafeString:
    """Risikonivået med form, mønster og ord. ``niva`` er gronn, gul, oransje eller rod."""
    return format_html('<span class="niva niva--{}">{}{}</span>', niva, ikon(str(niva)), _(NIVAAORD[str(niva)]))


@register.filter
def dato(verdi: date | datetime | None) -> str:
    """«24. november 2026», eller slik språket på siden skriver det."""
    return _datotekst(verdi, _("j. F Y"))


@register.filter
def kortdato(verdi: date | datetime | None) -> str:
    """«24.11.2026»."""
    return _datotekst(verdi, _("d.m.Y"))


@register.filter
def klokke(verdi: datetime | None) -> str:
    """«24. november 2026 kl. 14.30»."""
    return _datotekst(verdi, _("j. F Y \\k\\l. H.i"))


@register.filter
def tekst(verdi: Mapping[str, str] | None) -> str:
    """Teksten på språket siden vises på, med bokmål som reserve."""
    if not verdi:
        return ""
    return pa_sprak(verdi, (get_language() or "nb")[:2])


@register.filter
def oversett(verdi: str) -> str:
    """En tekst fra en datafil på språket siden vises på. ``translate`` kan ikke brukes når teksten har prosenttegn."""
    return _(verdi)


@register.filter
def rolletittel(tildeling: Any) -> str:
    """Rollen i en tildeling, i ord."""
    return _(Rolle(tildeling.rolle).tittel)


@register.filter
def oppslag(tabell: Mapping[Any, Any], nokkel: Any) -> Any:
    """Verdien i tabellen, eller tom tekst."""
    return tabell.get(nokkel, "")


def _datotekst(verdi: date | datetime | None, monster: str) -> str:
    if verdi is None:
        return ""
    if isinstance(verdi, datetime) and timezone.is_aware(verdi):
        verdi = timezone.localtime(verdi)
    return datofilter(verdi, monster)
