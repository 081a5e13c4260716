"""De svake punktene vi la inn i demoen, skal kunne finnes igjen med navn i utgivelsen."""

import json
from datetime import UTC, datetime

import pytest

from kartlegging.models import Utgivelse
from tiltak.management.commands._demo.aarshjul import lag_aarshjul
from tiltak.management.commands._demo.befolkning import SVAKE_PUNKTER
from tiltak.management.commands._demo.organisasjon import FJORDVIK, bygg, stor_plan
from tiltak.management.commands._demo.runder import Runder

NAA = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
VENTET = {
    ("Avdeling Bjørk", "c"),
    ("Hjemmetjenesten nord", "a"),
    ("Fjordvik skole", "b"),
    ("Hjemmetjenesten sør", "d"),
}


def _utgivelse(runde=2):
    virksomhet, enhetene, brukerne = bygg(FJORDVIK, naa=NAA)
    runder = Runder(
        virksomhet=virksomhet, plan=FJORDVIK, enhetene=enhetene, brukerne=brukerne, fro=2026, si=lambda _tekst: None
    )
    runder.tidligere("Høst 2026", runde=runde, lukkes=NAA)
    return json.loads(bytes(Utgivelse.objects.get().dokument))


def _hoyeste(dokument, faktor):
    """Navnet på enheten med høyest indeks for faktoren, blant vanlige enheter som vises."""
    vist = [
        (enhet["faktorer"][faktor]["indeks"], enhet["navn"])
        for enhet in dokument["enheter"]
        if enhet["art"] == "enhet" and enhet["skjult_fordi"] is None and enhet["faktorer"][faktor]["indeks"] is not None
    ]
    return max(vist)


@pytest.mark.django_db(transaction=True)
def test_de_svake_punktene_finnes_igjen_med_navn_i_utgivelsen():
    dokument = _utgivelse()
    hele = dokument["enheter"][0]

    assert {(_hoyeste(dokument, faktor)[1], faktor) for faktor in "abcd"} == VENTET
    for faktor in "abcd":
        assert _hoyeste(dokument, faktor)[0] >= hele["faktorer"][faktor]["indeks"] + 12


@pytest.mark.django_db(transaction=True)
def test_uten_svake_punkter_finnes_de_ikke(monkeypatch):
    monkeypatch.setattr("tiltak.management.commands._demo.befolkning.SVAKE_PUNKTER", ())

    dokument = _utgivelse()

    assert {(_hoyeste(dokument, faktor)[1], faktor) for faktor in "abcd"} != VENTET


def test_fjordvik_er_sa_stor_og_ujevn_som_en_ekte_kommune():
    over = {enhet.kode: enhet.forelder for enhet in FJORDVIK}

    def dybde(kode):
        return 1 + dybde(over[kode]) if over[kode] else 0

    storrelser = [enhet.ansatte for enhet in FJORDVIK if enhet.ansatte]
    med_barn = {enhet.forelder for enhet in FJORDVIK}
    assert 280 <= sum(storrelser) <= 320
    assert len(storrelser) >= 14
    assert (min(storrelser), max(storrelser)) == (3, 45)
    assert sum(30 <= antall <= 45 for antall in storrelser) >= 4
    assert sum(antall < 7 for antall in storrelser) >= 3
    assert max(dybde(enhet.kode) for enhet in FJORDVIK) >= 2
    assert [e.kode for e in FJORDVIK if e.kode in med_barn and e.ansatte and e.forelder] == [
        "helse",
        "solbakken",
        "oppvekst",
    ]
    assert {punkt.enhet for punkt in SVAKE_PUNKTER} <= set(over)


@pytest.mark.parametrize(("ansatte", "enheter"), [(20, 2), (1000, 77), (100_000, 5_000)])
def test_stor_plan_har_de_enhetene_og_ansatte_den_ble_bedt_om(ansatte, enheter):
    plan = stor_plan(ansatte=ansatte, enheter=enheter)

    assert (len(plan), sum(enhet.ansatte for enhet in plan)) == (enheter, ansatte)
    assert len({enhet.kode for enhet in plan}) == enheter


@pytest.mark.django_db
def test_aarshjulet_i_demoen_er_gjort_til_naa_med_en_for_sen():
    virksomhet, _enhetene, brukerne = bygg(FJORDVIK, naa=NAA)
    lag_aarshjul(virksomhet=virksomhet, brukerne=brukerne.values(), hr=brukerne["hr"], naa=NAA)

    venter = virksomhet.aarsoppgavene.som_venter()
    assert [en.mal for en in venter if en.er_sen(NAA.date())] == ["vernerunde"]
    assert (venter.count(), virksomhet.aarsoppgavene.count()) == (18, 35)
