"""PDF-døra: tagget, med rett språk, like byte, og uten vei ut."""

import os
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from arbeidsmiljo.pdf import UlovligHentingError, _lest_stilark, pdf_fra_html

DATO = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SIDE = """<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>Prøve på æøå</title></head><body>
<h1>Blåbærsyltetøy på Ås</h1>{}<table><thead><tr><th scope="col">Ærlig</th><th scope="col">Åpen</th></tr></thead>
<tbody><tr><th scope="row">Rad</th><td>○ △ ◆ ■ ● ◐ ◌</td></tr></tbody></table></body></html>"""


def _pdf(innskudd=""):
    return pdf_fra_html(SIDE.format(innskudd), dato=DATO)


def test_teksten_kan_sokes_og_kopieres_med_norske_tegn_og_former():
    tekst = PdfReader(BytesIO(_pdf())).pages[0].extract_text()

    assert "Blåbærsyltetøy på Ås" in tekst
    for tegn in "○△◆■●◐◌":
        assert tegn in tekst


def test_dokumentet_er_tagget_med_sprak_tittel_og_ua_merke():
    with pikepdf.open(BytesIO(_pdf())) as pdf:
        assert str(pdf.Root.Lang) == "nb"
        assert bool(pdf.Root.MarkInfo.Marked) is True
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert meta["dc:title"] == "Prøve på æøå"


def test_hver_tabelloverskrift_sier_om_den_gjelder_kolonnen_eller_raden():
    with pikepdf.open(BytesIO(_pdf())) as pdf:
        overskriftene = [
            en for en in pdf.objects if isinstance(en, pikepdf.Dictionary) and en.get("/S") == pikepdf.Name("/TH")
        ]
        retninger = sorted(str(a.Scope) for en in overskriftene for a in en["/A"] if "/Scope" in a)
    assert retninger == ["/Column", "/Column", "/Row"]


def test_skriftene_er_innebygd_og_delt_opp():
    with pikepdf.open(BytesIO(_pdf())) as pdf:
        navnene = {
            str(en.BaseFont) for en in pdf.objects if isinstance(en, pikepdf.Dictionary) and en.get("/Type") == "/Font"
        }
        filer = [en for en in pdf.objects if isinstance(en, pikepdf.Dictionary) and "/FontFile2" in en]
    assert filer
    assert all("+" in navn for navn in navnene)


def test_samme_innhold_gir_samme_byte_og_ny_dato_gir_andre():
    assert _pdf() == _pdf()
    assert pdf_fra_html(SIDE.format(""), dato=DATO.replace(year=2027)) != _pdf()
    assert "SOURCE_DATE_EPOCH" not in os.environ


def test_datoen_til_den_forste_pdf_en_i_prosessen_sitter_ikke_igjen_i_de_neste():
    _lest_stilark.cache_clear()
    forst = _pdf()

    _lest_stilark.cache_clear()
    pdf_fra_html(SIDE.format(""), dato=DATO.replace(year=2031))
    assert _pdf() == forst


@pytest.mark.parametrize(
    "adresse",
    ["https://annen.example/bilde.png", "http://127.0.0.1:5432/", "file:///etc/passwd", "statisk:../../manage.py"],
)
def test_ingenting_utenfor_egne_filer_kan_hentes(adresse):
    with pytest.raises(UlovligHentingError):
        _pdf(f'<img src="{adresse}" alt="x">')
