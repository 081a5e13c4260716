from hashlib import sha256
from json import loads
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartlegging.domain.instrument import Rolle
from kartlegging.domain.utgivelse import Utgivelse, tell_opp
from tests.domain.kartlegging.leke import (
    ETT_LEDD,
    FIRE_FAKTORER,
    NOKKEL,
    fordel,
    instrument,
    lag_tre,
    skala,
    tilfeldig_tre,
)

LEDD = len(FIRE_FAKTORER.leddrekkefolge)


def _tell(
    tre: Any, enhet: Any, svar: Any, *, bruk: Any = FIRE_FAKTORER, grense: int = 7, nokkel: bytes = NOKKEL
) -> Any:
    svar = np.asarray(svar, dtype=np.uint8)
    return tell_opp(bruk, tre, enhet, svar, kartlegging="k1", minstegrense=grense, nokkel=nokkel)


def _enheter(utgivelse: Utgivelse) -> dict[str, Any]:
    return {rad["kode"]: rad for rad in loads(utgivelse.kanonisk())["enheter"]}


def _svar(rng: np.random.Generator, personer: int) -> Any:
    svar = rng.integers(0, 6, (personer, LEDD))
    svar[:, -2:] = rng.integers(0, 3, (personer, 2))
    return svar.astype(np.uint8)


def test_utgivelse_har_feltene_i_kontrakten() -> None:
    innhold = loads(_tell(lag_tre([-1], [10]), fordel([10]), np.full((10, LEDD), 1)).kanonisk())
    (enhet,) = innhold["enheter"]
    assert {n: innhold[n] for n in ("skjema", "kartlegging", "instrument", "versjon", "minstegrense", "metode")} == {
        "skjema": 1, "kartlegging": "k1", "instrument": "leke", "versjon": 1, "minstegrense": 7, "metode": 1,
    }  # fmt: skip
    assert set(enhet) == {
        "kode", "navn", "forelder", "art", "antall", "svarprosent", "skjult_fordi",
        "faktorer", "hendelser", "samlet", "utfall",
    }  # fmt: skip
    assert set(enhet["faktorer"]) == {"a", "b", "c", "d"}
    assert set(enhet["faktorer"]["a"]) == {
        "indeks", "indeks_lav", "indeks_hoy", "avkortet", "retning", "skjult_fordi",
        "andel_eksponert", "andel_lav", "andel_hoy", "andel_skjult_fordi", "skalaer",
    }  # fmt: skip
    assert set(enhet["faktorer"]["a"]["skalaer"]["a4"]) == {
        "snitt", "lav", "hoy", "avkortet", "retning", "skjult_fordi", "rolle",
    }  # fmt: skip
    assert set(enhet["utfall"]["u1"]) == {"snitt", "lav", "hoy", "avkortet", "retning", "skjult_fordi"}
    assert set(enhet["hendelser"]) == {"f1", "g1"}
    assert set(enhet["samlet"]["samvirker"]) == {"axc", "gxc"}


def test_utgivelse_stemmer_med_tall_regnet_for_hand() -> None:
    # Ti personer svarer 1 1 2 2 3 3 4 4 5 5 på ett ledd: poeng 0 … 100, middel 50, to trinn fra ytterpunktene.
    # Utsatt (≥ 52,5) er de fire som svarte 4 eller 5: 40 %, ikke avrundet (4 ≥ 3 og 6 ≥ 3).
    # Middelet: 50 ± 1,645 · 25 / √10 = 50 ± 13,005. Wilson av 4 av 10: 19,4–64,8 (regnet for hånd).
    svar = np.array([[1], [1], [2], [2], [3], [3], [4], [4], [5], [5]])
    enhet = _enheter(_tell(lag_tre([-1], [13]), fordel([10]), svar, bruk=ETT_LEDD))["E0"]
    assert (enhet["antall"], enhet["svarprosent"], enhet["skjult_fordi"]) == (10, 77, None)
    assert enhet["faktorer"]["a"] == {
        "indeks": 50, "indeks_lav": 37, "indeks_hoy": 63, "avkortet": False, "retning": None, "skjult_fordi": None,
        "andel_eksponert": 40, "andel_lav": 19, "andel_hoy": 65, "andel_skjult_fordi": None,
        "skalaer": {"a1": {
            "snitt": 50, "lav": 37, "hoy": 63, "avkortet": False, "retning": None, "skjult_fordi": None, "rolle": "krav",
        }},
    }  # fmt: skip


