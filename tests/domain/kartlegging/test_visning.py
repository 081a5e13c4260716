"""Radene slik de vises: ingenting tapt på veien fra utgivelsen, og ord og trinn som følger tallet."""

from dataclasses import asdict
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartlegging.domain.instrumentfil import last_instrument
from kartlegging.domain.tre import Enhetstre
from kartlegging.domain.usikkerhet import Indeksord
from kartlegging.domain.utgivelse import tell_opp
from kartlegging.domain.visning import (
    Hendelsesresultat,
    andelsgrenser,
    andelsord,
    hendelsesintervall,
    hoyeste_andel,
    les_rad,
    rute,
)

INSTRUMENT = last_instrument("forsvarlig-4-3", 1)
TRE = Enhetstre.av_rader([("rot", "Rot", None, 3), ("stor", "Stor", "rot", 40), ("liten", "Liten", "rot", 4)])
ORDEN = {Indeksord.LAV: 1, Indeksord.MIDDELS: 2, Indeksord.HOY: 3}


def _rader(fro: int) -> list[dict[str, Any]]:
    rng = np.random.default_rng(fro)
    hoyst = np.array([3 if ledd[0] in "fg" else 6 for ledd in INSTRUMENT.leddrekkefolge])
    enhet = np.repeat(np.arange(3, dtype=np.int32), [3, 40, 4])
    svar = rng.integers(0, hoyst, size=(len(enhet), len(hoyst))).astype(np.uint8)
    utgivelse = tell_opp(INSTRUMENT, TRE, enhet, svar, kartlegging="prove", minstegrense=7, nokkel=b"0123456789abcdef")
    return list(utgivelse.innhold["enheter"])


@pytest.mark.parametrize("fro", [1, 2, 3])
def test_hvert_tall_i_raden_er_med_uendret(fro):
    for rad in _rader(fro):
        lest = asdict(les_rad(rad, 1))

        assert {felt: lest[felt] for felt in ("kode", "navn", "forelder", "art", "antall", "svarprosent")} == {
            felt: rad[felt] for felt in ("kode", "navn", "forelder", "art", "antall", "svarprosent")
        }
        assert lest["samlet"] == rad["samlet"]
        assert lest["hendelser"] == rad["hendelser"]
        for kode, faktor in rad["faktorer"].items():
            vist = lest["faktorer"][kode]
            assert {felt: vist[felt] for felt in faktor if felt != "skalaer"} == {
                felt: faktor[felt] for felt in faktor if felt != "skalaer"
            }
            for skala, tall in faktor["skalaer"].items():
                assert {felt: vist["skalaer"][skala][felt] for felt in tall} == tall


def test_en_rad_som_mangler_et_felt_avvises():
    rad = dict(_rader(1)[0])
    del rad["faktorer"]

    with pytest.raises(KeyError):
        les_rad(rad, 0)


def test_en_restgruppe_horer_til_enheten_den_er_resten_av():
    lest = {en.kode: en for en in (les_rad(rad, 1) for rad in _rader(1))}

    assert lest["rot-rest"].enhetskode == "rot"
    assert lest["stor"].enhetskode == "stor"
    assert lest["rot"].enhetskode == "rot"


def test_ruten_er_faktorens_indeks_eller_den_hoyeste_hendelsen():
    rot = les_rad(_rader(1)[0], 0)

    indeks, andel = rute("c", rot, INSTRUMENT), rute("g", rot, INSTRUMENT)

    assert (indeks.enhet, indeks.tall) == ("poeng", rot.faktorer["c"].indeks)
    assert (andel.enhet, andel.tall) == ("prosent", max(rot.hendelser[h].andel for h in ("g1", "g2")))


def test_en_skjult_enhet_har_en_grunn_og_intet_tall_i_hver_rute():
    liten = next(les_rad(rad, 1) for rad in _rader(1) if rad["kode"] == "liten")

    rutene = [rute(kode, liten, INSTRUMENT) for kode in "abcdefg"]

    assert [(en.tall, en.trinn, en.ord) for en in rutene] == [(None, 0, None)] * 7
    assert {en.skjult_fordi for en in rutene} == {"for_faa_svar"}


def test_en_puls_har_ingen_rute_for_det_den_ikke_spurte_om():
    puls = INSTRUMENT.utvalg(("c1", "g1"))
    rad = next(rad for rad in _rader(1) if rad["kode"] == "stor")
    rad = {**rad, "faktorer": {"c": rad["faktorer"]["c"]}, "hendelser": {"g1": rad["hendelser"]["g1"]}}

    assert [kode for kode in "abcdefg" if rute(kode, les_rad(rad, 1), puls) is not None] == ["c", "g"]


@given(st.integers(0, 100), st.integers(0, 100), st.sampled_from("abcdefg"))
def test_et_storre_tall_faar_aldri_et_lavere_ord(en, annen, faktor):
    lav, hoy = sorted((en, annen))
    grenser = andelsgrenser(faktor, INSTRUMENT)

    assert ORDEN[andelsord(lav, *grenser)] <= ORDEN[andelsord(hoy, *grenser)]


def test_ordet_skifter_noyaktig_ved_grensene():
    ordene = [andelsord(prosent, 2, 10) for prosent in range(101)]

    assert andelsgrenser("g", INSTRUMENT) == (2, 10)
    assert [i for i, (for_, etter) in enumerate(pairwise(ordene), start=1) if for_ != etter] == [3, 11]


@given(st.lists(st.one_of(st.none(), st.integers(0, 100)), max_size=4))
def test_hoyeste_andel_ser_bort_fra_de_skjulte(andelene):
    hendelser = {f"g{i}": Hendelsesresultat(andel, None) for i, andel in enumerate(andelene)}

    viste = [andel for andel in andelene if andel is not None]
    assert hoyeste_andel(hendelser) == (max(viste) if viste else None)


@given(st.integers(0, 100), st.integers(20, 5000))
def test_intervallet_for_en_hendelse_rommer_tallet(prosent, antall):
    lav, hoy = hendelsesintervall(Hendelsesresultat(prosent, None), antall)

    assert 0 <= lav <= prosent <= hoy <= 100


def test_en_skjult_hendelse_har_intet_intervall():
    assert hendelsesintervall(Hendelsesresultat(None, "for_faa_svar"), 30) is None
    assert hendelsesintervall(Hendelsesresultat(10, None), None) is None
