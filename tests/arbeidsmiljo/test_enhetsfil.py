"""Enhetene fra en fil: gjennom kommandoen og gjennom sidene."""

from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from arbeidsmiljo.innlesing import LEVETID, slett_gamle
from arbeidsmiljo.models import Enhet, Hendelse, Innlesing
from arbeidsmiljo.tasks import les_inn_enheter
from tests.tiltak.bygg import NAA, sted

pytestmark = pytest.mark.django_db
FILEN = "kode;navn;forelder;type\nrot;Fjordvik kommune;;\nsolbakken;Solbakken omsorgssenter;rot;sykehjem\nnatt;Natt;dag;\ndag;Dag;solbakken;\n"


def _treet(virksomhet) -> dict[str, tuple[str, str | None]]:
    return {
        e.kode: (e.navn, e.forelder and e.forelder.kode)
        for e in virksomhet.enhetene.aktive().select_related("forelder")
    }


@pytest.fixture
def hvor():
    return sted()


def _kjor(tmp_path, innhold: str | bytes, *valg: str) -> str:
    fil = tmp_path / "enheter.csv"
    fil.write_bytes(innhold.encode() if isinstance(innhold, str) else innhold)
    ut = StringIO()
    call_command("importer_enheter", str(fil), *valg, stdout=ut)
    return ut.getvalue()


def test_kommandoen_legger_til_og_endrer_og_lar_resten_sta(hvor, tmp_path):
    ut = _kjor(tmp_path, FILEN)

    assert _treet(hvor.virksomhet) == {
        "rot": ("Fjordvik kommune", None),
        "solbakken": ("Solbakken omsorgssenter", "rot"),
        "dag": ("Dag", "solbakken"),
        "natt": ("Natt", "dag"),
        "nabo": ("Nordlia skole", "rot"),
    }
    assert ut.splitlines() == [
        "2 nye",
        "  dag Dag",
        "  natt Natt",
        "2 endret",
        "  rot Fjordvik kommune",
        "  solbakken Solbakken omsorgssenter",
        "0 lukkes",
        "0 uendret",
        "Skrevet.",
    ]
    siste = Hendelse.objects.first()
    assert (siste.hva, siste.detaljer) == ("enhet.lest_inn", {"nye": 2, "endret": 2, "lukket": 0})


def test_samme_fil_en_gang_til_gjor_ingenting(hvor, tmp_path):
    _kjor(tmp_path, FILEN)
    antall = Hendelse.objects.count()

    assert _kjor(tmp_path, FILEN).splitlines() == ["0 nye", "0 endret", "0 lukkes", "4 uendret"]
    assert Hendelse.objects.count() == antall


def test_prov_skriver_ingenting(hvor, tmp_path):
    for_ = _treet(hvor.virksomhet)

    assert _kjor(tmp_path, FILEN, "--prov").splitlines()[-1] == "Dette er en prøve. Ingenting er skrevet."
    assert _treet(hvor.virksomhet) == for_


def test_lukk_manglende_lukker_bare_det_filen_ikke_har(hvor, tmp_path):
    _kjor(tmp_path, FILEN, "--lukk-manglende")

    assert sorted(_treet(hvor.virksomhet)) == ["dag", "natt", "rot", "solbakken"]
    assert Enhet.objects.get(kode="nabo").lukket is not None


def test_en_enhet_kan_ikke_ligge_under_en_som_lukkes(hvor, tmp_path):
    with pytest.raises(CommandError) as feil:
        _kjor(tmp_path, "kode;navn;forelder\nny;Ny;nabo\n", "--lukk-manglende")

    assert str(feil.value).splitlines()[1:] == [
        "Rad 2, kolonne «forelder», «nabo»: enheten over finnes ikke, verken i filen eller fra før."
    ]


def test_alle_feilene_meldes_og_ingenting_skrives(hvor, tmp_path):
    Enhet.objects.filter(kode="nabo").update(lukket=NAA.date())
    innhold = "kode;navn;forelder;orgnr;naeringskode\na;;rot;;\na;A;b;123456789;\nnabo;N;rot;;9\nx;X;x;;\n"
    for_ = _treet(hvor.virksomhet)

    with pytest.raises(CommandError) as feil:
        _kjor(tmp_path, innhold)

    assert str(feil.value).splitlines() == [
        "Ingenting er skrevet. Rett dette:",
        "Rad 2, kolonne «navn»: enheten mangler navn.",
        "Rad 3, kolonne «orgnr», «123456789»: «123456789» er ikke et gyldig organisasjonsnummer. Det har ni sifre og et kontrollsiffer.",
        "Rad 3, kolonne «kode», «a»: koden står på flere rader. Hver enhet skal ha sin egen.",
        "Rad 3, kolonne «forelder», «b»: enheten over finnes ikke, verken i filen eller fra før.",
        "Rad 4, kolonne «naeringskode», «9»: Næringskoden skrives som «86.107»: to sifre, punktum og ett til tre sifre.",
        "Rad 4, kolonne «kode», «nabo»: enheten er lukket. Bruk en ny kode, eller åpne den igjen først.",
        "Rad 5, kolonne «forelder», «x»: enheten ligger under seg selv.",
    ]
    assert _treet(hvor.virksomhet) == for_


