"""Hva ledelsen godtar (``method.md`` 3: akseptnivået bestemmes på forhånd, med dato)."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker, Virksomhet
from tiltak.actions import krav
from tiltak.domain.risiko import Risikoniva
from tiltak.feil import TiltaksfeilError
from tiltak.models import Akseptkriterium


@transaction.atomic
def sett_aksept(
    *, virksomhet: Virksomhet, niva: Risikoniva, begrunnelse: str, dato: date, av: Bruker, naa: datetime
) -> Akseptkriterium:
    """Toppleders beslutning om det høyeste nivået som godtas uten nye tiltak. De tidligere blir stående."""
    if not av.har(Tilgang.SETTE_AKSEPT) or av.virksomhet_id != virksomhet.pk:
        raise PermissionDenied
    begrunnelse = begrunnelse.strip()
    krav.felt_er_fylt({"begrunnelse": (begrunnelse, _("Skriv hvorfor dette nivået godtas."))})
    if dato > timezone.localdate(naa):
        raise TiltaksfeilError({"dato": _("Datoen er ikke kommet ennå. Skriv dagen det ble bestemt.")})
    beslutningen = Akseptkriterium.objects.create(
        virksomhet=virksomhet, niva=niva, begrunnelse=begrunnelse, dato=dato, bruker=av, tidspunkt=naa
    )
    logg(
        virksomhet_id=virksomhet.pk,
        av=av,
        naa=naa,
        hva="risiko.aksept",
        om=virksomhet.navn,
        detaljer={"niva": str(niva)},
    )
    return beslutningen
