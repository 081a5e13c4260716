"""Angrep 8, 22 og 24: før lukking finnes det ingenting, noe sted, som avhenger av svarene.

Alt leses før og etter at tretti har svart. Det eneste som kan være endret, er tabellen med forseglede svar.
"""

import io
import logging
from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from time_machine import travel

from arbeidsmiljo.actions import logg
from kartlegging.actions import avgi_besvarelse, koder_til, lukk
from kartlegging.models import Invitasjon, Kartlegging, Utgivelse
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import NoklerManglerError, slett_nokler
from kartlegging.views import svar as svarsidene
from tests.angrep.angrep_scene import SENERE, SVARTID, Scene, aapnet, publisert, scene, svar_til
from tests.angrep.kryper import START, Svar, kryp
from tests.angrep.samlet_lesing import eksportert
from tests.angrep.vitner import alle_loggere, dump, forskjell
from tiltak.actions import start_vurdering
from tiltak.domain.begreper import Kilde
from tiltak.feil import TiltaksfeilError

pytestmark = pytest.mark.django_db(transaction=True)  # lageret ryddes utenfor transaksjoner

LITE_TRE = {
    "helse": ("rot", "Helse", 3),
    "solbakken": ("helse", "Solbakken", 12),
    "hjemme": ("helse", "Hjemmetjenesten", 9),
    "stille": ("helse", "Arkivet", 5),
    "teknisk": ("rot", "Teknisk", 4),
    "skole": ("rot", "Skole", 14),
}
EN_DAG = timedelta(days=1)
SVARENDE = 30


@pytest.fixture
def hvor() -> Scene:
    return scene(tre=LITE_TRE)


@pytest.fixture
def aapen(hvor) -> Iterator[Kartlegging]:
    """En åpen runde ved siden av en som er publisert, et døgn etter åpning. Klokken står stille."""
    publisert(hvor, LITE_TRE, navn="I fjor", skalaer=("a1",))
    kartlegging = aapnet(hvor, LITE_TRE, navn="Åpen runde", naa=SENERE)
    with travel(SENERE + EN_DAG, tick=False):
        call_command("takt", stdout=io.StringIO())
        yield Kartlegging.objects.get(pk=kartlegging.pk)


def _felter(kode: str, svar: dict[str, int]) -> dict[str, str]:
    return {"kode": kode, **{f"l-{ledd}": str(verdi) for ledd, verdi in svar.items()}}


def _send(kartlegging: Kartlegging, antall: int, *, fra: int = 0) -> None:
    """``antall`` svarer gjennom svarsiden, i alle enhetene, med ulike svar."""
    for kode_enhet, kode in koder_til(kartlegging)[fra : fra + antall]:
        svar = svar_til(f"sendt:{kode_enhet}:{kode}", kartlegging)
        assert Client().post("/svar/send", _felter(kode, svar)).status_code == 200


def _klienter(hvor: Scene) -> dict[str, Client]:
    klienter = {"ingen": Client()}
    for navn, bruker in hvor.brukerne.items():
        klienter[navn] = Client()
        klienter[navn].force_login(bruker)
    return klienter


def _les(klienter: dict[str, Client], kartlegging: Kartlegging) -> dict[tuple[str, str], Svar]:
    start = (*START, reverse("innsyn", args=[kartlegging.innsynsnokkel]))
    return {(navn, adresse): svar for navn, klient in klienter.items() for adresse, svar in kryp(klient, start).items()}


def _ulike(for_: dict[tuple[str, str], Svar], etter: dict[tuple[str, str], Svar]) -> set[tuple[str, str]]:
    return {hvem for hvem in for_.keys() | etter.keys() if for_.get(hvem) != etter.get(hvem)}


def test_22_24_alt_alle_kan_lese_er_likt_til_siste_byte_for_og_etter_at_tretti_har_svart(hvor, aapen):
    klienter = _klienter(hvor)
    assert aapen.svarband == 0
    # Den første runden merker meldinger som lest og gir CSRF-kaken; så er øktene de samme.
    for klient in klienter.values():
        klient.get("/app/")
    for_ = _les(klienter, aapen)
    _send(aapen, SVARENDE)

    assert Besvarelse.objects.count() == SVARENDE
    assert len(for_) > 200
    assert _ulike(for_, _les(klienter, aapen)) == set()


