"""Uttalelse, signering og låsing."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from time_machine import travel

from arbeidsmiljo.actions import tildel_rolle
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Hendelse
from tests.tiltak import bygg
from tiltak.actions import be_om_uttalelse, gi_uttalelse, signer, ta_tilbake
from tiltak.actions.plan import kanonisk, ordlyd
from tiltak.domain.tilstand import UlovligStegError
from tiltak.feil import EndretAvAnnenError, TiltaksfeilError
from tiltak.models import Handlingsplan, Uttalelse

pytestmark = pytest.mark.django_db

SENERE = bygg.NAA + timedelta(days=1)


@pytest.fixture
def sted():
    return bygg.sted()


@pytest.fixture
def sendt(sted):
    """En ferdig vurdering med ett tiltak, sendt til uttalelse."""
    return ferdig(sted)


def ferdig(sted):
    ny = bygg.vurdering(sted)
    bygg.vurder_alle(ny)
    bygg.tiltak(ny)
    bygg.konkluder(ny)
    return be_om_uttalelse(vurdering=ny, av=sted.leder, naa=bygg.NAA)


def uttal(sted, vurdering, **endret):
    felt = {"rolle": Rolle.VERNEOMBUD, "medvirket": "delvis", "tekst": "Bra.", "av": sted.verneombud, "naa": SENERE}
    return gi_uttalelse(vurdering=vurdering, **(felt | endret))


def test_uttalelse_krever_at_vurderingen_er_sendt(sted):
    utkast = bygg.vurdering(sted)
    with pytest.raises(TiltaksfeilError, match="ikke sendt"):
        uttal(sted, utkast)
    with pytest.raises(TiltaksfeilError, match="ikke vurdert ennå"):
        be_om_uttalelse(vurdering=utkast, av=sted.leder, naa=bygg.NAA)


def test_utsending_krever_samlet_konklusjon(sted):
    utkast = bygg.vurdering(sted)
    bygg.vurder_alle(utkast)
    with pytest.raises(TiltaksfeilError, match="samlede konklusjonen"):
        be_om_uttalelse(vurdering=utkast, av=sted.leder, naa=bygg.NAA)


def test_uttalelsen_lagres_ordrett(sted, sendt):
    ordrett = "  Jeg er  uenig.\n\n<b>Fordi</b> æøå – «sånn».  "
    uttal(sted, sendt, tekst=ordrett)
    assert Uttalelse.objects.get().tekst == ordrett


@pytest.mark.parametrize(
    ("rolle", "hvem"),
    [(Rolle.VERNEOMBUD, "leder"), (Rolle.LEDER, "leder"), (Rolle.HR, "hr"), (Rolle.HOVEDVERNEOMBUD, "verneombud")],
)
def test_ingen_kan_uttale_seg_i_en_rolle_de_ikke_har(sted, sendt, rolle, hvem):
    with pytest.raises(PermissionDenied):
        uttal(sted, sendt, rolle=rolle, av=getattr(sted, hvem))
    assert Uttalelse.objects.count() == 0


def test_verneombud_i_en_annen_enhet_kan_ikke_uttale_seg(sted, sendt):
    fremmed = bygg.sted("Andeby", "310500011")
    with pytest.raises(PermissionDenied):
        uttal(sted, sendt, av=fremmed.verneombud)


@pytest.mark.parametrize(("felt", "verdi"), [("tekst", " \n"), ("medvirket", "kanskje")])
def test_uttalelse_med_feil_peker_paa_feltet(sted, sendt, felt, verdi):
    with pytest.raises(TiltaksfeilError) as feil:
        uttal(sted, sendt, **{felt: verdi})
    assert list(feil.value.feltene) == [felt]


def test_uttalelse_gis_en_gang_per_ordlyd(sted, sendt):
    uttal(sted, sendt)
    with pytest.raises(TiltaksfeilError, match="alt uttalt deg"):
        uttal(sted, sendt)
    ta_tilbake(vurdering=sendt, av=sted.leder, naa=SENERE)
    be_om_uttalelse(vurdering=sendt, av=sted.leder, naa=SENERE + timedelta(hours=1))
    uttal(sted, sendt, naa=SENERE + timedelta(hours=2))
    assert Uttalelse.objects.count() == 2


def test_signering_krever_uttalelse_eller_grunn(sted, sendt):
    with pytest.raises(TiltaksfeilError) as feil:
        signer(vurdering=sendt, av=sted.leder, naa=SENERE)
    assert list(feil.value.feltene) == ["grunn_uten_uttalelse"]
    plan = signer(vurdering=sendt, av=sted.leder, naa=SENERE, grunn_uten_uttalelse="Vervet står tomt.")
    assert plan.innhold["uten_uttalelse_fordi"] == "Vervet står tomt."


def test_uttalelse_om_en_tidligere_ordlyd_er_ikke_nok(sted, sendt):
    uttal(sted, sendt)
    ta_tilbake(vurdering=sendt, av=sted.leder, naa=SENERE)
    be_om_uttalelse(vurdering=sendt, av=sted.leder, naa=SENERE + timedelta(hours=1))
    with pytest.raises(TiltaksfeilError, match="ikke uttalt seg"):
        signer(vurdering=sendt, av=sted.leder, naa=SENERE + timedelta(hours=2))


def test_uttalelse_fra_amu_erstatter_ikke_verneombudets(sted, sendt):
    uttal(sted, sendt, rolle=Rolle.AMU, av=sted.amu)
    with pytest.raises(TiltaksfeilError, match="ikke uttalt seg"):
        signer(vurdering=sendt, av=sted.leder, naa=SENERE)


@pytest.mark.parametrize("hvem", ["verneombud", "hr", "amu", "naboleder"])
def test_bare_leder_og_toppleder_signerer(sted, sendt, hvem):
    uttal(sted, sendt)
    with pytest.raises(PermissionDenied):
        signer(vurdering=sendt, av=getattr(sted, hvem), naa=SENERE)
    assert Handlingsplan.objects.count() == 0


def test_signert_plan_laaser_innholdet_med_sum(sted, sendt):
    uttal(sted, sendt, tekst="Uenig i D.")
    plan = signer(vurdering=sendt, av=sted.leder, naa=SENERE)
    plan.refresh_from_db()
    sendt.refresh_from_db()
    assert (plan.versjon, sendt.tilstand, plan.innhold["versjon"]) == (1, "signert", 1)
    assert plan.sha256 == sha256(kanonisk(plan.innhold)).hexdigest()
    assert json.loads(kanonisk(plan.innhold)) == plan.innhold
    assert [en["tekst"] for en in plan.innhold["uttalelser"]] == ["Uenig i D."]
    assert [en["faktor"] for en in plan.innhold["advarsler"]] == [
        *("c", "a", "b", "d", "e", "f", "g"),
        "",
    ]
    assert Hendelse.objects.get(hva="plan.signert").detaljer["sha256"] == plan.sha256
    with pytest.raises(TiltaksfeilError, match="ny vurdering"):
        bygg.vurder(sendt, "c")
    with pytest.raises(UlovligStegError):
        signer(vurdering=sendt, av=sted.leder, naa=SENERE)


def test_innholdet_endres_ikke_av_det_som_skjer_etterpaa(sted, sendt):
    uttal(sted, sendt)
    plan = signer(vurdering=sendt, av=sted.leder, naa=SENERE)
    foer = kanonisk(plan.innhold)
    sendt.tiltakene.update(tittel="Noe annet")
    sted.enhet.navn = "Nytt navn"
    sted.enhet.save()
    plan.refresh_from_db()
    assert kanonisk(plan.innhold) == foer


def test_ny_vurdering_av_enheten_gir_neste_versjon_og_erstatter(sted, sendt):
    uttal(sted, sendt)
    signer(vurdering=sendt, av=sted.leder, naa=SENERE)
    neste = ferdig(sted)
    uttal(sted, neste)
    plan = signer(vurdering=neste, av=sted.leder, naa=SENERE)
    sendt.refresh_from_db()
    neste.refresh_from_db()
    assert (plan.versjon, sendt.tilstand, neste.tilstand) == (2, "erstattet", "signert")


def test_utkast_kan_ikke_signeres(sted):
    with pytest.raises(UlovligStegError, match="Utkast"):
        signer(vurdering=bygg.vurdering(sted), av=sted.leder, naa=SENERE)


def send_paa_nytt(sted, vurdering):
    ta_tilbake(vurdering=vurdering, av=sted.leder, naa=SENERE)
    return be_om_uttalelse(vurdering=vurdering, av=sted.leder, naa=SENERE + timedelta(hours=1))


def test_verneombud_for_en_annen_enhet_er_ikke_verneombud_her(sted, sendt):
    tildel_rolle(bruker=sted.amu, rolle=Rolle.VERNEOMBUD, enhet=sted.nabo, av=None, naa=bygg.NAA, fra=bygg.NAA.date())
    amu = Bruker.objects.get(pk=sted.amu.pk)
    with travel(SENERE):
        with pytest.raises(PermissionDenied):
            uttal(sted, sendt, av=amu)
        assert uttal(sted, sendt, av=amu, rolle=Rolle.AMU).rolle == "amu"
    with pytest.raises(TiltaksfeilError, match="ikke uttalt seg"):
        signer(vurdering=sendt, av=sted.leder, naa=SENERE)


def test_planen_skiller_uttalelser_om_en_tidligere_ordlyd(sted, sendt):
    uttal(sted, sendt, tekst="Om den gamle.")
    send_paa_nytt(sted, sendt)
    uttal(sted, sendt, tekst="Om den nye.", naa=SENERE + timedelta(hours=2))
    plan = signer(vurdering=sendt, av=sted.leder, naa=SENERE + timedelta(hours=3))
    assert [(en["tekst"], en["om_tidligere_ordlyd"], en["tittel"]) for en in plan.innhold["uttalelser"]] == [
        ("Om den gamle.", True, "Verneombud, om en tidligere ordlyd:"),
        ("Om den nye.", False, "Verneombud"),
    ]


def test_grunnen_til_manglende_uttalelse_staar_selv_om_andre_har_uttalt_seg(sted, sendt):
    uttal(sted, sendt, rolle=Rolle.AMU, av=sted.amu)
    plan = signer(vurdering=sendt, av=sted.leder, naa=SENERE, grunn_uten_uttalelse="Vervet står tomt.")
    assert [en["setning"] for en in plan.innhold["advarsler"] if "Vervet står tomt." in en["setning"]] == [
        "Planen er signert uten verneombudets uttalelse om denne ordlyden. Grunn: Vervet står tomt."
    ]


def test_etter_ny_utsending_kan_verneombudet_uttale_seg_og_leder_maa_gi_grunn(client, sted, sendt):
    uttal(sted, sendt)
    send_paa_nytt(sted, sendt)
    adresse = reverse("handlingsplan", args=[sendt.pk])
    client.force_login(sted.verneombud)
    assert client.get(adresse).context["skjema"] is not None
    client.force_login(sted.leder)
    assert client.get(adresse).context["mangler_uttalelse"] is True
    uttal(sted, sendt, naa=SENERE + timedelta(hours=2))
    assert client.get(adresse).context["mangler_uttalelse"] is False
    client.force_login(sted.verneombud)
    assert client.get(adresse).context["skjema"] is None


def endre_og_send_paa_nytt(sted, vurdering, tittel="Noe helt annet"):
    ta_tilbake(vurdering=vurdering, av=sted.leder, naa=SENERE)
    vurdering.tiltakene.update(tittel=tittel)
    return be_om_uttalelse(vurdering=vurdering, av=sted.leder, naa=SENERE + timedelta(hours=1))


def test_ordlyden_er_den_samme_naar_noen_uttaler_seg_og_en_annen_naar_planen_endres(sted, sendt):
    sett = ordlyd(sendt)
    uttal(sted, sendt)
    assert ordlyd(sendt) == sett
    sendt.tiltakene.update(tittel="Noe helt annet")
    assert ordlyd(sendt) != sett


def test_uttalelse_om_en_ordlyd_personen_ikke_har_sett_lagres_ikke(sted, sendt):
    sett = ordlyd(sendt)
    ny = endre_og_send_paa_nytt(sted, sendt)
    with pytest.raises(EndretAvAnnenError, match="endret siden du åpnet siden"):
        uttal(sted, ny, naa=SENERE + timedelta(hours=2), sist_sett=sett)
    assert Uttalelse.objects.count() == 0
    uttal(sted, ny, naa=SENERE + timedelta(hours=2), sist_sett=ordlyd(ny))
    assert Uttalelse.objects.count() == 1


def test_en_ordlyd_lederen_ikke_har_sett_blir_ikke_signert(sted, sendt):
    sett = ordlyd(sendt)
    ny = endre_og_send_paa_nytt(sted, sendt)
    felt = {"vurdering": ny, "av": sted.leder, "naa": SENERE + timedelta(hours=2), "grunn_uten_uttalelse": "Tomt verv."}
    with pytest.raises(EndretAvAnnenError, match="endret siden du åpnet siden"):
        signer(**felt, sist_sett=sett)
    assert Handlingsplan.objects.count() == 0
    assert signer(**felt, sist_sett=ordlyd(ny)).innhold["tiltakene"][0]["tittel"] == "Noe helt annet"


@pytest.mark.parametrize(
    ("side", "hvem", "skrevet"),
    [
        ("uttalelse", "verneombud", {"medvirket": "ja", "tekst": "Jeg er enig i alt."}),
        ("uttalelse", "verneombud", {"tekst": "Jeg er enig i alt."}),
        ("signer", "leder", {"grunn": "Jeg er enig i alt."}),
    ],
)
def test_siden_sier_at_planen_er_endret_viser_den_nye_og_beholder_teksten(client, sted, sendt, side, hvem, skrevet):
    client.force_login(getattr(sted, hvem))
    foer = client.get(reverse("handlingsplan", args=[sendt.pk]))
    assert f'name="ordlyd" value="{ordlyd(sendt)}"' in foer.content.decode()
    ny = endre_og_send_paa_nytt(sted, sendt)
    svar = client.post(reverse(side, args=[sendt.pk]), skrevet | {"ordlyd": foer.context["ordlyd"]})
    tekst = svar.content.decode()
    assert svar.status_code == 409
    for setning in ("Planen er endret siden du åpnet siden.", "Noe helt annet", "Jeg er enig i alt.</textarea>"):
        assert setning in tekst
    assert f'name="ordlyd" value="{ordlyd(ny)}"' in tekst
    assert (Uttalelse.objects.count(), Handlingsplan.objects.count()) == (0, 0)
    fullt = {"medvirket": "ja"} | skrevet | {"ordlyd": svar.context["ordlyd"]}
    with travel(SENERE + timedelta(hours=2)):
        client.force_login(getattr(sted, hvem))
        assert client.post(reverse(side, args=[sendt.pk]), fullt).status_code == 302


@pytest.mark.parametrize(("side", "hvem", "felt"), [("uttalelse", "verneombud", "tekst"), ("signer", "leder", "grunn")])
def test_teksten_blir_ikke_borte_naar_planen_er_tatt_tilbake(client, sted, sendt, side, hvem, felt):
    client.force_login(getattr(sted, hvem))
    sett = client.get(reverse("handlingsplan", args=[sendt.pk])).context["ordlyd"]
    ta_tilbake(vurdering=sendt, av=sted.leder, naa=SENERE)
    svar = client.post(reverse(side, args=[sendt.pk]), {"medvirket": "ja", felt: "Lang <b>tekst</b>", "ordlyd": sett})
    assert svar.status_code == 400
    assert "Det du skrev, som ikke er lagret" in svar.content.decode()
    assert "Lang &lt;b&gt;tekst&lt;/b&gt;" in svar.content.decode()
