"""Fra resultat til signert handlingsplan i demoen: Avdeling Bjørk, og kjøkkenet som er for lite til å vises."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet
from tiltak.actions.dialog import registrer_dialogmote, skriv_dialognotat
from tiltak.actions.plan import be_om_uttalelse, gi_uttalelse, signer
from tiltak.actions.tiltak import opprett_tiltak
from tiltak.actions.vurdering import (
    konkluder_samlet,
    start_vurdering,
    vurder_forhold,
    vurder_hver_for_seg,
)
from tiltak.domain.begreper import Aarsakskode, Kilde, Kunnskapsstyrke
from tiltak.domain.dialog import Utbredelse
from tiltak.domain.katalog import Tiltaksniva, alle_forslag
from tiltak.domain.risiko import Risikoniva
from tiltak.models import Handlingsplan, Risikoforhold, Risikovurdering


@dataclass(frozen=True, slots=True)
class Forholdsplan:
    """Det gruppen kom fram til om én faktor. ``avvik`` er hvor mye verneombudet først lå over lederen på S."""

    konsekvens: int
    begrunnelse: str
    aarsaker: Mapping[Aarsakskode, str]
    utfall: tuple[str, ...]
    barrierer: str = ""
    avvik: int = 0


BJORK: Mapping[str, Forholdsplan] = {
    "a": Forholdsplan(
        3,
        "Pårørende, tilsynslege og vaktleder ber om ulike ting på samme vakt. De fleste vet hva de har ansvar for.",
        {Aarsakskode.LEDELSE: "Uklart hvem som avgjør når beskjedene spriker"},
        ("utmattelse",),
    ),
    "b": Forholdsplan(
        3,
        "Mange tunge samtaler i livets sluttfase. Avdelingen har rutine for å bytte på de tyngste oppgavene.",
        {Aarsakskode.SYSTEMER: "Ingen fast tid til å hente seg inn etter krevende samtaler"},
        ("utmattelse", "sykefravaer"),
        barrierer="Veiledning hver sjette uke.",
    ),
    "c": Forholdsplan(
        4,
        "Mer å gjøre enn vakten rommer, og det har økt siden i fjor. Pauser faller bort på kveld.",
        {
            Aarsakskode.SYSTEMER: "Bemanningen følger ikke pleietyngden på kveld og helg",
            Aarsakskode.LEDELSE: "Det er ikke avklart hva som kan vente når alt ikke rekkes",
            Aarsakskode.MEDVIRKNING: "Turnusen lages uten dem som går den",
        },
        ("utmattelse", "sykefravaer", "muskel-skjelettplager"),
    ),
    "d": Forholdsplan(
        2,
        "Kollegaene hjelper hverandre. Lederen er lite til stede på kveld.",
        {Aarsakskode.LEDELSE: "Leder har ikke fast tid på avdelingen om kvelden"},
        ("utmattelse",),
        barrierer="Erfaren sykepleier på hver vakt.",
        avvik=1,
    ),
    "e": Forholdsplan(
        2,
        "De fleste blir møtt med respekt, og har kontakt med kollegaer i løpet av vakten.",
        {Aarsakskode.INFORMASJON: "Nattvaktene får beskjedene sent"},
        ("utmattelse",),
    ),
    "f": Forholdsplan(
        4,
        "Noen har opplevd krenkende atferd fra noen på jobben. Det har skjedd i vaktskiftene, når det er knapt med folk.",
        {
            Aarsakskode.LEDELSE: "Det er uklart hvem som tar tak når noen sier fra på kveld",
            Aarsakskode.INFORMASJON: "Rutinen er ny, og vikarene kjenner den ikke",
        },
        ("psykiske-plager", "utmattelse"),
    ),
    "g": Forholdsplan(
        4,
        "Slag og trusler fra pasienter med uro skjer på alle vakter. Rutinen for varsling er kjent, øvelsene er gamle.",
        {
            Aarsakskode.OPPLAERING: "Vikarer går alene før de er øvd i å møte uro",
            Aarsakskode.SYSTEMER: "Urolige pasienter er samlet på samme gang uten ekstra bemanning",
        },
        ("skader-ulykker", "utmattelse", "psykiske-plager"),
        barrierer="Alarm på alle, testet ukentlig.",
    ),
}
SAMLET = (
    "Tidspress, vold og trusler og krevende samtaler treffer de samme vaktene. Hver for seg er noe av dette til å leve "
    "med. Sammen gir de for liten tid til å hente seg inn. Tiltakene mot tidspresset kommer først."
)
UTTALELSE = (
    "Jeg har vært med hele veien og er enig i nivåene, bortsett fra at jeg satte støtte og hjelp ett trinn høyere enn lederen.\n"
    "Jeg vil ha bemanningen på kveld opp i arbeidsmiljøutvalget før sommeren. Kurs alene løser ikke dette."
)
TILTAK: tuple[tuple[int, str, tuple[Aarsakskode, ...], str, int], ...] = (
    (10, "c", (Aarsakskode.SYSTEMER,), "leder", 90),
    (2, "c", (Aarsakskode.LEDELSE,), "avdelingsleder", 45),
    (19, "c", (Aarsakskode.MEDVIRKNING,), "leder", 120),
    (57, "c", (), "hr", 60),
    (48, "g", (Aarsakskode.OPPLAERING,), "avdelingsleder", 60),
    (36, "g", (), "avdelingsleder", 30),
    (39, "f", (Aarsakskode.INFORMASJON, Aarsakskode.LEDELSE), "hr", 45),
    (33, "b", (Aarsakskode.SYSTEMER,), "avdelingsleder", 75),
    (55, "a", (Aarsakskode.LEDELSE,), "leder", 60),
    (24, "d", (Aarsakskode.LEDELSE,), "leder", 30),
)
"""(nummer i katalogen, faktor, årsakene det virker på, ansvarlig, dager til fristen). Uten årsak er det symptomrettet."""

KJOKKEN: Mapping[str, Forholdsplan] = {
    "c": Forholdsplan(
        3,
        "Toppen kommer hver dag, og de fleste merker den. Ingen kan flytte den alene.",
        {Aarsakskode.SYSTEMER: "Leveringstidene er satt uten kjøkkenet"},
        ("muskel-skjelettplager",),
    ),
    "d": Forholdsplan(
        2,
        "Hjelpen finnes, men er vanskelig å finne på kveld.",
        {Aarsakskode.INFORMASJON: "Vaktlisten sier ikke hvem som svarer på kveld"},
        ("utmattelse",),
    ),
}
NOTATENE: Mapping[str, tuple[Utbredelse, str, str]] = {
    "a": (Utbredelse.INGEN, "", ""),
    "c": (
        Utbredelse.DE_FLESTE,
        "To vareleveringer og middagen faller på samme time.",
        "Å få flyttet den ene leveringen til etter lunsj.",
    ),
    "d": (Utbredelse.NOEN_FAA, "Det står ikke i vaktlisten hvem en kan spørre på kveld.", ""),
}
"""Faktor → hvor mange det gjelder, hva i arbeidet som gjør det slik, og hva som hjelper."""


def vurder_bjork(*, enhet: Enhet, kartlegging_id: int, brukerne: Mapping[str, Bruker], naa: datetime) -> Handlingsplan:
    """Vurderer avdelingen, velger tiltak, henter uttalelsen og signerer. Svarer med den låste planen."""
    leder, verneombud = brukerne["leder"], brukerne["verneombud"]
    vurdering = start_vurdering(
        enhet=enhet,
        kartlegging_id=kartlegging_id,
        kilde=Kilde.KARTLEGGING,
        motedato=naa.date(),
        leder=leder,
        verneombud=verneombud,
        av=leder,
        naa=naa,
        deltakere=6,
    )
    _vurder(vurdering, BJORK, leder=leder, verneombud=verneombud, naa=naa)
    vurdering.refresh_from_db()
    konkluder_samlet(vurdering=vurdering, niva=Risikoniva.ROD, konklusjon=SAMLET, av=leder, naa=naa)
    _velg_tiltak(vurdering, brukerne, naa=naa)
    be_om_uttalelse(vurdering=vurdering, av=leder, naa=naa)
    vurdering.refresh_from_db()
    gi_uttalelse(vurdering=vurdering, rolle=Rolle.VERNEOMBUD, medvirket="ja", tekst=UTTALELSE, av=verneombud, naa=naa)
    return signer(vurdering=vurdering, av=leder, naa=naa)


def vurder_kjokkenet(*, enhet: Enhet, brukerne: Mapping[str, Bruker], naa: datetime) -> None:
    """Kjøkkenet har for få ansatte til å vises, og går inn i samme register gjennom et dialogmøte. Står som utkast."""
    leder, verneombud = brukerne["leder"], brukerne["verneombud"]
    vurdering = start_vurdering(
        enhet=enhet,
        kartlegging_id=None,
        kilde=Kilde.DIALOGMOTE,
        motedato=naa.date(),
        leder=leder,
        verneombud=verneombud,
        av=leder,
        naa=naa,
        deltakere=5,
        kildetekst="Dialogmøte på kjøkkenet med fem ansatte, leder og verneombud.",
    )
    registrer_dialogmote(
        vurdering=vurdering,
        dato=naa.date(),
        antall_deltakere=5,
        verneombud_til_stede=True,
        uten_leder=True,
        av=verneombud,
        naa=naa,
    )
    for faktor, (utbredelse, arbeidet, hjelper) in NOTATENE.items():
        skriv_dialognotat(
            vurdering=vurdering,
            faktor=faktor,
            utbredelse=utbredelse,
            arbeidet=arbeidet,
            hjelper=hjelper,
            av=verneombud,
            naa=naa,
        )
    _vurder(vurdering, KJOKKEN, leder=leder, verneombud=verneombud, naa=naa, uten_forslag=3)


def _vurder(
    vurdering: Risikovurdering,
    planen: Mapping[str, Forholdsplan],
    *,
    leder: Bruker,
    verneombud: Bruker,
    naa: datetime,
    uten_forslag: int = 2,
) -> None:
    for forhold in vurdering.forholdene.filter(faktor__in=planen):
        plan = planen[forhold.faktor]
        s = forhold.foreslatt_sannsynlighet or uten_forslag
        for rolle, bruker, sagt in [("leder", leder, s), ("verneombud", verneombud, min(5, s + plan.avvik))]:
            vurder_hver_for_seg(
                forhold=forhold, rolle=rolle, s=sagt, k=plan.konsekvens, begrunnelse="", av=bruker, naa=naa
            )
        vurder_forhold(
            forhold=forhold,
            s=s,
            k=plan.konsekvens,
            begrunnelse=plan.begrunnelse,
            aarsaker={str(kode): tekst for kode, tekst in plan.aarsaker.items()},
            utfall=plan.utfall,
            av=leder,
            naa=naa,
            barrierer=plan.barrierer,
            kunnskapsstyrke=Kunnskapsstyrke.MIDDELS,
        )


def _velg_tiltak(vurdering: Risikovurdering, brukerne: Mapping[str, Bruker], *, naa: datetime) -> None:
    forholdene: dict[str, Risikoforhold] = {forhold.faktor: forhold for forhold in vurdering.forholdene.all()}
    katalogen = {ett.nummer: ett for ett in alle_forslag()}
    for nummer, faktor, aarsaker, ansvarlig, dager in TILTAK:
        valgt = katalogen[nummer]
        opprett_tiltak(
            vurdering=vurdering,
            forholdene=[forholdene[faktor]],
            aarsakene=list(forholdene[faktor].aarsakene.filter(aarsak__in=aarsaker)),
            tittel=valgt.tittel,
            nivaa=valgt.nivaa if aarsaker else Tiltaksniva.SEKUNDAER,
            ansvarlig=brukerne[ansvarlig],
            frist=naa.date() + timedelta(days=dager),
            indikator=valgt.indikator,
            av=brukerne["leder"],
            naa=naa,
            beskrivelse=valgt.beskrivelse,
            katalog_id=valgt.id,
        )
