"""Angrep 1, 3, 10, 12 og 23 mot det alle rollene til sammen kan lese, i alle kanaler, etter to runder.

Angriperen regner på det som er vist, ikke på tabellene. Hver prøve har en negativ kontroll der angrepet skal lykkes.
"""

import re
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.test import override_settings

from tests.angrep.angrep_scene import Runde
from tests.angrep.leser import Fakt, Skjult
from tests.angrep.regning import AVLEDET, angrip, krav_i, variabelen
from tests.angrep.samlet_lesing import PULS, Lesing, les_alt
from tests.kartlegging.oppsett import INSTRUMENT

# Lesingen skriver og tømmer databasen, så den må komme blant prøvene som gjør det.
pytestmark = pytest.mark.django_db(transaction=True)

KANALENE = {
    "tabell.json", "tabell.csv", "tabell.xlsx", "kommando json", "kommando csv", "kart", "hodet", "faktorside", "maal",
    "figur", "samlet", "forrige", "forhold", "plan", "pdf", "vedlegg",
}  # fmt: skip
SKJULT = re.compile(
    r"for_faa_svar|ville_avslore_andre|Skjult: færre enn (7|10|20|50) svar|Skjult: verner en annen gruppe"
)
KJENTE = re.compile(
    r"antall|svarprosent|u\d\.(snitt|lav|hoy)|[fg]\d\.(andel|lav|hoy)|[fg]\.maks"
    r"|[a-e]\.(indeks(_lav|_hoy)?|andel_eksponert|andel_lav|andel_hoy|[a-e]\d\.(snitt|lav|hoy))"
    r"|samlet\.(minst_to|minst_tre|samvirker\.[\w-]+)"
)
"""Alt som er lov å vise (method.md 2). Ingen sum, ingen n per faktor."""


@pytest.fixture(scope="module")
def lesing(django_db_setup, django_db_blocker, tmp_path_factory) -> Lesing:
    """Lest én gang: å lese alt som femten brukere tar sin tid. Databasen er tom igjen når prøvene går."""
    mappe = tmp_path_factory.mktemp("nokler")
    mappe.chmod(0o700)
    with django_db_blocker.unblock(), override_settings(NOKKELMAPPE=mappe):
        try:
            lest = les_alt(tmp_path_factory.mktemp("ut"))
        finally:
            call_command("flush", interactive=False, verbosity=0)
    return lest


def _med(lesing: Lesing, fakta: set[Fakt]) -> Lesing:
    return replace(lesing, fakta=lesing.fakta | fakta)


def _naiv(runde: Runde) -> set[str]:
    """Det en eksport med bare «minst k svar» ville vist."""
    antall = runde.antall()
    return {kode for kode in runde.celler if sum(antall[plass] for plass in runde.under(kode)) >= 7}


def test_alt_er_lest_i_hver_kanal_av_hver_rolle(lesing):
    assert {en.kanal for en in lesing.fakta} == KANALENE
    sett_resultat = {
        bruker
        for bruker, svarene in lesing.svarene.items()
        if any(adresse == "/app/resultater/var/" and svar.status == 200 for adresse, svar in svarene.items())
    }
    assert sett_resultat == set(lesing.scene.brukerne)
    assert set(lesing.svarene["ingen"]) & {"/app/resultater/", "/app/kartlegging/"} == set()


def test_01_av_12_er_8_og_4_vises_bare_overenheten(lesing):
    viste = {rad for rader in lesing.viste("var").values() for rad in rader}

    assert viste & {"teknisk", "drift", "lager", "teknisk-rest"} == {"teknisk"}


def test_01_03_10_ingen_gruppe_under_grensen_kan_regnes_ut_av_det_alle_ser_til_sammen(lesing):
    funnet = {navn: angrip(runde, lesing.viste(navn), INSTRUMENT) for navn, runde in lesing.runde.items()}

    assert funnet == {"var": {}, "host": {}}


