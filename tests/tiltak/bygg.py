"""Bygger virksomhet, roller, vurderinger og tiltak til prøvene i tiltak-rommet."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from arbeidsmiljo.actions import opprett_virksomhet, tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet, Virksomhet
from tiltak.actions import (
    konkluder_samlet,
    opprett_tiltak,
    sett_ikke_relevant,
    start_vurdering,
    vurder_forhold,
    vurder_hver_for_seg,
)
from tiltak.domain.begreper import Kilde
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.risiko import Risikoniva
from tiltak.models import Risikoforhold, Risikovurdering, Tiltak

NAA = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MOTE = date(2026, 11, 20)
FRIST = date(2027, 2, 1)


@dataclass(frozen=True)
class Sted:
    """En virksomhet med to enheter, og en bruker per rolle. Leder og verneombud hører til ``enhet``."""

    virksomhet: Virksomhet
    rot: Enhet
    enhet: Enhet
    nabo: Enhet
    leder: Bruker
    verneombud: Bruker
    hr: Bruker
    amu: Bruker
    toppleder: Bruker
    naboleder: Bruker


def sted(navn: str = "Fjordvik kommune", orgnr: str = "310500003") -> Sted:
    """Et nytt sted. ``orgnr`` må være gyldig og unikt."""
    virksomhet, rot = opprett_virksomhet(navn=navn, orgnr=orgnr, naa=NAA)
    enhet = Enhet.objects.create(virksomhet=virksomhet, kode="solbakken", navn="Solbakken sykehjem", forelder=rot)
    nabo = Enhet.objects.create(virksomhet=virksomhet, kode="nabo", navn="Nordlia skole", forelder=rot)

    def bruker(rolle: Rolle, hvor: Enhet, fornavn: str) -> Bruker:
        ny = Bruker.objects.opprett(epost=f"{fornavn}@{virksomhet.orgnr}.example", navn=f"{fornavn} Nes")
        tildel_rolle(bruker=ny, rolle=rolle, enhet=hvor, av=None, naa=NAA, fra=NAA.date() - timedelta(days=900))
        return ny

    return Sted(
        virksomhet=virksomhet,
        rot=rot,
        enhet=enhet,
        nabo=nabo,
        leder=bruker(Rolle.LEDER, enhet, "Ingrid"),
        verneombud=bruker(Rolle.VERNEOMBUD, enhet, "Jonas"),
        hr=bruker(Rolle.HR, rot, "Hanne"),
        amu=bruker(Rolle.AMU, rot, "Amund"),
        toppleder=bruker(Rolle.TOPPLEDER, rot, "Tora"),
        naboleder=bruker(Rolle.LEDER, nabo, "Nils"),
    )


def ny_enhet(hvor: Sted) -> Enhet:
    """En enhet til under ``hvor.enhet``, for den som trenger flere vurderinger i arbeid samtidig."""
    nummer = Enhet.objects.filter(forelder=hvor.enhet).count() + 1
    return Enhet.objects.create(
        virksomhet=hvor.virksomhet, kode=f"gruppe-{nummer}", navn=f"Gruppe {nummer}", forelder=hvor.enhet
    )


def vurdering(hvor: Sted, *, kilde: Kilde = Kilde.DIALOGMOTE, enhet: Enhet | None = None) -> Risikovurdering:
    """En ny vurdering av ``enhet``, ellers ``hvor.enhet``, uten kartlegging."""
    return start_vurdering(
        enhet=enhet or hvor.enhet,
        kartlegging_id=None,
        kilde=kilde,
        motedato=MOTE,
        leder=hvor.leder,
        verneombud=hvor.verneombud,
        av=hvor.leder,
        naa=NAA,
        kildetekst="To dialogmøter i november.",
    )


def forhold(hvor: Risikovurdering, faktor: str) -> Risikoforhold:
    return hvor.forholdene.get(faktor=faktor)


def vurder(
    hvor: Risikovurdering,
    faktor: str,
    s: int = 4,
    k: int = 3,
    aarsaker: tuple[str, ...] = ("systemer",),
    *,
    hver_for_seg: bool = True,
) -> Risikoforhold:
    """Forholdet vurdert hver for seg og så i fellesskap. S 4 og K 3 er oransje i tabell 1."""
    dette = forhold(hvor, faktor)
    levert = {en.rolle for en in dette.enkeltvurderingene.all()}
    for rolle, bruker in (("leder", hvor.leder), ("verneombud", hvor.verneombud)):
        if hver_for_seg and bruker is not None and rolle not in levert and not dette.er_vurdert:
            vurder_hver_for_seg(forhold=dette, rolle=rolle, s=s, k=k, begrunnelse="", av=bruker, naa=NAA)
    return vurder_forhold(
        forhold=forhold(hvor, faktor),
        s=s,
        k=k,
        begrunnelse="Mange sier det samme.",
        aarsaker=dict.fromkeys(aarsaker, "Bemanningen følger ikke behovet."),
        utfall=["utmattelse"],
        av=hvor.leder,
        naa=NAA,
        uten_hver_for_seg_fordi="" if hver_for_seg else "Verneombudet var borte.",
    )


def vurder_alle(hvor: Risikovurdering, *, hoye: str = "c", hver_for_seg: bool = True) -> None:
    """Alle faktorene vurdert: ``hoye`` oransje, resten ikke relevante."""
    for en in hvor.forholdene.all():
        if en.faktor in hoye:
            vurder(hvor, en.faktor, hver_for_seg=hver_for_seg)
        else:
            sett_ikke_relevant(forhold=en, begrunnelse="Forekommer ikke her.", av=hvor.leder, naa=NAA)


def konkluder(hvor: Risikovurdering, niva: Risikoniva = Risikoniva.ORANSJE) -> Risikovurdering:
    return konkluder_samlet(vurdering=hvor, niva=niva, konklusjon="Tidspresset preger alt.", av=hvor.leder, naa=NAA)


def tiltak(
    hvor: Risikovurdering,
    faktor: str = "c",
    *,
    nivaa: Tiltaksniva = Tiltaksniva.PRIMAER,
    med_aarsak: bool = True,
    tittel: str = "Bemanning etter behov",
) -> Tiltak:
    """Et tiltak mot ``faktor``, som må være vurdert."""
    treffer = forhold(hvor, faktor)
    return opprett_tiltak(
        vurdering=hvor,
        forholdene=[treffer],
        aarsakene=list(treffer.aarsakene.all()) if med_aarsak else [],
        tittel=tittel,
        nivaa=nivaa,
        ansvarlig=hvor.leder,
        frist=FRIST,
        indikator="Andel utsatte i neste kartlegging.",
        av=hvor.leder,
        naa=NAA,
    )
