"""Ny ansvarlig for et tiltak, også etter at planen er signert."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker
from tiltak.actions import krav
from tiltak.domain.tilstand import Vurderingstilstand
from tiltak.feil import TiltaksfeilError
from tiltak.models import Oppfolging, Tiltak


@transaction.atomic
def bytt_ansvarlig(*, tiltak: Tiltak, ansvarlig: Bruker, tekst: str, av: Bruker, naa: datetime) -> Oppfolging:
    """Gir tiltaket en ny ansvarlig, med en linje i historien. ``tekst`` kan være tom.

    Den nye minnes på fristen fra begynnelsen. Mens planen er til uttalelse, kan ingen bytte: da ville det som signeres,
    vært noe annet enn det verneombudet uttalte seg om.
    """
    vurdering = krav.laas(tiltak.vurdering_id)
    tiltak = vurdering.tiltakene.select_for_update().get(pk=tiltak.pk)
    krav.gjelder_fortsatt(vurdering, tiltak)
    if vurdering.tilstand == Vurderingstilstand.TIL_UTTALELSE:
        raise TiltaksfeilError(_("Planen er til uttalelse. Ta den tilbake til utkast før tiltak får en ny ansvarlig."))
    krav.samme_virksomhet(vurdering.enhet.virksomhet_id, {"ansvarlig": ansvarlig})
    if not ansvarlig.is_active:
        raise TiltaksfeilError({"ansvarlig": _("Kontoen til %(navn)s er stengt.") % {"navn": ansvarlig.navn}})
    if ansvarlig.pk == tiltak.ansvarlig_id:
        raise TiltaksfeilError({"ansvarlig": _("%(navn)s er alt ansvarlig.") % {"navn": ansvarlig.navn}})
    # Historien er felles for alle som leser den, og er derfor på kildespråket uansett hvem som skrev.
    linje = f"Ansvarlig byttet fra {tiltak.ansvarlig.navn} til {ansvarlig.navn}. {tekst.strip()}".strip()
    tiltak.ansvarlig, tiltak.paaminnet = ansvarlig, None
    tiltak.save(update_fields=["ansvarlig", "paaminnet"])
    logg(
        virksomhet_id=vurdering.enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva="tiltak.ny_ansvarlig",
        om=f"{tiltak.merke} {tiltak.tittel}",
        detaljer={"tiltak": tiltak.pk},
    )
    return Oppfolging.objects.create(tiltak=tiltak, bruker=av, tidspunkt=naa, til=tiltak.tilstand, tekst=linje)
