"""Sidene for vurdering og tiltak: hvem som slipper til, hva som lagres, og hvor mange spørringer de gjør."""

import pytest
from django.urls import reverse

from tests.tiltak import bygg
from tiltak.actions import be_om_uttalelse, vurder_hver_for_seg
from tiltak.domain.katalog import Tiltaksniva
from tiltak.models import Risikovurdering, Tiltak
from tiltak.regler import stand

pytestmark = pytest.mark.django_db

LESERE = ("leder", "verneombud", "hr", "amu", "toppleder")


@pytest.fixture
def sted():
    return bygg.sted()


@pytest.fixture
def vurdering(sted):
    ny = bygg.vurdering(sted)
    bygg.vurder(ny, "c")
    bygg.tiltak(ny)
    return ny


def adresser(vurdering):
    """Alle sidene som gjelder vurderingen."""
    tiltak = vurdering.tiltakene.first()
    return {
        "vurdering": reverse("risikovurdering", args=[vurdering.pk]),
        "forhold": reverse("risikoforhold", args=[vurdering.pk, "c"]),
        "samlet": reverse("samlet", args=[vurdering.pk]),
        "nytt": reverse("tiltak_nytt", args=[vurdering.pk]),
        "tiltak": reverse("tiltak", args=[tiltak.pk]),
    }


def gyldig_vurdering(forhold, **endret):
    return {
        "handling": "vurder",
        "sannsynlighet": "5",
        "konsekvens": "4",
        "begrunnelse": "Avvik hver uke",
        "kunnskapsstyrke": "sterk",
        "aarsaker": ["systemer"],
        "beskrivelse_systemer": "Turnusen",
        "utfall": ["utmattelse"],
        "stand": stand(forhold),
    } | endret


def gyldig_tiltak(vurdering, **endret):
    forhold = bygg.forhold(vurdering, "c")
    return {
        "tittel": "Fast prioritering på vaktmøtet",
        "nivaa": "primaer",
        "forholdene": [forhold.pk],
        "aarsakene": [forhold.aarsakene.get().pk],
        "ansvarlig": vurdering.leder_id,
        "frist": "2099-01-01",
        "indikator": "Andel utsatte",
    } | endret


@pytest.mark.parametrize("hvem", LESERE)
def test_alle_med_rolle_over_enheten_kan_lese(client, sted, vurdering, hvem):
    client.force_login(getattr(sted, hvem))
    for navn in ("vurdering", "forhold", "samlet", "tiltak"):
        assert client.get(adresser(vurdering)[navn]).status_code == 200
    assert "Solbakken sykehjem" in client.get(reverse("risikovurderinger")).content.decode()
    assert "Bemanning etter behov" in client.get(reverse("tiltakene")).content.decode()


@pytest.mark.parametrize(("hvem", "kode"), [("leder", 200), ("hr", 200), ("verneombud", 403), ("amu", 403)])
def test_nytt_tiltak_er_for_leder_og_hr(client, sted, vurdering, hvem, kode):
    client.force_login(getattr(sted, hvem))
    assert client.get(adresser(vurdering)["nytt"]).status_code == kode
    svar = client.post(adresser(vurdering)["nytt"], gyldig_tiltak(vurdering))
    assert svar.status_code == (302 if kode == 200 else 403)
    assert vurdering.tiltakene.count() == (2 if kode == 200 else 1)


@pytest.mark.parametrize(
    ("hvem", "kode"), [("leder", 302), ("verneombud", 302), ("hr", 403), ("amu", 403), ("toppleder", 403)]
)
def test_leder_og_verneombud_vurderer_risiko(client, sted, vurdering, hvem, kode):
    client.force_login(getattr(sted, hvem))
    forhold = bygg.forhold(vurdering, "c")
    svar = client.post(adresser(vurdering)["forhold"], gyldig_vurdering(forhold))
    assert svar.status_code == kode
    forhold.refresh_from_db()
    assert forhold.risikoniva == ("rod" if kode == 302 else "oransje")


