"""``verifiser_anonymitet`` angriper installasjonen. Hvert angrep prøves mot en installasjon noen har svekket."""

import hashlib
import json
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kartlegging import actions
from kartlegging.actions import Deltaker, avgi_besvarelse, inviter, lukk, stokk_om
from kartlegging.domain.koder import kode_for, kodehash, vis_kode
from kartlegging.models import Invitasjon, Kartlegging
from kartlegging.nokler import les_nokler, mappe_for
from kartlegging.verifisering import angrep, database, kladd, kladdprosess
from kartlegging.verifisering.rapport import Utfall
from tests.kartlegging.oppsett import NAA, koder, utkast
from tests.kartlegging.provekjoring import ER_POSTGRES, besvart, bruddene, kjor, sql

pytestmark = [
    pytest.mark.django_db(transaction=True),  # lageret ryddes utenfor transaksjoner
    pytest.mark.usefixtures("varmappe"),
]


def _alt_i_databasen() -> dict[str, list[str]]:
    return {tabell: database.radene_i(tabell) for tabell in database.tabellene()}


def _sum_av_filene() -> list[str]:
    fil = database.databasefil()
    stiene = [Path(f"{fil}{hale}") for hale in ("", "-wal")] if fil else []
    return [hashlib.sha256(sti.read_bytes()).hexdigest() for sti in stiene if sti.exists()]


def _skjemaene() -> list[str]:
    if not ER_POSTGRES:
        return []
    return [rad[0] for rad in database.hent("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'forsvarlig%%'")]


def test_29_30_en_installasjon_uten_feil_bestaar_og_er_urort_etterpaa(tmp_path, monkeypatch):
    runde = besvart()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "kladder"))
    (tmp_path / "kladder").mkdir()
    for_ = _alt_i_databasen(), _sum_av_filene(), sorted(mappe_for(runde.kortnavn).iterdir())

    kode, tekst = kjor(runde)

    assert (kode, tekst.splitlines()[-1]) == (0, "Ingenting kobler en deltaker til et svar."), tekst
    assert (_alt_i_databasen(), _sum_av_filene(), sorted(mappe_for(runde.kortnavn).iterdir())) == for_
    assert (list((tmp_path / "kladder").iterdir()), _skjemaene()) == ([], [])


def test_rapporten_nevner_ingen_person_kode_eller_rad_selv_naar_noe_kobler(god_kladd):
    runde = besvart(etter_epost=True)
    nokler = les_nokler(runde.kortnavn)
    hemmelig = {str(pk) for pk in runde.invitasjonene.values_list("pk", flat=True)}
    hemmelig |= set(runde.invitasjonene.values_list("epost", flat=True))
    for kode in koder(runde):
        hemmelig |= {kode, vis_kode(kode), nokler.nullifikator_for(kode).hex()}

    for valg in ((), ("--json",)):
        kode, tekst = kjor(runde, *valg)
        assert kode == 1
        assert [ord_ for ord_ in hemmelig if ord_ in tekst] == []


def test_29_30_rader_i_rekkefolgen_de_kom_fanges_til_de_er_stokket_om(god_kladd):
    runde = besvart(etter_epost=True)

    assert kjor(runde)[0] == 1
    assert ["henger sammen med invitasjonene" in brudd for brudd in bruddene(runde)] == [True]

    stokk_om(kartlegging=runde, naa=NAA)
    assert (kjor(runde)[0], bruddene(runde)) == (0, [])


def test_30_lopende_nummer_paa_svarene_fanges(god_kladd):
    runde = besvart(etter_epost=True)
    stokk_om(kartlegging=runde, naa=NAA)
    nokler = les_nokler(runde.kortnavn)
    rekken = [kode_for(nokler.koder, pk) for pk in runde.invitasjonene.order_by("epost").values_list("pk", flat=True)]
    with connection.cursor() as peker:
        for nummer, kode in enumerate(rekken, start=1):
            peker.execute(
                "UPDATE kartlegging_besvarelse SET id = %s WHERE nullifikator = %s",
                [nummer, nokler.nullifikator_for(kode)],
            )

    assert kjor(runde)[0] == 1


def test_faerre_enn_tretti_svar_er_for_faa_til_aa_si_noe(god_kladd):
    kode, tekst = kjor(besvart(29))

    assert kode == 2
    assert "[kan ikke prøves] For få til å si noe: færre enn 30 har svart." in tekst


def test_en_kartlegging_som_ikke_er_aapnet_har_ingenting_aa_prove(god_kladd):
    kode, tekst = kjor(utkast({"bjork": 8}))

    assert kode == 2
    assert "Kartleggingen er ikke åpnet, så det finnes ingen svar å prøve." in tekst


def test_etter_opptellingen_finnes_ingenting_aa_koble(god_kladd):
    runde = besvart()
    noklene = {fil.name: fil.read_bytes() for fil in mappe_for(runde.kortnavn).iterdir()}
    lukk(kartlegging=runde, av=None, naa=NAA)

    kode, tekst = kjor(runde)
    assert kode == 0
    assert "Ingen svar finnes lenger, så det er ingenting å koble." in tekst

    mappe_for(runde.kortnavn).mkdir(mode=0o700)
    for navn, innhold in noklene.items():
        (mappe_for(runde.kortnavn) / navn).write_bytes(innhold)
        (mappe_for(runde.kortnavn) / navn).chmod(0o600)
    assert bruddene(runde) == ["Kartleggingen er talt opp, men nøkkelfiler ligger igjen. Kjør takten, som sletter dem."]


