"""Deltakerne fra fil og for hånd, gjennom kommandoen og sidene."""

from datetime import date, timedelta
from io import StringIO
from typing import Any, cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from arbeidsmiljo.models import Enhet, Hendelse, Innlesing
from kartlegging.actions import Deltaker, inviter
from kartlegging.deltakerfil import _dato
from kartlegging.models import Kartlegging, Listebekreftelse
from tests.factories import KartleggingFactory
from tests.tiltak.bygg import NAA, Sted, sted

pytestmark = pytest.mark.django_db
FILEN = "enhet;epost;sprak;ansatt_fra\nsolbakken;Kari@Prove.example;nn;01.08.2019\nsolbakken;;;\nnabo;ola@prove.example;;2020-02-29\n"


@pytest.fixture
def hvor() -> Sted:
    return sted()


@pytest.fixture
def runde(hvor) -> Kartlegging:
    return cast("Kartlegging", KartleggingFactory(virksomhet=hvor.virksomhet, sprak=["nb", "nn"]))


def _klient(bruker) -> Client:
    klient = Client()
    klient.force_login(bruker)
    return klient


def _kjor(tmp_path, runde, innhold: str, *valg: str) -> str:
    fil = tmp_path / "deltakere.csv"
    fil.write_text(innhold, encoding="utf-8")
    ut = StringIO()
    call_command("importer_deltakere", runde.kortnavn, str(fil), *valg, stdout=ut)
    return ut.getvalue()


def _listen(runde) -> list[tuple[Any, ...]]:
    return sorted(runde.invitasjonene.values_list("enhet__kode", "epost", "sprak", "ansatt_fra"), key=str)


FASIT = sorted(
    [
        ("solbakken", "kari@prove.example", "nn", date(2019, 8, 1)),
        ("solbakken", "", "nb", None),
        ("nabo", "ola@prove.example", "nb", date(2020, 2, 29)),
    ],
    key=str,
)


def test_kommandoen_inviterer_dem_i_filen(runde, tmp_path):
    ut = _kjor(tmp_path, runde, FILEN)

    assert _listen(runde) == FASIT
    assert ut.splitlines() == [
        "  Nordlia skole: 1",
        "  Solbakken sykehjem: 2, derav 1 med kodekort",
        "3 deltakere i 2 enheter",
        "Skrevet. Verneombudet må se over og bekrefte listen før kartleggingen kan åpne.",
    ]
    assert "@" not in str(Hendelse.objects.first().detaljer)


def test_prov_skriver_ingenting(runde, tmp_path):
    assert _kjor(tmp_path, runde, FILEN, "--prov").endswith("Ingenting er skrevet.\n")
    assert _listen(runde) == []


def test_samme_fil_to_ganger_stanses_men_kan_erstatte(runde, tmp_path):
    _kjor(tmp_path, runde, FILEN)
    with pytest.raises(CommandError, match="Rad 2, kolonne «epost», «Kari@Prove"):
        _kjor(tmp_path, runde, FILEN)
    _kjor(tmp_path, runde, FILEN, "--erstatt")

    assert _listen(runde) == FASIT


