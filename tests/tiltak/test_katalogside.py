"""Katalogsiden: hva som foreslås og hvorfor, og egne tiltak fra før. Ingen ser mer enn enhetene sine."""

import pytest
from django.urls import reverse

from tests.tiltak import bygg
from tiltak.actions import endre_tilstand
from tiltak.domain.katalog import alle_forslag, sok
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.katalogside import brukt_for, katalogtreff, valgte_aarsaker

pytestmark = pytest.mark.django_db

ADRESSE = "/app/tiltak/katalog/"


@pytest.fixture
def sted():
    return bygg.sted()


@pytest.fixture
def vurdering(sted):
    ny = bygg.vurdering(sted)
    bygg.vurder(ny, "c")
    return ny


def _egne(svar):
    return [(en.tiltak.tittel, en.enheter, en.ferdige) for en in svar.context["egne"]]


def test_uten_sok_vises_hele_katalogen_i_sider(client, sted):
    client.force_login(sted.leder)
    svar = client.get(ADRESSE)
    assert (svar.status_code, svar.context["side"].paginator.count) == (200, len(alle_forslag()))
    assert len(svar.context["side"].object_list) == 12
    assert [en.hvorfor for en in svar.context["side"].object_list] == [""] * 12


def test_sok_paa_faktor_aarsak_og_nivaa_gir_det_samme_som_katalogen(client, sted):
    client.force_login(sted.leder)
    svar = client.get(ADRESSE, {"faktor": "c", "aarsak": "systemer", "niva": "primaer"})
    vist = [en.forslag.id for en in svar.context["side"].object_list]
    assert vist == [en.id for en in sok("c", "systemer", "primaer")]
    assert vist
    assert client.get(ADRESSE, {"q": "xyzzy"}).context["side"].paginator.count == 0


def test_uten_vurdering_sies_det_ikke_at_noen_lot_vaere_aa_velge_en_aarsak(vurdering):
    uten = katalogtreff({"faktor": "c"}, {})
    assert all(en.hvorfor.startswith("Foreslått fordi det") for en in uten)
    assert not [en for en in uten if "dere" in en.hvorfor.split("»")[-1]]
    assert not [en for en in katalogtreff({}, valgte_aarsaker(None)) if en.hvorfor]


def test_forslag_mot_en_valgt_aarsak_kommer_forst_og_sier_det(vurdering):
    treffene = katalogtreff({}, valgte_aarsaker(vurdering))
    treffer = [
        en.forslag.virker_paa_aarsak and en.forslag.aarsak == "systemer" and "c" in en.forslag.faktorer
        for en in treffene
    ]
    assert treffer == sorted(treffer, reverse=True)
    assert 0 < treffer.count(True) < len(treffer)
    assert all(("som dere har valgt" in en.hvorfor) == mot for en, mot in zip(treffene, treffer, strict=True))


def test_hvert_forslag_sier_hva_det_virker_paa_indikator_og_kilde(client, sted):
    client.force_login(sted.leder)
    forslag = next(en for en in alle_forslag() if en.virker_paa_aarsak)
    side = client.get(ADRESSE, {"q": forslag.tittel}).content.decode()
    assert forslag.indikator in side
    assert f"Nr. {forslag.nummer} i katalogen til Forsvarlig." in side
    assert "Regler om årsaken: aml" in side or "Regler om årsaken: arbeidsmiljøloven" in side


def test_med_en_vurdering_kan_forslaget_tas_rett_i_bruk(client, sted, vurdering):
    client.force_login(sted.leder)
    lenke = f"{reverse('tiltak_nytt', args=[vurdering.pk])}?katalog="
    assert lenke not in client.get(ADRESSE).content.decode()
    assert lenke in client.get(ADRESSE, {"vurdering": vurdering.pk}).content.decode()


def test_bare_utkast_brukeren_kan_endre_kan_velges(client, sted, vurdering):
    fremmed = bygg.sted("Andeby", "310500011")
    for hvem, kode in ((sted.leder, 200), (sted.hr, 200), (sted.verneombud, 200), (sted.naboleder, 200)):
        client.force_login(hvem)
        svar = client.get(ADRESSE, {"vurdering": vurdering.pk})
        kan = hvem in (sted.leder, sted.hr)
        assert (svar.status_code, svar.context["vurdering"] is not None) == (kode, kan)
    client.force_login(fremmed.leder)
    assert client.get(ADRESSE, {"vurdering": vurdering.pk}).context["vurdering"] is None


