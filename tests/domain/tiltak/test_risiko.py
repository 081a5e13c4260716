from importlib.resources import files
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arbeidsmiljo.domain.datafil import DatafilError
from kartlegging.domain.usikkerhet import Indeksord, andelsintervall
from tiltak.domain.risiko import (
    STANDARDBAND,
    Liste,
    Overstyring,
    Risikoniva,
    Sannsynlighetsforslag,
    endelig_niva,
    foreslatt_sannsynlighet,
    gjeldende_versjon,
    les_risikodata,
    liste,
    niva,
    risikodata,
    sannsynlighet_for_andel,
)

FILEN = files("tiltak.data").joinpath("risiko.toml").read_bytes().decode()
GRONN, GUL, ORANSJE, ROD = Risikoniva
TRINN = st.integers(1, 5)
VERSJONER = sorted(risikodata().tabeller)
BAND = st.lists(st.integers(1, 99), min_size=4, max_size=4, unique=True).map(lambda en: tuple(sorted(en)))


def brudd_pa_lovene(tabell):
    """Lovene en tabell skal følge, som navn på dem den bryter. Rader er S 1–5, kolonner K 1–5."""
    brudd = set()
    for s, k in product(range(5), repeat=2):
        her = tabell[s][k].rang
        for ds, dk in ((0, 1), (1, 0), (1, 1), (1, -1)):
            if not (s + ds < 5 and 0 <= k + dk < 5):
                continue
            nabo = tabell[s + ds][k + dk].rang
            if {ds, dk} <= {0, 1} and nabo < her:
                brudd.add("monoton")
            if abs(nabo - her) > 1:
                brudd.add("hopp")
            if {nabo, her} == {0, 3}:
                brudd.add("grønn ved rød")
    return brudd


@pytest.mark.parametrize("versjon", VERSJONER)
def test_tabellen_er_monoton_og_uten_hopp_ogsa_pa_skra(versjon):
    assert brudd_pa_lovene(risikodata().tabeller[versjon]) == set()


@pytest.mark.parametrize(
    ("s", "k", "verdi", "brudd"),
    [
        (1, 1, ROD, {"monoton", "hopp", "grønn ved rød"}),
        (5, 5, GUL, {"monoton", "hopp"}),
        (3, 1, ORANSJE, {"monoton", "hopp"}),
    ],
)
def test_lovene_fanger_en_odelagt_tabell(s, k, verdi, brudd):
    tabell = [list(rad) for rad in risikodata().tabeller[1]]
    tabell[s - 1][k - 1] = verdi
    assert brudd_pa_lovene(tabell) == brudd


def test_versjon_1_er_tabellen_i_metoden():
    utskrift = ["".join("GYOR"[niva(s, k).rang] for k in range(1, 6)) for s in range(5, 0, -1)]
    assert utskrift == ["YOORR", "YYORR", "GYOOR", "GYYOO", "GGYYO"]
    assert gjeldende_versjon() == 1


def test_nivaet_er_ikke_et_produkt():
    assert niva(1, 5) != niva(5, 1)


@given(TRINN, TRINN, TRINN, TRINN)
def test_mer_av_begge_gir_aldri_lavere_niva(s, k, s2, k2):
    assert niva(max(s, s2), max(k, k2)) >= niva(s, k)


@pytest.mark.parametrize(("s", "k"), [(0, 1), (1, 0), (6, 1), (1, 6), (-1, -1)])
def test_utenfor_en_til_fem_avvises(s, k):
    with pytest.raises(ValueError, match=f"skal være fra 1 til 5, ikke {s} og {k}"):
        niva(s, k)


def test_ukjent_tabellversjon_avvises():
    with pytest.raises(ValueError, match=r"^Risikotabellen har ingen versjon 99\.$"):
        niva(1, 1, versjon=99)


def test_nivaene_sorteres_etter_alvor_ogsa_som_ren_tekst():
    # Koden bruker max() og <, og basen sorterer på teksten. Et nytt nivå må ikke bryte dette.
    assert sorted([ROD, GUL, ORANSJE, GRONN]) == [GRONN, GUL, ORANSJE, ROD]
    assert sorted(en.value for en in reversed(Risikoniva)) == [en.value for en in Risikoniva]
    assert [en.rang for en in Risikoniva] == [0, 1, 2, 3]


