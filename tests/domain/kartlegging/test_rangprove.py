"""Rangprøven mot fasit: alle omstokkinger av små rekker, mange trekninger av store, og koblinger den skal fange."""

from itertools import permutations
from math import factorial

import numpy as np
import pytest

from kartlegging.domain.rangprove import GRENSE, Rekke, dom_over, prov_par

ANTALL = 200


def _rekke(verdier, **valg) -> Rekke:
    return Rekke(dict(enumerate(verdier)), **valg)


def _dom(ene, andre):
    return dom_over({"svar": ene}, {"deltaker": andre}, {plass: plass for plass in ene.nokler})


def _stokket(fro: int, antall: int = ANTALL):
    return np.random.default_rng(fro).permutation(antall)


def _p(utslagene, maal):
    return next(en.p for en in utslagene if en.maal == maal)


def test_samme_rekkefolge_gir_treff_samsvar_og_naboer_paa_alt():
    utslagene = prov_par(np.arange(40), np.arange(40) * 3 + 7)

    assert [(en.maal, round(en.verdi, 9)) for en in utslagene] == [("treff", 40), ("samsvar", 1), ("naboer", 39)]
    assert max(en.p for en in utslagene) < 1e-8


def test_variansen_til_samsvaret_er_noyaktig_den_proven_bruker_ogsaa_naar_flere_deler_plass():
    andre = np.array([0, 0, 1, 2, 2, 3])
    verdiene = [prov_par(np.array(en), andre)[1].verdi for en in permutations(range(6))]

    assert np.mean(verdiene) == pytest.approx(0, abs=1e-12)
    assert np.var(verdiene) == pytest.approx(1 / 5)


def test_antall_treff_i_alle_omstokkinger_er_nesten_poisson():
    # Rencontres-tallene for n = 6: 0 treff i 265 av 720, 1 i 264, 2 i 135.
    treff = [int(prov_par(np.array(en), np.arange(6))[0].verdi) for en in permutations(range(6))]

    assert np.bincount(treff)[:3].tolist() == [265, 264, 135]
    assert sum(antall >= 3 for antall in treff) / factorial(6) == pytest.approx(
        _p(prov_par(np.array([0, 1, 2, 4, 5, 3]), np.arange(6)), "treff"), abs=1e-2
    )


def test_ventede_naboer_i_gruppe_er_snittet_over_alle_omstokkinger_og_spredningen_er_mindre_enn_proven_regner():
    grupper = np.array([0, 0, 0, 1, 1, 2])
    verdiene = [prov_par(np.array(en), grupper, er_gruppe=True)[1].verdi for en in permutations(range(6))]

    assert np.mean(verdiene) == pytest.approx((3 * 2 + 2 * 1) / 6)
    assert np.var(verdiene) < np.mean(verdiene)


def test_29_tilfeldige_rekkefolger_dommes_nesten_aldri_som_kobling():
    dommene = [_dom(_rekke(_stokket(fro)), _rekke(_stokket(10_000 + fro))) for fro in range(400)]

    # Fast frø. Ventet ved grensen: 0,4 av 400, og 20 av 400 under 0,05.
    assert sum(dom.kobler for dom in dommene) == 0
    assert sorted(dom.p for dom in dommene)[20] > 0.03


@pytest.mark.parametrize(
    "lekk",
    [
        lambda n: n,
        lambda n: n[::-1],
        lambda n: np.roll(n, 57),
        lambda n: np.concatenate([n[150:], n[50:100], n[:50], n[100:150]]),
        lambda n: np.concatenate([n[:120], 120 + _stokket(4, 80)]),
    ],
    ids=["lik", "baklengs", "forskjøvet", "i klumper", "delvis stokket"],
)
def test_29_en_kobling_fanges(lekk):
    plassene = lekk(np.arange(ANTALL))

    assert _dom(_rekke(np.argsort(plassene)), _rekke(np.arange(ANTALL))).kobler


def test_29_enheter_som_svarer_samlet_fanges_ogsaa_naar_enhetene_ikke_har_noen_rekkefolge():
    enhetene = np.repeat(_stokket(1, 20), 10)

    assert _dom(_rekke(np.arange(ANTALL)), _rekke(enhetene, er_gruppe=True)).kobler
    assert not _dom(_rekke(_stokket(2)), _rekke(enhetene, er_gruppe=True)).kobler


def test_en_rekkefolge_som_er_lik_for_alle_ordner_ingenting():
    assert prov_par(np.zeros(50), np.arange(50)) == []
    assert _dom(_rekke([7] * 50), _rekke(range(50))) is None


def test_faerre_enn_tretti_rader_gir_ingen_dom():
    assert _dom(_rekke(range(29)), _rekke(range(29))) is None
    assert _dom(_rekke(range(30)), _rekke(range(30))).p < GRENSE


def test_en_rekkefolge_som_bare_kjenner_noen_av_radene_proves_paa_dem():
    noen = Rekke({plass: plass for plass in range(40)})

    assert _dom(noen, _rekke(range(ANTALL))).mest_treff == 40


def test_dommen_er_justert_for_alle_maalene():
    svar = {f"s{nr}": _rekke(_stokket(nr)) for nr in range(3)}
    deltaker = {f"d{nr}": _rekke(_stokket(50 + nr)) for nr in range(4)}
    dom = dom_over(svar, deltaker, {plass: plass for plass in range(ANTALL)})

    enkelt = min(
        en.p
        for a in svar.values()
        for b in deltaker.values()
        for en in prov_par(np.array(list(a.nokler.values())), np.array(list(b.nokler.values())))
    )
    assert (dom.antall, dom.p) == (36, min(1.0, 36 * enkelt))


def test_halene_er_de_som_star_i_tabellene():
    # Poisson(1): P(X ≥ 4) = 1 − (1 + 1 + 1/2 + 1/6)/e. Normal, to sider: mer enn ett standardavvik unna.
    treff = prov_par(np.array([0, 1, 2, *range(39, 2, -1)]), np.arange(40))
    samsvar = prov_par(np.array([1, 0]), np.array([0, 1]))[1]

    assert (treff[0].verdi, round(treff[0].p, 6)) == (4, 0.018988)
    assert (round(samsvar.verdi, 9), round(samsvar.p, 6)) == (-1, 0.317311)
