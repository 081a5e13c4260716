"""En ny installasjon fra første lenke til første resultat, i ekte nettleser og med ekte e-posttjener. Ingen hjelper til bak kulissene."""

import re
from email.message import EmailMessage
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect

from kartlegging.actions import avgi_besvarelse
from kartlegging.domain.koder import normaliser_kode
from kartlegging.models import Kartlegging
from tests.kartlegging.epostmottak import Mottak, ledig_port, tjener
from tests.kartlegging.oppsett import ALLE_MIDT
from tests.kartlegging.test_kodekort import KODE

pytestmark = pytest.mark.django_db(transaction=True)

PASSORD = "et-langt-passord-til-proven"
ENHETENE = "kode;navn;forelder\n1;Ny kommune;\n10;Solbakken sykehjem;1\n20;Nordlia skole;1\n"


@pytest.fixture
def postkassen(settings):
    mottak, port = Mottak(), ledig_port()
    settings.EMAIL_BACKEND = "arbeidsmiljo.epost.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    with tjener(mottak, port):
        yield mottak


def _tekst(brev: EmailMessage) -> str:
    kropp = brev.get_body(("plain",))
    assert kropp is not None
    return str(kropp.get_content())


def _sett_passord(side: Page, rot: str, lenke: str) -> None:
    side.goto(rot + urlsplit(lenke).path)
    for felt in side.locator("input[type=password]").all():
        felt.fill(PASSORD)
    side.get_by_role("button", name=re.compile("passord", re.IGNORECASE)).click()
    side.wait_for_load_state()


def _logg_inn(side: Page, rot: str, epost: str) -> None:
    side.goto(f"{rot}/app/konto/login/")
    side.locator("[name=login]").fill(epost)
    side.locator("[name=password]").fill(PASSORD)
    side.locator("[name=password]").press("Enter")
    side.wait_for_url("**/app/")


def _fil(side: Page, navn: str, innhold: str) -> None:
    side.locator("input[type=file]").set_input_files({"name": navn, "mimeType": "text/csv", "buffer": innhold.encode()})


def _organisasjonen(hr: Page, rot: str) -> None:
    hr.goto(f"{rot}/app/virksomheten/organisasjon/fil/")
    _fil(hr, "enheter.csv", ENHETENE.replace("20;Nordlia skole;1", "20;Nordlia skole;finnes-ikke"))
    hr.get_by_role("button", name="Se hva som blir endret").click()
    expect(hr.get_by_text("Rad 4, kolonne «forelder», «finnes-ikke»: enheten over finnes ikke")).to_be_visible()
    _fil(hr, "enheter.csv", ENHETENE)
    hr.get_by_role("button", name="Se hva som blir endret").click()
    hr.get_by_role("button", name="Les inn").click()
    expect(hr.get_by_role("heading", name="Filen er lest inn")).to_be_visible()


def _verneombudet(hr: Page, rot: str, postkassen: Mottak) -> str:
    """HR lager kontoen. Svarer med lenken verneombudet får på e-post."""
    hr.goto(f"{rot}/app/virksomheten/brukere/ny/")
    hr.get_by_label("Navn", exact=True).fill("Jonas Eriksen")
    hr.get_by_label("E-post", exact=False).first.fill("vo@ny.example")
    hr.get_by_label("Rolle", exact=True).select_option("hovedverneombud")
    hr.get_by_label("Enhet", exact=True).select_option(label="Ny kommune (1)")
    hr.locator("main form button[type=submit]").last.click()
    hr.wait_for_load_state()
    (brevet,) = [brev for brev in postkassen.brevene if brev["To"] == "vo@ny.example"]
    treff = re.search(r"https?://\S+/app/konto/password/reset/key/\S+", _tekst(brevet))
    assert treff, _tekst(brevet)
    return treff[0]


def _runden(hr: Page, rot: str) -> str:
    """HR lager kartleggingen, deltakerne og brevene. Svarer med kortnavnet."""
    hr.goto(f"{rot}/app/kartlegging/")
    hr.get_by_role("link", name="Ny kartlegging").click()
    hr.get_by_label("Navn").fill("Høst på Ås")
    hr.get_by_label("Formål").fill("Finne ut hva i arbeidet som sliter, og gjøre noe med det.")
    hr.get_by_role("button", name="Lagre utkastet").click()
    expect(hr.get_by_text("Verneombudet har ikke uttalt seg ennå.")).to_be_visible()
    kortnavn = hr.url.rstrip("/").rsplit("/", 1)[-1]

    hr.goto(f"{rot}/app/kartlegging/{kortnavn}/deltakere/fil/")
    radene = [f"{enhet};{enhet}.{nummer}@ny.example" for enhet in ("10", "20") for nummer in range(9)] + ["10;"] * 3
    _fil(hr, "deltakere.csv", "enhet;epost\n" + "\n".join(radene))
    hr.get_by_role("button", name="Se hvem som blir invitert").click()
    expect(hr.get_by_role("heading", name="Disse blir invitert")).to_be_visible()
    hr.get_by_role("button", name="Les inn").click()
    expect(hr.get_by_role("heading", name="Filen er lest inn")).to_be_visible()

    hr.goto(f"{rot}/app/kartlegging/{kortnavn}/utsendinger/")
    hr.get_by_role("button", name="Planlegg det som mangler, slik vi foreslår").click()
    expect(hr.get_by_text("3 utsendinger er planlagt.")).to_be_visible()
    return kortnavn


