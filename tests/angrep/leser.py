"""Gjør alt produktet serverer om til fakta: hvilken rad, hvilken variabel, hvilket tall.

Ingenting slås opp i databasen. Variablene heter det kolonnene i eksporten heter (``c.indeks``, ``c.c1.snitt``,
``f1.andel``, ``samlet.minst_to``), uansett hvor tallet ble lest. Et tall som ikke er helt, stanser lesingen.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from arbeidsmiljo.domain.faktorer import alle_faktorer
from kartlegging.domain.instrument import Instrument
from tests.angrep.kryper import Svar

SAMLER = frozenset({"faktorer", "skalaer", "hendelser", "utfall"})
ORDKOLONNER = re.compile(
    r"(^|[._])(kode|navn|forelder|art|skjult_fordi|rolle|retning|avkortet)$|samvirker_skjult_fordi"
)
TALL = re.compile(r"(?:omtrent )?(\d{1,5})(?: %| eller mer| eller mindre| % eller mer)?")
MELLOM = re.compile(r"trolig mellom (\d+) og (\d+)(?: %)?")
RESULTAT = re.compile(r"^/app/resultater/([\w-]+)/(?:(.+)/([a-g])/)?$")


@dataclass(frozen=True)
class Fakt:
    """``rad`` er koden til raden; flere koder med «+» imellom er det de er til sammen."""

    runde: str
    rad: str
    variabel: str
    verdi: int
    kanal: str


@dataclass(frozen=True)
class Skjult:
    """Det som står der et tall mangler."""

    runde: str
    rad: str
    variabel: str
    tekst: str
    kanal: str


Lest = Fakt | Skjult


def tall(tekst: str) -> int:
    """Tallet slik det vises. Melder ``ValueError`` for alt annet enn et helt tall med ord."""
    funnet = TALL.fullmatch(tekst)
    if funnet is None:
        raise ValueError(f"Ikke et helt tall: {tekst!r}")
    return int(funnet[1])


def ord_(element: html.HtmlElement) -> str:
    """Teksten i elementet, med enkle mellomrom, også mellom to felt uten luft imellom."""
    return re.sub(r"\s+", " ", " ".join(element.itertext())).strip()


# --- filene ---------------------------------------------------------------------------------------------------------


def flat(rad: Mapping[str, Any], foran: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for felt, verdi in rad.items():
        vei = foran if felt in SAMLER else (*foran, felt)
        if isinstance(verdi, dict):
            yield from flat(verdi, vei)
        else:
            yield ".".join(vei), verdi


def json_rader(kropp: bytes) -> list[dict[str, Any]]:
    return [dict(flat(rad)) for rad in json.loads(kropp)["enheter"]]


def csv_rader(kropp: bytes) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(kropp.decode("utf-8-sig"), newline=""), delimiter=";"))


def xlsx_rader(kropp: bytes) -> list[dict[str, Any]]:
    topp, *radene = load_workbook(io.BytesIO(kropp), read_only=True)["Resultater"].iter_rows(values_only=True)
    # Tomme celler bakerst er ikke skrevet i filen.
    return [dict(zip_longest(topp, rad)) for rad in radene]


def fra_rader(runde: str, radene: list[dict[str, Any]], kanal: str) -> Iterator[Lest]:
    for rad in radene:
        if rad["skjult_fordi"]:
            yield Skjult(runde, rad["kode"], "rad", rad["skjult_fordi"], kanal)
        for variabel, verdi in rad.items():
            if not ORDKOLONNER.search(variabel) and verdi not in (None, ""):
                yield Fakt(runde, rad["kode"], variabel, _helt(verdi), kanal)


def _helt(verdi: object) -> int:
    if isinstance(verdi, str) and verdi.isdecimal():
        return int(verdi)
    if type(verdi) is int:
        return verdi
    raise ValueError(f"Ikke et helt tall: {verdi!r}")


FILER = {"tabell.json": json_rader, "tabell.csv": csv_rader, "tabell.xlsx": xlsx_rader}


# --- resultatsidene -------------------------------------------------------------------------------------------------


class Sideleser:
    """Leser resultatsidene. ``navnene`` er navn → kode per runde, slik en leser selv kobler dem."""

    def __init__(self, instrument: Instrument, navnene: Mapping[str, Mapping[str, str]]) -> None:
        self._navnene = navnene
        self._skalaer = {skala.navn["nb"]: skala for skala in instrument.skalaene}
        self._hendelser = {hendelse.navn["nb"]: hendelse.id for hendelse in instrument.hendelsene}
        self._samvirker = {en.navn["nb"]: f"samlet.samvirker.{en.id}" for en in instrument.samvirkene} | {
            "Minst to av de fire faktorene": "samlet.minst_to",
            "Minst tre av de fire faktorene": "samlet.minst_tre",
        }
        self._faktorer = {en.kortnavn["nb"]: en.kode for en in alle_faktorer()}
        self._i_prosent = {en.kode for en in instrument.faktorene if not instrument.skalaene_i(en.kode)}

    def les(self, adresse: str, svar: Svar) -> Iterator[Lest]:
        """Faktaene på siden; ingen når den ikke er en resultatside."""
        deler = urlsplit(adresse)
        treff = RESULTAT.match(unquote(deler.path))
        if treff is None or svar.status != 200 or svar.innholdstype != "text/html":
            return
        runde, enhet, faktor = treff.groups()
        if faktor:
            yield from self._faktorside(runde, enhet, faktor, svar.side)
        else:
            yield from self._kart(runde, svar.side)
            under = parse_qs(deler.query).get("enhet", [""])[0]
            yield from self._enhet(runde, under, svar.side)

    def _kart(self, runde: str, side: html.HtmlElement) -> Iterator[Lest]:
        kolonnene = [
            self._faktorer[ord_(celle)] for celle in side.xpath("//table[contains(@class, 'kart')]/thead/tr[2]/th")[1:]
        ]
        for rad in side.xpath("//table[contains(@class, 'kart')]/tbody/tr"):
            (hode,) = rad.xpath("./th")
            navn = ord_(hode.xpath("./a|./span")[0])
            kode = self._navnene[runde][navn]
            yield from self._antall(runde, kode, hode, "kart")
            rutene = rad.xpath("./td")
            if rad.xpath(".//*[contains(@class, 'rute--skjult')]"):
                yield Skjult(runde, kode, "rad", ord_(rutene[0]), "kart")
                continue
            for faktor, rute in zip(kolonnene, rutene, strict=True):
                variabel = f"{faktor}.maks" if faktor in self._i_prosent else f"{faktor}.indeks"
                if vist := rute.xpath(".//b"):
                    yield Fakt(runde, kode, variabel, tall(ord_(vist[0])), "kart")
                elif grunn := rute.xpath(".//*[contains(@class, 'rute--grunn')]"):
                    yield Skjult(runde, kode, variabel, ord_(grunn[0]), "kart")

    def _antall(self, runde: str, kode: str, hode: html.HtmlElement, kanal: str) -> Iterator[Lest]:
        """«12 svar (83 %)», slik det står ved navnet."""
        for funnet in re.finditer(r"(\d+) svar(?: \(([^)]+)\))?", ord_(hode)):
            yield Fakt(runde, kode, "antall", int(funnet[1]), kanal)
            if funnet[2]:
                yield Fakt(runde, kode, "svarprosent", tall(funnet[2]), kanal)

    def _enhet(self, runde: str, enhet: str, side: html.HtmlElement) -> Iterator[Lest]:
        (meta,) = side.xpath("//p[contains(@class, 'fv-meta')]")
        if funnet := re.search(r"(\d+) av \d+ svarte", ord_(meta)):
            yield Fakt(runde, "rot", "antall", int(funnet[1]), "hodet")
        if not enhet:
            return
        yield from self._antall(runde, enhet, meta, "hodet")
        for maal in side.xpath("//section[@aria-labelledby='utfall']//div[@class='maal']"):
            yield from self._maal(runde, enhet, "", maal, {})
        for rad in side.xpath("//section[@aria-labelledby='samlet']//tbody/tr"):
            variabel, tekst = self._samvirker[ord_(rad.xpath("./th")[0])], ord_(rad.xpath("./td")[0])
            if tekst.startswith("Skjult"):
                yield Skjult(runde, enhet, variabel, tekst, "samlet")
            else:
                yield Fakt(runde, enhet, variabel, tall(tekst), "samlet")

    def _faktorside(self, runde: str, enhet: str, faktor: str, side: html.HtmlElement) -> Iterator[Lest]:
        (meta,) = side.xpath("//p[contains(@class, 'fv-meta')]")
        yield from self._antall(runde, enhet, meta, "faktorside")
        mot = self._sammenlignet(side, enhet)
        for boks in side.xpath("//dl[contains(@class, 'tallrad')]/div"):
            hva, dd = ord_(boks.xpath("./dt")[0]), boks.xpath("./dd")[0]
            smaa = ord_(dd.xpath("./small")[0])
            vist = ord_(dd).removesuffix(smaa).strip()
            if hva == "Andel utsatt i forrige runde":
                yield Fakt(*mot, f"{faktor}.andel_eksponert", tall(vist), "forrige")
                continue
            variabel = "andel_eksponert" if hva == "Andel utsatt" else "indeks"
            if not vist:
                yield Skjult(runde, enhet, f"{faktor}.{variabel}", smaa, "faktorside")
                continue
            yield Fakt(runde, enhet, f"{faktor}.{variabel}", tall(vist), "faktorside")
            stamme = "andel" if variabel == "andel_eksponert" else "indeks"
            yield from _intervall(runde, enhet, f"{faktor}.{stamme}_", smaa, "faktorside")
        for maal in side.xpath("//div[@class='maal']"):
            yield from self._maal(runde, enhet, faktor, maal, {"mot": mot})

    def _sammenlignet(self, side: html.HtmlElement, enhet: str) -> tuple[str, str]:
        """Runden og radene tallene er sammenlignet med, slik siden sier det; ellers enheten selv i den andre runden."""
        andre = next(iter(self._navnene))
        funnet = re.search(r"Sammenlignet med (.+?)(?: til sammen)?, \w+\.", ord_(side))
        if funnet is None:
            return andre, enhet
        kodene = [self._navnene[andre][navn] for navn in funnet[1].replace(" og ", ", ").split(", ")]
        return andre, "+".join(sorted(kodene))

    def _maal(
        self, runde: str, enhet: str, faktor: str, maal: html.HtmlElement, om: Mapping[str, tuple[str, str]]
    ) -> Iterator[Lest]:
        navn = ord_(maal.xpath(".//span[@class='maal__navn']")[0])
        hendelse = self._hendelser.get(navn)
        stamme = hendelse or ".".join(filter(None, (faktor, self._skalaer[navn].kode)))
        variabel, foran = (f"{stamme}.andel", f"{stamme}.") if hendelse else (f"{stamme}.snitt", f"{stamme}.")
        if grunn := maal.xpath(".//span[@class='skjult-felt']"):
            yield Skjult(runde, enhet, variabel, ord_(grunn[0]), "maal")
            return
        vist, intervall = ord_(maal.xpath(".//strong")[0]), ord_(maal.xpath(".//span[contains(@class, 'dempet')]")[0])
        yield Fakt(runde, enhet, variabel, tall(vist), "maal")
        yield from _intervall(runde, enhet, foran, intervall, "maal")
        yield from _figur(runde, enhet, variabel, foran, maal)
        if funnet := re.search(r"Forrige runde: (.+?)\. ", ord_(maal) + " "):
            yield Fakt(*om["mot"], variabel, tall(funnet[1]), "forrige")


def _intervall(runde: str, rad: str, foran: str, tekst: str, kanal: str) -> Iterator[Fakt]:
    funnet = MELLOM.search(tekst)
    if funnet is None:
        raise ValueError(f"Ikke et intervall: {tekst!r}")
    for navn, verdi in zip(("lav", "hoy"), funnet.groups(), strict=True):
        yield Fakt(runde, rad, f"{foran}{navn}", int(verdi), kanal)


def _figur(runde: str, rad: str, variabel: str, foran: str, maal: html.HtmlElement) -> Iterator[Fakt]:
    """Tallene som er tegnet: figuren er 520 enheter bred, 10 på hver side og fem for hvert poeng."""
    (strek,) = maal.xpath(".//*[@class='na-l']/@d")
    (punkt,) = maal.xpath(".//*[@class='na-p']/@cx")
    fra, til = strek.removeprefix("M").split(" 11H")
    for navn, x in ((variabel, punkt), (f"{foran}lav", fra), (f"{foran}hoy", til)):
        poeng, rest = divmod(int(x) - 10, 5)
        if rest:
            raise ValueError(f"Figuren viser deler av et poeng: {x}")
        yield Fakt(runde, rad, navn, poeng, "figur")


# --- vurderingen og planen ------------------------------------------------------------------------------------------

BELASTNING = re.compile(
    r"Belastning (?:omtrent )?(\d+) av 100(?: \((?:90 % intervall |trolig mellom )(\d+)(?:–| og )(\d+)\))?"
)
UTSATT = re.compile(r"(\d+) (?:%|prosent er) utsatt \((?:trolig mellom )?(\d+)(?:–| og )(\d+)\)")


class Planleser:
    """Leser grunnlaget slik det står i en vurdering av ``rad`` på skjerm og i planen."""

    def __init__(self, instrument: Instrument, runde: str, rad: str) -> None:
        self._instrument, self._runde, self._rad = instrument, runde, rad

    def _fakt(self, variabel: str, verdi: str, kanal: str) -> Fakt:
        return Fakt(self._runde, self._rad, variabel, tall(verdi), kanal)

    def bevis(self, faktor: str, tekst: str, kanal: str) -> Iterator[Fakt]:
        """Setningene om én faktor."""
        for setning, stamme, navn in ((BELASTNING, "indeks", "indeks"), (UTSATT, "andel", "andel_eksponert")):
            for funnet in setning.finditer(tekst):
                yield self._fakt(f"{faktor}.{navn}", funnet[1], kanal)
                if funnet[2]:
                    yield self._fakt(f"{faktor}.{stamme}_lav", funnet[2], kanal)
                    yield self._fakt(f"{faktor}.{stamme}_hoy", funnet[3], kanal)
        for hendelse in self._instrument.hendelsene:
            navn = re.escape(hendelse.navn["nb"])
            monster = rf"{navn}: (\d+) (?:%|prosent) \((?:trolig mellom )?(\d+)(?:–| og )(\d+)\)"
            for funnet in re.finditer(monster, tekst):
                for del_, verdi in zip(("andel", "lav", "hoy"), funnet.groups(), strict=True):
                    yield self._fakt(f"{hendelse.id}.{del_}", verdi, kanal)

    def forholdsside(self, faktor: str, side: html.HtmlElement) -> Iterator[Fakt]:
        (grunnlag,) = side.xpath("//section[@aria-labelledby='grunnlag']")
        yield from self.bevis(faktor, ord_(grunnlag), "forhold")
        skalaene = {skala.navn["nb"]: skala.kode for skala in self._instrument.skalaene}
        for rad in grunnlag.xpath(".//tbody/tr"):
            kode = skalaene[ord_(rad.xpath("./th")[0]).removesuffix(" (demper)")]
            cellene = [ord_(celle) for celle in rad.xpath("./td[contains(@class, 'tall')]")]
            if cellene:
                yield self._fakt(
                    f"{faktor}.{kode}.snitt", re.sub(r"^(\d+) omtrent$", r"omtrent \1", cellene[0]), "forhold"
                )
                for navn, verdi in zip(("lav", "hoy"), cellene[1].split("–"), strict=True):
                    yield self._fakt(f"{faktor}.{kode}.{navn}", verdi, "forhold")

    def samletside(self, side: html.HtmlElement) -> Iterator[Fakt]:
        tekst = " ".join(ord_(del_) for del_ in side.xpath("//section[@aria-labelledby='samtidig']"))
        for navn, verdi in _samtidig(tekst, self._instrument):
            yield self._fakt(navn, verdi, "samletside")

    def planside(self, side: html.HtmlElement) -> Iterator[Fakt]:
        for rad in side.xpath("//section[@aria-labelledby='risiko']//tbody/tr"):
            yield from self.bevis(ord_(rad.xpath("./th")[0])[0].lower(), ord_(rad.xpath("./td[2]")[0]), "plan")

    def pdf(self, kropp: bytes) -> Iterator[Fakt]:
        tekst = re.sub(r"\s+", " ", " ".join(side.extract_text() for side in PdfReader(io.BytesIO(kropp)).pages))
        if funnet := re.search(r": (\d+) svar, (90 % eller mer|\d+ %) av de inviterte", tekst):
            yield self._fakt("antall", funnet[1], "pdf")
            yield self._fakt("svarprosent", funnet[2], "pdf")
        for navn, verdi in _samtidig(tekst, self._instrument):
            yield self._fakt(navn, verdi, "pdf")
        yield from self._vedlegg(tekst)

    def _vedlegg(self, tekst: str) -> Iterator[Fakt]:
        """Tabellen «Tallene fra utgivelsen», og setningene om hvert forhold foran den."""
        foran, _skille, tabellen = tekst.partition("Tallene fra utgivelsen")
        for en in alle_faktorer():
            for avsnitt in re.findall(rf"\b{en.bokstav} {re.escape(en.navn['nb'])} (.*?)(?= Mulig utfall)", foran):
                yield from self.bevis(en.kode, avsnitt, "pdf")
            rad = rf"\b{en.bokstav} {re.escape(en.kortnavn['nb'])} "
            for navn, kolonne in (("Belastning, 0–100", "indeks"), ("Andel utsatte", "andel_eksponert")):
                for funnet in re.finditer(rf"{rad}{navn} ((?:omtrent )?\d+(?: %)?) ", tabellen):
                    yield self._fakt(f"{en.kode}.{kolonne}", funnet[1], "vedlegg")
        for skala in self._instrument.skalaene:
            monster = rf"{re.escape(skala.navn['nb'])}(?: \(demper\))? (\d+(?: eller mer| eller mindre)?|omtrent \d+) (\d+)–(\d+)"
            for funnet in re.finditer(monster, tabellen):
                for del_, verdi in zip(("snitt", "lav", "hoy"), funnet.groups(), strict=True):
                    yield self._fakt(f"{skala.faktor}.{skala.kode}.{del_}", verdi, "vedlegg")


def _samtidig(tekst: str, instrument: Instrument) -> Iterator[tuple[str, str]]:
    if funnet := re.search(r"(\d+) prosent er utsatt for minst to av A–D, og (\d+) prosent for minst tre", tekst):
        yield from zip(("samlet.minst_to", "samlet.minst_tre"), funnet.groups(), strict=True)
    if funnet := re.search(r"minst to av de fire faktorene: (\d+) %\. Minst tre: (\d+) %", tekst):
        yield from zip(("samlet.minst_to", "samlet.minst_tre"), funnet.groups(), strict=True)
    for en in instrument.samvirkene:
        for funnet in re.finditer(rf"{re.escape(en.navn['nb'])}: (\d+) (?:%|prosent)", tekst):
            yield f"samlet.samvirker.{en.id}", funnet[1]
