"""Svarskjemaet: feltnavn og ledd er hverandres inverse, og det som ble sendt, står i skjemaet som bygges."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kartlegging.svarskjema import bygg_seksjoner, felt_for, ledd_for, les_innsendt, minutter, svarfelter
from tests.kartlegging.oppsett import INSTRUMENT


@given(st.sampled_from(INSTRUMENT.leddrekkefolge) | st.text(min_size=1))
def test_feltnavn_og_ledd_er_hverandres_inverse(ledd):
    assert ledd_for(felt_for(ledd)) == ledd


@given(st.text() | st.text().map(felt_for))
def test_et_feltnavn_gir_ett_ledd_eller_ingenting(felt):
    ledd = ledd_for(felt)

    assert ledd is None or felt_for(ledd) == felt


@given(
    st.dictionaries(
        st.sampled_from([felt_for(ledd) for ledd in INSTRUMENT.leddrekkefolge]) | st.text(max_size=6).map(felt_for),
        st.sampled_from(["", "1", "2", "5", "7", "ja", "²"]),
    )
)
def test_hvert_felt_blir_svar_hopp_eller_feil_og_aldri_to(felter):
    innsendt = les_innsendt(INSTRUMENT, felter)

    assert not set(innsendt.svar) & set(innsendt.feil)
    assert not innsendt.hoppet & (set(innsendt.svar) | set(innsendt.feil))
    utfylt = {ledd_for(felt) for felt, verdi in felter.items() if verdi and ledd_for(felt)}
    assert set(innsendt.svar) | set(innsendt.feil) == utfylt


@given(st.dictionaries(st.sampled_from(INSTRUMENT.leddrekkefolge), st.sampled_from(["", "1", "2"])))
def test_det_som_ble_sendt_star_i_skjemaet_som_bygges(sendt):
    innsendt = les_innsendt(INSTRUMENT, {felt_for(ledd): verdi for ledd, verdi in sendt.items()})

    valgt = {
        sporsmaal.id: valg.verdi
        for seksjon in bygg_seksjoner(INSTRUMENT, "nn", innsendt)
        for sporsmaal in seksjon.sporsmaalene
        for valg in sporsmaal.valgene
        if valg.valgt
    }
    assert valgt == sendt


@pytest.mark.parametrize("sprak", ["nb", "nn", "en"])
def test_hvert_ledd_staar_en_gang_og_utfallene_til_slutt(sprak):
    with translation.override(sprak):
        seksjonene = bygg_seksjoner(INSTRUMENT, sprak, les_innsendt(INSTRUMENT, {}))

    leddene = [sporsmaal.id for seksjon in seksjonene for sporsmaal in seksjon.sporsmaalene]
    assert sorted(leddene) == sorted(INSTRUMENT.leddrekkefolge)
    assert [seksjon.id for seksjon in seksjonene] == ["a", "b", "c", "d", "e", "f", "g", "u"]
    assert [seksjon.id for seksjon in seksjonene if seksjon.har_hendelser] == ["f", "g"]


def test_en_puls_far_bare_seksjonene_den_spor_om():
    puls = INSTRUMENT.utvalg(("c1", "g1"))

    assert [s.id for s in bygg_seksjoner(puls, "nb", les_innsendt(puls, {}))] == ["c", "g"]
    assert (minutter(puls), minutter(INSTRUMENT)) == (1, 7)


def test_baarne_felt_er_bare_svar_og_har_et_tak():
    felter = {"kode": "x", "l-a1.1": "4", "l-b": "", "l-lang": "x" * 41} | {f"l-{n}": "1" for n in range(500)}

    baaret = svarfelter(felter)

    assert baaret[0] == ("l-a1.1", "4")
    assert len(baaret) == 300
    assert {"kode", "l-b", "l-lang"} & {felt for felt, _verdi in baaret} == set()
