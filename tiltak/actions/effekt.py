"""Om et tiltak virket: regelens dom av tallene, og gruppens."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker
from tiltak.actions import krav
from tiltak.domain.begreper import Dom
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.feil import TiltaksfeilError
from tiltak.maalinger import foer_og_etter
from tiltak.models import Effekt, Tiltak

KAN_EVALUERES = (Tiltakstilstand.I_GANG, Tiltakstilstand.FERDIG)


@transaction.atomic
def vurder_effekt(*, tiltak: Tiltak, dom: Dom, begrunnelse: str, av: Bruker, naa: datetime) -> Effekt:
    """Lagrer gruppens dom ved siden av regelens, med tallene slik utgivelsene viser dem. De tidligere blir stående.

    Er dommen en annen enn regelens, må ``begrunnelse`` si hvorfor. Tallene regnes her, og skrives aldri av folk.
    """
    vurdering = krav.laas(tiltak.vurdering_id)
    tiltak = (
        vurdering.tiltakene.select_for_update(of=("self",))
        .select_related("vurdering__enhet", "utgangspunkt_kartlegging")
        .prefetch_related("forholdene")
        .get(pk=tiltak.pk)
    )
    krav.gjelder_fortsatt(vurdering, tiltak)
    if tiltak.tilstand not in KAN_EVALUERES:
        raise TiltaksfeilError(_("Effekten vurderes når tiltaket er i gang eller ferdig."))
    tall = foer_og_etter(tiltak)
    begrunnelse = begrunnelse.strip()
    if dom is not tall.dom:
        setning = _("Dommen er en annen enn regelens. Skriv hva dere bygger på.")
        krav.felt_er_fylt({"begrunnelse": (begrunnelse, setning)})
    effekt = Effekt.objects.create(
        tiltak=tiltak,
        maalekode=tiltak.maalekode,
        foer_tall=tall.foer.tall if tall.foer else None,
        foer_lav=tall.foer.lav if tall.foer else None,
        foer_hoy=tall.foer.hoy if tall.foer else None,
        foer_navn=tall.foer_navn,
        foer_sha256=tall.foer_sha256,
        etter_tall=tall.etter.tall if tall.etter else None,
        etter_lav=tall.etter.lav if tall.etter else None,
        etter_hoy=tall.etter.hoy if tall.etter else None,
        etter_navn=tall.etter_navn,
        etter_sha256=tall.etter_sha256,
        endring=tall.endring.verdi if tall.endring else None,
        endring_lav=round(tall.endring.lav) if tall.endring else None,
        endring_hoy=round(tall.endring.hoy) if tall.endring else None,
        maal_tall=tiltak.maal_tall,
        uten_tall_fordi=tall.hvorfor_ikke,
        regelens_dom=tall.dom,
        dom=dom,
        begrunnelse=begrunnelse,
        bruker=av,
        tidspunkt=naa,
    )
    logg(
        virksomhet_id=vurdering.enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva="tiltak.effekt",
        om=f"{tiltak.merke} {tiltak.tittel}",
        detaljer={"tiltak": tiltak.pk, "dom": str(dom), "regelens": str(tall.dom)},
    )
    return effekt
