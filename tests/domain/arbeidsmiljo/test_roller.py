import operator
from typing import cast

import pytest

from arbeidsmiljo.domain.roller import LESETILGANGER, TILGANGER, Rolle, Tilgang, har_tilgang, rollene_med

# Hele tabellen, skrevet ut. L les, K styre kartlegging, V vurdere, E endre tiltak, U uttale seg, S signere, H logg,
# D se deltakerlisten, B bekrefte den, O styre organisasjon, R styre brukere, J styre årshjul, A behandle i AMU,
# G gi råd, X eskalere, T sette akseptnivå, N se dekningen, F føre utfall.
TABELLEN = {
    Rolle.HR: "LKDEHORJNF",
    Rolle.LEDER: "LVES",
    Rolle.VERNEOMBUD: "LDBVUHX",
    Rolle.HOVEDVERNEOMBUD: "LDBVUHAXN",
    Rolle.AMU: "LUAN",
    Rolle.BHT: "LG",
    Rolle.TOPPLEDER: "LSTN",
    Rolle.TILSYN: "LN",
}
BOKSTAVER = {
    "K": Tilgang.STYRE_KARTLEGGING,
    "V": Tilgang.VURDERE_RISIKO,
    "E": Tilgang.ENDRE_TILTAK,
    "U": Tilgang.UTTALE_SEG,
    "S": Tilgang.SIGNERE,
    "D": Tilgang.SE_DELTAKERE,
    "B": Tilgang.BEKREFTE_DELTAKERE,
    "H": Tilgang.SE_HENDELSESLOGG,
    "O": Tilgang.STYRE_ORGANISASJON,
    "R": Tilgang.STYRE_BRUKERE,
    "J": Tilgang.STYRE_AARSHJUL,
    "A": Tilgang.BEHANDLE_I_AMU,
    "G": Tilgang.GI_RAAD,
    "X": Tilgang.ESKALERE,
    "T": Tilgang.SETTE_AKSEPT,
    "N": Tilgang.SE_DEKNING,
    "F": Tilgang.FORE_UTFALL,
}
LES = {Tilgang.SE_KARTLEGGING, Tilgang.SE_RESULTAT, Tilgang.SE_RISIKO, Tilgang.SE_TILTAK, Tilgang.EKSPORTERE}


@pytest.mark.parametrize("rolle", Rolle)
@pytest.mark.parametrize("tilgang", Tilgang)
def test_tabellen_gir_noyaktig_de_tilgangene_som_er_avtalt(rolle, tilgang):
    koder = TABELLEN[rolle]
    ventet = tilgang in LES or tilgang in {BOKSTAVER[en] for en in koder[1:]}
    assert har_tilgang(rolle, tilgang) is ventet


def test_alle_tilganger_er_gitt_til_noen():
    assert set().union(*TILGANGER.values()) == set(Tilgang)


def test_verneombudet_uttaler_seg_men_signerer_ikke_og_leder_omvendt():
    assert rollene_med(Tilgang.SIGNERE) == (Rolle.LEDER, Rolle.TOPPLEDER)
    assert Rolle.VERNEOMBUD in rollene_med(Tilgang.UTTALE_SEG)
    assert not set(rollene_med(Tilgang.SIGNERE)) & set(rollene_med(Tilgang.UTTALE_SEG))


def test_tilsyn_kan_bare_lese():
    assert Rolle.TILSYN.tilganger <= LESETILGANGER
    assert not Rolle.AMU.tilganger <= LESETILGANGER


def test_bare_leder_og_verneombud_er_bundet_til_en_enhet():
    assert [rolle for rolle in Rolle if not rolle.hele_virksomheten] == [Rolle.LEDER, Rolle.VERNEOMBUD]


def test_hver_rolle_har_egen_tittel_og_beskrivelse():
    assert len({rolle.tittel for rolle in Rolle}) == len(Rolle)
    assert len({rolle.beskrivelse for rolle in Rolle}) == len(Rolle)


def test_tabellen_kan_ikke_endres_i_drift():
    with pytest.raises(TypeError, match="does not support item assignment"):
        operator.setitem(cast("dict[Rolle, frozenset[Tilgang]]", TILGANGER), Rolle.TILSYN, frozenset(Tilgang))
