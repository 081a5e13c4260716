"""Hva som mangler før en kartlegging kan gå videre. Samme regel for siden, handlingen og takten."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kartlegging.domain.tilstand import Tilstand


class Mangel(StrEnum):
    """Det som kan mangle. Ordene står hos den som viser dem."""

    FORMAAL = "formaal"
    VERNEOMBUDETS_SYN = "verneombudets_syn"
    AMU_BEHANDLING = "amu_behandling"
    DELTAKERE = "deltakere"
    BEKREFTELSE = "bekreftelse"
    TID_PASSERT = "tid_passert"
    UTSENDING = "utsending"
    ENHETER_UTEN_DELTAKERE = "enheter_uten_deltakere"
    FOR_FAA = "for_faa"


@dataclass(frozen=True, slots=True)
class Fakta:
    """Det regelen ser på. ``ubekreftede`` er enheter der vernetjenesten ikke har bekreftet deltakerlisten slik den er nå.

    ``enheter_uten`` er enheter som omfattes uten at noen er invitert rett i dem eller under dem.
    """

    har_formaal: bool
    har_syn: bool
    har_amu: bool
    er_amu_behandlet: bool
    er_importert: bool
    inviterte: int
    med_adresse: int
    ubekreftede: int
    enheter_uten: int
    minstegrense: int
    har_utsending: bool
    lukker: datetime


def sperrer(fakta: Fakta, til: Tilstand, naa: datetime) -> list[Mangel]:
    """Det som må være på plass før kartleggingen kan bli ``til``, i den rekkefølgen det gjøres. Tom når alt er klart.

    Er det ikke noe arbeidsmiljøutvalg, er det verneombudets syn som gjelder i dets sted (forskrift om organisering,
    ledelse og medvirkning § 2-2).
    """
    mangler = []
    if til in {Tilstand.VARSLET, Tilstand.AAPEN}:
        mangler += [Mangel.FORMAAL] * (not fakta.har_formaal)
        mangler += [Mangel.VERNEOMBUDETS_SYN] * (not fakta.har_syn)
        mangler += [Mangel.AMU_BEHANDLING] * (fakta.har_amu and not fakta.er_amu_behandlet)
        mangler += [Mangel.TID_PASSERT] * (fakta.lukker <= naa)
    if til == Tilstand.AAPEN:
        # En importert runde får deltakerne sine fra filen med svar, i det den fylles; ingen liste skal bekreftes.
        mangler += [Mangel.DELTAKERE] * (fakta.inviterte == 0)
        mangler += [Mangel.BEKREFTELSE] * (not fakta.er_importert and fakta.inviterte > 0 and fakta.ubekreftede > 0)
    return mangler


def varsler(fakta: Fakta) -> list[Mangel]:
    """Det som er verd å vite før åpning, men ikke stanser den."""
    if fakta.er_importert or not fakta.inviterte:
        return []
    return (
        [Mangel.UTSENDING] * (fakta.med_adresse > 0 and not fakta.har_utsending)
        + [Mangel.ENHETER_UTEN_DELTAKERE] * (fakta.enheter_uten > 0)
        + [Mangel.FOR_FAA] * (fakta.inviterte < fakta.minstegrense)
    )
