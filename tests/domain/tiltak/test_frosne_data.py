"""Referansefilene er frosset. En endring skal være villet, og fasiten her endres i samme commit."""

from importlib.resources import files

import pytest

from arbeidsmiljo.domain.datafil import sjekksum

SJEKKSUMMER = {
    "tiltak.data": {
        "aarsaker.toml": "c5a097fc55d1dfb24e65499eb9435cc2552c3051a884f1a4d6cb8c48150c6737",
        "dialog.toml": "b6632d7461b130ad9739a2fca27e357d45a4918b3779aba922c24b3d099e7dec",
        "helsesammenhenger.toml": "a9040222a0a1c0d9b7e317a4a41aa477ba945409db394a2ab36c624bdd5cb789",
        "risiko.toml": "710a3eb5ca468c04a788e15b2ad679da60f5d81f0aff68e04da48291acc3bc6d",
        "utfall.toml": "4c8ff8682d8b4740336b77295fdad193cdfb02c42caa7333d3d0aafa614a3486",
    },
    "tiltak.data.katalog": {
        "emosjonelle-krav.toml": "48018032065bb2d137f1fd1fe4d6be94c37c597daa53bb9289c9a3e86016085f",
        "felles.toml": "26b46926406cd6cccc011f3ec464e68b6dd5d97036a2b944a6393854d52c21d7",
        "krav-og-forventninger.toml": "a96bfe3522ef7c3bcfcf789072ac0685398d03a45f24e8c14fd9667514560f75",
        "mengde-og-tidspress.toml": "be95d34b5877cc715ebea7f17c313436416b93a53e724256cfd2b1aeafcd82e3",
        "stotte-og-hjelp.toml": "385e3b3269fa3415402e7473e5e62619295827ae898213591a20cc2e78e8d10e",
        "tillegg.toml": "992a27439f23c8983451adfaa43240f6faec1a43fc9421bfda0573d09f7e1813",
        "utilborlig-opptreden.toml": "5ade3237275b3084cef6225935b0dae1d7416a6981eac834c54a9718db51515c",
        "vold-og-trusler.toml": "322a710360f1f3b67d8eb578d2da5977bbc20cd2633a5e5a22a2dff3ce488c1e",
    },
}


@pytest.mark.parametrize("pakke", sorted(SJEKKSUMMER))
def test_alle_datafilene_er_uendret(pakke):
    summer = {en.name: sjekksum(en.read_bytes()) for en in files(pakke).iterdir() if en.name.endswith(".toml")}
    assert summer == SJEKKSUMMER[pakke]
