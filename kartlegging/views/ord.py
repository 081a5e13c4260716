"""Ordene tall og skjulte tall vises med, likt på alle resultatsidene."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kartlegging.domain.avrunding import slakk
from kartlegging.domain.tre import REST_NAVN
from kartlegging.domain.usikkerhet import Indeksord
from kartlegging.domain.utgivelse import MINST_ANDEL, MINST_HENDELSE, MINST_SAMLET
from kartlegging.domain.visning import Enhetsresultat, Retning, Skjult

__all__ = ["MINST_ANDEL", "MINST_HENDELSE", "MINST_SAMLET", "enhetsnavn", "grunn", "indekstekst", "poeng", "prosent"]

YTTERKANT = slakk(100)
"""Så mange poeng til sammen holdes en gruppe unna hvert ytterpunkt (τ i method.md 2)."""

_ORD = {
    Indeksord.LAV: gettext_lazy("Lav"),
    Indeksord.MIDDELS: gettext_lazy("Middels"),
    Indeksord.HOY: gettext_lazy("Høy"),
}


def enhetsnavn(enhet: Enhetsresultat) -> str:
    """Navnet i utgivelsen, og en restgruppe på språket siden vises på."""
    if not enhet.er_rest:
        return enhet.navn
    return _("Øvrige i %(enhet)s") % {"enhet": enhet.navn.removeprefix(REST_NAVN)}


def indekstekst(ord_: Indeksord) -> str:
    """Ordet for belastningen, med stor forbokstav."""
    return str(_ORD[ord_])


def grunn(kode: str | None, minst: int) -> str:
    """Hvorfor tallet ikke vises. ``minst`` er antall svar som må til. Tom når det vises."""
    if kode == Skjult.FOR_FAA_SVAR:
        return ngettext("Skjult: færre enn %(n)s svar", "Skjult: færre enn %(n)s svar", minst) % {"n": minst}
    if kode == Skjult.VILLE_AVSLORE_ANDRE:
        return _("Skjult: verner en annen gruppe")
    return ""


def poeng(tall: int, retning: str | None, antall: int | None) -> str:
    """Poengene, med ord når tallet er avkortet og det virkelige er et annet.

    Står tallet i ytterkanten for en gruppe på ``antall``, er det alt vi kan si («71 eller mer»). I en større enhet er
    det bare en liten gruppe under den som er flyttet inn, og tallet er nesten riktig («omtrent 36»).
    """
    if retning is None:
        return str(tall)
    ytterkant = YTTERKANT // max(antall or 1, 1) + 1
    if retning == Retning.OPP and tall >= 100 - ytterkant:
        return _("%(tall)s eller mer") % {"tall": tall}
    if retning == Retning.NED and tall <= ytterkant:
        return _("%(tall)s eller mindre") % {"tall": tall}
    return _("omtrent %(tall)s") % {"tall": tall}


def prosent(tall: int) -> str:
    return _("%(tall)s %%") % {"tall": tall}
