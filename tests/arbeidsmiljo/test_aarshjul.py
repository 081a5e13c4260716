"""Årshjulet: handlingene, listen og hvem som får gjøre hva."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from arbeidsmiljo.actions import bortfall, bruk_forslaget, fullfor_aarsoppgave, lagre_aarsoppgave
from arbeidsmiljo.domain.aarshjul import aarshjulet
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Aarsoppgave, Bruker, Hendelse, Oppgavestatus
from tests.factories import EnhetFactory, TildelingFactory

pytestmark = pytest.mark.django_db

IDAG = timezone.localdate()


@pytest.fixture
def rot():
    return EnhetFactory()


@pytest.fixture
def hr(rot):
    return _bruker(rot, Rolle.HR)


def _bruker(rot, rolle):
    return TildelingFactory(enhet=rot, rolle=rolle).bruker


def _oppgave(rot, **felt):
    felt = {"tittel": "Vernerunde", "rolle": Rolle.VERNEOMBUD, "frist": IDAG + timedelta(days=30)} | felt
    return Aarsoppgave.objects.create(virksomhet=rot.virksomhet, **felt)


def _inn(client, bruker):
    client.force_login(bruker)
    return client


def _hendelser():
    return list(Hendelse.objects.order_by("pk").values_list("hva", "om", "bruker_navn"))


def test_forslaget_lager_oppgavene_for_de_neste_tolv_maanedene_en_gang(rot, hr, naa):
    virksomhet = rot.virksomhet
    assert bruk_forslaget(virksomhet=virksomhet, av=hr, naa=naa) == 18
    assert bruk_forslaget(virksomhet=virksomhet, av=hr, naa=naa) == 0

    i_dag = timezone.localdate(naa)
    assert [en.mal for en in virksomhet.aarsoppgavene.order_by("pk")] == [mal.id for mal in aarshjulet()]
    assert all(i_dag <= en.frist < i_dag + timedelta(days=366) for en in virksomhet.aarsoppgavene.all())
    assert virksomhet.aarsoppgavene.get(mal="effekt").frist == date(2026, 11, 30)
    assert virksomhet.aarsoppgavene.get(mal="puls").frist == date(2027, 10, 31)
    assert _hendelser() == [("aarshjul.forslag_brukt", virksomhet.navn, hr.navn)] * 2


def test_forslaget_lager_ikke_det_som_er_for_sent_utfort_i_forveien_eller_tatt_bort(rot, hr, naa):
    bruk_forslaget(virksomhet=rot.virksomhet, av=hr, naa=naa)
    rot.virksomhet.aarsoppgavene.filter(mal="puls").update(frist=date(2026, 1, 1))
    fullfor_aarsoppgave(oppgave=Aarsoppgave.objects.get(mal="effekt"), merknad="", av=hr, naa=naa)
    bort = Aarsoppgave.objects.get(mal="budsjett")
    bortfall(oppgave=bort, grunn="Gjøres i konsernet.", av=hr, naa=naa, neste_aar=False)

    assert bruk_forslaget(virksomhet=rot.virksomhet, av=hr, naa=naa) == 0
    assert Aarsoppgave.objects.filter(mal="effekt").count() == 2
    assert Aarsoppgave.objects.filter(mal="budsjett").count() == 1


def test_to_virksomheter_faar_hver_sitt_aarshjul(rot, hr, naa):
    nabo = EnhetFactory()
    bruk_forslaget(virksomhet=nabo.virksomhet, av=None, naa=naa)

    assert bruk_forslaget(virksomhet=rot.virksomhet, av=hr, naa=naa) == 18
    assert rot.virksomhet.aarsoppgavene.count() == 18


def test_en_utfort_oppgave_som_gjentas_lager_neste_aars(rot, hr, naa):
    oppgave = _oppgave(rot, frist=date(2026, 10, 31), beskrivelse="Gå.", mal="")

    neste = fullfor_aarsoppgave(oppgave=oppgave, merknad=" Gått. ", av=hr, naa=naa)

    oppgave.refresh_from_db()
    assert (oppgave.status, oppgave.merknad, oppgave.ferdig_av_navn) == (Oppgavestatus.UTFORT, "Gått.", hr.navn)
    assert oppgave.ferdig_tidspunkt == naa
    assert (neste.tittel, neste.beskrivelse, neste.rolle, neste.frist, neste.status) == (
        "Vernerunde",
        "Gå.",
        Rolle.VERNEOMBUD,
        date(2027, 10, 31),
        Oppgavestatus.VENTER,
    )
    assert _hendelser() == [("aarshjul.utfort", "Vernerunde", hr.navn)]


def test_en_som_ikke_gjentas_lager_ingen(rot, hr, naa):
    assert fullfor_aarsoppgave(oppgave=_oppgave(rot, gjentas=False), merknad="", av=hr, naa=naa) is None
    assert Aarsoppgave.objects.count() == 1


def test_to_som_fullforer_samtidig_lager_ikke_to_neste(rot, hr, naa):
    oppgave = _oppgave(rot)
    gammel = Aarsoppgave.objects.get(pk=oppgave.pk)
    fullfor_aarsoppgave(oppgave=oppgave, merknad="", av=hr, naa=naa)

    with pytest.raises(ValidationError, match="alt avsluttet av"):
        fullfor_aarsoppgave(oppgave=gammel, merknad="", av=hr, naa=naa)
    with pytest.raises(ValidationError, match="alt avsluttet av"):
        lagre_aarsoppgave(oppgave=gammel, av=hr, naa=naa)
    assert Aarsoppgave.objects.count() == 2
    assert len(_hendelser()) == 1


@pytest.mark.parametrize(("neste_aar", "antall"), [(True, 2), (False, 1)])
def test_en_oppgave_tas_bort_med_en_grunn(rot, hr, naa, neste_aar, antall):
    oppgave = _oppgave(rot)
    with pytest.raises(ValidationError):
        bortfall(oppgave=oppgave, grunn="  ", av=hr, naa=naa, neste_aar=neste_aar)
    assert _hendelser() == []

    bortfall(oppgave=oppgave, grunn="Stengt i år.", av=hr, naa=naa, neste_aar=neste_aar)

    oppgave.refresh_from_db()
    assert (oppgave.status, oppgave.merknad) == (Oppgavestatus.BORTFALT, "Stengt i år.")
    assert Aarsoppgave.objects.count() == antall
    assert _hendelser() == [("aarshjul.bortfalt", "Vernerunde", hr.navn)]


def test_teksten_fra_forslaget_vises_paa_leserens_sprak_til_hr_skriver_den_om(rot, hr, naa):
    bruk_forslaget(virksomhet=rot.virksomhet, av=hr, naa=naa)
    oppgave = Aarsoppgave.objects.get(mal="vernerunde")

    with translation.override("en"):
        assert oppgave.tittelen == "Do the safety round"
        assert oppgave.beskrivelsen.startswith("Ask about workload")
    oppgave.tittel = "Runden vår"
    with translation.override("en"):
        assert oppgave.tittelen == "Runden vår"


def test_listen_viser_egne_roller_forst_og_bare_egen_virksomhet(client, rot):
    _oppgave(rot, tittel="Lederens", rolle=Rolle.LEDER, frist=IDAG + timedelta(days=1))
    _oppgave(rot, tittel="Ombudets", rolle=Rolle.VERNEOMBUD, frist=IDAG + timedelta(days=200))
    _oppgave(EnhetFactory(), tittel="Naboens")

    svar = _inn(client, _bruker(rot, Rolle.VERNEOMBUD)).get(reverse("aarshjul"))

    assert [
        (del_.er_egen, [rad.tittel for _k, rader in del_.kvartalene for rad in rader])
        for del_ in svar.context["delene"]
    ] == [
        (True, ["Ombudets"]),
        (False, ["Lederens"]),
    ]
    assert "Naboens" not in svar.content.decode()
    assert "Bruk forslaget" not in svar.content.decode()


@pytest.mark.parametrize(
    ("sporring", "ventet"),
    [
        ({}, ["Sen", "Kommer"]),
        ({"status": "sen"}, ["Sen"]),
        ({"status": "utfort"}, ["Gjort"]),
        ({"status": "bortfalt"}, ["Borte"]),
        ({"status": "alle"}, ["Sen", "Kommer", "Gjort", "Borte"]),
        ({"status": "tull"}, ["Sen", "Kommer"]),
        ({"rolle": "leder"}, ["Kommer"]),
        ({"rolle": "tull"}, ["Sen", "Kommer"]),
        ({"sok": "kOMM"}, ["Kommer"]),
        ({"side": "99"}, ["Sen", "Kommer"]),
    ],
)
def test_utvalget_i_listen(client, rot, hr, sporring, ventet):
    _oppgave(rot, tittel="Sen", frist=IDAG - timedelta(days=1))
    _oppgave(rot, tittel="Kommer", rolle=Rolle.LEDER)
    _oppgave(rot, tittel="Gjort", status=Oppgavestatus.UTFORT, frist=IDAG + timedelta(days=31))
    _oppgave(rot, tittel="Borte", status=Oppgavestatus.BORTFALT, frist=IDAG + timedelta(days=32))

    svar = _inn(client, hr).get(reverse("aarshjul"), sporring)

    assert [en.tittel for en in svar.context["side"].object_list] == ventet


def test_en_sen_oppgave_er_merket_med_ord(client, rot, hr):
    _oppgave(rot, frist=IDAG - timedelta(days=1))
    tekst = _inn(client, hr).get(reverse("aarshjul")).content.decode()

    # Ett i valget av status, ett ved oppgaven.
    assert tekst.count("Over fristen") == 2


@pytest.mark.parametrize("antall", [1, 3])
def test_listen_koster_like_mange_sporringer_med_en_og_tre_rader(client, rot, hr, antall, django_assert_num_queries):
    for nummer in range(antall):
        _oppgave(rot, tittel=f"Nr. {nummer}", rolle=list(Rolle)[nummer])
    _inn(client, hr)

    with django_assert_num_queries(8):
        client.get(reverse("aarshjul"))


def test_listen_er_delt_i_sider(client, rot, hr):
    for nummer in range(51):
        _oppgave(rot, tittel=f"Nr. {nummer}")
    svar = _inn(client, hr).get(reverse("aarshjul"))

    assert (len(svar.context["side"].object_list), svar.context["side"].paginator.num_pages) == (50, 2)


def test_hr_bruker_forslaget_fra_siden(client, rot, hr):
    svar = _inn(client, hr).post(reverse("aarshjul_forslag"), follow=True)

    assert "18 oppgaver er lagt til fra forslaget" in svar.content.decode()
    igjen = client.post(reverse("aarshjul_forslag"), follow=True)
    assert "Ingenting er endret" in igjen.content.decode()
    assert Aarsoppgave.objects.count() == 18


SKJEMA = {"tittel": "Brannøvelse", "rolle": "leder", "frist": "2027-05-01", "beskrivelse": "", "gjentas": "on"}


def test_hr_lager_og_endrer_en_oppgave(client, rot, hr):
    svar = _inn(client, hr).post(reverse("aarsoppgave_ny"), SKJEMA)
    oppgave = Aarsoppgave.objects.get()
    assert svar.headers["Location"] == reverse("aarsoppgave", args=[oppgave.pk])
    assert (oppgave.tittel, oppgave.rolle, oppgave.frist, oppgave.gjentas) == (
        "Brannøvelse",
        "leder",
        date(2027, 5, 1),
        True,
    )

    client.post(reverse("aarsoppgave_endre", args=[oppgave.pk]), SKJEMA | {"frist": "2027-06-01", "gjentas": ""})

    oppgave.refresh_from_db()
    assert (oppgave.frist, oppgave.gjentas) == (date(2027, 6, 1), False)
    assert [hva for hva, _om, _navn in _hendelser()] == ["aarshjul.opprettet", "aarshjul.endret"]


@pytest.mark.parametrize(
    ("felt", "verdi"),
    [
        ("tittel", ""),
        ("tittel", "x" * 201),
        ("rolle", "tilsyn"),
        ("rolle", "sjef"),
        ("frist", "31.02.2027"),
        ("frist", "0007-01-01"),
        ("frist", "9999-01-01"),
        ("beskrivelse", "x" * 2001),
        ("tittel", "a\x00b"),
    ],
)
def test_galt_utfylt_lagrer_ingenting_og_sier_hvor(client, rot, hr, felt, verdi):
    svar = _inn(client, hr).post(reverse("aarsoppgave_ny"), SKJEMA | {felt: verdi})

    assert (svar.status_code, list(svar.context["form"].errors)) == (400, [felt])
    assert "Ingenting er lagret" in svar.content.decode()
    assert Aarsoppgave.objects.count() == 0


@pytest.mark.parametrize(
    ("rolle", "kode"), [(Rolle.VERNEOMBUD, 302), (Rolle.HR, 302), (Rolle.LEDER, 403), (Rolle.TILSYN, 403)]
)
def test_den_som_har_rollen_eller_hr_merker_den_utfort(client, rot, rolle, kode):
    oppgave = _oppgave(rot)
    bruker = TildelingFactory(enhet=rot, rolle=rolle, til=IDAG + timedelta(days=9)).bruker

    svar = _inn(client, bruker).post(
        reverse("aarsoppgave", args=[oppgave.pk]), {"handling": "utfort", "utfort-merknad": "Gått."}
    )

    oppgave.refresh_from_db()
    assert (svar.status_code, oppgave.venter) == (kode, kode == 403)
    assert len(_hendelser()) == (kode == 302)


@pytest.mark.parametrize("rolle", [en for en in Rolle if en != Rolle.HR])
def test_bare_hr_styrer_aarshjulet(client, rot, rolle):
    oppgave = _oppgave(rot, rolle=rolle)
    _inn(client, TildelingFactory(enhet=rot, rolle=rolle, til=IDAG + timedelta(days=9)).bruker)
    forsokene = [
        ("aarshjul_forslag", [], {}),
        ("aarsoppgave_ny", [], SKJEMA),
        ("aarsoppgave_endre", [oppgave.pk], SKJEMA),
        ("aarsoppgave", [oppgave.pk], {"handling": "bortfall", "bortfall-grunn": "Nei."}),
    ]

    assert {
        navn: client.post(reverse(navn, args=arg), felt).status_code for navn, arg, felt in forsokene
    } == dict.fromkeys(["aarshjul_forslag", "aarsoppgave_ny", "aarsoppgave_endre", "aarsoppgave"], 403)
    assert Aarsoppgave.objects.get().venter


def test_hr_for_bare_en_enhet_styrer_ikke_hele_virksomheten(client, rot):
    under = EnhetFactory(forelder=rot)
    svar = _inn(client, _bruker(under, Rolle.HR)).post(reverse("aarshjul_forslag"))

    assert (svar.status_code, Aarsoppgave.objects.count()) == (403, 0)


def test_en_oppgave_i_en_annen_virksomhet_finnes_ikke(client, rot, hr):
    fremmed = _oppgave(EnhetFactory())
    _inn(client, hr)

    assert [
        client.get(reverse("aarsoppgave", args=[fremmed.pk])).status_code,
        client.post(reverse("aarsoppgave", args=[fremmed.pk])).status_code,
        client.post(reverse("aarsoppgave_endre", args=[fremmed.pk]), SKJEMA).status_code,
    ] == [404, 404, 404]


def test_en_rolle_i_en_annen_virksomhet_eier_ingen_oppgaver_her(client, rot):
    oppgave = _oppgave(rot, rolle=Rolle.TOPPLEDER)
    bruker = _bruker(rot, Rolle.LEDER)
    TildelingFactory(bruker=bruker, rolle=Rolle.TOPPLEDER)

    svar = _inn(client, bruker).post(reverse("aarsoppgave", args=[oppgave.pk]), {"handling": "utfort"})

    assert svar.status_code == 403


def test_bortfall_uten_grunn_sier_fra_og_en_ferdig_oppgave_kan_ikke_gjores_igjen(client, rot, hr):
    oppgave = _oppgave(rot)
    adresse = reverse("aarsoppgave", args=[oppgave.pk])
    uten = _inn(client, hr).post(adresse, {"handling": "bortfall", "bortfall-grunn": " "})
    assert uten.status_code == 400
    assert "Skriv hvorfor oppgaven faller bort." in uten.content.decode()

    client.post(adresse, {"handling": "bortfall", "bortfall-grunn": "Stengt."})
    igjen = client.post(adresse, {"handling": "utfort"}, follow=True)

    assert "Oppgaven er alt avsluttet av" in igjen.content.decode()
    assert [hva for hva, _om, _navn in _hendelser()] == ["aarshjul.bortfalt"]


def test_ny_kalenderadresse_stopper_den_gamle(client, rot):
    bruker = _bruker(rot, Rolle.LEDER)
    gammel = reverse("kalender", args=[bruker.kalendernokkel])
    assert gammel in _inn(client, bruker).get(reverse("aarshjul")).content.decode()

    client.post(reverse("kalender_ny"))

    ny = reverse("kalender", args=[Bruker.objects.get(pk=bruker.pk).kalendernokkel])
    assert [client.get(adresse).status_code for adresse in (gammel, ny)] == [404, 200]
    assert _hendelser() == [("kalender.ny_adresse", bruker.navn, bruker.navn)]
