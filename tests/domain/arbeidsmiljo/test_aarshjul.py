"""Årshjulet: forslaget lar seg lese, og fristene og påminnelsene følger kalenderen."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsmiljo.domain.aarshjul import (
    MASES_HVER,
    VARSLES_FOR,
    aaret_etter,
    aarshjulet,
    les_aarshjul,
    maanedsdelene,
    neste_frist,
    neste_gang,
    oppgavemal,
    paaminnes,
)
from arbeidsmiljo.domain.datafil import DatafilError
from arbeidsmiljo.domain.roller import Rolle

DAGER = st.dates(date(2000, 1, 1), date(2199, 12, 31))
AARSDAGER = st.sampled_from([(en.maaned, en.dag) for en in aarshjulet()])
EN = """versjon = 1
[[oppgaver]]
id = "en"
rolle = "hr"
maaned = 1
dag = 31
tittel = { nb = "En", nn = "Ein", en = "One" }
beskrivelse = { nb = "En", nn = "Ein", en = "One" }
"""


def test_forslaget_har_en_oppgave_for_hver_rolle_som_gjor_noe():
    assert {en.rolle for en in aarshjulet()} == set(Rolle) - {Rolle.HOVEDVERNEOMBUD, Rolle.TILSYN}
    assert len(aarshjulet()) == 18
    assert [en.maaned for en in aarshjulet()] == sorted(en.maaned for en in aarshjulet())


def test_hver_tekst_finnes_paa_tre_sprak_og_er_ikke_den_samme():
    for mal in aarshjulet():
        assert set(mal.tittel) == set(mal.beskrivelse) == {"nb", "nn", "en"}
        assert mal.tittel["nb"] != mal.tittel["en"]
        assert mal.beskrivelse["nb"] != mal.beskrivelse["en"]
        assert all(len(tittel) <= 200 for tittel in mal.tittel.values())


def test_en_mal_finnes_med_koden_sin():
    assert oppgavemal("puls") in aarshjulet()
    assert oppgavemal("finnes-ikke") is None
    assert oppgavemal("") is None


@pytest.mark.parametrize(
    ("gammelt", "nytt", "nokkel"),
    [
        ('rolle = "hr"', 'rolle = "sjef"', "rolle"),
        ("maaned = 1\ndag = 31", "maaned = 2\ndag = 29", "dag"),
        ("maaned = 1", "maaned = 13", "maaned"),
        ("dag = 31", "dag = 0", "dag"),
        ('nn = "Ein", ', "", "tittel.nn"),
        ("dag = 31", "dag = 31\ndgo = 1", "dgo"),
        ('id = "en"', f'id = "{"x" * 41}"', "id"),
    ],
)
def test_en_feil_i_filen_sier_hvor_den_er(gammelt, nytt, nokkel):
    with pytest.raises(DatafilError) as feil:
        les_aarshjul(EN.replace(gammelt, nytt).encode(), "prove.toml")

    assert feil.value.nokkel == f"oppgaver[1].{nokkel}"


def test_en_feilfri_fil_leses_og_samme_kode_to_ganger_avvises():
    assert [en.id for en in les_aarshjul(EN.encode(), "prove.toml")] == ["en"]
    with pytest.raises(DatafilError, match="brukt før"):
        les_aarshjul((EN + EN.split("\n", 1)[1]).encode(), "prove.toml")


@given(AARSDAGER, DAGER)
def test_neste_gang_er_den_forste_riktige_dagen_fra_i_dag(aarsdag, fra):
    funnet = neste_gang(*aarsdag, fra)

    assert (funnet.month, funnet.day) == aarsdag
    assert fra <= funnet < fra + timedelta(days=367)
    assert neste_gang(*aarsdag, funnet) == funnet
    assert neste_gang(*aarsdag, funnet + timedelta(days=1)) == funnet.replace(year=funnet.year + 1)


@given(DAGER)
def test_aaret_etter_er_samme_dag_utenom_skuddagen(frist):
    neste = aaret_etter(frist)

    assert neste.year == frist.year + 1
    assert neste.month == frist.month
    assert neste.day == (28 if (frist.month, frist.day) == (2, 29) else frist.day)


@pytest.mark.parametrize(
    ("frist", "neste"),
    [
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2026, 12, 31), date(2027, 12, 31)),
    ],
)
def test_skuddaar_og_aarsskifte(frist, neste):
    assert aaret_etter(frist) == neste


@given(DAGER, st.integers(-400, 2000))
def test_neste_frist_er_aldri_forbi_og_alltid_etter_den_gamle(frist, dager):
    i_dag = frist + timedelta(days=dager)
    neste = neste_frist(frist, i_dag)

    assert neste > frist
    assert neste >= i_dag
    assert neste == aaret_etter(frist) or neste.replace(year=neste.year - 1) < i_dag


def _dagene_med_brev(frist, kjorer, sist=None):
    brev = []
    for dag in kjorer:
        if paaminnes(frist, sist, dag):
            brev.append(dag)
            sist = dag
    return brev


@given(DAGER)
def test_daglig_kjoring_minner_fjorten_dager_for_paa_fristen_og_hver_uke_etter(frist):
    hver_dag = [frist + timedelta(days=nummer) for nummer in range(-30, 29)]

    assert _dagene_med_brev(frist, hver_dag) == [
        frist - VARSLES_FOR,
        *(frist + nummer * MASES_HVER for nummer in range(5)),
    ]


@given(DAGER, st.sets(st.integers(-30, 60)))
def test_hull_i_kjoringen_gir_hoyst_ett_brev_for_hvert_merke_og_mister_ikke_det_siste(frist, dager):
    kjorer = [frist + timedelta(days=dag) for dag in sorted(dager)]
    merkene = [frist - VARSLES_FOR, *(frist + nummer * MASES_HVER for nummer in range(9))]
    ventet = [
        min(dag for dag in kjorer if dag >= merke)
        for merke, neste in zip(merkene, [*merkene[1:], date.max], strict=True)
        if any(merke <= dag < neste for dag in kjorer)
    ]

    assert _dagene_med_brev(frist, kjorer) == ventet


@given(DAGER, DAGER)
def test_ingen_minnes_to_ganger_samme_dag(frist, i_dag):
    assert paaminnes(frist, i_dag, i_dag) is False


def test_flyttes_fristen_fram_kommer_en_ny_paaminnelse():
    assert paaminnes(date(2027, 3, 1), date(2027, 1, 1), date(2027, 2, 15)) is True
    assert paaminnes(date(2027, 3, 1), date(2027, 2, 15), date(2027, 2, 28)) is False


def test_ringen_har_tolv_ulike_deler_og_merker_maaneden_naa():
    delene = maanedsdelene(list(range(12)), 3)

    assert [en.nummer for en in delene] == list(range(1, 13))
    assert [en.antall for en in delene] == list(range(12))
    assert [en.nummer for en in delene if en.er_naa] == [3]
    assert len({en.sti for en in delene}) == 12
    assert delene[2].x > 250  # mars er til høyre
    assert delene[8].x < 50  # september er til venstre
