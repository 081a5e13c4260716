"""Regelens dom over et tiltak, og målene i kartleggingen."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tiltak.domain.begreper import Dom
from tiltak.domain.effekt import DOMSORD, regelens_dom
from tiltak.domain.maal import Maal, Maalart, les_maal

ORDNET = [Dom.VIRKET, Dom.DELVIS, Dom.KAN_IKKE_AVGJORES, Dom.IKKE]
tall = st.integers(-60, 60)
halv = st.integers(0, 40)


@pytest.mark.parametrize(
    ("endring", "lav", "hoy", "maal", "ventet"),
    [
        (-12, -20, -4, 42, Dom.VIRKET),
        (-12, -20, -4, 40, Dom.DELVIS),
        (-3, -9, 3, 40, Dom.IKKE),
        (5, -2, 12, 40, Dom.IKKE),
        (-8, -20, 4, 42, Dom.KAN_IKKE_AVGJORES),
        (0, -13, 13, 42, Dom.KAN_IKKE_AVGJORES),
        (-2, -3, -1, None, Dom.VIRKET),
        (1, 0, 2, None, Dom.IKKE),
        (-1, -4, 2, None, Dom.KAN_IKKE_AVGJORES),
    ],
)
def test_dommen_folger_intervallet_mot_maalet(endring, lav, hoy, maal, ventet):
    assert regelens_dom(endring, lav, hoy, foer=53, maal=maal) is ventet


def test_et_intervall_som_ikke_rommer_endringen_avvises():
    with pytest.raises(ValueError, match="romme"):
        regelens_dom(5, -3, 3, foer=50, maal=40)


@given(tall, halv, st.integers(1, 60))
def test_et_lavere_tall_etterpaa_gir_aldri_en_strengere_dom(endring, bredde, ned):
    def dom(e):
        return regelens_dom(e, e - bredde, e + bredde, foer=60, maal=45)

    assert ORDNET.index(dom(endring - ned)) <= ORDNET.index(dom(endring))


@given(tall, halv, halv)
def test_mer_usikkerhet_gjor_aldri_det_uavgjorte_sikkert(endring, bredde, mer):
    smal = regelens_dom(endring, endring - bredde, endring + bredde, foer=60, maal=45)
    bred = regelens_dom(endring, endring - bredde - mer, endring + bredde + mer, foer=60, maal=45)
    assume(smal is Dom.KAN_IKKE_AVGJORES)
    assert bred is Dom.KAN_IKKE_AVGJORES


@given(tall, halv)
def test_uten_vist_bedring_har_det_aldri_virket(endring, bredde):
    dom = regelens_dom(endring, endring - bredde, endring + bredde, foer=60, maal=45)
    assert (dom in {Dom.VIRKET, Dom.DELVIS}) is (endring + bredde < 0)


def test_hver_dom_har_et_ord():
    assert list(DOMSORD) == list(Dom)


def test_maalene_leses_av_koden():
    assert les_maal("c1") == Maal("c1", "c", Maalart.SKALA)
    assert les_maal("d:andel") == Maal("d:andel", "d", Maalart.ANDEL)
    for kode in ("", "c", "x1", "f1", "c:snitt", "c1:indeks", "h:indeks"):
        with pytest.raises(ValueError, match="ikke et mål"):
            les_maal(kode)
