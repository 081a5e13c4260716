"""Det nettleserprøvene av svarsidene deler: en åpen kartlegging, en full logg over nettet, og en som svarer."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Request, expect

from kartlegging.models import Kartlegging
from tests.kartlegging.oppsett import aapnet

TAKK = "Takk. Svaret er levert."


def apen_kartlegging() -> Kartlegging:
    """Åpen nå og en uke til, med fire i enheten «liten» og én rett på roten."""
    ny = aapnet({"liten": 4, "rot": 1})
    ny.lukker = timezone.now() + timedelta(days=7)
    ny.save(update_fields=["lukker"])
    return ny


class Nettlogg:
    """Alt nettleseren spør om, slik en mellomtjener, et nettverk eller en tjenerlogg ville sett det."""

    def __init__(self, kontekst: BrowserContext) -> None:
        self.foresporslene: list[Request] = []
        kontekst.on("request", self._noter)

    def _noter(self, foresporsel: Request) -> None:
        self.foresporslene.append(foresporsel)

    def spor_av(self, hemmelig: str) -> list[str]:
        """Hvor hemmeligheten står utenom kroppen: adresse eller hode."""
        sporene = []
        for f in self.foresporslene:
            if hemmelig in f.url.split("#")[0]:
                sporene.append(f"adressen {f.url}")
            sporene += [f"{navn} til {f.url}" for navn, verdi in f.all_headers().items() if hemmelig in verdi]
        return sporene

    def kaker_utenfor_app(self) -> list[str]:
        """Forespørslene utenfor /app/ som bar en kake, og svarene der som satte en."""
        utenfor = [f for f in self.foresporslene if "/app/" not in f.url and "/static/" not in f.url]
        bar = [f.url for f in utenfor if "cookie" in f.all_headers()]
        svarene = [(f.url, f.response()) for f in utenfor]
        return bar + [url for url, svar in svarene if svar and "set-cookie" in svar.all_headers()]


def historikken(side: Page) -> list[str]:
    """Adressene fanen husker, også de man kan gå tilbake til. Spurt av nettleseren selv; siden får ikke se alle."""
    svar = side.context.new_cdp_session(side).send("Page.getNavigationHistory")
    return [steg["url"] for steg in svar["entries"]]


def svar_paa_ett(side: Page) -> None:
    """Fra løftet til siden med «Send», med ett svar valgt. Skjemaet må være åpent."""
    side.get_by_role("button", name="Start").click()
    side.locator("[id='f-a1.1']").get_by_text("Ofte", exact=True).click()
    while not side.get_by_role("heading", name="Klar til å sende?").is_visible():
        side.get_by_role("button", name="Neste").locator("visible=true").click()


def send(side: Page) -> None:
    side.get_by_role("button", name="Send svaret").click()
    expect(side.get_by_role("heading", name=TAKK)).to_be_visible()
