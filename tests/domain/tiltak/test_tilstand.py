import re

import pytest

from tiltak.domain.tilstand import (
    TILTAKSSTEG,
    VURDERINGSSTEG,
    Tiltakstilstand,
    UlovligStegError,
    Vurderingstilstand,
)


def nadd(fra, stegene):
    """Tilstandene det går an å komme til fra ``fra``."""
    funnet, rest = {fra}, [fra]
    while rest:
        nye = set(stegene[rest.pop()]) - funnet
        funnet |= nye
        rest += nye
    return funnet


@pytest.mark.parametrize(
    ("start", "stegene"), [(Vurderingstilstand.UTKAST, VURDERINGSSTEG), (Tiltakstilstand.FORESLATT, TILTAKSSTEG)]
)
def test_hver_tilstand_kan_nas_fra_starten_og_har_et_eget_ord(start, stegene):
    alle = list(type(start).__members__.values())
    assert nadd(start, stegene) == set(alle) == set(stegene)
    assert len({en.ord for en in alle}) == len(alle)
    assert not any(fra in til for fra, til in stegene.items())


@pytest.mark.parametrize("fra", Vurderingstilstand)
@pytest.mark.parametrize("til", Vurderingstilstand)
def test_bare_de_lovlige_stegene_i_en_vurdering_gar(fra, til):
    lovlige = {
        ("utkast", "til_uttalelse"),
        ("utkast", "forkastet"),
        ("til_uttalelse", "utkast"),
        ("til_uttalelse", "signert"),
        ("signert", "erstattet"),
    }
    assert fra.kan_bli(til) is ((fra, til) in lovlige)


@pytest.mark.parametrize("fra", Tiltakstilstand)
@pytest.mark.parametrize("til", Tiltakstilstand)
def test_bare_de_lovlige_stegene_for_et_tiltak_gar(fra, til):
    lovlige = {
        ("foreslatt", "planlagt"),
        ("foreslatt", "avlyst"),
        ("planlagt", "i_gang"),
        ("planlagt", "ferdig"),
        ("planlagt", "avlyst"),
        ("i_gang", "ferdig"),
        ("i_gang", "avlyst"),
        ("ferdig", "i_gang"),
        ("avlyst", "foreslatt"),
    }
    assert fra.kan_bli(til) is ((fra, til) in lovlige)


def test_et_utkast_kan_ikke_signeres_uten_uttalelse():
    melding = "Kan ikke gå fra «Utkast» til «Signert». Det går an å gå til: Til uttalelse hos verneombudet, Forkastet."
    with pytest.raises(UlovligStegError, match=f"^{re.escape(melding)}$"):
        Vurderingstilstand.UTKAST.krev(Vurderingstilstand.SIGNERT)


def test_en_erstattet_vurdering_er_endestasjon():
    melding = "Kan ikke gå fra «Erstattet av en nyere» til «Utkast». Den kan ikke endres mer."
    with pytest.raises(UlovligStegError, match=f"^{re.escape(melding)}$"):
        Vurderingstilstand.ERSTATTET.krev(Vurderingstilstand.UTKAST)


def test_ulovlig_tiltakssteg_sier_hvor_det_gar_an_a_ga():
    melding = "Kan ikke gå fra «Foreslått» til «Ferdig». Det går an å gå til: Planlagt, Avlyst."
    with pytest.raises(UlovligStegError, match=f"^{re.escape(melding)}$"):
        Tiltakstilstand.FORESLATT.krev(Tiltakstilstand.FERDIG)


def test_lovlige_steg_slipper_gjennom():
    # krev() melder feil ellers; de samme stegene er talt opp over.
    Vurderingstilstand.UTKAST.krev(Vurderingstilstand.TIL_UTTALELSE)
    Tiltakstilstand.I_GANG.krev(Tiltakstilstand.FERDIG)


def test_bare_utkast_kan_endres_og_bare_aktive_tiltak_har_frist_som_loper():
    assert [en for en in Vurderingstilstand if en.kan_endres] == [Vurderingstilstand.UTKAST]
    assert [en for en in Tiltakstilstand if en.er_aktiv] == [Tiltakstilstand.PLANLAGT, Tiltakstilstand.I_GANG]
