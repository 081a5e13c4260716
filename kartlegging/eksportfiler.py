"""Eksporten som tabell: samme tall som JSON-formen, én rad per enhet og én kolonne per tall.

Kolonnene heter det tallet heter i ``contracts.md`` (``c.indeks``, ``c.c1.snitt``, ``f1.andel``,
``samlet.minst_to``), så en tabell og en JSON-fil kan legges ved siden av hverandre.
"""

import io
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.writer.excel import ExcelWriter

from arbeidsmiljo.csvfil import csvfil
from arbeidsmiljo.domain.faktorer import alle_faktorer
from arbeidsmiljo.domain.sprak import pa_sprak
from kartlegging.domain.instrument import Instrument

Json = Mapping[str, Any]
Celle = str | int | bool | None

_GRUPPER = frozenset({"faktorer", "skalaer", "hendelser", "utfall"})
"""Ledd i JSON-formen som bare samler; koden under dem sier alt."""
INGEN_DATO = datetime(1980, 1, 1)  # noqa: DTZ001 – formatet har ingen tidssone
"""Den eldste en ZIP-pakke kan ha."""


def tabell(innhold: Json) -> tuple[list[str], list[list[Celle]]]:
    """Overskriftene og radene, av formen ``kartlegging.resultater.eksport`` gir."""
    radene = [dict(_flat(enhet)) for enhet in innhold["enheter"]]
    overskrifter = list(dict.fromkeys(kolonne for rad in radene for kolonne in rad))
    return overskrifter, [[rad.get(kolonne) for kolonne in overskrifter] for rad in radene]


def _flat(verdi: Json, foran: tuple[str, ...] = ()) -> Iterator[tuple[str, Celle]]:
    for felt, under in verdi.items():
        vei = foran if felt in _GRUPPER else (*foran, felt)
        if isinstance(under, Mapping):
            yield from _flat(under, vei)
        else:
            yield ".".join(vei), under


def som_csv(innhold: Json) -> bytes:
    """CSV med semikolon, UTF-8 med BOM (slik norsk Excel åpner den rett). Sant og usant er ``ja`` og ``nei``.

    En tekst som regnearket ville regnet som en formel, får en apostrof foran.
    """
    overskrifter, radene = tabell(innhold)
    return csvfil(overskrifter, ([_norsk(celle) for celle in rad] for rad in radene))


def som_json(innhold: Json) -> bytes:
    """Formen i ``contracts.md``, som UTF-8."""
    return json.dumps(innhold, ensure_ascii=False, indent=1).encode()


def som_xlsx(innhold: Json, instrument: Instrument) -> bytes:
    """Regneark med tallene, og et ark som forklarer kodene. Tekst står alltid som tekst, aldri som formel.

    Samme innhold gir samme byte, så to som har hver sin fil, kan se at de har det samme.
    """
    bok = Workbook(write_only=True)
    overskrifter, radene = tabell(innhold)
    ark = bok.create_sheet("Resultater")
    ark.freeze_panes = "C2"
    ark.append([_arkcelle(ark, tekst, fet=True) for tekst in overskrifter])
    for rad in radene:
        ark.append([_arkcelle(ark, _norsk(celle)) for celle in rad])
    forklaring = bok.create_sheet("Forklaring")
    forklaring.column_dimensions["A"].width = 24
    forklaring.column_dimensions["B"].width = 90
    for kode, tekst in _forklaringer(innhold, instrument):
        forklaring.append([_arkcelle(forklaring, kode, fet=True), _arkcelle(forklaring, tekst)])
    return _uten_klokkeslett(bok)


def _uten_klokkeslett(bok: Workbook) -> bytes:
    # Biblioteket skriver når filen ble laget, både i egenskapene og på hver fil i pakken, og tåler ikke at det mangler.
    bok.properties.created = bok.properties.modified = INGEN_DATO
    skrevet, ut = io.BytesIO(), io.BytesIO()
    with ZipFile(skrevet, "w", ZIP_DEFLATED) as pakke:
        ExcelWriter(bok, pakke).save()
    with ZipFile(skrevet) as fra, ZipFile(ut, "w", ZIP_DEFLATED) as til:
        for navn in fra.namelist():
            til.writestr(ZipInfo(navn), fra.read(navn), ZIP_DEFLATED)
    return ut.getvalue()


def _norsk(celle: Celle) -> str | int | None:
    if isinstance(celle, bool):
        return "ja" if celle else "nei"
    return celle


def _arkcelle(ark: Any, verdi: str | int | None, *, fet: bool = False) -> Any:
    tekst = ILLEGAL_CHARACTERS_RE.sub("", verdi) if isinstance(verdi, str) else verdi
    celle = WriteOnlyCell(ark, value=tekst)
    if isinstance(tekst, str):
        celle.data_type = "s"
    if fet:
        celle.font = Font(bold=True)
    return celle


def _forklaringer(innhold: Json, instrument: Instrument) -> Iterator[tuple[str, str]]:
    yield "kartlegging", str(innhold["kartlegging"])
    yield "instrument", f"{innhold['instrument']} v{innhold['versjon']}"
    yield "utgivelse_sha256", str(innhold["utgivelse_sha256"])
    yield "minstegrense", str(innhold["minstegrense"])
    yield "poeng", "Indeks og snitt er hele poeng fra 0 til 100. Høyt er mer belastning."
    yield "andel", "Andeler er hele prosent. lav og hoy er 90 %-intervallet."
    yield "for_faa_svar", "Skjult: for få svar."
    yield "ville_avslore_andre", "Skjult: tallet kunne blitt brukt til å regne ut en annen gruppe."
    yield (
        "avkortet",
        "Tallet er flyttet inn fra ytterkanten. retning sier om det virkelige er mer (opp) eller mindre (ned).",
    )
    for faktor in alle_faktorer():
        yield faktor.kode, pa_sprak(faktor.navn)
    for skala in instrument.skalaene:
        yield skala.kode, pa_sprak(skala.navn)
    for hendelse in instrument.hendelsene:
        yield hendelse.id, pa_sprak(hendelse.navn)
