"""Utfallstall i en fil: hver feil med rad, kolonne og vei videre."""

from datetime import date

import pytest

from arbeidsmiljo.tabellfil import TabellfilError
from tests.tiltak.bygg import sted
from tiltak.domain.begreper import Utfallsmaal
from tiltak.utfallsfil import Utfallsrad, les_utfall

pytestmark = pytest.mark.django_db
HODE = "enhet;maaned;ansatte;avtalte_dagsverk;tapte_dagsverk;skader;sluttet\n"
I_DAG = date(2026, 4, 10)


@pytest.fixture
def enhet():
    return sted().enhet


def _les(enhet, rader: str) -> list[Utfallsrad]:
    return les_utfall((HODE + rader).encode(), "utfall.csv", enhet.virksomhet, i_dag=I_DAG)


def test_en_rad_blir_ett_tall_per_maal_i_tideler(enhet):
    assert _les(enhet, f"{enhet.kode};2026-03;12;240,5;12.4;1;2\n") == [
        Utfallsrad(enhet.pk, Utfallsmaal.SYKEFRAVAER, date(2026, 3, 1), 12, 124, 2405),
        Utfallsrad(enhet.pk, Utfallsmaal.SKADER, date(2026, 3, 1), 12, 10, None),
        Utfallsrad(enhet.pk, Utfallsmaal.TURNOVER, date(2026, 3, 1), 12, 20, 120),
    ]


def test_en_tom_celle_er_ikke_meldt_og_aldri_null(enhet):
    assert _les(enhet, f"{enhet.kode};2026-03;12;;;0;\n") == [
        Utfallsrad(enhet.pk, Utfallsmaal.SKADER, date(2026, 3, 1), 12, 0, None)
    ]


@pytest.mark.parametrize(
    ("resten", "kolonne"),
    [
        ("2026-04;12;240;10;0;0", "maaned"),
        ("mars;12;240;10;0;0", "maaned"),
        ("2026-03;;240;10;0;0", "ansatte"),
        ("2026-03;12,5;240;10;0;0", "ansatte"),
        ("2026-03;12;240;241;0;0", "tapte_dagsverk"),
        ("2026-03;12;;10;0;0", "tapte_dagsverk"),
        ("2026-03;12;240;-1;0;0", "tapte_dagsverk"),
        ("2026-03;12;240;1,25;0;0", "tapte_dagsverk"),
        ("2026-03;12;99999999;10;0;0", "avtalte_dagsverk"),
        ("2026-03;12;240;10;0;13", "sluttet"),
    ],
)
def test_en_feil_sier_rad_og_kolonne(enhet, resten, kolonne):
    with pytest.raises(TabellfilError) as feil:
        _les(enhet, f"{enhet.kode};{resten}\n")
    assert [(f.rad, f.kolonne) for f in feil.value.feilene] == [(2, kolonne)]


def test_samme_enhet_og_maaned_to_ganger_og_en_ukjent_enhet_meldes_samlet(enhet):
    rad = f"{enhet.kode};2026-03;12;240;10;0;0\n"
    with pytest.raises(TabellfilError) as feil:
        _les(enhet, rad + rad + "finnes-ikke;2026-03;12;240;10;0;0\n")
    assert [(f.rad, f.kolonne) for f in feil.value.feilene] == [(3, "maaned"), (4, "enhet")]


def test_en_kolonne_om_personer_avvises(enhet):
    with pytest.raises(TabellfilError):
        les_utfall(
            (HODE.strip() + f";diagnose\n{enhet.kode};2026-03;12;240;10;0;0;x\n").encode(),
            "utfall.csv",
            enhet.virksomhet,
            i_dag=I_DAG,
        )
