"""Kommandoen som lagrer utfallstall."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from arbeidsmiljo.models import Hendelse
from tests.tiltak.bygg import sted
from tiltak.models import Utfallstall

pytestmark = pytest.mark.django_db
HODE = "enhet;maaned;ansatte;avtalte_dagsverk;tapte_dagsverk;skader;sluttet\n"


@pytest.fixture
def hvor():
    return sted()


def _kjor(tmp_path, rader: str, *valg: str) -> str:
    fil = tmp_path / "utfall.csv"
    fil.write_text(HODE + rader)
    ut = StringIO()
    call_command("importer_utfall", str(fil), *valg, stdout=ut)
    return ut.getvalue()


def _tallene() -> list[tuple[str, int, int, int | None]]:
    return list(Utfallstall.objects.order_by("maal").values_list("maal", "ansatte", "teller", "nevner"))


def test_samme_maaned_igjen_erstatter_tallet_og_sier_hva_som_er_endret(hvor, tmp_path):
    assert "3 nye tall, 0 endret, 0 uendret" in _kjor(tmp_path, "solbakken;2026-03;12;240;12,5;1;2\n")
    assert "0 nye tall, 1 endret, 2 uendret" in _kjor(tmp_path, "solbakken;2026-03;12;240;13;1;2\n")
    assert _tallene() == [("skader", 12, 10, None), ("sykefravaer", 12, 130, 2400), ("turnover", 12, 20, 120)]


def test_prov_skriver_ingenting_og_en_feil_skriver_heller_ingenting(hvor, tmp_path):
    assert "3 nye tall" in _kjor(tmp_path, "solbakken;2026-03;12;240;12,5;1;2\n", "--prov")
    with pytest.raises(CommandError, match="Ingenting er skrevet"):
        _kjor(tmp_path, "solbakken;2026-03;12;240;12,5;1;2\nfinnes-ikke;2026-03;12;240;1;0;0\n")
    assert _tallene() == []
    assert not Hendelse.objects.filter(hva="utfall.importert").exists()


def test_loggen_faar_bare_antall(hvor, tmp_path):
    _kjor(tmp_path, "solbakken;2026-03;12;240;12,5;1;2\n")
    assert Hendelse.objects.get(hva="utfall.importert").detaljer == {"nye": 3, "endret": 0}


def test_en_enhet_i_en_annen_virksomhet_er_ukjent(hvor, tmp_path):
    sted("Annen kommune", "310500011").enhet.__class__.objects.filter(
        virksomhet__navn="Annen kommune", kode="solbakken"
    ).update(kode="bare-hos-dem")
    with pytest.raises(CommandError, match="enheten finnes ikke"):
        _kjor(tmp_path, "bare-hos-dem;2026-03;12;240;12,5;1;2\n", "--virksomhet", hvor.virksomhet.orgnr)