@pytest.mark.parametrize(("antall", "vises"), [(7, True), (6, False), (0, False)])
def test_utgivelse_viser_sju_men_ikke_seks_og_ikke_ingen(antall: int, vises: bool) -> None:
    enhet = _enheter(_tell(lag_tre([-1], [8]), fordel([antall]), np.full((antall, LEDD), 2)))["E0"]
    assert (enhet["antall"], enhet["svarprosent"]) == ((7, 88) if vises else (None, None))
    assert enhet["skjult_fordi"] == (None if vises else "for_faa_svar")
    assert (enhet["faktorer"]["a"]["indeks"] is not None) == vises
    assert (enhet["utfall"]["u1"]["skjult_fordi"] is None) == vises


def test_enhet_uten_inviterte_har_ingen_svarprosent() -> None:
    enhet = _enheter(_tell(lag_tre([-1], [0]), fordel([8]), np.full((8, LEDD), 2)))["E0"]
    assert (enhet["antall"], enhet["svarprosent"]) == (8, None)


@pytest.mark.parametrize(("invitert", "prosent"), [(7, 90), (9, 90), (10, 90), (11, 82), (18, 50)])
def test_23_svarprosenten_viser_aldri_at_alle_svarte(invitert: int, prosent: int) -> None:
    # Ni svar. Sju inviterte og ni svar kan skje når noen valgte å telles i en større enhet.
    enhet = _enheter(_tell(lag_tre([-1], [invitert]), fordel([9]), np.full((9, LEDD), 2)))["E0"]
    assert enhet["svarprosent"] == prosent


def test_like_svar_vises_avkortet_som_71_eller_mer() -> None:
    tre = lag_tre([-1], [7])
    alle_hoyt = _enheter(_tell(tre, fordel([7]), np.full((7, 1), 5), bruk=ETT_LEDD))["E0"]["faktorer"]["a"]
    assert (alle_hoyt["skalaer"]["a1"]["snitt"], alle_hoyt["skalaer"]["a1"]["retning"]) == (71, "opp")
    assert (alle_hoyt["indeks"], alle_hoyt["avkortet"], alle_hoyt["retning"]) == (71, True, "opp")
    alle_lavt = _enheter(_tell(tre, fordel([7]), np.full((7, 1), 1), bruk=ETT_LEDD))["E0"]["faktorer"]["a"]
    assert (alle_lavt["skalaer"]["a1"]["snitt"], alle_lavt["retning"]) == (29, "ned")


def test_avkortet_merke_er_bare_en_funksjon_av_den_avkortede_summen() -> None:
    # Sum 20 av 28 ligger på grensen uten å være kuttet; sum 28 kuttes til 20. Utgivelsene må være like.
    tre = lag_tre([-1], [7])
    paa_grensen = np.array([[5], [5], [5], [5], [5], [1], [1]])
    assert _tell(tre, fordel([7]), paa_grensen, bruk=ETT_LEDD).kanonisk() == (
        _tell(tre, fordel([7]), np.full((7, 1), 5), bruk=ETT_LEDD).kanonisk()
    )
    rett_under = np.array([[5], [5], [5], [5], [4], [1], [1]])
    assert _enheter(_tell(tre, fordel([7]), rett_under, bruk=ETT_LEDD))["E0"]["faktorer"]["a"]["avkortet"] is False


@pytest.mark.parametrize(("antall", "vist", "retning"), [(150, 99, "opp"), (800, 100, None)])
def test_avkortet_merkes_bare_naar_det_kan_endre_det_viste_tallet(antall: int, vist: int, retning: str | None) -> None:
    # Avkortingen tar 8 trinn: 592 av 600 er 98,67 og det virkelige 100. 3 192 av 3 200 er 99,75, vist som 100 likevel.
    svar = np.full((antall, 1), 5)
    skala_ = _enheter(_tell(lag_tre([-1], [antall]), fordel([antall]), svar, bruk=ETT_LEDD))["E0"]["faktorer"]["a"]
    assert (skala_["skalaer"]["a1"]["snitt"], skala_["skalaer"]["a1"]["retning"]) == (vist, retning)