def test_et_valg_som_ikke_finnes_gir_siden_igjen_med_feil(client, sted):
    client.force_login(sted.leder)
    assert client.get(ADRESSE, {"faktor": "tull"}).status_code == 422


def test_egne_tiltak_vises_en_gang_med_antall_enheter_og_ferdige(client, sted, vurdering):
    annen = bygg.vurdering(sted, enhet=bygg.ny_enhet(sted))
    bygg.vurder(annen, "c")
    bygg.tiltak(vurdering)
    ferdig = bygg.tiltak(annen, tittel="bemanning  etter behov")
    endre_tilstand(tiltak=ferdig, til=Tiltakstilstand.FERDIG, tekst="", av=sted.leder, naa=bygg.NAA)
    client.force_login(sted.leder)
    assert _egne(client.get(ADRESSE)) == [("bemanning  etter behov", 2, 1)]
    assert _egne(client.get(ADRESSE, {"q": "bemanning", "faktor": "c", "aarsak": "systemer", "niva": "primaer"})) == [
        ("bemanning  etter behov", 2, 1)
    ]
    for annet in ({"q": "xyzzy"}, {"faktor": "a"}, {"aarsak": "ledelse"}, {"niva": "tertiaer"}):
        assert _egne(client.get(ADRESSE, annet)) == []


def test_egne_tiltak_fra_andre_og_avlyste_vises_ikke(client, sted, vurdering):
    avlyst = bygg.tiltak(vurdering, tittel="Avlyst tiltak")
    endre_tilstand(tiltak=avlyst, til=Tiltakstilstand.AVLYST, tekst="Feil.", av=sted.leder, naa=bygg.NAA)
    bygg.tiltak(vurdering, tittel="Synlig tiltak")
    fremmed = bygg.sted("Andeby", "310500011")
    for hvem, ventet in ((sted.leder, ["Synlig tiltak"]), (sted.naboleder, []), (fremmed.hr, [])):
        client.force_login(hvem)
        svar = client.get(ADRESSE)
        assert [en.tiltak.tittel for en in svar.context["egne"]] == ventet
        assert "Avlyst tiltak" not in svar.content.decode()


def test_et_brukt_tiltak_fyller_ut_det_nye(client, sted, vurdering):
    annen = bygg.vurdering(sted, enhet=bygg.ny_enhet(sted))
    bygg.vurder(annen, "c")
    brukt = bygg.tiltak(annen, tittel="Egen vaktplan")
    client.force_login(sted.leder)
    adresse = reverse("tiltak_nytt", args=[vurdering.pk])
    skjema = client.get(adresse, {"fra": brukt.pk}).context["form"]
    forhold = bygg.forhold(vurdering, "c")
    assert skjema.initial["tittel"] == "Egen vaktplan"
    assert skjema.initial["forholdene"] == [str(forhold.pk)]
    assert skjema.initial["aarsakene"] == [str(forhold.aarsakene.get().pk)]
    fremmed = bygg.sted("Andeby", "310500011")
    fremmed_vurdering = bygg.vurdering(fremmed)
    bygg.vurder(fremmed_vurdering, "c")
    fremmed_tiltak = bygg.tiltak(fremmed_vurdering)
    for feil in (fremmed_tiltak.pk, "tull", 0):
        assert client.get(adresse, {"fra": feil}).status_code == 404


@pytest.mark.parametrize("antall", [1, 3])
def test_antall_sporringer_er_likt_for_ett_og_tre_egne_tiltak(sted, vurdering, antall, django_assert_num_queries):
    for nummer in range(antall):
        bygg.tiltak(vurdering, tittel=f"Eget {nummer}")
    leder = type(sted.leder).objects.get(pk=sted.leder.pk)
    assert leder.synlige_enheter
    with django_assert_num_queries(3):
        assert len(brukt_for(leder, {})) == antall
