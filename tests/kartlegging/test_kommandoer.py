"""Kommandoene ``lukk`` og ``eksporter_resultat``: hva de gjør, og hva de sier når de ikke kan."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook
from time_machine import travel

from arbeidsmiljo.models import Bruker
from kartlegging.actions import avgi_besvarelse, slett_adresser
from kartlegging.models import Kartlegging
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import har_nokler, slett_nokler
from kartlegging.resultater import eksport
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet, koder, utkast
from tests.kartlegging.publisert import publisert, sted

pytestmark = pytest.mark.django_db(transaction=True)  # lageret ryddes utenfor transaksjoner


def _lukk(navn: str) -> str:
    ut = io.StringIO()
    with travel(NAA + timedelta(days=3), tick=False):
        call_command("lukk", navn, stdout=ut)
    return ut.getvalue()


def _eksporter(kartlegging: Kartlegging, som: str, form: str, fil: Path, *valg: str) -> str:
    ut = io.StringIO()
    call_command(
        "eksporter_resultat", kartlegging.kortnavn, "--som", som, "--format", form, "--ut", str(fil), *valg, stdout=ut
    )
    return ut.getvalue()


@pytest.mark.parametrize("felt", ["kortnavn", "pk"])
def test_lukk_publiserer_og_sier_summen(felt):
    kartlegging = aapnet({"bjork": 8})
    for kode in koder(kartlegging):
        avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)

    linje = _lukk(str(getattr(kartlegging, felt)))

    kartlegging.refresh_from_db()
    assert linje == (f"var-2026 er publisert. Svar: 8 av 8. Utgivelsens SHA-256: {kartlegging.utgivelsen.sha256}\n")
    assert (kartlegging.tilstand, Besvarelse.objects.count(), har_nokler("var-2026")) == ("publisert", 0, False)


def test_lukk_sier_ikke_hvor_faa_som_svarte():
    kartlegging = aapnet({"bjork": 8})
    avgi_besvarelse(kode=koder(kartlegging)[0], svar=ALLE_MIDT, gruppe=None, naa=NAA)

    assert "Svar: for få til å vises." in _lukk(kartlegging.kortnavn)


def test_lukk_to_ganger_gir_samme_utgivelse():
    kartlegging = aapnet({"bjork": 8})

    assert _lukk(kartlegging.kortnavn) == _lukk(kartlegging.kortnavn)


def test_lukk_uten_nokler_sier_fra_gaar_ut_med_tre_og_beholder_svarene():
    kartlegging = aapnet({"bjork": 8})
    for kode in koder(kartlegging):
        avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)
    slett_nokler(kartlegging.kortnavn)

    with pytest.raises(CommandError, match="Besvarelsene er beholdt") as feil:
        _lukk(kartlegging.kortnavn)
    assert (feil.value.returncode, Besvarelse.objects.count()) == (3, 8)


def test_lukk_etter_at_loftet_er_endret_sier_hva_og_gaar_ut_med_fire():
    kartlegging = aapnet({"bjork": 8})
    for kode in koder(kartlegging):
        avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=NAA)
    Kartlegging.objects.update(minstegrense=5)

    with pytest.raises(CommandError, match=r"er endret etter åpningen \(minstegrensen\)") as feil:
        _lukk(kartlegging.kortnavn)
    assert (feil.value.returncode, Besvarelse.objects.count()) == (4, 8)


def test_lukk_av_et_utkast_navngir_tilstanden():
    kartlegging = utkast({"bjork": 8})

    with pytest.raises(CommandError, match="er utkast og kan ikke lukkes") as feil:
        _lukk(kartlegging.kortnavn)
    assert feil.value.returncode == 1


@pytest.mark.parametrize("navn", ["finnes-ikke", "999999", "²", "1" * 40])
def test_en_ukjent_kartlegging_faar_en_setning(navn):
    with pytest.raises(CommandError, match="Fant ingen kartlegging"):
        _lukk(navn)


def test_json_csv_og_xlsx_har_de_samme_tallene(tmp_path):
    hvor = sted()
    runde = publisert(hvor)
    for form in ("json", "csv", "xlsx"):
        _eksporter(runde, hvor.hr.epost, form, tmp_path / f"ut.{form}")

    som_json = json.loads((tmp_path / "ut.json").read_bytes())
    linjer = list(csv.DictReader((tmp_path / "ut.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))
    ark = load_workbook(tmp_path / "ut.xlsx")["Resultater"].iter_rows(values_only=True)
    overskrifter = next(ark)
    fra_ark = [dict(zip(overskrifter, rad, strict=True)) for rad in ark]
    assert som_json == eksport(Bruker.objects.get(pk=hvor.hr.pk), runde)
    for enhet, linje, rad in zip(som_json["enheter"], linjer, fra_ark, strict=True):
        fasit = [
            enhet["antall"],
            enhet["faktorer"]["c"]["indeks"],
            enhet["faktorer"]["c"]["andel_eksponert"],
            enhet["faktorer"]["c"]["skalaer"]["c1"]["snitt"],
            enhet["hendelser"]["g1"]["andel"],
            enhet["samlet"]["minst_to"],
        ]
        kolonner = ["antall", "c.indeks", "c.andel_eksponert", "c.c1.snitt", "g1.andel", "samlet.minst_to"]
        assert [rad[kolonne] for kolonne in kolonner] == fasit
        assert [linje[kolonne] for kolonne in kolonner] == ["" if tall is None else str(tall) for tall in fasit]


def test_en_leder_faar_bare_egne_rader_i_filen(tmp_path):
    hvor = sted()
    runde = publisert(hvor)

    linje = _eksporter(runde, hvor.leder.epost.upper(), "json", tmp_path / "ut.json")

    koder_i_filen = [enhet["kode"] for enhet in json.loads((tmp_path / "ut.json").read_bytes())["enheter"]]
    assert koder_i_filen == ["rot", "solbakken"]
    assert linje.startswith("Skrev 2 enheter")


def test_et_navn_som_ligner_en_formel_staar_som_tekst(tmp_path):
    hvor = sted()
    runde = publisert(hvor)
    for form in ("csv", "xlsx"):
        _eksporter(runde, hvor.skoleleder.epost, form, tmp_path / f"ut.{form}")

    linjer = list(csv.DictReader((tmp_path / "ut.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))
    ark = load_workbook(tmp_path / "ut.xlsx")["Resultater"]
    cellene = {celle.value: celle.data_type for rad in ark.iter_rows() for celle in rad}
    assert [linje["navn"] for linje in linjer if linje["kode"] == "gran"] == ["'=Gran;skole"]
    assert cellene["=Gran;skole"] == "s"


def test_filen_overskrives_bare_med_ja(tmp_path):
    hvor = sted()
    runde = publisert(hvor)
    fil = tmp_path / "ut.json"
    fil.write_text("mitt")

    with pytest.raises(CommandError, match="legg til --ja"):
        _eksporter(runde, hvor.hr.epost, "json", fil)
    assert fil.read_text() == "mitt"
    _eksporter(runde, hvor.hr.epost, "json", fil, "--ja")
    assert json.loads(fil.read_bytes())["kartlegging"] == "var-2026"


def test_den_som_ikke_har_tilgang_faar_en_setning_og_ingen_fil(tmp_path):
    runde = publisert(sted())
    fremmed = sted("310000035").hr
    Bruker.objects.opprett(epost="uten@prove.example", navn="Uten Rolle")

    for epost, setning in (
        (fremmed.epost, "har ikke tilgang"),
        ("uten@prove.example", "har ikke tilgang"),
        ("ukjent@prove.example", "Fant ingen bruker"),
    ):
        with pytest.raises(CommandError, match=setning):
            _eksporter(runde, epost, "json", tmp_path / "ut.json")
    assert list(tmp_path.glob("*ut.json*")) == []


def test_foer_publisering_sies_tilstanden_bare_til_egne(tmp_path):
    hvor, fremmed = sted(), sted("310000035").hr
    kartlegging = aapnet({"bjork": 8}, orgnr="310000043")
    kartlegging.virksomhet = hvor.virksomhet
    kartlegging.save()

    with pytest.raises(CommandError, match="er aapen"):
        _eksporter(kartlegging, hvor.hr.epost, "json", tmp_path / "ut.json")
    with pytest.raises(CommandError, match="har ikke tilgang"):
        _eksporter(kartlegging, fremmed.epost, "json", tmp_path / "ut.json")


def test_en_mappe_som_mangler_faar_en_setning(tmp_path):
    with pytest.raises(CommandError, match="mappe som finnes"):
        call_command(
            "eksporter_resultat", "x", "--som", "y", "--format", "csv", "--ut", str(tmp_path / "borte" / "ut.csv")
        )


def test_eksporten_er_den_samme_etter_at_adressene_er_slettet(tmp_path):
    hvor = sted()
    runde = publisert(hvor)
    _eksporter(runde, hvor.hr.epost, "csv", tmp_path / "foer.csv")

    assert slett_adresser(kartlegging=runde, naa=NAA + timedelta(days=60)) > 0
    _eksporter(runde, hvor.hr.epost, "csv", tmp_path / "etter.csv")
    assert (tmp_path / "foer.csv").read_bytes() == (tmp_path / "etter.csv").read_bytes()
