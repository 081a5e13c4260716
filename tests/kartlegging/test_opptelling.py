"""Lukking, opptelling og det som skal være borte etterpå."""

import json
import shutil

import pytest
from django.db import connection

from arbeidsmiljo.models import Enhet, Hendelse
from kartlegging import opptelling
from kartlegging.actions import avgi_besvarelse, avgi_mange, lukk, stokk_om
from kartlegging.domain.tilstand import Tilstand, UlovligStegError
from kartlegging.forsegling import Innhold, forsegl
from kartlegging.models import Kartlegging, Resultat, Utgivelse
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import NoklerManglerError, har_nokler, les_nokler, mappe_for
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet, koder, utkast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _egen_mappe(settings, tmp_path):
    settings.NOKKELMAPPE = tmp_path / "nokler"


def _besvart(antall):
    kartlegging = aapnet(antall)
    svarene = [(kode, ALLE_MIDT | {"a1.1": 1 + plass % 5}) for plass, kode in enumerate(koder(kartlegging))]
    avgi_mange(kartlegging=kartlegging, besvarelsene=svarene)
    return kartlegging


def test_lukking_skriver_utgivelsen_og_sletter_svar_og_nokler():
    kartlegging = _besvart({"bjork": 12, "lind": 9, "liten": 4})

    utgivelse = lukk(kartlegging=kartlegging, av=None, naa=NAA)

    dokument = json.loads(bytes(utgivelse.dokument))
    assert [(e["kode"], e["antall"], e["skjult_fordi"]) for e in dokument["enheter"]] == [
        ("rot", 25, None),
        ("rot-rest", 13, None),
        ("bjork", 12, None),
        ("lind", None, "ville_avslore_andre"),
        ("liten", None, "for_faa_svar"),
    ]
    assert Besvarelse.objects.count() == 0
    assert not har_nokler(kartlegging.kortnavn)
    assert Kartlegging.objects.get().tilstand == Tilstand.PUBLISERT
    assert [h.hva for h in Hendelse.objects.all()[:2]] == ["kartlegging.publisert", "kartlegging.lukket"]


def test_radene_har_samme_innhold_som_dokumentet():
    utgivelse = lukk(kartlegging=_besvart({"bjork": 12, "lind": 9}), av=None, naa=NAA)

    dokument = json.loads(bytes(utgivelse.dokument))
    assert list(Resultat.objects.values_list("verdier", flat=True)) == dokument["enheter"]
    assert list(Resultat.objects.values_list("kode", "sti", "dybde", "vises")) == [
        (
            e["kode"],
            f"/rot/{e['kode']}/" if e["forelder"] else "/rot/",
            1 if e["forelder"] else 0,
            e["skjult_fordi"] is None,
        )
        for e in dokument["enheter"]
    ]


def test_lukking_to_ganger_gir_samme_utgivelse_og_en_hendelse():
    kartlegging = _besvart({"bjork": 12})

    forste, andre = (lukk(kartlegging=kartlegging, av=None, naa=NAA) for _ in range(2))

    assert (forste.pk, forste.sha256) == (andre.pk, andre.sha256)
    assert Utgivelse.objects.count() == 1
    assert Hendelse.objects.filter(hva="kartlegging.publisert").count() == 1


def test_et_avbrutt_forsok_etterlater_ingenting_og_neste_gir_samme_byte(monkeypatch):
    kartlegging = _besvart({"bjork": 12, "lind": 15})
    skrevet = []
    ekte = opptelling._skriv

    def strommen_gar(kartlegging, utregning, tre, *, naa):
        ekte(kartlegging, utregning, tre, naa=naa)
        skrevet.append(utregning.sha256)
        raise OSError("strømmen gikk")

    monkeypatch.setattr(opptelling, "_skriv", strommen_gar)
    with pytest.raises(OSError, match="strømmen gikk"):
        lukk(kartlegging=kartlegging, av=None, naa=NAA)
    assert (Utgivelse.objects.count(), Resultat.objects.count(), Besvarelse.objects.count()) == (0, 0, 27)
    assert Kartlegging.objects.get().tilstand == Tilstand.LUKKET
    assert har_nokler(kartlegging.kortnavn)

    monkeypatch.setattr(opptelling, "_skriv", ekte)
    assert lukk(kartlegging=kartlegging, av=None, naa=NAA).sha256 == skrevet[0]


def test_tapte_nokler_sies_rett_ut_og_svarene_blir_staende():
    kartlegging = _besvart({"bjork": 12})
    shutil.rmtree(mappe_for(kartlegging.kortnavn))

    with pytest.raises(NoklerManglerError, match="finnes ikke"):
        lukk(kartlegging=kartlegging, av=None, naa=NAA)
    assert Besvarelse.objects.count() == 12
    assert Kartlegging.objects.get().tilstand == Tilstand.LUKKET


def test_feil_nokkel_aapner_ingenting_og_sletter_ingenting():
    kartlegging = _besvart({"bjork": 12})
    (mappe_for(kartlegging.kortnavn) / "forsegling.nokkel").write_bytes(bytes(range(32)))

    with pytest.raises(NoklerManglerError, match="er ikke den kartleggingen åpnet med"):
        lukk(kartlegging=kartlegging, av=None, naa=NAA)
    assert Besvarelse.objects.count() == 12


