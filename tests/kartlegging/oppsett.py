"""Bygger kartlegginger gjennom de ekte handlingene, til prøvene."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from arbeidsmiljo.actions import opprett_virksomhet, tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet
from kartlegging.actions import (
    Deltaker,
    aapne,
    bekreft_deltakere,
    enhetssummer,
    inviter,
    koder_til,
    opprett,
    registrer_verneombudets_syn,
    varsle,
)
from kartlegging.domain.instrumentfil import last_instrument
from kartlegging.models import Kartlegging

NAA = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
INSTRUMENT = last_instrument("forsvarlig-4-3", 1)
ALLE_MIDT = {ledd: (1 if ledd[0] in "fg" else 3) for ledd in INSTRUMENT.leddrekkefolge}


def utkast(antall: Mapping[str, int], *, orgnr: str = "310000027", navn: str = "Vår 2026") -> Kartlegging:
    """Et utkast i en virksomhet med én enhet per kode i ``antall``, rett under roten, og så mange invitert i hver.

    Verneombudet har uttalt seg og bekreftet deltakerlisten.
    """
    virksomhet, rot = opprett_virksomhet(navn=f"Prøve {orgnr}", orgnr=orgnr, naa=NAA)
    bruker = Bruker.objects.opprett(epost=f"hr@{orgnr}.example", navn="Hanne Retten")
    kartlegging = opprett(
        virksomhet=virksomhet,
        navn=navn,
        formaal="Prøve.",
        instrument=INSTRUMENT,
        aapner=NAA,
        lukker=NAA + timedelta(days=14),
        sprak=("nb", "nn", "en"),
        av=bruker,
        naa=NAA,
    )
    deltakere = []
    for kode, hvor_mange in antall.items():
        enhet = (
            rot
            if kode == "rot"
            else Enhet.objects.create(virksomhet=virksomhet, kode=kode, navn=f"Enhet {kode}", forelder=rot)
        )
        deltakere += [Deltaker(enhet, f"{kode}{nummer}@prove.example") for nummer in range(hvor_mange)]
    inviter(kartlegging=kartlegging, deltakere=deltakere, av=bruker, naa=NAA)
    verneombud = hovedverneombud(rot)
    registrer_verneombudets_syn(kartlegging=kartlegging, tekst="Jeg er enig.", av=verneombud, naa=NAA)
    bekreft_deltakere(kartlegging=kartlegging, summene=enhetssummer(kartlegging), av=verneombud, naa=NAA)
    return kartlegging


def hovedverneombud(rot: Enhet) -> Bruker:
    """Virksomhetens hovedverneombud; lages første gang."""
    epost = f"hvo@{rot.virksomhet.orgnr}.example"
    funnet = Bruker.objects.filter(epost=epost).first()
    if funnet is None:
        funnet = Bruker.objects.opprett(epost=epost, navn="Vera Ombud")
        tildel_rolle(bruker=funnet, rolle=Rolle.HOVEDVERNEOMBUD, enhet=rot, av=None, naa=NAA, fra=date(2020, 1, 1))
    return funnet


def aapnet(antall: Mapping[str, int], *, orgnr: str = "310000027", navn: str = "Vår 2026") -> Kartlegging:
    """Som ``utkast``, men åpen for svar."""
    kartlegging = utkast(antall, orgnr=orgnr, navn=navn)
    varsle(kartlegging=kartlegging, av=None, naa=NAA)
    aapne(kartlegging=kartlegging, av=None, naa=NAA)
    return kartlegging


def koder(kartlegging: Kartlegging, enhet: str = "") -> list[str]:
    """Kodene i enheten, eller i hele kartleggingen."""
    return [kode for kode_enhet, kode in koder_til(kartlegging) if enhet in {"", kode_enhet}]