def test_andel_vises_fra_ti_og_hendelser_og_samlet_fra_tjue() -> None:
    def vises(antall: int) -> tuple[bool, bool, bool, bool]:
        enhet = _enheter(_tell(lag_tre([-1], [antall]), fordel([antall]), np.full((antall, LEDD), 2)))["E0"]
        return (
            enhet["faktorer"]["a"]["andel_eksponert"] is not None,
            enhet["hendelser"]["g1"]["andel"] is not None,
            enhet["samlet"]["minst_to"] is not None and enhet["samlet"]["samvirker"]["axc"] is not None,
            enhet["samlet"]["samvirker"]["gxc"] is not None,
        )

    assert vises(9) == (False, False, False, False)
    assert vises(10) == (True, False, False, False)
    assert vises(19) == (True, False, False, False)
    assert vises(20) == (True, True, True, False)
    assert vises(49) == (True, True, True, False)
    assert vises(50) == (True, True, True, True)


def test_hoyere_minstegrense_gjelder_ogsaa_andeler() -> None:
    enhet = _enheter(_tell(lag_tre([-1], [30]), fordel([24]), np.full((24, LEDD), 2), grense=25))["E0"]
    assert enhet["skjult_fordi"] == "for_faa_svar"
    tre = lag_tre([-1, 0, 0], [0, 26, 12])
    enheter = _enheter(_tell(tre, fordel([0, 26, 12]), np.full((38, LEDD), 2), grense=12))
    assert enheter["E2"]["faktorer"]["a"]["andel_eksponert"] is not None
    svar = np.full((38, LEDD), 2)
    svar[37, :2] = 0  # én av de tolv hoppet over faktor a: elleve igjen, under grensen
    skjult = _enheter(_tell(tre, fordel([0, 26, 12]), svar, grense=12))["E2"]["faktorer"]["a"]
    assert (skjult["andel_eksponert"], skjult["andel_skjult_fordi"]) == (None, "for_faa_svar")


def test_bare_virksomheten_faar_par_med_vold() -> None:
    enheter = _enheter(_tell(lag_tre([-1, 0, 0], [0, 60, 60]), fordel([0, 60, 60]), np.full((120, LEDD), 2)))
    assert {k: e["samlet"]["samvirker"]["gxc"] is not None for k, e in enheter.items()} == {
        "E0": True, "E1": False, "E2": False,
    }  # fmt: skip


def test_indeks_er_middelet_av_de_viste_snittene() -> None:
    bruk = instrument([skala("a1", "a", ledd=1), skala("a2", "a", ledd=1), skala("a4", "a", rolle=Rolle.RESSURS)])
    svar = np.array([[3, 4, 5, 5]] * 5 + [[3, 3, 5, 5]] * 5)
    faktor = _enheter(_tell(lag_tre([-1], [10]), fordel([10]), svar, bruk=bruk))["E0"]["faktorer"]["a"]
    # a1: 50. a2: (5·75 + 5·50)/10 = 62,5 → 63. Indeks (50 + 63)/2 = 56,5 → 57; av uavrundede tall ville den vært 56.
    assert [faktor["skalaer"][k]["snitt"] for k in ("a1", "a2")] == [50, 63]
    assert faktor["indeks"] == 57


def test_indeks_skjules_naar_en_krav_skala_mangler() -> None:
    svar = np.full((8, LEDD), 2)
    bruk = instrument([skala("a1", "a", ledd=1), skala("a2", "a", ledd=1)])
    svar = np.full((8, 2), 3)
    svar[:2, 1] = 0
    faktor = _enheter(_tell(lag_tre([-1], [8]), fordel([8]), svar, bruk=bruk))["E0"]["faktorer"]["a"]
    assert faktor["skalaer"]["a1"]["snitt"] == 50
    assert (faktor["skalaer"]["a2"]["snitt"], faktor["skalaer"]["a2"]["skjult_fordi"]) == (None, "for_faa_svar")
    assert (faktor["indeks"], faktor["skjult_fordi"]) == (None, "for_faa_svar")


