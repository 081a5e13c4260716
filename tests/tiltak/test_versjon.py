"""Vurderingen går videre: ny versjon, nytt grunnlag, vurdert på nytt, og forkastet."""

from datetime import timedelta

import pytest
from django.urls import reverse

from arbeidsmiljo.domain.roller import Rolle
from tests.tiltak import bygg
from tiltak.actions import (
    be_om_uttalelse,
    endre_tilstand,
    forkast_vurdering,
    gi_uttalelse,
    legg_til_egen_faktor,
    ny_versjon,
    signer,
    skriv_dissens,
    vurder_forhold,
    vurder_hver_for_seg,
    vurder_paa_nytt,
)
from tiltak.domain.begreper import Dom, Kilde
from tiltak.domain.tilstand import Tiltakstilstand, UlovligStegError, Vurderingstilstand
from tiltak.feil import TiltaksfeilError
from tiltak.models import Dissens, Effekt, Enkeltvurdering, Oppfolging, Risikovurdering, Tiltak

pytestmark = pytest.mark.django_db
SENERE = bygg.NAA + timedelta(days=30)


@pytest.fixture
def sted():
    return bygg.sted()


def signert(sted, *tiltak):
    """En signert vurdering der c er oransje, med tiltakene ``(tittel, tilstand)``."""
    vurdering = bygg.vurdering(sted)
    bygg.vurder_alle(vurdering)
    for tittel, _tilstand in tiltak:
        bygg.tiltak(vurdering, tittel=tittel)
    bygg.konkluder(vurdering)
    vurdering = be_om_uttalelse(vurdering=vurdering, av=sted.leder, naa=bygg.NAA)
    felt = {"rolle": Rolle.VERNEOMBUD, "medvirket": "ja", "tekst": "Bra.", "av": sted.verneombud, "naa": bygg.NAA}
    gi_uttalelse(vurdering=vurdering, **felt)
    signer(vurdering=vurdering, av=sted.leder, naa=bygg.NAA)
    for tittel, tilstand in tiltak:
        Tiltak.objects.filter(tittel=tittel).update(tilstand=tilstand)
    return Risikovurdering.objects.get(pk=vurdering.pk)


def versjon(vurdering, grunn="Ny turnus fra mars."):
    return ny_versjon(vurdering=vurdering, grunn=grunn, av=vurdering.leder, naa=SENERE)


def test_ny_versjon_har_alt_den_signerte_hadde(sted):
    forste = signert(sted, ("Bemanning", "i_gang"))
    ny = versjon(forste)
    assert (ny.tilstand, ny.forrige, ny.versjonsgrunn, ny.samlet_niva) == (
        Vurderingstilstand.UTKAST,
        forste,
        "Ny turnus fra mars.",
        "oransje",
    )
    c, gammel = bygg.forhold(ny, "c"), bygg.forhold(forste, "c")
    assert (c.risikoniva, c.begrunnelse, c.forrige, c.viderefort) == ("oransje", gammel.begrunnelse, gammel, True)
    assert [en.aarsak for en in c.aarsakene.all()] == ["systemer"]
    assert sorted(en.rolle for en in c.enkeltvurderingene.all()) == ["leder", "verneombud"]
    assert Enkeltvurdering.objects.filter(forhold=gammel).count() == 2


def test_tiltaket_er_det_samme_med_samme_nummer_og_gjelder_bare_ett_sted(sted):
    forste = signert(sted, ("Bemanning", "i_gang"), ("Pauser", "planlagt"))
    ny = versjon(forste)
    assert [(en.merke, en.tittel, en.tilstand) for en in ny.tiltakene.all()] == [
        ("T-01", "Bemanning", "i_gang"),
        ("T-02", "Pauser", "planlagt"),
    ]
    assert list(Tiltak.objects.gjeldende().order_by("nummer")) == list(ny.tiltakene.all())
    nytt = ny.tiltakene.get(nummer=1)
    assert list(nytt.aarsakene.values_list("forhold__vurdering", flat=True)) == [ny.pk]
    assert list(nytt.forholdene.values_list("vurdering", flat=True)) == [ny.pk]
    assert bygg.tiltak(ny, tittel="Nytt").nummer == 3


def test_avlyste_og_ferdig_evaluerte_tiltak_blir_igjen(sted):
    forste = signert(sted, ("Avlyst", "avlyst"), ("Evaluert", "ferdig"), ("Ferdig", "ferdig"))
    evaluert = Tiltak.objects.get(tittel="Evaluert")
    Effekt.objects.create(tiltak=evaluert, regelens_dom=Dom.VIRKET, dom=Dom.VIRKET, bruker=sted.leder, tidspunkt=SENERE)
    assert [en.tittel for en in versjon(forste).tiltakene.all()] == ["Ferdig"]
    assert set(Tiltak.objects.gjeldende().values_list("tittel", flat=True)) == {"Avlyst", "Evaluert", "Ferdig"}


