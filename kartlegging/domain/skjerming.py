"""Hvilke enheter som kan vises, så ingen gruppe under grensen kan regnes ut ved å trekke tall fra hverandre.

Kilde: ``privacy.md`` 2.3. For et vist utvalg P er **atomet** til en vist enhet de menneskene i enheten som
ikke er i noen vist underenhet. P er lovlig når hvert atom har minst k svar, eller når ingen hører til der.
Alt som kan regnes ut av viste summer, er summer over hele atomer; derfor er grensen på atomene nok, uansett
hvem som slår tallene sine sammen. Utvalget ser bare på hvor mange som har svart, aldri på svarene:
en enhet som ble skjult på grunn av svarene, ville røpet dem.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kartlegging.domain.tre import Enhetstre

MINSTEGRENSE_GULV = 5
MINSTEGRENSE_STANDARD = 7

Plan = tuple["Plan", "Plan"] | int | None
"""Viste enheter som et binært tre: et tall er en vist enhet, et par er begge deler, ``None`` er ingen."""
Tilstander = dict[int, tuple[int, Plan]]
"""Fra tilstand (se ``TOM``) til beste vekt og planen som ga den."""

TOM = -1
"""Ingen hører til blant de udekkede. Ellers er tilstanden antall svar 0..k; 0 = noen er invitert, ingen svarte."""


@dataclass(frozen=True, slots=True, eq=False)
class Utvalg:
    """Et lovlig utvalg. ``eier`` er plassen til den viste enheten hvis atom enheten hører til, −1 utenfor alle."""

    vist: NDArray[np.bool_]
    eier: NDArray[np.int32]


def publish(
    tre: Enhetstre,
    antall_direkte: NDArray[np.int64],
    k: int,
    kandidat: NDArray[np.bool_],
    *,
    til_stede: NDArray[np.bool_] | None = None,
    rot_forst: bool = False,
) -> NDArray[np.bool_]:
    """De enhetene som vises: flest mulig innenfor regelen; ved likhet høyere oppe, så større.

    ``antall_direkte`` er svar som hører direkte til hver enhet, ``kandidat`` enhetene som kan komme i
    betraktning. ``til_stede`` sier hvor noen hører til selv om ingen svarte (standard: invitert eller svart);
    et atom av bare tause regnes som under grensen. Eksakt optimum, tid om lag lineær i antall enheter.

    ``rot_forst`` lar hele virksomheten gå foran alt annet. Uten det kan den falle ut: hører én person direkte til
    roten og er avdelingene dekket av teamene sine, koster det to enheter å vise roten, og flest mulig blir uten den.
    """
    if k < 1:
        raise ValueError("Minstegrensen må være minst 1.")
    if til_stede is None:
        til_stede = (tre.invitert > 0) | (antall_direkte > 0)
    i_undertreet = tre.undertresum(antall_direkte)
    vekt = _vekter(tre, i_undertreet)
    if rot_forst:
        vekt[0] += sum(vekt)
    kan_vises = (kandidat & (i_undertreet > 0)).tolist()
    foreldre = tre.forelder.tolist()
    start = np.where(antall_direkte > 0, np.minimum(k, antall_direkte), np.where(til_stede, 0, TOM)).tolist()
    tilstander: list[Tilstander] = [{s: (0, None)} for s in start]
    for v in range(len(tre) - 1, -1, -1):
        mulige = tilstander[v]
        if kan_vises[v]:
            _vis(mulige, v, vekt[v], k)
        if v > 0:
            forelder = foreldre[v]
            tilstander[forelder] = _slaa_sammen(tilstander[forelder], _beskjaer(mulige, k), k)
            tilstander[v] = {}
    _, plan = max(tilstander[0].values(), key=lambda mulig: mulig[0])
    return _viste(plan, len(tre))


def velg(
    tre: Enhetstre,
    antall_direkte: NDArray[np.int64],
    k: int,
    kandidat: NDArray[np.bool_],
    *,
    til_stede: NDArray[np.bool_] | None = None,
) -> Utvalg:
    """Utvalget som brukes i en utgivelse: ``publish`` med roten først, sammen med atomene det gir."""
    vist = publish(tre, antall_direkte, k, kandidat, til_stede=til_stede, rot_forst=True)
    return Utvalg(vist=vist, eier=atomer(tre, vist))


def atomer(tre: Enhetstre, vist: NDArray[np.bool_]) -> NDArray[np.int32]:
    """For hver enhet: plassen til nærmeste viste enhet oppover (seg selv medregnet), −1 når ingen er vist.

    Enhetene med samme tall er til sammen det ene atomet.
    """
    egen = np.where(vist, np.arange(len(tre), dtype=np.int32), np.int32(-1))
    return tre.arv(egen)


def har_restgruppe(tre: Enhetstre, utvalg: Utvalg, antall_direkte: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Viste enheter som har viste underenheter og et atom med svar i: de får en «Øvrige i …»."""
    viste_under = tre.undertresum(utvalg.vist.astype(np.int64)) - utvalg.vist
    return utvalg.vist & (viste_under > 0) & (sum_per_atom(utvalg.eier, antall_direkte) > 0)


