"""Opptellingen: fra alle svarene til den ene, endelige utgivelsen.

Kilde: ``method.md`` 2 og «Result JSON» i ``contracts.md``. Alt som vises etterpå, er en funksjon av
utgivelsen; ingenting kan regnes på nytt, for svarene og nøkkelen finnes ikke lenger.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kartlegging.domain.beregning import LEDDTOPP, SAMLETFAKTORER, Personpoeng, beregn, leddplasser, leddpoeng
from kartlegging.domain.instrument import Instrument, Rolle
from kartlegging.domain.maaltall import (
    ENHET,
    REST,
    VISES,
    Maaltall,
    Ramme,
    andel_hendelse,
    andel_samlet,
    andel_utsatt,
    bare_rot,
    indeks,
    lag_ramme,
    snitt,
)
from kartlegging.domain.reliabilitet import icc_av_viste, reliabilitet, spredning_oppad
from kartlegging.domain.skjerming import MINSTEGRENSE_GULV
from kartlegging.domain.tre import Enhetstre
from kartlegging.domain.utgivelsesrader import AlleTall, Radskriver

SKJEMA = 1
METODE = 1
MINST_ANDEL = 10
MINST_HENDELSE = 20
MINST_SAMLET = 20
MINST_BARE_VIRKSOMHET = 50
NOKKEL_MINSTELENGDE = 16


@dataclass(frozen=True, eq=False)
class Utgivelse:
    """Innholdet i en utgivelse, som JSON-verdier. Uforanderlig: bruk aldri ``innhold`` til å skrive i."""

    innhold: Mapping[str, Any]

    def kanonisk(self) -> bytes:
        """De bytene utgivelsen er: sorterte nøkler, UTF-8, ingen mellomrom."""
        return self._kanonisk

    @property
    def sha256(self) -> str:
        """SHA-256 av ``kanonisk()``, som 64 sekssifre."""
        return sha256(self._kanonisk).hexdigest()

    @cached_property
    def _kanonisk(self) -> bytes:
        return json.dumps(
            self.innhold, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
        ).encode()


def tell_opp(
    instrument: Instrument,
    tre: Enhetstre,
    enhet: NDArray[np.int32],
    svar: NDArray[np.uint8],
    *,
    kartlegging: str,
    minstegrense: int,
    nokkel: bytes,
) -> Utgivelse:
    """Tell opp alle svarene og lag utgivelsen.

    ``enhet`` er plassen i ``tre`` for hver person, ``svar`` (personer × ledd) som i ``beregn``. ``minstegrense`` er
    minst 5 og ``nokkel`` avrundingsnøkkelen (minst 16 byte), som skal ødelegges etterpå. Samme svar, tre og
    nøkkel gir samme byte, uansett rekkefølgen på personene. Melder ``ValueError`` for alt som ikke går opp.
    """
    if minstegrense < MINSTEGRENSE_GULV:
        raise ValueError(f"Minstegrensen kan ikke være under {MINSTEGRENSE_GULV}.")
    if len(nokkel) < NOKKEL_MINSTELENGDE:
        raise ValueError(f"Avrundingsnøkkelen må være minst {NOKKEL_MINSTELENGDE} byte.")
    if enhet.shape != (len(svar),) or (len(enhet) and not 0 <= int(enhet.min()) <= int(enhet.max()) < len(tre)):
        raise ValueError("Hver person må høre til én enhet i treet.")
    poeng = beregn(instrument, svar)
    ramme = lag_ramme(tre, enhet, minstegrense, nokkel)
    spredning, kilde = _spredning(instrument, poeng)
    tall = _alle_tall(instrument, ramme, poeng)
    skriver = Radskriver(instrument, ramme, spredning, tall)
    return Utgivelse(
        {
            "skjema": SKJEMA,
            "metode": METODE,
            "kartlegging": kartlegging,
            "instrument": instrument.id,
            "versjon": instrument.versjon,
            "minstegrense": minstegrense,
            "spredning": spredning,
            "spredning_kilde": kilde,
            "reliabilitet": _reliabilitet(instrument, svar, ramme, tall.skalaene, spredning),
            "enheter": [skriver.rad(rad, v) for v in range(len(tre)) for rad in (ENHET, REST) if ramme.finnes[rad, v]],
        }
    )


def _alle_tall(instrument: Instrument, ramme: Ramme, poeng: Personpoeng) -> AlleTall:
    skalaene = {s.kode: snitt(ramme, poeng.skalaene[s.kode], LEDDTOPP * len(s.leddene)) for s in instrument.skalaene}
    indeksene = {}
    for faktor in instrument.faktorene:
        krav = instrument.skalaene_i(faktor.kode, rolle=Rolle.KRAV)
        if krav:
            indeksene[faktor.kode] = indeks([skalaene[s.kode] for s in krav])
    minst_to, minst_tre = _samlet(ramme, poeng)
    return AlleTall(
        skalaene=skalaene,
        indeksene=indeksene,
        andelene={f: andel_utsatt(ramme, f"utsatt:{f}", ja, MINST_ANDEL) for f, ja in poeng.utsatt.items()},
        hendelsene={
            h: andel_hendelse(ramme, f"hendelse:{h}", ja, MINST_HENDELSE) for h, ja in poeng.hendelsene.items()
        },
        samvirkene=_samvirker(instrument, ramme, poeng),
        minst_to=minst_to,
        minst_tre=minst_tre,
    )


def _samlet(ramme: Ramme, poeng: Personpoeng) -> tuple[Maaltall | None, Maaltall | None]:
    if any(faktor not in poeng.utsatt for faktor in SAMLETFAKTORER):
        return None, None
    minst_to = andel_samlet(ramme, "samlet:minst_to", poeng.minst_to, MINST_SAMLET)
    minst_tre = andel_samlet(ramme, "samlet:minst_tre", poeng.minst_tre, MINST_SAMLET)
    # Loddene er uavhengige, så «minst tre» kan bli større enn «minst to». Det ser ut som en feil, og mindre av to
    # viste tall røper ikke mer enn tallene selv.
    return minst_to, replace(minst_tre, verdi=np.minimum(minst_to.verdi, minst_tre.verdi))


def _samvirker(instrument: Instrument, ramme: Ramme, poeng: Personpoeng) -> dict[str, Maaltall]:
    ut = {}
    for samvirke in instrument.samvirkene:
        ja = poeng.samvirkene[samvirke.id]
        variabel = f"samvirke:{samvirke.id}"
        if samvirke.bare_virksomhet:
            ut[samvirke.id] = andel_samlet(ramme, variabel, ja, MINST_BARE_VIRKSOMHET, kandidat=bare_rot(ramme.tre))
        else:
            ut[samvirke.id] = andel_samlet(ramme, variabel, ja, MINST_SAMLET)
    return ut


def _spredning(instrument: Instrument, poeng: Personpoeng) -> tuple[dict[str, int], dict[str, str]]:
    """Spredningen som brukes i alle enheter, og hvor den kommer fra, per skala."""
    spredning, kilde = {}, {}
    for skala in instrument.skalaene:
        egen = spredning_oppad(poeng.skalaene[skala.kode], LEDDTOPP * len(skala.leddene))
        spredning[skala.kode] = skala.spredning if egen is None else egen
        kilde[skala.kode] = "instrumentet" if egen is None else "virksomheten"
    return spredning, kilde


def _reliabilitet(
    instrument: Instrument,
    svar: NDArray[np.uint8],
    ramme: Ramme,
    skalaene: Mapping[str, Maaltall],
    spredning: Mapping[str, int],
) -> dict[str, dict[str, float | None]]:
    """Reliabilitet per skala for hele virksomheten; skalaer med for få svar er ikke med."""
    plass = leddplasser(instrument)
    ut = {}
    for skala in instrument.skalaene:
        tall = skalaene[skala.kode]
        # Atomene har ingen felles medlemmer, og der de vises, er antallet og snittet i dem utgitt eller en forskjell av det.
        grupper = (tall.skjult[REST] == VISES) & (ramme.antall[REST] > 0)
        icc = icc_av_viste(ramme.antall[REST][grupper], tall.verdi[REST][grupper], spredning[skala.kode])
        funnet = reliabilitet(*leddpoeng(svar, plass, skala.leddene), spredning[skala.kode], icc)
        if funnet is not None:
            ut[skala.kode] = asdict(funnet)
    return ut
