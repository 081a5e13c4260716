"""Én kode, én rad – og ingenting som sier hvem (privacy.md 6, prøve 21, 25 og 28)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from arbeidsmiljo.models import Hendelse
from kartlegging.actions import avgi_besvarelse, avgi_mange, lukk
from kartlegging.deltakelse import BOTTE_ROMMER, finn_invitasjon
from kartlegging.feil import BremsetError, BruktKodeError, LukketError, UgyldigSvarError, UkjentKodeError
from kartlegging.forsegling import apne
from kartlegging.models import Kodebotte
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import les_nokler
from tests.kartlegging.oppsett import ALLE_MIDT, INSTRUMENT, NAA, aapnet, koder

GAL_KODE = "ZZZZ-ZZZZ-ZZZZ-ZZZZ"


def _innhold(kartlegging):
    privat = les_nokler(kartlegging.kortnavn).privat
    radene = Besvarelse.objects.filter(kartlegging=kartlegging)
    return [
        apne(bytes(rad.forseglet), privat=privat, kortnavn=kartlegging.kortnavn, loftet=kartlegging.loftet_sha256)
        for rad in radene
    ]


def test_28_raden_har_bare_de_fire_feltene_og_ingen_tid_enhet_eller_person():
    felt = {f.name: type(f).__name__ for f in Besvarelse._meta.get_fields()}

    assert felt == {
        "id": "BigAutoField",
        "kartlegging": "ForeignKey",
        "nullifikator": "BinaryField",
        "forseglet": "BinaryField",
    }
    assert Besvarelse._meta.get_field("kartlegging").remote_field.hidden is True


@pytest.mark.django_db
def test_en_besvarelse_blir_en_forseglet_rad_og_ingen_hendelse():
    kartlegging = aapnet({"bjork": 8})
    kode = koder(kartlegging)[0]
    hendelser = Hendelse.objects.count()

    avgi_besvarelse(kode=kode, svar={"a1.1": 5, "g2": 2}, gruppe=None, naa=NAA)

    (innhold,) = _innhold(kartlegging)
    assert innhold.enhet == "bjork"
    assert innhold.svar == "".join({"a1.1": "5", "g2": "2"}.get(ledd, "0") for ledd in INSTRUMENT.leddrekkefolge)
    assert Hendelse.objects.count() == hendelser
    rad = Besvarelse.objects.get()
    assert kode.encode() not in bytes(rad.forseglet) + bytes(rad.nullifikator)


@pytest.mark.django_db
def test_25_samme_kode_teller_en_gang_ogsa_med_et_annet_svar():
    kartlegging = aapnet({"bjork": 8})
    kode = koder(kartlegging)[0]
    avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)

    with pytest.raises(BruktKodeError):
        avgi_besvarelse(kode=kode.lower(), svar=ALLE_MIDT | {"a1.1": 1}, gruppe=None, naa=NAA)
    assert Besvarelse.objects.count() == 1


@pytest.mark.django_db
def test_21_storre_gruppe_telles_der_og_en_sosken_eller_underenhet_avvises():
    kartlegging = aapnet({"rot": 1, "bjork": 8, "lind": 8})
    fra_bjork, andre = koder(kartlegging, "bjork")[:2]
    (fra_rot,) = koder(kartlegging, "rot")

    avgi_besvarelse(kode=fra_bjork, svar=ALLE_MIDT, gruppe="rot", naa=NAA)
    for kode, gruppe in [(andre, "lind"), (fra_rot, "bjork"), (andre, "finnes-ikke")]:
        with pytest.raises(UgyldigSvarError) as feil:
            avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=gruppe, naa=NAA)
        assert list(feil.value.feltene) == ["gruppe"]
    assert [innhold.enhet for innhold in _innhold(kartlegging)] == ["rot"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("svar", "felt", "setning"),
    [
        ({}, "", "Du har ikke svart på noe ennå. Svar på minst ett spørsmål før du sender."),
        ({"a1.1": 6}, "a1.1", "Svaret er 6, men skal være fra 1 til 5."),
        ({"a1.1": 0}, "a1.1", "Svaret er 0, men skal være fra 1 til 5."),
        ({"g1": 3}, "g1", "Svaret er 3, men skal være fra 1 til 2."),
        ({"x9.9": 3}, "x9.9", "Spørsmålet finnes ikke i denne kartleggingen."),
    ],
)
def test_umulige_svar_avvises_med_felt_og_setning_og_forbruker_ikke_koden(svar, felt, setning):
    kartlegging = aapnet({"bjork": 8})
    kode = koder(kartlegging)[0]

    with pytest.raises(UgyldigSvarError) as feil:
        avgi_besvarelse(kode=kode, svar=svar, gruppe=None, naa=NAA)
    assert feil.value.feltene == {felt: setning}
    assert Besvarelse.objects.count() == 0
    avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)
    assert Besvarelse.objects.count() == 1


@pytest.mark.django_db
def test_lukket_og_utlopt_kartlegging_tar_ikke_imot():
    kartlegging = aapnet({"bjork": 8})
    kode = koder(kartlegging)[0]

    with pytest.raises(LukketError):
        avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA + timedelta(days=14))
    assert Besvarelse.objects.count() == 0


@pytest.mark.django_db
def test_oppslag_av_brukt_kode_roper_ikke_at_den_er_brukt():
    kartlegging = aapnet({"bjork": 8})
    kode = koder(kartlegging)[0]
    for_ = finn_invitasjon(kode, naa=NAA)
    avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)

    etter = finn_invitasjon(kode, naa=NAA)
    assert (etter.enhet_kode, etter.invitert, etter.storre_grupper) == (
        for_.enhet_kode,
        for_.invitert,
        for_.storre_grupper,
    )


@pytest.mark.django_db
def test_gale_koder_bremses_samlet_men_en_rett_kode_stanses_aldri():
    kartlegging = aapnet({"bjork": 8})
    kode = koder(kartlegging)[0]
    Kodebotte.objects.create(id=1, brukt=BOTTE_ROMMER - 1, sist=NAA)

    with pytest.raises(UkjentKodeError):
        finn_invitasjon(GAL_KODE, naa=NAA)
    with pytest.raises(BremsetError):
        finn_invitasjon(GAL_KODE, naa=NAA)
    assert finn_invitasjon(kode, naa=NAA).enhet_kode == "bjork"
    with pytest.raises(UkjentKodeError):
        finn_invitasjon(GAL_KODE, naa=NAA + timedelta(seconds=3))


@pytest.mark.django_db
def test_bulk_lagrer_hver_kode_en_gang_og_ingenting_ved_feil():
    kartlegging = aapnet({"bjork": 8, "lind": 3})
    kodene = koder(kartlegging)

    with pytest.raises(UgyldigSvarError):
        avgi_mange(kartlegging=kartlegging, besvarelsene=[(kodene[0], ALLE_MIDT), (kodene[1], {"a1.1": 9})])
    assert Besvarelse.objects.count() == 0
    assert avgi_mange(kartlegging=kartlegging, besvarelsene=[(k, ALLE_MIDT) for k in [*kodene, kodene[0]]]) == 11
    assert sorted(innhold.enhet for innhold in _innhold(kartlegging)) == ["bjork"] * 8 + ["lind"] * 3


def _samtidig(oppgaver):
    """Kjører oppgavene i hver sin tråd, sluppet løs på likt. Svarer med resultatene i rekkefølge."""
    sperre, ut = threading.Barrier(len(oppgaver)), [None] * len(oppgaver)

    def kjor(plass, oppgave):
        try:
            sperre.wait(30)
            ut[plass] = oppgave()
        except Exception as feil:
            ut[plass] = feil
        finally:
            connections.close_all()

    tradene = [threading.Thread(target=kjor, args=par) for par in enumerate(oppgaver)]
    for trad in tradene:
        trad.start()
    for trad in tradene:
        trad.join(60)
    return ut


@pytest.mark.django_db(transaction=True)
def test_25_femti_samtidige_innsendinger_med_samme_kode_gir_en_rad():
    kartlegging = aapnet({"bjork": 8})
    kode = koder(kartlegging)[0]
    # SQLite slipper én skriver om gangen og ville stått i kø; ti er nok til å treffe samme øyeblikk der.
    antall = 50 if connection.vendor == "postgresql" else 10

    utfall = _samtidig(
        [
            lambda verdi=verdi: avgi_besvarelse(kode=kode, svar=ALLE_MIDT | {"a1.1": verdi}, gruppe=None, naa=NAA)
            for verdi in [1 + plass % 5 for plass in range(antall)]
        ]
    )

    assert sorted(type(ett).__name__ for ett in utfall) == ["BruktKodeError"] * (antall - 1) + ["NoneType"]
    assert Besvarelse.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_alt_som_er_kvittert_for_er_med_i_opptellingen_nar_det_lukkes_midt_i():
    kartlegging = aapnet({"bjork": 24})
    oppgaver = [
        lambda kode=kode: avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)
        for kode in koder(kartlegging)
    ]
    oppgaver.insert(12, lambda: lukk(kartlegging=kartlegging, av=None, naa=NAA))

    utfall = _samtidig(oppgaver)

    utgivelse = utfall.pop(12)
    kvittert = sum(ett is None for ett in utfall)
    assert {type(ett).__name__ for ett in utfall} <= {"NoneType", "LukketError"}
    assert Besvarelse.objects.count() == 0
    assert (utgivelse.antall or 0) == (kvittert if kvittert >= 7 else 0)


@pytest.mark.django_db
def test_skraastrek_i_enhetskoden_gjor_ikke_en_fremmed_enhet_til_en_storre_gruppe():
    kartlegging = aapnet({"1": 9, "1/2": 9})

    deltakelse = finn_invitasjon(koder(kartlegging, "1/2")[0], naa=NAA)

    assert [gruppe.kode for gruppe in deltakelse.storre_grupper] == ["rot"]
    with pytest.raises(UgyldigSvarError):
        avgi_besvarelse(kode=deltakelse.kode, svar=ALLE_MIDT, gruppe="1", naa=NAA)