def test_22_takten_senere_samme_dag_endrer_ingen_side(hvor, aapen):
    hr = {"hr": _klienter(hvor)["hr"]}
    hr["hr"].get("/app/")
    for_ = _les(hr, aapen)
    _send(aapen, SVARENDE)
    with travel(SENERE + EN_DAG + timedelta(hours=3), tick=False):
        call_command("takt", stdout=io.StringIO())

    assert _ulike(for_, _les(hr, aapen)) == set()


def test_22_negativ_kontroll_en_teller_som_folger_svarene_oppdages(hvor, aapen, monkeypatch):
    def teller(**alt) -> None:
        avgi_besvarelse(**alt)
        Kartlegging.objects.filter(pk=aapen.pk).update(svarband=10)

    hr = {"hr": _klienter(hvor)["hr"]}
    hr["hr"].get("/app/")
    for_ = _les(hr, aapen)
    monkeypatch.setattr(svarsidene, "avgi_besvarelse", teller)
    _send(aapen, 1)

    assert _ulike(for_, _les(hr, aapen)) == {("hr", reverse("kartlegging", args=[aapen.kortnavn]))}


def test_24_svarsiden_er_den_samme_for_en_kode_som_er_brukt_og_en_som_ikke_er_det(aapen):
    kodene = [kode for enhet, kode in koder_til(aapen) if enhet == "solbakken"][:2]

    def sidene() -> list[str]:
        return [Client().post("/svar/", {"kode": kode}).content.decode() for kode in kodene]

    for_ = sidene()
    Client().post("/svar/send", _felter(kodene[0], svar_til("brukt", aapen)))
    assert sidene() == for_


def test_24_hele_databasen_er_den_samme_utenom_de_forseglede_svarene(aapen):
    for_ = dump()
    _send(aapen, SVARENDE)

    assert forskjell(for_, dump()) == {"kartlegging_besvarelse": (0, SVARENDE)}


def _skriv_hendelse(kartlegging: Kartlegging) -> None:
    logg(virksomhet_id=kartlegging.virksomhet_id, av=None, naa=SENERE, hva="svar", om="noen svarte")


def _merk_invitasjonen(kartlegging: Kartlegging) -> None:
    en = kartlegging.invitasjonene.values("pk")[:1]
    Invitasjon.objects.filter(pk__in=list(en.values_list("pk", flat=True))).update(sprak="nn")


@pytest.mark.parametrize(
    ("svekkelse", "tabell"),
    [(_skriv_hendelse, "arbeidsmiljo_hendelse"), (_merk_invitasjonen, "kartlegging_invitasjon")],
)
def test_24_negativ_kontroll_en_innsending_som_etterlater_seg_noe_oppdages(aapen, monkeypatch, svekkelse, tabell):
    def husker(**alt) -> None:
        avgi_besvarelse(**alt)
        svekkelse(aapen)

    monkeypatch.setattr(svarsidene, "avgi_besvarelse", husker)
    for_ = dump()
    _send(aapen, 1)

    assert tabell in forskjell(for_, dump())


MOTSATTE = (1, 5)


def _logget(kartlegging: Kartlegging, fra: int = 0) -> list[list[tuple[str, str, str]]]:
    """Alt som logges når to i hver sin enhet svarer det motsatte av hverandre."""
    alle = koder_til(kartlegging)
    kodene = [[kode for enhet, kode in alle if enhet == en][fra] for en in ("solbakken", "skole")]
    ut = []
    for kode, verdi in zip(kodene, MOTSATTE, strict=True):
        svar = {ledd: min(verdi, 2) if ledd[0] in "fg" else verdi for ledd in kartlegging.instrument.leddrekkefolge}
        with alle_loggere() as linjene:
            assert Client().post("/svar/send", _felter(kode, svar)).status_code == 200
        ut.append(list(linjene))
    return ut


def test_24_loggene_er_de_samme_hva_enn_og_hvem_som_svarer(aapen):
    _logget(aapen)  # den første forespørselen laster maler og oversettelser
    en, annen = _logget(aapen, fra=1)

    assert en == annen


def test_24_negativ_kontroll_en_loggelinje_med_svaret_oppdages(aapen, monkeypatch):
    def pratsom(**alt) -> None:
        logging.getLogger("kartlegging").debug("tok imot %s", alt["svar"])
        avgi_besvarelse(**alt)

    monkeypatch.setattr(svarsidene, "avgi_besvarelse", pratsom)
    en, annen = _logget(aapen)
    assert en != annen


