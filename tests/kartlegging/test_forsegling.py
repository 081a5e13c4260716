import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kartlegging.forsegling import INNHOLDSLENGDE, Innhold, UleseligBesvarelseError, apne, forsegl

PRIVAT = X25519PrivateKey.from_private_bytes(bytes(range(32)))
LOFTET = "a" * 64
OFFENTLIG = PRIVAT.public_key().public_bytes_raw()
INNHOLD = st.builds(
    Innhold, enhet=st.from_regex(r"[a-zæøå0-9-]{1,40}", fullmatch=True), svar=st.text("012345", max_size=200)
)


@given(INNHOLD)
def test_det_som_forsegles_kommer_ut_igjen(innhold):
    forseglet = forsegl(innhold, offentlig=OFFENTLIG, kortnavn="k", loftet=LOFTET)
    assert apne(forseglet, privat=PRIVAT, kortnavn="k", loftet=LOFTET) == innhold


@given(INNHOLD, INNHOLD)
def test_alle_besvarelser_er_like_lange_og_aldri_like(en, annen):
    forste, andre = (forsegl(i, offentlig=OFFENTLIG, kortnavn="k", loftet=LOFTET) for i in (en, annen))

    assert len(forste) == len(andre) == INNHOLDSLENGDE + 48
    assert forste != andre


def test_feil_nokkel_feil_kartlegging_endret_loftet_og_endret_rad_lar_seg_ikke_aapne():
    forseglet = forsegl(Innhold("bjork", "12345"), offentlig=OFFENTLIG, kortnavn="k", loftet=LOFTET)
    annen_nokkel = X25519PrivateKey.from_private_bytes(bytes(reversed(range(32))))
    endret = bytes([*forseglet[:-1], forseglet[-1] ^ 1])

    for rad, privat, kortnavn, loftet in [
        (forseglet, annen_nokkel, "k", LOFTET),
        (forseglet, PRIVAT, "annen", LOFTET),
        (forseglet, PRIVAT, "k", "b" * 64),
        (endret, PRIVAT, "k", LOFTET),
        (b"", PRIVAT, "k", LOFTET),
    ]:
        with pytest.raises(UleseligBesvarelseError):
            apne(rad, privat=privat, kortnavn=kortnavn, loftet=loftet)


def test_for_stort_innhold_avvises():
    with pytest.raises(ValueError, match="får ikke plass i 1022"):
        forsegl(Innhold("bjork", "1" * 1100), offentlig=OFFENTLIG, kortnavn="k", loftet=LOFTET)
