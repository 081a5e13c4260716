"""Egne instrumenter: inn, ut, forhåndsvist, brukt – og avvist med grunn."""

from importlib.resources import files

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arbeidsmiljo.domain.datafil import DatafilError
from arbeidsmiljo.models import Hendelse
from kartlegging.domain.instrumentfil import MAPPE, last_instrument
from kartlegging.models import Instrumentfil, finn_instrument, instrumentene_til
from tests.factories import KartleggingFactory
from tests.tiltak.bygg import sted

pytestmark = pytest.mark.django_db
MED = files(MAPPE).joinpath("forsvarlig-4-3-v1.toml").read_bytes()
EGET = MED.replace(b'id = "forsvarlig-4-3"', b'id = "eget"', 1)


@pytest.fixture
def hvor():
    return sted()


def _klient(bruker) -> Client:
    klient = Client()
    klient.force_login(bruker)
    return klient


def _last_opp(klient: Client, innhold: bytes):
    return klient.post(reverse("instrument_inn"), {"fil": SimpleUploadedFile("eget.toml", innhold)})


def test_et_eget_instrument_legges_inn_vises_lastes_ned_og_kan_brukes(hvor):
    klient = _klient(hvor.hr)
    svar = _last_opp(klient, EGET)
    assert (svar.status_code, svar["Location"]) == (302, reverse("instrument", args=["eget", 1]))
    assert klient.get(reverse("instrument_toml", args=["eget", 1])).content == EGET
    assert [ett.id for ett in instrumentene_til(hvor.virksomhet.pk)] == ["eget", "forsvarlig-4-3"]

    kartlegging = KartleggingFactory(virksomhet=hvor.virksomhet, instrument_id="eget", skalaer=["a1", "g1"])
    assert (kartlegging.instrument.id, kartlegging.instrument.leddrekkefolge) == ("eget", ("a1.1", "a1.2", "g1"))
    siste = Hendelse.objects.first()
    assert (siste.hva, siste.om, siste.detaljer) == (
        "instrument.lagt_inn",
        "eget v1",
        {"sha256": Instrumentfil.objects.get().sha256},
    )


def test_det_som_folger_med_lastes_ned_byte_for_byte(hvor):
    assert _klient(hvor.leder).get(reverse("instrument_toml", args=["forsvarlig-4-3", 1])).content == MED


@pytest.mark.parametrize(
    ("innhold", "setning"),
    [
        (MED, "«forsvarlig-4-3» er navnet på et instrument som følger med."),
        (MED.replace(b"versjon = 1", b"versjon = 2", 1), "«forsvarlig-4-3» er navnet på et instrument som følger med."),
        (b"skjema = 0x" + b"f" * 900, "er et for stort tall"),
        (b".".join([b"a"] * 20_000) + b" = 1", "Linje 1 er lengre enn 1000 tegn."),
        (EGET.replace(b"kutt_tideler = 525", b"kutt_tideler = 600", 1), "vernet av svarene ikke er bevist"),
        (EGET.replace(b"[[skalaer]]", b"[[skalaer", 1), "er ikke gyldig TOML"),
        (EGET.replace(b'rolle = "krav"', b'rolle = "kraft"', 1), "skalaer[1].rolle"),
        (b"\xff\xfe\x00", "er ikke UTF-8"),
        (b"x = " + b"[\n" * 50_000, "er for dypt nøstet"),
        (b"a" * 201_000, "kan være høyst 200 kB."),
        (EGET + b'\nid = "igjen"\n', "er ikke gyldig TOML: Cannot overwrite a value (at line"),
    ],
)
def test_en_fil_med_feil_avvises_med_stedet_og_lagres_ikke(hvor, innhold, setning):
    svar = _last_opp(_klient(hvor.hr), innhold)

    assert svar.status_code == 400
    feilene = " ".join(svar.context["form"].errors["fil"])
    assert setning in feilene
    assert Instrumentfil.objects.count() == 0


def test_en_syntaksfeil_sier_linjen(hvor):
    svar = _last_opp(_klient(hvor.hr), b'skjema = 1\nid = "x"\nnavn = {\n')

    assert "line 3" in str(svar.context["form"].errors["fil"])


def test_en_versjon_kan_ikke_legges_inn_to_ganger(hvor):
    klient = _klient(hvor.hr)
    _last_opp(klient, EGET)
    svar = _last_opp(klient, EGET)

    assert "Versjon 1 av «eget» finnes fra før." in str(svar.context["form"].errors["fil"])
    assert _last_opp(klient, EGET.replace(b"versjon = 1", b"versjon = 2", 1)).status_code == 302


def test_en_annen_virksomhet_ser_ikke_det_egne(hvor):
    _last_opp(_klient(hvor.hr), EGET)
    borte = sted("Nabokommunen", "310000027")
    klient = _klient(borte.hr)

    assert [klient.get(reverse(navn, args=["eget", 1])).status_code for navn in ("instrument", "instrument_toml")] == [
        404,
        404,
    ]
    assert [ett.id for ett in instrumentene_til(borte.virksomhet.pk)] == ["forsvarlig-4-3"]
    with pytest.raises(DatafilError, match="finnes ikke"):
        finn_instrument(borte.virksomhet.pk, "eget", 1)
    assert _last_opp(klient, EGET).status_code == 302


@pytest.mark.parametrize("antall", [1, 3])
def test_listen_har_faste_sporringer(hvor, antall, django_assert_num_queries):
    klient = _klient(hvor.hr)
    for nummer in range(antall):
        _last_opp(klient, EGET.replace(b"versjon = 1", f"versjon = {nummer + 1}".encode(), 1))
    with django_assert_num_queries(10):
        klient.get(reverse("instrumenter"))


def test_de_som_folger_med_hentes_uten_sporringer(hvor, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert finn_instrument(hvor.virksomhet.pk, "forsvarlig-4-3", 1) is last_instrument("forsvarlig-4-3", 1)


@pytest.mark.parametrize("sprak", ["nb", "nn", "en"])
def test_sporsmalene_vises_pa_spraket_som_er_valgt(hvor, sprak):
    instrument = last_instrument("forsvarlig-4-3", 1)
    siden = _klient(hvor.leder).get(reverse("instrument", args=["forsvarlig-4-3", 1]), {"sprak": sprak})

    assert siden.context["avsnittene"][0].leddene[0] == instrument.skalaene[0].leddene[0].tekst[sprak]
    assert siden.context["svarordene"] == instrument.svaralternativer[sprak]


def test_et_ukjent_sprak_gir_bokmal(hvor):
    assert (
        _klient(hvor.leder).get(reverse("instrument", args=["forsvarlig-4-3", 1]), {"sprak": "xx"}).context["sprak"]
        == "nb"
    )
