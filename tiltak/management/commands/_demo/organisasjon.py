"""Enhetene og kontoene i demoen. Alt er oppdiktet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from arbeidsmiljo.actions import opprett_virksomhet, tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet, Virksomhet

ORGNR = "310000019"
"""Gyldig kontrollsiffer, i serien som brukes til testdata og ikke deles ut til virksomheter."""
PASSORD = "fjordvik-demo-passord"


@dataclass(frozen=True, slots=True)
class Enhetsplan:
    """En enhet i demoen; ``ansatte`` hører rett til den, ikke til underenhetene."""

    kode: str
    navn: str
    forelder: str
    ansatte: int


FJORDVIK: tuple[Enhetsplan, ...] = (
    Enhetsplan("rot", "Fjordvik kommune", "", 4),
    Enhetsplan("helse", "Helse og mestring", "rot", 6),
    Enhetsplan("solbakken", "Solbakken sykehjem", "helse", 7),
    Enhetsplan("bjork", "Avdeling Bjørk", "solbakken", 34),
    Enhetsplan("lind", "Avdeling Lind", "solbakken", 32),
    Enhetsplan("kjokken", "Kjøkken og vaskeri", "solbakken", 6),
    Enhetsplan("hjemme", "Hjemmetjenesten", "helse", 0),
    Enhetsplan("nord", "Hjemmetjenesten nord", "hjemme", 38),
    Enhetsplan("sor", "Hjemmetjenesten sør", "hjemme", 34),
    Enhetsplan("natt", "Nattpatruljen", "hjemme", 5),
    Enhetsplan("legevakt", "Legevakta", "helse", 16),
    Enhetsplan("oppvekst", "Oppvekst", "rot", 3),
    Enhetsplan("skole", "Fjordvik skole", "oppvekst", 45),
    Enhetsplan("barnehage", "Strand barnehage", "oppvekst", 18),
    Enhetsplan("ppt", "PP-tjenesten", "oppvekst", 7),
    Enhetsplan("teknisk", "Teknisk og eiendom", "rot", 0),
    Enhetsplan("vei", "Vei og vann", "teknisk", 13),
    Enhetsplan("renhold", "Renhold", "teknisk", 14),
    Enhetsplan("felles", "Fellestjenester", "rot", 0),
    Enhetsplan("service", "Servicekontoret", "felles", 9),
    Enhetsplan("okonomi", "Økonomi og lønn", "felles", 10),
    Enhetsplan("ikt", "IKT-drift", "felles", 3),
)


@dataclass(frozen=True, slots=True)
class Konto:
    nokkel: str
    navn: str
    epost: str
    rolle: Rolle
    enhet: str


KONTOER: tuple[Konto, ...] = (
    Konto("hr", "Maja Tveit", "hr@fjordvik.example", Rolle.HR, "rot"),
    Konto("leder", "Ingrid Solheim", "leder@fjordvik.example", Rolle.LEDER, "solbakken"),
    Konto("verneombud", "Jonas Eriksen", "verneombud@fjordvik.example", Rolle.VERNEOMBUD, "solbakken"),
    Konto("hovedverneombud", "Kari Nordahl", "hovedverneombud@fjordvik.example", Rolle.HOVEDVERNEOMBUD, "rot"),
    Konto("amu", "Torunn Moe", "amu@fjordvik.example", Rolle.AMU, "rot"),
    Konto("bht", "Beate Lunde", "bht@fjordvik.example", Rolle.BHT, "rot"),
    Konto("toppleder", "Henrik Dale", "toppleder@fjordvik.example", Rolle.TOPPLEDER, "rot"),
    Konto("avdelingsleder", "Amina Warsame", "amina.warsame@fjordvik.example", Rolle.LEDER, "bjork"),
)


def stor_plan(*, ansatte: int, enheter: int) -> tuple[Enhetsplan, ...]:
    """Et jevnt tre med ``enheter`` enheter og ``ansatte`` fordelt på løvene, til måling av store størrelser."""
    planen = [("rot", "Storvik kommune", "")]
    while len(planen) < enheter:
        nummer = len(planen)
        over = planen[(nummer - 1) // 12][0]
        planen.append((f"e{nummer}", f"Enhet {nummer}", over))
    har_barn = {over for _kode, _navn, over in planen}
    blader = [kode for kode, _navn, _over in planen if kode not in har_barn]
    hver, rest = divmod(ansatte, len(blader))
    antall = {kode: hver + (plass < rest) for plass, kode in enumerate(blader)}
    return tuple(Enhetsplan(kode, navn, over, antall.get(kode, 0)) for kode, navn, over in planen)


def bygg(plan: Sequence[Enhetsplan], *, naa: datetime) -> tuple[Virksomhet, dict[str, Enhet], dict[str, Bruker]]:
    """Lager virksomheten, enhetene og kontoene. Svarer med dem etter kode og nøkkel."""
    virksomhet, rot = opprett_virksomhet(navn=plan[0].navn, orgnr=ORGNR, naa=naa, er_demo=True)
    enhetene = {"rot": rot}
    gjenstar = list(plan[1:])
    while gjenstar:
        # Ett nivå av gangen: en forelder må være lagret før barna.
        klare = [planlagt for planlagt in gjenstar if planlagt.forelder in enhetene]
        gjenstar = [planlagt for planlagt in gjenstar if planlagt.forelder not in enhetene]
        nye = [Enhet(virksomhet=virksomhet, kode=p.kode, navn=p.navn, forelder=enhetene[p.forelder]) for p in klare]
        for enhet in Enhet.objects.bulk_create(nye, batch_size=500):
            enhetene[enhet.kode] = enhet
    brukerne = {}
    for konto in KONTOER:
        bruker = Bruker.objects.opprett(epost=konto.epost, navn=konto.navn, passord=PASSORD)
        brukerne[konto.nokkel] = bruker
        tildel_rolle(
            bruker=bruker,
            rolle=konto.rolle,
            enhet=enhetene.get(konto.enhet, rot),
            av=None,
            naa=naa,
            fra=naa.date().replace(year=naa.year - 3, day=1),
        )
    return virksomhet, enhetene, brukerne
