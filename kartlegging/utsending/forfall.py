"""Det takten gjør med utsendingene: legger i kø det som har forfalt, og setter arbeideren i gang igjen når noe venter."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kartlegging.actions.utsending import legg_i_ko
from kartlegging.domain.tilstand import Tilstand
from kartlegging.domain.utsending import MINST_MELLOM
from kartlegging.models import Forsendelse, Forsendelsesstand, Utsending, Utsendingsart
from kartlegging.tasks import send_utsending
from kartlegging.utsending.sending import VAKT


def forfalte_utsendinger(naa: datetime) -> list[str]:
    """Legger forfalte utsendinger i kø, og bestiller sending av brev som venter. Én linje per ting. Trygg å gjenta."""
    aapne = Utsending.objects.filter(kartlegging__tilstand=Tilstand.AAPEN, kartlegging__lukker__gt=naa).select_related(
        "kartlegging"
    )
    linjer = [
        ngettext("%(kartlegging)s: %(antall)d brev lagt i kø.", "%(kartlegging)s: %(antall)d brev lagt i kø.", antall)
        % {"kartlegging": utsending.kartlegging.kortnavn, "antall": antall}
        for utsending in aapne.filter(lagt_i_ko=None, tidspunkt__lte=naa).order_by("kartlegging", "tidspunkt", "pk")
        if not _er_for_tett(utsending, naa) and (antall := legg_i_ko(utsending=utsending, naa=naa)) is not None
    ]
    venter = Forsendelse.objects.filter(utsending=OuterRef("pk"), stand=Forsendelsesstand.VENTER)
    ledig = Q(neste_forsok=None) | Q(neste_forsok__lte=naa)
    for utsending in aapne.exclude(lagt_i_ko=None).filter(ledig, Exists(venter)):
        # Vakten tas her, så neste takt ikke bestiller det samme en gang til.
        if Utsending.objects.filter(ledig, pk=utsending.pk).update(neste_forsok=naa + VAKT, siste_feil=""):
            send_utsending.enqueue(utsending.pk)
            linjer.append(_("%(kartlegging)s: sender brev.") % {"kartlegging": utsending.kartlegging.kortnavn})
    return linjer


def _er_for_tett(utsending: Utsending, naa: datetime) -> bool:
    """Om en påminnelse ville kommet før invitasjonen, eller samme dag som et annet brev.

    Tidene er sjekket da de ble satt, men en takt som har stått, eller en flyttet åpning, kan skyve dem sammen.
    """
    sendte = Utsending.objects.filter(kartlegging=utsending.kartlegging_id).exclude(lagt_i_ko=None)
    if utsending.art != Utsendingsart.INVITASJON and not sendte.filter(art=Utsendingsart.INVITASJON).exists():
        return True
    return sendte.filter(lagt_i_ko__gt=naa - MINST_MELLOM).exists()