def _medvirkningen(vo: Page, rot: str, kortnavn: str) -> None:
    vo.goto(f"{rot}/app/kartlegging/{kortnavn}/")
    vo.get_by_role("link", name="Skriv verneombudets syn").click()
    vo.get_by_label("Verneombudets syn").fill("Jeg er enig. Folk må få tid til å svare på vakt.")
    vo.get_by_role("button", name="Lagre").click()
    vo.goto(f"{rot}/app/kartlegging/{kortnavn}/deltakere/")
    for boks in vo.get_by_role("checkbox").all():
        boks.check()
    vo.get_by_role("button", name="Bekreft de valgte").click()
    expect(vo.get_by_text("2 av 2 enheter er bekreftet")).to_be_visible()


def _svar_paa_telefonen(telefon: BrowserContext, rot: str, brevet: EmailMessage) -> str:
    """Den ansatte åpner lenken fra brevet, svarer på ett spørsmål og sender. Svarer med koden."""
    treff = re.search(r"https?://\S+/svar/#k=(\S+)", _tekst(brevet))
    assert treff, _tekst(brevet)
    side = telefon.new_page()
    side.goto(f"{rot}/svar/#k={treff[1]}")
    expect(side.get_by_role("heading", name="Dette lover vi deg")).to_be_visible()
    side.evaluate("document.querySelectorAll('input[type=radio][value=\"4\"]').forEach(r => r.click())")
    side.evaluate(
        "document.querySelector('#skjema').requestSubmit(document.querySelector('button[formaction$=\"/svar/send\"]'))"
    )
    expect(side.get_by_role("heading", name=re.compile("Takk"))).to_be_visible()
    return normaliser_kode(treff[1])


def test_en_ny_virksomhet_kommer_fra_forste_lenke_til_forste_resultat(
    ny_kontekst, live_server, postkassen, axe, settings
):
    settings.NETTADRESSE = settings.SVARADRESSE = rot = live_server.url
    ut = StringIO()
    call_command("opprett_virksomhet", "Ny kommune", "310500003", "hr@ny.example", stdout=ut)
    hr, vo = ny_kontekst().new_page(), ny_kontekst().new_page()
    _sett_passord(hr, rot, ut.getvalue().split()[-1])
    _logg_inn(hr, rot, "hr@ny.example")
    axe(hr)

    _organisasjonen(hr, rot)
    lenken = _verneombudet(hr, rot, postkassen)
    kortnavn = _runden(hr, rot)
    _sett_passord(vo, rot, lenken)
    _logg_inn(vo, rot, "vo@ny.example")
    _medvirkningen(vo, rot, kortnavn)

    hr.goto(f"{rot}/app/kartlegging/{kortnavn}/")
    axe(hr)
    hr.get_by_role("button", name="Varsle kartleggingen").click()
    hr.get_by_role("button", name="Åpne nå").click()
    expect(hr.get_by_text("Åpen", exact=True).first).to_be_visible()
    call_command("takt", stdout=StringIO())
    invitasjonene = {str(brev["To"]): brev for brev in postkassen.brevene if str(brev["To"])[:2] in {"10", "20"}}
    assert len(invitasjonene) == 18

    brukt = _svar_paa_telefonen(
        ny_kontekst(viewport={"width": 390, "height": 844}), rot, invitasjonene["10.0@ny.example"]
    )
    kodene = {normaliser_kode(KODE.findall(_tekst(brev))[0]) for brev in invitasjonene.values()}
    assert (len(kodene), brukt in kodene) == (18, True)
    for kode in kodene - {brukt}:
        avgi_besvarelse(kode=kode, svar=ALLE_MIDT, gruppe=None, naa=Kartlegging.objects.get().aapner)

    hr.goto(f"{rot}/app/kartlegging/{kortnavn}/lukk/")
    hr.locator("main form button[type=submit]").last.click()
    for side in (hr, vo):
        side.goto(f"{rot}/app/resultater/{kortnavn}/")
        expect(side.get_by_role("link", name="Solbakken sykehjem").first).to_be_visible()
    vo.goto(f"{rot}/app/virksomheten/hendelser/")
    expect(vo.get_by_text("Hovedverneombud").or_(vo.get_by_text("Jonas Eriksen")).first).to_be_visible()
    axe(vo)
