"""Malene og stilarket: ingen inline kode, ingen fremmede verter, og farger som kan leses."""

import re
from pathlib import Path

import pytest

ROT = Path(__file__).resolve().parents[2]
MALENE = sorted((ROT / "templates").rglob("*.html"))
FORBUDT = {
    "inline skript": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "inline stil": re.compile(r"<style|\sstyle=", re.IGNORECASE),
    "hendelsesattributt": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "fremmed vert": re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE),
}


def _funn(innhold):
    return sorted(navn for navn, monster in FORBUDT.items() if monster.search(innhold))


@pytest.mark.parametrize("mal", MALENE, ids=lambda mal: str(mal.relative_to(ROT)))
def test_malen_har_ingen_inline_kode_eller_fremmede_verter(mal):
    assert _funn(mal.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("innhold", "ventet"),
    [
        ("<script>alert(1)</script>", ["inline skript"]),
        ('<p style="color:red">', ["inline stil"]),
        ('<button onclick="x()">', ["hendelsesattributt"]),
        ('<img src="https://annen.example/b.png">', ["fremmed vert"]),
        ('<script src="/static/js/svar.js" defer></script>', []),
    ],
)
def test_kontrollen_finner_det_den_skal(innhold, ventet):
    assert _funn(innhold) == ventet


def test_hele_sider_sier_spraket_sitt():
    hele = [mal for mal in MALENE if "<html" in mal.read_text(encoding="utf-8")]

    assert hele
    assert [mal.name for mal in hele if not re.search(r"<html[^>]*\blang=", mal.read_text(encoding="utf-8"))] == []


def _lyshet(farge):
    kanaler = [int(farge[plass : plass + 2], 16) / 255 for plass in (1, 3, 5)]
    lineaert = [k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in kanaler]
    return 0.2126 * lineaert[0] + 0.7152 * lineaert[1] + 0.0722 * lineaert[2]


def _kontrast(en, annen):
    lys, mork = sorted((_lyshet(en), _lyshet(annen)), reverse=True)
    return (lys + 0.05) / (mork + 0.05)


def _variabler():
    stil = (ROT / "static/css/variabler.css").read_text(encoding="utf-8")
    return dict(re.findall(r"(--fv-[\w-]+):light-dark\((#\w{6},#\w{6})\)", stil))


PARENE = [
    *((f"--fv-r{n}-fg", f"--fv-r{n}-bg") for n in range(1, 5)),
    *((f"--fv-s{n}-fg", f"--fv-s{n}") for n in range(1, 6)),
    ("--fv-aarsak-fg", "--fv-aarsak"),
    ("--fv-symptom", "--fv-symptom-lys"),
]


@pytest.mark.parametrize("modus", [0, 1], ids=["lyst", "mørkt"])
@pytest.mark.parametrize(("tekst", "bunn"), PARENE)
def test_tekst_pa_farget_bunn_kan_leses(tekst, bunn, modus):
    verdier = _variabler()

    assert _kontrast(verdier[tekst].split(",")[modus], verdier[bunn].split(",")[modus]) >= 4.5


@pytest.mark.parametrize("modus", [0, 1], ids=["lyst", "mørkt"])
def test_de_fire_risikonivaene_har_ulik_lyshet(modus):
    verdier = _variabler()
    bunner = [verdier[f"--fv-r{n}-bg"].split(",")[modus] for n in range(1, 5)]

    for plass, en in enumerate(bunner):
        for annen in bunner[plass + 1 :]:
            assert _kontrast(en, annen) >= 1.25, (en, annen)
