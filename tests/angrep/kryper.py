"""Angriperen som leser alt: følger hver lenke og hvert GET-skjema på siden, og laster ned hver fil."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

from django.test import Client
from lxml import html

START = ("/app/", "/svar/", "/slik-beskytter-vi/", "/personvern/", "/helse/")
UTENFOR = re.compile(r"^/(static/|app/konto/)")
"""Filer som er like for alle, og kontosidene: de handler om innlogging og har ny hemmelighet for hver visning."""
MEST = 3000
CSRF = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+')


@dataclass(frozen=True)
class Svar:
    """Det tjeneren svarte: status, hoder og kropp. CSRF-nøkkelen er det eneste som er tatt ut."""

    status: int
    hoder: tuple[tuple[str, str], ...]
    kropp: bytes

    @property
    def innholdstype(self) -> str:
        return next((verdi for navn, verdi in self.hoder if navn == "content-type"), "").split(";")[0]

    @property
    def side(self) -> html.HtmlElement:
        return html.document_fromstring(self.kropp.decode())


def hent(klient: Client, adresse: str) -> Svar:
    """Ett GET. Kaker er med som hoder, uten verdien til CSRF-kaken."""
    response = klient.get(adresse)
    hoder = [(navn.lower(), verdi) for navn, verdi in response.headers.items()]
    hoder += [
        ("set-cookie", navn if navn == "csrftoken" else kake.OutputString()) for navn, kake in response.cookies.items()
    ]
    return Svar(response.status_code, tuple(sorted(hoder)), CSRF.sub(rb"\1", response.content))


def kryp(klient: Client, start: Iterable[str] = START, *, utenom: str | None = None) -> dict[str, Svar]:
    """Alt som kan nås fra ``start``: adresse → svar. Stanser med feil heller enn å gi opp stille.

    ``utenom`` er et mønster for adresser som ikke hentes.
    """
    sett: dict[str, Svar] = {}
    ko = deque(start)
    while ko:
        adresse = ko.popleft()
        if adresse in sett or UTENFOR.match(adresse) or (utenom and re.search(utenom, adresse)):
            continue
        if len(sett) >= MEST:
            raise AssertionError(f"Mer enn {MEST} adresser; noe går i ring ved {adresse}.")
        svar = sett[adresse] = hent(klient, adresse)
        ko.extend(_neste(adresse, svar))
    return sett


def _neste(adresse: str, svar: Svar) -> Iterator[str]:
    for navn, verdi in svar.hoder:
        if navn == "location":
            yield from _lokal(adresse, verdi)
    if svar.innholdstype != "text/html" or not svar.kropp:
        return
    side = svar.side
    for lenke in side.xpath("//@href"):
        yield from _lokal(adresse, lenke)
    for skjema in side.xpath("//form[not(@method) or translate(@method, 'GET', 'get')='get']"):
        yield from _lokal(adresse, _innsendt(skjema))


def _innsendt(skjema: html.HtmlElement) -> str:
    felter = [(felt.get("name"), felt.get("value") or "") for felt in skjema.xpath(".//input[@name]")]
    for felt in skjema.xpath(".//select[@name]"):
        felter.append((felt.get("name"), (felt.xpath(".//option/@value") or [""])[-1]))
    return f"{skjema.get('action') or ''}?{urlencode(felter)}"


def _lokal(fra: str, til: str) -> Iterator[str]:
    deler = urlsplit(urljoin(f"http://testserver{fra}", til))
    if deler.scheme in {"http", "https"} and deler.hostname in {"testserver", "127.0.0.1"}:
        yield deler.path + (f"?{deler.query}" if deler.query else "")
