"""Omorganisering: hvem som er forgjengeren til hvem. Hver handling skriver én hendelse."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsmiljo.actions.hendelser import logg
from arbeidsmiljo.actions.organisasjon import krev_samme_virksomhet
from arbeidsmiljo.models import Bruker, Enhet


@transaction.atomic
def sett_forgjengere(*, enhet: Enhet, forgjengere: Collection[Enhet], av: Bruker | None, naa: datetime) -> None:
    """Sier hvilke enheter folkene i ``enhet`` hørte til før en omorganisering, i stedet for det som sto fra før.

    Gjelder kartlegginger som åpner etterpå; de som er åpnet, har frosset sitt. Melder ``ValidationError`` når en
    forgjenger hører til en annen virksomhet, er enheten selv, eller har enheten blant sine egne forgjengere.
    """
    krev_samme_virksomhet([enhet, *forgjengere])
    if enhet in forgjengere:
        raise ValidationError(_("«%(navn)s» kan ikke være sin egen forgjenger.") % {"navn": enhet.navn})
    _krev_ingen_ring(enhet, forgjengere)
    enhet.forgjengere.set(forgjengere)
    logg(
        virksomhet_id=enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva="enhet.forgjengere_satt",
        om=enhet.navn,
        detaljer={"enhet": enhet.kode, "forgjengere": sorted(en.kode for en in forgjengere)},
    )


@transaction.atomic
def slaa_sammen(
    *, enheter: Collection[Enhet], kode: str, navn: str, av: Bruker | None, naa: datetime, type_: str = ""
) -> Enhet:
    """Lager én enhet av flere: den nye har dem som forgjengere, de gamle lukkes, og det som lå under dem, flyttes med.

    Den nye ligger under den nærmeste enheten over alle de gamle. Melder ``ValidationError`` når det er færre enn to
    enheter, når en av dem er lukket, er den øverste eller hører til en annen virksomhet, og når koden er i bruk.
    """
    gamle = list({enhet.pk: enhet for enhet in enheter}.values())
    if len(gamle) < 2:
        raise ValidationError(_("Velg minst to enheter å slå sammen."))
    krev_samme_virksomhet(gamle)
    for enhet in gamle:
        if enhet.lukket is not None:
            raise ValidationError(_("«%(navn)s» er lukket og kan ikke slås sammen med noe.") % {"navn": enhet.navn})
        if enhet.forelder_id is None:
            raise ValidationError(
                _("«%(navn)s» er den øverste enheten og kan ikke slås sammen med noe.") % {"navn": enhet.navn}
            )
    ny = Enhet(
        virksomhet_id=gamle[0].virksomhet_id, kode=kode, navn=navn, type=type_, forelder_id=_naermeste_over(gamle)
    )
    ny.full_clean()
    ny.save()
    ny.forgjengere.set(gamle)
    kodene = {enhet.pk: enhet.kode for enhet in gamle}
    Enhet.objects.aktive().filter(forelder_id__in=kodene).exclude(pk__in=kodene).update(forelder=ny)
    Enhet.objects.filter(pk__in=kodene).update(lukket=naa.date())
    logg(
        virksomhet_id=ny.virksomhet_id,
        av=av,
        naa=naa,
        hva="enhet.slaatt_sammen",
        om=navn,
        detaljer={"enhet": kode, "forgjengere": sorted(kodene.values())},
    )
    return ny


def _krev_ingen_ring(enhet: Enhet, forgjengere: Collection[Enhet]) -> None:
    sett: set[int] = set()
    bakover = {en.pk for en in forgjengere}
    while bakover:
        if enhet.pk in bakover:
            raise ValidationError(
                _("«%(navn)s» er selv en forgjenger for en av disse enhetene. Da går det i ring.")
                % {"navn": enhet.navn}
            )
        sett |= bakover
        lenkene = Enhet.forgjengere.through.objects.filter(from_enhet_id__in=bakover)
        bakover = set(lenkene.values_list("to_enhet_id", flat=True)) - sett


def _naermeste_over(enhetene: Collection[Enhet]) -> int:
    """Den nærmeste enheten som ligger over alle."""
    alle = Enhet.objects.filter(virksomhet_id=next(iter(enhetene)).virksomhet_id)
    over: dict[int, int | None] = dict(alle.values_list("pk", "forelder_id"))
    rekkene = []
    for enhet in enhetene:
        rekke: list[int] = []
        plass = over[enhet.pk]
        while plass is not None:
            rekke.append(plass)
            plass = over[plass]
        rekkene.append(rekke)
    felles = set(rekkene[0]).intersection(*rekkene[1:])
    return next(plass for plass in rekkene[0] if plass in felles)
