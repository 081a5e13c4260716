"""Handlingene i vurderingen: start, hver for seg, i fellesskap, ikke relevant og samlet."""

from dataclasses import replace
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from arbeidsmiljo.models import Hendelse
from tests.tiltak import bygg
from tiltak.actions import (
    be_om_uttalelse,
    konkluder_samlet,
    sett_ikke_relevant,
    start_vurdering,
    vurder_forhold,
    vurder_hver_for_seg,
)
from tiltak.domain.begreper import Kilde
from tiltak.domain.risiko import Overstyring, Risikoniva
from tiltak.feil import EndretAvAnnenError, TiltaksfeilError
from tiltak.models import Enkeltvurdering, Risikovurdering
from tiltak.regler import (
    alle_advarsler,
    forhandshentet,
    samletforslag,
    samletstand,
    stand,
    synlige_enkeltvurderinger,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sted():
    return bygg.sted()


@pytest.fixture
def vurdering(sted):
    return bygg.vurdering(sted)


def vurder(forhold, **endret):
    felt = {
        "forhold": forhold,
        "s": 4,
        "k": 3,
        "begrunnelse": "Avvik hver uke.",
        "aarsaker": {"ledelse": "Uklart hva som kan vente"},
        "utfall": ["utmattelse"],
        "av": forhold.vurdering.leder,
        "naa": bygg.NAA,
    }
    if "uten_hver_for_seg_fordi" not in endret and not forhold.enkeltvurderingene.exists():
        for rolle, av in (("leder", forhold.vurdering.leder), ("verneombud", forhold.vurdering.verneombud)):
            vurder_hver_for_seg(forhold=forhold, rolle=rolle, s=3, k=3, begrunnelse="", av=av, naa=bygg.NAA)
    return vurder_forhold(**(felt | endret))


def test_start_lager_et_forhold_per_faktor_uten_forslag_i_dialogmote(vurdering):
    assert [en.faktor for en in vurdering.forholdene.all()] == ["a", "b", "c", "d", "e", "f", "g"]
    assert {en.foreslatt_sannsynlighet for en in vurdering.forholdene.all()} == {None}
    assert bygg.forhold(vurdering, "a").grunnlag == {"kilde": "dialogmote", "tekst": "To dialogmøter i november."}
    assert list(Hendelse.objects.filter(hva="risiko.startet").values_list("om", flat=True)) == ["Solbakken sykehjem"]


def test_start_krever_enten_kartlegging_eller_annen_kilde(sted):
    with pytest.raises(TiltaksfeilError) as feil:
        bygg.vurdering(sted, kilde=Kilde.KARTLEGGING)
    assert list(feil.value.feltene) == ["kilde"]
    assert Risikovurdering.objects.count() == 0


def test_start_avviser_folk_fra_en_annen_virksomhet(sted):
    fremmed = bygg.sted("Andeby", "310500011")
    with pytest.raises(TiltaksfeilError) as feil:
        bygg.vurdering(replace(sted, verneombud=fremmed.verneombud))
    assert list(feil.value.feltene) == ["verneombud"]


def test_start_avviser_samme_person_som_leder_og_verneombud(sted):
    with pytest.raises(TiltaksfeilError, match="samme person"):
        bygg.vurdering(replace(sted, verneombud=sted.leder))


def test_start_avviser_kartlegging_som_ikke_finnes(sted):
    with pytest.raises(TiltaksfeilError, match="finnes ikke"):
        start_vurdering(
            enhet=sted.enhet,
            kartlegging_id=999,
            kilde=Kilde.KARTLEGGING,
            motedato=bygg.MOTE,
            leder=sted.leder,
            verneombud=None,
            av=sted.leder,
            naa=bygg.NAA,
        )


def test_enkeltvurdering_er_skjult_for_den_andre_til_begge_har_levert(sted, vurdering):
    forhold = bygg.forhold(vurdering, "c")
    felles = {"forhold": forhold, "begrunnelse": "", "naa": bygg.NAA}
    vurder_hver_for_seg(rolle="leder", s=2, k=3, av=sted.leder, **felles)
    assert synlige_enkeltvurderinger(forhold, sted.verneombud) == []
    assert synlige_enkeltvurderinger(forhold, sted.hr) == []
    assert [en.rolle for en in synlige_enkeltvurderinger(forhold, sted.leder)] == ["leder"]
    vurder_hver_for_seg(rolle="verneombud", s=5, k=4, av=sted.verneombud, **felles)
    assert [en.rolle for en in synlige_enkeltvurderinger(forhold, sted.hr)] == ["leder", "verneombud"]


def test_ikke_relevant_viser_ikke_den_andres_egne_vurdering(sted, vurdering):
    forhold = bygg.forhold(vurdering, "b")
    felles = {"forhold": forhold, "naa": bygg.NAA}
    vurder_hver_for_seg(rolle="verneombud", s=5, k=4, begrunnelse="Tunge samtaler.", av=sted.verneombud, **felles)
    sett_ikke_relevant(begrunnelse="Finnes ikke her.", av=sted.leder, **felles)
    forhold = bygg.forhold(vurdering, "b")
    assert forhold.er_vurdert
    assert [synlige_enkeltvurderinger(forhold, hvem) for hvem in (sted.leder, sted.hr, sted.amu)] == [[], [], []]
    assert [en.rolle for en in synlige_enkeltvurderinger(forhold, sted.verneombud)] == ["verneombud"]


@pytest.mark.parametrize(
    ("kilde", "kildetekst", "feltene"),
    [
        (Kilde.AVVIK, " ", ["kildetekst"]),
        (Kilde.OMSTILLING, "", ["kildetekst"]),
        (Kilde.DIALOGMOTE, "", None),
        (Kilde.AVVIK, "Avvik i natt, 3. november.", None),
    ],
)
def test_avvik_og_omstilling_krever_at_kilden_er_beskrevet(sted, kilde, kildetekst, feltene):
    felt = {"enhet": sted.enhet, "kartlegging_id": None, "motedato": bygg.MOTE, "leder": sted.leder}
    start = partial(
        start_vurdering,
        **felt,
        verneombud=sted.verneombud,
        kilde=kilde,
        kildetekst=kildetekst,
        av=sted.leder,
        naa=bygg.NAA,
    )
    if feltene is None:
        assert start().kilde == kilde
        return
    with pytest.raises(TiltaksfeilError) as feil:
        start()
    assert list(feil.value.feltene) == feltene
    assert Risikovurdering.objects.count() == 0


def test_to_som_konkluderer_samtidig_skriver_ikke_over_hverandre(vurdering):
    bygg.vurder_alle(vurdering)
    sett = samletstand(vurdering)
    felt = {"vurdering": vurdering, "niva": Risikoniva.ROD, "av": vurdering.leder, "naa": bygg.NAA}
    konkluder_samlet(konklusjon="Den første.", sist_sett=sett, **felt)
    with pytest.raises(EndretAvAnnenError):
        konkluder_samlet(konklusjon="Den andre.", sist_sett=sett, **felt)
    vurdering.refresh_from_db()
    assert vurdering.samlet_konklusjon == "Den første."
    konkluder_samlet(konklusjon="Den andre.", sist_sett=samletstand(vurdering), **felt)
    vurdering.refresh_from_db()
    assert vurdering.samlet_konklusjon == "Den andre."


def test_den_andre_ser_det_som_er_lagret_naar_to_konkluderer_samtidig(client, vurdering):
    bygg.vurder_alle(vurdering)
    sett = samletstand(vurdering)
    bygg.konkluder(vurdering, Risikoniva.ROD)
    client.force_login(vurdering.verneombud)
    data = {"niva": "gul", "konklusjon": "Mitt utkast.", "stand": sett}
    svar = client.post(f"/app/risiko/{vurdering.pk}/samlet/", data)
    assert svar.status_code == 422
    assert "Tidspresset preger alt." in svar.content.decode()
    assert "Mitt utkast." in svar.content.decode()
    vurdering.refresh_from_db()
    assert vurdering.samlet_niva == "rod"
    data["stand"] = svar.context["standen"]
    assert client.post(f"/app/risiko/{vurdering.pk}/samlet/", data).status_code == 302


def test_ikke_relevant_skriver_ikke_over_det_den_andre_nettopp_lagret(vurdering):
    forhold = bygg.forhold(vurdering, "c")
    sett = stand(forhold)
    vurder(forhold)
    with pytest.raises(EndretAvAnnenError):
        sett_ikke_relevant(forhold=forhold, begrunnelse="Nei.", av=vurdering.leder, naa=bygg.NAA, sist_sett=sett)
    assert bygg.forhold(vurdering, "c").risikoniva


def test_enkeltvurdering_staar_ikke_i_loggen(sted, vurdering):
    forhold = bygg.forhold(vurdering, "c")
    vurder_hver_for_seg(forhold=forhold, rolle="leder", s=2, k=3, begrunnelse="x", av=sted.leder, naa=bygg.NAA)
    hendelse = Hendelse.objects.get(hva="risiko.vurdert_for_seg")
    assert hendelse.detaljer == {"vurdering": vurdering.pk, "faktor": "c", "rolle": "leder"}


def test_enkeltvurdering_kan_ikke_endres_etter_at_begge_har_levert(sted, vurdering):
    forhold = bygg.forhold(vurdering, "c")
    for rolle, hvem in (("leder", sted.leder), ("verneombud", sted.verneombud)):
        vurder_hver_for_seg(forhold=forhold, rolle=rolle, s=3, k=3, begrunnelse="", av=hvem, naa=bygg.NAA)
    with pytest.raises(TiltaksfeilError, match="Begge har levert"):
        vurder_hver_for_seg(forhold=forhold, rolle="leder", s=5, k=5, begrunnelse="", av=sted.leder, naa=bygg.NAA)
    assert set(Enkeltvurdering.objects.values_list("sannsynlighet", flat=True)) == {3}


def test_enkeltvurdering_er_stengt_naar_gruppen_er_enig(sted, vurdering):
    forhold = bygg.vurder(vurdering, "c")
    with pytest.raises(TiltaksfeilError, match="alt vurdert i fellesskap"):
        vurder_hver_for_seg(
            forhold=forhold, rolle="verneombud", s=3, k=3, begrunnelse="", av=sted.verneombud, naa=bygg.NAA
        )


@pytest.mark.parametrize(("rolle", "hvem"), [("leder", "verneombud"), ("verneombud", "leder"), ("hr", "hr")])
def test_ingen_kan_levere_enkeltvurdering_for_en_annen(sted, vurdering, rolle, hvem):
    with pytest.raises(PermissionDenied):
        vurder_hver_for_seg(
            forhold=bygg.forhold(vurdering, "c"),
            rolle=rolle,
            s=3,
            k=3,
            begrunnelse="",
            av=getattr(sted, hvem),
            naa=bygg.NAA,
        )


@pytest.mark.parametrize(
    ("s", "k", "overstyring", "niva"),
    [
        (4, 3, None, "oransje"),
        (5, 5, None, "rod"),
        (1, 1, None, "gronn"),
        (1, 1, Overstyring.ALVORLIG_VOLD, "oransje"),
        (5, 5, Overstyring.ALVORLIG_VOLD, "rod"),
    ],
)
def test_nivaet_slaas_opp_og_overstyring_loefter_til_minst_oransje(vurdering, s, k, overstyring, niva):
    forhold = vurder(bygg.forhold(vurdering, "g"), s=s, k=k, overstyring=overstyring)
    forhold.refresh_from_db()
    assert (forhold.risikoniva, forhold.overstyring) == (niva, str(overstyring or ""))


@pytest.mark.parametrize(
    ("felt", "verdi", "feilfelt"),
    [
        ("begrunnelse", "   ", "begrunnelse"),
        ("aarsaker", {}, "aarsaker"),
        ("aarsaker", {"været": ""}, "aarsaker"),
        ("aarsaker", {"ledelse": "x" * 301}, "aarsaker"),
        ("utfall", [], "utfall"),
        ("utfall", ["latskap"], "utfall"),
        ("s", 0, "sannsynlighet"),
        ("k", 6, "konsekvens"),
    ],
)
def test_vurdering_med_feil_skriver_ingenting(vurdering, felt, verdi, feilfelt):
    forhold = bygg.forhold(vurdering, "c")
    with pytest.raises(TiltaksfeilError) as feil:
        vurder(forhold, **{felt: verdi})
    assert list(feil.value.feltene) == [feilfelt]
    forhold.refresh_from_db()
    assert (forhold.risikoniva, forhold.aarsakene.count(), forhold.er_vurdert) == ("", 0, False)


def test_aarsak_et_tiltak_virker_paa_kan_ikke_tas_bort(vurdering):
    forhold = bygg.vurder(vurdering, "c", aarsaker=("systemer", "ledelse"))
    bygg.tiltak(vurdering)
    with pytest.raises(TiltaksfeilError, match="T-01"):
        vurder(forhold, aarsaker={"ledelse": ""})
    assert forhold.aarsakene.count() == 2


def test_aarsak_uten_tiltak_kan_tas_bort_og_beskrivelsen_endres(vurdering):
    forhold = bygg.vurder(vurdering, "c", aarsaker=("systemer", "ledelse"))
    vurder(forhold, aarsaker={"ledelse": "Ny tekst"})
    assert list(forhold.aarsakene.values_list("aarsak", "beskrivelse")) == [("ledelse", "Ny tekst")]


def test_to_som_skriver_samtidig_mister_ikke_noe_stille(vurdering):
    forhold = bygg.forhold(vurdering, "c")
    sett = stand(forhold)
    vurder(forhold, sist_sett=sett, begrunnelse="Den første")
    with pytest.raises(EndretAvAnnenError):
        vurder(forhold, sist_sett=sett, begrunnelse="Den andre")
    forhold.refresh_from_db()
    assert forhold.begrunnelse == "Den første"
    assert vurder(forhold, sist_sett=stand(forhold), begrunnelse="Den andre").begrunnelse == "Den andre"


def test_ikke_relevant_krever_grunn_og_tar_bort_nivaet(vurdering):
    forhold = bygg.vurder(vurdering, "c")
    with pytest.raises(TiltaksfeilError):
        sett_ikke_relevant(forhold=forhold, begrunnelse=" ", av=vurdering.leder, naa=bygg.NAA)
    forhold = sett_ikke_relevant(forhold=forhold, begrunnelse="Ingen vakter.", av=vurdering.leder, naa=bygg.NAA)
    assert (forhold.er_vurdert, forhold.risikoniva, forhold.sannsynlighet, forhold.aarsakene.count()) == (
        True,
        "",
        None,
        0,
    )


def test_forhold_med_tiltak_kan_ikke_bli_ikke_relevant(vurdering):
    forhold = bygg.vurder(vurdering, "c")
    bygg.tiltak(vurdering)
    with pytest.raises(TiltaksfeilError, match="T-01"):
        sett_ikke_relevant(forhold=forhold, begrunnelse="Nei.", av=vurdering.leder, naa=bygg.NAA)


def test_samlet_krever_at_alt_er_vurdert_og_en_konklusjon(vurdering):
    with pytest.raises(TiltaksfeilError, match="C Mengde og tidspress"):
        bygg.konkluder(vurdering)
    bygg.vurder_alle(vurdering)
    with pytest.raises(TiltaksfeilError):
        konkluder_samlet(vurdering=vurdering, niva=Risikoniva.GUL, konklusjon=" ", av=vurdering.leder, naa=bygg.NAA)
    vurdering = bygg.konkluder(vurdering, Risikoniva.ROD)
    assert (vurdering.samlet_forslag, vurdering.samlet_niva) == ("oransje", "rod")
    assert "Høyeste enkeltnivå" in vurdering.samlet_regel or "En eller to" in vurdering.samlet_regel


def test_samlet_foreslaar_ett_nivaa_opp_naar_a_og_c_er_hoye(vurdering):
    bygg.vurder_alle(vurdering, hoye="ac")
    assert samletforslag(vurdering, vurdering.forholdene.all()).niva == Risikoniva.ROD


def test_samlet_bruker_utgivelsens_tall_naar_de_finnes(vurdering):
    bygg.vurder_alle(vurdering, hoye="b")
    assert samletforslag(vurdering, vurdering.forholdene.all()).niva == Risikoniva.ORANSJE
    vurdering.grunnlag = {"samlet": {"minst_tre": 21, "samvirker": []}}
    assert samletforslag(vurdering, vurdering.forholdene.all()).niva == Risikoniva.ROD
    vurdering.grunnlag = {"samlet": {"minst_tre": 20, "samvirker": [{"id": "a-c", "andel": 4}]}}
    assert samletforslag(vurdering, vurdering.forholdene.all()).niva == Risikoniva.ORANSJE


def test_endret_nivaa_etter_samlet_stopper_utsending(vurdering):
    bygg.vurder_alle(vurdering)
    bygg.konkluder(vurdering)
    vurder(bygg.forhold(vurdering, "c"), s=5, k=5)
    with pytest.raises(TiltaksfeilError, match="endret etter"):
        be_om_uttalelse(vurdering=vurdering, av=vurdering.leder, naa=bygg.NAA)


def test_laast_vurdering_kan_ikke_endres(vurdering):
    bygg.vurder_alle(vurdering)
    bygg.konkluder(vurdering)
    be_om_uttalelse(vurdering=vurdering, av=vurdering.leder, naa=bygg.NAA)
    with pytest.raises(TiltaksfeilError, match="Ta den tilbake"):
        vurder(bygg.forhold(vurdering, "c"))
    with pytest.raises(TiltaksfeilError, match="Ta den tilbake"):
        bygg.tiltak(vurdering)


def test_ingen_blir_enige_for_begge_har_vurdert_for_seg_uten_en_grunn_som_trykkes(sted, vurdering):
    vurder(bygg.forhold(vurdering, "a"), s=1, k=1)
    assert alle_advarsler(forhandshentet(vurdering)) == []
    forhold = bygg.forhold(vurdering, "b")
    with pytest.raises(TiltaksfeilError, match="Verken lederen eller verneombudet") as feil:
        vurder(forhold, s=1, k=1, uten_hver_for_seg_fordi=" ")
    assert list(feil.value.feltene) == ["uten_hver_for_seg_fordi"]
    vurder_hver_for_seg(forhold=forhold, rolle="leder", s=1, k=1, begrunnelse="", av=sted.leder, naa=bygg.NAA)
    with pytest.raises(TiltaksfeilError, match="Verneombudet har ikke levert"):
        vurder(forhold, s=1, k=1)
    vurder(forhold, s=1, k=1, uten_hver_for_seg_fordi="Verneombudet er sykmeldt.")
    assert [(en.faktor, en.grunn) for en in alle_advarsler(forhandshentet(vurdering))] == [
        ("b", "Verneombudet er sykmeldt.")
    ]


def test_uten_verneombud_vurderer_lederen_alene(sted):
    alene = bygg.vurdering(sted)
    type(alene).objects.filter(pk=alene.pk).update(verneombud=None)
    assert vurder(bygg.forhold(alene, "a"), uten_hver_for_seg_fordi="").risikoniva == "oransje"
