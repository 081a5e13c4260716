"""Angripere som kjenner framgangsmåten, grensene og treet, og prøver å lære noe om enkeltpersoner.

De regner med brøker og uttømmende lister, uavhengig av koden de angriper. Kilde: ``privacy.md`` 2.9.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from kartlegging.domain.tre import Enhetstre

Matrise = list[list[Fraction]]


def undertraer(tre: Enhetstre) -> list[set[int]]:
    """Plassene i hver enhet med alt under, regnet på den enkle måten."""
    inne: list[set[int]] = [{v} for v in range(len(tre))]
    for v in range(len(tre) - 1, 0, -1):
        inne[int(tre.forelder[v])] |= inne[v]
    return inne


def isolert_gruppe(vist: Sequence[set[int]], antall: Sequence[int], k: int) -> set[int] | None:
    """En gruppe på 1..k−1 mennesker som kan skilles ut av de viste summene, eller ``None``.

    ``vist`` er hvilke celler hver vist sum dekker, ``antall`` mennesker per celle. Det finnes et tall om bare
    cellene i T når en lineær kombinasjon av summene er null på alle andre celler, og det gjør det nøyaktig når rangen
    faller idet kolonnene i T strykes.
    """
    celler = [c for c in range(len(antall)) if antall[c] > 0]
    rader = [[Fraction(int(c in rad)) for c in celler] for rad in vist]
    full = _rang(rader)
    for valg in product((False, True), repeat=len(celler)):
        gruppe = {c for c, med in zip(celler, valg, strict=True) if med}
        if 0 < sum(antall[c] for c in gruppe) < k:
            uten = [[x for x, med in zip(rad, valg, strict=True) if not med] for rad in rader]
            if _rang(uten) < full:
                return gruppe
    return None


def _rang(rader: Matrise) -> int:
    rader = [list(rad) for rad in rader]
    rang = 0
    for kolonne in range(len(rader[0]) if rader else 0):
        dreiepunkt = next((i for i in range(rang, len(rader)) if rader[i][kolonne]), None)
        if dreiepunkt is None:
            continue
        rader[rang], rader[dreiepunkt] = rader[dreiepunkt], rader[rang]
        for i in range(rang + 1, len(rader)):
            faktor = rader[i][kolonne] / rader[rang][kolonne]
            if faktor:
                rader[i] = [x - faktor * y for x, y in zip(rader[i], rader[rang], strict=True)]
        rang += 1
    return rang


def lovlige_utvalg(
    tre: Enhetstre, antall: Sequence[int], k: int, kandidat: Sequence[bool]
) -> Iterator[tuple[frozenset[int], tuple[int, int, int]]]:
    """Alle lovlige utvalg på et lite tre, med (antall enheter, høyde, størrelse) som de sammenlignes på."""
    inne = undertraer(tre)
    storrelse = [sum(antall[x] for x in inne[v]) for v in range(len(tre))]
    dybde = tre.dybde.tolist()
    mulige = [v for v in range(len(tre)) if kandidat[v] and storrelse[v] > 0]
    for valg in product((False, True), repeat=len(mulige)):
        utvalg = frozenset(v for v, med in zip(mulige, valg, strict=True) if med)
        if all(_lovlig_atom(tre, antall, k, atom) for atom in atomene(inne, utvalg).values()):
            vekt = (len(utvalg), sum(max(dybde) - dybde[v] for v in utvalg), sum(storrelse[v] for v in utvalg))
            yield utvalg, vekt


def atomene(inne: Sequence[set[int]], utvalg: frozenset[int]) -> dict[int, set[int]]:
    """Atomet til hver vist enhet: alt under den som ikke er under en annen vist enhet lenger ned."""
    return {v: inne[v].difference(*(inne[w] for w in utvalg if w != v and w in inne[v])) for v in utvalg}


def _lovlig_atom(tre: Enhetstre, antall: Sequence[int], k: int, atom: set[int]) -> bool:
    ingen = all(antall[x] == 0 and tre.invitert[x] == 0 for x in atom)
    return ingen or sum(antall[x] for x in atom) >= k


def bevis_i_ett_atom(
    antall: int, skalaer: int, topp: int, kutt: int, *, tau: int | None = None, base: int = 3
) -> tuple[int, int]:
    """Alt et medlem av et atom kan se, og hvor mange av synene som beviser noe om en annen.

    Atomet har ``antall`` mennesker. Hver har ``skalaer`` tall 0..``topp`` og er utsatt når summen deres er minst
    ``kutt``. Angriperen kjenner sine egne tall og ser hver skalas avkortede sum (τ, ellers 2 · topp) og
    antallet utsatte, avrundet med ``base``. Indeksen er regnet av snittene, så den er med i synet allerede. De andre kan bytte plass uten at noe synes, så én er bevist (ikke) utsatt
    nøyaktig når alle de andre er det i alle datasett som passer. Alle datasett er med.
    Returnerer (antall syn, antall syn som beviser noe).
    """
    andre = _naaelige(antall - 1, skalaer, topp, kutt)
    med_utsatt, med_ikke = andre.copy(), andre.copy()
    med_utsatt[..., 0] = False
    med_ikke[..., antall - 1] = False
    tau = 2 * topp if tau is None else tau
    syn = beviser = 0
    for egne in product(range(topp + 1), repeat=skalaer):
        # Skalaene er like, så egne tall i annen rekkefølge gir like mange syn.
        if list(egne) == sorted(egne):
            ganger = len(set(permutations(egne)))
            egen = int(sum(egne) >= kutt)
            sett, noen_utsatt, noen_ikke = (
                _syn(datasett, egne, egen, topp * antall, tau, base) for datasett in (andre, med_utsatt, med_ikke)
            )
            syn += ganger * int(sett.sum())
            beviser += ganger * int((sett & ~(noen_utsatt & noen_ikke)).sum())
    return syn, beviser


def bevis_utenfra(
    antall: int, skalaer: int, topp: int, kutt: int, *, tau: int | None = None, base: int = 3
) -> tuple[int, int]:
    """Som ``bevis_i_ett_atom``, for en som ikke er i gruppen."""
    alle = _naaelige(antall, skalaer, topp, kutt)
    tau = 2 * topp if tau is None else tau
    noen_utsatt, noen_ikke = alle.copy(), alle.copy()
    noen_utsatt[..., 0] = False
    noen_ikke[..., antall] = False
    sett, med_utsatt, med_ikke = (
        _avrundet(_summer(d, (0,) * skalaer, topp * antall, tau), 0, antall, base)
        for d in (alle, noen_utsatt, noen_ikke)
    )
    return int(sett.sum()), int((sett & ~(med_utsatt & med_ikke)).sum())


def _syn(
    datasett: NDArray[np.bool_], egne: Sequence[int], egen: int, mest: int, tau: int, base: int
) -> NDArray[np.bool_]:
    """Hvilke (avkortet sum per skala, avrundet antall) datasettene kan gi sammen med egne tall."""
    return _avrundet(_summer(datasett, egne, mest, tau), egen, datasett.shape[-1], base)


def _summer(datasett: NDArray[np.bool_], egne: Sequence[int], mest: int, tau: int) -> NDArray[np.bool_]:
    for akse, eget in enumerate(egne):
        datasett = _klippet(np.moveaxis(datasett, akse, 0), eget, mest, tau)
        datasett = np.moveaxis(datasett, 0, akse)
    return datasett


def _avrundet(datasett: NDArray[np.bool_], egen: int, n: int, base: int) -> NDArray[np.bool_]:
    ut = np.zeros((*datasett.shape[:-1], n + 1), dtype=np.bool_)
    for utsatte_andre in range(datasett.shape[-1]):
        for vist in avrundinger(utsatte_andre + egen, n, base):
            ut[..., vist] |= datasett[..., utsatte_andre]
    return ut


def _klippet(datasett: NDArray[np.bool_], eget: int, mest: int, tau: int) -> NDArray[np.bool_]:
    """Legg ``eget`` til summen på første akse og slå sammen alt på eller utenfor grensene."""
    alle = np.zeros((mest + 1, *datasett.shape[1:]), dtype=np.bool_)
    alle[eget : eget + len(datasett)] = datasett
    nede = np.any(alle[: tau + 1], axis=0, keepdims=True)
    oppe = np.any(alle[mest - tau :], axis=0, keepdims=True)
    return np.concatenate([nede, alle[tau + 1 : mest - tau], oppe])


def avrundinger(m: int, n: int, base: int) -> set[int]:
    """Hva ``m`` av ``n`` kan vises som."""
    if 0 < m < base:
        return {0, base}
    return {n - base, n} if 0 < n - m < base else {m}


def _naaelige(antall: int, skalaer: int, topp: int, kutt: int) -> NDArray[np.bool_]:
    """Hvilke (sum per skala, antall utsatte) ``antall`` mennesker kan ha til sammen."""
    form = (topp * antall + 1,) * skalaer + (antall + 1,)
    naa = np.zeros(form, dtype=np.bool_)
    naa[(0,) * len(form)] = True
    for person in range(antall):
        neste = np.zeros(form, dtype=np.bool_)
        til = topp * person + 1
        fra = naa[(slice(0, til),) * skalaer + (slice(0, person + 1),)]
        for egne in product(range(topp + 1), repeat=skalaer):
            e = int(sum(egne) >= kutt)
            neste[(*(slice(x, x + til) for x in egne), slice(e, e + person + 1))] |= fra
        naa = neste
    return naa
