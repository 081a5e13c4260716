"""Fjorårets plan for Avdeling Bjørk i demoen, så årets kan vise hva som ble gjort og om det virket."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet
from tiltak.actions.aksept import sett_aksept
from tiltak.actions.plan import be_om_uttalelse, gi_uttalelse, signer
from tiltak.actions.tiltak import endre_tilstand
from tiltak.actions.vurdering import konkluder_samlet, sett_ikke_relevant, start_vurdering
from tiltak.domain.begreper import Aarsakskode, Kilde
from tiltak.domain.risiko import Risikoniva
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.management.commands._demo.vurdering import BJORK, Tiltaksplan, velg_tiltak, vurder_hvert_forhold

TILTAK: tuple[Tiltaksplan, ...] = (
    (24, "d", (Aarsakskode.LEDELSE,), "leder", 60),
    (19, "c", (Aarsakskode.MEDVIRKNING,), "leder", 150),
    (48, "g", (Aarsakskode.OPPLAERING,), "avdelingsleder", 500),
)
MAALENE = {24: ("d:indeks", 8), 19: ("c1", 10)}
"""Nummeret i katalogen → målet tiltaket skulle flytte, og hvor mange poeng ned."""


def vurder_i_fjor(*, enhet: Enhet, kartlegging_id: int, brukerne: Mapping[str, Bruker], naa: datetime) -> None:
    """Vurderer tre faktorer, signerer planen, og gjør to av tiltakene ferdige. Toppleder har bestemt hva som godtas."""
    leder, verneombud = brukerne["leder"], brukerne["verneombud"]
    sett_aksept(
        virksomhet=enhet.virksomhet,
        niva=Risikoniva.GUL,
        begrunnelse="Middels risiko følges opp i linjen. Høy risiko skal ha tiltak mot årsaken innen tre måneder.",
        dato=naa.date(),
        av=brukerne["toppleder"],
        naa=naa,
    )
    vurdering = start_vurdering(
        enhet=enhet,
        kartlegging_id=kartlegging_id,
        kilde=Kilde.KARTLEGGING,
        motedato=naa.date(),
        leder=leder,
        verneombud=verneombud,
        av=leder,
        naa=naa,
        deltakere=7,
    )
    valgte = {plan[1] for plan in TILTAK}
    planen = {kode: plan for kode, plan in BJORK.items() if kode in valgte}
    vurder_hvert_forhold(vurdering, planen, leder=leder, verneombud=verneombud, naa=naa)
    for forhold in vurdering.forholdene.exclude(faktor__in=valgte):
        sett_ikke_relevant(forhold=forhold, begrunnelse="Tas opp til neste år.", av=leder, naa=naa)
    konklusjon = "Arbeidsmengden og volden treffer de samme vaktene."
    konkluder_samlet(vurdering=vurdering, niva=Risikoniva.ROD, konklusjon=konklusjon, av=leder, naa=naa)
    velg_tiltak(vurdering, TILTAK, brukerne, naa=naa, maalekoder=MAALENE)
    be_om_uttalelse(vurdering=vurdering, av=leder, naa=naa)
    gi_uttalelse(
        vurdering=vurdering,
        rolle=Rolle.VERNEOMBUD,
        medvirket="ja",
        tekst="Jeg er enig i det viktigste.",
        av=verneombud,
        naa=naa,
    )
    signer(vurdering=vurdering, av=leder, naa=naa)
    for dager, tiltak in zip((50, 140), vurdering.tiltakene.order_by("nummer"), strict=False):
        endre_tilstand(
            tiltak=tiltak,
            til=Tiltakstilstand.FERDIG,
            tekst="Gjort som planlagt.",
            av=leder,
            naa=naa + timedelta(days=dager),
        )
