"""Planen og grunnlaget på språket til den som leser, mens det som signeres, er det samme for alle."""

import pytest
from django.utils import translation

from tests.factories import KartleggingFactory
from tests.tiltak import bygg
from tiltak.actions import be_om_uttalelse, endre_tilstand, signer
from tiltak.actions.plan import ordlyd
from tiltak.domain.katalog import sok
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.oversettelse import grunnlag_paa_spraket, plan_paa_spraket, samlet_paa_spraket
from tiltak.planinnhold import planinnhold

pytestmark = pytest.mark.django_db


@pytest.fixture
def sendt():
    vurdering = bygg.vurdering(bygg.sted())
    bygg.vurder_alle(vurdering)
    bygg.tiltak(vurdering)
    bygg.konkluder(vurdering)
    return be_om_uttalelse(vurdering=vurdering, av=vurdering.leder, naa=bygg.NAA)


@pytest.mark.parametrize("sprak", ["nn", "en"])
def test_det_som_signeres_er_det_samme_uansett_sprak(sendt, sprak):
    med_nb = planinnhold(sendt)

    with translation.override(sprak):
        assert planinnhold(sendt) == med_nb
        assert ordlyd(sendt) == ordlyd(sendt, med_nb)
        plan = signer(vurdering=sendt, av=sendt.leder, naa=bygg.NAA, grunn_uten_uttalelse="Ingen er valgt.")
    assert plan.innhold["forholdene"][2]["aarsaker"][0]["navn"] == "Systemer for styring og planlegging"
    assert plan.innhold["balanse"]["setning"] == "1 av 1 tiltak endrer hvordan arbeidet er organisert."


def test_planen_leses_pa_engelsk_uten_at_folks_egne_ord_er_rort(sendt):
    lagret = planinnhold(sendt)

    with translation.override("en"):
        lest = plan_paa_spraket(lagret, None)

    tempo = lest["forholdene"][2]
    assert (tempo["navn"], tempo["kortnavn"]) == ("Workload and time pressure", "Workload and time")
    assert tempo["aarsaker"] == [
        {
            "kode": "systemer",
            "navn": "Systems for management and planning",
            "beskrivelse": "Bemanningen følger ikke behovet.",
        }
    ]
    assert tempo["utfall"] == [{"id": "utmattelse", "navn": "Exhaustion"}]
    assert tempo["begrunnelse"] == "Mange sier det samme."
    assert lest["balanse"]["setning"] == "1 of 1 measures change how the work is organised."
    assert lest["advarsler"][0]["setning"] == ("The risk is high or very high, and the cause check has not been done.")
    assert lest["tiltakene"] == lagret["tiltakene"]
    assert planinnhold(sendt) == lagret


def test_pa_bokmal_er_planen_ord_for_ord_den_som_ble_lagret(sendt):
    lagret = planinnhold(sendt) | {"advarsler": [{"faktor": "", "setning": "Et eldre ord.", "grunn": ""}]}

    with translation.override("nb"):
        assert plan_paa_spraket(lagret, None) == lagret


def test_et_utfall_filen_ikke_har_lenger_beholder_navnet(sendt):
    lagret = planinnhold(sendt)
    lagret["forholdene"][2]["utfall"] = [{"id": "borte", "navn": "Et gammelt utfall"}]

    with translation.override("en"):
        assert plan_paa_spraket(lagret, None)["forholdene"][2]["utfall"] == [
            {"id": "borte", "navn": "Et gammelt utfall"}
        ]


def test_skalaer_hendelser_og_samvirker_far_navnet_i_instrumentet():
    kartlegging = KartleggingFactory()
    grunnlag = {
        "skalaer": [{"kode": "a1", "navn": "x", "snitt": 40}],
        "hendelser": [{"kode": "borte", "navn": "Gammel"}],
    }
    samlet = {"minst_to": 10, "samvirker": [{"id": "a-c", "navn": "x", "andel": 5}]}

    with translation.override("en"):
        assert grunnlag_paa_spraket(grunnlag, kartlegging) == {
            "skalaer": [{"kode": "a1", "navn": "Role clarity", "snitt": 40}],
            "hendelser": [{"kode": "borte", "navn": "Gammel"}],
        }
        assert samlet_paa_spraket(samlet, kartlegging)["samvirker"][0]["navn"] != "x"
        assert grunnlag_paa_spraket(grunnlag, None) == grunnlag
        assert samlet_paa_spraket({}, kartlegging) == {}
    with translation.override("nb"):
        assert grunnlag_paa_spraket(grunnlag, kartlegging) == grunnlag


def test_historien_er_pa_kildespraket_uansett_hvem_som_skriver(sendt):
    tiltaket = sendt.tiltakene.get()
    with translation.override("en"):
        signer(vurdering=sendt, av=sendt.leder, naa=bygg.NAA, grunn_uten_uttalelse="Ingen er valgt.")
        linje = endre_tilstand(
            tiltak=tiltaket,
            til=Tiltakstilstand.PLANLAGT,
            tekst="Moved.",
            frist=bygg.FRIST.replace(month=3),
            av=sendt.leder,
            naa=bygg.NAA,
        )

    assert linje.tekst == "Frist flyttet fra 1. februar 2027 til 1. mars 2027. Moved."


def test_katalogen_sokes_i_ordene_som_vises():
    with translation.override("en"):
        assert [en.id for en in sok(tekst="lone working", oversett=translation.gettext)] == [
            "alenearbeid",
            "kontaktpunkt",
        ]
        assert sok(tekst="alenearbeid", oversett=translation.gettext) == ()
    assert [en.id for en in sok(tekst="alenearbeid")] == ["alenearbeid"]