def _ett_svar_hver(antall: list[int], **uten: tuple[int, int]) -> Any:
    """To krav-ledd der alle svarer 3, unntatt de første ``antall`` i enheten som ``ledd=(enhet, antall)`` sier."""
    enhet = fordel(antall)
    svar = np.full((len(enhet), 2), 3)
    for ledd, (hvor, hvor_mange) in uten.items():
        svar[np.flatnonzero(enhet == hvor)[:hvor_mange], ("a1", "a2").index(ledd)] = 0
    return svar


TO_SKALAER = instrument([skala("a1", "a", ledd=1), skala("a2", "a", ledd=1)])


def test_indeks_sier_for_faa_svar_naar_en_av_skalaene_har_for_faa() -> None:
    # I E1 skjules a1 for å verne E2 (seks svar på a1 der), og a2 fordi bare seks svarte.
    tre = lag_tre([-1, 0, 0], [0, 8, 8])
    svar = _ett_svar_hver([0, 8, 8], a1=(2, 2), a2=(1, 2))
    faktor = _enheter(_tell(tre, fordel([0, 8, 8]), svar, bruk=TO_SKALAER))["E1"]["faktorer"]["a"]
    assert {k: s["skjult_fordi"] for k, s in faktor["skalaer"].items()} == {
        "a1": "ville_avslore_andre",
        "a2": "for_faa_svar",
    }
    assert faktor["skjult_fordi"] == "for_faa_svar"


def test_skala_velges_blant_enhetene_som_vises() -> None:
    # 21 = 8 + 9 + 4 viser forelderen og de ni. To av de ni hoppet over a1; likevel er det der a1 vises.
    tre = lag_tre([-1, 0, 0, 0], [0, 8, 9, 4])
    svar = _ett_svar_hver([0, 8, 9, 4], a1=(2, 2))
    enheter = _enheter(_tell(tre, fordel([0, 8, 9, 4]), svar, bruk=TO_SKALAER))
    assert {k: e["faktorer"]["a"]["skalaer"]["a1"]["snitt"] for k, e in enheter.items()} == {
        "E0": 50, "E0-rest": 50, "E1": None, "E2": 50, "E3": None,
    }  # fmt: skip


def test_andel_velges_blant_enhetene_som_vises() -> None:
    tre = lag_tre([-1, 0, 0, 0], [0, 11, 12, 4])
    svar = _ett_svar_hver([0, 11, 12, 4], a1=(2, 2), a2=(2, 2))
    enheter = _enheter(_tell(tre, fordel([0, 11, 12, 4]), svar, bruk=TO_SKALAER))
    assert {k: e["faktorer"]["a"]["andel_eksponert"] for k, e in enheter.items()} == {
        "E0": 0, "E0-rest": 0, "E1": None, "E2": 0, "E3": None,
    }  # fmt: skip


def test_noen_som_alle_hoppet_over_hendelsen_er_ikke_en_tom_gruppe() -> None:
    # Tolv uten invitasjon (talt i en annen enhet) svarte, men hoppet over hendelsen. Vises både E0 og E1, er
    # forskjellen dem: da sees det at alle tolv hoppet over.
    tre = lag_tre([-1, 0, 0], [0, 30, 0])
    svar = np.full((42, LEDD), 1)
    svar[30:, -1] = 0
    enheter = _enheter(_tell(tre, fordel([0, 30, 12]), svar))
    assert [e["hendelser"]["g1"]["andel"] is not None for e in enheter.values()] == [True, False, False]
    assert [e["hendelser"]["f1"]["andel"] is not None for e in enheter.values()] == [True, False, False]
    assert [e["skjult_fordi"] for e in enheter.values()] == [None, None, None]
    besvart = _enheter(_tell(lag_tre([-1, 0, 0], [0, 30, 0]), fordel([0, 30, 22]), np.full((52, LEDD), 1)))
    assert [e["hendelser"]["g1"]["andel"] for e in besvart.values()] == [0, 0, 0]


def test_noen_som_alle_hoppet_over_skalaen_er_ikke_en_tom_gruppe() -> None:
    tre = lag_tre([-1, 0, 0], [0, 9, 0])
    svar = _ett_svar_hver([0, 9, 8], a1=(2, 8))
    enheter = _enheter(_tell(tre, fordel([0, 9, 8]), svar, bruk=TO_SKALAER))
    skalaer = [e["faktorer"]["a"]["skalaer"] for e in enheter.values()]
    assert [s["a1"]["snitt"] for s in skalaer] == [50, None, None]
    assert [s["a2"]["snitt"] for s in skalaer] == [50, 50, 50]


