"""Sidene om organisasjonen: enhetene, verneområdene og innstillingene."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from arbeidsmiljo.actions import lagre_enhet, lagre_verneomrade, tildel_rolle
from arbeidsmiljo.domain.roller import Rolle, Tilgang
from arbeidsmiljo.models import Bruker, Enhet, Hendelse, Verneomrade
from arbeidsmiljo.vernedekning import uten_verneombud
from tests.tiltak.bygg import NAA, sted

pytestmark = pytest.mark.django_db


@pytest.fixture
def hvor():
    return sted()


def _klient(bruker) -> Client:
    klient = Client()
    klient.force_login(bruker)
    return klient


def _enhet(hvor, kode: str, under: Enhet) -> Enhet:
    return Enhet.objects.create(virksomhet=hvor.virksomhet, kode=kode, navn=kode.title(), forelder=under)


@pytest.mark.parametrize("antall", [1, 3])
def test_listen_har_faste_sporringer(hvor, antall, django_assert_num_queries):
    for nummer in range(antall):
        _enhet(hvor, f"e{nummer}", hvor.enhet)
    klient = _klient(hvor.hr)
    with django_assert_num_queries(10):
        klient.get(reverse("organisasjon"))


def test_listen_sokes_i_navn_og_kode_og_skiller_lukkede(hvor):
    Enhet.objects.filter(pk=hvor.nabo.pk).update(lukket=NAA.date())
    klient = _klient(hvor.leder)

    def navnene(sporring: str) -> list[str]:
        return [e.navn for e in klient.get(reverse("organisasjon") + sporring).context["side"]]

    assert navnene("") == ["Fjordvik kommune", "Solbakken sykehjem"]
    assert navnene("?sok=SOLB") == ["Solbakken sykehjem"]
    assert navnene("?sok=nordlia") == []
    assert navnene("?vis=lukkede&sok=nabo") == ["Nordlia skole"]
    assert navnene("?side=99") == ["Fjordvik kommune", "Solbakken sykehjem"]


def test_hr_legger_til_endrer_og_lukker_en_enhet_for_hand(hvor):
    klient = _klient(hvor.hr)
    svar = klient.post(
        reverse("enhet_ny"), {"kode": "lind", "navn": "Lind", "forelder": hvor.enhet.pk, "orgnr": "310 500 003"}
    )
    lind = Enhet.objects.get(kode="lind")
    assert (svar["Location"], lind.forelder, lind.orgnr) == (reverse("enhet", args=[lind.pk]), hvor.enhet, "310500003")

    klient.post(
        reverse("enhet_endre", args=[lind.pk]),
        {"navn": "Avdeling Lind", "forelder": hvor.nabo.pk, "naeringskode": "87.101"},
    )
    lind.refresh_from_db()
    assert (lind.kode, lind.navn, lind.forelder, lind.naeringskode) == ("lind", "Avdeling Lind", hvor.nabo, "87.101")

    klient.post(reverse("enhet_lukk", args=[hvor.nabo.pk]))
    hvor.nabo.refresh_from_db()
    assert hvor.nabo.lukket is None
    klient.post(reverse("enhet_lukk", args=[lind.pk]))
    lind.refresh_from_db()
    assert lind.lukket == timezone.now().date()
    klient.post(reverse("enhet_lukk", args=[lind.pk]))
    lind.refresh_from_db()
    assert lind.lukket is None
    assert [h.hva for h in Hendelse.objects.order_by("pk") if h.hva.startswith("enhet.")] == [
        "enhet.opprettet",
        "enhet.endret",
        "enhet.lukket",
        "enhet.aapnet",
    ]


@pytest.mark.parametrize(
    ("felt", "setning"),
    [
        ({"kode": "solbakken", "navn": "X"}, "finnes allerede"),
        ({"kode": "x", "navn": ""}, "påkrevet"),
        ({"kode": "x", "navn": "X", "orgnr": "123456789"}, "ikke et gyldig organisasjonsnummer"),
        ({"kode": "x", "navn": "X", "naeringskode": "abc"}, "Næringskoden skrives som"),
    ],
)
def test_en_enhet_med_feil_lagres_ikke_og_feilen_vises(hvor, felt, setning):
    antall = Enhet.objects.count()
    svar = _klient(hvor.hr).post(reverse("enhet_ny"), {"forelder": hvor.rot.pk} | felt)

    assert svar.status_code == 400
    assert setning in svar.content.decode()
    assert Enhet.objects.count() == antall


def test_en_enhet_kan_ikke_flyttes_under_seg_selv(hvor):
    lind = _enhet(hvor, "lind", hvor.enhet)
    hvor.enhet.forelder = lind

    with pytest.raises(ValidationError, match="under seg selv"):
        lagre_enhet(enhet=hvor.enhet, av=hvor.hr, naa=NAA)
    hvor.enhet.refresh_from_db()
    assert hvor.enhet.forelder == hvor.rot


def test_det_blir_aldri_to_overste_enheter(hvor):
    with pytest.raises(ValidationError, match="øverste enhet fra før"):
        lagre_enhet(enhet=Enhet(virksomhet=hvor.virksomhet, kode="to", navn="To"), av=hvor.hr, naa=NAA)


def test_forgjengere_og_sammenslaing_gjennom_sidene(hvor):
    klient = _klient(hvor.hr)
    svar = klient.post(
        reverse("enheter_slaa_sammen"), {"enheter": [hvor.enhet.pk, hvor.nabo.pk], "kode": "ny", "navn": "Ny"}
    )
    ny = Enhet.objects.get(kode="ny")
    assert svar["Location"] == reverse("enhet", args=[ny.pk])
    assert set(ny.forgjengere.all()) == {hvor.enhet, hvor.nabo}

    klient.post(reverse("enhet_forgjengere", args=[ny.pk]), {"forgjengere": [hvor.nabo.pk]})
    assert list(ny.forgjengere.all()) == [hvor.nabo]
    feil = klient.post(reverse("enheter_slaa_sammen"), {"enheter": [ny.pk], "kode": "x", "navn": "X"})
    assert (feil.status_code, "minst to enheter" in feil.content.decode()) == (400, True)


def test_hr_for_en_del_av_virksomheten_kan_se_men_ikke_styre(hvor):
    delvis = Bruker.objects.opprett(epost="del@prove.example", navn="Del Vis")
    tildel_rolle(bruker=delvis, rolle=Rolle.HR, enhet=hvor.enhet, av=None, naa=NAA - timedelta(days=900))
    klient = _klient(delvis)

    assert klient.get(reverse("organisasjon")).status_code == 200
    assert "Ny enhet" not in klient.get(reverse("organisasjon")).content.decode()
    for navn, pk in (("enhet_ny", []), ("enheter_inn", []), ("enhet_endre", [hvor.enhet.pk]), ("verneomrade_nytt", [])):
        assert klient.get(reverse(navn, args=pk)).status_code == 403


def test_innstillingene_lagres_samlet_eller_ikke_i_det_hele_tatt(hvor):
    klient = _klient(hvor.hr)
    siden = reverse("virksomhetens_innstillinger")
    assert klient.post(siden, {"navn": "Fjordvik", "naeringskode": "84.11x", "minstegrense": 9}).status_code == 400
    assert klient.post(siden, {"navn": "Fjordvik", "naeringskode": "84.110", "minstegrense": 4}).status_code == 400
    hvor.virksomhet.refresh_from_db()
    assert (hvor.virksomhet.navn, hvor.virksomhet.minstegrense) == ("Fjordvik kommune", 7)

    klient.post(siden, {"navn": "Fjordvik", "naeringskode": "84.110", "minstegrense": 9})
    hvor.virksomhet.refresh_from_db()
    assert (hvor.virksomhet.navn, hvor.virksomhet.naeringskode, hvor.virksomhet.minstegrense) == (
        "Fjordvik",
        "84.110",
        9,
    )


def _omrade(hvor, navn: str, *enheter: Enhet) -> Verneomrade:
    return lagre_verneomrade(
        omrade=Verneomrade(virksomhet=hvor.virksomhet, navn=navn), enheter=enheter, av=hvor.hr, naa=NAA
    )


def test_verneomradet_gir_rollen_i_alle_enhetene_og_under_dem(hvor):
    under, utenfor = _enhet(hvor, "under", hvor.nabo), _enhet(hvor, "utenfor", hvor.rot)
    omrade = _omrade(hvor, "Øst", hvor.enhet, hvor.nabo)
    bruker = Bruker.objects.opprett(epost="vo@prove.example", navn="Vo Nes")
    tildel_rolle(bruker=bruker, rolle=Rolle.VERNEOMBUD, verneomrade=omrade, av=None, naa=NAA - timedelta(days=900))

    assert bruker.virksomhet_id == hvor.virksomhet.pk
    assert bruker.enheter_med(Tilgang.UTTALE_SEG) == {hvor.enhet.pk, hvor.nabo.pk, under.pk}
    assert not bruker.har(Tilgang.SE_RESULTAT, utenfor.pk)


def test_verneomradet_kan_ikke_slettes_nar_noen_er_valgt_for_det(hvor):
    klient, brukt, ledig = _klient(hvor.hr), _omrade(hvor, "Brukt", hvor.enhet), _omrade(hvor, "Ledig", hvor.nabo)
    tildel_rolle(bruker=hvor.verneombud, rolle=Rolle.VERNEOMBUD, verneomrade=brukt, av=None, naa=NAA)
    klient.post(reverse("verneomrade_slett", args=[brukt.pk]))
    klient.post(reverse("verneomrade_slett", args=[ledig.pk]))

    assert list(Verneomrade.objects.all()) == [brukt]
    assert (
        "er i bruk: Jonas Nes er eller har vært verneombud der" in klient.get(reverse("verneomrader")).content.decode()
    )


def test_verneomrader_lages_og_endres_gjennom_siden(hvor):
    klient = _klient(hvor.hr)
    klient.post(reverse("verneomrade_nytt"), {"navn": "Øst", "enhetene": [hvor.enhet.pk]})
    omrade = Verneomrade.objects.get()
    klient.post(reverse("verneomrade", args=[omrade.pk]), {"navn": "Vest", "enhetene": [hvor.nabo.pk]})
    omrade.refresh_from_db()

    assert (omrade.navn, list(omrade.enhetene.all())) == ("Vest", [hvor.nabo])
    igjen = klient.post(reverse("verneomrade_nytt"), {"navn": "Vest", "enhetene": [hvor.enhet.pk]})
    assert (igjen.status_code, Verneomrade.objects.count()) == (400, 1)


@pytest.mark.parametrize("antall", [1, 3])
def test_verneomradelisten_har_faste_sporringer(hvor, antall, django_assert_num_queries):
    for nummer in range(antall):
        tildel_rolle(
            bruker=hvor.verneombud,
            rolle=Rolle.VERNEOMBUD,
            verneomrade=_omrade(hvor, f"O{nummer}", hvor.enhet),
            av=None,
            naa=NAA,
        )
    klient = _klient(hvor.hr)
    with django_assert_num_queries(10):
        klient.get(reverse("verneomrader"))


def test_enhetene_uten_verneombud_nevnes_en_gang_pa_hoyeste_niva(hvor):
    i_dag = timezone.localdate()
    lind = _enhet(hvor, "lind", hvor.enhet)
    _enhet(hvor, "skoleavdeling", hvor.nabo)
    assert uten_verneombud(hvor.virksomhet.pk, i_dag) == [hvor.nabo]

    hvor.verneombud.tildelingene.all().delete()
    assert uten_verneombud(hvor.virksomhet.pk, i_dag) == [hvor.rot]
    tildel_rolle(
        bruker=hvor.verneombud,
        rolle=Rolle.VERNEOMBUD,
        verneomrade=_omrade(hvor, "Lind", lind),
        av=None,
        naa=NAA - timedelta(days=900),
    )
    assert uten_verneombud(hvor.virksomhet.pk, i_dag) == [hvor.nabo]
    hvor.verneombud.tildelingene.update(til=i_dag - timedelta(days=1))
    assert uten_verneombud(hvor.virksomhet.pk, i_dag) == [hvor.rot]
