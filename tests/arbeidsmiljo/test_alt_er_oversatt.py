"""Hver side rendres på et tullespråk. Et ord uten ⟦…⟧ om seg, er en tekst ingen kan oversette."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker
from tests.arbeidsmiljo import tullesprak
from tests.arbeidsmiljo.matrise import MATRISEN, OBJEKTENE
from tests.kartlegging import publisert
from tests.kartlegging.oppsett import INSTRUMENT, NAA
from tests.tiltak import bygg
from tiltak.actions import be_om_uttalelse, gi_uttalelse, signer, start_vurdering, vurder_hver_for_seg
from tiltak.domain.begreper import Kilde
from tiltak.models import Risikovurdering

EGNE = ("Forsvarlig", "PDF", "SHA-256", "Bokmål", "Nynorsk", "English", "JavaScript")
"""Navn som er like på alle språk, og språkene på sitt eget språk."""
SKREVET = ("To dialogmøter i november.", "Bemanningen følger ikke behovet")
"""Det folkene i scenen har skrevet, og som ligger inne i JSON."""
APNE = ("svar", "slik_beskytter_vi", "personvern", "account_login", "account_reset_password")


@dataclass(frozen=True)
class Side:
    """En side, hvem som ser den, og skjemaet som sendes når det er det som skal prøves."""

    bruker: Bruker | None
    adresse: str
    sendes: dict[str, str] | None = None


@pytest.fixture(autouse=True)
def ingen_arbeider_og_ingen_pdf(settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr("arbeidsmiljo.pdf.pdf_fra_html", lambda *_args, **_felt: b"%PDF")


def _sidene_i_matrisen(hvor: bygg.Sted) -> Iterator[Side]:
    objektene = {navn: lag(hvor) for navn, lag in OBJEKTENE.items()}
    folkene = {Rolle.HR: hvor.hr, Rolle.LEDER: hvor.leder, Rolle.VERNEOMBUD: hvor.verneombud, Rolle.AMU: hvor.amu}
    for rad in MATRISEN:
        adresse = reverse(rad.navn, kwargs={**objektene.get(rad.objekt, {}), **rad.resten})
        yield from (Side(bruker, adresse) for rolle, bruker in folkene.items() if rolle in rad.lese)
        sender = next((bruker for rolle, bruker in folkene.items() if rolle in rad.skrive), None)
        if sender:
            yield Side(sender, adresse, dict(rad.felt))


def _sidene_med_tall(hvor: publisert.Sted) -> Iterator[Side]:
    """To runder med svar, så tallene, sammenligningen og det skjulte står på sidene."""
    publisert.publisert(hvor, navn="Vår 2025", naa=NAA - timedelta(days=365), svarer_ikke=2)
    runde = publisert.publisert(hvor, svarer_ikke=1)
    resultatet = reverse("resultat", args=[runde.kortnavn])
    yield from (Side(hvor.hr, f"{resultatet}{valg}") for valg in ("", "?enhet=helse", "?enhet=lite"))
    for enhet, faktor in (("solbakken", "c"), ("solbakken", "g"), ("hjemme", "a"), ("lite", "a")):
        yield Side(hvor.hr, reverse("resultat_faktor", args=[runde.kortnavn, enhet, faktor]))
    yield from (Side(hvor.hr, reverse(navn)) for navn in ("forside", "kartlegginger", "resultater"))
    signert = _sendt(hvor, runde.pk)
    signer(vurdering=signert, av=hvor.leder, naa=bygg.NAA, grunn_uten_uttalelse="Ingen er valgt.")
    sendt = _sendt(hvor, runde.pk)
    utkast = _vurdering(hvor, runde.pk, "helse", hvor.seksjonsleder)
    felt: dict[str, Any] = {"rolle": Rolle.VERNEOMBUD, "medvirket": "delvis", "tekst": "Bra.", "av": hvor.verneombud}
    gi_uttalelse(vurdering=sendt, naa=bygg.NAA + timedelta(days=1), **felt)
    yield from (Side(hvor.seksjonsleder, reverse("risikoforhold", args=[utkast.pk, kode])) for kode in "abcg")
    for en in (signert, sendt, utkast):
        yield from (Side(hvor.seksjonsleder, reverse(navn, args=[en.pk])) for navn in ("risikovurdering", "samlet"))
        yield Side(hvor.seksjonsleder, f"{reverse('tiltakene')}?vurdering={en.pk}")
    yield from (Side(hvor.verneombud, reverse("handlingsplan", args=[en.pk])) for en in (signert, sendt))
    yield Side(hvor.seksjonsleder, f"{reverse('tiltak_nytt', args=[utkast.pk])}?faktor=c")


def _sendt(hvor: publisert.Sted, kartlegging: int) -> Risikovurdering:
    ny = _vurdering(hvor, kartlegging, "solbakken", hvor.leder)
    bygg.konkluder(ny)
    return be_om_uttalelse(vurdering=ny, av=hvor.leder, naa=bygg.NAA)


def _vurdering(hvor: publisert.Sted, kartlegging: int, enhet: str, leder: Bruker) -> Risikovurdering:
    """En vurdering av enheten på tallene fra runden, der a mangler tiltak og c har ett som virker."""
    ny = start_vurdering(
        enhet=hvor.enhetene[enhet],
        kartlegging_id=kartlegging,
        kilde=Kilde.KARTLEGGING,
        motedato=bygg.MOTE,
        leder=leder,
        verneombud=hvor.verneombud,
        av=leder,
        naa=bygg.NAA,
    )
    felt: dict[str, Any] = {
        "rolle": "leder",
        "s": 4,
        "k": 3,
        "begrunnelse": "Tempo.",
        "av": leder,
        "naa": bygg.NAA,
    }
    vurder_hver_for_seg(forhold=bygg.forhold(ny, "c"), **felt)
    bygg.vurder_alle(ny, hoye="ac")
    bygg.tiltak(ny)
    bygg.tiltak(ny, "c", med_aarsak=False, tittel="Kurs")
    return ny


def _apne_sider() -> Iterator[Side]:
    yield from (Side(None, reverse(navn)) for navn in APNE)


def _klient(bruker: Bruker | None) -> Client:
    klient = Client()
    if bruker:
        klient.force_login(Bruker.objects.get(pk=bruker.pk))
    return klient


def _utenfor(side: Side, klient: Client, data: set[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Det på siden som står utenfor tullespråket. Tomt når siden ikke er HTML, eller når skjemaet ble tatt imot."""
    with monkeypatch.context() as fletting, transaction.atomic():
        tullesprak.slaa_paa(fletting)
        svar = klient.get(side.adresse) if side.sendes is None else klient.post(side.adresse, side.sendes)
        transaction.set_rollback(True)
    er_html = svar.headers.get("Content-Type", "").startswith("text/html")
    return tullesprak.utenfor(svar.content.decode(), data) if er_html else []


