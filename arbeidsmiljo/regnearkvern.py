"""Ser over en XLSX før den åpnes: ingenting i den får ta mer plass enn vi har bestemt, og formler er ikke verdier.

Leseren (calamine) lager et tett rutenett fra første til siste celle. Én celle ytterst til høyre i nederste rad, eller et
arkiv som pakker ut til gigabyte, ville tatt med seg hele prosessen. Derfor pakkes delene ut her først, bit for bit.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from django.utils.translation import gettext as _

HOYST_UTPAKKET = 200 * 1024 * 1024
HOYST_DELER = 1000
_BIT = 1024 * 1024
_OVERLAPP = 256
_CELLE = re.compile(rb"<c(?=[\s>/])([^>]*)>")
_PLASS = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_FORMEL = re.compile(rb"<f[\s>/]")


class UtrygtRegnearkError(Exception):
    """Regnearket leses ikke. Teksten sier hvorfor, og hvordan det kan rettes."""


def krev_trygt_regneark(innhold: bytes, *, hoyst_rader: int, hoyst_kolonner: int) -> None:
    """Melder ``UtrygtRegnearkError`` når arkivet er skadet, for stort utpakket, har formler, eller har celler utenfor grensene."""
    try:
        with zipfile.ZipFile(BytesIO(innhold)) as arkiv:
            delene = arkiv.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as feil:
        raise UtrygtRegnearkError(_skadet()) from feil
    ark = [del_ for del_ in delene if re.fullmatch(r"xl/worksheets/[^/]+\.xml", del_.filename)]
    if not ark:
        raise UtrygtRegnearkError(_("Dette er ikke en CSV-fil eller en XLSX-fil. Lagre regnearket som en av dem."))
    if len(delene) > HOYST_DELER or sum(del_.file_size for del_ in delene) > HOYST_UTPAKKET:
        raise UtrygtRegnearkError(_for_stort())
    igjen = HOYST_UTPAKKET
    for del_ in delene:
        vakt = _Arkvakt(hoyst_rader, hoyst_kolonner) if del_ in ark else None
        for bit in _pakk_ut(innhold, del_):
            igjen -= len(bit)
            if igjen < 0:
                raise UtrygtRegnearkError(_for_stort())
            if vakt:
                vakt.se(bit)
        if vakt:
            vakt.ferdig()


class _Arkvakt:
    """Ser på ett ark, bit for bit."""

    def __init__(self, hoyst_rader: int, hoyst_kolonner: int) -> None:
        self._rader, self._kolonner = hoyst_rader, hoyst_kolonner
        self._hale, self._har_data = b"", False

    def se(self, bit: bytes) -> None:
        alt = self._hale + bit
        self._har_data = self._har_data or b"<sheetData" in alt
        # Det siste kan være halvt; det ses på en gang til sammen med neste bit.
        slutt = max(0, len(alt) - _OVERLAPP)
        if _FORMEL.search(alt):
            raise UtrygtRegnearkError(_("Regnearket har formler. Lim inn verdiene i stedet, og lagre på nytt."))
        for celle in _CELLE.finditer(alt):
            self._krev_innenfor(celle[1])
        self._hale = alt[slutt:]

    def ferdig(self) -> None:
        # Uten denne ligger ikke cellene der vi har sett etter dem, som i et ark med navnerom eller i UTF-16.
        if not self._har_data:
            raise UtrygtRegnearkError(_skadet())

    def _krev_innenfor(self, attributter: bytes) -> None:
        plass = _PLASS.search(attributter)
        if plass is None:
            raise UtrygtRegnearkError(_skadet())
        kolonne = 0
        for bokstav in plass[1]:
            kolonne = kolonne * 26 + bokstav - 64
        if kolonne > self._kolonner:
            raise UtrygtRegnearkError(
                _("Regnearket har noe i kolonne %(kolonne)s, og kan ha høyst %(grense)d kolonner. Er det rett fil?")
                % {"kolonne": plass[1].decode(), "grense": self._kolonner}
            )
        if int(plass[2]) > self._rader:
            raise UtrygtRegnearkError(
                _("Regnearket har noe i rad %(rad)s, og kan ha høyst %(grense)d rader. Slett det som står langt nede.")
                % {"rad": plass[2].decode(), "grense": self._rader}
            )


def _pakk_ut(innhold: bytes, del_: zipfile.ZipInfo) -> Iterator[bytes]:
    """Innholdet i delen, en bit om gangen. Stoler ikke på størrelsen arkivet selv oppgir."""
    try:
        navn, ekstra = struct.unpack_from("<HH", innhold, del_.header_offset + 26)
    except struct.error as feil:
        raise UtrygtRegnearkError(_skadet()) from feil
    start = del_.header_offset + 30 + navn + ekstra
    pakket = memoryview(innhold)[start : start + del_.compress_size]
    if del_.flag_bits & 1 or del_.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise UtrygtRegnearkError(_skadet())
    if del_.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(pakket[fra : fra + _BIT]) for fra in range(0, len(pakket), _BIT))
        return
    utpakker = zlib.decompressobj(-15)
    rest: bytes | memoryview = pakket
    try:
        while bit := utpakker.decompress(rest, _BIT):
            yield bit
            rest = utpakker.unconsumed_tail
    except zlib.error as feil:
        raise UtrygtRegnearkError(_skadet()) from feil


def _skadet() -> str:
    return _(
        "Regnearket lar seg ikke lese, eller er låst med passord. Åpne det, lagre det på nytt som XLSX, og prøv igjen."
    )


def _for_stort() -> str:
    return _("Regnearket er mye større enn det ser ut til. Det leses ikke. Lagre bare arket med listen som en ny fil.")