def test_en_skadet_rad_stanser_ikke_de_andre_og_telles_i_loggen():
    kartlegging = _besvart({"bjork": 12})
    Besvarelse.objects.filter(pk=Besvarelse.objects.first().pk).update(forseglet=b"skadet")

    assert lukk(kartlegging=kartlegging, av=None, naa=NAA).antall == 11
    assert Hendelse.objects.get(hva="kartlegging.publisert").detaljer["uleselige"] == 1


def test_et_utkast_kan_ikke_lukkes():
    with pytest.raises(UlovligStegError, match="utkast, kan ikke bli lukket"):
        lukk(kartlegging=utkast({"bjork": 8}), av=None, naa=NAA)


def test_8_sen_besvarelse_avvises_og_utgivelsen_er_uendret():
    kartlegging = aapnet({"bjork": 12})
    kodene = koder(kartlegging)
    avgi_mange(kartlegging=kartlegging, besvarelsene=[(kode, ALLE_MIDT) for kode in kodene[:11]])
    utgivelse = lukk(kartlegging=kartlegging, av=None, naa=NAA)
    for_ = bytes(utgivelse.dokument)

    with pytest.raises(Exception, match="lukket"):
        avgi_besvarelse(kode=kodene[11], svar=ALLE_MIDT, gruppe=None, naa=NAA)
    assert bytes(Utgivelse.objects.get().dokument) == for_


def test_9_omorganisering_etterpa_endrer_ikke_en_byte():
    kartlegging = _besvart({"bjork": 12, "lind": 9})
    lukk(kartlegging=kartlegging, av=None, naa=NAA)
    for_ = bytes(Utgivelse.objects.get().dokument)

    Enhet.objects.filter(kode="lind").update(forelder=Enhet.objects.get(kode="bjork"), navn="Flyttet")
    lukk(kartlegging=kartlegging, av=None, naa=NAA)

    assert bytes(Utgivelse.objects.get().dokument) == for_
    assert list(Resultat.objects.filter(kode="lind").values_list("sti", "navn")) == [("/rot/lind/", "Enhet lind")]


def test_stokking_mister_ingenting_og_bryter_rekkefolgen():
    kartlegging = aapnet({"bjork": 60})
    for kode in koder(kartlegging):
        avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)
    plass = "ctid" if connection.vendor == "postgresql" else "rowid"

    def pa_disk():
        with connection.cursor() as peker:
            peker.execute(f"SELECT id FROM kartlegging_besvarelse ORDER BY {plass}")
            return [rad[0] for rad in peker.fetchall()]

    rekkefolge = pa_disk()
    stokk_om(kartlegging=kartlegging, naa=NAA)

    assert sorted(pa_disk()) == sorted(rekkefolge)
    if connection.vendor == "postgresql":
        assert pa_disk() != rekkefolge
    else:
        assert rekkefolge == sorted(rekkefolge)  # radnummeret er selv tilfeldig
    assert lukk(kartlegging=kartlegging, av=None, naa=NAA).antall == 60


def test_to_som_teller_opp_samtidig_gir_en_utgivelse_og_en_linje_i_loggen(monkeypatch):
    kartlegging = _besvart({"bjork": 12, "lind": 9})
    ekte, skrevet = opptelling.tell_opp, []

    def mens_en_annen_blir_ferdig(*args, **kwargs):
        monkeypatch.setattr(opptelling, "tell_opp", ekte)
        skrevet.append(lukk(kartlegging=kartlegging, av=None, naa=NAA))
        return ekte(*args, **kwargs)

    monkeypatch.setattr(opptelling, "tell_opp", mens_en_annen_blir_ferdig)
    utgivelse = lukk(kartlegging=kartlegging, av=None, naa=NAA)

    assert [utgivelse] == skrevet == list(Utgivelse.objects.all())
    assert Hendelse.objects.filter(hva="kartlegging.publisert").count() == 1


def test_skraastrek_i_enhetskoden_er_ikke_et_nivaa_i_treet():
    utgivelse = lukk(kartlegging=_besvart({"1": 9, "1/2": 9}), av=None, naa=NAA)

    assert list(Resultat.objects.filter(utgivelse=utgivelse, sti__startswith="/rot/1/").values_list("kode")) == [("1",)]
    assert dict(Resultat.objects.values_list("kode", "dybde")) == {"rot": 0, "1": 1, "1/2": 1}


def test_en_rad_med_umulige_svar_telles_som_ulesbar_og_stanser_ikke_resten():
    kartlegging = _besvart({"bjork": 12})
    rad, umulig = Besvarelse.objects.first(), "9" * len(kartlegging.instrument.leddrekkefolge)
    bevis = les_nokler(kartlegging.kortnavn).bevis_for(bytes(rad.nullifikator), "bjork", umulig)
    falsk = forsegl(
        Innhold(enhet="bjork", svar=umulig, bevis=bevis),
        offentlig=bytes(Kartlegging.objects.get().offentlig_nokkel),
        kortnavn=kartlegging.kortnavn,
        loftet=kartlegging.loftet_sha256,
    )
    Besvarelse.objects.filter(pk=rad.pk).update(forseglet=falsk)

    assert lukk(kartlegging=kartlegging, av=None, naa=NAA).antall == 11
    assert Hendelse.objects.get(hva="kartlegging.publisert").detaljer["uleselige"] == 1
