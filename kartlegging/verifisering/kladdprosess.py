"""Kjøres som egen prosess mot en tom kladd: sender 200 oppdiktede svar, og angriper dem som den sterkeste angriperen.

Angriperen vet hvem som trykket Send, i hvilken rekkefølge, og har hele databasen. Det samme angrepet gjøres på en
ubeskyttet tvilling. Fanges ikke den, er det prøven som er gal.
"""

import json
import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from arbeidsmiljo.actions import opprett_virksomhet, tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet
from kartlegging import actions
from kartlegging.domain.instrumentfil import last_instrument
from kartlegging.domain.koder import kode_for
from kartlegging.domain.rangprove import Rekke, dom_over
from kartlegging.models import Kartlegging
from kartlegging.nokler import har_nokler, les_nokler
from kartlegging.verifisering import database
from kartlegging.verifisering.angrep import invitasjonenes_rekker

ANTALL = 200
_ENHETER = 8
_LOPENUMMER = 1_900_000_000
NAA = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _stokk_om(kartlegging: Kartlegging) -> None:
    actions.stokk_om(kartlegging=kartlegging, naa=NAA)


def kjor(mappe: Path, omstokk: Callable[[Kartlegging], None] = _stokk_om) -> dict[str, Any]:
    """Hele prøven på databasen som er satt opp. Svarer med tall og ja/nei, aldri med rader.

    ``omstokk`` er det som skal verne rekkefølgen.
    """
    kartlegging = _aapen_kartlegging()
    nokler = les_nokler(kartlegging.kortnavn)
    rekken = list(kartlegging.invitasjonene.values_list("pk", flat=True))
    random.SystemRandom().shuffle(rekken)
    koder = {pk: kode_for(nokler.koder, pk) for pk in rekken}
    sendt = {pk: _svar(kartlegging) for pk in rekken}
    andre_tabeller = [tabell for tabell in database.tabellene() if tabell != database.SVARTABELL]
    for_ = {tabell: database.radene_i(tabell) for tabell in andre_tabeller}
    for pk in rekken:
        actions.avgi_besvarelse(kode=koder[pk], svar=sendt[pk], gruppe=None, naa=NAA)
    endret = [tabell for tabell in andre_tabeller if database.radene_i(tabell) != for_[tabell]]
    antall = database.antall_i(database.SVARTABELL)
    omstokk(kartlegging)
    nullifikatorene = {nokler.nullifikator_for(koder[pk]): pk for pk in rekken}
    ut = _angrip(kartlegging, rekken, nullifikatorene)
    klartekst = ["".join(str(svar[ledd]) for ledd in kartlegging.instrument.leddrekkefolge) for svar in sendt.values()]
    ut |= {"antall": antall, "endrede_tabeller": endret, "klartekst": _finnes_i(klartekst, mappe)}
    ut |= _angrip_tvillingen(rekken, nullifikatorene, klartekst)
    ut["klartekst_i_tvillingen"] = _finnes_i(klartekst, mappe)
    actions.lukk(kartlegging=kartlegging, av=None, naa=NAA)
    ut["igjen_etter_opptelling"] = har_nokler(kartlegging.kortnavn) or database.antall_i(database.SVARTABELL) > 0
    return ut


