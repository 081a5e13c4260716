"""Filene arkitekturprøvene leser."""

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import Path

ROTMAPPE = Path(__file__).resolve().parent.parent.parent
ROM = ("arbeidsmiljo", "kartlegging", "tiltak")


def moduler(*mapper: str) -> list[Path]:
    """Python-filene i mappene (alle rommene når ingen er nevnt), uten migreringer."""
    return sorted(
        fil
        for mappe in mapper or ROM
        for fil in (ROTMAPPE / mappe).rglob("*.py")
        if "migrations" not in fil.relative_to(ROTMAPPE).parts
    )


def sti(fil: Path) -> str:
    """Stien fra roten av prosjektet, med skråstreker."""
    return fil.relative_to(ROTMAPPE).as_posix()


def definisjoner(fil: Path) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """Alle klasser og funksjoner i filen."""
    for node in ast.walk(ast.parse(fil.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def hendelseskoder(artene: Collection[str]) -> set[str]:
    """Kodene koden skriver i hendelsesloggen: hver tekst «art.noe», og det hver ``_logg`` setter sammen av en art og et ord."""
    monster = re.compile(rf"({'|'.join(sorted(artene))})\.[a-z_]+")
    funnet: set[str] = set()
    for fil in moduler():
        if fil.name == "hendelsesord.py":
            continue
        tre = ast.parse(fil.read_text(encoding="utf-8"))
        funnet |= {tekst for tekst in _tekster(tre) if monster.fullmatch(tekst)}
        funnet |= {
            str(node.value.value)
            for node in ast.walk(tre)
            if isinstance(node, ast.keyword) and node.arg == "hva" and isinstance(node.value, ast.Constant)
            if "." in str(node.value.value)
        }
        sammensatt = {
            art for node in ast.walk(tre) if isinstance(node, ast.JoinedStr) if (art := _arten(node)) in artene
        }
        funnet |= {f"{art}.{ordet}" for art in sammensatt for ordet in _forste_ord(tre)}
    return {kode for kode in funnet if not kode.endswith((".data", ".urls", ".toml"))}


def _arten(tekst: ast.JoinedStr) -> str:
    """«art» i f"art.{noe}", ellers tom."""
    forste = tekst.values[0] if len(tekst.values) == 2 else None
    er_art = isinstance(forste, ast.Constant) and isinstance(forste.value, str) and forste.value.endswith(".")
    return str(forste.value).removesuffix(".") if er_art and isinstance(forste, ast.Constant) else ""


def _tekster(tre: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(tre) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _forste_ord(tre: ast.AST) -> set[str]:
    """Den første rene teksten i hvert kall på ``_logg``."""
    return {
        tekster[0]
        for node in ast.walk(tre)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_logg"
        if (tekster := [en.value for en in node.args if isinstance(en, ast.Constant) and isinstance(en.value, str)])
    }
