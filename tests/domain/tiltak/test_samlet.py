import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltak.domain.risiko import Risikoniva
from tiltak.domain.samlet import (
    EN_ELLER_TO,
    HOYESTE,
    TRE_ELLER_FLERE,
    TRE_ELLER_FLERE_SATT,
    UKLARE_KRAV_OG_TIDSPRESS,
    foreslatt_samlet,
)

NIVA = {"G": Risikoniva.GRONN, "Y": Risikoniva.GUL, "O": Risikoniva.ORANSJE, "R": Risikoniva.ROD}
NIVAER = st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from(Risikoniva), min_size=1)
ANDEL = st.none() | st.integers(0, 100)


def satt(tekst):
    """``"OGG"`` er a oransje, b grønn, c grønn; ``-`` er en faktor som ikke er vurdert."""
    return {kode: NIVA[bokstav] for kode, bokstav in zip("abcdefg", tekst, strict=False) if bokstav != "-"}


@pytest.mark.parametrize(
    ("nivaer", "minst_tre", "a_og_c", "ventet", "regler"),
    [
        ("GGGGGGG", 0, 0, "G", (HOYESTE,)),
        ("YYYYGGG", 0, 0, "Y", (HOYESTE,)),
        # En eller to med resten lav hever ikke, heller ikke når de er høye.
        ("GGGGGGR", 0, 0, "R", (EN_ELLER_TO,)),
        ("GOGOGGG", 0, 0, "O", (EN_ELLER_TO,)),
        ("OOGGGGG", 0, 0, "O", (EN_ELLER_TO,)),
        # Uklare krav og tidspress forsterker hverandre.
        ("OGOGGGG", 0, 0, "R", (UKLARE_KRAV_OG_TIDSPRESS,)),
        ("YGYGGGG", 0, 0, "Y", (HOYESTE,)),
        ("OGYGGGG", 0, 0, "O", (EN_ELLER_TO,)),
        ("YGYGGGG", 0, 14, "Y", (HOYESTE,)),
        ("YGYGGGG", 0, 15, "O", (UKLARE_KRAV_OG_TIDSPRESS,)),
        ("RGRGGGG", 0, None, "R", (UKLARE_KRAV_OG_TIDSPRESS,)),
        # Tre eller flere: over 20 prosent i utgivelsen.
        ("YYYYGGG", 20, 0, "Y", (HOYESTE,)),
        ("YYYYGGG", 21, 0, "O", (TRE_ELLER_FLERE,)),
        ("OYOYGGG", 21, 15, "R", (UKLARE_KRAV_OG_TIDSPRESS, TRE_ELLER_FLERE)),
        # Utgivelsen går foran nivåene når den finnes …
        ("OOGOGGG", 20, 0, "O", (HOYESTE,)),
        # … og nivåene brukes når den er skjult, for a–d.
        ("OOGOGGG", None, None, "R", (TRE_ELLER_FLERE_SATT,)),
        ("OOYYOOO", None, None, "O", (HOYESTE,)),
        ("OOG----", None, None, "O", (EN_ELLER_TO,)),
        ("------O", None, None, "O", (HOYESTE,)),
    ],
)
def test_forslaget_folger_reglene(nivaer, minst_tre, a_og_c, ventet, regler):
    forslag = foreslatt_samlet(satt(nivaer), minst_tre=minst_tre, a_og_c=a_og_c)
    assert forslag is not None
    assert (forslag.niva, forslag.regler) == (NIVA[ventet], regler)


def test_uten_vurderte_faktorer_finnes_ikke_noe_forslag():
    assert foreslatt_samlet({}, minst_tre=50, a_og_c=50) is None


def test_egne_faktorer_teller_i_det_hoyeste_men_ikke_i_tre_eller_flere():
    nivaer = satt("OOGG") | {"egen-1": Risikoniva.ROD, "egen-2": Risikoniva.ORANSJE}
    forslag = foreslatt_samlet(nivaer)
    assert forslag is not None
    assert (forslag.niva, forslag.er_hevet) == (Risikoniva.ROD, False)


@given(NIVAER, ANDEL, ANDEL)
def test_forslaget_er_hoyeste_niva_eller_ett_over(nivaer, minst_tre, a_og_c):
    forslag = foreslatt_samlet(nivaer, minst_tre=minst_tre, a_og_c=a_og_c)
    assert forslag is not None
    assert forslag.hoyeste == max(nivaer.values())
    assert forslag.niva == (forslag.hoyeste.hevet() if forslag.er_hevet else forslag.hoyeste)


@given(NIVAER, st.integers(0, 100), st.integers(0, 100), st.sampled_from("abcdefg"))
def test_verre_tall_eller_niva_gir_aldri_lavere_forslag(nivaer, minst_tre, a_og_c, kode):
    fra = foreslatt_samlet(nivaer, minst_tre=minst_tre, a_og_c=a_og_c)
    verre = nivaer | {kode: nivaer.get(kode, Risikoniva.GRONN).hevet()}
    til = foreslatt_samlet(verre, minst_tre=min(100, minst_tre + 1), a_og_c=min(100, a_og_c + 1))
    assert fra is not None
    assert til is not None
    assert til.niva >= fra.niva


def test_hver_regel_har_navn_forklaring_og_kilde():
    regler = (HOYESTE, EN_ELLER_TO, UKLARE_KRAV_OG_TIDSPRESS, TRE_ELLER_FLERE, TRE_ELLER_FLERE_SATT)
    assert len({en.navn for en in regler}) == 5
    assert all(en.forklaring.endswith(".") and en.kilde for en in regler)
