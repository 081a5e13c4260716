"""Runden fra utkast til åpen gjennom sidene: skjemaet, medvirkningen, stegene og brevene."""

from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any, cast

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from arbeidsmiljo.actions import tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet, Hendelse
from kartlegging.actions import Deltaker, bekreft_deltakere, enhetssummer, inviter
from kartlegging.brevene import lag_brevet
from kartlegging.klargjoring import klargjoring, omfattede
from kartlegging.models import Kartlegging
from tests.factories import KartleggingFactory
from tests.tiltak.bygg import Sted, sted

pytestmark = pytest.mark.django_db


@pytest.fixture
def hvor() -> Sted:
    return sted()


@pytest.fixture
def hvo(hvor) -> Bruker:
    bruker = Bruker.objects.opprett(epost="hvo@prove.example", navn="Hovuda Nes")
    tildel_rolle(bruker=bruker, rolle=Rolle.HOVEDVERNEOMBUD, enhet=hvor.rot, av=None, naa=timezone.now())
    return bruker


def _klient(bruker) -> Client:
    klient = Client()
    klient.force_login(bruker)
    return klient


def _skjema(**endret: Any) -> dict[str, Any]:
    start = timezone.localtime() + timedelta(days=20)
    return {
        "navn": "Høst 2027",
        "formaal": "Finne ut hva som sliter i arbeidet.",
        "sprak": ["nb", "en"],
        "aapner": start.strftime("%Y-%m-%dT%H:%M"),
        "lukker": (start + timedelta(days=14)).strftime("%Y-%m-%dT%H:%M"),
        "minstegrense": 7,
        "nye_dager": 30,
        "svar_til": "hms@prove.example",
    } | endret


def _ny(hvor, **endret) -> Kartlegging:
    svar = _klient(hvor.hr).post(reverse("kartlegging_ny"), _skjema(**endret))
    assert svar.status_code == 302, svar.context["form"].errors
    return Kartlegging.objects.get()


def test_skjemaet_er_fylt_ut_med_et_forslag_som_holder(hvor):
    side = _klient(hvor.hr).get(reverse("kartlegging_ny"))
    start = side.context["form"].initial
    assert (start["aapner"].weekday(), start["aapner"] > timezone.now(), start["lukker"] - start["aapner"]) == (
        0,
        True,
        timedelta(days=18, hours=15, minutes=59),
    )
    assert (start["minstegrense"], start["sprak"], start["svar_til"]) == (7, ["nb", "nn", "en"], hvor.hr.epost)


def test_hr_lager_et_utkast_med_valgte_enheter_og_endrer_det(hvor):
    ny = _ny(hvor, omfatter=[hvor.enhet.pk], minstegrense=9)
    assert (ny.tilstand, ny.kortnavn, ny.sprak, ny.minstegrense, list(ny.omfatter.all())) == (
        "utkast",
        "host-2027",
        ["nb", "en"],
        9,
        [hvor.enhet],
    )

    _klient(hvor.hr).post(
        reverse("kartlegging_endre", args=[ny.kortnavn]), _skjema(navn="Vinter", svar_til="x@prove.example")
    )
    ny.refresh_from_db()
    assert (ny.navn, ny.kortnavn, ny.svar_til, ny.minstegrense, list(ny.omfatter.all())) == (
        "Vinter",
        "host-2027",
        "x@prove.example",
        7,
        [],
    )
    assert [h.hva for h in Hendelse.objects.filter(hva__startswith="kartlegging.").order_by("pk")] == [
        "kartlegging.opprettet",
        "kartlegging.endret",
    ]


def test_en_puls_lages_av_valgte_skalaer(hvor):
    side = reverse("kartlegging_ny") + "?instrument=forsvarlig-4-3-v1&skala=a1&skala=g1"
    _klient(hvor.hr).post(side, _skjema())

    assert Kartlegging.objects.get().skalaer == ["a1", "g1"]
    assert Kartlegging.objects.get().instrument.leddrekkefolge == ("a1.1", "a1.2", "g1")


@pytest.mark.parametrize("sporring", ["?instrument=finnes-ikke-v1", "?skala=finnes-ikke"])
def test_et_ukjent_instrument_eller_en_ukjent_skala_er_en_side_som_ikke_finnes(hvor, sporring):
    assert _klient(hvor.hr).get(reverse("kartlegging_ny") + sporring).status_code == 404