def samme_atom(hoved: Utvalg, annet: Utvalg, til_stede: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Enheter som er vist i begge utvalg med nøyaktig samme mennesker i atomet."""
    ulik = til_stede & (hoved.eier != annet.eier)
    samme = hoved.vist & annet.vist
    for eier in (hoved.eier, annet.eier):
        berort = eier[ulik]
        samme[berort[berort >= 0]] = False
    return samme


def sum_per_atom(eier: NDArray[np.int32], verdier: NDArray[np.int64]) -> NDArray[np.int64]:
    """Summen av de direkte verdiene over hvert atom, lagt på plassen til den viste enheten; ellers 0."""
    sum_ = np.zeros(len(eier), dtype=np.int64)
    har_eier = eier >= 0
    np.add.at(sum_, eier[har_eier], verdier[har_eier])
    return sum_


def _vekter(tre: Enhetstre, i_undertreet: NDArray[np.int64]) -> list[int]:
    """Vekt per enhet slik at antall enheter alltid slår nivå, og nivå alltid slår størrelse."""
    dybde = tre.dybde.tolist()
    storrelser = i_undertreet.tolist()
    dypest = max(dybde)
    per_lag = sum(storrelser) + 1
    per_enhet = per_lag * (dypest + 1) * (len(dybde) + 1)
    return [per_enhet + (dypest - d) * per_lag + n for d, n in zip(dybde, storrelser, strict=True)]


def _vis(mulige: Tilstander, v: int, vekt: int, k: int) -> None:
    """Legg til muligheten å vise ``v``: lov bare når de udekkede er ingen eller minst k. Da er alle dekket."""
    for tilstand in (TOM, k):
        if tilstand in mulige:
            verdi, plan = mulige[tilstand]
            if TOM not in mulige or verdi + vekt > mulige[TOM][0]:
                mulige[TOM] = (verdi + vekt, (plan, v))


def _beskjaer(mulige: Tilstander, k: int) -> Tilstander:
    """Fjern tilstander som en annen alltid er minst like god som.

    Flere udekkede svar er aldri verre enn færre, og ``TOM`` er aldri verre enn 0; ``TOM`` selv trengs ikke når
    «minst k» har like stor vekt. Uten dette ville tiden vokst med kvadratet av k.
    """
    beholdt: Tilstander = {}
    best = -1
    for tilstand in sorted((t for t in mulige if t != TOM), reverse=True):
        if mulige[tilstand][0] > best:
            best = mulige[tilstand][0]
            beholdt[tilstand] = mulige[tilstand]
    if TOM in mulige:
        if k not in beholdt or mulige[TOM][0] > beholdt[k][0]:
            beholdt[TOM] = mulige[TOM]
        if 0 in beholdt and mulige[TOM][0] >= beholdt[0][0]:
            del beholdt[0]
    return beholdt


def _slaa_sammen(a: Tilstander, b: Tilstander, k: int) -> Tilstander:
    """Beste måte å nå hver samlet tilstand på når to grupper av udekkede legges sammen."""
    ut: Tilstander = {}
    for tilstand_a, (vekt_a, plan_a) in a.items():
        for tilstand_b, (vekt_b, plan_b) in b.items():
            if tilstand_a == TOM:
                tilstand = tilstand_b
            elif tilstand_b == TOM:
                tilstand = tilstand_a
            else:
                tilstand = min(k, tilstand_a + tilstand_b)
            vekt = vekt_a + vekt_b
            if tilstand not in ut or vekt > ut[tilstand][0]:
                plan = plan_b if plan_a is None else plan_a if plan_b is None else (plan_a, plan_b)
                ut[tilstand] = (vekt, plan)
    return ut


def _viste(plan: Plan, antall: int) -> NDArray[np.bool_]:
    vist = np.zeros(antall, dtype=np.bool_)
    stabel = [plan]
    while stabel:
        del_ = stabel.pop()
        if isinstance(del_, int):
            vist[del_] = True
        elif del_ is not None:
            stabel.extend(del_)
    return vist
