"""Sidene for invitasjoner og påminnelser: hvem som slipper til, planen, visningen, framdriften, og de som ikke ble nådd."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Enhet
from kartlegging.actions import avgi_mange, koder_til, lukk, slett_adresser
from kartlegging.actions.utsending import legg_i_ko
from kartlegging.models import Forsendelse, Kartlegging, Utsending
from kartlegging.utsending.sending import NOKLENE_MANGLER, VAKT
from tests.factories import TildelingFactory
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet, utkast

pytestmark = pytest.mark.django_db

FOR, ETTER = NAA - timedelta(days=3), NAA + timedelta(hours=1)


@pytest.fixture(autouse=True)
def klokka():
    with travel(FOR, tick=False) as reisen:
        yield reisen


def _klient(rolle=Rolle.HR, kode="rot"):
    klient = Client()
    til = date(2027, 1, 1) if rolle is Rolle.TILSYN else None
    klient.force_login(TildelingFactory(enhet=Enhet.objects.get(kode=kode), rolle=rolle, til=til).bruker)
    return klient


def _adresse(kartlegging, art="") -> str:
    return (
        reverse("utsending", args=[kartlegging.kortnavn, art])
        if art
        else reverse("utsendinger", args=[kartlegging.kortnavn])
    )


def _lagt_i_ko(standene=("sendt", "sendt", "avvist", "retur", "sendes", "venter")) -> Utsending:
    kartlegging = aapnet({"bjork": len(standene)})
    utsending = Utsending.objects.create(kartlegging=kartlegging, art="invitasjon", tidspunkt=NAA)
    legg_i_ko(utsending=utsending, naa=NAA)
    for forsendelse, stand in zip(utsending.forsendelsene.order_by("invitasjon__epost"), standene, strict=True):
        grunn = "550 5.1.1 … finnes ikke" if stand == "avvist" else ""
        Forsendelse.objects.filter(pk=forsendelse.pk).update(stand=stand, grunn=grunn)
    return utsending


def _felt(**endret):
    sprak = {f"{felt}_{kode}": f"{felt} på {kode}" for felt in ("emne", "tekst") for kode in ("nb", "nn", "en")}
    return {"handling": "lagre", "tidspunkt": "", **sprak, **endret}


@pytest.mark.parametrize("rolle", [rolle for rolle in Rolle if rolle != Rolle.HR])
def test_bare_hr_slipper_til(rolle):
    kartlegging = utkast({"bjork": 3})
    klient = _klient(rolle)

    sidene = [_adresse(kartlegging), _adresse(kartlegging, "invitasjon")]
    assert [klient.get(side).status_code for side in sidene] == [403, 403]
    assert [klient.post(side, _felt()).status_code for side in sidene] == [403, 403]
    assert Utsending.objects.count() == 0


def test_hr_for_bare_en_enhet_og_hr_hos_en_annen_slipper_ikke_til():
    kartlegging = utkast({"bjork": 3})
    andre = utkast({"lind": 3}, orgnr="310000035", navn="Annen")
    avdeling, fremmed = _klient(kode="bjork"), Client()
    fremmed.force_login(TildelingFactory(enhet=Enhet.objects.get(kode="lind"), rolle=Rolle.HR).bruker)

    assert avdeling.get(_adresse(kartlegging)).status_code == 403
    assert [fremmed.get(_adresse(kartlegging, art)).status_code for art in ("", "invitasjon")] == [404, 404]
    assert fremmed.post(_adresse(kartlegging)).status_code == 404
    assert (andre.utsendingene.count(), kartlegging.utsendingene.count()) == (0, 0)


def test_en_art_som_ikke_finnes_er_404():
    kartlegging = utkast({"bjork": 3})

    assert _klient().get(_adresse(kartlegging, "purring")).status_code == 404


def test_ett_trykk_planlegger_alle_tre():
    kartlegging = utkast({"bjork": 3})

    side = _klient().post(_adresse(kartlegging), follow=True).content.decode()

    assert "3 utsendinger er planlagt." in side
    assert ("9. mars 2026 kl. 10.00" in side, "15. mars 2026 kl. 10.00" in side) == (True, True)
    assert "Planlegg det som mangler" not in side


def test_skjemaet_lagrer_tid_og_ord_paa_hvert_sprak():
    kartlegging = utkast({"bjork": 3})
    klient = _klient()
    klient.post(_adresse(kartlegging))

    response = klient.post(
        _adresse(kartlegging, "paaminnelse_1"), _felt(tidspunkt="2026-03-05T08:30", tekst_nb="En\r\nto"), follow=True
    )

    assert "Første påminnelse er lagret." in response.content.decode()
    lagret = kartlegging.utsendingene.get(art="paaminnelse_1")
    assert lagret.tidspunkt.isoformat() == "2026-03-05T07:30:00+00:00"
    assert lagret.tekst["nb"] == {"emne": "emne på nb", "tekst": "En\nto"}
    assert set(lagret.tekst) == {"nb", "nn", "en"}


@pytest.mark.parametrize(
    ("endret", "setning"),
    [
        ({"tidspunkt": "2026-02-20T08:30"}, "mens kartleggingen er åpen"),
        ({"tidspunkt": "i morgen"}, "Skriv dag, måned, år og klokkeslett."),
        ({"tidspunkt": ""}, "Velg når påminnelsen skal sendes."),
        ({"tidspunkt": "2026-03-02T20:00"}, "minst et døgn"),
        ({"tidspunkt": "2026-03-05T08:30", "emne_nn": " "}, "Skriv et emne."),
        ({"tidspunkt": "2026-03-05T08:30", "tekst_en": ""}, "Skriv hva som skal stå i brevet."),
        ({"tidspunkt": "2026-03-05T08:30", "emne_nb": "x" * 151}, "150"),
        ({"tidspunkt": "2026-03-05T08:30", "tekst_nb": "a\x00b"}, "Null"),
    ],
)
def test_daarlige_verdier_gir_en_setning_og_lagrer_ingenting(endret, setning):
    kartlegging = utkast({"bjork": 3})
    klient = _klient()
    klient.post(_adresse(kartlegging))
    for_ = list(kartlegging.utsendingene.values())

    response = klient.post(_adresse(kartlegging, "paaminnelse_1"), _felt(**endret))

    assert (response.status_code, setning in response.content.decode()) == (422, True)
    assert list(kartlegging.utsendingene.values()) == for_


def test_visningen_viser_det_som_er_skrevet_uten_aa_lagre_og_uten_en_ekte_kode():
    kartlegging = aapnet({"bjork": 3})

    response = _klient().post(
        _adresse(kartlegging, "invitasjon"), _felt(handling="vis", emne_nb="Nytt emne", tekst_nb="<i>Hei</i>\n\nalle")
    )

    side = response.content.decode()
    brevene = side.split('id="brevet"')[1]
    assert (response.status_code, Utsending.objects.count()) == (200, 0)
    assert ("Nytt emne" in brevene, "<p>&lt;i&gt;Hei&lt;/i&gt;</p>" in brevene) == (True, True)
    assert brevene.count("XXXX-XXXX-XXXX-XXXX") == 3
    assert [kode for _enhet, kode in koder_til(kartlegging) if kode in side] == []


def test_en_paaminnelse_kan_tas_bort_fra_siden():
    kartlegging = utkast({"bjork": 3})
    klient = _klient()
    klient.post(_adresse(kartlegging))

    side = klient.post(_adresse(kartlegging, "paaminnelse_2"), {"handling": "fjern"}, follow=True).content.decode()
    assert "Påminnelsen er tatt bort, og sendes ikke." in side
    side = klient.post(_adresse(kartlegging, "invitasjon"), {"handling": "fjern"}, follow=True).content.decode()
    assert "Invitasjonen kan ikke tas bort." in side
    assert sorted(kartlegging.utsendingene.values_list("art", flat=True)) == ["invitasjon", "paaminnelse_1"]


def test_framdriften_viser_tallene_og_adressene_som_ikke_ble_naadd(klokka):
    utsending = _lagt_i_ko()
    klokka.move_to(ETTER)

    side = _klient().get(_adresse(utsending.kartlegging, "invitasjon")).content.decode()

    tallene = side.split('class="tallrad"')[1].split("</dl>")[0]
    assert [linje.split("<")[0].strip() for linje in tallene.split("<dd>")[1:]] == ["2", "1", "1", "1", "1"]
    listen = side.split('id="ikke-fram"')[1].split('id="brevet"')[0]
    assert [n for n in range(6) if f"bjork{n}@prove.example" in listen] == [2, 3]
    assert ("550 5.1.1 … finnes ikke" in listen, "Kom i retur." in listen) == (True, True)
    assert "Send de usikre på nytt" in side
    assert "@prove.example" not in side.replace(listen, "")


def test_soket_finner_enhet_og_adresse_og_sier_fra_uten_treff(klokka):
    utsending = _lagt_i_ko()
    klokka.move_to(ETTER)
    klient, adresse = _klient(), _adresse(utsending.kartlegging, "invitasjon")

    treff = {
        sok: klient.get(adresse, {"sok": sok}).content.decode().count("@prove.example")
        for sok in ("BJORK2", "enhet", "%")
    }
    assert treff == {"BJORK2": 1, "enhet": 2, "%": 0}
    assert "Ingen treff." in klient.get(adresse, {"sok": "finnes ikke"}).content.decode()


def test_usikre_og_avviste_kan_sendes_paa_nytt_med_vilje(klokka):
    utsending = _lagt_i_ko()
    klokka.move_to(ETTER)
    klient, adresse = _klient(), _adresse(utsending.kartlegging, "invitasjon")

    side = klient.post(adresse, {"handling": "usikre"}, follow=True).content.decode()
    assert "1 brev er lagt i køen igjen." in side
    klient.post(adresse, {"handling": "avviste"})

    assert sorted(utsending.forsendelsene.values_list("stand", flat=True)) == [
        "retur",
        "sendt",
        "sendt",
        "venter",
        "venter",
        "venter",
    ]
    assert klient.post(adresse, {"handling": "alle"}).status_code == 404


def test_det_som_stoppet_sendingen_staar_paa_siden_med_neste_forsok(klokka):
    utsending = _lagt_i_ko()
    klokka.move_to(ETTER)
    Utsending.objects.update(siste_feil=NOKLENE_MANGLER, neste_forsok=NAA + timedelta(hours=2))

    side = _klient().get(_adresse(utsending.kartlegging, "invitasjon")).content.decode()
    assert "Kartleggingens nøkler mangler på tjeneren" in side
    assert "neste gang 2. mars 2026 kl. 12.00" in side


def test_forsiden_sier_fra_til_hr_naar_brevene_ikke_gaar(klokka):
    utsending = _lagt_i_ko()
    klokka.move_to(ETTER)
    Utsending.objects.update(siste_feil="Ingenting svarer på den porten hos e-posttjeneren.")
    forsiden = reverse("forside")

    hr, leder = _klient().get(forsiden).content.decode(), _klient(Rolle.LEDER).get(forsiden).content.decode()
    assert "Brevene i Vår 2026 blir ikke sendt" in hr
    assert "Ingenting svarer på den porten hos e-posttjeneren." in hr
    assert _adresse(utsending.kartlegging, "invitasjon") in hr
    assert "blir ikke sendt" not in leder
    Utsending.objects.update(siste_feil="")
    assert "blir ikke sendt" not in _klient().get(forsiden).content.decode()


@pytest.mark.parametrize(
    ("flyttet", "antall"),
    [({}, 0), ({"lukker": NAA + timedelta(days=10)}, 1), ({"aapner": NAA + timedelta(days=8)}, 1)],
)
def test_en_flyttet_periode_gir_beskjed_om_tidene_som_ikke_passer(flyttet, antall):
    kartlegging = utkast({"bjork": 3})
    klient = _klient()
    klient.post(_adresse(kartlegging))
    Kartlegging.objects.filter(pk=kartlegging.pk).update(**flyttet)

    assert klient.get(_adresse(kartlegging)).content.decode().count("Perioden er flyttet.") == antall


def test_mens_det_sendes_kan_ingenting_sendes_paa_nytt(klokka):
    utsending = _lagt_i_ko()
    klokka.move_to(ETTER)
    Utsending.objects.update(neste_forsok=ETTER + VAKT)
    klient, adresse = _klient(), _adresse(utsending.kartlegging, "invitasjon")

    assert "Send de usikre på nytt" not in klient.get(adresse).content.decode()
    assert "Brevene sendes akkurat nå." in klient.post(adresse, {"handling": "usikre"}, follow=True).content.decode()


def test_24_sidene_er_like_for_og_etter_at_noen_svarer(klokka):
    utsending = _lagt_i_ko()
    kartlegging = utsending.kartlegging
    klokka.move_to(ETTER)
    klient, sider = _klient(), [_adresse(kartlegging), _adresse(kartlegging, "invitasjon")]

    def innhold() -> list[bytes]:
        return [klient.get(side).content.split(b"<main")[1].split(b"csrfmiddlewaretoken")[0] for side in sider]

    for_ = innhold()
    avgi_mange(kartlegging=kartlegging, besvarelsene=[(kode, ALLE_MIDT) for _enhet, kode in koder_til(kartlegging)[:4]])

    assert innhold() == for_


@pytest.mark.django_db(transaction=True)
def test_etter_lukking_kan_ingenting_planlegges_og_tallene_forsvinner_med_adressene(klokka):
    utsending = _lagt_i_ko()
    slutt = NAA + timedelta(days=14)
    klokka.move_to(slutt)
    kartlegging = Kartlegging.objects.get(pk=utsending.kartlegging_id)
    lukk(kartlegging=kartlegging, av=None, naa=slutt)
    klient = _klient()

    side = klient.get(_adresse(kartlegging)).content.decode()
    assert "1 ble ikke sendt før lukking" in side
    assert "Planlegg det som mangler" not in side
    assert klient.get(_adresse(kartlegging, "paaminnelse_1")).status_code == 302
    assert "Kartleggingen er lukket" in klient.post(_adresse(kartlegging), follow=True).content.decode()

    kartlegging.refresh_from_db()
    slett_adresser(kartlegging=kartlegging, naa=slutt + timedelta(days=14))
    assert "Adressene er slettet" in klient.get(_adresse(kartlegging)).content.decode()
    assert klient.get(_adresse(kartlegging, "invitasjon")).status_code == 200


@pytest.mark.parametrize("antall", [1, 3])
def test_sidene_koster_like_mye_for_en_og_tre(klokka, django_assert_num_queries, antall):
    utsending = _lagt_i_ko(("avvist",) * antall)
    for art in ("paaminnelse_1", "paaminnelse_2")[: antall - 1]:
        Utsending.objects.create(kartlegging=utsending.kartlegging, art=art, tidspunkt=NAA + timedelta(days=7))
    klokka.move_to(ETTER)
    klient = _klient()

    with django_assert_num_queries(11):
        klient.get(_adresse(utsending.kartlegging))
    with django_assert_num_queries(11):
        klient.get(_adresse(utsending.kartlegging, "invitasjon"))
