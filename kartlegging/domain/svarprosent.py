"""Hva svarprosenten får fortelle: bånd mens kartleggingen er åpen, et tak etterpå.

Kilde: ``privacy.md`` 1 punkt 12. En svarprosent som følges dag for dag, eller som viser at alle eller ingen svarte, sier
noe om hvem som har svart.
"""

import numpy as np
from numpy.typing import NDArray

from kartlegging.domain.avrunding import hele

BAND = 10
"""Bredden på et bånd, i prosentpoeng."""
TAK = 90
"""Høyeste prosent som vises; betyr «90 eller mer»."""
MINST_INVITERT = 50
"""Færre inviterte enn dette gir ingen svarprosent mens kartleggingen er åpen: et bånd ville vært under fem personer."""


def svarband(antall: int, invitert: int) -> int | None:
    """Nedre kant av båndet svarprosenten er i: 0, 10 … 90. ``None`` når færre enn ``MINST_INVITERT`` er invitert."""
    if invitert < MINST_INVITERT:
        return None
    return min(TAK, 100 * antall // invitert // BAND * BAND)


def svarprosenter(antall: NDArray[np.int64], invitert: NDArray[np.int64]) -> NDArray[np.int64]:
    """Svar av inviterte i hele prosent, høyst ``TAK``; −1 der ingen er invitert.

    Noen kan være talt i en større enhet, så det kan være flere svar enn inviterte.
    """
    return np.where(invitert > 0, np.minimum(TAK, hele(100 * antall, invitert)), -1)
