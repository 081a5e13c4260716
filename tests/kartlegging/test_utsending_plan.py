"""Planleggingen: tidene, ordene, hva som ikke går, køen, returer, ny sending, og at alt står i loggen uten personer."""

from datetime import timedelta

import pytest

from arbeidsmiljo.models import Bruker, Hendelse
from kartlegging.actions import lukk, slett_adresser
from kartlegging.actions.utsending import (
    UtsendingsfeilError,
    fjern_paaminnelse,
    legg_i_ko,
    planlegg_forslaget,
    planlegg_utsending,
    registrer_retur,
    send_om_igjen,
)
from kartlegging.models import Forsendelse, Forsendelsesstand, Kartlegging, Utsending, Utsendingsart
from kartlegging.utsending.brev import lag_brev, standardtekst
from kartlegging.utsending.forfall import forfalte_utsendinger
from kartlegging.utsending.framdrift import Framdrift, framdrift
from kartlegging.utsending.sending import VAKT
from tests.kartlegging.oppsett import NAA, aapnet, utkast

pytestmark = pytest.mark.django_db

INVITASJON, FORSTE, ANDRE = Utsendingsart
DAG, FOR = timedelta(days=1), NAA - timedelta(days=3)


def _hr() -> Bruker:
    return Bruker.objects.get(epost__startswith="hr@")


def _planlegg(kartlegging, art, tidspunkt, tekst=None, naa=FOR) -> Utsending:
    return planlegg_utsending(
        kartlegging=kartlegging, art=art, tidspunkt=tidspunkt, tekst=tekst or {}, av=_hr(), naa=naa
    )


def _planlagte(kartlegging) -> dict[str, object]:
    return dict(kartlegging.utsendingene.values_list("art", "tidspunkt"))


def _lagt_i_ko(antall=3) -> Utsending:
    kartlegging = aapnet({"bjork": antall})
    utsending = _planlegg(kartlegging, INVITASJON, None, naa=NAA)
    legg_i_ko(utsending=utsending, naa=NAA)
    utsending.refresh_from_db()
    return utsending


def test_forslaget_er_invitasjonen_ved_aapning_og_to_paaminnelser():
    kartlegging = utkast({"bjork": 8})

    assert planlegg_forslaget(kartlegging=kartlegging, av=_hr(), naa=FOR) == 3
    assert _planlagte(kartlegging) == {
        "invitasjon": FOR,
        "paaminnelse_1": NAA + 7 * DAG,
        "paaminnelse_2": NAA + 13 * DAG,
    }
    assert planlegg_forslaget(kartlegging=kartlegging, av=_hr(), naa=FOR) == 0
    siste = Hendelse.objects.filter(hva="utsending.planlagt").order_by("pk").values_list("detaljer", flat=True)
    assert list(siste) == [{"art": "forslaget", "antall": 3}, {"art": "forslaget", "antall": 0}]


def test_forslaget_midt_i_en_aapen_kartlegging_tar_bare_med_det_som_ikke_er_passert():
    kartlegging = aapnet({"bjork": 8})

    assert planlegg_forslaget(kartlegging=kartlegging, av=_hr(), naa=NAA + 8 * DAG) == 2
    assert _planlagte(kartlegging) == {"invitasjon": NAA + 8 * DAG, "paaminnelse_2": NAA + 13 * DAG}


@pytest.mark.parametrize(
    ("art", "tidspunkt", "setning"),
    [
        (INVITASJON, NAA - DAG, "mens kartleggingen er åpen"),
        (INVITASJON, NAA + 14 * DAG, "mens kartleggingen er åpen"),
        (FORSTE, None, "Velg når påminnelsen skal sendes."),
        (FORSTE, NAA + timedelta(hours=23), "minst et døgn"),
        (FORSTE, NAA + 9 * DAG, "minst et døgn"),
        (ANDRE, NAA + 5 * DAG, "minst et døgn"),
        (INVITASJON, NAA + 8 * DAG, "minst et døgn"),
    ],
)
def test_en_tid_som_ikke_gaar_avvises_og_ingenting_endres(art, tidspunkt, setning):
    kartlegging = utkast({"bjork": 8})
    _planlegg(kartlegging, INVITASJON, None)
    _planlegg(kartlegging, FORSTE, NAA + 7 * DAG)
    _planlegg(kartlegging, ANDRE, NAA + 9 * DAG)
    for_, logget = _planlagte(kartlegging), Hendelse.objects.count()

    with pytest.raises(UtsendingsfeilError, match=setning):
        _planlegg(kartlegging, art, tidspunkt)
    assert (_planlagte(kartlegging), Hendelse.objects.count()) == (for_, logget)