def test_hevet_gar_ett_opp_og_stanser_pa_rod():
    assert [en.hevet() for en in Risikoniva] == [GUL, ORANSJE, ROD, ROD]


def test_hvert_niva_skilles_pa_ord_form_og_monster():
    for felt in ("ord", "form", "monster", "forklaring"):
        assert len({getattr(en, felt) for en in Risikoniva}) == 4
    assert [en.ord for en in Risikoniva] == ["Lav", "Middels", "Høy", "Svært høy"]


def test_bare_oransje_og_rod_krever_tiltak_mot_aarsak():
    assert [en.krever_tiltak_mot_aarsak for en in Risikoniva] == [False, False, True, True]


@given(TRINN, TRINN, st.sampled_from(Overstyring))
def test_overstyrt_er_minst_oransje_og_aldri_lavere_enn_tabellen(s, k, overstyring):
    assert endelig_niva(s, k, overstyring=overstyring) == max(niva(s, k), ORANSJE)
    assert endelig_niva(s, k) == niva(s, k)


def test_overstyring_lofter_det_sjeldne():
    assert (endelig_niva(1, 4), endelig_niva(1, 4, overstyring=Overstyring.ALVORLIG_VOLD)) == (GUL, ORANSJE)
    assert Overstyring.PAGAENDE_TRAKASSERING.ord != Overstyring.ALVORLIG_VOLD.ord


@pytest.mark.parametrize(
    ("s", "k", "ventet"),
    [
        (2, 4, Liste.SJELDEN_ALVORLIG),
        (1, 5, Liste.SJELDEN_ALVORLIG),
        (3, 4, Liste.VANLIG_BELASTNING),
        (2, 3, Liste.VANLIG_BELASTNING),
    ],
)
def test_sjelden_alvorlig_er_s_hoyst_to_og_k_minst_fire(s, k, ventet):
    assert liste(s, k) is ventet
    assert liste(s, k, overstyring=Overstyring.PAGAENDE_TRAKASSERING) is Liste.SJELDEN_ALVORLIG
    assert len({en.ord for en in Liste}) == 2


@pytest.mark.parametrize(
    ("andel", "trinn"),
    [(0, 1), (4, 1), (5, 2), (6, 2), (14, 2), (15, 3), (29, 3), (30, 4), (49, 4), (50, 4), (51, 5), (100, 5)],
)
def test_grensen_horer_til_trinnet_over_men_de_fleste_er_mer_enn_halvparten(andel, trinn):
    assert sannsynlighet_for_andel(andel) == trinn


@given(BAND, st.integers(0, 99))
def test_trinnet_stiger_med_andelen_og_hele_skalaen_brukes(band, andel):
    assert sannsynlighet_for_andel(andel, band) <= sannsynlighet_for_andel(andel + 1, band)
    assert {sannsynlighet_for_andel(en, band) for en in range(101)} == {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("treff", "antall", "forslag"),
    [
        # Intervallene er dem som er regnet ut i domain.md 5.2 punkt 4.
        (2, 8, Sannsynlighetsforslag(3, (2, 3, 4, 5), usikker=True)),  # 25 % (9–54)
        (3, 12, Sannsynlighetsforslag(3, (2, 3, 4), usikker=True)),  # 25 % (10–49)
        (8, 25, Sannsynlighetsforslag(4, (3, 4), usikker=False)),  # 32 % (19–48)
        (60, 200, Sannsynlighetsforslag(4, (3, 4), usikker=False)),  # 30 % (25–36)
    ],
)
def test_forslaget_rommer_hvert_trinn_intervallet_rorer(treff, antall, forslag):
    prosent = (200 * treff + antall) // (2 * antall)
    lav, hoy = andelsintervall(prosent, antall)
    assert foreslatt_sannsynlighet(prosent, lav, hoy) == forslag


def test_ett_trinn_er_sikkert():
    assert foreslatt_sannsynlighet(40, 35, 45) == Sannsynlighetsforslag(4, (4,), usikker=False)