def test_ingen_side_har_tekst_som_ikke_kan_oversettes(transactional_db, monkeypatch):
    sidene = [*_apne_sider(), *_sidene_i_matrisen(bygg.sted()), *_sidene_med_tall(publisert.sted())]
    Bruker.objects.update(sprak="en")
    klientene = {side.bruker: _klient(side.bruker) for side in sidene}
    svarordene = INSTRUMENT.svaralternativer["en"]
    data = tullesprak.data_i_basen() | {
        *EGNE,
        *SKREVET,
        *svarordene,
        *(bruker.initialer for bruker in Bruker.objects.all()),
    }

    funnet = {}
    for side in sidene:
        for tekst in _utenfor(side, klientene[side.bruker], data, monkeypatch):
            funnet.setdefault(tekst, side.adresse if side.sendes is None else f"POST {side.adresse}")
    assert funnet == {}


def test_en_tekst_uten_oversettelse_blir_funnet_i_tekst_attributt_og_knapp():
    html = """<html lang="en"><title>⟦Side⟧ – Forsvarlig</title><p>⟦Hei <b>du</b>⟧ Ingrid</p><p>Uoversatt</p>
    <img alt="Bilde"><input type="submit" value="Send"><input type="text" value="egne ord" placeholder="Søk her">
    <span lang="nb">Sitat</span><code>kode_her</code><p>A 12 %</p></html>"""

    assert tullesprak.utenfor(html, ["Forsvarlig", "Ingrid"]) == ["Uoversatt", "Bilde", "Send", "Søk her"]