def test_minst_tre_er_aldri_mer_enn_minst_to() -> None:
    # Én av tjue er utsatt for alt: begge andelene får støy hver for seg, så uten en grense kunne de byttet plass.
    svar = np.tile([1] * 8 + [5, 5, 1, 1, 1, 1], (20, 1))
    svar[0, [0, 1, 4, 5, 6, 7, 8, 9]] = [5, 5, 5, 5, 5, 5, 1, 1]
    tre = lag_tre([-1], [20])
    sett = set()
    for i in range(60):
        samlet = _enheter(_tell(tre, fordel([20]), svar, nokkel=bytes([i]) * 32))["E0"]["samlet"]
        sett.add((samlet["minst_to"], samlet["minst_tre"]))
    assert all(minst_tre <= minst_to for minst_to, minst_tre in sett)
    assert {minst_to for minst_to, _ in sett} >= {0, 5, 10, 15}
    assert any(minst_tre == minst_to > 0 for minst_to, minst_tre in sett)


def test_skjult_enhet_viser_verken_antall_eller_svarprosent_men_sier_hvorfor() -> None:
    # 12 = 7 + 5: vises den ene, kan den andre regnes ut. Derfor bare forelderen.
    enheter = _enheter(_tell(lag_tre([-1, 0, 0], [0, 7, 5]), fordel([0, 7, 5]), np.full((12, LEDD), 2)))
    assert {k: (e["antall"], e["svarprosent"], e["skjult_fordi"]) for k, e in enheter.items()} == {
        "E0": (12, 90, None),
        "E1": (None, None, "ville_avslore_andre"),
        "E2": (None, None, "for_faa_svar"),
    }
    assert enheter["E1"]["faktorer"]["a"]["skjult_fordi"] == "ville_avslore_andre"
    assert enheter["E1"]["faktorer"]["a"]["skalaer"]["a1"]["snitt"] is None


def test_restgruppe_staar_rett_etter_enheten_sin_og_har_atomets_tall() -> None:
    tre = lag_tre([-1, 0, 0, 0], [0, 8, 4, 5])
    svar = np.repeat([2, 4, 4], [8, 4, 5])[:, None]
    utgivelse = _tell(tre, fordel([0, 8, 4, 5]), svar, bruk=ETT_LEDD)
    enheter = _enheter(utgivelse)
    assert list(enheter) == ["E0", "E0-rest", "E1", "E2", "E3"]
    rest = enheter["E0-rest"]
    assert (rest["art"], rest["navn"], rest["forelder"]) == ("rest", "Øvrige i Enhet 0", "E0")
    assert (rest["antall"], rest["svarprosent"]) == (9, 90)
    assert rest["faktorer"]["a"]["skalaer"]["a1"]["snitt"] == 75
    # Andelen krever ti: atomet på ni finnes ikke i det utvalget, så den skjules i restgruppen.
    assert rest["faktorer"]["a"]["andel_skjult_fordi"] == "for_faa_svar"
    assert enheter["E0"]["faktorer"]["a"]["andel_eksponert"] is not None


def test_ingen_restgruppe_naar_underenhetene_dekker_alt() -> None:
    enheter = _enheter(_tell(lag_tre([-1, 0, 0], [0, 8, 9]), fordel([0, 8, 9]), np.full((17, LEDD), 2)))
    assert list(enheter) == ["E0", "E1", "E2"]


def test_maalt_spredning_og_reliabilitet_krever_hundre() -> None:
    rng = np.random.default_rng(3)
    for antall, kilde, finnes in ((99, "instrumentet", False), (100, "virksomheten", True)):
        svar = np.maximum(1, _svar(rng, antall))
        innhold = loads(_tell(lag_tre([-1], [antall]), fordel([antall]), svar).kanonisk())
        assert innhold["spredning_kilde"]["a1"] == kilde
        assert ("a1" in innhold["reliabilitet"]) == finnes
        assert innhold["spredning"]["a1"] % 5 == 0


