"""Svarsidene gjennom den ekte tjeneren: statuser, hoder, og at ingenting som er fylt ut, går tapt."""

from datetime import timedelta
from html.parser import HTMLParser
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from arbeidsmiljo.models import Enhet
from kartlegging.actions import Deltaker, aapne, avgi_besvarelse, bekreft_deltakere, enhetssummer, inviter, varsle
from kartlegging.domain.koder import kode_for, vis_kode
from kartlegging.models import Kartlegging, Kodebotte
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import les_nokler
from kartlegging.svarskjema import felt_for
from tests.kartlegging.oppsett import INSTRUMENT, NAA, aapnet, hovedverneombud, koder, utkast

ET_SVAR = {"l-a1.1": "4"}
SIDENE = ["GET /svar/", "POST /svar/", "200", "400", "403", "404", "409", "410"]


class _Skjema(HTMLParser):
    """Feltene slik nettleseren ville sendt dem, og hvilke felt som mangler ledetekst."""

    def __init__(self) -> None:
        super().__init__()
        self.felter: dict[str, str] = {}
        self.synlige: set[str] = set()
        self.ledetekster: set[str] = set()
        self.knapper: dict[str, set[str]] = {}

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "label":
            self.ledetekster.add(a["for"])
        if tag == "button" and a.get("name"):
            self.knapper.setdefault(a["name"], set()).add(a["value"])
        if tag != "input":
            return
        if a["type"] != "hidden":
            self.synlige.add(a["id"])
        if a["type"] != "radio" or "checked" in a:
            self.felter[a["name"]] = a.get("value", "")


def _les(response) -> _Skjema:
    skjema = _Skjema()
    skjema.feed(response.content.decode())
    return skjema


@pytest.fixture
def kartlegging(db) -> Kartlegging:
    """Åpen nå, med fire i enheten «liten» og én rett på roten."""
    ny = aapnet({"liten": 4, "rot": 1})
    ny.lukker = timezone.now() + timedelta(days=7)
    ny.save(update_fields=["lukker"])
    return ny


@pytest.fixture
def kode(kartlegging) -> str:
    return koder(kartlegging, "liten")[0]


def _lukk(kartlegging: Kartlegging) -> None:
    kartlegging.lukker = timezone.now() - timedelta(minutes=1)
    kartlegging.aapner = kartlegging.lukker - timedelta(days=1)
    kartlegging.save(update_fields=["lukker", "aapner"])


def _hent(klient: Client, hvilken: str, kartlegging: Kartlegging, kode: str):
    if hvilken == "GET /svar/":
        return klient.get("/svar/")
    if hvilken == "POST /svar/":
        return klient.post("/svar/", {"kode": kode})
    if hvilken == "409":
        avgi_besvarelse(kode=kode, svar={"a1.1": 3}, gruppe=None, naa=timezone.now())
    if hvilken == "410":
        _lukk(kartlegging)
    felter = {"400": {}, "404": ET_SVAR}.get(hvilken, ET_SVAR)
    hoder = {"Sec-Fetch-Site": "cross-site"} if hvilken == "403" else {}
    return klient.post("/svar/send", {"kode": "0" * 16 if hvilken == "404" else kode, **felter}, headers=hoder)


def test_get_viser_kodefelt_og_forbruker_ingenting(client, kartlegging):
    response = client.get("/svar/")

    assert response.status_code == 200
    assert _les(response).felter == {"kode": ""}
    assert Besvarelse.objects.count() == 0


@pytest.mark.parametrize("metode", ["head", "get"])
def test_omskrevet_lenke_gir_kodefeltet_og_ikke_koden(client, kartlegging, kode, metode):
    response = getattr(client, metode)(f"/svar/%23k={kode}")

    assert response.status_code == 200
    assert kode.encode() not in response.content


def test_koden_kan_skrives_med_strek_og_smaa_bokstaver(client, kartlegging, kode):
    response = client.post("/svar/", {"kode": vis_kode(kode).lower()})

    assert response.status_code == 200
    assert _les(response).felter["kode"] == vis_kode(kode)


