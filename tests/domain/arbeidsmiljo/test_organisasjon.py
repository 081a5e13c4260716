"""Treet en fil beskriver: hva som er galt, og hva som må endres."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsmiljo.domain.organisasjon import Enhetsrad, Treendring, Trefeil, Trefeilgrunn, endringen, sjekk_treet


def _rad(kode: str, forelder: str = "", nummer: int = 0, navn: str = "Navn") -> Enhetsrad:
    return Enhetsrad(kode, navn, forelder, nummer=nummer)


ROT = {"rot": _rad("rot")}


@pytest.mark.parametrize(
    ("rad", "kolonne", "verdi", "grunn"),
    [
        (_rad("", "rot", 2), "kode", "", Trefeilgrunn.TOM_KODE),
        (_rad("a", "rot", 2, navn=""), "navn", "", Trefeilgrunn.TOMT_NAVN),
        (_rad("a", "a", 2), "forelder", "a", Trefeilgrunn.EGEN_FORELDER),
        (_rad("a", "b", 2), "forelder", "b", Trefeilgrunn.UKJENT_FORELDER),
        (_rad("a", "", 2), "forelder", "a", Trefeilgrunn.TO_OVERSTE),
        (_rad("rot", "rot", 2), "forelder", "rot", Trefeilgrunn.EGEN_FORELDER),
    ],
)
def test_en_feil_i_raden_sier_rad_kolonne_og_verdi(rad, kolonne, verdi, grunn):
    assert sjekk_treet([rad], ROT) == [Trefeil(2, kolonne, verdi, grunn)]


def test_samme_kode_to_ganger_er_en_feil_pa_den_andre():
    radene = [_rad("a", "rot", 2), _rad("a", "rot", 3)]

    assert sjekk_treet(radene, ROT) == [Trefeil(3, "kode", "a", Trefeilgrunn.DOBBEL_KODE)]


def test_en_ring_finnes_selv_om_ingen_er_sin_egen_forelder():
    radene = [_rad("a", "c", 2), _rad("b", "a", 3), _rad("c", "b", 4)]

    assert [feil.grunn for feil in sjekk_treet(radene, ROT)] == [Trefeilgrunn.RING]


def test_en_flytting_som_lager_ring_med_det_som_finnes_fra_for_oppdages():
    finnes = {**ROT, "a": _rad("a", "rot"), "b": _rad("b", "a")}

    assert [feil.grunn for feil in sjekk_treet([_rad("a", "b", 2)], finnes)] == [Trefeilgrunn.RING]
    assert sjekk_treet([_rad("b", "rot", 2)], finnes) == []


def test_uten_noen_overst_er_treet_galt():
    assert sjekk_treet([_rad("rot", "a", 2), _rad("a", "rot", 3)], {}) != []


def test_endringen_skiller_nye_endrede_og_like():
    finnes = {**ROT, "a": _rad("a", "rot"), "b": _rad("b", "rot"), "c": _rad("c", "rot")}
    radene = [_rad("rot", nummer=2), _rad("a", "rot", 3), _rad("b", "a", 4), _rad("e", "d", 5), _rad("d", "rot", 6)]

    uten = endringen(radene, finnes, lukk_manglende=False)
    assert ([rad.kode for rad in uten.nye], [rad.kode for rad in uten.endret], uten.lukkes, uten.uendret) == (
        ["d", "e"],
        ["b"],
        (),
        2,
    )
    assert endringen(radene, finnes, lukk_manglende=True).lukkes == ("c",)


@st.composite
def traer(draw) -> list[Enhetsrad]:
    antall = draw(st.integers(1, 30))
    radene = [_rad("0", nummer=2)]
    radene += [_rad(str(n), str(draw(st.integers(0, n - 1))), n + 2) for n in range(1, antall)]
    stokket: list[Enhetsrad] = draw(st.permutations(radene))
    return stokket


@given(traer())
def test_et_helt_tre_er_uten_feil_i_enhver_rekkefolge_og_foreldre_kommer_forst(radene):
    assert sjekk_treet(radene, {}) == []
    nye = endringen(radene, {}, lukk_manglende=False).nye
    plass = {rad.kode: n for n, rad in enumerate(nye)}
    assert sorted(plass) == sorted(rad.kode for rad in radene)
    assert all(not rad.forelder or plass[rad.forelder] < plass[rad.kode] for rad in nye)


@given(traer(), st.booleans())
def test_samme_fil_to_ganger_endrer_ingenting_andre_gang(radene, lukk):
    etter = {rad.kode: rad for rad in radene}

    assert endringen(radene, etter, lukk_manglende=lukk) == Treendring((), (), (), len(radene))


@given(traer(), st.data())
def test_en_rad_som_legges_under_en_av_sine_egne_er_alltid_en_feil(radene, data):
    if len(radene) == 1:
        return
    rad = data.draw(st.sampled_from([en for en in radene if en.forelder]))
    treet = {en.kode: en for en in radene}
    under = {rad.kode}
    for _ in radene:
        under |= {en.kode for en in radene if en.forelder in under}
    ny = Enhetsrad(rad.kode, rad.navn, data.draw(st.sampled_from(sorted(under))), nummer=9)

    assert sjekk_treet([ny], treet) != []