def test_alle_feilene_meldes_med_rad_kolonne_og_verdi_og_ingenting_skrives(hvor, runde, tmp_path):
    Enhet.objects.create(virksomhet=hvor.virksomhet, kode="gammel", navn="G", forelder=hvor.rot, lukket=NAA.date())
    runde.omfatter.set([hvor.enhet])
    innhold = (
        "enhet;epost;sprak;ansatt_fra\nsolbakken;a@prove.example;;\nsolbakken;A@prove.example;en;\nfinnes-ikke;b@;;31.02.2020\n"
        "gammel;;;1899-01-01\nnabo;;;i fjor\n;;;\nsolbakken;" + "x" * 250 + "@prove.example;;\n"
    )
    with pytest.raises(CommandError) as feil:
        _kjor(tmp_path, runde, innhold)

    assert str(feil.value).splitlines() == [
        "Ingenting er skrevet. Rett dette:",
        "Rad 3, kolonne «epost», «A@prove.example»: adressen står også på rad 2. Hver deltaker skal stå én gang.",
        "Rad 3, kolonne «sprak», «en»: kartleggingen har ikke dette språket. Den har: nb, nn.",
        "Rad 4, kolonne «enhet», «finnes-ikke»: ingen enhet har denne koden.",
        "Rad 4, kolonne «epost», «b@»: er ikke en e-postadresse.",
        "Rad 4, kolonne «ansatt_fra», «31.02.2020»: er ikke en dato. Skriv den som 31.12.2024 eller 2024-12-31.",
        "Rad 5, kolonne «enhet», «gammel»: enheten er lukket.",
        "Rad 5, kolonne «ansatt_fra», «1899-01-01»: året kan ikke stemme.",
        "Rad 6, kolonne «enhet», «nabo»: enheten er ikke med i denne kartleggingen.",
        "Rad 6, kolonne «ansatt_fra», «i fjor»: er ikke en dato. Skriv den som 31.12.2024 eller 2024-12-31.",
        f"Rad 8, kolonne «epost», «{'x' * 60}»: adressen er for lang.",
    ]
    assert _listen(runde) == []


def test_etter_apning_endres_ingenting(runde, tmp_path):
    Kartlegging.objects.update(tilstand="aapen")

    for valg in ((), ("--erstatt",)):
        with pytest.raises(CommandError, match="låst fra kartleggingen åpner"):
            _kjor(tmp_path, runde, FILEN, *valg)


@given(st.dates(date(1940, 1, 1), date(2100, 1, 1)))
def test_en_dato_leses_likt_i_begge_skrivemater(dag):
    assert _dato(dag.isoformat()) == _dato(f"{dag.day}.{dag.month}.{dag.year:04}") == (dag, "")


@given(st.text(max_size=15))
def test_enhver_tekst_er_en_dato_eller_en_setning(tekst):
    dag, grunn = _dato(tekst)

    assert dag is None or grunn == ""


# --- sidene ---


def _last_opp(klient, runde, innhold: str, **felt):
    return klient.post(
        reverse("deltakere_inn", args=[runde.kortnavn]), {"fil": SimpleUploadedFile("d.csv", innhold.encode()), **felt}
    )


def test_filen_forhandsvises_og_leses_inn_nar_den_bekreftes(hvor, runde):
    klient = _klient(hvor.hr)
    svar = _last_opp(klient, runde, FILEN)
    assert (svar.status_code, _listen(runde)) == (302, [])
    rapport = Innlesing.objects.get().rapport
    assert (rapport["antall"], rapport["kort"], rapport["enheter"]) == (
        3,
        1,
        [["Nordlia skole", 1, 0], ["Solbakken sykehjem", 2, 1]],
    )
    assert "@" not in str(rapport)

    klient.post(svar["Location"])
    klient.post(svar["Location"])
    assert _listen(runde) == FASIT
    assert bytes(Innlesing.objects.get().innhold) == b""


def test_en_fil_med_feil_lagres_ikke(hvor, runde):
    svar = _last_opp(_klient(hvor.hr), runde, "enhet;epost\nfinnes-ikke;a@prove.example\n")

    assert (svar.status_code, Innlesing.objects.count()) == (400, 0)
    assert "Rad 2, kolonne «enhet», «finnes-ikke»: ingen enhet har denne koden." in svar.content.decode()


def test_en_fil_som_ikke_passer_lenger_feiler_uten_a_skrive(hvor, runde):
    klient = _klient(hvor.hr)
    siden = _last_opp(klient, runde, FILEN)["Location"]
    Kartlegging.objects.update(tilstand="aapen")
    klient.post(siden)

    assert (Innlesing.objects.get().stand, _listen(runde)) == ("feilet", [])
    assert "låst fra kartleggingen åpner" in klient.get(siden).content.decode()


