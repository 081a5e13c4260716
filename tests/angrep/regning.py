"""Fra viste rader til celler av mennesker, og hvilke mennesker hver variabel er regnet av."""

import re
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from kartlegging.domain.instrument import Instrument, Rolle
from kartlegging.domain.utgivelse import MINST_ANDEL, MINST_BARE_VIRKSOMHET, MINST_HENDELSE, MINST_SAMLET
from tests.angrep.angrep_scene import Runde
from tests.domain.kartlegging.angriper import isolert_gruppe

REST = "-rest"
AVLEDET = re.compile(r"\.(lav|hoy|indeks_lav|indeks_hoy|andel_lav|andel_hoy|indeks|maks)$|^svarprosent$")
"""Tall som er regnet av andre viste tall i samme rad."""


def celler(runde: Runde, rad: str, viste: Iterable[str]) -> frozenset[int]:
    """Cellene raden dekker. Restgruppen er enheten uten de viste enhetene under den."""
    inne: set[int] = set()
    for kode in rad.split("+"):
        if kode.endswith(REST):
            hel = runde.under(kode.removesuffix(REST))
            under = (runde.under(en) for en in viste if not en.endswith(REST))
            inne |= hel.difference(*(en for en in under if en < hel))
        else:
            inne |= runde.under(kode)
    return frozenset(inne)


def variabelen(runde: Runde, variabel: str, instrument: Instrument) -> tuple[NDArray[np.bool_] | None, int]:
    """Hvem som har variabelen (``None`` er alle), og den minste gruppen den kan vises for."""
    poeng, k = runde.poeng, 7
    if variabel == "antall":
        return None, k
    if treff := re.fullmatch(r"(?:\w+\.)?(\w+)\.snitt", variabel):
        return poeng.skalaene[treff[1]] >= 0, k
    if treff := re.fullmatch(r"(\w)\.andel_eksponert", variabel):
        return poeng.utsatt[treff[1]] >= 0, MINST_ANDEL
    if treff := re.fullmatch(r"(\w+)\.andel", variabel):
        return poeng.hendelsene[treff[1]] >= 0, MINST_HENDELSE
    if treff := re.fullmatch(r"samlet\.samvirker\.(.+)", variabel):
        bare_rot = {en.id for en in instrument.samvirkene if en.bare_virksomhet}
        return poeng.samvirkene[treff[1]] >= 0, MINST_BARE_VIRKSOMHET if treff[1] in bare_rot else MINST_SAMLET
    return {"samlet.minst_to": poeng.minst_to, "samlet.minst_tre": poeng.minst_tre}[variabel] >= 0, MINST_SAMLET


def angrip(runde: Runde, viste: Mapping[str, set[str]], instrument: Instrument) -> dict[str, set[str]]:
    """Variabel → cellene til en gruppe under grensen som kan regnes ut. Tom når ingen kan det."""
    funnet = {}
    for variabel, rader in viste.items():
        if AVLEDET.search(variabel):
            continue
        har, k = variabelen(runde, variabel, instrument)
        matrise = [set(celler(runde, rad, viste["antall"])) for rad in sorted(rader)]
        gruppe = isolert_gruppe(matrise, runde.antall(har), k)
        if gruppe is not None:
            funnet[variabel] = {runde.celler[plass] for plass in gruppe}
    return funnet


def krav_i(faktor: str, instrument: Instrument) -> list[str]:
    return [skala.kode for skala in instrument.skalaene_i(faktor, rolle=Rolle.KRAV)]
