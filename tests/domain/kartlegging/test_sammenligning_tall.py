"""Viste rader satt sammen til én: bare de viste tallene, vektet med de viste antallene."""

import pytest

from kartlegging.domain.instrument import Rolle
from kartlegging.domain.sammenligning import samle
from kartlegging.domain.usikkerhet import andelsintervall, middelintervall
from kartlegging.domain.visning import Enhetsresultat, les_rad

Json = dict[str, object]
SPREDNING = {"a1": 20, "a2": 30, "a3": 25, "u1": 15}


def _tall(snitt: int | None, retning: str | None = None, rolle: Rolle = Rolle.KRAV) -> Json:
    grenser = {"lav": None, "hoy": None} if snitt is None else {"lav": snitt - 5, "hoy": snitt + 5}
    skjult = "for_faa_svar" if snitt is None else None
    return grenser | {
        "snitt": snitt,
        "avkortet": retning is not None,
        "retning": retning,
        "skjult_fordi": skjult,
        "rolle": rolle,
    }


def rad(
    kode: str, antall: int | None, skalaer: dict[str, Json], *, andel: int | None, hendelse: int | None = None
) -> Enhetsresultat:
    """En rad slik den står i en utgivelse. ``skalaer`` er tallene til a1 og a2 (krav) og a3 (ressurs)."""
    indeks = None if skalaer["a1"]["snitt"] is None else 40
    return les_rad(
        {
            "kode": kode,
            "navn": kode.title(),
            "forelder": "rot",
            "art": "enhet",
            "antall": antall,
            "svarprosent": 80,
            "skjult_fordi": None if antall else "for_faa_svar",
            "faktorer": {
                "a": {
                    "indeks": indeks,
                    "indeks_lav": indeks,
                    "indeks_hoy": indeks,
                    "avkortet": False,
                    "retning": None,
                    "skjult_fordi": None if indeks else "for_faa_svar",
                    "andel_eksponert": andel,
                    "andel_lav": andel,
                    "andel_hoy": andel,
                    "andel_skjult_fordi": None if andel is not None else "ville_avslore_andre",
                    "skalaer": skalaer,
                }
            },
            "hendelser": {"g1": {"andel": hendelse, "skjult_fordi": None if hendelse is not None else "for_faa_svar"}},
            "samlet": {
                "minst_to": andel,
                "minst_tre": None,
                "skjult_fordi": None,
                "samvirker": {"axc": hendelse},
                "samvirker_skjult_fordi": {"axc": None},
            },
            "utfall": {"u1": _tall(60, rolle=Rolle.UTFALL)},
        },
        dybde=2,
    )


def _skalaer(a1: Json, a2: Json, a3: Json) -> dict[str, Json]:
    return {"a1": a1, "a2": a2, "a3": a3 | {"rolle": Rolle.RESSURS}}


EN = rad("en", 10, _skalaer(_tall(30), _tall(71, "opp"), _tall(50)), andel=30, hendelse=0)
TO = rad("to", 21, _skalaer(_tall(61), _tall(40), _tall(None)), andel=14, hendelse=14)


def test_en_rad_alene_er_seg_selv():
    assert samle([EN], SPREDNING) is EN


def test_11_to_viste_rader_er_middelet_vektet_med_antall():
    sammen = samle([EN, TO], SPREDNING)

    a1, a2, a3 = (sammen.faktorer["a"].skalaer[kode] for kode in ("a1", "a2", "a3"))
    # (10·30 + 21·61)/31 = 51 og (10·71 + 21·40)/31 = 50; a3 er skjult i den ene.
    assert (sammen.kode, sammen.navn, sammen.antall, sammen.svarprosent) == ("en+to", "En + To", 31, None)
    assert (a1.snitt, (a1.lav, a1.hoy)) == (51, middelintervall(51, 31, 20))
    assert (a2.snitt, (a2.lav, a2.hoy)) == (50, middelintervall(50, 31, 30))
    assert (a3.snitt, a3.lav, a3.hoy, a3.skjult_fordi) == (None, None, None, "for_faa_svar")
    assert sammen.utfall["u1"].snitt == 60


def test_indeksen_er_middelet_av_de_viste_indeksene_med_kravenes_spredning():
    faktor = samle([EN, TO], SPREDNING).faktorer["a"]

    assert (faktor.indeks, (faktor.indeks_lav, faktor.indeks_hoy)) == (40, middelintervall(40, 31, 25))


def test_en_andel_er_summen_av_de_viste_antallene():
    sammen = samle([EN, TO], SPREDNING)

    # 30 % av 10 er 3 og 14 % av 21 er 3: 6 av 31 er 19 %. Hendelsen er 0 og 3 av 31: 10 %.
    faktor = sammen.faktorer["a"]
    assert (faktor.andel_eksponert, (faktor.andel_lav, faktor.andel_hoy)) == (19, andelsintervall(19, 31))
    assert (sammen.hendelser["g1"].andel, sammen.samlet.minst_to, sammen.samlet.samvirker) == (10, 19, {"axc": 10})
    assert sammen.samlet.minst_tre is None


def test_avkorting_folger_med_og_to_retninger_blir_begge():
    ned = rad("ned", 10, _skalaer(_tall(30), _tall(20, "ned"), _tall(50)), andel=30)

    a2 = samle([EN, TO], SPREDNING).faktorer["a"].skalaer["a2"]
    begge = samle([EN, ned], SPREDNING).faktorer["a"].skalaer["a2"]

    assert (a2.avkortet, a2.retning) == (True, "opp")
    assert (begge.avkortet, begge.retning) == (True, "begge")
    assert not samle([EN, TO], SPREDNING).faktorer["a"].skalaer["a1"].avkortet


def test_andelen_er_skjult_naar_den_er_skjult_i_en_av_radene():
    uten = rad("uten", 9, _skalaer(_tall(30), _tall(30), _tall(30)), andel=None)

    faktor = samle([EN, uten], SPREDNING).faktorer["a"]

    assert (faktor.andel_eksponert, faktor.andel_lav, faktor.andel_skjult_fordi) == (None, None, "ville_avslore_andre")
    assert samle([EN, uten], SPREDNING).hendelser["g1"].andel is None


@pytest.mark.parametrize("radene", [[], [EN, rad("borte", None, _skalaer(*[_tall(None)] * 3), andel=None)]])
def test_11_en_skjult_rad_kan_aldri_settes_sammen_med_noe(radene):
    with pytest.raises(ValueError, match="Bare viste rader kan settes sammen"):
        samle(radene, SPREDNING)
