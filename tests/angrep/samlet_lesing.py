"""Alt alle rollene kan hente i alle kanaler etter to publiserte runder, lest til fakta og slått sammen."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from django.core.management import CommandError, call_command
from django.test import Client

from arbeidsmiljo.models import Bruker
from tests.angrep.angrep_scene import SENERE, TRE_ETTER, Runde, Scene, omorganiser, publisert, scene
from tests.angrep.kryper import Svar, kryp
from tests.angrep.leser import FILER, Fakt, Lest, Planleser, Sideleser, Skjult, csv_rader, fra_rader, json_rader
from tests.kartlegging.oppsett import INSTRUMENT
from tests.tiltak.bygg import vurder
from tiltak.actions import be_om_uttalelse, konkluder_samlet, start_vurdering
from tiltak.domain.begreper import Kilde
from tiltak.domain.risiko import Risikoniva
from tiltak.models import Risikovurdering

VURDERT = "helse"
PULS = ("a1", "a2", "a3", "a4", "f1")
"""Det den andre runden spør om: nok til en faktor som kan sammenlignes, og en hendelse."""
PDF_SOM = frozenset({"hr", "lederhelse"})
"""PDF-en er dyr å lage, og hvem som spør, er ikke med i den; to roller holder."""


@dataclass
class Lesing:
    """``svarene`` er bruker → adresse → svar; ``fakta`` er det alle sammen vet."""

    scene: Scene
    runde: Mapping[str, Runde]
    svarene: dict[str, dict[str, Svar]]
    fakta: set[Fakt] = field(default_factory=set)
    skjult: set[Skjult] = field(default_factory=set)

    def ta_med(self, lest: Iterator[Lest]) -> None:
        for en in lest:
            if isinstance(en, Fakt):
                self.fakta.add(en)
            else:
                self.skjult.add(en)

    def verdier(self) -> dict[tuple[str, str, str], set[int]]:
        """(runde, rad, variabel) → alle verdiene noen kanal viser."""
        ut: dict[tuple[str, str, str], set[int]] = defaultdict(set)
        for en in self.fakta:
            ut[en.runde, en.rad, en.variabel].add(en.verdi)
        return ut

    def viste(self, runde: str) -> dict[str, set[str]]:
        """Variabel → radene den er vist for."""
        ut: dict[str, set[str]] = defaultdict(set)
        for en in self.fakta:
            if en.runde == runde:
                ut[en.variabel].add(en.rad)
        return ut


def les_alt(mappe: Path) -> Lesing:
    """Bygger virksomheten, publiserer, omorganiserer, publiserer igjen, og lar alle lese alt."""
    hvor = scene()
    vaar = publisert(hvor)
    vurdering = _vurdert(hvor, vaar)
    omorganiser(hvor)
    host = publisert(hvor, TRE_ETTER, navn="Høst", naa=SENERE, skalaer=PULS)
    lesing = Lesing(hvor, {en.kartlegging.kortnavn: en for en in (vaar, host)}, {})
    for navn, bruker in hvor.brukerne.items():
        klient = Client()
        klient.force_login(bruker)
        lesing.svarene[navn] = kryp(klient, utenom=r"\.pdf$" if navn not in PDF_SOM else None)
    lesing.svarene["ingen"] = kryp(Client())
    _les_svarene(lesing, vurdering)
    _les_kommandoene(lesing, vurdering, mappe)
    return lesing


def _vurdert(hvor: Scene, runde: Runde) -> Risikovurdering:
    leder = hvor.brukerne["lederhelse"]
    vurdering = start_vurdering(
        enhet=hvor.enhetene[VURDERT],
        kartlegging_id=runde.kartlegging.pk,
        kilde=Kilde.KARTLEGGING,
        motedato=SENERE.date(),
        leder=leder,
        verneombud=hvor.brukerne["hvo"],
        av=leder,
        naa=SENERE,
    )
    for forhold in vurdering.forholdene.all():
        vurder(vurdering, forhold.faktor)
    konkluder_samlet(
        vurdering=vurdering, niva=Risikoniva.ORANSJE, konklusjon="Tidspresset preger alt.", av=leder, naa=SENERE
    )
    return be_om_uttalelse(vurdering=Risikovurdering.objects.get(pk=vurdering.pk), av=leder, naa=SENERE)


def _les_svarene(lesing: Lesing, vurdering: Risikovurdering) -> None:
    navnene = {}
    for kortnavn in lesing.runde:
        radene = json_rader(lesing.svarene["hr"][f"/app/resultater/{kortnavn}/tabell.json"].kropp)
        navnene[kortnavn] = {rad["navn"]: rad["kode"] for rad in radene}
    sidene = Sideleser(INSTRUMENT, navnene)
    planen = Planleser(INSTRUMENT, "var", VURDERT)
    for svarene in lesing.svarene.values():
        for adresse, svar in svarene.items():
            lesing.ta_med(sidene.les(adresse, svar))
            lesing.ta_med(_fil(adresse, svar))
            lesing.ta_med(_plan(planen, vurdering.pk, adresse, svar))


def _fil(adresse: str, svar: Svar) -> Iterator[Lest]:
    treff = re.fullmatch(r"/app/resultater/([\w-]+)/(tabell\.\w+)", adresse)
    if treff and svar.status == 200:
        yield from fra_rader(treff[1], FILER[treff[2]](svar.kropp), treff[2])


def _plan(planen: Planleser, pk: int, adresse: str, svar: Svar) -> Iterator[Lest]:
    if svar.status != 200:
        return
    sti = unquote(adresse)
    if treff := re.fullmatch(rf"/app/risiko/{pk}/forhold/(\w)/", sti):
        yield from planen.forholdsside(treff[1], svar.side)
    elif sti == f"/app/risiko/{pk}/samlet/":
        yield from planen.samletside(svar.side)
    elif sti == f"/app/handlingsplan/{pk}/":
        yield from planen.planside(svar.side)
    elif sti.endswith(".pdf"):
        yield from planen.pdf(svar.kropp)


def _les_kommandoene(lesing: Lesing, vurdering: Risikovurdering, mappe: Path) -> None:
    for bruker in lesing.scene.brukerne.values():
        for kortnavn in lesing.runde:
            for format_, les in (("json", json_rader), ("csv", csv_rader)):
                kropp = eksportert(bruker, kortnavn, format_, mappe)
                lesing.ta_med(fra_rader(kortnavn, les(kropp), f"kommando {format_}") if kropp else iter(()))
    fil = mappe / "plan.pdf"
    call_command("eksporter_handlingsplan", str(vurdering.pk), ut=fil, ja=True, stdout=io.StringIO())
    lesing.ta_med(Planleser(INSTRUMENT, "var", VURDERT).pdf(fil.read_bytes()))


def eksportert(bruker: Bruker, kortnavn: str, format_: str, mappe: Path) -> bytes:
    """Det ``eksporter_resultat`` skriver for brukeren; tomt når den nekter."""
    fil = mappe / f"ut.{format_}"
    try:
        call_command(
            "eksporter_resultat", kortnavn, som=bruker.epost, format=format_, ut=fil, ja=True, stdout=io.StringIO()
        )
    except CommandError:
        return b""
    return fil.read_bytes()