def test_en_paaminnelse_uten_invitasjon_avvises():
    kartlegging = utkast({"bjork": 8})

    with pytest.raises(UtsendingsfeilError, match="Planlegg invitasjonen først"):
        _planlegg(kartlegging, FORSTE, NAA + 7 * DAG)


def test_et_tidspunkt_som_er_passert_avvises_men_slingring_taales():
    kartlegging = aapnet({"bjork": 8})
    naa = NAA + 2 * DAG

    with pytest.raises(UtsendingsfeilError, match="er passert"):
        _planlegg(kartlegging, INVITASJON, naa - timedelta(minutes=6), naa=naa)
    assert _planlegg(kartlegging, INVITASJON, naa - timedelta(minutes=4), naa=naa).tidspunkt == naa - timedelta(
        minutes=4
    )


@pytest.mark.parametrize(
    ("felt", "setning"),
    [
        ({"tilstand": "lukket"}, "er lukket"),
        ({"tilstand": "publisert"}, "er lukket"),
        ({"er_importert": True}, "fra en fil"),
    ],
)
def test_en_lukket_eller_importert_kartlegging_kan_ikke_planlegges(felt, setning):
    kartlegging = utkast({"bjork": 8})
    Kartlegging.objects.filter(pk=kartlegging.pk).update(**felt)

    with pytest.raises(UtsendingsfeilError, match=setning):
        _planlegg(kartlegging, INVITASJON, None)
    with pytest.raises(UtsendingsfeilError, match=setning):
        planlegg_forslaget(kartlegging=kartlegging, av=_hr(), naa=FOR)


def test_bare_ordene_hr_har_endret_lagres_og_brevet_bruker_dem():
    kartlegging = utkast({"bjork": 8})
    mitt = {"emne": "Til alle på Bjørk", "tekst": "Hei.\n\n<b>Vi</b> spør & lytter."}
    tekst = {"nb": mitt, "nn": standardtekst(kartlegging, INVITASJON, "nn")}

    utsending = _planlegg(kartlegging, INVITASJON, None, tekst)

    assert utsending.tekst == {"nb": mitt}
    nb, nn = lag_brev(utsending, "nb", "0" * 16), lag_brev(utsending, "nn", "0" * 16)
    assert (nb.emne, nn.emne) == ("Til alle på Bjørk", "Vår 2026: vi vil gjerne høyre frå deg")
    assert "<b>Vi</b> spør & lytter." in nb.tekst
    assert "&lt;b&gt;Vi&lt;/b&gt; spør &amp; lytter." in nb.html


def test_brevet_sier_fristen_og_hvem_som_svarer_paa_spraket_sitt():
    kartlegging = utkast({"bjork": 8})
    kartlegging.svar_til = "hms@bo.example"
    utsending = Utsending(kartlegging=kartlegging, art=INVITASJON)

    nb = lag_brev(utsending, "nb", "0" * 16).tekst
    assert "Du kan svare til 16. mars 2026 kl. 10.00." in nb
    assert "Spørsmål? Skriv til hms@bo.example." in nb
    assert "You can answer until 16" in lag_brev(utsending, "en", "0" * 16).tekst


def test_visningen_har_ingen_kode_og_ingen_lenke_aa_trykke_paa():
    brev = lag_brev(Utsending(kartlegging=utkast({"bjork": 8}), art=INVITASJON), "nb")

    assert "XXXX-XXXX-XXXX-XXXX" in brev.utsnitt
    assert "<a " not in brev.utsnitt