def test_skjemaet_har_alle_leddene_og_lagrer_ingenting(client, kartlegging, kode):
    response = client.post("/svar/", {"kode": kode})

    feltene = {felt.rsplit("-", 1)[0] for felt in _les(response).synlige}
    assert feltene == {felt_for(ledd) for ledd in INSTRUMENT.leddrekkefolge}
    assert Besvarelse.objects.count() == 0
    assert Kodebotte.objects.count() == 0


def test_lofte_sier_minstegrensen_og_gruppen_for_forste_sporsmaal(client, kartlegging, kode):
    Kartlegging.objects.update(minstegrense=9)

    lofte = client.post("/svar/", {"kode": kode}).content.decode().split("<fieldset")[0]

    assert "der minst 9 har svart" in lofte
    assert "minst 20 ha svart" in lofte
    assert "<strong>Enhet liten</strong> (4 inviterte)" in lofte
    assert "er svaret låst" in lofte


@pytest.mark.parametrize("hvilken", SIDENE)
def test_svarsidene_har_hodene_og_ingen_kake(client, kartlegging, kode, hvilken):
    response = _hent(client, hvilken, kartlegging, kode)

    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Content-Language"] == "nb"
    assert "form-action 'self'" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "Set-Cookie" not in response
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()
    assert ("Clear-Site-Data" in response) == (hvilken == "200")
    if hvilken.isdigit():
        assert response.status_code == int(hvilken)


@pytest.mark.parametrize("hvilken", SIDENE)
def test_alle_synlige_felt_har_ledetekst(client, kartlegging, kode, hvilken):
    skjema = _les(_hent(client, hvilken, kartlegging, kode))

    assert skjema.synlige <= skjema.ledetekster


def test_svaret_gir_kvittering_og_en_rad(client, kartlegging, kode):
    response = client.post("/svar/send", {"kode": kode, "gruppe": "", **ET_SVAR})

    assert response.status_code == 200
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert "Takk. Svaret er levert." in response.content.decode()
    assert f"/innsyn/{kartlegging.innsynsnokkel}/" in response.content.decode()
    assert kode.encode() not in response.content
    assert Besvarelse.objects.count() == 1


def test_samme_kode_to_ganger_gir_409_og_fortsatt_en_rad(client, kartlegging, kode):
    client.post("/svar/send", {"kode": kode, **ET_SVAR})

    response = client.post("/svar/send", {"kode": kode, "l-a1.1": "1"})

    assert response.status_code == 409
    assert (
        "Koden var brukt fra før, så dette ble ikke lagret. Har du fått kvittering før, er det svaret registrert."
        in response.content.decode()
    )
    assert Besvarelse.objects.count() == 1


def test_brukt_kode_viser_samme_skjema_som_en_ubrukt(client, kartlegging):
    brukt, ubrukt = koder(kartlegging, "liten")[:2]
    avgi_besvarelse(kode=brukt, svar={"a1.1": 3}, gruppe=None, naa=timezone.now())

    etter_brukt, etter_ubrukt = (client.post("/svar/", {"kode": k}) for k in (brukt, ubrukt))

    assert etter_brukt.status_code == etter_ubrukt.status_code == 200
    assert etter_brukt.content.replace(vis_kode(brukt).encode(), b"") == etter_ubrukt.content.replace(
        vis_kode(ubrukt).encode(), b""
    )


@pytest.mark.parametrize("felter", [{}, {"l-a1.1": ""}, {"l-a1.1": "", "l-f1": " "}])
def test_tomt_skjema_gir_400_og_forbruker_ikke_koden(client, kartlegging, kode, felter):
    response = client.post("/svar/send", {"kode": kode, **felter})

    assert response.status_code == 400
    assert "Du har ikke svart på noe ennå" in response.content.decode()
    assert client.post("/svar/send", {"kode": kode, **ET_SVAR}).status_code == 200


@pytest.mark.parametrize("verdi", ["7", "0", "-1", "ofte", "4.0", "４", "1" * 5000])
def test_umulig_verdi_gir_400_ved_feltet_og_resten_er_bevart(client, kartlegging, kode, verdi):
    response = client.post("/svar/send", {"kode": kode, "l-a1.1": verdi, "l-a1.2": "5", "l-f1": ""})

    html, felter = response.content.decode(), _les(response).felter
    assert response.status_code == 400
    assert 'id="feil-a1.1"' in html
    assert "feil-a1.2" not in html
    assert (felter.get("l-a1.1"), felter["l-a1.2"], felter["l-f1"]) == (None, "5", "")
    assert Besvarelse.objects.count() == 0


