import re

import pytest

from arbeidsmiljo.domain.datafil import DatafilError
from arbeidsmiljo.domain.faktorer import KODENE
from arbeidsmiljo.domain.referansetall import (
    alle_referansetall,
    for_faktor,
    for_samlet,
    for_utfall,
    les_referansetall,
)


def fil(**endringer):
    felt = {"id": '"x"', "tekst": '"t"', "verdi": '"5 %"', "tall_tideler": "50", "aar": "2022"}
    felt |= {"aar_tekst": '"2022"', "kilde": '"SSB"', "vises_ved": '["a"]'} | endringer
    rad = "[[tall]]\n" + "".join(f"{nokkel} = {verdi}\n" for nokkel, verdi in felt.items() if verdi)
    return f"versjon = 1\n{rad}".encode()


def test_tallet_og_teksten_sier_det_samme():
    for en in alle_referansetall():
        treff = re.fullmatch(r"(?:over |om lag )?(\d+)(?:,(\d))? %", en.verdi)
        assert treff, en.verdi
        assert en.tall_tideler == int(treff[1]) * 10 + int(treff[2] or 0)


def test_hvert_tall_har_kilde_aar_og_merknaden_ikke_normtall():
    for en in alle_referansetall():
        assert en.kilde
        assert en.merknad == "ikke normtall"
        if en.aar is None:
            assert en.aar_tekst == "uten år"
        else:
            assert str(en.aar) in en.aar_tekst


def test_hver_faktor_a_til_g_har_minst_ett_tall():
    assert all(for_faktor(kode) for kode in KODENE)


@pytest.mark.parametrize(
    ("kode", "id_", "verdi", "aar"),
    [
        ("a", "rollekonflikt", "12 %", 2019),
        ("b", "emosjonelle-krav", "20 %", 2016),
        ("c", "hoye-jobbkrav", "61 %", 2019),
        ("d", "lav-kollegastotte", "4,3 %", 2019),
        ("f", "plaging", "4,1 %", 2022),
        ("g", "vold", "5,0 %", 2022),
    ],
)
def test_kjente_tall_vises_ved_sin_faktor(kode, id_, verdi, aar):
    assert [(en.verdi, en.aar) for en in for_faktor(kode) if en.id == id_] == [(verdi, aar)]


def test_samlet_og_utfall_har_egne_tall():
    assert [en.id for en in for_samlet()] == ["hoye-krav-lav-kontroll"]
    assert [en.verdi for en in for_utfall() if en.id.startswith("diagnose")] == ["33 %", "27 %"]


def test_ukjent_faktor_gir_keyerror():
    with pytest.raises(KeyError):
        for_faktor("samlet")


@pytest.mark.parametrize(
    ("endring", "melding"),
    [
        ({"kilde": ""}, "t.toml: tall[1].kilde: mangler"),
        ({"tall_tideler": "1001"}, "t.toml: tall[1].tall_tideler: er 1001, men skal være fra 0 til 1000"),
        (
            {"vises_ved": '["h"]'},
            "t.toml: tall[1].vises_ved: «h» er ikke en av: a, b, c, d, e, f, g, samlet, utfall",
        ),
        ({"vises_ved": "[]"}, "t.toml: tall[1].vises_ved: er tom"),
        ({"tall_tideler": "5.0"}, "t.toml: tall[1].tall_tideler: skal være et helt tall"),
    ],
)
def test_feil_i_referansetall_navngir_fil_nokkel_og_grunn(endring, melding):
    with pytest.raises(DatafilError) as feil:
        les_referansetall(fil(**endring), "t.toml")
    assert str(feil.value) == melding


def test_dobbel_id_avvises():
    to = fil() + fil().replace(b"versjon = 1\n", b"")
    with pytest.raises(DatafilError) as feil:
        les_referansetall(to, "t.toml")
    assert str(feil.value) == "t.toml: tall[2].id: «x» er brukt før"


def test_en_riktig_fil_uten_aar_leses():
    (lest,) = les_referansetall(fil(aar="0", aar_tekst='"uten år"'), "t.toml")
    assert (lest.aar, lest.utvikling, lest.vises_ved) == (None, "", ("a",))