def test_en_paaminnelse_kan_tas_bort_men_ikke_invitasjonen():
    kartlegging = utkast({"bjork": 8})
    planlegg_forslaget(kartlegging=kartlegging, av=_hr(), naa=FOR)

    fjern_paaminnelse(utsending=kartlegging.utsendingene.get(art=FORSTE), av=_hr(), naa=FOR)
    with pytest.raises(UtsendingsfeilError, match="kan ikke tas bort"):
        fjern_paaminnelse(utsending=kartlegging.utsendingene.get(art=INVITASJON), av=_hr(), naa=FOR)
    assert set(_planlagte(kartlegging)) == {"invitasjon", "paaminnelse_2"}


def test_koen_har_ett_brev_til_hver_med_adresse_og_legges_bare_en_gang():
    kartlegging = aapnet({"bjork": 3})
    kartlegging.invitasjonene.filter(epost="bjork0@prove.example").update(epost="")
    utsending = _planlegg(kartlegging, INVITASJON, None, naa=NAA)

    assert [legg_i_ko(utsending=utsending, naa=NAA), legg_i_ko(utsending=utsending, naa=NAA)] == [2, None]
    assert sorted(utsending.forsendelsene.values_list("invitasjon__epost", "stand")) == [
        ("bjork1@prove.example", "venter"),
        ("bjork2@prove.example", "venter"),
    ]
    logget = Hendelse.objects.get(hva="utsending.lagt_i_ko")
    assert (logget.detaljer, logget.bruker_id) == ({"art": "invitasjon", "antall": 2}, None)


def test_det_som_er_lagt_i_ko_kan_verken_endres_eller_tas_bort():
    utsending = _lagt_i_ko()

    with pytest.raises(UtsendingsfeilError, match="alt lagt i kø"):
        _planlegg(utsending.kartlegging, INVITASJON, NAA + DAG, naa=NAA)
    with pytest.raises(UtsendingsfeilError, match="alt lagt i kø"):
        fjern_paaminnelse(utsending=utsending, av=_hr(), naa=NAA)


@pytest.mark.parametrize(("naar", "art"), [(NAA - timedelta(minutes=1), "varslet"), (NAA + 14 * DAG, "aapen")])
def test_ingenting_legges_i_ko_utenfor_perioden(naar, art):
    kartlegging = utkast({"bjork": 3})
    utsending = _planlegg(kartlegging, INVITASJON, None)
    Kartlegging.objects.update(tilstand=art)

    assert legg_i_ko(utsending=utsending, naa=naar) is None
    assert forfalte_utsendinger(naar) == []
    assert Forsendelse.objects.count() == 0


def test_en_takt_som_har_staatt_sender_ikke_flere_brev_samme_dag():
    kartlegging = aapnet({"bjork": 2})
    planlegg_forslaget(kartlegging=kartlegging, av=_hr(), naa=NAA)
    sen = NAA + timedelta(days=8)

    lagt = []
    for naar in (sen, sen + timedelta(hours=23), sen + DAG):
        forfalte_utsendinger(naar)
        lagt.append(list(Utsending.objects.exclude(lagt_i_ko=None).values_list("art", flat=True)))

    assert lagt == [["invitasjon"], ["invitasjon"], ["invitasjon", "paaminnelse_1"]]


def test_de_usikre_sendes_paa_nytt_bare_naar_hr_ber_om_det_og_ingen_sender():
    utsending = _lagt_i_ko(3)
    usikker = utsending.forsendelsene.first()
    Forsendelse.objects.filter(pk=usikker.pk).update(stand="sendes", forsok=3)
    Utsending.objects.update(neste_forsok=NAA + VAKT)

    with pytest.raises(UtsendingsfeilError, match="sendes akkurat nå"):
        send_om_igjen(utsending=utsending, stand=Forsendelsesstand.SENDES, av=_hr(), naa=NAA)
    assert send_om_igjen(utsending=utsending, stand=Forsendelsesstand.SENDES, av=_hr(), naa=NAA + VAKT) == 1

    usikker.refresh_from_db()
    assert (usikker.stand, usikker.forsok) == ("venter", 0)
    logget = Hendelse.objects.get(hva="utsending.sendt_om_igjen")
    assert (logget.detaljer, logget.bruker_navn) == (
        {"art": "invitasjon", "antall": 1, "stand": "sendes"},
        "Hanne Retten",
    )


