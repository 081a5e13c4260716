"""Sykefravær, skader og turnover på siden: ett frosset utvalg, og ingen vei rundt det."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arbeidsmiljo.models import Hendelse
from tests.tiltak import bygg
from tiltak.actions.utfall import frys_vindu, importer_utfall
from tiltak.domain.begreper import Utfallsmaal
from tiltak.feil import TiltaksfeilError
from tiltak.models import Utfallstall, Utfallsvindu
from tiltak.utfall import klare_vinduer, tallet
from tiltak.utfallsfil import Utfallsrad

pytestmark = pytest.mark.django_db
I_DAG = date(2026, 11, 23)
HODE = "enhet;maaned;ansatte;avtalte_dagsverk;tapte_dagsverk;skader;sluttet\n"


@pytest.fixture
def sted():
    return bygg.sted()


def rad(enhet, maaned, ansatte, teller, nevner=2000, maal=Utfallsmaal.SYKEFRAVAER):
    return Utfallsrad(enhet.pk, maal, date(2026, maaned, 1), ansatte, teller, nevner)


def les_inn(sted, rader):
    return importer_utfall(virksomhet=sted.virksomhet, rader=rader, av=sted.hr, naa=bygg.NAA)


def kvartalet(sted, forste=1, solbakken=12, nabo=3):
    """Tre måneder for de tre enhetene; naboen er under grensen."""
    for maaned in range(forste, forste + 3):
        les_inn(
            sted,
            [
                rad(sted.rot, maaned, 20, 100),
                rad(sted.enhet, maaned, solbakken, 150),
                rad(sted.nabo, maaned, nabo, 900),
            ],
        )


def frys(sted, maal=Utfallsmaal.SYKEFRAVAER, fra=date(2026, 1, 1), i_dag=I_DAG):
    return frys_vindu(virksomhet=sted.virksomhet, maal=maal, fra=fra, av=sted.hr, naa=bygg.NAA, i_dag=i_dag)


def test_en_enhet_under_grensen_er_bare_med_i_summen_over_den(sted):
    kvartalet(sted)
    radene = frys(sted).radene
    assert {(en["navn"], en["rest"]): (en["teller"], en["nevner"]) for en in radene} == {
        (sted.rot.navn, False): (3450, 18000),
        (sted.enhet.navn, False): (450, 6000),
        (sted.rot.navn, True): (3000, 12000),
    }
    hendelse = Hendelse.objects.get(hva="utfall.frosset")
    assert hendelse.detaljer == {"maal": "sykefravaer", "fra": "2026-01-01", "grupper": 3}


def test_utvalget_er_det_samme_uansett_hva_som_er_telt(sted):
    kvartalet(sted)
    forst = [(en["enhet"], en["rest"]) for en in frys(sted).radene]
    Utfallsvindu.objects.all().delete()
    Utfallstall.objects.update(teller=0)
    assert [(en["enhet"], en["rest"]) for en in frys(sted).radene] == forst


def test_en_rettelse_i_et_vist_vindu_nektes_og_ingenting_lagres(sted):
    kvartalet(sted)
    radene = frys(sted).radene
    foer = list(Utfallstall.objects.order_by("pk").values_list("pk", "teller"))
    with pytest.raises(TiltaksfeilError, match="Sykefravær 2026-02") as feil:
        les_inn(sted, [rad(sted.nabo, 2, 3, 0), rad(sted.nabo, 4, 3, 10)])
    assert list(feil.value.feltene) == ["fil"]
    assert list(Utfallstall.objects.order_by("pk").values_list("pk", "teller")) == foer
    assert Utfallsvindu.objects.get().radene == radene
    assert les_inn(sted, [rad(sted.nabo, 4, 3, 10)]).nye == 1


def test_et_vist_vindu_endres_ikke_naar_enheter_flyttes_og_regnes_ikke_om(sted):
    kvartalet(sted)
    radene = frys(sted).radene
    sted.nabo.forelder = sted.enhet
    sted.nabo.save()
    with pytest.raises(TiltaksfeilError, match="vises allerede"):
        frys(sted)
    assert Utfallsvindu.objects.get().radene == radene


@pytest.mark.parametrize(("i_dag", "lov"), [(date(2026, 3, 31), False), (date(2026, 4, 1), True)])
def test_et_vindu_som_loper_kan_ikke_vises(sted, i_dag, lov):
    kvartalet(sted)
    assert bool(klare_vinduer(sted.virksomhet, i_dag)) is lov
    if lov:
        assert frys(sted, i_dag=i_dag).til == date(2026, 3, 1)
        assert klare_vinduer(sted.virksomhet, i_dag) == []
        return
    with pytest.raises(TiltaksfeilError, match="ikke over"):
        frys(sted, i_dag=i_dag)
    assert Utfallsvindu.objects.count() == 0


def test_mangler_en_maaned_overalt_vises_ingenting_og_vinduet_er_fortsatt_aapent(sted):
    les_inn(sted, [rad(sted.enhet, 1, 12, 10), rad(sted.enhet, 2, 12, 10)])
    with pytest.raises(TiltaksfeilError, match="7 eller flere"):
        frys(sted)
    les_inn(sted, [rad(sted.enhet, 3, 12, 10)])
    assert frys(sted).radene


@pytest.mark.parametrize(
    ("maal", "teller", "nevner", "ventet"),
    [
        (Utfallsmaal.SYKEFRAVAER, 345, 18000, "1,9 %"),
        (Utfallsmaal.SYKEFRAVAER, 1, 0, "–"),
        (Utfallsmaal.SYKEFRAVAER, 0, 10, "0,0 %"),
        (Utfallsmaal.SKADER, 30, 0, "3"),
        (Utfallsmaal.TURNOVER, 30, 12 * 200, "15,0 %"),
    ],
)
def test_tallet_med_ord(maal, teller, nevner, ventet):
    assert tallet(maal, teller, nevner) == ventet


def test_leder_ser_sin_enhet_og_hele_virksomheten_men_ikke_resten(client, sted):
    kvartalet(sted)
    frys(sted)
    client.force_login(sted.leder)
    svar = client.get("/app/utfall/")
    assert [navn for navn, _ in svar.context["tabellene"][0].radene] == [sted.rot.navn, sted.enhet.navn]
    assert (svar.context["kan_fore"], svar.context["klare"]) == (False, [])
    client.force_login(sted.hr)
    alle = client.get("/app/utfall/").context["tabellene"][0]
    assert alle.radene == (
        (sted.rot.navn, ("19,2 %",)),
        (f"Øvrige i {sted.rot.navn}", ("25,0 %",)),
        (sted.enhet.navn, ("7,5 %",)),
    )
    assert (alle.perioder, alle.minstegrense) == (("1. kvartal 2026",), 7)


def test_hr_leser_inn_filen_og_laaser_perioden_paa_siden(client, sted):
    client.force_login(sted.hr)
    rader = "".join(f"solbakken;2026-0{maaned};12;240;12,5;0;0\n" for maaned in (1, 2, 3))
    assert send(client, rader).status_code == 302
    assert Utfallstall.objects.count() == 9
    assert "12,5" not in client.get("/app/utfall/").content.decode()
    svar = client.post("/app/utfall/", {"maal": "sykefravaer", "fra": "2026-01-01"}, follow=True)
    assert "5,2 %" in svar.content.decode()
    laast = send(client, rader)
    assert (laast.status_code, laast.context["feilene"]) == (
        400,
        [
            (
                "Disse månedene er vist og kan ikke endres: Sykefravær 2026-01, Sykefravær 2026-02, "
                "Sykefravær 2026-03. Ta dem ut av filen."
            )
        ],
    )


def test_en_feil_i_filen_skriver_ingenting(client, sted):
    client.force_login(sted.hr)
    svar = send(client, "solbakken;2026-01;12;240;12,5;0;0\nfinnesikke;2026-01;1;1;1;0;0\n")
    assert svar.status_code == 400
    assert "finnesikke" in svar.content.decode()
    assert Utfallstall.objects.count() == 0


@pytest.mark.parametrize("data", [{"maal": "tull", "fra": "2026-01-01"}, {"maal": "skader", "fra": "i går"}, {}])
def test_en_periode_som_ikke_finnes(client, sted, data):
    client.force_login(sted.hr)
    svar = client.post("/app/utfall/", data)
    assert (svar.status_code, svar.context["feil"].split(".")[0]) == (422, "Perioden finnes ikke")


def test_en_leder_kan_ikke_laase_en_periode(client, sted):
    kvartalet(sted)
    client.force_login(sted.leder)
    assert client.post("/app/utfall/", {"maal": "sykefravaer", "fra": "2026-01-01"}).status_code == 403
    assert Utfallsvindu.objects.count() == 0


def test_den_tomme_filen_har_overskriftene(client, sted):
    client.force_login(sted.hr)
    assert client.get("/app/utfall/mal/").content.decode("utf-8-sig").strip() == HODE.strip()


def test_flere_vinduer_og_grupper_gir_ikke_flere_sporringer(client, sted):
    client.force_login(sted.hr)
    kvartalet(sted)
    frys(sted)
    client.get("/app/utfall/")
    with CaptureQueriesContext(
        connection,
    ) as ett:
        client.get("/app/utfall/")
    for forste in (4, 7):
        kvartalet(sted, forste, nabo=9)
        frys(sted, fra=date(2026, forste, 1))
    with CaptureQueriesContext(connection) as tre:
        client.get("/app/utfall/")
    assert len(tre) == len(ett)


def send(klient, rader):
    return klient.post("/app/utfall/inn/", {"fil": SimpleUploadedFile("utfall.csv", (HODE + rader).encode())})
