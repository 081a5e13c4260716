"""Fra resultat til signert handlingsplan i demoen: Avdeling Bjørk, og kjøkkenet som er for lite til å vises."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet
from tiltak.actions.aarsakssjekk import lagre_aarsakssjekk
from tiltak.actions.dialog import registrer_dialogmote, skriv_dialognotat
from tiltak.actions.effekt import vurder_effekt
from tiltak.actions.forhold import skriv_dissens
from tiltak.actions.medvirkning import behandle_i_amu, eskaler, gi_raad
from tiltak.actions.plan import be_om_uttalelse, gi_uttalelse, signer
from tiltak.actions.tiltak import opprett_tiltak
from tiltak.actions.vurdering import (
    konkluder_samlet,
    start_vurdering,
    vurder_forhold,
    vurder_hver_for_seg,
)
from tiltak.domain.aarsakssjekk import sjekksporsmal
from tiltak.domain.begreper import Aarsakskode, Instans, Kilde, Kunnskapsstyrke, Sjekksvar
from tiltak.domain.dialog import Utbredelse
from tiltak.domain.katalog import Tiltaksniva, alle_forslag
from tiltak.domain.risiko import Risikoniva
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.maalinger import foer_og_etter, maaling_i
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
MAALENE: Mapping[int, tuple[str, int]] = MappingProxyType({10: ("c:indeks", 10), 33: ("b:indeks", 8)})
"""Nummeret i katalogen → målet i kartleggingen tiltaket skal flytte, og hvor mange poeng ned."""
AMUS_VEDTAK = "AMU støtter planen og ber om status på bemanningen på kveld i neste møte."
Tiltaksplan = tuple[int, str, tuple[Aarsakskode, ...], str, int]
"""(nummer i katalogen, faktor, årsakene det virker på, ansvarlig, dager til fristen). Uten årsak er det symptomrettet."""
MOTSATT: Mapping[Sjekksvar, Sjekksvar] = MappingProxyType({Sjekksvar.JA: Sjekksvar.NEI, Sjekksvar.NEI: Sjekksvar.JA})
TILTAK: tuple[Tiltaksplan, ...] = (
    (10, "c", (Aarsakskode.SYSTEMER,), "leder", 90),
    (2, "c", (Aarsakskode.LEDELSE,), "avdelingsleder", 45),
    (13, "c", (Aarsakskode.MEDVIRKNING,), "leder", 120),
    (57, "c", (), "hr", 60),
    (31, "g", (Aarsakskode.SYSTEMER,), "avdelingsleder", 60),
    (36, "g", (), "avdelingsleder", 30),
    (39, "f", (Aarsakskode.INFORMASJON, Aarsakskode.LEDELSE), "hr", 45),
    (33, "b", (Aarsakskode.SYSTEMER,), "avdelingsleder", 75),
    (55, "a", (Aarsakskode.LEDELSE,), "leder", 60),
    (28, "d", (Aarsakskode.LEDELSE,), "leder", 30),
)

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
    vurder_hvert_forhold(vurdering, BJORK, leder=leder, verneombud=verneombud, naa=naa)
    vurdering.refresh_from_db()
    konkluder_samlet(vurdering=vurdering, niva=Risikoniva.ROD, konklusjon=SAMLET, av=leder, naa=naa)
    velg_tiltak(vurdering, TILTAK, brukerne, naa=naa, maalekoder=MAALENE)
    vurder_effektene(vurdering, leder, naa=naa)
    si_det_de_mener(vurdering, brukerne, naa=naa)
    be_om_uttalelse(vurdering=vurdering, av=leder, naa=naa)
    vurdering.refresh_from_db()
    behandle_i_amu(vurdering=vurdering, motedato=naa.date(), vedtak=AMUS_VEDTAK, av=brukerne["amu"], naa=naa)
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
    vurder_hvert_forhold(vurdering, KJOKKEN, leder=leder, verneombud=verneombud, naa=naa, uten_forslag=3)
    eskaler(
        forhold=vurdering.forholdene.get(faktor="c"),
        til=Instans.HR,
        grunn="Leveringstidene er avtalt av innkjøp. Enheten kan ikke endre dem alene.",
        frist=naa.date() + timedelta(days=14),
        av=verneombud,
        naa=naa,
    )


def vurder_hvert_forhold(
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
        sjekk_aarsakene(forhold, plan.aarsaker, leder, naa=naa)
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


def vurder_effektene(vurdering: Risikovurdering, av: Bruker, *, naa: datetime) -> None:
    """Effekten av tiltakene som kom fra i fjor og er ferdige, slik regelen dømmer."""
    for tiltak in vurdering.tiltakene.filter(tilstand=Tiltakstilstand.FERDIG):
        vurder_effekt(tiltak=tiltak, dom=foer_og_etter(tiltak).dom, begrunnelse="", av=av, naa=naa)


def si_det_de_mener(vurdering: Risikovurdering, brukerne: Mapping[str, Bruker], *, naa: datetime) -> None:
    """Verneombudets dissens, og rådet fra bedriftshelsetjenesten."""
    skriv_dissens(
        forhold=vurdering.forholdene.get(faktor="d"),
        rolle="verneombud",
        tekst="Jeg mener sannsynligheten er ett trinn høyere på kveld, når lederen ikke er der.",
        av=brukerne["verneombud"],
        naa=naa,
    )
    gi_raad(
        vurdering=vurdering,
        forhold=vurdering.forholdene.get(faktor="c"),
        tekst="Begynn med bemanningen på kveld. Kurs i stressmestring bør vente til arbeidsmengden er endret.",
        av=brukerne["bht"],
        naa=naa,
    )


def sjekk_aarsakene(forhold: Risikoforhold, aarsaker: Mapping[Aarsakskode, str], av: Bruker, *, naa: datetime) -> None:
    """Årsakssjekken slik den må ha vært når gruppen fant nettopp ``aarsaker``."""
    svarene: dict[str, tuple[Sjekksvar, str]] = {}
    for en in sjekksporsmal(forhold.faktor):
        peker = en.aarsak in aarsaker
        svarene[en.id] = (en.peker if peker else MOTSATT[en.peker], "")
    lagre_aarsakssjekk(
        forhold=forhold,
        dato=naa.date(),
        deltakere={"ledere": 1, "verneombud": 1, "tillitsvalgte": 1, "ansatte": 6},
        svarene=svarene,
        av=av,
        naa=naa,
    )


def velg_tiltak(
    vurdering: Risikovurdering,
    tiltakene: Sequence[Tiltaksplan],
    brukerne: Mapping[str, Bruker],
    *,
    naa: datetime,
    maalekoder: Mapping[int, tuple[str, int]] = MappingProxyType({}),
) -> None:
    """Tiltakene fra katalogen. ``maalekoder`` er nummeret → (målet i kartleggingen, poeng ned)."""
    forholdene: dict[str, Risikoforhold] = {forhold.faktor: forhold for forhold in vurdering.forholdene.all()}
    katalogen = {ett.nummer: ett for ett in alle_forslag()}
    for nummer, faktor, aarsaker, ansvarlig, dager in tiltakene:
        valgt = katalogen[nummer]
        maalekode, ned = maalekoder.get(nummer, ("", 0))
        naatall = maaling_i(forholdene[faktor].grunnlag, maalekode) if maalekode else None
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
            maalekode=maalekode if naatall else "",
            maal_tall=max(0, naatall.tall - ned) if naatall else None,
        )