@pytest.mark.parametrize("side", ["vurdering", "forhold", "samlet", "nytt", "tiltak"])
@pytest.mark.parametrize("metode", ["get", "post"])
def test_vurdering_utenfor_egne_enheter_finnes_ikke(client, sted, vurdering, side, metode):
    fremmed = bygg.sted("Andeby", "310500011")
    for utenfra in (sted.naboleder, fremmed.hr, fremmed.leder):
        client.force_login(utenfra)
        svar = getattr(client, metode)(adresser(vurdering)[side])
        # Uten retten til å endre noe som helst er svaret det samme for alle vurderinger, så det røper ingenting.
        assert svar.status_code == 404
        assert "Solbakken" not in svar.content.decode()


def test_listene_viser_bare_egne_enheter(client, sted, vurdering):
    client.force_login(sted.naboleder)
    assert "Solbakken" not in client.get(reverse("risikovurderinger")).content.decode()
    assert "Bemanning" not in client.get(reverse("tiltakene")).content.decode()


def test_uten_innlogging_sendes_en_til_innloggingen(client, vurdering):
    for adresse in adresser(vurdering).values():
        svar = client.get(adresse)
        assert (svar.status_code, svar["Location"].startswith("/app/konto/")) == (302, True)


def start_skjema(sted, **endret):
    return {
        "enhet": sted.enhet.pk,
        "kilde": "dialogmote",
        "kildetekst": "To møter",
        "motedato": "2026-11-20",
        "leder": sted.leder.pk,
        "verneombud": sted.verneombud.pk,
    } | endret


def test_ny_vurdering_gjennom_dialogmoter(client, sted):
    client.force_login(sted.verneombud)
    assert client.get(reverse("risikovurdering_ny")).status_code == 200
    svar = client.post(reverse("risikovurdering_ny"), start_skjema(sted))
    ny = Risikovurdering.objects.get()
    assert svar["Location"] == reverse("dialogmote", args=[ny.pk])
    assert (ny.kilde, ny.forholdene.count(), ny.deltakere) == ("dialogmote", 7, 0)


def test_ny_vurdering_med_feil_lagrer_ingenting_og_sier_hvor(client, sted):
    client.force_login(sted.leder)
    svar = client.post(reverse("risikovurdering_ny"), start_skjema(sted, motedato="tull", kilde="kartlegging"))
    assert svar.status_code == 422
    assert "Skriv datoen som dag, måned og år." in svar.content.decode()
    assert Risikovurdering.objects.count() == 0


def test_ny_vurdering_av_enhet_en_ikke_ser_er_404_og_enhet_en_bare_ser_er_403(client, sted):
    client.force_login(sted.leder)
    assert client.post(reverse("risikovurdering_ny"), start_skjema(sted, enhet=sted.nabo.pk)).status_code == 404
    assert client.get(reverse("risikovurdering_ny") + "?enhet=nabo").status_code == 404
    client.force_login(sted.hr)
    assert client.get(reverse("risikovurdering_ny")).status_code == 403


def test_forslaget_er_aldri_fylt_ut(client, sted, vurdering):
    forhold = bygg.forhold(vurdering, "a")
    forhold.foreslatt_sannsynlighet, forhold.foreslatt_nivaer = 4, [3, 4, 5]
    forhold.grunnlag = {"kilde": "kartlegging", "andel": 40, "andel_lav": 20, "andel_hoy": 60, "usikker": True}
    forhold.save()
    client.force_login(sted.leder)
    side = client.get(reverse("risikoforhold", args=[vurdering.pk, "a"])).content.decode()
    assert "Usikkert – gruppen avgjør" in side
    assert "intervallet når hit" in side
    assert 'name="sannsynlighet" value="4"' in side
    assert "checked" not in side.split('name="sannsynlighet"', 1)[1].split("</fieldset>")[0]