def test_instrumentets_band_kan_vaere_andre():
    assert foreslatt_sannsynlighet(10, 8, 12, (1, 3, 6, 10)) == Sannsynlighetsforslag(4, (4, 5), usikker=False)


@given(st.lists(st.integers(0, 100), min_size=3, max_size=3).map(sorted), BAND)
def test_forslaget_er_sammenhengende_og_usikkert_fra_tre_trinn(tall, band):
    lav, andel, hoy = tall
    forslag = foreslatt_sannsynlighet(andel, lav, hoy, band)
    assert forslag.punkt in forslag.nivaer
    assert forslag.nivaer == tuple(range(forslag.nivaer[0], forslag.nivaer[-1] + 1))
    assert forslag.usikker is (len(forslag.nivaer) >= 3)
    assert forslag.indeksord is None


@pytest.mark.parametrize(
    ("indeks", "ord_"), [(None, None), (39, Indeksord.LAV), (40, Indeksord.MIDDELS), (60, Indeksord.HOY)]
)
def test_uten_andel_gis_bare_ord(indeks, ord_):
    ventet = Sannsynlighetsforslag(None, (), usikker=True, indeksord=ord_)
    assert foreslatt_sannsynlighet(None, None, None, indeks=indeks) == ventet


@pytest.mark.parametrize(("andel", "lav", "hoy"), [(10, 11, 20), (30, 10, 20), (10, -1, 20), (90, 80, 101)])
def test_intervall_som_ikke_rommer_andelen_avvises(andel, lav, hoy):
    with pytest.raises(ValueError, match=f"Intervallet {lav}–{hoy} skal romme andelen {andel}"):
        foreslatt_sannsynlighet(andel, lav, hoy)


def test_standardbandet_er_metodens():
    assert STANDARDBAND == (5, 15, 30, 50)


def test_aksene_har_fem_trinn_med_hvert_sitt_ord():
    for akse in (risikodata().sannsynlighet, risikodata().konsekvens):
        assert [en.tall for en in akse] == [1, 2, 3, 4, 5]
        assert len({en.ord for en in akse}) == 5
    assert risikodata().sannsynlighet[0].ord == "Få"
    assert risikodata().sannsynlighet[4].ord == "De fleste"


@pytest.mark.parametrize(
    ("gammelt", "nytt", "melding"),
    [
        (
            '"GGYYO",',
            '"GGYYB",',
            "risiko.toml: tabeller[1].rader: skal være fem rader med fem av bokstavene G, Y, O og R",
        ),
        (
            '    "GGYYO",\n',
            "",
            "risiko.toml: tabeller[1].rader: skal være fem rader med fem av bokstavene G, Y, O og R",
        ),
        (
            "tall = 5",
            "tall = 4",
            "risiko.toml: sannsynlighet: skal ha trinnene 1, 2, 3, 4 og 5 i den rekkefølgen",
        ),
        ("tall = 5", "tall = 6", "risiko.toml: sannsynlighet[5].tall: er 6, men skal være fra 1 til 5"),
        ('ord = "Få"', 'ord = " "', "risiko.toml: sannsynlighet[1].ord: er tom"),
        ("[[tabeller]]", "[[tabell]]", "risiko.toml: tabell: er ikke en kjent nøkkel. Kjente: konsekvens, "),
    ],
)
def test_feil_i_risikofilen_navngir_fil_nokkel_og_grunn(gammelt, nytt, melding):
    assert gammelt in FILEN
    with pytest.raises(DatafilError) as feil:
        les_risikodata(FILEN.replace(gammelt, nytt, 1).encode(), "risiko.toml")
    assert str(feil.value).startswith(melding)
    assert str(feil.value) == melding or melding.endswith(", ")


def test_samme_tabellversjon_to_ganger_avvises():
    tabell = FILEN[FILEN.index("[[tabeller]]") :]
    with pytest.raises(DatafilError) as feil:
        les_risikodata((FILEN + tabell).encode(), "risiko.toml")
    assert str(feil.value) == "risiko.toml: tabeller[2].versjon: 1 er brukt før"
