"""Dekningen: hva som er gjort i hver enhet, hva som mangler ved de røde risikoene, og årsakene på tvers."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from arbeidsmiljo.models import Enhet
from kartlegging.viste import viste_faktorer
from tests.kartlegging import publisert
from tests.tiltak import bygg
from tiltak.actions import be_om_uttalelse, endre_tilstand, signer
from tiltak.dekning import dekningen, enhetene, risikoene, sammendrag, siste_kartlegging, vurderingene
from tiltak.domain.begreper import Dom
from tiltak.domain.dekning import Dekningssteg
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.risiko import Risikoniva
from tiltak.domain.tilstand import Tiltakstilstand, Vurderingstilstand
from tiltak.models import Effekt, Risikovurdering, Tiltak
from tiltak.oppgaver import oppgaver

I_DAG = bygg.NAA.date()


@pytest.fixture
def sted(db):
    return bygg.sted()


def roed(sted, faktor="c", *, aarsaker=("systemer",), enhet=None):
    """En vurdering der ``faktor`` er svært høy (S 5, K 5)."""
    vurdering = bygg.vurdering(sted, enhet=enhet or bygg.ny_enhet(sted))
    bygg.vurder(vurdering, faktor, 5, 5, aarsaker)
    return vurdering


def manglene(sted, i_dag=I_DAG):
    bruker = type(sted.hr).objects.get(pk=sted.hr.pk)
    return dict(sammendrag(bruker, enhetene(bruker), i_dag).mangler)


def test_en_roed_risiko_uten_tiltak_mangler_baade_tiltak_og_ansvarlig(sted):
    roed(sted)
    assert manglene(sted) == {"primaert": 1, "ansvarlig": 1, "forfalt": 0}


def test_et_symptomtiltak_gir_en_ansvarlig_men_ikke_et_primaert_tiltak(sted):
    vurdering = roed(sted)
    bygg.tiltak(vurdering, nivaa=Tiltaksniva.SEKUNDAER, med_aarsak=False)
    assert manglene(sted) == {"primaert": 1, "ansvarlig": 0, "forfalt": 0}
    bygg.tiltak(vurdering, med_aarsak=False)
    assert manglene(sted)["primaert"] == 1
    bygg.tiltak(vurdering)
    assert manglene(sted) == {"primaert": 0, "ansvarlig": 0, "forfalt": 0}


def test_et_avlyst_tiltak_teller_ikke_og_en_stengt_konto_har_ikke_ansvar(sted):
    tiltak = bygg.tiltak(roed(sted))
    sted.leder.is_active = False
    sted.leder.save()
    assert manglene(sted) == {"primaert": 0, "ansvarlig": 1, "forfalt": 0}
    sted.leder.is_active = True
    sted.leder.save()
    endre_tilstand(tiltak=tiltak, til=Tiltakstilstand.AVLYST, tekst="Nei.", av=sted.leder, naa=bygg.NAA)
    assert manglene(sted) == {"primaert": 1, "ansvarlig": 1, "forfalt": 0}


def test_forfalt_er_etter_fristen_og_ikke_naar_tiltaket_er_ferdig(sted):
    tiltak = bygg.tiltak(roed(sted))
    assert manglene(sted, bygg.FRIST)["forfalt"] == 0
    assert manglene(sted, bygg.FRIST + timedelta(days=1))["forfalt"] == 1
    endre_tilstand(tiltak=tiltak, til=Tiltakstilstand.FERDIG, tekst="", av=sted.leder, naa=bygg.NAA)
    assert manglene(sted, bygg.FRIST + timedelta(days=1))["forfalt"] == 0


def test_et_tiltak_foert_videre_har_statusen_det_har_naa(sted):
    tiltak = bygg.tiltak(roed(sted))
    nytt = Tiltak.objects.get(pk=tiltak.pk)
    nytt.pk, nytt.forgjenger = None, tiltak
    nytt.vurdering, nytt.tilstand = bygg.vurdering(sted, enhet=bygg.ny_enhet(sted)), Tiltakstilstand.AVLYST
    nytt.save()
    assert manglene(sted) == {"primaert": 1, "ansvarlig": 1, "forfalt": 0}


def test_oransje_risikoer_er_med_i_listen_men_ikke_i_det_som_haster(sted):
    bygg.vurder(bygg.vurdering(sted), "c")
    assert manglene(sted) == {"primaert": 0, "ansvarlig": 0, "forfalt": 0}
    assert [(en.faktor, en.mangler_primaert) for en in risikoene(sted.hr, I_DAG)] == [("c", True)]
    assert list(risikoene(sted.hr, I_DAG, niva="rod")) == []


def test_den_signerte_gjelder_foran_utkastet_og_den_forkastede_aldri(sted):
    utkast = bygg.vurdering(sted)
    assert list(vurderingene(sted.hr)) == [utkast]
    bygg.vurder_alle(utkast)
    bygg.konkluder(utkast)
    be_om_uttalelse(vurdering=utkast, av=sted.leder, naa=bygg.NAA)
    signer(vurdering=utkast, av=sted.leder, naa=bygg.NAA, grunn_uten_uttalelse="Ingen.")
    Risikovurdering.objects.create(
        enhet=sted.enhet,
        kilde="intervju",
        motedato=I_DAG,
        leder=sted.leder,
        opprettet=bygg.NAA,
        tilstand=Vurderingstilstand.UTKAST,
    )
    bortkastet = bygg.vurdering(sted, enhet=sted.nabo)
    Risikovurdering.objects.filter(pk=bortkastet.pk).update(tilstand=Vurderingstilstand.FORKASTET)
    assert list(vurderingene(sted.hr)) == [utkast]


def test_en_enhet_under_en_vurdert_er_dekket_av_den(sted):
    under = bygg.ny_enhet(sted)
    bygg.vurdering(sted)
    radene = {en.kode: en for en in enhetene(sted.hr)}
    assert radene[under.kode].over == sted.enhet.navn
    assert [en.kode for en in radene.values() if en.er_dekket] == ["solbakken", under.kode]
    assert [(en.kode, en.dybde) for en in radene.values()][1:] == [("nabo", 1), ("solbakken", 1), (under.kode, 2)]


def test_lukkede_enheter_er_ikke_med(sted):
    roed(sted, enhet=sted.nabo)
    Enhet.objects.filter(pk=sted.nabo.pk).update(lukket=I_DAG)
    assert [en.kode for en in enhetene(sted.hr)][1:] == ["solbakken"]
    assert manglene(sted)["primaert"] == 0


def test_aarsakene_telles_en_gang_per_risiko(sted):
    roed(sted, aarsaker=("ledelse", "systemer"))
    roed(sted, "b", aarsaker=("ledelse",))
    gul = bygg.vurdering(sted, enhet=bygg.ny_enhet(sted))
    bygg.vurder(gul, "c", 1, 1, ("informasjon",))
    tall = sammendrag(sted.hr, enhetene(sted.hr), I_DAG)
    assert [(str(en.aarsak), en.antall, en.alle) for en in tall.aarsakene] == [
        ("ledelse", 2, 2),
        ("systemer", 1, 2),
        ("medvirkning", 0, 2),
        ("informasjon", 0, 2),
        ("opplaering", 0, 2),
    ]
    assert [en.faktor for en in risikoene(sted.hr, I_DAG, aarsak="systemer")] == ["c"]


def test_siden_sier_aarsakene_i_ord_og_lenker_til_risikoene(client, sted):
    roed(sted, aarsaker=("ledelse",))
    client.force_login(sted.hr)
    side = client.get(reverse("dekning")).content.decode()
    assert "Ledelse er årsak i 1 av 1 oransje og røde risikoer." in side
    assert f'href="{reverse("dekning_risikoer")}?aarsak=ledelse"' in side


def test_cellene_har_niva_tiltak_og_dato_for_evalueringen(sted):
    vurdering = roed(sted, enhet=sted.enhet)
    tiltak = bygg.tiltak(vurdering)
    Effekt.objects.create(tiltak=tiltak, regelens_dom=Dom.VIRKET, dom=Dom.VIRKET, bruker=sted.leder, tidspunkt=bygg.NAA)
    rad = next(en for en in enhetene(sted.hr) if en.kode == "solbakken")
    celle = dekningen([rad], None)[sted.enhet.pk]["c"]
    assert (celle.niva, celle.tiltak, celle.vurdert, celle.evaluert, celle.steg) == (
        Risikoniva.ROD,
        1,
        bygg.MOTE,
        date(2026, 11, 24),
        Dekningssteg.EVALUERT,
    )


def test_toppleder_og_hr_faar_beskjed_om_roede_risikoer_uten_tiltak_mot_aarsaken(sted):
    vurdering = roed(sted)
    ventet = ["1 svært høy risiko mangler tiltak mot årsaken"]
    assert [en.tittel for en in oppgaver(sted.hr, I_DAG)] == ventet
    assert [en.tittel for en in oppgaver(sted.toppleder, I_DAG)] == ventet
    assert ventet[0] not in [en.tittel for en in oppgaver(sted.leder, I_DAG)]
    bygg.tiltak(vurdering)
    assert oppgaver(sted.toppleder, I_DAG) == []


def test_en_annen_arbeidsgiver_er_ikke_med(client, sted):
    fremmed = bygg.sted("Andeby", "310500011")
    roed(fremmed)
    assert manglene(sted) == {"primaert": 0, "ansvarlig": 0, "forfalt": 0}
    client.force_login(sted.hr)
    assert [en.kode for en in client.get(reverse("dekning")).context["side"]] == [
        sted.rot.kode,
        "nabo",
        "solbakken",
    ]
    assert list(client.get(reverse("dekning_risikoer")).context["side"]) == []


def test_utvalgene_og_soket_snevrer_inn(client, sted):
    under = bygg.ny_enhet(sted)
    bygg.vurdering(sted)
    client.force_login(sted.hr)

    def koder(**valg):
        return [en.kode for en in client.get(reverse("dekning"), valg).context["side"]]

    assert koder(under="solbakken") == ["solbakken", under.kode]
    assert koder(vis="uten_vurdering") == [sted.rot.kode, "nabo"]
    assert koder(vis="uten_signert") == ["solbakken"]
    assert koder(sok="NORDLIA") == ["nabo"]
    assert koder(under="finnes-ikke", vis="tull") == [sted.rot.kode, "nabo", "solbakken", under.kode]
    assert koder(sok="xyzzy") == []


def test_ukjente_valg_i_risikolisten_gjelder_ikke(client, sted):
    roed(sted)
    client.force_login(sted.hr)
    svar = client.get(reverse("dekning_risikoer"), {"mangel": "tull", "aarsak": "x", "niva": "gul"})
    assert (svar.context["valgt"], len(svar.context["side"])) == ({"mangel": "", "aarsak": "", "niva": ""}, 1)


@pytest.mark.django_db(transaction=True)
def test_kartlagt_er_enheter_og_faktorer_utgivelsen_viser():
    sted = publisert.sted()
    runde = publisert.publisert(sted)
    hos = {en.kode: en for en in enhetene(sted.hr)}
    kartlegging = siste_kartlegging(sted.hr)
    assert kartlegging is not None
    assert (kartlegging.id, kartlegging.navn) == (runde.pk, runde.navn)
    alle = dekningen(list(hos.values()), kartlegging)
    assert {kode for kode, en in hos.items() if alle[en.pk]["c"].kartlagt} == set(viste_faktorer(runde.pk, list(hos)))
    assert alle[hos["lite"].pk]["c"].steg is Dekningssteg.INGEN
    assert alle[hos["solbakken"].pk]["c"].steg is Dekningssteg.KARTLAGT
    assert viste_faktorer(runde.pk, ["lite"]) == {}


@pytest.mark.parametrize("side", ["dekning", "dekning_risikoer"])
def test_antall_sporringer_er_likt_for_en_og_tre_rader(client, sted, django_assert_max_num_queries, side):
    bygg.tiltak(roed(sted))
    client.force_login(sted.hr)
    with django_assert_max_num_queries(25) as med_en:
        client.get(reverse(side))
    for _ in range(2):
        bygg.tiltak(roed(sted, "b", aarsaker=("ledelse", "systemer")), "b")
    with django_assert_max_num_queries(25) as med_tre:
        client.get(reverse(side))
    assert len(med_tre) == len(med_en)
