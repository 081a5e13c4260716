from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from arbeidsmiljo.templatetags.visning import NIVAAORD
from tiltak.domain.risiko import Risikoniva


def _tegn(mal, **kontekst):
    return Template(mal).render(Context(kontekst))


@pytest.mark.parametrize("niva", list(Risikoniva))
def test_nivamerket_har_form_klasse_og_samme_ord_som_domenet(niva):
    merke = _tegn("{% nivamerke niva %}", niva=niva)

    assert merke.startswith(f'<span class="niva niva--{niva}"><svg class="ikon ')
    assert f"img/ikoner.svg#{niva}" in merke
    assert merke.endswith(f"</svg>{niva.ord}</span>")
    assert NIVAAORD[str(niva)] == niva.ord


def test_ukjent_niva_er_en_feil_og_ikke_et_tomt_merke():
    with pytest.raises(KeyError):
        _tegn("{% nivamerke niva %}", niva="lilla")


def test_ikonet_er_skjult_for_skjermlesere():
    assert 'aria-hidden="true" focusable="false"' in _tegn('{% ikon "hake" %}')


@pytest.mark.parametrize(
    ("mal", "ventet"),
    [
        ("{{ d|dato }}", "24. november 2026"),
        ("{{ d|kortdato }}", "24.11.2026"),
        ("{{ t|klokke }}", "24. november 2026 kl. 00.30"),
        ("{{ ingen|dato }}", ""),
    ],
)
def test_datoer_skrives_pa_norsk_i_norsk_tid(mal, ventet):
    with translation.override("nb"):
        assert _tegn(mal, d=date(2026, 11, 24), t=datetime(2026, 11, 23, 23, 30, tzinfo=UTC), ingen=None) == ventet


@pytest.mark.parametrize(
    ("sprak", "mal", "ventet"),
    [
        ("nn", "{{ d|dato }}", "24. desember 2026"),
        ("nn", "{{ t|klokke }}", "24. desember 2026 kl. 00.30"),
        ("en", "{{ d|dato }}", "24 December 2026"),
        ("en", "{{ d|kortdato }}", "24/12/2026"),
        ("en", "{{ t|klokke }}", "24 December 2026, 00:30"),
    ],
)
def test_datoer_folger_spraket(sprak, mal, ventet):
    with translation.override(sprak):
        assert _tegn(mal, d=date(2026, 12, 24), t=datetime(2026, 12, 23, 23, 30, tzinfo=UTC)) == ventet


def test_datatekst_med_prosenttegn_blir_oversatt():
    mal = "{{ t|oversett }}|{{ ukjent|oversett }}|{{ tom|oversett }}"

    with translation.override("en"):
        assert _tegn(mal, t="9,7 % i 2013", ukjent="12 % et sted", tom="") == "9.7% in 2013|12 % et sted|"


def test_tekst_folger_spraket_med_bokmal_som_reserve():
    tekster = {"nb": "Støtte", "en": "Support"}

    with translation.override("en"):
        assert _tegn("{{ t|tekst }}", t=tekster) == "Support"
    with translation.override("nn"):
        assert _tegn("{{ t|tekst }}", t=tekster) == "Støtte"
