"""Lover for pulsutvalget av et instrument (``Instrument.utvalg``)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartlegging.domain.instrumentfil import last_instrument

INSTRUMENT = last_instrument("forsvarlig-4-3", 1)
KODER = (*(s.kode for s in INSTRUMENT.skalaene), *(h.id for h in INSTRUMENT.hendelsene))
KRAV = {"a": {"a1", "a2", "a3"}, "b": {"b1", "b2", "b3"}, "c": {"c1", "c2", "c3"}, "d": {"d1", "d2", "d3", "d4"}}
KREVER = {
    "a-c": KRAV["a"] | KRAV["c"],
    "b-c": KRAV["b"] | KRAV["c"],
    "krav-kontroll": KRAV["c"] | {"c4"},
    "isostrain": KRAV["c"] | {"c4"} | KRAV["d"],
    "c-g": KRAV["c"] | {"g1", "g2"},
    "b-g": KRAV["b"] | {"g1", "g2"},
}
"""Fasit for hånd: hva som må være spurt om for at hvert samvirke skal bety det samme som i kilden."""

utvalg = st.lists(st.sampled_from(KODER), min_size=1)
# Tilfeldige utvalg mangler nesten alltid noe; store utvalg prøver at samvirkene også blir med.
nesten_alt = st.sets(st.sampled_from(KODER), max_size=4).map(lambda ut: [k for k in KODER if k not in ut])


@given(utvalg | nesten_alt)
def test_utvalget_har_noyaktig_de_valgte_i_instrumentets_rekkefolge(koder):
    valgt = INSTRUMENT.utvalg(tuple(koder))

    assert tuple(s.kode for s in valgt.skalaene) + tuple(h.id for h in valgt.hendelsene) == tuple(
        k for k in KODER if k in koder
    )
    assert valgt.leddrekkefolge == tuple(id_ for id_ in INSTRUMENT.leddrekkefolge if id_.split(".")[0] in koder)
    assert {f.kode for f in valgt.faktorene} == {k[0] for k in koder} - {"u"}


@given(utvalg | nesten_alt)
def test_samvirket_er_med_bare_naar_alle_delene_er_det(koder):
    valgt = INSTRUMENT.utvalg(tuple(koder))

    assert [s.id for s in valgt.samvirkene] == [id_ for id_, krever in KREVER.items() if krever <= set(koder)]


@given(utvalg | nesten_alt, st.data())
def test_rekkefolge_og_gjentakelse_i_valget_betyr_ingenting(koder, data):
    stokket = data.draw(st.permutations(koder + koder[:1]))

    assert INSTRUMENT.utvalg(tuple(stokket)) == INSTRUMENT.utvalg(tuple(koder))


@given(nesten_alt, st.data())
def test_utvalg_av_et_utvalg_er_det_samme_som_utvalget_direkte(koder, data):
    faerre = tuple(data.draw(st.lists(st.sampled_from(koder), min_size=1)))

    assert INSTRUMENT.utvalg(tuple(koder)).utvalg(faerre) == INSTRUMENT.utvalg(faerre)


def test_alt_valgt_er_hele_instrumentet_og_identiteten_er_den_samme():
    assert INSTRUMENT.utvalg(KODER) == INSTRUMENT

    puls = INSTRUMENT.utvalg(("c1", "g1"))
    assert (puls.id, puls.versjon, puls.sjekksum) == (INSTRUMENT.id, INSTRUMENT.versjon, INSTRUMENT.sjekksum)
    assert puls.leddrekkefolge == ("c1.1", "c1.2", "g1")
    assert puls != INSTRUMENT


@pytest.mark.parametrize("koder", [("zz",), ("a",), ("a1.1",), ("a1", "zz")])
def test_ukjent_kode_avvises_med_det_som_finnes(koder):
    ukjent = koder[-1]

    with pytest.raises(ValueError, match=f"^Instrumentet forsvarlig-4-3 v1 har ikke «{ukjent}». Velg blant: a1, a2, "):
        INSTRUMENT.utvalg(koder)


def test_flere_ukjente_koder_nevnes_alle():
    with pytest.raises(ValueError, match="har ikke «x1», «y2»"):
        INSTRUMENT.utvalg(("y2", "a1", "x1"))


def test_tomt_utvalg_avvises():
    with pytest.raises(ValueError, match=r"^Velg minst én skala eller hendelse\.$"):
        INSTRUMENT.utvalg(())


def test_skala_finnes_med_koden_sin_og_en_ukjent_kode_melder_fra():
    assert INSTRUMENT.skala("d2").navn["nb"] == "Hjelp fra leder"
    assert [s.kode for s in INSTRUMENT.skalaene_i("c")] == ["c1", "c2", "c3", "c4"]
    with pytest.raises(KeyError):
        INSTRUMENT.skala("g1")
