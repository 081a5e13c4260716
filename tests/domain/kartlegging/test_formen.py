"""Formen til et instrument, og om beviset for anonymiteten dekker den."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartlegging.domain.formen import BEVIST, form_av, hull_i_beviset
from kartlegging.domain.instrument import Hendelse, Instrument, Ledd, Samvirke, Vilkar
from kartlegging.domain.instrumentfil import alle_instrumenter, last_instrument

HELT = last_instrument(*BEVIST)
KODENE = [skala.kode for skala in HELT.skalaene] + [hendelse.id for hendelse in HELT.hendelsene]


def test_alt_som_folger_med_er_dekket():
    assert [hull_i_beviset(form_av(ett)) for ett in alle_instrumenter()] == [[]] * len(alle_instrumenter())


@given(st.sets(st.sampled_from(KODENE), min_size=1))
def test_hvert_utvalg_er_dekket(koder):
    assert hull_i_beviset(form_av(HELT.utvalg(tuple(koder)))) == []


def _med_skala_til(faktor: str, rolle: str) -> Instrument:
    mal = next(s for s in HELT.skalaene if (s.faktor or "u") == faktor and str(s.rolle) == rolle)
    return replace(HELT, skalaene=(*HELT.skalaene, replace(mal, kode=f"{faktor}99")))


@pytest.mark.parametrize(("faktor", "rolle"), sorted(form_av(HELT).skalaer))
def test_en_skala_for_mye_er_ikke_dekket(faktor, rolle):
    antall = form_av(HELT).skalaer[faktor, rolle]

    assert hull_i_beviset(form_av(_med_skala_til(faktor, rolle))) == [
        f"faktor {faktor} har {antall + 1} skalaer med rolle «{rolle}», og beviset dekker {antall}"
    ]


def test_flere_ledd_i_en_skala_er_ikke_dekket():
    forste = HELT.skalaene[0]
    tre = replace(forste, leddene=(*forste.leddene, Ledd(f"{forste.kode}.3", {"nb": "Nytt"})))
    lang = replace(HELT, skalaene=(tre, *HELT.skalaene[1:]))

    assert hull_i_beviset(form_av(lang)) == ["en skala har 3 ledd, og beviset dekker 2"]


def test_en_annen_grense_for_utsatt_er_ikke_dekket():
    annen = replace(HELT, faktorene=(replace(HELT.faktorene[0], kutt_tideler=600), *HELT.faktorene[1:]))

    assert hull_i_beviset(form_av(annen)) == ["en faktor har kutt_tideler 600, og beviset dekker 525"]


def test_en_hendelse_for_mye_er_ikke_dekket():
    antall = form_av(HELT).hendelser["g"]
    flere = replace(HELT, hendelsene=(*HELT.hendelsene, Hendelse("g9", "g", {"nb": "N"}, {"nb": "T"})))

    assert hull_i_beviset(form_av(flere)) == [f"faktor g har {antall + 1} hendelser, og beviset dekker {antall}"]


def test_et_nytt_samvirke_er_ikke_dekket_men_samme_vilkar_i_annen_rekkefolge_er():
    forste = HELT.samvirkene[0]
    snudd = replace(
        HELT, samvirkene=(replace(forste, id="annet", vilkarene=forste.vilkarene[::-1]), *HELT.samvirkene[1:])
    )
    nytt = Samvirke("nytt", {"nb": "N"}, (Vilkar(faktor="a"), Vilkar(skala="u1")), "additiv", "kilde")

    assert hull_i_beviset(form_av(snudd)) == []
    mer_synlig = [replace(ett, bare_virksomhet=False) for ett in HELT.samvirkene]
    assert len(hull_i_beviset(form_av(replace(HELT, samvirkene=tuple(mer_synlig))))) == 1
    assert hull_i_beviset(form_av(replace(HELT, samvirkene=(*HELT.samvirkene, nytt)))) == [
        "1 av samvirkene har andre vilkår enn dem beviset dekker"
    ]
