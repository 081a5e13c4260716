"""Angrep 7, 9 og 10: det finnes én utgivelse, og verken omorganisering, tid eller adresser lager flere tall av den."""

import io
import json
import re
from datetime import timedelta
from itertools import product

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from time_machine import travel

from arbeidsmiljo.models import Bruker, Enhet
from kartlegging import eksportfiler
from kartlegging.models import Kartlegging, Utgivelse
from kartlegging.urls import urlpatterns
from kartlegging.views import resultat as resultatsidene
from tests.angrep.angrep_scene import SENERE, SVARTID, Runde, Scene, aapnet, omorganiser, publisert, scene
from tests.angrep.kryper import hent
from tests.angrep.leser import FILER, Fakt, Sideleser, fra_rader, json_rader
from tests.angrep.samlet_lesing import PULS, eksportert
from tests.kartlegging.oppsett import INSTRUMENT

pytestmark = pytest.mark.django_db(transaction=True)  # lageret ryddes utenfor transaksjoner

FORMATENE = ("json", "csv", "xlsx")
LESERNE = ("hr", "amu", "lederhelse")
"""To som ser alt, og en leder som har de samme enhetene før og etter."""


@pytest.fixture
def hvor() -> Scene:
    return scene()


@pytest.fixture
def runde(hvor) -> Runde:
    return publisert(hvor, skalaer=PULS)


def _klient(hvor: Scene, navn: str) -> Client:
    klient = Client()
    # Hentes på nytt: objektet husker enhetene brukeren så sist.
    klient.force_login(Bruker.objects.get(pk=hvor.brukerne[navn].pk))
    return klient


def _eksportene(hvor: Scene, runde: Runde, mappe, leserne=LESERNE) -> dict[tuple[str, str, str], bytes]:
    """(leser, format, vei) → bytene, over nettet og fra kommandoen."""
    ut = {}
    for navn, format_ in product(leserne, FORMATENE):
        adresse = reverse(f"resultat_{format_}", args=[runde.kartlegging.kortnavn])
        ut[navn, format_, "side"] = hent(_klient(hvor, navn), adresse).kropp
        bruker = Bruker.objects.get(pk=hvor.brukerne[navn].pk)
        ut[navn, format_, "kommando"] = eksportert(bruker, runde.kartlegging.kortnavn, format_, mappe)
    return ut


def _endre_alt(hvor: Scene) -> None:
    """Slå sammen, flytt, gi nytt navn, legg til enheter, folk og en ny runde, og la takten gå."""
    omorganiser(hvor)
    enhetene = hvor.enhetene
    Enhet.objects.filter(kode="solbakken").update(navn="Solbakken bo- og omsorgssenter")
    Enhet.objects.filter(kode="furu").update(forelder=enhetene["teknisk"])
    enhetene["ny"] = Enhet.objects.create(
        virksomhet=hvor.virksomhet, kode="ny", navn="Ny enhet", forelder=enhetene["helse"]
    )
    aapnet(hvor, {"ny": ("helse", "Ny enhet", 9)}, navn="Neste", naa=SENERE)
    with travel(SENERE + timedelta(days=2), tick=False):
        call_command("takt", stdout=io.StringIO())


def test_09_ingenting_i_organisasjonen_endrer_en_byte_i_en_gammel_utgivelse(hvor, runde, tmp_path):
    for_ = _eksportene(hvor, runde, tmp_path)
    utgivelsen = Utgivelse.objects.values().get()
    _endre_alt(hvor)

    assert Utgivelse.objects.values().get() == utgivelsen
    etter = _eksportene(hvor, runde, tmp_path)
    assert {hva for hva in for_ if for_[hva] != etter[hva]} == set()


def test_10_to_som_ser_det_samme_faar_de_samme_bytene_paa_begge_veier(hvor, runde, tmp_path):
    eksportene = _eksportene(hvor, runde, tmp_path, ("hr", "amu"))

    for format_ in FORMATENE:
        assert len({kropp for (_leser, en, _vei), kropp in eksportene.items() if en == format_}) == 1


