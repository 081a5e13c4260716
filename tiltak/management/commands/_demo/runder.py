"""De fire kartleggingene i demoen: to eldre, høstens – besvart over HTTP – og en åpen puls."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from arbeidsmiljo.models import Bruker, Enhet, Virksomhet
from kartlegging.actions import (
    Deltaker,
    aapne,
    aapne_for,
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
from kartlegging.domain.instrumentfil import last_instrument
from kartlegging.domain.koder import vis_kode
from tiltak.management.commands._demo.befolkning import Befolkning
from tiltak.management.commands._demo.nettleser import ledig_port, svar_over_http, tjener
from tiltak.management.commands._demo.organisasjon import Enhetsplan

FORMAAL = (
    "Finne ut hvordan arbeidet er lagt opp hos oss, og hva som bør endres. Resultatet brukes i risikovurderingen "
    "og handlingsplanen, og ikke til noe annet."
)
VERNEOMBUDETS_SYN = "Jeg har lest spørsmålene og planen. Jeg er enig i opplegget, og har bedt om at resultatet gås gjennom i arbeidstiden."
AMU_BEHANDLING = "Utvalget er orientert om formålet, spørsmålene og grensen for hva som vises, og støtter opplegget."
SVARANDEL = 0.86
PULSSKALAER = ("a1", "a2", "c1", "c2", "d2")
HTTP_GRENSE = 2000
"""Over så mange svar skrives de gjennom handlingslaget i bulk (contracts.md)."""

Si = Callable[[str], None]


class Runder:
    """Kjører rundene for én virksomhet. ``si`` viser framdrift."""

    def __init__(
        self,
        *,
        virksomhet: Virksomhet,
        plan: Sequence[Enhetsplan],
        enhetene: Mapping[str, Enhet],
        brukerne: Mapping[str, Bruker],
        fro: int,
        si: Si,
    ) -> None:
        self._virksomhet = virksomhet
        self._plan = plan
        self._enhetene = enhetene
        self._brukerne = brukerne
        self._fro = fro
        self._si = si
        self._instrument = last_instrument("forsvarlig-4-3", 1)

    def tidligere(self, navn: str, *, runde: int, lukkes: datetime) -> int:
        """En eldre runde, besvart i bulk og lukket på sin dag."""
        kartlegging = self._aapen(navn, aapner=lukkes - timedelta(days=16), lukker=lukkes)
        avgi_mange(kartlegging=kartlegging, besvarelsene=self._besvarelser(kartlegging, runde))
        utgivelse = lukk(kartlegging=kartlegging, av=self._brukerne["hr"], naa=lukkes)
        self._si(f"{navn}: {utgivelse.antall} svar telt opp")
        return int(kartlegging.pk)

    def hostens(self, navn: str, *, naa: datetime) -> int:
        """Høstens runde, besvart gjennom svarsiden når den ikke er for stor, og lukket nå."""
        kartlegging = self._aapen(navn, aapner=naa - timedelta(days=16), lukker=naa + timedelta(hours=6))
        besvarelsene = self._besvarelser(kartlegging, 2)
        if len(besvarelsene) > HTTP_GRENSE:
            self._si(f"{navn}: {len(besvarelsene)} svar er for mange for svarsiden her, og skrives i bulk …")
            avgi_mange(kartlegging=kartlegging, besvarelsene=besvarelsene)
        else:
            self._si(f"{navn}: {len(besvarelsene)} ansatte svarer på svarsiden …")
            with tjener(ledig_port()) as port:
                svar_over_http(
                    port, besvarelsene, framdrift=lambda gjort: self._si(f"{navn}: {gjort} av {len(besvarelsene)} svar")
                )
        utgivelse = lukk(kartlegging=kartlegging, av=self._brukerne["hr"], naa=naa)
        self._si(f"{navn}: lukket og telt opp, {utgivelse.antall} svar, SHA-256 {utgivelse.sha256[:12]}…")
        return int(kartlegging.pk)

    def aapen_puls(self, navn: str, *, naa: datetime) -> None:
        """En kort puls som står åpen i to uker, så svarsiden kan prøves."""
        self._aapen(navn, aapner=naa - timedelta(hours=1), lukker=naa + timedelta(days=14), skalaer=PULSSKALAER)
        self._si(f"{navn}: åpen i 14 dager")

    def _besvarelser(self, kartlegging: Any, runde: int) -> list[tuple[str, Mapping[str, int]]]:
        befolkning = Befolkning(self._instrument, runde=runde, fro=self._fro)
        # Sortert på enhet: samme frø gir samme svar i hver enhet, selv om kodene er nye hver gang.
        kodene = sorted(koder_til(kartlegging), key=lambda par: par[0])
        return [(kode, befolkning.svar(enhet)) for enhet, kode in kodene if befolkning.svarer(SVARANDEL)]

    def _aapen(self, navn: str, *, aapner: datetime, lukker: datetime, skalaer: Sequence[str] = ()) -> Any:
        hr, verneombud = self._brukerne["hr"], self._brukerne["hovedverneombud"]
        # Typen bor i kartlegging.models, som tiltak ikke skal kjenne (decisions.md «Layout»); derav Any.
        kartlegging = opprett(
            virksomhet=self._virksomhet,
            navn=navn,
            formaal=FORMAAL,
            instrument=self._instrument,
            aapner=aapner,
            lukker=lukker,
            skalaer=skalaer,
            sprak=self._instrument.sprak,
            av=hr,
            naa=aapner - timedelta(days=21),
        )
        deltakere = [
            Deltaker(
                self._enhetene[enhet.kode],
                f"{enhet.kode}.{nummer:03d}@fjordvik.example",
                ansatt_fra=aapner.date() - timedelta(days=400 + 37 * nummer),
            )
            for enhet in self._plan
            for nummer in range(1, enhet.ansatte + 1)
        ]
        inviter(kartlegging=kartlegging, deltakere=deltakere, av=hr, naa=aapner - timedelta(days=14))
        registrer_verneombudets_syn(
            kartlegging=kartlegging, tekst=VERNEOMBUDETS_SYN, av=verneombud, naa=aapner - timedelta(days=10)
        )
        registrer_amu_behandling(
            kartlegging=kartlegging,
            tekst=AMU_BEHANDLING,
            dato=(aapner - timedelta(days=10)).date(),
            av=self._brukerne["amu"],
            naa=aapner - timedelta(days=9),
        )
        bekreft_deltakere(
            kartlegging=kartlegging, summene=enhetssummer(kartlegging), av=verneombud, naa=aapner - timedelta(days=9)
        )
        varsle(kartlegging=kartlegging, av=hr, naa=aapner - timedelta(days=7))
        aapne(kartlegging=kartlegging, av=hr, naa=aapner)
        return kartlegging


def provekode(virksomhet: Virksomhet, *, enhet: str, naa: datetime) -> str:
    """Koden til en deltaker i den åpne pulsen, helst i enheten. Tom tekst når ingen er åpen."""
    for kartlegging in aapne_for(virksomhet, naa=naa):
        kodene = koder_til(kartlegging)
        if kodene:
            return vis_kode(next((kode for kodeenhet, kode in kodene if kodeenhet == enhet), kodene[0][1]))
    return ""