@pytest.mark.parametrize("verdi", ["3", "4", "5"])
def test_hendelse_tar_bare_nei_og_ja(client, kartlegging, kode, verdi):
    assert client.post("/svar/send", {"kode": kode, "l-f1": verdi}).status_code == 400
    assert client.post("/svar/send", {"kode": kode, "l-f1": "2"}).status_code == 200


def test_ukjent_ledd_gir_400_og_navngis_uten_aa_tolkes_som_html(client, kartlegging, kode):
    response = client.post("/svar/send", {"kode": kode, "l-<b>x": "3", **ET_SVAR})

    assert response.status_code == 400
    assert "Spørsmålet «&lt;b&gt;x» er ikke med" in response.content.decode()
    assert _les(response).felter["l-a1.1"] == "4"


@pytest.mark.parametrize("adresse", ["/svar/", "/svar/send"])
def test_ukjent_kode_gir_404_med_svarene_i_behold(client, kartlegging, kode, adresse):
    response = client.post(adresse, {"kode": "0000-0000-0000-0000", "l-a1.1": "4", "l-a1.2": ""})

    skjema = _les(response)
    assert response.status_code == 404
    assert "Svarene du fylte ut, er her fortsatt." in response.content.decode()
    assert skjema.felter["kode"] == "0000-0000-0000-0000"
    rettet = client.post("/svar/", skjema.felter | {"kode": kode})
    assert _les(rettet).felter["l-a1.1"] == "4"


def test_uten_svar_sies_det_ikke_at_svarene_er_her(client, kartlegging):
    response = client.post("/svar/", {"kode": "0" * 16})

    assert "Svarene du fylte ut" not in response.content.decode()


def test_tom_kode_gir_404_uten_aa_telle_som_gjetning(client, kartlegging):
    response = client.post("/svar/", {"kode": " ", "videre": "1"})

    assert response.status_code == 404
    assert "Skriv inn koden" in response.content.decode()
    assert Kodebotte.objects.count() == 0


def test_sprakbytte_paa_kodesiden_er_ingen_feil(client, kartlegging):
    response = client.post("/svar/", {"kode": "", "sprak": "nn"})

    assert response.status_code == 200
    assert response["Content-Language"] == "nn"
    assert _les(response).felter["sprak"] == "nn"


def test_full_botte_gir_429_for_gale_koder_men_aldri_for_en_rett(client, kartlegging, kode):
    Kodebotte.objects.create(id=1, brukt=10_000, sist=timezone.now())

    gal = client.post("/svar/", {"kode": "0" * 16})

    assert (gal.status_code, gal["Retry-After"]) == (429, "60")
    assert client.post("/svar/send", {"kode": kode, **ET_SVAR}).status_code == 200


@pytest.mark.parametrize("adresse", ["/svar/", "/svar/send"])
def test_lukket_gir_410(client, kartlegging, kode, adresse):
    _lukk(kartlegging)

    response = client.post(adresse, {"kode": kode, **ET_SVAR})

    assert response.status_code == 410
    assert "Kartleggingen er lukket" in response.content.decode()
    assert Besvarelse.objects.count() == 0


def test_ikke_aapnet_gir_egen_side(client, db):
    kartlegging = utkast({"a": 2})
    varsle(kartlegging=kartlegging, av=None, naa=NAA)
    aapne(kartlegging=kartlegging, av=None, naa=NAA)
    Kartlegging.objects.update(tilstand="varslet", lukker=timezone.now() + timedelta(days=1))

    response = client.post("/svar/", {"kode": koder(kartlegging)[0]})

    assert response.status_code == 403
    assert "Kartleggingen har ikke åpnet ennå." in response.content.decode()


@pytest.mark.parametrize(
    ("avsender", "status"), [("cross-site", 403), ("same-origin", 200), ("none", 200), (None, 200)]
)
def test_innsending_fra_et_annet_nettsted_avvises(client, kartlegging, kode, avsender, status):
    hoder = {"Sec-Fetch-Site": avsender} if avsender else {}

    assert client.post("/svar/send", {"kode": kode, **ET_SVAR}, headers=hoder).status_code == status