def test_09_negativ_kontroll_et_navn_fra_den_levende_organisasjonen_oppdages(hvor, runde, tmp_path, monkeypatch):
    """Slik ville det gått om eksporten slo opp navnene i stedet for å lese dem i utgivelsen."""

    def levende(innhold):
        navnene = dict(Enhet.objects.values_list("kode", "navn"))
        radene = [{**rad, "navn": navnene.get(rad["kode"], rad["navn"])} for rad in innhold["enheter"]]
        return eksportfiler.som_json({**innhold, "enheter": radene})

    monkeypatch.setattr(resultatsidene, "som_json", levende)
    for_ = _eksportene(hvor, runde, tmp_path, ("hr",))
    _endre_alt(hvor)
    etter = _eksportene(hvor, runde, tmp_path, ("hr",))
    assert {hva for hva in for_ if for_[hva] != etter[hva]} == {("hr", "json", "side")}


def test_10_en_flyttet_leder_ser_bare_rader_som_alt_var_vist(hvor, runde, tmp_path):
    """Tilgangen følger den levende organisasjonen, men ingen rad blir til av det."""
    alle = {rad["kode"]: rad for rad in json_rader(_eksportene(hvor, runde, tmp_path, ("hr",))["hr", "json", "side"])}
    for_ = json_rader(_eksportene(hvor, runde, tmp_path, ("lederteknisk",))["lederteknisk", "json", "side"])
    _endre_alt(hvor)
    etter = json_rader(_eksportene(hvor, runde, tmp_path, ("lederteknisk",))["lederteknisk", "json", "side"])

    assert {rad["kode"] for rad in for_} == {"rot", "teknisk", "drift", "lager"}
    # Furu er flyttet inn. Drift og Lager er lukket i organisasjonen, men står under Teknisk i utgivelsen og i treet.
    assert {rad["kode"] for rad in etter} == {"rot", "teknisk", "drift", "lager", "furu"}
    assert {rad["kode"] for rad in etter if alle[rad["kode"]] != rad} == set()


# --- adressene ------------------------------------------------------------------------------------------------------

ENHETER = (
    "post1,post2", "post1+post2", "post1 post2", "post1;post2", "post1|post2", "[post1,post2]", "post1&enhet=post2", "*",
    "solbakken-post1", "-post1", "!post1", "helse-helse-rest", "rot-rest-rest", "helse/post1", "/rot/helse", "POST1", "%",
    "post_", "helse%2Fpost1", "' OR 1=1--", "lager", "drift", "stille",
)  # fmt: skip
TILLEGG = (
    "exclude=post1", "uten=post1", "compare=rest", "sammenlign=rest", "enheter=post1,post2", "grupper=post1&grupper=post2",
    "fra=2026-01-01&til=2026-03-05", "side=-1", "side=0", "side=99999999999", "side=1e9", "side=²", "minstegrense=1", "k=1",
    "format=json", "antall=1", "filter=a1.1", "per=enhet", "som=hr", "forelder=helse", "dybde=9", "under=post1",
)  # fmt: skip


def _adresser(runde: Runde) -> list[str]:
    navn = runde.kartlegging.kortnavn
    kart, filene = reverse("resultat", args=[navn]), [reverse(f"resultat_{en}", args=[navn]) for en in FORMATENE]
    faktoren = reverse("resultat_faktor", args=[navn, "helse", "a"])
    return [
        *(f"{side}?{tillegg}" for side in (kart, faktoren, *filene) for tillegg in TILLEGG),
        *(f"{side}?enhet={enhet}" for side in (kart, filene[0]) for enhet in ENHETER),
        *(f"/app/resultater/{navn}/{enhet}/a/" for enhet in ENHETER),
        *(f"{kart}?enhet=helse&{tillegg}" for tillegg in TILLEGG),
    ]


