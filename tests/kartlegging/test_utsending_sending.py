"""Sendingen mot en ekte SMTP-tjener: framme én gang, avvist, utsatt, uviss, og aldri to ganger."""

import os
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from time_machine import travel

from kartlegging.actions.utsending import legg_i_ko
from kartlegging.domain.koder import kode_for, vis_kode
from kartlegging.models import Forsendelse, Invitasjon, Kartlegging, Utsending, Utsendingsart
from kartlegging.nokler import les_nokler, slett_nokler
from kartlegging.utsending import sending
from kartlegging.utsending.forfall import forfalte_utsendinger
from kartlegging.utsending.sending import NOKLENE_MANGLER, VAKT, send_ventende
from tests.kartlegging.epostmottak import Mottak, ledig_port, tjener
from tests.kartlegging.oppsett import NAA, aapnet

pytestmark = pytest.mark.django_db(transaction=True)

STRAKS = NAA + timedelta(minutes=1)


@pytest.fixture
def mottak() -> Mottak:
    return Mottak()


@pytest.fixture
def port(settings) -> int:
    settings.EMAIL_BACKEND = "arbeidsmiljo.epost.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", ledig_port(), 5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.DEFAULT_FROM_EMAIL = "forsvarlig@tjenesten.example"
    return int(settings.EMAIL_PORT)


@pytest.fixture
def smtp(mottak, port):
    with tjener(mottak, port):
        yield mottak


def _lagt_i_ko(antall=3, art=Utsendingsart.INVITASJON) -> Utsending:
    kartlegging = aapnet({"bjork": antall})
    utsending = Utsending.objects.create(kartlegging=kartlegging, art=art, tidspunkt=NAA)
    legg_i_ko(utsending=utsending, naa=NAA)
    return utsending


def _send(utsending, naar=STRAKS):
    return send_ventende(utsending.pk, etter=0, klokke=lambda: naar)


def _standene(utsending) -> dict[str, str]:
    return dict(utsending.forsendelsene.values_list("invitasjon__epost", "stand").order_by("invitasjon__epost"))


def _kodene(kartlegging):
    nokkel = les_nokler(kartlegging.kortnavn).koder
    return {en.epost: kode_for(nokkel, en.pk) for en in kartlegging.invitasjonene.all()}


def test_hvert_brev_kommer_fram_en_gang_med_sin_egen_kode(smtp):
    utsending = _lagt_i_ko(3)
    kodene = _kodene(utsending.kartlegging)

    assert _send(utsending).sendt == 3

    assert smtp.til == {"bjork0@prove.example": 1, "bjork1@prove.example": 1, "bjork2@prove.example": 1}
    for brev in smtp.brevene:
        kode = kodene[brev["To"]]
        for del_ in ("plain", "html"):
            innhold = brev.get_body((del_,)).get_content()
            assert (f"/svar/#k={kode}" in innhold, vis_kode(kode) in innhold) == (True, True)
            assert [annen for annen in kodene.values() if annen != kode and annen in innhold] == []
    assert set(_standene(utsending).values()) == {"sendt"}
    utsending.refresh_from_db()
    assert (utsending.siste_feil, utsending.neste_forsok) == ("", None)


def test_hodene_sier_hvem_arbeidsgiveren_er_og_ingenting_om_mottakeren(smtp):
    utsending = _lagt_i_ko(1)
    virksomhet = utsending.kartlegging.virksomhet
    virksomhet.navn = 'Bø & Sønn, "avd. Å"'
    virksomhet.save()
    Kartlegging.objects.update(svar_til="hms@bo.example")

    _send(utsending)

    (brev,) = smtp.brevene
    avsender = brev["From"].addresses[0]
    assert (avsender.display_name, avsender.addr_spec) == ('Bø & Sønn, "avd. Å"', "forsvarlig@tjenesten.example")
    assert (brev["Reply-To"], brev["Auto-Submitted"]) == ("hms@bo.example", "auto-generated")
    id_ = brev["Message-ID"].strip("<>")
    assert (len(id_.split("@")[0]), id_.split("@")[1]) == (32, "tjenesten.example")
    assert sorted(brev.keys()) == sorted(
        ["Content-Type", "MIME-Version", "Subject", "From", "To", "Reply-To", "Date", "Auto-Submitted", "Message-ID"]
        + [hode for hode in brev if hode.startswith("X-")]
    )
    html = brev.get_body(("html",)).get_content()
    assert [ord_ for ord_ in ("<img", "<script", "<link", "style=", "utm_") if ord_ in html] == []
    assert html.count("http://") == html.count("http://127.0.0.1:8000/")


