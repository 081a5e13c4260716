"""Svarsidene finnes helt ut på nynorsk og engelsk: hver tekst er oversatt, med de samme tallene flettet inn."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation import templatize

ROT = Path(__file__).resolve().parents[3]
MALENE = [*(ROT / "templates/kartlegging/svar").glob("*.html")] + [
    ROT / "templates/kartlegging" / navn for navn in ("innsyn.html", "personvern.html", "slik_beskytter_vi.html")
]
KODEN = [ROT / "kartlegging" / navn for navn in ("feil.py", "svarskjema.py", "views/svar.py", "views/apent.py")]
MERKENE = {"_": None, "gettext": None}


def _tekster(kilde: str) -> set[str]:
    return {str(funn[1]) for funn in extract("python", BytesIO(kilde.encode()), MERKENE)}


def _tekstene() -> set[str]:
    # Innrykket i malen blir igjen i det templatize gir, og er ikke gyldig Python.
    fra_malene = [_tekster(re.sub(r"(?m)^[ \t]+", "", templatize(mal.read_text(encoding="utf-8")))) for mal in MALENE]
    fra_koden = [_tekster(fil.read_text(encoding="utf-8")) for fil in KODEN]
    return set().union(*fra_malene, *fra_koden)


def _oversettelser(sprak: str) -> dict[str, str]:
    fil = ROT / "arbeidsmiljo/locale" / sprak / "LC_MESSAGES/django.po"
    with fil.open("rb") as strom:
        return {str(m.id): str(m.string) for m in read_po(strom) if m.id and m.string and not m.fuzzy}


def _flettet(tekst: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|\{\w+\}|</?strong>", tekst))


def test_tekstene_er_funnet_i_bade_maler_og_kode():
    assert {"Send svaret", "Vil ikke svare", "Kartleggingen har ikke åpnet ennå."} <= _tekstene()


@pytest.mark.parametrize("sprak", ["nn", "en"])
def test_hver_tekst_pa_svarsidene_er_oversatt(sprak):
    assert sorted(_tekstene() - set(_oversettelser(sprak))) == []


@pytest.mark.parametrize("sprak", ["nn", "en"])
def test_oversettelsen_fletter_inn_det_samme(sprak):
    oversatt = _oversettelser(sprak)

    assert {t: oversatt[t] for t in _tekstene() if _flettet(t) != _flettet(oversatt[t])} == {}
