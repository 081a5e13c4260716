"""Alt programmet kan vise, finnes på nynorsk og engelsk, med de samme tallene og merkene flettet inn."""

import re
from collections.abc import Iterable

import pytest
from babel.messages.pofile import read_po

from tests.architecture.uttrekk import (
    ROT,
    SPRAKENE,
    Melding,
    Oversatt,
    fra_biblioteket,
    fra_kode,
    fra_mal,
    koden,
    oversettelsene,
    satt_sammen,
    tekstene,
)


def _uten_oversettelse(tekster: Iterable[Melding], oversatt: dict[Melding, Oversatt]) -> list[Melding]:
    return sorted(en for en in tekster if en not in oversatt or not _hel(en, oversatt[en]))


def _hel(melding: Melding, oversatt: Oversatt) -> bool:
    ventet = 2 if melding.flertall else 1
    return len(oversatt.formene) == ventet and all(oversatt.formene) and not oversatt.uavklart


def _flettet(tekst: str) -> list[str]:
    """Det som skal stå likt: verdier som settes inn, merker, lenker og linjeskift."""
    return sorted(re.findall(r"%\(\w+\)[sd]|\{\w+\}|</?\w+[^>]*>|\n|https?://\S+", tekst))


def _flettet_ulikt(melding: Melding, oversatt: Oversatt) -> bool:
    kildene = [_flettet(kilde) for kilde in (melding.entall, melding.flertall) if kilde]
    # I entall kan tallet stå som ord, slik «Én ting venter» gjør i kilden.
    return any(_flettet(form) not in kildene for form in oversatt.formene[:1]) or any(
        _flettet(form) != kildene[-1] for form in oversatt.formene[1:]
    )


def test_tekstene_er_funnet_i_maler_brev_kode_og_data():
    funnet = {en.entall for en in tekstene()}

    assert {"Send svaret", "Kartleggingen har ikke åpnet ennå.", "Frist snart:", "Rollekort per stilling"} <= funnet


@pytest.mark.parametrize("sprak", SPRAKENE)
def test_hver_tekst_er_oversatt(sprak):
    assert _uten_oversettelse(tekstene(), oversettelsene(sprak)) == []


@pytest.mark.parametrize("sprak", SPRAKENE)
def test_oversettelsen_fletter_inn_det_samme(sprak):
    oversatt = oversettelsene(sprak)

    assert sorted(en for en in tekstene() & set(oversatt) if _flettet_ulikt(en, oversatt[en])) == []


@pytest.mark.parametrize("sprak", SPRAKENE)
def test_ingen_oversettelse_er_blitt_igjen_etter_en_tekst_som_er_borte(sprak):
    assert sorted(set(oversettelsene(sprak)) - tekstene() - fra_biblioteket()) == []


@pytest.mark.parametrize("sprak", SPRAKENE)
def test_ingen_oversettelse_er_kommentert_ut(sprak):
    assert _foreldet(sprak) == []


def _foreldet(sprak: str) -> list[str]:
    fil = ROT / "arbeidsmiljo/locale" / sprak / "LC_MESSAGES/django.po"
    with fil.open("rb") as strom:
        return [str(nokkel) for nokkel in read_po(strom).obsolete]


def test_ingen_tekst_settes_sammen_for_den_oversettes():
    funnet = {str(fil): linjene for fil in koden() if (linjene := satt_sammen(fil.read_text(encoding="utf-8")))}

    assert funnet == {}


def test_ingen_tekst_har_flertall_ett_sted_og_ikke_et_annet():
    # En oversettelsesfil har bare plass til én av dem.
    flertall = [en for en in tekstene() if en.flertall]

    assert (
        sorted(
            {(en.entall, en.kontekst) for en in flertall}
            & {(en.entall, en.kontekst) for en in tekstene() if not en.flertall}
        )
        == []
    )


def test_det_som_mangler_er_uavklart_eller_har_for_faa_former_blir_funnet():
    to = Melding("én", "flere")
    ett = Melding("Ja")

    assert _uten_oversettelse({ett}, {}) == [ett]
    assert _uten_oversettelse({ett}, {ett: Oversatt(("",))}) == [ett]
    assert _uten_oversettelse({ett}, {ett: Oversatt(("Yes",), uavklart=True)}) == [ett]
    assert _uten_oversettelse({to}, {to: Oversatt(("one", ""))}) == [to]
    assert _uten_oversettelse({to}, {to: Oversatt(("one",))}) == [to]
    assert _uten_oversettelse({ett, to}, {ett: Oversatt(("Yes",)), to: Oversatt(("one", "more"))}) == []


@pytest.mark.parametrize(
    ("kilde", "oversatt"),
    [
        ("%(navn)s svarte", "someone answered"),
        ("<strong>Nå</strong>", "<b>Now</b>"),
        ("Se {side}", "See {page}"),
        ("To\nlinjer", "Two lines"),
    ],
)
def test_det_som_flettes_inn_galt_blir_funnet(kilde, oversatt):
    assert _flettet_ulikt(Melding(kilde), Oversatt((oversatt,))) is True
    assert _flettet_ulikt(Melding(kilde), Oversatt((kilde,))) is False


def test_flertallet_skal_ha_tallet_og_entallet_kan_ha_det():
    melding = Melding("Én ting", "%(antall)s ting")

    assert _flettet_ulikt(melding, Oversatt(("One thing", "%(antall)s things"))) is False
    assert _flettet_ulikt(melding, Oversatt(("%(antall)s thing", "%(antall)s things"))) is False
    assert _flettet_ulikt(melding, Oversatt(("One thing", "Some things"))) is True


def test_uttrekket_ser_hver_maate_a_merke_en_tekst_pa():
    kode = 'gettext("A")\n_("B" "C")\nngettext("D", "E", n)\npgettext("sted", "F")\ngettext_lazy("G")'
    mal = (
        '{% load i18n %}\n    {% translate "H" %}\n    {% blocktranslate count n=n %}{{ n }} I'
        "{% plural %}{{ n }} J{% endblocktranslate %}"
    )

    assert fra_kode(kode) == {Melding("A"), Melding("BC"), Melding("D", "E"), Melding("F", "", "sted"), Melding("G")}
    assert fra_mal(mal) == {Melding("H"), Melding("%(n)s I", "%(n)s J")}


def test_tekst_satt_sammen_i_koden_blir_funnet():
    assert satt_sammen('_(f"Hei {navn}")') == [1]
    assert satt_sammen('_("Hei " + navn)') == [1]
    assert satt_sammen('_("Hei %(navn)s") % {"navn": navn}\n_(tittel)') == []