@pytest.mark.parametrize(
    ("felt", "navn", "setning"),
    [
        ({"navn": ""}, "navn", "påkrevet"),
        ({"formaal": " "}, "formaal", "påkrevet"),
        ({"sprak": []}, "sprak", "påkrevet"),
        ({"sprak": ["se"]}, "sprak", "se"),
        ({"aapner": "i morgen"}, "aapner", "Skriv dag og klokkeslett"),
        ({"lukker": "2020-01-01T08:00"}, "lukker", "må lukke etter at den åpner"),
        ({"minstegrense": 6}, "minstegrense", "Minstegrensen kan bare heves. Virksomheten har 7, du ba om 6."),
        ({"minstegrense": 51}, "minstegrense", "høyst 50"),
        ({"nye_dager": -1}, "nye_dager", "0"),
        ({"svar_til": "ikke-en-adresse"}, "svar_til", "e-post"),
        ({"omfatter": [999_999]}, "omfatter", "999999"),
    ],
)
def test_feil_i_skjemaet_vises_ved_feltet_og_ingenting_lagres(hvor, felt, navn, setning):
    svar = _klient(hvor.hr).post(reverse("kartlegging_ny"), _skjema(**felt))

    assert (svar.status_code, Kartlegging.objects.count()) == (400, 0)
    assert setning in " ".join(svar.context["form"].errors[navn])


def test_en_enhet_hos_naboen_kan_ikke_velges(hvor):
    nabo = sted("Nabokommunen", "310000027")

    assert _klient(hvor.hr).post(reverse("kartlegging_ny"), _skjema(omfatter=[nabo.enhet.pk])).status_code == 400


def _mangler(klient: Client, kartlegging: Kartlegging) -> list[tuple[str, bool]]:
    side = klient.get(reverse("kartlegging", args=[kartlegging.kortnavn]))
    return [(str(punkt.mangel), punkt.sperrer) for punkt in side.context["punktene"]]


def _steg(klient: Client, kartlegging: Kartlegging, til: str) -> str:
    klient.post(reverse("kartlegging_steg", args=[kartlegging.kortnavn]), {"til": til})
    return Kartlegging.objects.get(pk=kartlegging.pk).tilstand


def test_hele_veien_fra_utkast_til_aapen_sier_hva_som_mangler_underveis(hvor, hvo):
    ny, hr = _ny(hvor), _klient(hvor.hr)
    assert _mangler(hr, ny) == [("verneombudets_syn", True), ("amu_behandling", True), ("deltakere", False)]
    assert _steg(hr, ny, "varslet") == "utkast"

    _klient(hvor.verneombud).post(
        reverse("verneombudets_syn", args=[ny.kortnavn]), {"tekst": "Enig.\nMen gi folk tid."}
    )
    assert _mangler(hr, ny) == [("amu_behandling", True), ("deltakere", False)]
    _klient(hvor.amu).post(reverse("amu_behandling", args=[ny.kortnavn]), {"tekst": "Støttes.", "dato": "2026-11-01"})
    assert _mangler(hr, ny) == [("deltakere", False)]
    assert _steg(hr, ny, "varslet") == "varslet"

    assert _mangler(hr, ny) == [("deltakere", True)]
    assert _steg(hr, ny, "aapen") == "varslet"
    inviter(
        kartlegging=ny,
        deltakere=[Deltaker(hvor.enhet, f"a{n}@prove.example") for n in range(3)],
        av=hvor.hr,
        naa=timezone.now(),
    )
    assert _mangler(hr, ny) == [
        ("bekreftelse", True),
        ("utsending", False),
        ("enheter_uten_deltakere", False),
        ("for_faa", False),
    ]
    bekreft_deltakere(kartlegging=ny, summene=enhetssummer(ny), av=hvo, naa=timezone.now())
    assert [mangel for mangel, sperrer in _mangler(hr, ny) if sperrer] == []
    assert _steg(hr, ny, "aapen") == "aapen"
    ny.refresh_from_db()
    assert (ny.verneombud_syn, ny.verneombud_navn, ny.amu_behandling, ny.amu_navn) == (
        "Enig.\nMen gi folk tid.",
        "Jonas Nes",
        "Støttes.",
        "Amund Nes",
    )


def test_lenkene_vises_bare_for_den_som_kan_gjore_noe_med_det(hvor):
    ny = _ny(hvor)

    def lenkene(bruker: Bruker) -> list[bool]:
        return [
            bool(p.lenke) for p in _klient(bruker).get(reverse("kartlegging", args=[ny.kortnavn])).context["punktene"]
        ]

    assert [lenkene(b) for b in (hvor.hr, hvor.verneombud, hvor.amu, hvor.leder)] == [
        [False, False, True],
        [True, False, True],
        [False, True, False],
        [False, False, False],
    ]


