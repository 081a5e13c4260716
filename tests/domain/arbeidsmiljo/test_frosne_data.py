"""Referansefilene er frosset. En endring skal være villet, og fasiten her endres i samme commit."""

from importlib.resources import files

import pytest

from arbeidsmiljo.domain.datafil import sjekksum

SJEKKSUMMER = {
    "aarshjul.toml": "58eca17b0605b34c40eb6731db395bd59d9da1d6490d9d9029d75dae3a1a24e0",
    "faktorer.toml": "1f0e8c7a233b189864843a282fa49a861fcdca8c95d64c3b4b58e03a81b93a43",
    "referansetall.toml": "e936a649cc8ef00399d82699b249f5cde26033bf3ae1dbc72bec25081fa695e2",
    "regelverk.toml": "25e4eccadd564ee102573df29f2410cb9728792afa96fd7823496ce2c148823c",
}


def test_alle_datafilene_er_frosset():
    assert {en.name for en in files("arbeidsmiljo.data").iterdir() if en.name.endswith(".toml")} == set(SJEKKSUMMER)


@pytest.mark.parametrize("navn", sorted(SJEKKSUMMER))
def test_datafilen_er_uendret(navn):
    assert sjekksum(files("arbeidsmiljo.data").joinpath(navn).read_bytes()) == SJEKKSUMMER[navn]
