"""Prøver i ekte nettleser: headless Chromium mot en levende tjener."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ROTMAPPE = Path(__file__).resolve().parent.parent.parent
AXE = ROTMAPPE / "node_modules" / "axe-core" / "axe.min.js"
TEMA = ROTMAPPE / "var" / "tema"
FLAGG = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


# axe prøver ut stiler på siden den måler. Bruddene på innholdspolicyen det gir, er ikke sidens.
maales_av_axe: set[Page] = set()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Alt i denne mappen er nettleserprøver, også når noen glemmer merket."""
    for prove in items:
        if Path(__file__).parent in prove.path.parents:
            prove.add_marker(pytest.mark.e2e)


def _finn_chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Nettleseren, én for hele kjøringen. Hopper over med en klar linje når Chromium ikke finnes."""
    sti = _finn_chromium()
    if sti is None:
        pytest.skip("Chromium finnes ikke her. Installer pakken «chromium», eller sett CHROMIUM til programmet.")
    # Playwrights synkrone grensesnitt kjører en hendelsesløkke i tråden; Django tror derfor at koden er asynkron.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            nettleser = playwright.chromium.launch(executable_path=sti, args=FLAGG)
            yield nettleser
            nettleser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def ny_kontekst(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Lager en nettleserkontekst med valgene til Playwright, f.eks. ``java_script_enabled=False``."""
    kontekstene: list[BrowserContext] = []

    def lag(**valg: Any) -> BrowserContext:
        kontekst = chromium.new_context(**({"locale": "nb-NO", "viewport": {"width": 1280, "height": 900}} | valg))
        kontekst.set_default_timeout(10_000)
        kontekstene.append(kontekst)
        return kontekst

    yield lag
    for kontekst in kontekstene:
        kontekst.close()


@pytest.fixture
def side(ny_kontekst: Callable[..., BrowserContext]) -> Iterator[Page]:
    """En fane i 1280 × 900. Prøven feiler om siden melder en feil i skript eller bryter CSP."""
    fane = ny_kontekst().new_page()
    feilene: list[str] = []
    fane.on("pageerror", lambda feil: feilene.append(str(feil)))

    def les_konsollen(melding: ConsoleMessage) -> None:
        if "Content Security Policy" in melding.text and fane not in maales_av_axe:
            feilene.append(melding.text)

    fane.on("console", les_konsollen)
    yield fane
    assert feilene == []


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """``axe(side)`` feiler med en lesbar liste når axe-core finner brudd på WCAG 2.2 A og AA.

    Skriptet legges inn av nettleseren selv, ikke av siden, så sidens CSP står urørt.
    """
    if not AXE.is_file():
        pytest.skip("axe-core finnes ikke. «make test» henter det med npm.")
    skript = AXE.read_text(encoding="utf-8")

    def sjekk(side: Page) -> None:
        maales_av_axe.add(side)
        side.evaluate(skript + "\n;undefined")
        svar = side.evaluate(
            "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        maales_av_axe.discard(side)
        bruddene = [
            f"{brudd['id']}: {brudd['help']}\n    "
            + "\n    ".join(f"{node['target']} – {node['failureSummary']}" for node in brudd["nodes"])
            for brudd in svar["violations"]
        ]
        assert not bruddene, f"axe fant brudd på {side.url}:\n" + "\n".join(bruddene)

    return sjekk