def _lest(hvor: Scene, runde: Runde, bruker: str, adressene: list[str]) -> tuple[set[int], set[tuple[str, str, int]]]:
    """Statusene, og alle (rad, variabel, verdi) adressene viser."""
    kortnavn = runde.kartlegging.kortnavn
    klient = _klient(hvor, bruker)
    alle = json_rader(hent(_klient(hvor, "hr"), reverse("resultat_json", args=[kortnavn])).kropp)
    leser = Sideleser(INSTRUMENT, {kortnavn: {rad["navn"]: rad["kode"] for rad in alle}})
    statuser, fakta = set(), set()
    for adresse in adressene:
        svar = hent(klient, adresse)
        statuser.add(svar.status)
        lest = list(leser.les(_en_enhet(adresse), svar))
        if svar.status == 200 and (treff := re.search(r"/(tabell\.\w+)(\?|$)", adresse)):
            lest += fra_rader(kortnavn, FILER[treff[1]](svar.kropp), "fil")
        fakta |= {(en.rad, en.variabel, en.verdi) for en in lest if isinstance(en, Fakt)}
    return statuser, fakta


def _en_enhet(adresse: str) -> str:
    """Adressen slik tjeneren leser den: av to like felt gjelder det siste."""
    return re.sub(r"\?enhet=post1&enhet=", "?enhet=", adresse)


def _viste(hvor: Scene, runde: Runde, bruker: str) -> set[tuple[str, str, int]]:
    """Det de vanlige sidene og filene viser."""
    navn = runde.kartlegging.kortnavn
    kodene = [*runde.celler, "rot-rest", "helse-rest", "solbakken-rest"]
    kart = reverse("resultat", args=[navn])
    adressene = [kart, *(reverse(f"resultat_{en}", args=[navn]) for en in FORMATENE)]
    adressene += [f"{kart}?enhet={kode}" for kode in kodene]
    adressene += [reverse("resultat_faktor", args=[navn, kode, faktor]) for kode, faktor in product(kodene, "af")]
    return _lest(hvor, runde, bruker, adressene)[1]


@pytest.mark.parametrize("bruker", ["hr", "ledertospann"])
def test_07_hjemmelagde_adresser_viser_bare_det_som_alt_er_vist(hvor, runde, bruker):
    statuser, fakta = _lest(hvor, runde, bruker, _adresser(runde))

    assert statuser <= {200, 403, 404}
    assert {rad for rad, _variabel, _verdi in fakta} & {"post1+post2", "lager", "drift", "stille"} == set()
    assert fakta - _viste(hvor, runde, bruker) == set()


def test_07_negativ_kontroll_en_eksport_som_regner_med_adressen_oppdages(hvor, runde, monkeypatch):
    """En «uten»-parameter som trekker en enhet fra en annen, er nettopp det ingen skal få gjøre."""
    ekte = resultatsidene.resultat_json

    def uten(request, kortnavn):
        response = ekte(request, kortnavn)
        if "uten" in request.GET:
            innhold = json.loads(response.content)
            antall = {rad["kode"]: rad["antall"] for rad in innhold["enheter"]}
            innhold["enheter"][0]["antall"] -= antall[request.GET["uten"]]
            response.content = json.dumps(innhold).encode()
        return response

    monkeypatch.setattr(_url(resultatsidene.resultat_json), "callback", uten)
    fakta = _lest(hvor, runde, "hr", _adresser(runde))[1]
    assert {(rad, variabel) for rad, variabel, _verdi in fakta - _viste(hvor, runde, "hr")} == {("rot", "antall")}


def _url(visning):
    return next(en for en in urlpatterns if en.callback is visning)


def test_runden_er_ferdig_talt_opp(runde):
    """Ellers ville alle prøvene over handlet om en tom utgivelse."""
    assert Kartlegging.objects.get(pk=runde.kartlegging.pk).publisert == runde.kartlegging.aapner + SVARTID
