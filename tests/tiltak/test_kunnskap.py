"""Kunnskapssidene: tallene er konstantene, sitatene er merket som sitater, og lenkene er de seedet har."""

import re

import pytest

from arbeidsmiljo.domain.faktorer import KODENE
from arbeidsmiljo.domain.regelverk import alle_hjemler
from arbeidsmiljo.domain.roller import Rolle, Tilgang
from kartlegging.domain import avrunding, reliabilitet, skjerming, usikkerhet, utgivelse
from tests.tiltak import bygg
from tiltak.domain.kunnskap import LENKENE, alle_sammenhenger, sammenhenger_for
from tiltak.domain.risiko import TRINNENE, gjeldende_versjon, niva
from tiltak.views import kunnskap as sidene

pytestmark = pytest.mark.django_db


def tekst(svar):
    """Hovedinnholdet uten merker, med ett mellomrom mellom ordene."""
    inne = svar.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", inne).replace("&nbsp;", " ").split())


@pytest.fixture
def klient(client):
    client.force_login(bygg.sted().verneombud)
    return client


def test_slik_regner_vi_skriver_konstantene_som_gjelder(klient):
    lest = tekst(klient.get("/app/kunnskap/slik-regner-vi/"))
    z = str(usikkerhet.Z90).replace(".", ",")
    for linje in (
        f"Under {usikkerhet.INDEKS_MIDDELS} er lav, fra {usikkerhet.INDEKS_MIDDELS} er middels,",
        f"og fra {usikkerhet.INDEKS_HOY} er høy belastning.",
        f"Minste gruppe er {skjerming.MINSTEGRENSE_STANDARD} svar,",
        f"og kan aldri settes under {skjerming.MINSTEGRENSE_GULV}.",
        f"Andelen utsatte vises fra {utgivelse.MINST_ANDEL} svar, hendelser fra {utgivelse.MINST_HENDELSE},",
        f"og samtidige belastninger fra {utgivelse.MINST_SAMLET}.",
        f"bare for hele virksomheten, fra {utgivelse.MINST_BARE_VIRKSOMHET}.",
        f"Små antall rundes til 0 eller {avrunding.BASE}.",
        f"for hele virksomheten fra {reliabilitet.MINST_PERSONER} svar;",
        f"spredningen settes aldri under {reliabilitet.MINST_SPREDNING} poeng.",
        f"pluss og minus {z} ganger spredningen",
    ):
        assert linje in lest, linje


@pytest.mark.parametrize(
    ("navn", "setning"),
    [
        ("MINSTEGRENSE_STANDARD", "Minste gruppe er 917 svar"),
        ("INDEKS_HOY", "og fra 917 er høy belastning"),
        ("MINST_PERSONER", "for hele virksomheten fra 917 svar"),
    ],
)
def test_en_endret_konstant_endrer_siden(klient, monkeypatch, navn, setning):
    assert setning not in tekst(klient.get("/app/kunnskap/slik-regner-vi/"))
    monkeypatch.setattr(sidene, navn, 917)
    assert setning in tekst(klient.get("/app/kunnskap/slik-regner-vi/"))


def test_bandene_og_kuttene_er_instrumentets(klient):
    kontekst = klient.get("/app/kunnskap/slik-regner-vi/").context
    instrument = sidene._instrumentet()
    assert [del_.band for del_, _ in kontekst["faktordelene"]] == [del_.band for del_ in instrument.faktorene]
    assert [round(float(grense.replace(",", ".")) * 10) for _, grense in kontekst["kutt"]] == [
        del_.kutt_tideler for del_ in instrument.faktorene
    ]


def test_risikotabellen_er_den_som_gjelder(klient):
    svar = klient.get("/app/kunnskap/slik-regner-vi/")
    for sannsynlighet, radene in svar.context["tabellen"]:
        assert radene == [niva(sannsynlighet, k, gjeldende_versjon()) for k in TRINNENE]
    assert f"Risikotabell versjon {gjeldende_versjon()}:" in tekst(svar)


@pytest.mark.parametrize("kode", KODENE)
def test_hver_faktor_har_sin_side(klient, kode):
    lest = tekst(klient.get(f"/app/kunnskap/faktor/{kode}/"))
    for en in sammenhenger_for(kode):
        assert f"{en.belastning}: {en.utfall}, {en.tall}. {en.kilde}" in lest
    assert ("Hva studier har funnet" in lest) is bool(sammenhenger_for(kode))


def test_en_faktor_som_ikke_finnes_gir_ingen_side(klient):
    assert [klient.get(f"/app/kunnskap/faktor/{kode}/").status_code for kode in ("h", "x1", "A", "aa")] == [404] * 4


def test_loven_setter_anforselstegn_bare_om_det_som_er_ordrett(klient):
    svar = klient.get("/app/kunnskap/loven/")
    sitatene = re.findall(r"<blockquote[^>]*>\s*<p>«(.*?)»</p>", svar.content.decode(), re.DOTALL)
    assert sitatene == [en.tekst for _, rad in svar.context["lovene"] for en in rad if en.er_sitat]
    gjengitt = [en for en in alle_hjemler() if not en.er_sitat]
    assert gjengitt
    assert all(f"«{en.tekst}»" not in svar.content.decode() for en in gjengitt)
    assert tekst(svar).count("Vår gjengivelse, ikke lovteksten") == len(gjengitt)


def test_studiene_sier_sammenheng_og_aldri_aarsak():
    ordene = " ".join(f"{en.belastning} {en.utfall}" for en in alle_sammenhenger()).lower()
    assert not re.search(r"fører til|gir |forårsaker|skyldes", ordene)
    assert [
        en.tall for en in alle_sammenhenger() if not re.fullmatch(r"OR \d,\d+(–\d,\d+| \(\d,\d+–\d,\d+\))", en.tall)
    ] == []


def test_rollesiden_sier_det_rollene_kan(klient):
    rollene = dict(klient.get("/app/kunnskap/roller/").context["rollene"])
    assert set(rollene) == set(Rolle)
    for rolle, kan in rollene.items():
        assert ("Signerer planen" in kan) is (Tilgang.SIGNERE in rolle.tilganger), rolle
        assert ("Bestemmer hva som godtas" in kan) is (Tilgang.SETTE_AKSEPT in rolle.tilganger), rolle


def test_inngangen_har_lenkene_og_alle_sidene(klient):
    innhold = klient.get("/app/kunnskap/").content.decode()
    assert [adresse for _, adresse in LENKENE if f'href="{adresse}"' not in innhold] == []
    for sti in ("aarsaker", "slik-regner-vi", "slik-henger-det-sammen", "loven", "roller"):
        assert f'href="/app/kunnskap/{sti}/"' in innhold
        assert klient.get(f"/app/kunnskap/{sti}/").status_code == 200


def test_sidene_spor_ikke_etter_mer_enn_siden_rundt(klient, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        klient.get("/app/kunnskap/slik-regner-vi/")