def test_innsending_krever_ingen_csrf_nokkel(kartlegging, kode):
    klient = Client(enforce_csrf_checks=True)

    assert klient.post("/svar/send", {"kode": kode, **ET_SVAR}).status_code == 200


def test_get_paa_send_er_ikke_lov(client, kartlegging):
    assert client.get("/svar/send").status_code == 405


def test_opptatt_database_gir_503_med_alt_utfylt(client, kartlegging, kode):
    with patch("kartlegging.views.svar.avgi_besvarelse", side_effect=OperationalError("database is locked")):
        response = client.post("/svar/send", {"kode": kode, **ET_SVAR})

    assert response.status_code == 503
    assert _les(response).felter["l-a1.1"] == "4"
    assert client.post("/svar/send", {"kode": kode, **ET_SVAR}).status_code == 200


def test_bytte_av_sprak_og_gruppe_beholder_alt(client, kartlegging, kode):
    rot = Enhet.objects.get(forelder=None).kode
    sendt = {"l-a1.1": "4", "l-a1.2": "", "l-g2": "2"}

    paa_engelsk = client.post("/svar/", {"kode": kode, "sprak": "en", **sendt})
    i_roten = client.post("/svar/", _les(paa_engelsk).felter | {"gruppe": rot})

    felter = _les(i_roten).felter
    assert (paa_engelsk["Content-Language"], i_roten["Content-Language"]) == ("en", "en")
    assert {navn: felter.get(navn) for navn in sendt} == sendt
    assert (felter["sprak"], felter["gruppe"]) == ("en", rot)
    assert "How often is it clear which tasks are yours?" in i_roten.content.decode()
    assert "liten" in _les(i_roten).knapper["gruppe"]


def test_gruppe_som_ikke_er_deltakerens_gir_400_og_bevarer_svarene(client, kartlegging, kode):
    response = client.post("/svar/send", {"kode": kode, "gruppe": "annen", **ET_SVAR})

    assert response.status_code == 400
    assert _les(response).felter["l-a1.1"] == "4"
    assert _les(response).felter["gruppe"] == ""
    assert Besvarelse.objects.count() == 0


def test_deltakerens_sprak_brukes_naar_ingen_har_valgt(client, db):
    kartlegging = utkast({"a": 1})
    enhet = Enhet.objects.get(kode="a")
    inviter(kartlegging=kartlegging, deltakere=[Deltaker(enhet, "en@prove.example", sprak="en")], av=None, naa=NAA)
    aapne_alt(kartlegging)
    invitasjon = kartlegging.invitasjonene.get(sprak="en")

    response = client.post("/svar/", {"kode": kode_for(les_nokler(kartlegging.kortnavn).koder, invitasjon.pk)})

    assert '<html lang="en">' in response.content.decode()


def aapne_alt(kartlegging: Kartlegging) -> None:
    verneombud = hovedverneombud(Enhet.objects.get(forelder=None))
    bekreft_deltakere(kartlegging=kartlegging, summene=enhetssummer(kartlegging), av=verneombud, naa=NAA)
    varsle(kartlegging=kartlegging, av=None, naa=NAA)
    aapne(kartlegging=kartlegging, av=None, naa=NAA)
    Kartlegging.objects.update(lukker=timezone.now() + timedelta(days=1))


def test_sprak_kartleggingen_ikke_har_kan_ikke_velges(client, kartlegging, kode):
    Kartlegging.objects.update(sprak=["nb", "en"])

    response = client.post("/svar/", {"kode": kode, "sprak": "nn"})

    assert response["Content-Language"] == "nb"
    assert _les(response).knapper["sprak"] == {"nb", "en"}


def test_verken_kode_eller_svar_kommer_i_loggen(client, kartlegging, kode, caplog):
    for felter in ({"l-a1.1": "hemmelig"}, {}, ET_SVAR, ET_SVAR):
        client.post("/svar/send", {"kode": kode, **felter})
    client.post("/svar/send", {"kode": "Z" * 16, **ET_SVAR})

    assert caplog.records
    assert not [rad for rad in caplog.records if kode in rad.getMessage() or "Z" * 16 in rad.getMessage()]
    assert "hemmelig" not in caplog.text