def test_ingenting_sendes_paa_nytt_etter_lukking():
    utsending = _lagt_i_ko(3)

    with pytest.raises(UtsendingsfeilError, match="ikke åpen"):
        send_om_igjen(utsending=utsending, stand=Forsendelsesstand.AVVIST, av=_hr(), naa=NAA + 14 * DAG)


def test_en_retur_merker_det_siste_brevet_i_aapne_kartlegginger():
    _lagt_i_ko(2)
    annen = aapnet({"bjork": 2}, orgnr="310000035", navn="Lukket")
    Forsendelse.objects.update(stand="sendt")
    Kartlegging.objects.filter(pk=annen.pk).update(tilstand="lukket")

    assert registrer_retur(adresser=["bjork1@prove.example", "ukjent@prove.example"], naa=NAA + DAG) == 1
    assert registrer_retur(adresser=["bjork1@prove.example"], naa=NAA + DAG) == 0
    assert registrer_retur(adresser=["bjork0@prove.example"], naa=NAA + 14 * DAG) == 0

    assert dict(Forsendelse.objects.values_list("invitasjon__epost", "stand")) == {
        "bjork0@prove.example": "sendt",
        "bjork1@prove.example": "retur",
    }
    assert Hendelse.objects.filter(hva="utsending.retur").count() == 1


def test_ingen_adresse_staar_i_loggen():
    utsending = _lagt_i_ko(2)
    Forsendelse.objects.update(stand="sendt")
    registrer_retur(adresser=["bjork1@prove.example"], naa=NAA)
    send_om_igjen(utsending=utsending, stand=Forsendelsesstand.AVVIST, av=_hr(), naa=NAA)

    linjene = [f"{en.hva} {en.om} {en.detaljer}" for en in Hendelse.objects.filter(hva__startswith="utsending.")]
    assert len(linjene) == 4
    assert [linje for linje in linjene if "@" in linje] == []


def test_framdriften_skiller_usikre_fra_dem_som_sendes_naa_og_sier_hva_som_falt_bort():
    utsending = _lagt_i_ko(5)
    for forsendelse, stand in zip(
        utsending.forsendelsene.all(), ["sendt", "sendes", "avvist", "retur", "venter"], strict=True
    ):
        Forsendelse.objects.filter(pk=forsendelse.pk).update(stand=stand)
    ro = Framdrift(sendt=1, venter=1, sendes=0, usikre=1, avvist=1, retur=1, bortfalt=0)
    kartlegging = Kartlegging.objects.get()

    assert framdrift(kartlegging, NAA)[utsending.pk] == ro
    Utsending.objects.update(neste_forsok=NAA + VAKT)
    assert framdrift(kartlegging, NAA)[utsending.pk].sendes == 1
    etter = framdrift(kartlegging, NAA + 14 * DAG)[utsending.pk]
    assert (etter.venter, etter.bortfalt, etter.usikre, etter.alle) == (0, 1, 1, 5)


@pytest.mark.django_db(transaction=True)
def test_brevene_forsvinner_sammen_med_adressene_og_loggen_teller_bare_invitasjonene():
    utsending = _lagt_i_ko(3)
    kartlegging = utsending.kartlegging
    lukk(kartlegging=kartlegging, av=None, naa=NAA + 14 * DAG)
    kartlegging.refresh_from_db()

    assert slett_adresser(kartlegging=kartlegging, naa=NAA + 28 * DAG) == 3

    assert (Forsendelse.objects.count(), Utsending.objects.count()) == (0, 1)
    assert Hendelse.objects.get(hva="kartlegging.adresser_slettet").detaljer == {"antall": 3}


def test_loftet_og_deltakerlisten_er_uendret_av_utsendinger():
    kartlegging = aapnet({"bjork": 3})
    for_ = (kartlegging.loftet_sha256, kartlegging.deltakere_sha256)
    legg_i_ko(utsending=_planlegg(kartlegging, INVITASJON, None, naa=NAA), naa=NAA)

    kartlegging.refresh_from_db()
    assert (kartlegging.loftet_sha256, kartlegging.deltakere_sha256) == for_