@pytest.mark.parametrize(
    ("sprak", "emne", "fast"),
    [
        ("nb", "Påminnelse: Vår 2026", "Har du alt svart, kan du se bort fra denne."),
        ("nn", "Påminning: Vår 2026", "Har du alt svart, kan du sjå bort frå denne."),
        ("en", "Reminder: Vår 2026", "If you have already answered, please disregard this."),
        ("se", "Påminnelse: Vår 2026", "Har du alt svart, kan du se bort fra denne."),
    ],
)
def test_brevet_er_paa_invitasjonens_sprak_ellers_kartleggingens_forste(smtp, sprak, emne, fast):
    utsending = _lagt_i_ko(1, Utsendingsart.PAAMINNELSE_1)
    Invitasjon.objects.update(sprak=sprak)

    _send(utsending)

    (brev,) = smtp.brevene
    assert brev["Subject"] == emne
    assert fast in brev.get_body(("plain",)).get_content()
    assert fast in brev.get_body(("html",)).get_content()


def test_den_som_avvises_for_godt_avvises_alene_og_grunnen_har_ingen_adresse(smtp):
    utsending = _lagt_i_ko(3)
    smtp.paa_rcpt = lambda til: "550 5.1.1 <bjork1@prove.example> bjork1 finnes ikke" if "bjork1" in til else None

    _send(utsending)

    assert _standene(utsending) == {
        "bjork0@prove.example": "sendt",
        "bjork1@prove.example": "avvist",
        "bjork2@prove.example": "sendt",
    }
    assert Forsendelse.objects.get(stand="avvist").grunn == "550 5.1.1 <…> … finnes ikke"