def test_uten_amu_gjelder_verneombudets_syn(hvor):
    hvor.amu.tildelingene.update(til=timezone.localdate() - timedelta(days=1))
    ny = _ny(hvor)
    _klient(hvor.verneombud).post(reverse("verneombudets_syn", args=[ny.kortnavn]), {"tekst": "Enig."})

    assert _steg(_klient(hvor.hr), ny, "varslet") == "varslet"


def test_hr_kan_ikke_skrive_for_verneombudet_eller_amu(hvor):
    ny, hr = _ny(hvor), _klient(hvor.hr)

    assert hr.post(reverse("verneombudets_syn", args=[ny.kortnavn]), {"tekst": "Enig."}).status_code == 403
    assert (
        hr.post(reverse("amu_behandling", args=[ny.kortnavn]), {"tekst": "Ja", "dato": "2026-11-01"}).status_code == 403
    )
    ny.refresh_from_db()
    assert (ny.verneombud_syn, ny.amu_behandling) == ("", "")


@pytest.mark.parametrize(
    ("felt", "setning"),
    [
        ({"tekst": "", "dato": "2026-11-01"}, "påkrevet"),
        ({"tekst": "Ja.", "dato": "2999-01-01"}, "Møtedatoen kan ikke være fram i tid."),
        ({"tekst": "Ja.", "dato": "i går"}, "Skriv datoen"),
    ],
)
def test_amu_behandlingen_ma_ha_tekst_og_en_dato_som_har_vaert(hvor, felt, setning):
    ny = _ny(hvor)
    svar = _klient(hvor.amu).post(reverse("amu_behandling", args=[ny.kortnavn]), felt)

    assert svar.status_code == 400
    assert setning in svar.content.decode()


def test_en_varslet_kartlegging_kan_tas_tilbake_med_en_grunn(hvor):
    ny = KartleggingFactory(virksomhet=hvor.virksomhet, tilstand="varslet")
    klient, siden = _klient(hvor.hr), reverse("kartlegging_tilbake", args=[ny.kortnavn])
    assert klient.post(siden, {"grunn": " "}).status_code == 400
    klient.post(siden, {"grunn": "Feil periode."})

    ny.refresh_from_db()
    assert (ny.tilstand, Hendelse.objects.first().detaljer) == ("utkast", {"grunn": "Feil periode."})


def test_bare_et_utkast_kan_endres_og_slettes(hvor):
    ny = KartleggingFactory(virksomhet=hvor.virksomhet, tilstand="varslet")
    klient = _klient(hvor.hr)
    assert klient.get(reverse("kartlegging_endre", args=[ny.kortnavn])).status_code == 302
    assert _steg(klient, ny, "slettet") == "varslet"
    Kartlegging.objects.update(tilstand="utkast")
    klient.post(reverse("kartlegging_steg", args=[ny.kortnavn]), {"til": "slettet"})

    assert (Kartlegging.objects.count(), Hendelse.objects.first().hva) == (0, "kartlegging.slettet")


def test_etter_aapning_kan_lukkingen_bare_flyttes_til_senere(hvor):
    naa = timezone.now().replace(second=0, microsecond=0)
    ny = KartleggingFactory(virksomhet=hvor.virksomhet, tilstand="aapen", aapner=naa, lukker=naa + timedelta(days=3))
    klient, siden = _klient(hvor.hr), reverse("kartlegging_forleng", args=[ny.kortnavn])

    def forleng(dager: int) -> int:
        return int(
            klient.post(
                siden, {"lukker": timezone.localtime(naa + timedelta(days=dager)).strftime("%Y-%m-%dT%H:%M")}
            ).status_code
        )

    assert (forleng(2), forleng(3)) == (400, 400)
    assert forleng(10) == 302
    ny.refresh_from_db()
    assert ny.lukker == naa + timedelta(days=10)
    assert Hendelse.objects.first().hva == "kartlegging.forlenget"
    Kartlegging.objects.update(tilstand="lukket")
    forleng(20)
    ny.refresh_from_db()
    assert ny.lukker == naa + timedelta(days=10)


def test_takten_venter_uten_a_feile_nar_noe_mangler_ved_apning(hvor):
    naa = timezone.now()
    ny = KartleggingFactory(
        virksomhet=hvor.virksomhet,
        tilstand="varslet",
        verneombud_syn="Ja",
        verneombud_tidspunkt=naa,
        amu_behandling="Ja",
        amu_dato=naa.date(),
        aapner=naa - timedelta(hours=1),
        lukker=naa + timedelta(days=3),
    )
    ut = StringIO()
    call_command("takt", stdout=ut)

    assert f"{ny.kortnavn}: venter. Ingen er invitert. Legg inn deltakerne før kartleggingen åpner." in ut.getvalue()
    ny.refresh_from_db()
    assert ny.tilstand == "varslet"


