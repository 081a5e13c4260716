"""Ordene i brevene: alle språk, bare kjente steder å fylle ut, og filen er frosset."""

from importlib.resources import files

import pytest

from arbeidsmiljo.domain.datafil import DatafilError, sjekksum
from arbeidsmiljo.domain.sprak import SPRAK
from kartlegging.domain.brevtekst import ARTENE, FASTE, brevtekster, les_brevtekster

FIL = files("kartlegging.data").joinpath("brev.toml").read_bytes()


def test_alt_finnes_paa_hvert_sprak():
    tekster = brevtekster()

    assert {(art, sprak) for art in ARTENE for sprak in tekster.emne[art]} == {(a, s) for a in ARTENE for s in SPRAK}
    assert {(art, sprak) for art in ARTENE for sprak in tekster.tekst[art]} == {(a, s) for a in ARTENE for s in SPRAK}
    assert set(tekster.faste) == set(FASTE)


@pytest.mark.parametrize("art", ARTENE)
def test_emnet_nevner_kartleggingen_paa_hvert_sprak(art):
    assert ["%(navn)s" in brevtekster().emne[art][sprak] for sprak in SPRAK] == [True, True, True]


@pytest.mark.parametrize(
    ("fra", "til", "grunn"),
    [
        (b"svare til %(frist)s", b"svare til %(kode)s", "kode"),
        (b"Svar her", b"100 % svar", "%"),
        (b'en = "Answer here"', b"", "en"),
        (b"versjon = 1", b"versjon = 1\nukjent = 2", "ukjent"),
    ],
)
def test_en_fil_med_feil_avvises_med_grunnen(fra, til, grunn):
    assert fra in FIL
    with pytest.raises(DatafilError, match=grunn):
        les_brevtekster(FIL.replace(fra, til, 1), "brev.toml")


def test_filen_er_frosset():
    assert sjekksum(FIL) == "7aebd4878e7e76f867b10abfbd7a268d9b3f3fdb626f8a66f1ab720943068e0f"