def _aapen_kartlegging() -> Kartlegging:
    """En oppdiktet virksomhet med åtte enheter, og en kartlegging som er åpen for svar."""
    if database.er_postgres():
        # Låsen er felles for hele databasen. Et høyt nummer gjør at kladden aldri venter på en ekte kartlegging.
        database.flytt_nummerserien("kartlegging_kartlegging", _LOPENUMMER)
    virksomhet, rot = opprett_virksomhet(navn="Kladd", orgnr="310000019", naa=NAA)
    ombud = Bruker.objects.opprett(epost="ombud@kladd.example", navn="Kladd Ombud")
    tildel_rolle(bruker=ombud, rolle=Rolle.HOVEDVERNEOMBUD, enhet=rot, av=None, naa=NAA)
    kartlegging = actions.opprett(
        virksomhet=virksomhet,
        navn="Kladd",
        formaal="Kladd.",
        instrument=last_instrument("forsvarlig-4-3", 1),
        aapner=NAA,
        lukker=NAA + timedelta(days=1),
        av=None,
        naa=NAA,
    )
    enhetene = [
        Enhet.objects.create(virksomhet=virksomhet, kode=f"kladd{nr}", navn=f"Kladd {nr}", forelder=rot)
        for nr in range(_ENHETER)
    ]
    deltakere = [actions.Deltaker(enhetene[nr % _ENHETER], f"d{nr:03}@kladd.example") for nr in range(ANTALL)]
    actions.inviter(kartlegging=kartlegging, deltakere=deltakere, av=None, naa=NAA)
    actions.registrer_verneombudets_syn(kartlegging=kartlegging, tekst="Kladd.", av=ombud, naa=NAA)
    summene = actions.enhetssummer(kartlegging)
    actions.bekreft_deltakere(kartlegging=kartlegging, summene=summene, av=ombud, naa=NAA)
    actions.varsle(kartlegging=kartlegging, av=None, naa=NAA)
    actions.aapne(kartlegging=kartlegging, av=None, naa=NAA)
    return kartlegging


def _svar(kartlegging: Kartlegging) -> dict[str, int]:
    instrument, lodd = kartlegging.instrument, random.SystemRandom()
    hendelser = {hendelse.id for hendelse in instrument.hendelsene}
    return {ledd: lodd.randint(1, 2 if ledd in hendelser else 5) for ledd in instrument.leddrekkefolge}


def _angrip(kartlegging: Kartlegging, rekken: list[int], par: dict[bytes, int]) -> dict[str, Any]:

    svarene = {navn: Rekke(plassene) for navn, plassene in database.svarenes_rekkefolger(kartlegging.pk).items()}
    sendt = {"når de trykket Send": Rekke({pk: plass for plass, pk in enumerate(rekken)})}
    dom = dom_over(svarene, sendt | invitasjonenes_rekker(kartlegging), par)
    if dom is None:
        raise RuntimeError("Svarene som ble sendt i kladden, er der ikke.")
    return {"kobler": dom.kobler, "mest_treff": dom.mest_treff, "verst": list(dom.verst)}


def _angrip_tvillingen(rekken: list[int], par: dict[bytes, int], klartekst: list[str]) -> dict[str, Any]:

    nullifikator = {pk: verdi for verdi, pk in par.items()}
    radene = [(nullifikator[pk], tekst) for pk, tekst in zip(rekken, klartekst, strict=True)]
    ordnet = database.skriv_tvilling(radene)
    sendt = Rekke({pk: plass for plass, pk in enumerate(rekken)})
    dom = dom_over({"id": Rekke({verdi: plass for plass, verdi in enumerate(ordnet)})}, {"sendt": sendt}, par)
    return {"tvilling_treff": dom.mest_treff if dom else 0}


def _finnes_i(tekstene: list[str], mappe: Path) -> bool:
    """Om noen av tekstene står i klartekst i databasen: i filene på SQLite, i alle verdier på begge."""
    letes = [tekst.encode() for tekst in tekstene]
    filene = [sti.read_bytes() for sti in mappe.rglob("*") if sti.is_file()]
    verdiene = [verdi for tabell in database.tabellene() for _kolonne, verdi in database.alle_verdier(tabell)]
    return any(tekst in innhold for innhold in (*filene, b"\n".join(verdiene)) for tekst in letes)


def main() -> None:
    """Setter opp kladden og skriver resultatet til filen i første argument. Rører aldri en database med noe i."""
    if database.tabellene():
        raise SystemExit("Kladden er ikke tom. Den rører aldri en database med noe i.")
    call_command("migrate", interactive=False, verbosity=0)
    ut = kjor(Path(settings.VARMAPPE))
    Path(sys.argv[1]).write_text(json.dumps(ut), encoding="utf-8")
