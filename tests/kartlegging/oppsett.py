"""Bygger kartlegginger gjennom de ekte handlingene, til prøvene."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from arbeidsmiljo.actions import opprett_virksomhet
from arbeidsmiljo.models import Bruker, Enhet
from kartlegging.actions import Deltaker, aapne, inviter, koder_til, opprett, registrer_verneombudets_syn, varsle
from kartlegging.domain.instrumentfil import last_instrument
from kartlegging.models import Kartlegging

NAA = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
INSTRUMENT = last_instrument("forsvarlig-4-3", 1)
ALLE_MIDT = {ledd: (1 if ledd[0] in "fg" else 3) for ledd in INSTRUMENT.leddrekkefolge}


def utkast(antall: Mapping[str, int], *, orgnr: str = "310000027", navn: str = "Vår 2026") -> Kartlegging:
    """Et utkast i en virksomhet med én enhet per kode i ``antall``, rett under roten, og så mange invitert i hver."""
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
    registrer_verneombudets_syn(kartlegging=kartlegging, tekst="Jeg er enig.", av=bruker, naa=NAA)
    return kartlegging


def aapnet(antall: Mapping[str, int], *, orgnr: str = "310000027", navn: str = "Vår 2026") -> Kartlegging:
    """Som ``utkast``, men åpen for svar."""
    kartlegging = utkast(antall, orgnr=orgnr, navn=navn)
    varsle(kartlegging=kartlegging, av=None, naa=NAA)
    aapne(kartlegging=kartlegging, av=None, naa=NAA)
    return kartlegging


def koder(kartlegging: Kartlegging, enhet: str = "") -> list[str]:
    """Kodene i enheten, eller i hele kartleggingen."""
    return [kode for kode_enhet, kode in koder_til(kartlegging) if enhet in {"", kode_enhet}]