def test_01_negativ_kontroll_en_rad_for_mye_er_nok(lesing):
    med = _med(lesing, {Fakt("var", "drift", "antall", 8, "lekket")})

    assert angrip(lesing.runde["var"], med.viste("var"), INSTRUMENT) == {"antall": {"lager"}}


def test_03_negativ_kontroll_et_nivaa_om_gangen_glemmer_de_direkte_medlemmene(lesing):
    """Alle underenhetene er store nok og ingen er utelatt, men tre hører rett til Helse."""
    nivaaet = {"antall": {"helse", "solbakken", "hjemme"}}

    assert angrip(lesing.runde["var"], nivaaet, INSTRUMENT) == {"antall": {"helse"}}


@pytest.mark.parametrize("navn", ["var", "host"])
def test_10_negativ_kontroll_en_eksport_med_bare_grensen_lekker(lesing, navn):
    runde = lesing.runde[navn]

    assert angrip(runde, {"antall": _naiv(runde)}, INSTRUMENT)["antall"] <= {
        "lager",
        "solbakken",
        "natt",
        "helse",
        "sfo",
    }


def test_10_tall_regnet_av_andre_vises_bare_der_de_andre_vises(lesing):
    """Intervaller, indekser og «høyeste andel» kan ikke vise en rad tallene bak ikke viser."""
    for runde in lesing.runde:
        viste = lesing.viste(runde)
        for variabel in filter(AVLEDET.search, viste):
            grunnlag = [viste[en] for en in _grunnlaget(variabel, set(viste))]
            assert grunnlag, variabel
            assert viste[variabel] <= set.intersection(*grunnlag), (runde, variabel)


def _grunnlaget(variabel: str, alle: set[str]) -> list[str]:
    stamme, _punktum, siste = variabel.rpartition(".")
    if variabel == "svarprosent":
        return ["antall"]
    if siste.startswith("indeks"):
        return [navn for navn in (f"{stamme}.{kode}.snitt" for kode in krav_i(stamme, INSTRUMENT)) if navn in alle]
    if siste == "maks":
        return [next(navn for navn in sorted(alle) if re.fullmatch(rf"{stamme}\d\.andel", navn))]
    if siste.startswith("andel_"):
        return [f"{stamme}.andel_eksponert"]
    return [navn for navn in (f"{stamme}.snitt", f"{stamme}.andel") if navn in alle]


def test_10_samme_tall_har_samme_verdi_i_alle_kanaler(lesing):
    assert {hva: verdier for hva, verdier in lesing.verdier().items() if len(verdier) > 1} == {}


def test_10_negativ_kontroll_en_kanal_som_regner_selv_oppdages(lesing):
    en = next(fakt for fakt in lesing.fakta if fakt.variabel == "c.c1.snitt" and fakt.rad == "rot")
    med = _med(lesing, {replace(en, verdi=en.verdi + 1, kanal="regnet om")})

    assert {hva for hva, verdier in med.verdier().items() if len(verdier) > 1} == {("var", "rot", "c.c1.snitt")}


def test_10_bare_det_som_er_lov_aa_vise_vises(lesing):
    assert {en.variabel for en in lesing.fakta if not KJENTE.fullmatch(en.variabel)} == set()


def test_10_en_skjult_rad_har_ingen_tall_i_noen_kanal(lesing):
    skjulte = {(en.runde, en.rad) for en in lesing.skjult if en.variabel == "rad"}

    assert {rad for runde, rad in skjulte if runde == "var"} == {"solbakken", "natt", "stille", "drift", "lager", "sfo"}
    assert {fakt for fakt in lesing.fakta if (fakt.runde, fakt.rad) in skjulte} == set()
    assert {en.tekst for en in lesing.skjult if not SKJULT.fullmatch(en.tekst)} == set()


