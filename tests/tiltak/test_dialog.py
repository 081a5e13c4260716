"""Dialogmøtet: fra en enhet som ikke vises, til notater som er grunnlaget for risikoen og står i planen."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from arbeidsmiljo.models import Hendelse
from tests.tiltak import bygg
from tiltak.actions import be_om_uttalelse, registrer_dialogmote, skriv_dialognotat, ta_tilbake
from tiltak.bevis import bevis
from tiltak.dialog import med_dialog, motet_til, notatet, notatstand
from tiltak.domain.begreper import Kilde
from tiltak.domain.dialog import Utbredelse
from tiltak.feil import EndretAvAnnenError, TiltaksfeilError
from tiltak.models import Dialogmote, Dialognotat, Risikovurdering
from tiltak.planinnhold import planinnhold

pytestmark = pytest.mark.django_db


@pytest.fixture
def sted():
    return bygg.sted()


@pytest.fixture
def vurdering(sted):
    return bygg.vurdering(sted)


def mote(vurdering, **endret):
    return registrer_dialogmote(
        **{
            "vurdering": vurdering,
            "dato": bygg.MOTE,
            "antall_deltakere": 9,
            "verneombud_til_stede": True,
            "uten_leder": True,
            "av": vurdering.leder,
            "naa": bygg.NAA,
        }
        | endret
    )


def notat(vurdering, **endret):
    return skriv_dialognotat(
        **{
            "vurdering": vurdering,
            "faktor": "c",
            "utbredelse": Utbredelse.EN_DEL,
            "arbeidet": "Kveldsvakten er alene etter kl. 20.",
            "hjelper": "To på vakt i helgene.",
            "av": vurdering.leder,
            "naa": bygg.NAA,
        }
        | endret
    )


def moteskjema(**endret):
    return {"dato": "2026-11-20", "antall_deltakere": "9", "verneombud_til_stede": "on"} | endret


def notatskjema(vurdering, faktor="c", **endret):
    return {
        "utbredelse": "en_del",
        "arbeidet": "Kveldsvakten er alene.",
        "hjelper": "",
        "stand": notatstand(notatet(motet_til(vurdering), faktor)),
    } | endret


# --- handlingene -----------------------------------------------------------------------------------------


def test_motet_og_notatet_lagres_og_gir_hver_sin_hendelse_uten_ord_og_antall(vurdering):
    mote(vurdering, oppsummering=" Travelt på kveld. ")
    notat(vurdering)
    lagret = Dialogmote.objects.get()
    assert (lagret.dato, lagret.antall_deltakere, lagret.oppsummering) == (bygg.MOTE, 9, "Travelt på kveld.")
    assert [(en.faktor, en.utbredelse) for en in lagret.notatene.all()] == [("c", "en_del")]
    siste = Hendelse.objects.filter(hva__startswith="dialog.").order_by("pk").values_list("hva", "detaljer")
    assert list(siste) == [
        ("dialog.mote", {"vurdering": vurdering.pk, "verneombud": True}),
        ("dialog.notat", {"vurdering": vurdering.pk, "faktor": "c"}),
    ]


def test_aa_lagre_igjen_retter_det_samme(vurdering):
    mote(vurdering)
    mote(vurdering, antall_deltakere=4)
    notat(vurdering)
    notat(vurdering, utbredelse=Utbredelse.INGEN, arbeidet="", hjelper="")
    assert Dialogmote.objects.get().antall_deltakere == 4
    lagret = Dialognotat.objects.get()
    assert (lagret.utbredelse, lagret.arbeidet, lagret.hjelper) == ("ingen", "", "")


@pytest.mark.parametrize(
    ("endret", "felt"),
    [
        ({"dato": bygg.NAA.date() + timedelta(days=1)}, "dato"),
        ({"antall_deltakere": 0}, "antall_deltakere"),
        ({"oppsummering": "Ring kari@eksempel.example"}, "oppsummering"),
        ({"oppsummering": "a" * 2001}, "oppsummering"),
    ],
)
def test_et_mote_med_feil_lagrer_ingenting(vurdering, endret, felt):
    with pytest.raises(TiltaksfeilError) as feil:
        mote(vurdering, **endret)
    assert list(feil.value.feltene) == [felt]
    assert Dialogmote.objects.count() == 0


@pytest.mark.parametrize(
    ("endret", "felt"),
    [
        ({"arbeidet": "  "}, "arbeidet"),
        ({"arbeidet": "a" * 2001}, "arbeidet"),
        ({"hjelper": "Spør 010190 12345"}, "hjelper"),
        ({"faktor": "x"}, ""),
    ],
)
def test_et_notat_med_feil_lagrer_ingenting(vurdering, endret, felt):
    mote(vurdering)
    with pytest.raises(TiltaksfeilError) as feil:
        notat(vurdering, **endret)
    assert list(feil.value.feltene) == [felt]
    assert Dialognotat.objects.count() == 0


def test_notat_uten_mote_og_mote_for_en_annen_kilde_avvises(sted, vurdering):
    with pytest.raises(TiltaksfeilError, match="Skriv først når møtet var"):
        notat(vurdering)
    annen = bygg.vurdering(sted, kilde=Kilde.INTERVJU, enhet=bygg.ny_enhet(sted))
    with pytest.raises(TiltaksfeilError, match="bygger ikke på et dialogmøte"):
        mote(annen)
    assert (motet_til(annen), Dialogmote.objects.count()) == (None, 0)


def test_to_som_skriver_samtidig_overskriver_ikke_hverandre(vurdering):
    mote(vurdering)
    sett = notatstand(None)
    notat(vurdering, sist_sett=sett)
    with pytest.raises(EndretAvAnnenError):
        notat(vurdering, arbeidet="Noe annet.", sist_sett=sett)
    assert Dialognotat.objects.get().arbeidet == "Kveldsvakten er alene etter kl. 20."
    notat(vurdering, arbeidet="Noe annet.", sist_sett=notatstand(Dialognotat.objects.get()))
    assert Dialognotat.objects.get().arbeidet == "Noe annet."


def test_notatene_er_laast_naar_vurderingen_er_sendt_til_uttalelse(vurdering):
    mote(vurdering)
    notat(vurdering)
    bygg.vurder_alle(vurdering)
    bygg.konkluder(vurdering)
    be_om_uttalelse(vurdering=vurdering, av=vurdering.leder, naa=bygg.NAA)
    for skriv in (mote, notat):
        with pytest.raises(TiltaksfeilError, match="kan ikke endres"):
            skriv(vurdering)
    ta_tilbake(vurdering=vurdering, av=vurdering.leder, naa=bygg.NAA)
    assert notat(vurdering, arbeidet="Rettet.").arbeidet == "Rettet."


def test_basen_avviser_et_mote_uten_deltakere_og_et_notat_uten_arbeid(vurdering):
    mote(vurdering)
    notat(vurdering)
    for endring in (
        lambda: Dialogmote.objects.update(antall_deltakere=0),
        lambda: Dialognotat.objects.update(arbeidet=""),
        lambda: Dialognotat.objects.update(utbredelse="mange"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            endring()


# --- grunnlaget ------------------------------------------------------------------------------------------


def test_notatet_er_grunnlaget_i_planen_bare_for_sitt_forhold(vurdering):
    mote(vurdering)
    notat(vurdering)
    forholdene = {en["faktor"]: en["grunnlag"] for en in planinnhold(vurdering)["forholdene"]}
    assert [faktor for faktor, grunnlag in forholdene.items() if "dialog" in grunnlag] == ["c"]
    assert bevis(forholdene["c"]) == (
        "Dialogmøte: To dialogmøter i november. "
        "Møtet var 20. november 2026, med 9 deltakere, og verneombudet var til stede. Det gjelder: en del. "
        "Slik er arbeidet: Kveldsvakten er alene etter kl. 20. Dette hjelper: To på vakt i helgene."
    )
    assert bevis(forholdene["a"]) == "Dialogmøte: To dialogmøter i november."


@pytest.mark.parametrize(("antall", "deltakere", "utbredelse"), [(2, None, ""), (3, 3, "en_del")])
def test_under_tre_deltakere_sier_grunnlaget_verken_antall_eller_hvor_mange(vurdering, antall, deltakere, utbredelse):
    mote(vurdering, antall_deltakere=antall, verneombud_til_stede=False)
    notat(vurdering)
    dialog = med_dialog({"kilde": "dialogmote", "tekst": ""}, motet_til(vurdering), "c")["dialog"]
    assert (dialog["deltakere"], dialog["utbredelse"]) == (deltakere, utbredelse)
    tekst = bevis({"kilde": "dialogmote", "tekst": "", "dialog": dialog})
    assert tekst.startswith(
        "Dialogmøte. Møtet var 20. november 2026, uten verneombudet. Slik"
        if deltakere is None
        else "Dialogmøte. Møtet var 20. november 2026, med 3 deltakere, uten verneombudet. Det gjelder: en del."
    )


@pytest.mark.parametrize(("antall", "ventet"), [(2, 0), (3, 5)])
def test_under_tre_deltakere_sier_planen_heller_ikke_hvor_mange_som_vurderte(vurdering, antall, ventet):
    vurdering.deltakere = 5
    vurdering.save()
    mote(vurdering, antall_deltakere=antall)
    assert planinnhold(vurdering)["deltakere"] == ventet


# --- sidene ----------------------------------------------------------------------------------------------


def sidene(vurdering):
    return [reverse("dialogmote", args=[vurdering.pk]), reverse("dialognotat", args=[vurdering.pk, "c"])]


@pytest.mark.parametrize(
    ("hvem", "kode"), [("leder", 302), ("verneombud", 302), ("hr", 403), ("amu", 403), ("naboleder", 404)]
)
def test_leder_og_verneombud_skriver_andre_leser_og_fremmede_ser_ingenting(client, sted, vurdering, hvem, kode):
    mote(vurdering)
    client.force_login(getattr(sted, hvem))
    assert [client.get(side).status_code for side in sidene(vurdering)] == [404 if kode == 404 else 200] * 2
    skjemaene = [moteskjema(antall_deltakere="12"), notatskjema(vurdering)]
    svar = [client.post(side, skjema) for side, skjema in zip(sidene(vurdering), skjemaene, strict=True)]
    assert [en.status_code for en in svar] == [kode, kode]
    antall = Dialogmote.objects.get().antall_deltakere
    assert (antall, Dialognotat.objects.count()) == ((12, 1) if kode == 302 else (9, 0))


def test_fra_start_til_notat_og_tilbake_til_forholdet(client, sted):
    client.force_login(sted.verneombud)
    side = client.get(reverse("risikovurdering_ny"), {"kilde": "dialogmote", "enhet": "solbakken"}).content.decode()
    assert "checked" in side.split('value="dialogmote"', 1)[1].split(">", 1)[0]
    skjema = {"enhet": sted.enhet.pk, "kilde": "dialogmote", "motedato": "2026-11-20", "leder": sted.leder.pk}
    svar = client.post(reverse("risikovurdering_ny"), skjema)
    vurdering = Risikovurdering.objects.get()
    assert svar["Location"] == reverse("dialogmote", args=[vurdering.pk])
    # Notatene åpner seg først når møtet er skrevet inn.
    svar = client.get(reverse("dialognotat", args=[vurdering.pk, "a"]))
    assert svar["Location"] == reverse("dialogmote", args=[vurdering.pk])
    assert reverse("dialognotat", args=[vurdering.pk, "a"]) not in client.get(svar["Location"]).content.decode()
    client.post(reverse("dialogmote", args=[vurdering.pk]), moteskjema())
    svar = client.post(reverse("dialognotat", args=[vurdering.pk, "f"]), notatskjema(vurdering, "f"))
    assert svar["Location"] == reverse("dialognotat", args=[vurdering.pk, "g"])
    svar = client.post(reverse("dialognotat", args=[vurdering.pk, "g"]), notatskjema(vurdering, "g"))
    assert svar["Location"] == reverse("dialogmote", args=[vurdering.pk])
    forhold = client.get(reverse("risikoforhold", args=[vurdering.pk, "f"])).content.decode()
    assert "Kveldsvakten er alene." in forhold
    assert "Gjelder: En del" in forhold


@pytest.mark.parametrize(
    ("endret", "setning"),
    [
        ({"antall_deltakere": ""}, "Skriv hvor mange som var med, minst én."),
        ({"antall_deltakere": "0"}, "Skriv hvor mange som var med, minst én."),
        ({"antall_deltakere": "1000"}, "Et møte kan ha høyst 999 deltakere."),
        ({"antall_deltakere": "mange"}, "Skriv antallet som et helt tall."),
        ({"dato": "2099-01-01"}, "Møtet har ikke vært ennå."),
        ({"dato": "i går"}, "Skriv datoen som dag, måned og år."),
        ({"oppsummering": "Ring kari@eksempel.example"}, "Skriv om arbeidet, ikke om personer."),
    ],
)
def test_feil_i_moteskjemaet_sies_og_ingenting_lagres(client, sted, vurdering, endret, setning):
    client.force_login(sted.leder)
    svar = client.post(sidene(vurdering)[0], moteskjema(**endret))
    assert (svar.status_code, setning in svar.content.decode()) == (422, True)
    assert Dialogmote.objects.count() == 0


@pytest.mark.parametrize(
    ("endret", "setning"),
    [
        ({"utbredelse": ""}, "Velg hvor mange det gjelder."),
        ({"utbredelse": "alle"}, "alle er ikke"),
        ({"arbeidet": ""}, "Skriv hva i arbeidet som gjør det slik, eller velg «Ingen»."),
        ({"arbeidet": "a" * 2001}, "Teksten har 2001 tegn og kan ha høyst 2000."),
    ],
)
def test_feil_i_notatskjemaet_sies_og_teksten_staar(client, sted, vurdering, endret, setning):
    mote(vurdering)
    client.force_login(sted.leder)
    svar = client.post(sidene(vurdering)[1], notatskjema(vurdering, **({"hjelper": "Det jeg skrev."} | endret)))
    side = svar.content.decode()
    assert (svar.status_code, setning in side, "Det jeg skrev." in side) == (422, True, True)
    assert Dialognotat.objects.count() == 0


def test_den_som_kommer_sist_ser_begge_tekstene_og_kan_lagre_sin(client, sted, vurdering):
    mote(vurdering)
    gammelt = notatskjema(vurdering, arbeidet="Min tekst.")
    notat(vurdering)
    client.force_login(sted.verneombud)
    svar = client.post(sidene(vurdering)[1], gammelt)
    side = svar.content.decode()
    assert (svar.status_code, "Min tekst." in side, "Kveldsvakten er alene etter kl. 20." in side) == (422, True, True)
    nytt = gammelt | {"stand": side.split('name="stand" value="')[1].split('"')[0]}
    assert client.post(sidene(vurdering)[1], nytt).status_code == 302
    assert Dialognotat.objects.get().arbeidet == "Min tekst."


def test_laaste_notater_vises_men_har_ikke_skjema(client, sted, vurdering):
    mote(vurdering)
    notat(vurdering)
    bygg.vurder_alle(vurdering)
    bygg.konkluder(vurdering)
    be_om_uttalelse(vurdering=vurdering, av=vurdering.leder, naa=bygg.NAA)
    client.force_login(sted.leder)
    for side in sidene(vurdering):
        innhold = client.get(side).content.decode()
        assert "notatene kan ikke endres" in innhold
        assert 'name="antall_deltakere"' not in innhold
        assert 'name="arbeidet"' not in innhold
    assert "Kveldsvakten er alene" in client.get(sidene(vurdering)[1]).content.decode()
    svar = client.post(sidene(vurdering)[1], notatskjema(vurdering, arbeidet="For sent."))
    assert svar.status_code == 422
    assert Dialognotat.objects.get().arbeidet == "Kveldsvakten er alene etter kl. 20."


def test_smaa_moter_faar_en_advarsel(client, sted, vurdering):
    mote(vurdering, antall_deltakere=2)
    client.force_login(sted.leder)
    assert all("færre enn tre deltakere" in client.get(side).content.decode() for side in sidene(vurdering))
    mote(vurdering, antall_deltakere=3)
    assert not any("færre enn tre deltakere" in client.get(side).content.decode() for side in sidene(vurdering))


def test_oppsummeringen_staar_der_forholdene_vurderes_samlet(client, sted, vurdering):
    mote(vurdering, oppsummering="Helgene er verst.")
    client.force_login(sted.verneombud)
    samlet = reverse("samlet", args=[vurdering.pk])
    assert "Helgene er verst." in client.get(samlet).content.decode()
    mote(vurdering)
    assert "kort oppsummert" not in client.get(samlet).content.decode()


def test_andre_kilder_og_ukjente_forhold_har_ingen_dialogside(client, sted, vurdering):
    client.force_login(sted.leder)
    annen = bygg.vurdering(sted, kilde=Kilde.VERNERUNDE, enhet=bygg.ny_enhet(sted))
    assert [client.get(side).status_code for side in sidene(annen)] == [404, 404]
    mote(vurdering)
    assert client.get(reverse("dialognotat", args=[vurdering.pk, "x"])).status_code == 404


def test_opplegget_er_likt_paa_siden_og_i_pdf_en(client, sted):
    client.force_login(sted.amu)
    side = client.get(reverse("dialogopplegget")).content.decode()
    svar = client.get(reverse("dialogopplegg_pdf"))
    tekst = " ".join(" ".join(en.extract_text() for en in PdfReader(BytesIO(svar.content)).pages).split())
    assert (svar["Content-Type"], svar.content) == (
        "application/pdf",
        client.get(reverse("dialogopplegg_pdf")).content,
    )
    for setning in ("Ingen navn skrives ned", "Hvilke pauser blir det noe av", "Dagsorden, 75 minutter"):
        assert (setning in side, setning in tekst) == (True, True)


def test_html_i_et_notat_vises_som_tekst(client, sted, vurdering):
    mote(vurdering)
    notat(vurdering, arbeidet="<script>alert(1)</script>")
    client.force_login(sted.leder)
    for side in (sidene(vurdering)[1], reverse("risikoforhold", args=[vurdering.pk, "c"])):
        assert "<script>alert(1)" not in client.get(side).content.decode()


def test_sidene_har_like_mange_sporringer_med_ett_og_sju_notater(client, sted, vurdering, django_assert_num_queries):
    mote(vurdering)
    notat(vurdering)
    client.force_login(sted.leder)
    for faktor in ("c", *"abdefg"):
        notat(vurdering, faktor=faktor)
        if faktor in "cg":
            for side, antall in zip(sidene(vurdering), (13, 13), strict=True):
                with django_assert_num_queries(antall):
                    client.get(side)


def test_datoen_er_norsk_tid(vurdering):
    assert mote(vurdering, dato=date(2026, 11, 24)).dato == date(2026, 11, 24)