def test_et_tiltak_som_er_fort_videre_oppdateres_bare_i_den_nye(sted):
    gammelt = Tiltak.objects.get(vurdering=signert(sted, ("Bemanning", "planlagt")))
    ny = versjon(gammelt.vurdering)
    felt = {"til": Tiltakstilstand.I_GANG, "tekst": "", "av": sted.leder, "naa": SENERE}
    with pytest.raises(TiltaksfeilError, match="T-01 er ført videre"):
        endre_tilstand(tiltak=gammelt, **felt)
    endre_tilstand(tiltak=ny.tiltakene.get(), **felt)
    assert Tiltak.objects.gjeldende().get().tilstand == "i_gang"


def test_forkastet_utkast_gir_tilbake_det_som_er_gjort_og_avlyser_det_nye(sted):
    forste = signert(sted, ("Bemanning", "planlagt"))
    ny = versjon(forste)
    endre_tilstand(
        tiltak=ny.tiltakene.get(),
        til=Tiltakstilstand.I_GANG,
        tekst="Startet, men senere.",
        frist=bygg.FRIST + timedelta(days=9),
        av=sted.leder,
        naa=SENERE,
    )
    bygg.tiltak(ny, tittel="Bare i utkastet")
    linjer = Oppfolging.objects.count()
    forkast_vurdering(vurdering=ny, grunn="Feil enhet.", av=sted.leder, naa=SENERE)
    gjelder = Tiltak.objects.gjeldende().get()
    assert (gjelder.vurdering, gjelder.tilstand, gjelder.frist) == (
        forste,
        "i_gang",
        bygg.FRIST + timedelta(days=9),
    )
    assert "Startet, men senere." in gjelder.oppfolgingene.first().tekst
    assert Oppfolging.objects.count() == linjer + 2
    ny.refresh_from_db()
    assert ny.tilstand == "forkastet"
    assert {en.tilstand for en in ny.tiltakene.all()} == {"avlyst"}
    assert versjon(forste).tiltakene.get().tilstand == "i_gang"


def test_bare_utkast_kan_forkastes_og_grunnen_maa_med(sted):
    forste = signert(sted)
    with pytest.raises(UlovligStegError):
        forkast_vurdering(vurdering=forste, grunn="Nei.", av=sted.leder, naa=SENERE)
    with pytest.raises(TiltaksfeilError) as feil:
        forkast_vurdering(vurdering=versjon(forste), grunn=" ", av=sted.leder, naa=SENERE)
    assert list(feil.value.feltene) == ["grunn"]


def test_en_enhet_har_hoyst_en_vurdering_i_arbeid_og_setningen_sier_hvilken(sted):
    forste = signert(sted)
    versjon(forste)
    for start in (lambda: versjon(forste), lambda: bygg.vurdering(sted)):
        with pytest.raises(TiltaksfeilError, match="«Solbakken sykehjem» har alt en vurdering i arbeid") as feil:
            start()
        assert list(feil.value.feltene) == ["enhet"]
    bygg.vurdering(sted, enhet=sted.nabo)


def test_bare_en_signert_faar_ny_versjon_og_grunnen_trengs(sted):
    with pytest.raises(TiltaksfeilError, match="Bare en signert"):
        versjon(bygg.vurdering(sted, enhet=sted.nabo))
    with pytest.raises(TiltaksfeilError) as feil:
        versjon(signert(sted), grunn=" ")
    assert list(feil.value.feltene) == ["grunn"]


def test_nytt_grunnlag_tar_med_aarsaker_egne_forhold_og_tiltak_men_ikke_nivaaer(sted):
    utkast = bygg.vurdering(sted)
    legg_til_egen_faktor(
        vurdering=utkast, navn="Lys", forklaring="", grunnlagstekst="Vernerunde", av=sted.leder, naa=bygg.NAA
    )
    bygg.vurder_alle(utkast, hoye="cx1")
    bygg.vurder(utkast, "x1")
    bygg.tiltak(utkast)
    bygg.konkluder(utkast)
    be_om_uttalelse(vurdering=utkast, av=sted.leder, naa=bygg.NAA)
    signer(vurdering=utkast, av=sted.leder, naa=bygg.NAA, grunn_uten_uttalelse="Ingen.")
    ny = bygg.vurdering(sted, kilde=Kilde.VERNERUNDE)
    assert (ny.forrige_id, ny.samlet_niva) == (utkast.pk, "")
    assert [en.faktor for en in ny.forholdene.all()] == ["a", "b", "c", "d", "e", "f", "g", "x1"]
    c = bygg.forhold(ny, "c")
    assert (c.risikoniva, c.viderefort, [en.aarsak for en in c.aarsakene.all()]) == ("", False, ["systemer"])
    assert c.forrige.risikoniva == "oransje"
    assert bygg.forhold(ny, "x1").eget_navn == "Lys"
    assert ny.tiltakene.get().forgjenger == utkast.tiltakene.get()