def test_10_negativ_kontroll_et_antall_i_en_skjult_rad_oppdages(lesing):
    assert SKJULT.fullmatch("Skjult: bare 4 svar") is None
    skjult = next(en for en in lesing.skjult if en.rad == "lager" and en.variabel == "rad")
    assert isinstance(skjult, Skjult)
    med = _med(lesing, {Fakt(skjult.runde, skjult.rad, "antall", 4, "lekket")})
    skjulte = {(en.runde, en.rad) for en in med.skjult if en.variabel == "rad"}
    assert {fakt.rad for fakt in med.fakta if (fakt.runde, fakt.rad) in skjulte} == {"lager"}


def _halve_opp(sum_: int, antall: int) -> int:
    return (2 * sum_ + antall) // (2 * antall)


def _indekser(lesing: Lesing) -> dict[tuple[str, str, str], tuple[int, int]]:
    """(runde, rad, faktor) → (vist indeks, snittet av de viste skalasnittene)."""
    verdier = {hva: min(alle) for hva, alle in lesing.verdier().items()}
    ut = {}
    for (runde, rad, variabel), indeks in verdier.items():
        faktor, _punktum, hva = variabel.partition(".")
        if hva == "indeks":
            spurt = [kode for kode in krav_i(faktor, INSTRUMENT) if runde == "var" or kode in PULS]
            snittene = [verdier[runde, rad, f"{faktor}.{kode}.snitt"] for kode in spurt]
            ut[runde, rad, faktor] = (indeks, _halve_opp(sum(snittene), len(snittene)))
    return ut


def _naive_indekser(runde: Runde) -> dict[str, int]:
    """Indeksen for hele virksomheten regnet av menneskene i stedet for av de viste tallene."""
    ut = {}
    for faktor in "abcde":
        poengene = [runde.poeng.skalaene[kode] for kode in krav_i(faktor, INSTRUMENT)]
        per_person = [[p * 100 / 8 for p in en if p >= 0] for en in zip(*poengene, strict=True)]
        snittene = [sum(en) / len(en) for en in per_person if en]
        ut[faktor] = int(sum(snittene) / len(snittene) + 0.5)
    return ut


def test_12_indeksen_er_snittet_av_de_viste_skalasnittene(lesing):
    indekser = _indekser(lesing)

    assert len({rad for _runde, rad, _faktor in indekser}) > 8
    assert {hva: par for hva, par in indekser.items() if par[0] != par[1]} == {}


def test_12_negativ_kontroll_en_indeks_regnet_av_menneskene_er_en_annen(lesing):
    naive = _naive_indekser(lesing.runde["var"])
    viste = {
        faktor: indeks
        for (runde, rad, faktor), (indeks, _) in _indekser(lesing).items()
        if (runde, rad) == ("var", "rot")
    }

    assert {faktor for faktor in naive if naive[faktor] != viste[faktor]} != set()


def test_12_hver_skala_har_sin_egen_gruppe_i_proven(lesing):
    """Uten hull i svarene ville angrepet på hver variabel vært det samme."""
    runde = lesing.runde["var"]
    gruppene = {tuple(runde.antall(variabelen(runde, f"{kode}.snitt", INSTRUMENT)[0])) for kode in runde.poeng.skalaene}

    assert len(gruppene) == len(runde.poeng.skalaene)


def test_ingen_resultatside_viser_deler_av_et_poeng(lesing):
    """Utenfor det nasjonale bildet, som er andres tall."""
    funnet = set()
    for svarene in lesing.svarene.values():
        for adresse, svar in svarene.items():
            if adresse.startswith("/app/resultater/") and svar.innholdstype == "text/html":
                side = svar.side
                for nasjonalt in side.xpath("//section[@aria-labelledby='nasjonalt']"):
                    nasjonalt.drop_tree()
                funnet |= {(adresse, tall) for tall in re.findall(r"\d+[.,]\d+", side.text_content())}
    assert funnet == set()