def test_forholdssiden_skjuler_den_andres_vurdering(client, sted, vurdering):
    forhold = bygg.forhold(vurdering, "a")
    hemmelig = "Lederens egne ord"
    vurder_hver_for_seg(forhold=forhold, rolle="leder", s=2, k=2, begrunnelse=hemmelig, av=sted.leder, naa=bygg.NAA)
    adresse = reverse("risikoforhold", args=[vurdering.pk, "a"])
    sett = {}
    for hvem in ("leder", "verneombud", "hr"):
        client.force_login(getattr(sted, hvem))
        sett[hvem] = hemmelig in client.get(adresse).content.decode()
    assert sett == {"leder": True, "verneombud": False, "hr": False}
    client.force_login(sted.verneombud)
    levert = {"handling": "hver_for_seg", "egen-sannsynlighet": "5", "egen-konsekvens": "5", "egen-begrunnelse": ""}
    assert client.post(adresse, levert).status_code == 302
    assert hemmelig in client.get(adresse).content.decode()


def test_vurdering_med_feil_beholder_teksten_og_peker_paa_feltet(client, sted, vurdering):
    client.force_login(sted.leder)
    forhold = bygg.forhold(vurdering, "c")
    svar = client.post(
        adresser(vurdering)["forhold"], gyldig_vurdering(forhold, aarsaker=[], begrunnelse="Dette er min tekst")
    )
    side = svar.content.decode()
    assert svar.status_code == 422
    assert "Velg minst én årsak" in side
    assert "Dette er min tekst" in side
    forhold.refresh_from_db()
    assert forhold.begrunnelse == "Mange sier det samme."


def test_to_som_lagrer_samtidig_ser_begge_tekstene(client, sted, vurdering):
    forhold = bygg.forhold(vurdering, "c")
    skjema = gyldig_vurdering(forhold, begrunnelse="Min tekst")
    bygg.vurder(vurdering, "c", s=2)
    client.force_login(sted.leder)
    svar = client.post(adresser(vurdering)["forhold"], skjema)
    side = svar.content.decode()
    assert (svar.status_code, "Min tekst" in side, "Mange sier det samme." in side) == (422, True, True)
    skjema["stand"] = stand(bygg.forhold(vurdering, "c"))
    assert skjema["stand"] in side
    assert client.post(adresser(vurdering)["forhold"], skjema).status_code == 302


def test_ikke_relevant_og_grunn_uten_aarsakstiltak_lagres(client, sted, vurdering):
    client.force_login(sted.leder)
    adresse = reverse("risikoforhold", args=[vurdering.pk, "g"])
    assert client.post(adresse, {"handling": "ikke_relevant", "ikke-begrunnelse": ""}).status_code == 422
    assert client.post(adresse, {"handling": "ikke_relevant", "ikke-begrunnelse": "Ingen brukere"}).status_code == 302
    assert bygg.forhold(vurdering, "g").ikke_relevant is True
    svar = client.post(
        adresser(vurdering)["forhold"], {"handling": "uten_aarsakstiltak", "uten-begrunnelse": "Bygget rives"}
    )
    assert (svar.status_code, bygg.forhold(vurdering, "c").uten_aarsakstiltak_fordi) == (302, "Bygget rives")


def test_advarselen_staar_der_tiltaket_velges(client, sted):
    vurdering = bygg.vurdering(sted)
    bygg.vurder(vurdering, "c")
    bygg.tiltak(vurdering, nivaa=Tiltaksniva.TERTIAER, med_aarsak=False, tittel="Trivselskveld")
    client.force_login(sted.leder)
    adresse = f"{reverse('tiltakene')}?vurdering={vurdering.pk}"
    side = client.get(adresse).content.decode()
    assert "ingen av tiltakene endrer en årsak" in side
    assert "Forslag fra katalogen" in side
    bygg.tiltak(vurdering)
    side = client.get(adresse).content.decode()
    assert "ingen av tiltakene endrer en årsak" not in side
    assert "Forslag fra katalogen" not in side


def test_tiltak_fra_katalogen_er_fylt_ut_og_lagres_med_id(client, sted, vurdering):
    client.force_login(sted.leder)
    adresse = adresser(vurdering)["nytt"]
    side = client.get(adresse, {"katalog": "variasjonsplan", "faktor": "c"}).content.decode()
    assert 'value="Variasjonsplan"' in side
    assert client.get(adresse, {"katalog": "finnes-ikke"}).status_code == 404
    client.post(adresse, gyldig_tiltak(vurdering, katalog_id="variasjonsplan"))
    assert Tiltak.objects.latest("pk").katalog_id == "variasjonsplan"


