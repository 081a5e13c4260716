"""Katalogen 13: at nesten alle er enige, kan ikke leses av noe i utgivelsen – heller ikke i spredning og reliabilitet."""

from json import loads
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kartlegging.domain import reliabilitet
from kartlegging.domain.instrument import Rolle
from kartlegging.domain.instrumentfil import last_instrument
from kartlegging.domain.utgivelse import tell_opp
from tests.domain.kartlegging.leke import fordel, lag_tre
from tests.domain.kartlegging.verden import profil

INSTRUMENT = last_instrument("forsvarlig-4-3", 1)
FAKTORER = [f.kode for f in INSTRUMENT.faktorene if INSTRUMENT.skalaene_i(f.kode, rolle=Rolle.KRAV)]
ENIGE_OG_UENIG = (("bunn", "over"), ("topp", "under"))


def _svar(antall: int, enige: str, uenige: dict[str, str], innsider: str | None) -> NDArray[np.uint8]:
    """``antall`` på nivået ``enige``, én av dem med ``uenige``, og én innsider på motsatt side når han er med."""
    grupper = dict.fromkeys((*FAKTORER, "c4"), enige)
    rader = np.tile(profil(INSTRUMENT, grupper, {}), (antall, 1))
    rader[0] = profil(INSTRUMENT, grupper | uenige, {})
    if innsider is not None:
        rader[1] = profil(INSTRUMENT, dict.fromkeys(grupper, innsider), {})
    return rader


def _kan_vaere_like(svar: NDArray[np.uint8], andre: NDArray[np.uint8], antall: list[int]) -> bool:
    """Om de to datasettene kan gi samme utgivelse, med samme lodd. Det samlede har støy som aldri utelukker noe."""
    tre, enhet = lag_tre([-1, *[0] * (len(antall) - 1)], antall), fordel(antall)

    def utgitt(rader: NDArray[np.uint8], nokkel: bytes) -> Any:
        utgivelse = tell_opp(INSTRUMENT, tre, enhet, rader, kartlegging="k", minstegrense=7, nokkel=nokkel)
        innhold = loads(utgivelse.kanonisk())
        for rad in innhold["enheter"]:
            del rad["samlet"]
        return innhold

    return any(utgitt(svar, bytes([i]) * 32) == utgitt(andre, bytes([i]) * 32) for i in range(12))


@pytest.mark.parametrize("faktor", FAKTORER)
@pytest.mark.parametrize(("enige", "uenig"), ENIGE_OG_UENIG)
@pytest.mark.parametrize("antall", [[7], [100], [156], [400], [0, 60, 60]])
@pytest.mark.parametrize("innsider", [False, True])
def test_13_enighet_er_ikke_til_aa_skille_fra_en_som_er_uenig(
    faktor: str, enige: str, uenig: str, antall: list[int], innsider: bool
) -> None:
    egen = ("topp" if enige == "bunn" else "bunn") if innsider else None
    like, ulike = (_svar(sum(antall), enige, uenige, egen) for uenige in ({}, {faktor: uenig}))
    assert _kan_vaere_like(like, ulike, antall)


def test_13_lavere_gulv_for_spredningen_roper_at_alle_er_enige(monkeypatch: pytest.MonkeyPatch) -> None:
    # Hundre like: en spredning på 5 har ikke plass til noen over grensen, for én på 62,5 alene gir 6,25.
    enige, uenig = (_svar(100, "bunn", uenige, None) for uenige in ({}, {"a": "over"}))
    assert _kan_vaere_like(enige, uenig, [100])
    monkeypatch.setattr(reliabilitet, "MINST_SPREDNING", 5)
    assert not _kan_vaere_like(enige, uenig, [100])
