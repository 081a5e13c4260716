"""Planen som dokument sier bare det som skjedde: hvem som vurderte, hva som er advart om, og hva som er endret."""

import re
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse
from pypdf import PdfReader

from arbeidsmiljo.domain.roller import Rolle
from tests.tiltak import bygg
from tests.tiltak.bygg import NAA
from tiltak.actions import be_om_uttalelse, gi_uttalelse, signer, vurder_forhold, vurder_hver_for_seg
from tiltak.domain.risiko import Overstyring
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.models import Tiltak
from tiltak.planinnhold import planinnhold
from tiltak.rapport import innhold_pdf, plan_pdf, plankontekst

pytestmark = pytest.mark.django_db


@pytest.fixture
def sted():
    return bygg.sted()


def _ferdig(hvor, *, forst=None, med_tiltak=True, hver_for_seg=True):
    en = bygg.vurdering(hvor)
    if forst:
        forst(en)
    bygg.vurder_alle(en, hver_for_seg=hver_for_seg)
    if med_tiltak:
        bygg.tiltak(en)
    bygg.konkluder(en)
    en.refresh_from_db()
    return be_om_uttalelse(vurdering=en, av=hvor.leder, naa=NAA)


def _signer(hvor, en):
    gi_uttalelse(vurdering=en, rolle=Rolle.VERNEOMBUD, medvirket="ja", tekst="Enig.", av=hvor.verneombud, naa=NAA)
    return signer(vurdering=en, av=hvor.leder, naa=NAA)


def _tekst(pdf):
    return re.sub(r"\s+", " ", " ".join(side.extract_text() for side in PdfReader(BytesIO(pdf)).pages))


def test_planen_pastar_ikke_at_noen_vurderte_hver_for_seg_nar_de_ikke_gjorde_det(sted):
    tekst = _tekst(plan_pdf(_signer(sted, _ferdig(sted, hver_for_seg=False))))
    assert "Verneombudet var borte." in tekst
    assert "Forholdene er ikke vurdert av leder og verneombud hver for seg." in tekst
    assert "vurderte hver for seg før de ble enige" not in tekst


def test_begges_egne_vurderinger_trykkes_med_begrunnelse_og_uenighet(sted):
    def hver_for_seg(vurdering):
        for rolle, s, av in (("leder", 2, sted.leder), ("verneombud", 5, sted.verneombud)):
            vurder_hver_for_seg(
                forhold=bygg.forhold(vurdering, "c"), rolle=rolle, s=s, k=3, begrunnelse=f"Slik {rolle} ser det.",
                av=av, naa=NAA,
            )  # fmt: skip

    tekst = _tekst(plan_pdf(_signer(sted, _ferdig(sted, forst=hver_for_seg))))
    for ord_ in ("S 2, K 3", "S 5, K 3", "Slik leder ser det.", "Slik verneombud ser det.", "Ulike syn før samtalen"):
        assert ord_ in tekst
    assert "Leder og verneombud vurderte hver for seg før de ble enige." in tekst


def test_advarselen_sier_hvilket_forhold_den_gjelder_og_gruppens_grunn(sted):
    en = bygg.vurdering(sted)
    bygg.vurder_alle(en)
    en.forholdene.filter(faktor="c").update(uten_aarsakstiltak_fordi="Bygget rives i 2028.")
    tekst = _tekst(innhold_pdf(planinnhold(en), dato=NAA))
    assert "C: Risikoen er høy eller svært høy, og ingen tiltak er valgt." in tekst
    assert "Begrunnelse: Bygget rives i 2028." in tekst


def test_overstyring_trykkes_sa_nivaet_kan_forstas(sted):
    en = bygg.vurdering(sted)
    vurder_forhold(
        forhold=bygg.forhold(en, "g"), s=1, k=2, begrunnelse="En trussel i høst.", aarsaker={"opplaering": ""},
        utfall=["skader-ulykker"], uten_hver_for_seg_fordi="Haster.", overstyring=Overstyring.ALVORLIG_VOLD, av=sted.leder, naa=NAA,
    )  # fmt: skip
    tekst = _tekst(innhold_pdf(planinnhold(en), dato=NAA))
    assert "S 1, K 2 Troverdig fare for alvorlig vold: minst høy Sjelden, alvorlig" in tekst


def test_avlyst_tiltak_star_i_tabellen_men_ikke_i_kjeden(sted):
    en = _ferdig(sted)
    assert "T-01 Bemanning" in " ".join(plankontekst(planinnhold(en))["figurene"][0].kjede.tekst)
    en.tiltakene.update(tilstand=Tiltakstilstand.AVLYST)
    kontekst = plankontekst(planinnhold(en))
    assert "T-01" not in " ".join(kontekst["figurene"][0].kjede.tekst)
    assert [rad["tilstandsord"] for rad in kontekst["tiltakene"]] == ["Avlyst"]


def test_neste_versjon_sier_hva_som_er_endret_og_peker_pa_den_forrige(sted):
    forrige = _signer(sted, _ferdig(sted))
    Tiltak.objects.update(tilstand=Tiltakstilstand.AVLYST)
    plan = _signer(sted, _ferdig(sted, med_tiltak=False))
    tekst = _tekst(plan_pdf(plan))
    assert "Endret siden versjon 1" in tekst
    assert "Ikke videreført: Bemanning etter behov." in tekst
    assert forrige.sha256 in tekst.replace(" ", "")
    assert "Endret siden" not in _tekst(plan_pdf(forrige))


def test_amus_uttalelse_skjuler_ikke_at_verneombudet_mangler(sted):
    en = _ferdig(sted)
    gi_uttalelse(vurdering=en, rolle=Rolle.AMU, medvirket="delvis", tekst="Behandlet.", av=sted.amu, naa=NAA)
    plan = signer(vurdering=en, av=sted.leder, naa=NAA, grunn_uten_uttalelse="Vervet står tomt.")
    tekst = _tekst(plan_pdf(plan))
    assert "Behandlet." in tekst
    assert "Verneombudet har ikke uttalt seg om denne ordlyden. Vervet står tomt." in tekst


def test_dokumentet_har_bokmerker_og_ingen_usynlig_tekst(sted):
    pdf = plan_pdf(_signer(sted, _ferdig(sted)))
    with pikepdf.open(BytesIO(pdf)) as dokument, dokument.open_outline() as bokmerkene:
        titlene = [en.title for topp in bokmerkene.root for en in (topp, *topp.children)]
    assert titlene[0] == "Handlingsplan for psykososialt arbeidsmiljø"
    assert [en.split(". ", 1)[0] for en in titlene if en[0].isdigit()] == ["1", "2", "3", "4", "5", "6"]
    forste = PdfReader(BytesIO(pdf)).pages[0].extract_text()
    # Løpende topptekst er utelatt på første side; sto den der likevel, ville en skjermleser lest den før tittelen.
    assert "· Handlingsplan" not in forste


def test_filnavnet_tal_enhetskoder_med_tegn_som_ellers_bryter_hodet(client, sted):
    plan = _signer(sted, _ferdig(sted))
    plan.innhold["enhet"]["kode"] = 'a"b;c/å'
    plan.save()
    client.force_login(sted.leder)
    hode = client.get(reverse("handlingsplan_pdf", args=[plan.vurdering_id, 1]))["Content-Disposition"]
    assert hode == "attachment; filename*=utf-8''handlingsplan-a%22b%3Bc-%C3%A5-v1.pdf"