def _resultatadresser(kartlegging: Kartlegging) -> list[str]:
    navn = kartlegging.kortnavn
    return [
        *(reverse(side, args=[navn]) for side in ("resultat", "resultat_csv", "resultat_xlsx", "resultat_json")),
        reverse("resultat", args=[navn]) + "?enhet=solbakken",
        reverse("resultat", args=[navn]) + "?side=2",
        reverse("resultat_faktor", args=[navn, "solbakken", "a"]),
        reverse("resultat_faktor", args=[navn, "helse-rest", "f"]),
    ]


def _statuser(hvor: Scene, kartlegging: Kartlegging) -> set[int]:
    klienter = _klienter(hvor)
    del klienter["ingen"]
    adressene = _resultatadresser(kartlegging)
    return {klient.get(adresse).status_code for klient, adresse in product(klienter.values(), adressene)}


def _eksportert(hvor: Scene, kartlegging: Kartlegging, mappe) -> set[bytes]:
    return {eksportert(bruker, kartlegging.kortnavn, "json", mappe) for bruker in hvor.brukerne.values()}


def test_08_ingen_rolle_faar_noe_resultat_for_lukking(hvor, aapen, tmp_path):
    _send(aapen, SVARENDE)

    assert _statuser(hvor, aapen) <= {403, 404}
    assert _eksportert(hvor, aapen, tmp_path) == {b""}
    assert list(tmp_path.iterdir()) == []
    skjema = f"{reverse('risikovurdering_ny')}?kartlegging={aapen.kortnavn}&enhet=solbakken"
    assert aapen.navn not in _klienter(hvor)["ledersol"].get(skjema).content.decode()
    with pytest.raises(TiltaksfeilError):
        start_vurdering(
            enhet=hvor.enhetene["solbakken"],
            kartlegging_id=aapen.pk,
            kilde=Kilde.KARTLEGGING,
            motedato=SENERE.date(),
            leder=hvor.brukerne["ledersol"],
            verneombud=None,
            av=hvor.brukerne["ledersol"],
            naa=SENERE,
        )


def test_08_heller_ikke_naar_den_er_lukket_og_ikke_lar_seg_telle_opp(hvor, aapen, tmp_path, capsys):
    _send(aapen, SVARENDE)
    slett_nokler(aapen.kortnavn)
    with pytest.raises(NoklerManglerError) as feil:
        lukk(kartlegging=aapen, av=None, naa=SENERE + SVARTID)
    assert str(SVARENDE) not in str(feil.value)

    assert _statuser(hvor, aapen) <= {403, 404}
    assert _eksportert(hvor, aapen, tmp_path) == {b""}
    with pytest.raises(CommandError) as feil:
        call_command("lukk", aapen.kortnavn)
    assert str(SVARENDE) not in str(feil.value)


def test_08_negativ_kontroll_de_samme_adressene_svarer_etter_lukking(hvor, aapen, tmp_path):
    _send(aapen, SVARENDE)
    lukk(kartlegging=aapen, av=None, naa=SENERE + SVARTID)

    assert 200 in _statuser(hvor, aapen)
    assert b"" not in _eksportert(hvor, aapen, tmp_path)


def test_08_et_svar_som_kommer_for_sent_endrer_ingenting(aapen):
    sist = koder_til(aapen)[SVARENDE][1]
    _send(aapen, SVARENDE)
    with travel(aapen.lukker + timedelta(seconds=1), tick=False):
        assert Client().post("/svar/send", _felter(sist, svar_til("sent", aapen))).status_code == 410
        assert Besvarelse.objects.count() == SVARENDE
        lukk(kartlegging=aapen, av=None, naa=aapen.lukker)
        utgivelsen = Utgivelse.objects.values_list("sha256", "dokument").get(kartlegging=aapen)
        for_ = dump()
        assert Client().post("/svar/send", _felter(sist, svar_til("sent", aapen))).status_code == 410
        call_command("takt", stdout=io.StringIO())

        endret = forskjell(for_, dump())
        # Takten fører når den sist gikk. Det handler ikke om svarene.
        assert endret.pop("arbeidsmiljo_driftsmerke") == (1, 1)
        assert endret == {}
    assert Utgivelse.objects.values_list("sha256", "dokument").get(kartlegging=aapen) == utgivelsen
