"""Kodekort og papirskjema: kodene i en enhet, i en rekkefølge som ikke sier noe, delt i bunker.

Rekkefølgen regnes av kodenøkkelen, så den er den samme hver gang, men kan ikke gjettes uten den. Ingenting lagres: kodene
finnes bare i PDF-en mens den sendes.
"""

import hashlib
import hmac
from dataclasses import dataclass

import segno
from django.db.models import Count
from django.utils.safestring import SafeString, mark_safe

from arbeidsmiljo.models import Enhet
from kartlegging.domain.koder import kode_for, vis_kode
from kartlegging.models import Kartlegging
from kartlegging.nokler import les_nokler
from kartlegging.svaradresse import svaradresse

KORT_I_BUNKEN = 400
"""Femti ark. Flere i én PDF tar for lang tid å lage mens noen venter."""
SKJEMA_I_BUNKEN = 20


@dataclass(frozen=True, slots=True)
class Kort:
    """Én kode, klar til å trykkes. ``qr`` er en tegning av adressen med koden i."""

    kode: str
    sprak: str
    qr: SafeString


@dataclass(frozen=True, slots=True)
class Kortenhet:
    """En enhet med deltakere som får kode på papir."""

    enhet: Enhet
    antall: int
    bunker: range
    skjemabunker: range


def kortenheter(kartlegging: Kartlegging) -> list[Kortenhet]:
    """Enhetene som har deltakere uten e-post, etter navn. To spørringer."""
    antall = dict(
        kartlegging.invitasjonene.filter(epost="").order_by().values_list("enhet_id").annotate(antall=Count("pk"))
    )
    return [
        Kortenhet(
            enhet,
            antall[enhet.pk],
            range(1, -(-antall[enhet.pk] // KORT_I_BUNKEN) + 1),
            range(1, -(-antall[enhet.pk] // SKJEMA_I_BUNKEN) + 1),
        )
        for enhet in Enhet.objects.filter(pk__in=antall).order_by("navn", "kode")
    ]


def bunken(kartlegging: Kartlegging, enhet: Enhet, nummer: int, *, storrelse: int = KORT_I_BUNKEN) -> list[Kort]:
    """Kortene i bunke ``nummer`` (fra 1), stokket over hele enheten. Melder ``NoklerManglerError``."""
    nokkel = les_nokler(kartlegging.kortnavn, kartlegging.nokkelmerke).koder
    par = kartlegging.invitasjonene.filter(epost="", enhet=enhet).values_list("pk", "sprak")
    stokket = sorted(par, key=lambda en: hmac.digest(nokkel, b"kort" + en[0].to_bytes(8, "big"), hashlib.sha256))
    adresse = svaradresse()
    return [
        Kort(vis_kode(kode), sprak, qr_for(f"{adresse}#k={kode}"))
        for pk, sprak in stokket[(nummer - 1) * storrelse : nummer * storrelse]
        for kode in (kode_for(nokkel, pk),)
    ]


def qr_for(tekst: str) -> SafeString:
    """QR-koden som SVG, pyntet for skjermlesere: koden står som tekst ved siden av."""
    svg = segno.make(tekst, error="m", boost_error=False).svg_inline(omitsize=True, border=2, dark="#000", light=None)
    # Teksten i koden er base32 og vår egen adresse, og segno skriver bare streker.
    return mark_safe(svg.replace("<svg ", '<svg class="kort-qr" role="presentation" ', 1))  # noqa: S308
