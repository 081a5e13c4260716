"""En virksomhet laget for å angripes: små enheter, direkte medlemmer, en taus enhet, og en bruker i hver rolle.

To runder med en omorganisering imellom. Alt går gjennom de ekte handlingene, og fasiten (hvem som svarte hva, i hvilken
enhet) ligger bare her.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

import numpy as np

from arbeidsmiljo.actions import opprett_virksomhet, slaa_sammen
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet, Tildeling, Virksomhet
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
    registrer_amu_behandling,
    registrer_verneombudets_syn,
    varsle,
)
from kartlegging.domain.beregning import Personpoeng, beregn
from kartlegging.models import Kartlegging
from tests.kartlegging.oppsett import INSTRUMENT, NAA, hovedverneombud

SENERE = NAA + timedelta(days=200)
SVARTID = timedelta(days=14)

Tre = Mapping[str, tuple[str, str, int]]

TRE: Tre = {
    "helse": ("rot", "Helse", 3),
    "solbakken": ("helse", "Solbakken", 1),
    "post1": ("solbakken", "Post 1", 11),
    "post2": ("solbakken", "Post 2", 9),
    "natt": ("solbakken", "Natt", 4),
    "hjemme": ("helse", "Hjemmetjenesten", 26),
    "stille": ("helse", "Arkivet", 5),
    "teknisk": ("rot", "Teknisk", 0),
    "drift": ("teknisk", "Drift", 8),
    "lager": ("teknisk", "Lager", 4),
    "skole": ("rot", "Skole", 0),
    "furu": ("skole", "Furu skole", 31),
    "gran": ("skole", "Gran skole", 22),
    "sfo": ("gran", "SFO", 6),
}
"""Kode → forelder, navn og antall inviterte rett på enheten; roten har åtte. ``teknisk`` er 12 = 8 + 4, ``helse`` og
``solbakken`` har direkte medlemmer under grensen, og i ``stille`` svarer ingen."""

TRE_ETTER: Tre = {
    **{kode: rad for kode, rad in TRE.items() if kode not in {"drift", "lager"}},
    "natt": ("helse", "Natt", 4),
    "sfo": ("skole", "Skolefritidsordningen", 9),
    "driftlager": ("teknisk", "Drift og lager", 12),
}
"""Etter omorganiseringen: Drift og Lager er slått sammen, Natt og SFO er flyttet, og SFO har fått navn og tre til."""

DIREKTE_I_ROTEN = 8
TAUSE = frozenset({"stille"})

ROLLENE: tuple[tuple[str, Rolle, tuple[str, ...]], ...] = (
    ("hr", Rolle.HR, ("rot",)),
    ("amu", Rolle.AMU, ("rot",)),
    ("bht", Rolle.BHT, ("helse",)),
    ("toppleder", Rolle.TOPPLEDER, ("rot",)),
    ("tilsyn", Rolle.TILSYN, ("teknisk",)),
    ("hrskole", Rolle.HR, ("skole",)),
    ("lederhelse", Rolle.LEDER, ("helse",)),
    ("ledersol", Rolle.LEDER, ("solbakken",)),
    ("lederteknisk", Rolle.LEDER, ("teknisk",)),
    ("lederdrift", Rolle.LEDER, ("drift",)),
    ("lederskole", Rolle.LEDER, ("skole",)),
    ("ledertospann", Rolle.LEDER, ("post1", "furu")),
    ("vosol", Rolle.VERNEOMBUD, ("solbakken",)),
    ("vogran", Rolle.VERNEOMBUD, ("gran",)),
)


@dataclass(frozen=True)
class Runde:
    """En kartlegging med fasiten: ``enhet`` er cellen til hver som svarte, ``poeng`` det de har."""

    kartlegging: Kartlegging
    tre: Tre
    celler: tuple[str, ...]
    enhet: tuple[str, ...]
    poeng: Personpoeng

    def under(self, kode: str) -> set[int]:
        """Cellene i enheten med alt under den."""
        inne = {kode}
        for en, (forelder, _navn, _antall) in self.tre.items():
            if forelder in inne:
                inne.add(en)
        return {plass for plass, celle in enumerate(self.celler) if celle in inne}

    def antall(self, har: "np.ndarray | None" = None) -> list[int]:
        """Mennesker per celle, av alle eller av dem som har variabelen."""
        telt = [en for en, med in zip(self.enhet, har, strict=True) if med] if har is not None else list(self.enhet)
        return [telt.count(celle) for celle in self.celler]


@dataclass
class Scene:
    virksomhet: Virksomhet
    enhetene: dict[str, Enhet]
    brukerne: dict[str, Bruker] = field(default_factory=dict)
    rundene: list[Runde] = field(default_factory=list)


def scene(orgnr: str = "310000027", tre: Tre = TRE) -> Scene:
    """Virksomheten med treet og brukerne som har en enhet der, uten noen runde."""
    virksomhet, rot = opprett_virksomhet(navn="Fjordvik", orgnr=orgnr, naa=NAA)
    enhetene = {"rot": rot}
    for kode, (forelder, navn, _antall) in tre.items():
        enhetene[kode] = Enhet.objects.create(virksomhet=virksomhet, kode=kode, navn=navn, forelder=enhetene[forelder])
    hvor = Scene(virksomhet, enhetene)
    for fornavn, rolle, kodene in ROLLENE:
        if not enhetene.keys() >= set(kodene):
            continue
        ny = Bruker.objects.opprett(epost=f"{fornavn}@{orgnr}.example", navn=f"{fornavn.title()} Nes")
        for kode in kodene:
            til = date(2100, 1, 1) if rolle == Rolle.TILSYN else None
            # Prøvene går over mange år, lenger enn et tilsyn får.
            Tildeling.objects.create(bruker=ny, rolle=rolle, enhet=enhetene[kode], fra=date(2020, 1, 1), til=til)
        hvor.brukerne[fornavn] = ny
    hvor.brukerne["hvo"] = hovedverneombud(rot)
    return hvor


def aapnet(hvor: Scene, tre: Tre, *, navn: str, naa: datetime, skalaer: tuple[str, ...] = ()) -> Kartlegging:
    """Åpen for svar, med alle i ``tre`` og de i roten invitert."""
    hr = hvor.brukerne["hr"]
    kartlegging = opprett(
        virksomhet=hvor.virksomhet,
        navn=navn,
        formaal="Se hva som sliter i arbeidet.",
        instrument=INSTRUMENT,
        aapner=naa,
        lukker=naa + SVARTID,
        sprak=("nb",),
        skalaer=skalaer,
        av=hr,
        naa=naa,
    )
    antall = {"rot": DIREKTE_I_ROTEN} | {kode: rad[2] for kode, rad in tre.items()}
    deltakere = [
        Deltaker(hvor.enhetene[kode], f"{kode}.{'abcdefghijklmnopqrstuvwxyzæøåäöü'[nummer]}@prove.example")
        for kode, hvor_mange in antall.items()
        for nummer in range(hvor_mange)
    ]
    inviter(kartlegging=kartlegging, deltakere=deltakere, av=hr, naa=naa)
    # Hentes på nytt: enhetene en bruker ser, huskes på objektet, og treet kan være endret.
    vernet = Bruker.objects.get(pk=hvor.brukerne["hvo"].pk)
    registrer_verneombudets_syn(kartlegging=kartlegging, tekst="Jeg er enig.", av=vernet, naa=naa)
    if "amu" in hvor.brukerne:
        registrer_amu_behandling(
            kartlegging=kartlegging, tekst="Støttes.", dato=naa.date(), av=hvor.brukerne["amu"], naa=naa
        )
    bekreft_deltakere(kartlegging=kartlegging, summene=enhetssummer(kartlegging), av=vernet, naa=naa)
    varsle(kartlegging=kartlegging, av=hr, naa=naa)
    aapne(kartlegging=kartlegging, av=hr, naa=naa)
    return kartlegging


def svar_til(fro: str, kartlegging: Kartlegging) -> dict[str, int]:
    """Svarene til én person. Hver tiende skala er hoppet over, så hver skala har sin egen gruppe."""
    tilfeldig = Random(fro)
    tyngde = tilfeldig.choice((1, 2, 3))
    ut: dict[str, int] = {}
    instrument = kartlegging.instrument
    for skala in instrument.skalaene:
        if tilfeldig.random() < 0.9:
            ut |= {ledd.id: min(5, tilfeldig.randint(1, 3) + tyngde - 1) for ledd in skala.leddene}
    for hendelse in instrument.hendelsene:
        ut[hendelse.id] = 2 if tilfeldig.random() < 0.15 else 1
    return ut or {instrument.leddrekkefolge[0]: 3}


def publisert(
    hvor: Scene, tre: Tre = TRE, *, navn: str = "Vår", naa: datetime = NAA, skalaer: tuple[str, ...] = ()
) -> Runde:
    """Åpnet, besvart av alle utenom de tause, og lukket. Runden legges til i ``hvor.rundene``."""
    kartlegging = aapnet(hvor, tre, navn=navn, naa=naa, skalaer=skalaer)
    nummer: dict[str, int] = {}
    enhet, svarene, innsendt = [], [], []
    for celle, kode in koder_til(kartlegging):
        if celle in TAUSE:
            continue
        nummer[celle] = nummer.get(celle, 0) + 1
        svar = svar_til(f"{navn}:{celle}:{nummer[celle]}", kartlegging)
        enhet.append(celle)
        svarene.append([svar.get(ledd, 0) for ledd in kartlegging.instrument.leddrekkefolge])
        innsendt.append((kode, svar))
    avgi_mange(kartlegging=kartlegging, besvarelsene=innsendt)
    lukk(kartlegging=kartlegging, av=hvor.brukerne["hr"], naa=naa + SVARTID)
    runde = Runde(
        Kartlegging.objects.get(pk=kartlegging.pk),
        {"rot": ("", hvor.virksomhet.navn, DIREKTE_I_ROTEN), **tre},
        ("rot", *tre),
        tuple(enhet),
        beregn(kartlegging.instrument, np.array(svarene, dtype=np.uint8)),
    )
    hvor.rundene.append(runde)
    return runde


def omorganiser(hvor: Scene, naa: datetime = SENERE) -> None:
    """Fra ``TRE`` til ``TRE_ETTER`` i den levende organisasjonen."""
    enhetene = hvor.enhetene
    enhetene["driftlager"] = slaa_sammen(
        enheter=[enhetene["drift"], enhetene["lager"]],
        kode="driftlager",
        navn="Drift og lager",
        av=hvor.brukerne["hr"],
        naa=naa,
    )
    Enhet.objects.filter(pk=enhetene["natt"].pk).update(forelder=enhetene["helse"])
    Enhet.objects.filter(pk=enhetene["sfo"].pk).update(forelder=enhetene["skole"], navn="Skolefritidsordningen")
