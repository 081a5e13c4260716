"""En publisert kartlegging i tre nivåer med en bruker per rolle, bygd gjennom de ekte handlingene."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from arbeidsmiljo.actions import opprett_virksomhet, tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet, Virksomhet
from kartlegging.actions import (
    Deltaker,
    aapne,
    avgi_mange,
    bekreft_deltakere,
    enhetssummer,
    inviter,
    koder_til,
    lukk,
    opprett,
    registrer_verneombudets_syn,
    varsle,
)
from kartlegging.models import Kartlegging
from tests.kartlegging.oppsett import INSTRUMENT, NAA, hovedverneombud

TRE = {
    "helse": ("rot", "Helse", 2),
    "solbakken": ("helse", "Solbakken", 40),
    "hjemme": ("helse", "Hjemmetjenesten", 30),
    "lite": ("helse", "Liten enhet", 4),
    "skole": ("rot", "Skole", 0),
    "furu": ("skole", "Furu skole", 36),
    "gran": ("skole", "=Gran;skole", 12),
}
"""Kode → forelder, navn og antall inviterte. ``lite`` er under minstegrensen på 7, og ``gran`` har et navn som ligner
en formel."""


@dataclass(frozen=True)
class Sted:
    """``leder`` og ``verneombud`` hører til Solbakken, ``seksjonsleder`` til hele Helse, ``skoleleder`` til Skole."""

    virksomhet: Virksomhet
    enhetene: dict[str, Enhet]
    hr: Bruker
    leder: Bruker
    verneombud: Bruker
    seksjonsleder: Bruker
    skoleleder: Bruker


def sted(orgnr: str = "310000027") -> Sted:
    virksomhet, rot = opprett_virksomhet(navn=f"Prøve {orgnr}", orgnr=orgnr, naa=NAA)
    enhetene = {"rot": rot}
    for kode, (forelder, navn, _antall) in TRE.items():
        enhetene[kode] = Enhet.objects.create(virksomhet=virksomhet, kode=kode, navn=navn, forelder=enhetene[forelder])

    def bruker(fornavn: str, rolle: Rolle, kode: str) -> Bruker:
        ny = Bruker.objects.opprett(epost=f"{fornavn}@{orgnr}.example", navn=f"{fornavn.title()} Prøve")
        tildel_rolle(bruker=ny, rolle=rolle, enhet=enhetene[kode], av=None, naa=NAA, fra=date(2020, 1, 1))
        return ny

    return Sted(
        virksomhet=virksomhet,
        enhetene=enhetene,
        hr=bruker("hanne", Rolle.HR, "rot"),
        leder=bruker("ingrid", Rolle.LEDER, "solbakken"),
        verneombud=bruker("jonas", Rolle.VERNEOMBUD, "solbakken"),
        seksjonsleder=bruker("sigrid", Rolle.LEDER, "helse"),
        skoleleder=bruker("stein", Rolle.LEDER, "skole"),
    )


def svar(kode: str, nummer: int, *, tyngre: bool = False) -> dict[str, int]:
    """Svarene til person ``nummer`` i enheten. Solbakken strever med arbeidsmengde (c)."""
    ut = {}
    for plass, ledd in enumerate(INSTRUMENT.leddrekkefolge):
        if ledd[0] in "fg":
            ut[ledd] = 2 if (nummer + plass) % 5 == 0 else 1
        elif ledd[0] == "c" and (kode == "solbakken" or tyngre):
            ut[ledd] = 4 + (nummer + plass) % 2
        else:
            ut[ledd] = 1 + (nummer * 3 + plass) % 4
    return ut


def aapnet(hvor: Sted, *, navn: str = "Vår 2026", naa: datetime = NAA, skalaer: Sequence[str] = ()) -> Kartlegging:
    """Varslet og åpnet, med alle i ``TRE`` invitert."""
    kartlegging = opprett(
        virksomhet=hvor.virksomhet,
        navn=navn,
        formaal="Se hva som sliter i arbeidet.",
        instrument=INSTRUMENT,
        aapner=naa,
        lukker=naa + timedelta(days=14),
        sprak=("nb",),
        skalaer=skalaer,
        av=hvor.hr,
        naa=naa,
    )
    deltakere = [
        Deltaker(hvor.enhetene[kode], f"{kode}{nummer}@prove.example")
        for kode, (_forelder, _navn, antall) in TRE.items()
        for nummer in range(antall)
    ]
    inviter(kartlegging=kartlegging, deltakere=deltakere, av=hvor.hr, naa=naa)
    registrer_verneombudets_syn(kartlegging=kartlegging, tekst="Jeg er enig.", av=hvor.verneombud, naa=naa)
    bekreft_deltakere(
        kartlegging=kartlegging,
        summene=enhetssummer(kartlegging),
        av=hovedverneombud(hvor.enhetene["rot"]),
        naa=naa,
    )
    varsle(kartlegging=kartlegging, av=hvor.hr, naa=naa)
    aapne(kartlegging=kartlegging, av=hvor.hr, naa=naa)
    return kartlegging


def publisert(
    hvor: Sted,
    *,
    navn: str = "Vår 2026",
    naa: datetime = NAA,
    svarer_ikke: int = 0,
    tyngre: bool = False,
    skalaer: Sequence[str] = (),
) -> Kartlegging:
    """Alle unntatt de ``svarer_ikke`` første i hver enhet svarer, og kartleggingen lukkes."""
    kartlegging = aapnet(hvor, navn=navn, naa=naa, skalaer=skalaer)
    spurt = set(kartlegging.instrument.leddrekkefolge)
    nummer: dict[str, int] = {}
    besvarelsene = []
    for enhet, kode in koder_til(kartlegging):
        nummer[enhet] = nummer.get(enhet, -1) + 1
        if nummer[enhet] >= svarer_ikke:
            alle = svar(enhet, nummer[enhet], tyngre=tyngre)
            besvarelsene.append((kode, {ledd: verdi for ledd, verdi in alle.items() if ledd in spurt}))
    avgi_mange(kartlegging=kartlegging, besvarelsene=besvarelsene)
    lukk(kartlegging=kartlegging, av=hvor.hr, naa=naa + timedelta(days=14))
    return Kartlegging.objects.get(pk=kartlegging.pk)
