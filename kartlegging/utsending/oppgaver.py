"""Det utsendingene trenger av HR, til forsiden. Aldri noe om hvem eller hvor mange som har svart."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.oppgaver import Oppgave
from kartlegging.domain.tilstand import Tilstand
from kartlegging.models import Utsending

HOYST = 3


def brev_som_stanset(bruker: Bruker, _i_dag: date) -> list[Oppgave]:
    """Utsendingene i åpne kartlegginger som ikke kommer videre. Høyst én spørring."""
    if not bruker.har(Tilgang.STYRE_KARTLEGGING):
        return []
    stansede = (
        Utsending.objects.filter(kartlegging__virksomhet=bruker.virksomhet_id, kartlegging__tilstand=Tilstand.AAPEN)
        .exclude(siste_feil="")
        .select_related("kartlegging")
    )
    return [
        Oppgave(
            tittel=_("Brevene i %(navn)s blir ikke sendt") % {"navn": en.kartlegging.navn},
            tekst=_("Det prøves igjen av seg selv. Årsaken: %(feil)s") % {"feil": _(en.siste_feil)},
            lenke=reverse("utsending", args=[en.kartlegging.kortnavn, en.art]),
            handling=_("Se framdriften"),
            ikon="bjelle",
            rang=0,
        )
        for en in stansede[:HOYST]
    ]