def test_naboen_ser_ikke_innlesingen(hvor, runde):
    siden = _last_opp(_klient(hvor.hr), runde, FILEN)["Location"]
    nabo = sted("Nabokommunen", "310000027")

    assert _klient(nabo.hr).get(siden).status_code == 404


def test_deltakere_legges_til_for_hand_og_fjernes_og_bekreftelsen_faller(hvor, runde):
    klient = _klient(hvor.hr)
    siden = reverse("deltaker_ny", args=[runde.kortnavn])
    klient.post(siden, {"enhet": hvor.enhet.pk, "epost": "Kari@prove.example", "sprak": "nn"})
    klient.post(siden, {"enhet": hvor.enhet.pk, "kort": 3, "sprak": "nb"})
    assert [rad[:3] for rad in _listen(runde)] == [("solbakken", "", "nb")] * 3 + [
        ("solbakken", "kari@prove.example", "nn")
    ]
    Listebekreftelse.objects.create(
        kartlegging=runde, enhet=hvor.enhet, sha256="x" * 64, bruker_navn="J", tidspunkt=NAA
    )

    fjern = reverse("deltaker_fjern", args=[runde.kortnavn])
    klient.post(fjern, {"enhet": "solbakken", "epost": "kari@prove.example"})
    klient.post(fjern, {"enhet": "solbakken", "kort": "1"})
    klient.post(fjern, {"enhet": "solbakken", "epost": "finnes-ikke@prove.example"})
    klient.post(fjern, {"enhet": "solbakken"})
    assert [rad[:2] for rad in _listen(runde)] == [("solbakken", "")] * 2
    assert Listebekreftelse.objects.get().sha256 == ""


@pytest.mark.parametrize(
    ("felt", "setning"),
    [
        ({"epost": "ola@prove.example"}, "ola@prove.example er invitert fra før."),
        ({}, "Skriv en e-postadresse, eller et antall kodekort."),
        ({"epost": "x@prove.example", "kort": 2}, "Velg enten e-post eller kodekort."),
        ({"kort": 501}, "500"),
        ({"kort": 0}, "1"),
    ],
)
def test_feil_i_skjemaet_for_hand_lagrer_ingenting(hvor, runde, felt, setning):
    inviter(kartlegging=runde, deltakere=[Deltaker(hvor.nabo, "ola@prove.example")], av=None, naa=NAA)
    svar = _klient(hvor.hr).post(
        reverse("deltaker_ny", args=[runde.kortnavn]), {"enhet": hvor.enhet.pk, "sprak": "nb"} | felt
    )

    assert (svar.status_code, len(_listen(runde))) == (400, 1)
    assert setning in svar.content.decode()


def test_malen_har_kodene_til_enhetene_som_er_med_og_kan_leses_inn_igjen(hvor, runde, tmp_path):
    runde.omfatter.set([hvor.enhet])
    malen = _klient(hvor.hr).get(reverse("deltakermal", args=[runde.kortnavn])).content
    assert malen.decode("utf-8-sig") == "enhet;epost;sprak;ansatt_fra\r\nsolbakken;;nb;\r\n"

    _kjor(tmp_path, runde, malen.decode("utf-8-sig"))
    assert _listen(runde) == [("solbakken", "", "nb", None)]


@pytest.mark.parametrize("antall", [1, 3])
def test_deltakersiden_har_faste_sporringer(hvor, runde, antall, django_assert_num_queries):
    for nummer in range(antall):
        enhet = Enhet.objects.create(
            virksomhet=hvor.virksomhet, kode=f"e{nummer}", navn=f"E{nummer}", forelder=hvor.rot
        )
        inviter(kartlegging=runde, deltakere=[Deltaker(enhet)], av=None, naa=timezone.now() - timedelta(days=1))
    klient = _klient(hvor.hr)
    with django_assert_num_queries(11):
        klient.get(reverse("deltakere", args=[runde.kortnavn]))
