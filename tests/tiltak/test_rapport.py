"""PDF-en av planen sier det planen sier: like byte, alle tall, ordrette ord, og ingen rå HTML."""

import hashlib
import os
import re
import subprocess
import sys
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pypdf import PdfReader

from arbeidsmiljo.domain.roller import Rolle
from tests.tiltak.bygg import NAA, konkluder, ny_enhet, sted, tiltak, vurder_alle, vurdering
from tiltak.actions import be_om_uttalelse, gi_uttalelse, signer, ta_tilbake, vurder_hver_for_seg
from tiltak.domain.katalog import Tiltaksniva
from tiltak.models import Handlingsplan
from tiltak.planinnhold import planinnhold
from tiltak.rapport import innhold_pdf, plan_pdf

pytestmark = pytest.mark.django_db
ROT = Path(__file__).resolve().parents[2]
ORDRETT = "Jeg er enig i nivåene, men vil ha bemanningen på kveld opp i utvalget før sommeren."


def _klar(hvor, **valg):
    en = vurdering(hvor)
    vurder_alle(en)
    tiltak(en, **valg)
    konkluder(en)
    en.refresh_from_db()
    return be_om_uttalelse(vurdering=en, av=hvor.leder, naa=NAA)


def _signert(hvor, **valg):
    en = _klar(hvor, **valg)
    gi_uttalelse(vurdering=en, rolle=Rolle.VERNEOMBUD, medvirket="ja", tekst=ORDRETT, av=hvor.verneombud, naa=NAA)
    return signer(vurdering=en, av=hvor.leder, naa=NAA)


def _tekst(pdf):
    leser = PdfReader(BytesIO(pdf))
    return re.sub(r"\s+", " ", " ".join(side.extract_text() for side in leser.pages))


def test_pdf_har_uttalelsen_ordrett_nivaer_tiltak_sjekksum_og_sidetall():
    plan = _signert(sted())
    tekst = _tekst(plan_pdf(plan))

    assert ORDRETT in tekst
    assert "Handlingsplan for psykososialt arbeidsmiljø" in tekst
    assert "Bemanning etter behov" in tekst
    assert "Versjon 1, 24. november 2026" in tekst
    assert plan.sha256 in tekst.replace(" ", "")
    sider = len(PdfReader(BytesIO(plan_pdf(plan))).pages)
    for nummer in range(1, sider + 1):
        assert f"Side {nummer} av {sider}" in tekst


def test_advarselen_trykkes_nar_risikoen_bare_har_symptomtiltak():
    hvor = sted()
    plan = _signert(hvor, nivaa=Tiltaksniva.SEKUNDAER, med_aarsak=False, tittel="Trivselskveld")
    med = _tekst(plan_pdf(plan))
    uten = _tekst(plan_pdf(_signert(sted("Annen kommune", "310000027"))))

    setningene = [en["setning"] for en in plan.innhold["advarsler"] if en["faktor"] == "c"]
    assert setningene
    assert [setning in med for setning in setningene] == [True] * len(setningene)
    assert setningene[0] not in uten
    assert "Utenfor kjeden" in med


def test_hvert_tall_i_tabellen_er_det_planen_har_lagret():
    plan = _signert(sted())
    tekst = _tekst(plan_pdf(plan))

    for forhold in plan.innhold["forholdene"]:
        if forhold["niva"]:
            assert f"S {forhold['sannsynlighet']}, K {forhold['konsekvens']}" in tekst
    for en in plan.innhold["tiltakene"]:
        assert en["merke"] in tekst
        assert "01.02.2027" in tekst


def test_et_usignert_utkast_er_merket_pa_hver_side():
    en = _klar(sted())
    tekst = _tekst(innhold_pdf(planinnhold(en), dato=NAA))

    assert "UTKAST" in tekst
    assert "Ikke signert ennå" in tekst
    assert "Versjon 1" not in tekst


def test_html_fra_brukere_blir_tekst_og_henter_ingenting():
    stygt = '<img src="https://annen.example/x.png"><script>alert(1)</script>'
    plan = _signert(sted(), tittel=stygt[:100])

    assert "<script>" in _tekst(plan_pdf(plan))


def test_planen_endres_ikke_av_det_som_skjer_etterpa():
    plan = _signert(sted())
    for_ = plan_pdf(plan)

    plan.vurdering.tiltakene.update(tittel="Noe helt annet")
    plan.vurdering.enhet.navn = "Nytt navn"
    plan.vurdering.enhet.save()

    assert plan_pdf(Handlingsplan.objects.get()) == for_


SKRIPT = """
import hashlib, json, sys
import django; django.setup()
from datetime import datetime
from tiltak.rapport import innhold_pdf
data = json.load(sys.stdin)
print(hashlib.sha256(innhold_pdf(data["innhold"], dato=datetime.fromisoformat(data["dato"]))).hexdigest())
"""


