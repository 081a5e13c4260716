"""Reisen fra resultat til signert plan i nettleseren: leder, verneombud og leder igjen, i to bredder og fargevalg."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from arbeidsmiljo.models import Bruker
from tests.factories import PASSORD
from tests.kartlegging.publisert import Sted, publisert, sted
from tiltak.actions import opprett_tiltak, sett_ikke_relevant
from tiltak.domain.katalog import Tiltaksniva
from tiltak.models import Risikovurdering

pytestmark = pytest.mark.django_db(transaction=True)

UTSEENDE: list[tuple[int, Literal["light", "dark"]]] = [(1280, "light"), (390, "dark")]
FRIST = "2099-01-31"
BEGRUNNELSE = "Avvik fra hver uke, og tallene sier det samme."
ADVARSEL = "ingen av tiltakene endrer en årsak"
UTTALELSE = "Jeg er enig i nivåene, men vil ha kveldsvakten inn i planen før sommeren.\nVi følger med på «c»."


@dataclass
class Reise:
    """En fane der én person er logget inn, og målingen som gjøres på hver side hen ser."""

    side: Page
    vert: str
    axe: Callable[[Page], None]

    def logg_inn(self, bruker: Bruker) -> None:
        bruker.set_password(PASSORD)
        bruker.save(update_fields=["password"])
        self.side.context.clear_cookies()
        self.side.goto(f"{self.vert}/app/konto/login/")
        self.side.locator("[name=login]").fill(bruker.epost)
        self.side.locator("[name=password]").fill(PASSORD)
        self.side.locator("[name=password]").press("Enter")
        expect(self.side).to_have_url(f"{self.vert}/app/")

    def aapne(self, sti: str) -> None:
        self.side.goto(self.vert + sti)

    def maal(self, overskrift: str) -> None:
        """Siden er den ventede, uten brudd på tilgjengelighet og uten sidelengs rulling, i begge utseendene."""
        expect(self.side.get_by_role("heading", level=1)).to_contain_text(overskrift)
        for bredde, fargevalg in UTSEENDE:
            self.side.set_viewport_size({"width": bredde, "height": 900})
            self.side.emulate_media(color_scheme=fargevalg)
            self.axe(self.side)
            assert self.side.evaluate("document.documentElement.scrollWidth <= innerWidth"), (self.side.url, bredde)
        self.side.set_viewport_size({"width": 1280, "height": 900})

    def klikk_lenke(self, navn: str) -> None:
        self.side.get_by_role("main").get_by_role("link", name=navn).first.click()

    def trykk(self, navn: str) -> None:
        self.side.get_by_role("button", name=navn).click()

    def velg(self, gruppe: str, valg: str) -> None:
        """Krysser av i gruppen med ledeteksten ``gruppe``."""
        self.side.get_by_role("group", name=gruppe).last.get_by_label(re.compile(f"^{re.escape(valg)}")).check()


@pytest.fixture
def reise(side, live_server, axe) -> Reise:
    return Reise(side, live_server.url, axe)


def _start_fra_resultatet(reise: Reise, hvor: Sted) -> Risikovurdering:
    reise.logg_inn(hvor.leder)
    reise.aapne("/app/resultater/")
    reise.klikk_lenke("Vår 2026")
    reise.side.get_by_role("row", name="Solbakken").locator("a[href$='/solbakken/c/']").click()
    reise.klikk_lenke("Vurder risiko")
    reise.maal("Ny risikovurdering")
    expect(reise.side.get_by_role("combobox", name="Enhet")).to_have_value(str(hvor.enhetene["solbakken"].pk))
    expect(reise.side.get_by_label("Kartleggingen «Vår 2026»")).to_be_checked()
    reise.side.get_by_role("combobox", name="Verneombud").select_option(label=hvor.verneombud.navn)
    reise.trykk("Start vurderingen")
    reise.maal("Risikovurdering av Solbakken")
    expect(reise.side.get_by_text("0 av 7 vurdert")).to_be_visible()
    return Risikovurdering.objects.get()


def _hver_for_seg(reise: Reise, sannsynlighet: str, konsekvens: str, hvorfor: str) -> None:
    skjema = reise.side.get_by_role("region", name="Hver for seg")
    skjema.get_by_label(re.compile(f"^{sannsynlighet} ")).first.check()
    skjema.get_by_label(re.compile(f"^{konsekvens} ")).last.check()
    skjema.get_by_label("Hvorfor?").fill(hvorfor)
    reise.trykk("Lever min vurdering")


def _sammen(reise: Reise) -> None:
    reise.velg("Sannsynlighet", "5 ")
    reise.velg("Konsekvens", "4 ")
    reise.side.get_by_label("Hvorfor valgte dere dette?").fill(BEGRUNNELSE)
    reise.side.get_by_label("Systemer for styring og planlegging", exact=True).check()
    reise.side.get_by_label("Hva er det ved «Systemer").fill("Turnusen følger ikke behovet.")
    reise.side.get_by_role("group", name="Mulige følger").get_by_role("checkbox").first.check()
    reise.trykk("Lagre vurderingen")


def _resten(vurdering: Risikovurdering, leder: Bruker) -> None:
    """De andre forholdene er ikke relevante, og det røde har bare et tiltak mot symptomet."""
    naa = timezone.now()
    for forhold in vurdering.forholdene.exclude(faktor="c"):
        sett_ikke_relevant(forhold=forhold, begrunnelse="Forekommer ikke her.", av=leder, naa=naa)
    opprett_tiltak(
        vurdering=vurdering,
        forholdene=[vurdering.forholdene.get(faktor="c")],
        aarsakene=[],
        tittel="Kurs i stressmestring",
        nivaa=Tiltaksniva.SEKUNDAER,
        ansvarlig=leder,
        frist=naa.date(),
        indikator="Antall som møtte.",
        av=leder,
        naa=naa,
    )


def _vurder_forholdet(reise: Reise, hvor: Sted, vurdering: Risikovurdering) -> None:
    """Leder og verneombud hver for seg, og så sammen."""
    forholdet = f"/app/risiko/{vurdering.pk}/forhold/c/"
    reise.klikk_lenke("Arbeidsmengde og tidspress")
    reise.maal("Arbeidsmengde og tidspress")
    _hver_for_seg(reise, "5", "3", "Lederens egne ord.")
    expect(reise.side.get_by_text("1 av 2 har vurdert for seg")).to_be_visible()
    reise.logg_inn(hvor.verneombud)
    reise.aapne(forholdet)
    expect(reise.side.get_by_text("Lederens egne ord.")).to_have_count(0)
    _hver_for_seg(reise, "4", "4", "Ombudets egne ord.")
    reise.logg_inn(hvor.leder)
    reise.aapne(forholdet)
    expect(reise.side.get_by_text("Ombudets egne ord.")).to_be_visible()
    reise.maal("Arbeidsmengde og tidspress")
    _sammen(reise)
    expect(reise.side.locator("#risiko-c")).to_contain_text("Svært høy")
    reise.aapne(forholdet)
    expect(reise.side.get_by_role("img", name="Fra årsak til mulig helseutfall")).to_be_visible()
    reise.maal("Arbeidsmengde og tidspress")
    reise.aapne(f"{forholdet}aarsakssjekk/")
    reise.maal("Årsakssjekk")
    reise.aapne(f"/app/risiko/{vurdering.pk}/")


def _velg_tiltak_mot_aarsaken(reise: Reise) -> None:
    """Advarselen står til et tiltak fra katalogen endrer årsaken."""
    reise.klikk_lenke("Gå til tiltak")
    reise.maal("Tiltak")
    expect(reise.side.get_by_text(ADVARSEL)).to_be_visible()
    reise.side.get_by_role("link", name=re.compile("^Bruk ?:")).first.click()
    reise.maal("Nytt tiltak")
    expect(reise.side.get_by_role("group", name="Hvilke årsaker endrer det?").get_by_role("checkbox")).to_be_checked()
    reise.side.get_by_role("combobox", name="Ansvarlig").select_option(index=1)
    reise.side.get_by_label("Frist").fill(FRIST)
    tittel = reise.side.get_by_role("textbox", name="Hva skal gjøres?").input_value()
    reise.trykk("Legg til tiltaket")
    expect(reise.side.get_by_role("status")).to_contain_text("er lagt til")
    expect(reise.side.get_by_text(ADVARSEL)).to_have_count(0)
    reise.maal("Tiltak")
    reise.side.get_by_role("region", name="Tiltak mot C").get_by_role("link", name=tittel).click()
    reise.maal(tittel)


def _skriv_samlet_og_send(reise: Reise, vurdering: Risikovurdering) -> None:
    reise.aapne(f"/app/risiko/{vurdering.pk}/")
    reise.maal("Risikovurdering av Solbakken")
    reise.klikk_lenke("Skriv den samlede vurderingen")
    reise.maal("Samlet vurdering")
    reise.velg("Samlet risiko", "Svært høy")
    reise.side.get_by_label("Hva ser dere").fill("Tidspresset preger alt annet.")
    reise.trykk("Lagre samlet vurdering")
    reise.trykk("Send til verneombudets uttalelse")
    expect(reise.side.get_by_role("status")).to_contain_text("sendt til uttalelse")
    reise.maal("Risikovurdering av Solbakken")


def _uttal(reise: Reise, ombud: Bruker) -> None:
    reise.logg_inn(ombud)
    reise.aapne("/app/handlingsplan/")
    reise.maal("Handlingsplan")
    reise.klikk_lenke("Solbakken")
    reise.maal("Handlingsplan for Solbakken")
    reise.velg("Hvordan har du medvirket?", "Har medvirket")
    reise.side.get_by_label("Uttalelse", exact=True).fill(UTTALELSE)
    reise.trykk("Lagre uttalelsen")
    expect(reise.side.get_by_role("status")).to_contain_text("Uttalelsen er lagret")
    expect(reise.side.get_by_role("button", name="Signer planen")).to_have_count(0)
    reise.maal("Handlingsplan for Solbakken")


def _signer(reise: Reise, leder: Bruker, vurdering: Risikovurdering) -> None:
    reise.logg_inn(leder)
    reise.aapne(f"/app/handlingsplan/{vurdering.pk}/")
    reise.maal("Handlingsplan for Solbakken")
    reise.trykk("Signer planen")
    expect(reise.side.get_by_role("status")).to_contain_text("signert og låst som versjon 1")
    reise.maal("Handlingsplan for Solbakken")


def _last_ned(reise: Reise) -> bytes:
    # Den første PDF-en i prosessen leser inn skriftene, og det tar tid på en travel maskin.
    with reise.side.expect_download(timeout=60_000) as ventet:
        reise.klikk_lenke("Last ned PDF")
    assert ventet.value.suggested_filename == "handlingsplan-solbakken-v1.pdf"
    return Path(ventet.value.path()).read_bytes()


def test_fra_resultat_til_signert_plan(reise):
    hvor = sted()
    publisert(hvor)
    vurdering = _start_fra_resultatet(reise, hvor)
    _vurder_forholdet(reise, hvor, vurdering)
    _resten(vurdering, hvor.leder)
    _velg_tiltak_mot_aarsaken(reise)
    _skriv_samlet_og_send(reise, vurdering)
    _uttal(reise, hvor.verneombud)
    _signer(reise, hvor.leder, vurdering)

    pdf = _last_ned(reise)

    assert pdf.startswith(b"%PDF")
    tekst = re.sub(r"\s+", " ", " ".join(ark.extract_text() for ark in PdfReader(BytesIO(pdf)).pages))
    assert re.sub(r"\s+", " ", UTTALELSE) in tekst
    assert BEGRUNNELSE in tekst
