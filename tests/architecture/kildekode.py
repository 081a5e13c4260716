"""Filene arkitekturprøvene leser."""

import ast
from collections.abc import Iterator
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
