"""Hvilke årsaker svarene i årsakssjekken peker på."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsmiljo.domain.faktorer import KODENE
from tiltak.domain.aarsaker import AARSAKENE
from tiltak.domain.aarsakssjekk import folger_av, sjekksporsmal
from tiltak.domain.begreper import Sjekksvar

SPORSMALENE = {en.id: en for en in sjekksporsmal("c")}
svarene = st.dictionaries(st.sampled_from(sorted(SPORSMALENE)), st.sampled_from(Sjekksvar))


def folger(svar, faktor="c"):
    return [en.aarsak for en in folger_av(svar, faktor) if en.folger]


def test_lysbildets_fire_staar_forst_for_arbeidsmengde_og_bare_der():
    assert [en.tekst for en in sjekksporsmal("c") if en.fra_lysbildet] == [
        "Uklare ansvarsforhold?",
        "Skjev oppgavefordeling?",
        "Kompetansebehov?",
        "Mangel på autonomi?",
    ]
    assert [en.fra_lysbildet for en in sjekksporsmal("c")[:5]] == [True, True, True, True, False]
    assert not any(en.fra_lysbildet for kode in KODENE if kode != "c" for en in sjekksporsmal(kode))


def test_nei_peker_paa_aarsaken_og_ja_gjor_det_for_lysbildets():
    assert folger({"ledelse-1": Sjekksvar.NEI}) == ["ledelse"]
    assert folger({"ledelse-1": Sjekksvar.JA}) == []
    assert folger({"skjev-oppgavefordeling": Sjekksvar.JA}) == ["ledelse"]
    assert folger({"skjev-oppgavefordeling": Sjekksvar.NEI}) == []


def test_delvis_peker_svakere_og_vet_ikke_peker_ingen_steder():
    (funnet,) = [en for en in folger_av({"opplaering-1": Sjekksvar.DELVIS}, "a") if en.folger]
    assert (funnet.aarsak, funnet.helt, funnet.delvis) == ("opplaering", (), ("opplaering-1",))
    (vet_ikke,) = [en for en in folger_av({"opplaering-1": Sjekksvar.VET_IKKE}, "a") if en.vet_ikke]
    assert (vet_ikke.aarsak, vet_ikke.folger) == ("opplaering", False)


def test_et_ukjent_sporsmal_avvises():
    with pytest.raises(ValueError, match="«trivsel-1»"):
        folger_av({"trivsel-1": Sjekksvar.JA}, "c")
    with pytest.raises(ValueError, match="skjev-oppgavefordeling"):
        folger_av({"skjev-oppgavefordeling": Sjekksvar.JA}, "a")


@given(svarene, st.sampled_from(sorted(SPORSMALENE)))
def test_et_svar_til_som_peker_tar_aldri_bort_en_aarsak(svar, id_):
    mer = svar | {id_: SPORSMALENE[id_].peker}
    assert set(folger(svar)) <= set(folger(mer))
    assert SPORSMALENE[id_].aarsak in folger(mer)


@given(svarene)
def test_rekkefolgen_paa_svarene_betyr_ingenting_og_hver_aarsak_er_med_en_gang(svar):
    baklengs = dict(reversed(svar.items()))
    assert folger_av(svar, "c") == folger_av(baklengs, "c")
    assert tuple(en.aarsak for en in folger_av(svar, "c")) == AARSAKENE