def test_vurdert_paa_nytt_begynner_hver_for_seg_og_viser_restrisikoen(client, sted):
    forste = signert(sted, ("Bemanning", "ferdig"))
    ny = versjon(forste)
    c = bygg.forhold(ny, "c")
    felt = {"s": 2, "k": 2, "begrunnelse": "Færre avvik.", "aarsaker": {"systemer": ""}, "utfall": ["utmattelse"]}
    with pytest.raises(TiltaksfeilError, match="Vurder på nytt"):
        vurder_forhold(forhold=c, av=sted.leder, naa=SENERE, **felt)
    skriv_dissens(forhold=c, rolle="verneombud", tekst="Uenig.", av=sted.verneombud, naa=SENERE)
    c = vurder_paa_nytt(forhold=c, av=sted.leder, naa=SENERE)
    assert (c.risikoniva, c.enkeltvurderingene.count(), Dissens.objects.count()) == ("", 0, 0)
    assert c.begrunnelse != ""
    with pytest.raises(TiltaksfeilError, match="alt tatt opp"):
        vurder_paa_nytt(forhold=c, av=sted.leder, naa=SENERE)
    for rolle, av in (("leder", sted.leder), ("verneombud", sted.verneombud)):
        vurder_hver_for_seg(forhold=c, rolle=rolle, s=2, k=2, begrunnelse="", av=av, naa=SENERE)
    vurder_forhold(forhold=c, av=sted.leder, naa=SENERE, **felt)
    client.force_login(sted.leder)
    side = client.get(reverse("risikovurdering", args=[ny.pk])).content.decode()
    assert "Restrisiko:" in side
    bygg.konkluder(ny)
    be_om_uttalelse(vurdering=ny, av=sted.leder, naa=SENERE)
    plan = signer(vurdering=ny, av=sted.leder, naa=SENERE, grunn_uten_uttalelse="Ingen.")
    forhold = next(en for en in plan.innhold["forholdene"] if en["faktor"] == "c")
    assert forhold["forrige"] == {"s": 4, "k": 3, "niva": "oransje", "dato": "2026-11-20"}
    assert (forhold["niva"], forhold["viderefort"]) == ("gul", False)
    assert plan.innhold["versjonsgrunn"] == "Ny turnus fra mars."
    assert [en for en in plan.innhold["endringer"] if en.startswith("C ")] == ["C Mengde og tidspress: høy → middels."]
    forste.refresh_from_db()
    assert forste.tilstand == Vurderingstilstand.ERSTATTET


def test_den_signerte_siden_sier_at_en_ny_versjon_er_i_arbeid(client, sted):
    forste = signert(sted)
    client.force_login(sted.leder)
    adresse = reverse("risikovurdering", args=[forste.pk])
    assert "En ny versjon av vurderingen er i arbeid." not in client.get(adresse).content.decode()
    svar = client.post(adresse, {"handling": "ny_versjon", "ny_versjon-grunn": "Ny turnus."})
    ny = Risikovurdering.objects.get(forrige=forste)
    assert svar.headers["Location"] == reverse("risikovurdering", args=[ny.pk])
    side = client.get(adresse).content.decode()
    assert "En ny versjon av vurderingen er i arbeid." in side
    assert client.post(adresse, {"handling": "ny_versjon", "ny_versjon-grunn": "En til."}).status_code == 422


def test_verneombudet_kan_lage_ny_versjon_men_bare_den_som_signerer_kan_forkaste(client, sted):
    forste = signert(sted)
    client.force_login(sted.verneombud)
    client.post(reverse("risikovurdering", args=[forste.pk]), {"handling": "ny_versjon", "ny_versjon-grunn": "Ny."})
    ny = Risikovurdering.objects.get(forrige=forste)
    adresse = reverse("risikovurdering", args=[ny.pk])
    assert client.post(adresse, {"handling": "forkast", "forkast-grunn": "Nei."}).status_code == 403
    client.force_login(sted.hr)
    assert client.post(adresse, {"handling": "ny_versjon", "ny_versjon-grunn": "x"}).status_code == 403
    client.force_login(sted.leder)
    assert client.post(adresse, {"handling": "forkast", "forkast-grunn": "Nei."}).status_code == 302
    ny.refresh_from_db()
    assert ny.tilstand == "forkastet"
