import stat

import pytest

from kartlegging.nokler import (
    FILENE,
    Nokler,
    NoklerManglerError,
    har_nokler,
    les_nokler,
    mappe_for,
    sikre_nokler,
    slett_nokler,
)


@pytest.fixture(autouse=True)
def _egen_mappe(settings, tmp_path):
    settings.NOKKELMAPPE = tmp_path / "nokler"


def test_nokler_lages_med_rettighet_600_og_leses_likt_igjen():
    nokler = sikre_nokler("var-2026")

    rettigheter = {stat.S_IMODE((mappe_for("var-2026") / f"{navn}.nokkel").stat().st_mode) for navn in FILENE}
    assert rettigheter == {0o600}
    assert stat.S_IMODE(mappe_for("var-2026").stat().st_mode) == 0o700
    assert les_nokler("var-2026") == nokler
    assert sikre_nokler("var-2026") == nokler


def test_to_kartlegginger_far_ulike_nokler():
    en, to = sikre_nokler("en"), sikre_nokler("to")

    assert len({en.forsegling, en.nullifikator, en.koder, to.forsegling, to.nullifikator, to.koder}) == 6


def test_manglende_fil_meldes_og_nye_nokler_lages_ikke_over_resten():
    sikre_nokler("var-2026")
    (mappe_for("var-2026") / "forsegling.nokkel").unlink()

    with pytest.raises(NoklerManglerError, match=r"forsegling\.nokkel finnes ikke"):
        sikre_nokler("var-2026")
    assert sorted(fil.name for fil in mappe_for("var-2026").iterdir()) == ["koder.nokkel", "nullifikator.nokkel"]


def test_skadet_fil_meldes_med_lengden():
    sikre_nokler("var-2026")
    (mappe_for("var-2026") / "koder.nokkel").write_bytes(b"kort")

    with pytest.raises(NoklerManglerError, match="er skadet: 4 byte, skal være 32"):
        les_nokler("var-2026")


def test_sletting_fjerner_alt_og_taler_a_gjentas():
    sikre_nokler("var-2026")

    assert slett_nokler("var-2026") is True
    assert not mappe_for("var-2026").exists()
    assert not har_nokler("var-2026")
    assert slett_nokler("var-2026") is False


def test_avrundingsnokkelen_er_avledet_fast_og_ulik_per_kartlegging():
    nokler = Nokler(forsegling=bytes(range(32)), nullifikator=bytes(32), koder=bytes(32))

    assert nokler.avrunding("var-2026").hex() == "ab3740f508b0142af220fb55b4f1ec45946034debffc2755128efcba7ab63542"
    assert nokler.avrunding("host-2026") != nokler.avrunding("var-2026")


def test_repr_viser_aldri_en_nokkel():
    nokler = Nokler(forsegling=b"hemmelig" * 4, nullifikator=b"hemmelig" * 4, koder=b"hemmelig" * 4)

    assert repr(nokler) == "Nokler(…)"