def test_omfanget_er_de_valgte_enhetene_og_alt_under(hvor):
    under = Enhet.objects.create(virksomhet=hvor.virksomhet, kode="under", navn="Under", forelder=hvor.enhet)
    dypt = Enhet.objects.create(virksomhet=hvor.virksomhet, kode="dypt", navn="Dypt", forelder=under)
    ny = _ny(hvor, omfatter=[hvor.enhet.pk])

    assert omfattede(ny) == {hvor.enhet.pk, under.pk, dypt.pk}
    ny.omfatter.clear()
    assert omfattede(ny) == {hvor.rot.pk, hvor.enhet.pk, hvor.nabo.pk, under.pk, dypt.pk}


@pytest.mark.parametrize("antall", [1, 3])
def test_klargjoringen_har_faste_sporringer(hvor, antall, django_assert_num_queries):
    ny = _ny(hvor)
    enhetene = [
        Enhet.objects.create(virksomhet=hvor.virksomhet, kode=f"e{n}", navn=f"E{n}", forelder=hvor.enhet)
        for n in range(antall)
    ]
    inviter(
        kartlegging=ny,
        deltakere=[Deltaker(enhet, f"{enhet.kode}@prove.example") for enhet in enhetene],
        av=None,
        naa=timezone.now(),
    )
    with django_assert_num_queries(11):
        klargjoring(ny, timezone.now())


@pytest.mark.parametrize("antall", [1, 3])
def test_listen_har_faste_sporringer(hvor, antall, django_assert_num_queries):
    KartleggingFactory.create_batch(antall, virksomhet=hvor.virksomhet)
    klient = _klient(hvor.hr)
    with django_assert_num_queries(7):
        klient.get(reverse("kartlegginger"))


def test_listen_sokes_og_filtreres(hvor):
    KartleggingFactory(virksomhet=hvor.virksomhet, navn="Vår", tilstand="utkast")
    KartleggingFactory(virksomhet=hvor.virksomhet, navn="Høst", tilstand="aapen")
    klient = _klient(hvor.leder)

    def navnene(sporring: str) -> list[str]:
        return [k.navn for k in klient.get(reverse("kartlegginger") + sporring).context["side"]]

    assert (navnene("?sok=vår"), navnene("?tilstand=aapen"), navnene("?tilstand=tull&sok=ø")) == (
        ["Vår"],
        ["Høst"],
        ["Høst"],
    )


# --- brevene ---


def _brevrunde(hvor) -> Kartlegging:
    ny = KartleggingFactory(
        virksomhet=hvor.virksomhet,
        navn="Høst på Ås",
        sprak=["nb", "nn", "en"],
        svar_til="hms@prove.example",
        minstegrense=9,
    )
    return cast("Kartlegging", ny)


@pytest.mark.parametrize("slag", ["planbrev", "infobrev"])
def test_pdf_en_har_de_samme_ordene_som_teksten(hvor, slag):
    ny = _brevrunde(hvor)
    svar = _klient(hvor.leder).get(reverse("brev_pdf", args=[ny.kortnavn, slag]))
    fra_pdf = " ".join("".join(side.extract_text() for side in PdfReader(BytesIO(svar.content)).pages).split())

    assert svar["Content-Type"] == "application/pdf"
    for del_ in lag_brevet(ny, slag, "nb").delene:
        for linje in (del_.overskrift, *del_.avsnittene, *del_.punktene):
            assert " ".join(linje.split())[:60] in fra_pdf


def test_brevet_bruker_kartleggingens_egne_tall_og_lover_ikke_mer(hvor):
    tekst = lag_brevet(_brevrunde(hvor), "infobrev", "nb").som_tekst()

    assert "grupper der minst 9 har svart" in tekst
    assert "slettes 14 dager etter lukking" in tekst
    assert "Mer enn dette lover vi ikke" in tekst
    assert "hms@prove.example" in tekst
    assert "/innsyn/" in tekst


def test_ukjent_brev_finnes_ikke_og_ukjent_sprak_gir_det_forste(hvor):
    ny, klient = _brevrunde(hvor), _klient(hvor.leder)

    assert klient.get(reverse("brev", args=[ny.kortnavn, "kjaerlighetsbrev"])).status_code == 404
    assert klient.get(reverse("brev", args=[ny.kortnavn, "infobrev"]), {"sprak": "xx"}).context["brev"].sprak == "nb"