def test_den_som_avvises_forelopig_venter_stadig_lenger_og_faar_brevet_en_gang(smtp):
    utsending = _lagt_i_ko(2)
    smtp.paa_rcpt = lambda til: "450 4.2.0 Kom tilbake senere" if "bjork1" in til else None
    ventet, naar = [], STRAKS
    for _forsok in range(8):
        _send(utsending, naar)
        utsending.refresh_from_db()
        ventet.append(int((utsending.neste_forsok - naar).total_seconds() // 60))
        naar = utsending.neste_forsok
    assert ventet == [1, 2, 4, 8, 16, 32, 60, 60]
    assert utsending.siste_feil == "450 4.2.0 Kom tilbake senere"

    smtp.paa_rcpt = lambda _til: None
    _send(utsending, naar)

    assert smtp.til == {"bjork0@prove.example": 1, "bjork1@prove.example": 1}
    utsending.refresh_from_db()
    assert (utsending.siste_feil, utsending.neste_forsok) == ("", None)


def test_naar_tjeneren_er_nede_venter_alle_og_hver_faar_ett_brev_naar_den_er_oppe(mottak, port):
    utsending = _lagt_i_ko(120)
    _send(utsending)
    utsending.refresh_from_db()
    assert set(_standene(utsending).values()) == {"venter"}
    assert utsending.siste_feil == "Ingenting svarer på den porten hos e-posttjeneren."
    assert utsending.neste_forsok == STRAKS + timedelta(minutes=1)
    _send(utsending, utsending.neste_forsok)
    utsending.refresh_from_db()
    assert utsending.neste_forsok == STRAKS + timedelta(minutes=3)

    with tjener(mottak, port):
        _send(utsending, utsending.neste_forsok)

    assert set(mottak.til.values()) == {1}
    assert len(mottak.til) == 120
    assert len(mottak.forbindelser) == 3


@pytest.mark.parametrize(
    ("hvor", "svar", "feil"),
    [
        ("paa_rcpt", "421 4.7.0 For mange, legger på", "421 4.7.0 For mange, legger på"),
        ("paa_mail", "550 5.7.1 <forsvarlig@tjenesten.example> er ikke din", "550 5.7.1 <…> er ikke din"),
        ("paa_mail", "451 4.3.0 Senere", "451 4.3.0 Senere"),
    ],
)
def test_naar_det_er_tjeneren_det_er_noe_med_faar_ingen_mottaker_skylden(smtp, hvor, svar, feil):
    utsending = _lagt_i_ko(4)
    setattr(smtp, hvor, lambda _adresse: svar)

    _send(utsending)

    utsending.refresh_from_db()
    assert (utsending.siste_feil, set(_standene(utsending).values())) == (feil, {"venter"})
    assert sorted(utsending.forsendelsene.values_list("forsok", flat=True)) == [0, 0, 0, 1]


def test_innholdet_avvist_for_godt_eller_forelopig(smtp):
    utsending = _lagt_i_ko(3)
    svarene = {"bjork0@prove.example": "554 5.6.0 Avvist", "bjork1@prove.example": "452 4.3.1 Fullt"}
    smtp.paa_data = svarene.get

    _send(utsending)

    assert _standene(utsending) == {
        "bjork0@prove.example": "avvist",
        "bjork1@prove.example": "venter",
        "bjork2@prove.example": "sendt",
    }


def test_brytes_forbindelsen_etter_at_brevet_er_gitt_fra_seg_er_det_usikkert_og_sendes_ikke_igjen(smtp):
    utsending = _lagt_i_ko(5)
    forste = utsending.forsendelsene.order_by("pk").first().invitasjon.epost
    smtp.legg_paa_ved = forste
    _send(utsending)
    assert _standene(utsending) == {f"bjork{n}@prove.example": "venter" for n in range(5)} | {forste: "sendes"}

    smtp.legg_paa_ved = ""
    _send(utsending)

    assert set(smtp.til.values()) == {1}
    assert _standene(utsending) == {f"bjork{n}@prove.example": "sendt" for n in range(5)} | {forste: "sendes"}


def test_en_tjener_som_legger_paa_etter_noen_brev_ringes_opp_igjen(smtp, monkeypatch):
    monkeypatch.setattr(sending, "PORSJON", 4)
    utsending = _lagt_i_ko(8)
    smtp.hoyst_per_forbindelse = 3

    _send(utsending)
    _send(utsending)

    assert smtp.til == {f"bjork{n}@prove.example": 1 for n in range(8)}


def test_et_brev_en_drept_arbeider_hadde_tatt_sendes_ikke_av_neste(smtp):
    utsending = _lagt_i_ko(3)
    tatt = sending._ta(utsending.pk, 0, STRAKS)[:1]
    Forsendelse.objects.exclude(pk=tatt[0].pk).update(stand="venter")

    _send(utsending)

    assert tatt[0].invitasjon.epost not in smtp.til
    assert sorted(_standene(utsending).values()) == ["sendes", "sendt", "sendt"]


_ARBEIDER = """
import sys, django
django.setup()
from datetime import datetime
from kartlegging.utsending.sending import send_ventende
send_ventende(int(sys.argv[1]), etter=0, klokke=lambda: datetime.fromisoformat(sys.argv[2]))
"""


def _databaseadresse() -> str:
    base = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{base['NAME']}"
    return f"postgresql://{base['USER']}@{base['HOST']}:{base['PORT']}/{base['NAME']}"


def test_en_drept_arbeider_etterlater_usikre_brev_og_ingen_faar_to(smtp, port, settings, tmp_path):
    utsending = _lagt_i_ko(60)
    framme, slipp = threading.Event(), threading.Event()

    def heng_ved_det_tredje(_til):
        if len(smtp.brevene) == 2:
            framme.set()
            slipp.wait(20)

    smtp.paa_data = heng_ved_det_tredje
    miljo = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "arbeidsmiljo.settings",
        "SECRET_KEY": "bare-for-provene-" * 4,
        "DATABASE_URL": _databaseadresse(),
        "VARMAPPE": str(tmp_path),
        "NOKKELMAPPE": str(settings.NOKKELMAPPE),
        "EPOST_VERT": "127.0.0.1",
        "EPOST_PORT": str(port),
        "EPOST_KRYPTERING": "ingen",
    }
    arbeider = subprocess.Popen(
        [sys.executable, "-c", _ARBEIDER, str(utsending.pk), STRAKS.isoformat()], env=miljo, cwd=settings.ROT
    )
    try:
        assert framme.wait(30)
    finally:
        arbeider.kill()
        arbeider.wait()
        slipp.set()
    smtp.paa_data = lambda _til: None
    assert Counter(_standene(utsending).values()) == {"sendes": 50, "venter": 10}

    assert _send(utsending).sendt == 10

    assert set(smtp.til.values()) == {1}
    assert Counter(_standene(utsending).values()) == {"sendes": 50, "sendt": 10}


def test_to_arbeidere_samtidig_sender_hvert_brev_en_gang(smtp, monkeypatch):
    monkeypatch.setattr(sending, "PORSJON", 5)
    utsending = _lagt_i_ko(60)
    klare = threading.Barrier(2)
    sendt = []

    def arbeid():
        try:
            klare.wait(5)
            sendt.append(_send(utsending).sendt)
        finally:
            connection.close()

    traadene = [threading.Thread(target=arbeid) for _ in range(2)]
    for traad in traadene:
        traad.start()
    for traad in traadene:
        traad.join(60)

    assert sum(sendt) == 60
    assert smtp.til == {f"bjork{n}@prove.example": 1 for n in range(60)}


def test_ingen_brev_gaar_ut_etter_at_kartleggingen_er_lukket(smtp):
    utsending = _lagt_i_ko(3)

    assert _send(utsending, NAA + timedelta(days=14)).sendt == 0
    Kartlegging.objects.update(tilstand="lukket")
    assert _send(utsending).sendt == 0

    assert (len(smtp.brevene), set(_standene(utsending).values())) == (0, {"venter"})


def test_uten_nokler_stopper_sendingen_med_en_klar_setning(smtp):
    utsending = _lagt_i_ko(3)
    slett_nokler(utsending.kartlegging.kortnavn)

    _send(utsending)

    utsending.refresh_from_db()
    assert (utsending.siste_feil, utsending.neste_forsok) == (NOKLENE_MANGLER, STRAKS + timedelta(hours=1))
    assert (len(smtp.brevene), set(_standene(utsending).values())) == (0, {"venter"})


def test_tjeneren_som_nekter_alle_proves_ikke_med_hele_listen(smtp, monkeypatch):
    monkeypatch.setattr(sending, "PORSJON", 5)
    monkeypatch.setattr(sending, "UTEN_HELL", 10)
    utsending = _lagt_i_ko(30)
    smtp.paa_rcpt = lambda _til: "554 5.7.1 Relay access denied"

    _send(utsending)

    assert sorted(_standene(utsending).values()) == ["avvist"] * 10 + ["venter"] * 20


def test_en_adresse_som_ikke_kan_brukes_stanser_ikke_de_andre(smtp):
    utsending = _lagt_i_ko(2)
    Invitasjon.objects.filter(epost="bjork0@prove.example").update(epost="bjork 0 @@prove")

    _send(utsending)

    assert sorted(_standene(utsending).values()) == ["avvist", "sendt"]
    assert Forsendelse.objects.get(stand="avvist").grunn == "Adressen kan ikke brukes."


def test_takten_legger_i_ko_sender_og_gjor_ingenting_den_andre_gangen(smtp):
    kartlegging = aapnet({"bjork": 3})
    Invitasjon.objects.filter(epost="bjork2@prove.example").update(epost="")
    Utsending.objects.create(kartlegging=kartlegging, art="invitasjon", tidspunkt=NAA)

    with travel(STRAKS, tick=False):
        sagt = [forfalte_utsendinger(STRAKS), forfalte_utsendinger(STRAKS + timedelta(minutes=1))]

    assert sagt == [["var-2026: 2 brev lagt i kø.", "var-2026: sender brev."], []]
    assert smtp.til == {"bjork0@prove.example": 1, "bjork1@prove.example": 1}


def test_takten_overlater_ikke_det_samme_til_to_mens_vakten_holdes(smtp):
    utsending = _lagt_i_ko(2)
    Utsending.objects.update(neste_forsok=STRAKS + VAKT)

    with travel(STRAKS, tick=False):
        assert forfalte_utsendinger(STRAKS) == []
        assert forfalte_utsendinger(STRAKS + VAKT) == ["var-2026: sender brev."]
    assert set(_standene(utsending).values()) == {"sendt"}