def test_en_endret_deltakerliste_fanges(god_kladd):
    runde = besvart()
    Invitasjon.objects.filter(kartlegging=runde, epost="e00@prove.example").update(epost="oppdiktet@prove.example")

    assert bruddene(runde) == ["Deltakerlisten er endret etter at kartleggingen åpnet."]


def test_et_endret_lofte_fanges(god_kladd):
    runde = besvart()
    Kartlegging.objects.filter(pk=runde.pk).update(minstegrense=6)

    assert ["minstegrensen" in brudd for brudd in bruddene(runde)] == [True]


def test_nokkelfiler_andre_kan_lese_fanges(god_kladd):
    runde = besvart()
    (mappe_for(runde.kortnavn) / "koder.nokkel").chmod(0o644)

    assert bruddene(runde) == [
        "Andre brukere på maskinen kan lese nøkkelfilene (koder.nokkel). Sett rettighet 600, mappen 700."
    ]


def test_nokler_ved_siden_av_databasen_paapekes_uten_aa_vaere_brudd(monkeypatch, settings):
    runde = besvart()
    monkeypatch.setattr(database, "databasefil", lambda: Path(settings.NOKKELMAPPE).parent / "forsvarlig.sqlite3")

    merket = [kontroll.tekst for kontroll in angrep.angrip_listen(runde) if kontroll.utfall == Utfall.MERK]
    assert [tekst.split(".")[0] for tekst in merket] == ["Nøkkelmappen ligger under mappen databasen ligger i"]


def test_manglende_nokler_gjor_at_rekkefolgen_ikke_kan_proves(god_kladd):
    runde = besvart()
    (mappe_for(runde.kortnavn) / "koder.nokkel").unlink()

    assert kjor(runde)[0] == 2


def test_en_takt_som_ikke_stokker_om_fanges(god_kladd):
    runde = besvart()
    assert bruddene(runde, timer=3) == [
        "Radene er ikke lagt i ny tilfeldig rekkefølge som de skal (aldri). Takten går ikke."
    ]

    stokk_om(kartlegging=runde, naa=NAA + timedelta(hours=2))
    assert bruddene(runde, timer=3) == []
    assert len(bruddene(runde, timer=4.5)) == 1


def test_en_kladd_som_kobler_gir_utgangskode_1(god_kladd):
    runde = besvart()
    assert kjor(runde)[0] == 0

    god_kladd["kobler"] = True
    assert (kjor(runde)[0], len(bruddene(runde))) == (1, 1)


def test_en_kladd_som_ikke_lar_seg_lage_er_ikke_bestaatt(monkeypatch, tmp_path):
    (tmp_path / "kladder").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "kladder"))
    monkeypatch.setattr(kladd, "_OPPSTART", "raise SystemExit('Disken er full.')")
    kode, tekst = kjor(besvart())

    assert kode == 2
    assert "Kladden kunne ikke prøves. Kladden stoppet: Disken er full." in tekst
    assert (list((tmp_path / "kladder").iterdir()), _skjemaene()) == ([], [])


def test_29_30_kladden_fanger_det_naar_vernene_mangler(tmp_path, monkeypatch):
    """Negativ kontroll: uten omstokking, og med en innsending som merker invitasjonen, ser angriperen alt."""

    def merker_invitasjonen(*, kode, **resten):
        avgi_besvarelse(kode=kode, **resten)
        Invitasjon.objects.filter(kodehash=kodehash(kode)).update(sprak="nn")

    monkeypatch.setattr(actions, "avgi_besvarelse", merker_invitasjonen)
    try:
        tall = kladdprosess.kjor(tmp_path / "var", omstokk=lambda _kartlegging: None)
    finally:
        sql("DROP TABLE tvilling")

    assert (tall["kobler"], tall["tvilling_treff"], tall["antall"]) == (True, 200, 200)
    assert (tall["verst"][1], tall["endrede_tabeller"]) == ("når de trykket Send", ["kartlegging_invitasjon"])


def test_kladden_rorer_aldri_en_database_med_noe_i():
    with pytest.raises(SystemExit, match="Kladden er ikke tom"):
        kladdprosess.main()


def test_en_ukjent_kartlegging_er_en_setning():
    with pytest.raises(CommandError) as feil:
        call_command("verifiser_anonymitet", "finnes-ikke")

    assert str(feil.value) == (
        "Fant ingen kartlegging som heter «finnes-ikke». Bruk kortnavnet fra adressen, eller id-en."
    )


def test_rapporten_som_json_har_det_samme(god_kladd):
    runde = besvart()
    dokument = json.loads(kjor(runde, "--json")[1])
    tekst = kjor(runde)[1]

    assert (dokument["skjema"], dokument["kartlegging"], dokument["bestatt"]) == (1, runde.kortnavn, True)
    assert dokument["tvilling"] == {"antall": 200, "med_vern": 2, "uten_vern": 200}
    assert [kontroll["tekst"] for kontroll in dokument["kontroller"] if kontroll["tekst"] not in tekst] == []


def test_deltakere_som_er_kommet_til_etter_aapning_kan_ikke_bli_med_i_proven(god_kladd):
    runde = besvart()
    Kartlegging.objects.filter(pk=runde.pk).update(tilstand="varslet")
    runde.refresh_from_db()
    enhet = runde.invitasjonene.first().enhet
    inviter(kartlegging=runde, deltakere=[Deltaker(enhet, "ny@prove.example")], av=None, naa=NAA)
    Kartlegging.objects.filter(pk=runde.pk).update(tilstand="aapen")

    assert bruddene(runde) == ["Deltakerlisten er endret etter at kartleggingen åpnet."]