def test_katalogen_soekes_paa_faktor_aarsak_nivaa_og_ord(client, sted, vurdering):
    client.force_login(sted.leder)
    adresse = adresser(vurdering)["nytt"]
    alle = client.get(adresse).context["forslagene"]
    snevret = client.get(adresse, {"faktor": "c", "aarsak": "systemer", "niva": "primaer"}).context["forslagene"]
    assert 0 < len(snevret) < len(alle)
    assert all("Foreslått fordi" in hvorfor for _forslag, hvorfor in snevret)
    assert client.get(adresse, {"q": "xyzzy"}).context["forslagene"] == []


def test_tiltak_foelges_opp_ogsaa_etter_at_planen_er_laast(client, sted):
    vurdering = bygg.vurdering(sted)
    bygg.vurder_alle(vurdering)
    tiltak = bygg.tiltak(vurdering)
    bygg.konkluder(vurdering)
    be_om_uttalelse(vurdering=vurdering, av=sted.leder, naa=bygg.NAA)
    client.force_login(sted.hr)
    adresse = reverse("tiltak", args=[tiltak.pk])
    assert (
        client.post(adresse, {"handling": "folg_opp", "opp-til": "i_gang", "opp-tekst": "Startet."}).status_code == 302
    )
    assert client.post(adresse, gyldig_tiltak(vurdering, handling="endre")).status_code == 422
    tiltak.refresh_from_db()
    assert (tiltak.tilstand, tiltak.tittel) == ("i_gang", "Bemanning etter behov")
    assert "Startet." in client.get(adresse).content.decode()


def test_bare_den_som_signerer_sender_til_uttalelse(client, sted):
    vurdering = bygg.vurdering(sted)
    adresse = reverse("risikovurdering", args=[vurdering.pk])
    client.force_login(sted.verneombud)
    assert client.post(adresse, {"handling": "be_om_uttalelse"}).status_code == 403
    client.force_login(sted.leder)
    svar = client.post(adresse, {"handling": "be_om_uttalelse"}, follow=True)
    assert "er ikke vurdert ennå" in svar.content.decode()
    bygg.vurder_alle(vurdering)
    bygg.konkluder(vurdering)
    client.post(adresse, {"handling": "be_om_uttalelse"})
    vurdering.refresh_from_db()
    assert vurdering.tilstand == "til_uttalelse"
    assert client.post(adresse, {"handling": "tull"}).status_code == 404


def test_brukertekst_med_html_vises_som_tekst(client, sted, vurdering):
    bygg.tiltak(vurdering, tittel="<script>alert(1)</script>")
    client.force_login(sted.leder)
    side = client.get(reverse("tiltakene")).content.decode()
    assert "<script>alert(1)" not in side
    assert "&lt;script&gt;alert(1)" in side


@pytest.mark.parametrize("side", ["risikovurderinger", "tiltakene", "alle", "vurdering"])
def test_antall_spoerringer_er_likt_for_en_og_tre_rader(client, sted, django_assert_max_num_queries, side):
    def lag():
        ny = bygg.vurdering(sted, enhet=bygg.ny_enhet(sted))
        bygg.vurder(ny, "c")
        bygg.tiltak(ny)
        return ny

    forste = lag()
    adresse = {
        "risikovurderinger": reverse("risikovurderinger"),
        "tiltakene": f"{reverse('tiltakene')}?vurdering={forste.pk}",
        "alle": f"{reverse('tiltakene')}?vurdering=alle",
        "vurdering": reverse("risikovurdering", args=[forste.pk]),
    }[side]
    client.force_login(sted.leder)
    with django_assert_max_num_queries(20) as med_en:
        client.get(adresse)
    lag()
    lag()
    for faktor in "ab":
        bygg.vurder(forste, faktor)
        bygg.tiltak(forste, faktor)
    with django_assert_max_num_queries(20) as med_tre:
        client.get(adresse)
    assert len(med_tre) == len(med_en)
