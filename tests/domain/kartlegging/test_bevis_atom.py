"""Katalogen 14 og 19: alle datasett i ett atom, for hver faktor i instrumentet og hvert utvalg av skalaene dens.

Formen (antall krav-skalaer, ledd i hver, grense) leses av instrumentet. En faktor med en form uten tilfelle her, feiler.
"""

import pytest

from kartlegging.domain.beregning import LEDDTOPP
from kartlegging.domain.instrument import Rolle
from kartlegging.domain.instrumentfil import last_instrument
from tests.domain.kartlegging.angriper import bevis_i_ett_atom, bevis_utenfra
from tests.domain.kartlegging.angriper_samlet import trinnkutt

INSTRUMENT = last_instrument("forsvarlig-4-3", 1)

TILFELLER = {
    # (skalaer, ledd, kutt_tideler): (antall personer, trinn per skala). Åtte trinn er full oppløsning for to ledd.
    # Fem er den laveste minstegrensen og sju standarden; flere personer gir bare flere måter å skjule seg på.
    (1, 2, 525): ((5, 8), (6, 8), (7, 8), (10, 8), (16, 8)),
    (2, 2, 525): ((5, 8), (6, 8), (7, 8), (10, 8)),
    # Ti personer i full oppløsning er over 100 millioner syn, og kjøres i tests/benchmarks/bevis.py.
    (3, 2, 525): ((5, 8), (7, 8), (10, 4)),
    # Fire skalaer à åtte trinn tar for lang tid, så her er trinnene halvparten så fine.
    (4, 2, 525): ((5, 4), (7, 4)),
}


def _former() -> dict[str, set[tuple[int, int, int]]]:
    """Formen til hver faktor med krav-skalaer, hel og med færre skalaer (en puls, adr 0005)."""
    ut = {}
    for faktor in INSTRUMENT.faktorene:
        krav = INSTRUMENT.skalaene_i(faktor.kode, rolle=Rolle.KRAV)
        ledd = {len(s.leddene) for s in krav}
        assert len(ledd) <= 1, "skalaer med ulikt antall ledd trenger egne tilfeller"
        if krav:
            (m,) = ledd
            ut[faktor.kode] = {(antall, m, faktor.kutt_tideler) for antall in range(1, len(krav) + 1)}
    return ut


def test_14_19_hver_faktor_og_hver_puls_har_et_tilfelle() -> None:
    former = _former()
    assert set(former) == {"a", "b", "c", "d", "e"}
    assert set().union(*former.values()) == set(TILFELLER)


@pytest.mark.parametrize(
    ("skalaer", "kutt_tideler", "antall", "topp"),
    [(form[0], form[2], *tilfelle) for form, tilfellene in TILFELLER.items() for tilfelle in tilfellene],
)
def test_14_19_snitt_indeks_og_andel_beviser_ingenting_om_noen(
    skalaer: int, kutt_tideler: int, antall: int, topp: int
) -> None:
    kutt = trinnkutt(skalaer * topp, kutt_tideler)
    assert bevis_i_ett_atom(antall, skalaer, topp, kutt)[1] == 0
    assert bevis_utenfra(antall, skalaer, topp, kutt)[1] == 0


def test_14_ett_femdelt_ledd_utenfra() -> None:
    # Fasit for fem til tolv personer som i privacy.md 2.5: ingen bevist. Uten avkorting, eller for smal, er noen det.
    for antall in range(5, 13):
        assert bevis_utenfra(antall, 1, LEDDTOPP, 3)[1] == 0
        assert bevis_utenfra(antall, 1, LEDDTOPP, 3, tau=0)[1] > 0
        assert bevis_utenfra(antall, 1, LEDDTOPP, 3, tau=2)[1] > 0


def test_19_to_skalaer_og_andel_beviser_ingenting_om_noen() -> None:
    # Tallene er de samme som i method.md 2: 5 455 syn, og kontrollene 453 og 968.
    assert bevis_i_ett_atom(6, skalaer=2, topp=4, kutt=5) == (5455, 0)
    assert bevis_i_ett_atom(6, skalaer=2, topp=4, kutt=5, tau=4)[1] == 453
    assert bevis_i_ett_atom(6, skalaer=2, topp=4, kutt=5, base=2)[1] == 968


@pytest.mark.parametrize(
    "svekkelse",
    [
        pytest.param({"tau": 0}, id="ingen avkorting"),
        pytest.param({"tau": 4}, id="et halvt spenn"),
        pytest.param({"tau": 8}, id="ett spenn: ikke plass til en innsider"),
        pytest.param({"base": 2}, id="base 2"),
    ],
)
@pytest.mark.parametrize("skalaer", [1, 2, 3])
def test_14_19_angriperen_fanger_for_svakt_vern(svekkelse: dict[str, int], skalaer: int) -> None:
    assert bevis_i_ett_atom(7 if skalaer < 3 else 5, skalaer, 8, trinnkutt(8 * skalaer, 525), **svekkelse)[1] > 0
