"""Et tullespråk: hver oversatt tekst får ⟦…⟧ om seg. Det som står utenfor, er enten data eller en tekst ingen oversetter."""

import re
import sys
from collections.abc import Callable, Collection
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CharField, TextField
from django.utils import translation

from arbeidsmiljo.domain import sprak

OVERSETTERNE = ("gettext", "ngettext", "pgettext", "npgettext")
ATTRIBUTTENE = {"aria-label", "alt", "title", "placeholder", "aria-description", "label", "content"}
ROMMENE = ("arbeidsmiljo", "kartlegging", "tiltak")
INNI = re.compile(r"⟦[^⟦⟧]*⟧")
TEGNING = re.compile(r"(<svg[^>]*>).*?</svg>", re.DOTALL)
"""Tegningen bryter og korter teksten i linjer. Det den viser, står også i ``aria-label``."""
ORD = re.compile(r"[^\W\d_]{2,}")


def slaa_paa(monkeypatch: pytest.MonkeyPatch) -> None:
    """Setter tullespråket på gettext og på tekstene som har alle språkene i seg selv."""
    djangos: Any = vars(translation)["_trans"]
    for navn in OVERSETTERNE:
        monkeypatch.setattr(djangos, navn, _merket(getattr(djangos, navn)), raising=False)
    ekte = sprak.pa_sprak
    for modul in [modul for navn, modul in sys.modules.items() if navn.split(".")[0] in ROMMENE]:
        if getattr(modul, "pa_sprak", None) is ekte:
            monkeypatch.setattr(modul, "pa_sprak", _merket(ekte))


def _merket(oversett: Callable[..., str]) -> Callable[..., str]:
    def merket(*argumenter: Any, **navngitte: Any) -> str:
        tekst = oversett(*argumenter, **navngitte)
        return f"⟦{tekst}⟧" if tekst else tekst

    return merket


def data_i_basen() -> set[str]:
    """Hver tekst i basen som ikke er en kode fra en fast liste, linje for linje."""
    tekstene = set()
    for modell in apps.get_models():
        felt = [f.name for f in modell._meta.get_fields() if isinstance(f, CharField | TextField) and not f.choices]
        for rad in modell._default_manager.values_list(*felt) if felt else ():
            tekstene |= {linje for verdi in rad if verdi for linje in str(verdi).splitlines() if linje.strip()}
    return tekstene


class _Leser(HTMLParser):
    """Samler tekst og leste attributter. Tekst merket med et eget språk er et sitat, og blir stående som den er."""

    STUMME = frozenset({"script", "style", "code", "pre", "textarea"})
    TOMME = frozenset({"input", "br", "img", "meta", "link", "hr", "use", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.funnet: list[str] = []
        self._stabel: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        gitt = dict(attrs)
        stum = tag in self.STUMME or ("lang" in gitt and tag != "html")
        if not stum and not self._stum():
            self._attributter(tag, gitt)
        if tag not in self.TOMME:
            self._stabel.append((tag, stum))

    def handle_endtag(self, tag: str) -> None:
        while self._stabel and self._stabel.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._stum():
            self.funnet.append(" ".join(data.split()))

    def _attributter(self, tag: str, gitt: dict[str, str | None]) -> None:
        if tag == "meta":
            return
        self.funnet += [verdi for navn, verdi in gitt.items() if navn in ATTRIBUTTENE and verdi]
        if tag == "input" and gitt.get("type") in {"submit", "button"}:
            self.funnet.append(gitt.get("value") or "")

    def _stum(self) -> bool:
        return any(stum for _tag, stum in self._stabel)


def utenfor(html: str, data: Collection[str]) -> list[str]:
    """Tekstene på siden som har et ord uten ⟦…⟧ om seg, og som ikke er data."""
    html = TEGNING.sub(r"\1</svg>", html)
    while INNI.search(html):
        html = INNI.sub("", html)
    leser = _Leser()
    leser.feed(html)
    funnet = []
    for tekst in (tekst for tekst in leser.funnet if ORD.search(tekst)):
        rest = tekst
        # De lengste først, så et kort navn ikke deler et langt.
        for kjent in sorted((kjent for kjent in data if kjent in tekst), key=len, reverse=True):
            rest = rest.replace(kjent, " ")
        if ORD.search(rest):
            funnet.append(tekst)
    return funnet
