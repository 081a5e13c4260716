"""Det som endrer virksomheten og enhetene. Hver handling skriver én hendelse."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from arbeidsmiljo.actions.hendelser import logg
from arbeidsmiljo.models import Bruker, Enhet, Virksomhet


@transaction.atomic
def opprett_virksomhet(*, navn: str, orgnr: str, naa: datetime, er_demo: bool = False) -> tuple[Virksomhet, Enhet]:
    """Lager virksomheten og rotenheten med samme navn. Melder ``ValidationError`` ved ugyldig org.nr."""
    virksomhet = Virksomhet(navn=navn, orgnr=orgnr, er_demo=er_demo)
    virksomhet.full_clean()
    virksomhet.save()
    rot = Enhet.objects.create(virksomhet=virksomhet, kode="rot", navn=navn, type="virksomhet")
    logg(virksomhet_id=virksomhet.pk, av=None, naa=naa, hva="virksomhet.opprettet", om=navn)
    return virksomhet, rot


@transaction.atomic
def sett_minstegrense(*, virksomhet: Virksomhet, grense: int, av: Bruker | None, naa: datetime) -> None:
    """Setter minstegrensen for nye kartlegginger. En kartlegging som er opprettet, beholder sin.

    Melder ``ValidationError`` når grensen er under gulvet eller urimelig høy.
    """
    for_ = virksomhet.minstegrense
    virksomhet.minstegrense = grense
    virksomhet.full_clean()
    virksomhet.save(update_fields=["minstegrense"])
    logg(
        virksomhet_id=virksomhet.pk,
        av=av,
        naa=naa,
        hva="virksomhet.minstegrense",
        om=virksomhet.navn,
        detaljer={"fra": for_, "til": grense},
    )


@transaction.atomic
def sett_forgjengere(*, enhet: Enhet, forgjengere: Collection[Enhet], av: Bruker | None, naa: datetime) -> None:
    """Sier hvilke enheter folkene i ``enhet`` hørte til før en omorganisering, i stedet for det som sto fra før.

    Gjelder kartlegginger som åpner etterpå; de som er åpnet, har frosset sitt. Melder ``ValidationError`` når en
    forgjenger hører til en annen virksomhet, er enheten selv, eller har enheten blant sine egne forgjengere.
    """
    _krev_samme_virksomhet([enhet, *forgjengere])
    if enhet in forgjengere:
        raise ValidationError(f"«{enhet.navn}» kan ikke være sin egen forgjenger.")
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
        raise ValidationError("Velg minst to enheter å slå sammen.")
    _krev_samme_virksomhet(gamle)
    for enhet in gamle:
        if enhet.lukket is not None:
            raise ValidationError(f"«{enhet.navn}» er lukket og kan ikke slås sammen med noe.")
        if enhet.forelder_id is None:
            raise ValidationError(f"«{enhet.navn}» er den øverste enheten og kan ikke slås sammen med noe.")
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


def _krev_samme_virksomhet(enhetene: Collection[Enhet]) -> None:
    if len({enhet.virksomhet_id for enhet in enhetene}) > 1:
        raise ValidationError("Alle enhetene må høre til samme virksomhet.")


def _krev_ingen_ring(enhet: Enhet, forgjengere: Collection[Enhet]) -> None:
    sett: set[int] = set()
    bakover = {en.pk for en in forgjengere}
    while bakover:
        if enhet.pk in bakover:
            raise ValidationError(f"«{enhet.navn}» er selv en forgjenger for en av disse enhetene. Da går det i ring.")
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
