import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartlegging.domain.koder import ALFABET, kode_for, kodehash, normaliser_kode, vis_kode

NOKKEL = bytes(range(32))
IDENTER = st.integers(min_value=1, max_value=2**63 - 1)


@given(IDENTER)
def test_koden_er_den_samme_hver_gang_og_overlever_visning(invitasjon):
    kode = kode_for(NOKKEL, invitasjon)

    assert len(kode) == 16
    assert set(kode) <= set(ALFABET)
    assert kode_for(NOKKEL, invitasjon) == kode
    assert normaliser_kode(vis_kode(kode)) == kode
    assert normaliser_kode(f"  {vis_kode(kode).lower()} ") == kode


@given(IDENTER, IDENTER)
def test_ulike_invitasjoner_far_ulike_koder(en, annen):
    assert (kode_for(NOKKEL, en) == kode_for(NOKKEL, annen)) == (en == annen)


def test_annen_nokkel_gir_annen_kode():
    assert kode_for(NOKKEL, 7) != kode_for(bytes(32), 7)


def test_forvekslede_tegn_leses_som_de_er_ment():
    assert normaliser_kode("OOII-LLoo-iill-0011") == "0011110011110011"


@pytest.mark.parametrize("skrevet", ["", "ABC", "A" * 15, "A" * 17, "A" * 15 + "U", "A" * 15 + "Ø", "A" * 15 + "!"])
def test_det_som_ikke_kan_vaere_en_kode_blir_tomt(skrevet):
    assert normaliser_kode(skrevet) == ""


def test_hashen_er_32_byte_og_ulik_for_ulike_koder():
    assert len(kodehash("A" * 16)) == 32
    assert kodehash("A" * 16) != kodehash("A" * 15 + "B")