def test_samme_svar_gir_samme_byte_og_sha() -> None:
    svar = _svar(np.random.default_rng(1), 60)
    forst, sist = (_tell(lag_tre([-1, 0, 0], [3, 40, 30]), fordel([2, 33, 25]), svar) for _ in range(2))
    assert forst.kanonisk() == sist.kanonisk()
    assert forst.sha256 == sha256(sist.kanonisk()).hexdigest()
    assert b": " not in forst.kanonisk()
    assert "Øvrige i Enhet 0".encode() in forst.kanonisk()


def test_annen_nokkel_kan_gi_andre_andeler() -> None:
    svar = np.full((20, 1), 1)
    svar[0] = 5
    tre = lag_tre([-1], [20])
    sett = {
        _enheter(_tell(tre, fordel([20]), svar, bruk=ETT_LEDD, nokkel=bytes([i]) * 32))["E0"]["faktorer"]["a"][
            "andel_eksponert"
        ]
        for i in range(20)
    }
    assert sett == {0, 15}


@given(frosett=st.integers(0, 2**32 - 1))
def test_rekkefolgen_paa_personene_endrer_ikke_en_byte(frosett: int) -> None:
    rng = np.random.default_rng(frosett)
    tre, antall = tilfeldig_tre(rng, int(rng.integers(1, 12)), 30)
    enhet = fordel(antall.tolist())
    svar = _svar(rng, len(enhet))
    stokket = rng.permutation(len(enhet))
    assert _tell(tre, enhet, svar).kanonisk() == _tell(tre, enhet[stokket], svar[stokket]).kanonisk()


@given(frosett=st.integers(0, 2**32 - 1))
def test_hvem_som_vises_avhenger_ikke_av_svarene(frosett: int) -> None:
    rng = np.random.default_rng(frosett)
    tre, antall = tilfeldig_tre(rng, int(rng.integers(1, 12)), 30)
    enhet = fordel(antall.tolist())
    svar = _svar(rng, len(enhet))
    # Like mange svarer på hvert ledd i hver enhet, men svarene er helt andre.
    andre = np.where(svar > 0, np.maximum(1, _svar(rng, len(enhet))), 0)
    assert _monster(_tell(tre, enhet, svar)) == _monster(_tell(tre, enhet, andre))


def _monster(utgivelse: Utgivelse) -> Any:
    """Utgivelsen med alle målte tall byttet ut med om de er der, men med antall, koder og grunner i behold."""

    def bytt(verdi: Any, nokkel: str = "") -> Any:
        if isinstance(verdi, dict):
            return {n: bytt(v, n) for n, v in verdi.items() if n not in {"avkortet", "retning"}}
        if isinstance(verdi, list):
            return [bytt(v) for v in verdi]
        if nokkel in {"antall", "svarprosent"} or isinstance(verdi, str) or verdi is None:
            return verdi
        return "tall"

    return bytt(loads(utgivelse.kanonisk())["enheter"])


@pytest.mark.parametrize(
    ("endring", "melding"),
    [
        ({"minstegrense": 4}, "Minstegrensen kan ikke være under 5."),
        ({"nokkel": b"kort"}, "Avrundingsnøkkelen må være minst 16 byte."),
        ({"enhet": np.array([0, 3], dtype=np.int32)}, "Hver person må høre til én enhet i treet."),
        ({"enhet": np.array([0, -1], dtype=np.int32)}, "Hver person må høre til én enhet i treet."),
        ({"enhet": np.array([0], dtype=np.int32)}, "Hver person må høre til én enhet i treet."),
        ({"svar": np.array([[1], [6]], dtype=np.uint8)}, "Et svar er utenfor svaralternativene."),
        ({"svar": np.array([[1, 1], [1, 1]], dtype=np.uint8)}, "Svarene skal ha 1 ledd per person."),
    ],
)
def test_umulig_inndata_avvises(endring: dict[str, Any], melding: str) -> None:
    alt: dict[str, Any] = {
        "enhet": np.array([0, 0], dtype=np.int32),
        "svar": np.array([[1], [5]], dtype=np.uint8),
        "minstegrense": 7,
        "nokkel": NOKKEL,
    } | endring
    with pytest.raises(ValueError, match=f"^{melding}$"):
        tell_opp(ETT_LEDD, lag_tre([-1], [2]), alt.pop("enhet"), alt.pop("svar"), kartlegging="k1", **alt)