def test_samme_plan_gir_samme_byte_i_to_prosesser():
    import json

    plan = _signert(sted())
    her = plan_pdf(plan)
    inn = json.dumps({"innhold": {**plan.innhold, "sha256": plan.sha256}, "dato": plan.signert.isoformat()})

    sum_ = {
        subprocess.run(
            [sys.executable, "-c", SKRIPT],
            cwd=ROT,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.innstillinger", "PYTHONHASHSEED": fro, "TZ": tid},
            input=inn,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for fro, tid in [("1", "UTC"), ("2", "Asia/Tokyo")]
    }
    assert sum_ == {hashlib.sha256(her).hexdigest()}


def test_nedlasting_gir_pdf_og_304_nar_nettleseren_har_den(client):
    hvor = sted()
    plan = _signert(hvor)
    client.force_login(hvor.leder)
    adresse = reverse("handlingsplan_pdf", args=[plan.vurdering_id, 1])

    svar = client.get(adresse)
    assert (svar.status_code, svar["Content-Type"], svar["ETag"]) == (200, "application/pdf", f'"{plan.sha256}"')
    assert svar.content == plan_pdf(plan)
    assert client.get(adresse, headers={"if-none-match": svar["ETag"]}).status_code == 304


def test_naboens_leder_far_404_pa_planen_og_pdf_en(client):
    hvor = sted()
    plan = _signert(hvor)
    client.force_login(hvor.naboleder)

    for navn, argumenter in [("handlingsplan", []), ("handlingsplan_utkast", []), ("handlingsplan_pdf", [1])]:
        assert client.get(reverse(navn, args=[plan.vurdering_id, *argumenter])).status_code == 404
    assert client.get(reverse("handlingsplaner")).context["side"].paginator.count == 0


def test_bare_verneombudet_far_skjemaet_og_bare_leder_far_signere(client):
    hvor = sted()
    en = _klar(hvor)
    adresse = reverse("handlingsplan", args=[en.pk])

    sett = {}
    for navn, bruker in [("leder", hvor.leder), ("verneombud", hvor.verneombud), ("hr", hvor.hr)]:
        client.force_login(bruker)
        kontekst = client.get(adresse).context
        sett[navn] = (kontekst["skjema"] is not None, kontekst["kan_signere"])
    assert sett == {"leder": (False, True), "verneombud": (True, False), "hr": (False, False)}


def test_uttalelse_uten_tekst_sier_hva_som_mangler_og_beholder_valget(client):
    hvor = sted()
    en = _klar(hvor)
    client.force_login(hvor.verneombud)

    svar = client.post(reverse("uttalelse", args=[en.pk]), {"medvirket": "delvis", "tekst": ""})

    assert svar.status_code == 400
    assert "Skriv uttalelsen. Den kan være kort, men ikke tom." in svar.content.decode()
    assert svar.context["skjema"]["medvirket"].value() == "delvis"
    assert en.uttalelsene.count() == 0


def test_leder_kan_ikke_uttale_seg_som_verneombud(client):
    hvor = sted()
    en = _klar(hvor)
    client.force_login(hvor.leder)

    assert client.post(reverse("uttalelse", args=[en.pk]), {"medvirket": "ja", "tekst": "x"}).status_code == 403
    client.force_login(hvor.verneombud)
    assert client.post(reverse("signer", args=[en.pk])).status_code == 403


def test_signering_uten_uttalelse_krever_en_grunn_som_trykkes(client):
    hvor = sted()
    en = _klar(hvor)
    client.force_login(hvor.leder)
    adresse = reverse("signer", args=[en.pk])

    nektet = client.post(adresse, {"grunn": ""})
    assert nektet.status_code == 400
    assert "Verneombudet har ikke uttalt seg" in nektet.content.decode()
    assert client.post(adresse, {"grunn": "Verneombudet er sykmeldt."}).status_code == 302
    assert "Verneombudet er sykmeldt." in _tekst(plan_pdf(Handlingsplan.objects.get()))


@pytest.mark.parametrize("antall", [1, 3])
def test_listen_over_planer_bruker_like_mange_sporringer(client, django_assert_num_queries, antall):
    hvor = sted()
    plan = _signert(hvor)
    for versjon in range(2, antall + 1):
        Handlingsplan.objects.create(
            vurdering=plan.vurdering, versjon=versjon, innhold=plan.innhold, sha256="0" * 64, signert_av=hvor.leder, signert=NAA
        )  # fmt: skip
    client.force_login(hvor.leder)

    with django_assert_num_queries(7):
        side = client.get(reverse("handlingsplaner"))
    assert side.context["side"].paginator.count == antall


def test_kommandoen_skriver_planen_og_sier_hva_den_skrev(tmp_path):
    plan = _signert(sted())
    ut, fil = StringIO(), tmp_path / "plan.pdf"

    call_command("eksporter_handlingsplan", str(plan.vurdering_id), "--ut", str(fil), stdout=ut)

    assert fil.read_bytes() == plan_pdf(plan)
    assert ut.getvalue() == f"{fil}: versjon 1\n"
    assert [en.name for en in tmp_path.iterdir()] == ["plan.pdf"]


def test_kommandoen_sier_hva_som_er_galt_og_skriver_ingenting(tmp_path):
    plan = _signert(sted())
    fil = tmp_path / "plan.pdf"
    fil.write_text("gammel")

    for argumenter, setning in [
        (["999", "--ut", str(tmp_path / "ny.pdf")], "ingen risikovurdering med nummer 999"),
        ([str(plan.vurdering_id), "--ut", str(fil)], "finnes fra før. Legg til --ja"),
        ([str(plan.vurdering_id), "--ut", str(tmp_path / "borte" / "p.pdf")], "finnes ikke. Lag den først"),
    ]:
        with pytest.raises(CommandError, match=setning):
            call_command("eksporter_handlingsplan", *argumenter)
    assert fil.read_text() == "gammel"
    assert len(list(tmp_path.iterdir())) == 1


def test_grunnen_trykkes_ogsa_nar_bare_amu_har_uttalt_seg(client):
    hvor = sted()
    en = _klar(hvor)
    gi_uttalelse(vurdering=en, rolle=Rolle.AMU, medvirket="nei", tekst="AMU er enig.", av=hvor.amu, naa=NAA)
    plan = signer(vurdering=en, av=hvor.leder, naa=NAA, grunn_uten_uttalelse="Vervet står tomt.")

    client.force_login(hvor.leder)
    side = client.get(reverse("handlingsplan", args=[en.pk])).content.decode()
    tekst = _tekst(plan_pdf(plan))
    assert ["Vervet står tomt." in hvor_ for hvor_ in (side, tekst)] == [True, True]
    uten_syn = "A: Verneombudet har ikke sagt sitt syn"
    assert [uten_syn in re.sub(r"<[^>]+>", "", hvor_) for hvor_ in (side, tekst)] == [True, True]
    assert ["har ikke medvirket" in hvor_ for hvor_ in (side, tekst)] == [True, True]


def test_planen_pastar_bare_hver_for_seg_nar_begge_har_levert():
    hvor = sted()
    setningen = "Leder og verneombud vurderte hver for seg før de ble enige."
    uten = vurdering(hvor, enhet=ny_enhet(hvor))
    vurder_alle(uten, hver_for_seg=False)
    konkluder(uten)
    assert setningen not in _tekst(innhold_pdf(planinnhold(uten), dato=NAA))

    en = vurdering(hvor)
    for rolle, bruker in (("leder", hvor.leder), ("verneombud", hvor.verneombud)):
        vurder_hver_for_seg(
            forhold=en.forholdene.get(faktor="c"), rolle=rolle, s=4, k=3, begrunnelse="", av=bruker, naa=NAA
        )
    vurder_alle(en)
    konkluder(en)
    assert setningen in _tekst(innhold_pdf(planinnhold(en), dato=NAA))


def test_uttalelse_og_underskrift_gjelder_det_personen_sa_og_ikke_en_ny_ordlyd(client):
    hvor = sted()
    en = _klar(hvor)
    client.force_login(hvor.verneombud)
    sett = client.get(reverse("handlingsplan", args=[en.pk])).context["ordlyd"]
    ta_tilbake(vurdering=en, av=hvor.leder, naa=NAA)
    en.refresh_from_db()
    be_om_uttalelse(vurdering=en, av=hvor.leder, naa=NAA + timedelta(hours=1))

    svar = client.post(
        reverse("uttalelse", args=[en.pk]), {"medvirket": "ja", "tekst": "Jeg er enig i alt.", "ordlyd": sett}
    )

    assert svar.status_code == 409
    assert "Planen er endret siden du åpnet siden." in svar.content.decode()
    assert "Jeg er enig i alt." in svar.content.decode()
    assert en.uttalelsene.count() == 0
    client.force_login(hvor.leder)
    nektet = client.post(reverse("signer", args=[en.pk]), {"grunn": "Verneombudet er sykmeldt.", "ordlyd": sett})
    assert (nektet.status_code, Handlingsplan.objects.count()) == (409, 0)
    ny = nektet.context["ordlyd"]
    assert client.post(reverse("signer", args=[en.pk]), {"grunn": "Sykmeldt.", "ordlyd": ny}).status_code == 302