def test_en_ny_virksomhet_tar_koden_til_den_overste_fra_filen(tmp_path):
    call_command("opprett_virksomhet", "Ny AS", "310500003", "hr@ny.example", stdout=StringIO())

    _kjor(tmp_path, "kode;navn;forelder\n1000;Ny AS;\n1100;Salg;1000\n")

    assert {e.kode: e.forelder and e.forelder.kode for e in Enhet.objects.select_related("forelder")} == {
        "1000": None,
        "1100": "1000",
    }


def test_en_virksomhet_med_flere_enheter_far_ikke_to_overste(hvor, tmp_path):
    with pytest.raises(CommandError, match="mer enn én øverste enhet"):
        _kjor(tmp_path, "kode;navn;forelder\n1000;Ny;\n")


def test_kommandoen_krever_virksomhet_nar_det_er_flere(hvor, tmp_path):
    sted("Nabokommunen", "310000027")

    with pytest.raises(CommandError, match="--virksomhet ORGNR"):
        _kjor(tmp_path, FILEN)
    _kjor(tmp_path, FILEN, "--virksomhet", "310 500 003")
    assert "dag" in _treet(hvor.virksomhet)


@pytest.mark.parametrize("fil", ["finnes-ikke.csv", "."])
def test_en_fil_som_ikke_kan_leses_gir_en_setning(hvor, fil, tmp_path):
    with pytest.raises(CommandError, match="kan ikke leses"):
        call_command("importer_enheter", str(tmp_path / fil))


# --- sidene ---


def _klient(bruker) -> Client:
    klient = Client()
    klient.force_login(bruker)
    return klient


def _last_opp(klient: Client, innhold: str, **mer):
    return klient.post(reverse("enheter_inn"), {"fil": SimpleUploadedFile("enheter.csv", innhold.encode()), **mer})


def test_filen_forhandsvises_bekreftes_og_leses_inn(hvor):
    klient, for_ = _klient(hvor.hr), _treet(hvor.virksomhet)
    svar = _last_opp(klient, FILEN)
    innlesing = Innlesing.objects.get()
    assert (svar.status_code, svar["Location"]) == (302, reverse("enheter_innlesing", args=[innlesing.pk]))
    assert _treet(hvor.virksomhet) == for_
    assert innlesing.rapport["antall"] == {"nye": 2, "endret": 2, "lukkes": 0}

    klient.post(svar["Location"])
    les_inn_enheter.func(innlesing.pk)

    innlesing.refresh_from_db()
    assert (innlesing.stand, bytes(innlesing.innhold)) == ("ferdig", b"")
    assert "dag" in _treet(hvor.virksomhet)
    assert "Filen er lest inn" in klient.get(svar["Location"]).content.decode()


def test_a_bekrefte_to_ganger_leser_inn_en_gang(hvor):
    klient = _klient(hvor.hr)
    siden = _last_opp(klient, FILEN)["Location"]
    klient.post(siden)
    klient.post(siden)
    pk = Innlesing.objects.get().pk
    les_inn_enheter.func(pk)
    les_inn_enheter.func(pk)

    assert Hendelse.objects.filter(hva="enhet.lest_inn").count() == 1


def test_en_fil_med_feil_lagres_ikke(hvor):
    svar = _last_opp(_klient(hvor.hr), "kode;navn;forelder\na;A;finnes-ikke\n")

    assert svar.status_code == 400
    assert "Rad 2, kolonne «forelder», «finnes-ikke»" in svar.content.decode()
    assert Innlesing.objects.count() == 0


def test_organisasjonen_som_endres_imens_stanser_innlesingen(hvor):
    klient = _klient(hvor.hr)
    siden = _last_opp(klient, FILEN)["Location"]
    Enhet.objects.create(virksomhet=hvor.virksomhet, kode="dag", navn="Dag", forelder=hvor.rot, lukket=NAA.date())
    klient.post(siden)

    assert Innlesing.objects.get().stand == "feilet"
    assert "enheten er lukket" in klient.get(siden).content.decode()
    assert "natt" not in _treet(hvor.virksomhet)


def test_en_annen_virksomhet_ser_ikke_innlesingen(hvor):
    siden = _last_opp(_klient(hvor.hr), FILEN)["Location"]
    borte = _klient(sted("Nabokommunen", "310000027").hr)

    assert (borte.get(siden).status_code, borte.post(siden).status_code) == (404, 404)
    assert Innlesing.objects.get().stand == "forhaandsvist"


def test_innlesinger_slettes_etter_et_dogn(hvor):
    _last_opp(_klient(hvor.hr), FILEN)
    opprettet = Innlesing.objects.get().opprettet

    assert slett_gamle(opprettet + LEVETID) == []
    assert slett_gamle(opprettet + LEVETID * 1.01) == ["1 opplastede filer slettet."]
    assert Innlesing.objects.count() == 0
