"""Grunnlaget fra en ekte utgivelse: tallene i vurderingen er utgivelsens, og en skjult enhet får dem aldri."""

from datetime import date

import pytest
from django.urls import reverse

from arbeidsmiljo.actions import tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Enhet
from arbeidsmiljo.oppgaver import oppgaver_for
from kartlegging.actions import avgi_mange, lukk
from kartlegging.models import Resultat
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet, koder
from tests.tiltak import bygg
from tiltak.actions import be_om_uttalelse, start_vurdering
from tiltak.domain.begreper import Kilde
from tiltak.domain.risiko import foreslatt_sannsynlighet
from tiltak.feil import TiltaksfeilError
from tiltak.models import Risikovurdering
from tiltak.oppgaver import oppgaver


@pytest.fixture
def runde(transactional_db):
    """En lukket runde: «stor» med 40 svar der halvparten er utsatt for c, «andre» med 30, «liten» med 4."""
    kartlegging = aapnet({"stor": 40, "andre": 30, "liten": 4})
    hardt = {ledd: 5 for ledd in ALLE_MIDT if ledd.startswith("c")} | {"g1": 2}
    svarene = []
    for kode in ("stor", "andre", "liten"):
        for plass, nokkel in enumerate(koder(kartlegging, kode)):
            svarene.append((nokkel, ALLE_MIDT | (hardt if kode == "stor" and plass % 2 else {})))
    avgi_mange(kartlegging=kartlegging, besvarelsene=svarene)
    lukk(kartlegging=kartlegging, av=None, naa=NAA)
    kartlegging.refresh_from_db()
    return kartlegging


@pytest.fixture
def leder(runde):
    bruker = Bruker.objects.opprett(epost="leder@prove.example", navn="Ingrid Nes")
    rot = Enhet.objects.get(kode="rot")
    tildel_rolle(bruker=bruker, rolle=Rolle.LEDER, enhet=rot, av=None, naa=NAA, fra=date(2020, 1, 1))
    return bruker


def start(runde, leder, kode):
    return start_vurdering(
        enhet=Enhet.objects.get(kode=kode),
        kartlegging_id=runde.pk,
        kilde=Kilde.KARTLEGGING,
        motedato=bygg.MOTE,
        leder=leder,
        verneombud=None,
        av=leder,
        naa=NAA,
    )


def test_grunnlaget_er_utgivelsens_tall_og_forslaget_er_baandet(runde, leder):
    vurdering = start(runde, leder, "stor")
    utgitt = Resultat.objects.get(kode="stor").verdier
    forhold = bygg.forhold(vurdering, "c")
    c = utgitt["faktorer"]["c"]
    assert vurdering.utgivelse_sha256 == runde.utgivelsen.sha256
    assert (vurdering.grunnlag["antall"], vurdering.grunnlag["svarprosent"]) == (
        utgitt["antall"],
        utgitt["svarprosent"],
    )
    assert vurdering.grunnlag["samlet"]["minst_to"] == utgitt["samlet"]["minst_to"]
    assert {en["id"]: en["andel"] for en in vurdering.grunnlag["samlet"]["samvirker"]} == utgitt["samlet"]["samvirker"]
    assert {navn: forhold.grunnlag[navn] for navn in ("indeks", "indeks_lav", "andel_lav", "andel_hoy")} == {
        navn: c[navn] for navn in ("indeks", "indeks_lav", "andel_lav", "andel_hoy")
    }
    forslag = foreslatt_sannsynlighet(c["andel_eksponert"], c["andel_lav"], c["andel_hoy"])
    assert forslag.punkt in {4, 5}
    assert (forhold.foreslatt_sannsynlighet, forhold.foreslatt_nivaer) == (forslag.punkt, list(forslag.nivaer))
    assert forhold.sannsynlighet is None


def test_hendelser_gir_andelen_der_faktoren_ikke_har_noen(runde, leder):
    forhold = bygg.forhold(start(runde, leder, "stor"), "g")
    utgitt = Resultat.objects.get(kode="stor").verdier["hendelser"]
    assert utgitt["g1"]["andel"] > 30
    assert forhold.grunnlag["andel"] == utgitt["g1"]["andel"]
    assert forhold.grunnlag["andel_lav"] < utgitt["g1"]["andel"] < forhold.grunnlag["andel_hoy"]
    assert {en["kode"]: en["andel"] for en in forhold.grunnlag["hendelser"]} == {
        kode: verdi["andel"] for kode, verdi in utgitt.items() if kode.startswith("g")
    }
    # Båndene for vold er strengere enn standardbåndene, så samme andel gir høyere trinn.
    assert forhold.foreslatt_sannsynlighet == 5


def test_skjult_enhet_vises_til_dialogmoter_og_faar_ingen_tall(runde, leder):
    assert Resultat.objects.get(kode="liten").verdier["antall"] is None
    with pytest.raises(TiltaksfeilError) as feil:
        start(runde, leder, "liten")
    assert list(feil.value.feltene) == ["kartlegging"]
    assert "dialogmøte" in str(feil.value)
    assert Risikovurdering.objects.count() == 0


def test_start_fra_siden_med_siste_kartlegging_og_forhold_med_tall(runde, leder, client):
    client.force_login(leder)
    side = client.get(f"{reverse('risikovurdering_ny')}?kartlegging={runde.kortnavn}&enhet=stor").content.decode()
    assert "checked" in side.split('value="kartlegging"', 1)[1].split(">", 1)[0]
    skjema = {
        "enhet": Enhet.objects.get(kode="stor").pk,
        "kilde": "kartlegging",
        "motedato": "2026-11-20",
        "leder": leder.pk,
    }
    assert client.post(reverse("risikovurdering_ny"), skjema).status_code == 302
    vurdering = Risikovurdering.objects.get()
    andel = bygg.forhold(vurdering, "c").grunnlag["andel"]
    forhold = client.get(reverse("risikoforhold", args=[vurdering.pk, "c"])).content.decode()
    assert f"{andel} prosent er utsatt" in forhold
    samlet = client.get(reverse("samlet", args=[vurdering.pk])).content.decode()
    assert f"{vurdering.grunnlag['samlet']['minst_to']} prosent er utsatt for minst to" in samlet
    skjema["enhet"] = Enhet.objects.get(kode="liten").pk
    svar = client.post(reverse("risikovurdering_ny"), skjema)
    assert (svar.status_code, "Velg dialogmøte" in svar.content.decode()) == (422, True)


def test_forsiden_minner_om_utkast_uttalelse_og_forfalte_tiltak(db):
    sted = bygg.sted()
    vurdering = bygg.vurdering(sted)
    bygg.vurder_alle(vurdering)
    bygg.tiltak(vurdering)
    i_dag = date(2027, 1, 1)
    assert [en.tittel for en in oppgaver(sted.leder, i_dag)] == ["Vurder risiko i Solbakken sykehjem"]
    assert [en.tittel for en in oppgaver(sted.naboleder, i_dag)] == []
    bygg.konkluder(vurdering)
    be_om_uttalelse(vurdering=vurdering, av=sted.leder, naa=bygg.NAA)
    senere = date(2027, 3, 1)
    assert [(en.tittel, en.rang) for en in oppgaver_for(sted.leder, senere) if en in oppgaver(sted.leder, senere)] == [
        ("1 tiltak er over fristen", 0),
        ("Planen for Solbakken sykehjem er til uttalelse", 2),
    ]
    assert [en.tittel for en in oppgaver(sted.verneombud, senere)] == [
        "Les og uttal deg om planen for Solbakken sykehjem"
    ]
