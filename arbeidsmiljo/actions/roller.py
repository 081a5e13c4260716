"""Hvem som har hvilken rolle, hvor og hvor lenge. Hver handling skriver én hendelse."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsmiljo.actions.hendelser import logg
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet, Tildeling, Verneomrade

TILSYN_HOYST = timedelta(days=366)
"""Så lenge kan et tilsyn se inn uten at noen tar stilling til det på nytt."""


@transaction.atomic
def tildel_rolle(
    *,
    bruker: Bruker,
    rolle: Rolle,
    av: Bruker | None,
    naa: datetime,
    enhet: Enhet | None = None,
    verneomrade: Verneomrade | None = None,
    fra: date | None = None,
    til: date | None = None,
) -> Tildeling:
    """Gir brukeren rollen for enheten og alt under den, eller for et verneområde, til og med ``til``.

    Melder ``ValidationError`` når det mangler en enhet eller er to, når tilsyn mangler sluttdato eller varer mer enn et år fram, når
    sluttdatoen er før starten, eller når brukeren har den samme rollen der fra før.
    """
    gjelder = enhet or verneomrade
    if gjelder is None or (enhet and verneomrade):
        raise ValidationError(_("Velg enten en enhet eller et verneområde."))
    if verneomrade and rolle != Rolle.VERNEOMBUD:
        raise ValidationError(_("Bare verneombudet kan ha et verneområde. Velg en enhet for de andre rollene."))
    start = fra or timezone.localdate(naa)
    if til is not None and til < start:
        raise ValidationError({"til": _("Sluttdatoen er før startdatoen.")})
    if rolle == Rolle.TILSYN and til is None:
        raise ValidationError({"til": _("Tilgangen til et tilsyn må ha en sluttdato.")})
    if rolle == Rolle.TILSYN and til is not None and til > max(start, timezone.localdate(naa)) + TILSYN_HOYST:
        raise ValidationError(
            {"til": _("Tilgangen til et tilsyn kan vare høyst ett år. Gi den på nytt om den trengs lenger.")}
        )
    samme = bruker.tildelingene.filter(rolle=rolle, enhet=enhet, verneomrade=verneomrade).exclude(til__lt=start)
    if samme.filter(Q(fra__lte=til) if til else Q()).exists():
        raise ValidationError(
            _("%(navn)s har den rollen for %(enhet)s fra før, i den samme tiden.")
            % {"navn": bruker.navn, "enhet": gjelder.navn}
        )
    tildeling = Tildeling.objects.create(
        bruker=bruker, rolle=rolle, enhet=enhet, verneomrade=verneomrade, fra=start, til=til
    )
    logg(
        virksomhet_id=gjelder.virksomhet_id,
        av=av,
        naa=naa,
        hva="rolle.tildelt",
        om=rollelinje(tildeling),
        detaljer={"bruker": bruker.pk, "fra": start.isoformat(), "til": til.isoformat() if til else None},
    )
    return tildeling


def rollelinje(tildeling: Tildeling) -> str:
    """«Kari Vik, leder, Solbakken sykehjem», slik rollen står i loggen."""
    return f"{tildeling.bruker.navn}, {tildeling.rolle}, {tildeling.gjelder.navn}"
