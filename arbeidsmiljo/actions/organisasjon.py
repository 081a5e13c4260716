"""Det som endrer virksomheten og enhetene. Hver handling skriver én hendelse."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arbeidsmiljo.actions.hendelser import logg
from arbeidsmiljo.domain.organisasjon import Enhetsrad, Treendring
from arbeidsmiljo.enhetsfil import ny_topp
from arbeidsmiljo.models import Bruker, Enhet, Verneomrade, Virksomhet


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
def oppdater_enheter(*, virksomhet: Virksomhet, endring: Treendring, av: Bruker | None, naa: datetime) -> None:
    """Gjør organisasjonen slik en fil beskriver den. ``endring`` kommer fra ``les_enheter`` og er prøvd der.

    Enheter som ikke er med lenger, lukkes; ingen slettes. Melder ``ValidationError`` når organisasjonen er endret i
    mellomtiden, så endringen ikke passer; da er ingenting skrevet.
    """
    Virksomhet.objects.select_for_update().get(pk=virksomhet.pk)
    kjente = {enhet.kode: enhet for enhet in virksomhet.enhetene.aktive()}
    _krev_fersk(endring, kjente)
    topp = ny_topp(endring, virksomhet)
    if topp:
        rot = next(iter(kjente.values()))
        rot.kode, rot.navn, rot.type, rot.orgnr, rot.naeringskode = (
            topp.kode,
            topp.navn,
            topp.type,
            topp.orgnr,
            topp.naeringskode,
        )
        rot.save()
        kjente = {rot.kode: rot}
    for generasjon in _generasjoner([rad for rad in endring.nye if rad is not topp]):
        nye = [
            Enhet(
                virksomhet=virksomhet,
                kode=rad.kode,
                navn=rad.navn,
                type=rad.type,
                orgnr=rad.orgnr,
                naeringskode=rad.naeringskode,
                forelder=kjente[rad.forelder],
            )
            for rad in generasjon
        ]
        kjente |= {enhet.kode: enhet for enhet in Enhet.objects.bulk_create(nye, batch_size=1000)}
    endrede = []
    for rad in endring.endret:
        enhet = kjente[rad.kode]
        enhet.navn, enhet.type, enhet.orgnr, enhet.naeringskode = rad.navn, rad.type, rad.orgnr, rad.naeringskode
        enhet.forelder = kjente[rad.forelder] if rad.forelder else None
        endrede.append(enhet)
    Enhet.objects.bulk_update(endrede, ["navn", "type", "orgnr", "naeringskode", "forelder"], batch_size=500)
    virksomhet.enhetene.filter(kode__in=endring.lukkes).update(lukket=naa.date())
    logg(
        virksomhet_id=virksomhet.pk,
        av=av,
        naa=naa,
        hva="enhet.lest_inn",
        om=virksomhet.navn,
        detaljer={"nye": len(endring.nye), "endret": len(endrede), "lukket": len(endring.lukkes)},
    )


def _krev_fersk(endring: Treendring, kjente: Mapping[str, Enhet]) -> None:
    nye = {rad.kode for rad in endring.nye}
    trenger = {rad.forelder for rad in (*endring.nye, *endring.endret) if rad.forelder} - nye
    trenger |= {rad.kode for rad in endring.endret} | set(endring.lukkes)
    if nye & kjente.keys() or not trenger <= kjente.keys():
        raise ValidationError(_("Organisasjonen er endret etter at filen ble lest. Last den opp på nytt."))


def _generasjoner(radene: Sequence[Enhetsrad]) -> Iterator[list[Enhetsrad]]:
    """Radene i lag, så forelderen alltid er lagret før barnet. ``radene`` har forelder før barn."""
    dybde: dict[str, int] = {}
    for rad in radene:
        dybde[rad.kode] = dybde.get(rad.forelder, -1) + 1
    for lag in range(max(dybde.values(), default=-1) + 1):
        yield [rad for rad in radene if dybde[rad.kode] == lag]


@transaction.atomic
def lagre_enhet(*, enhet: Enhet, av: Bruker | None, naa: datetime) -> Enhet:
    """Lagrer en ny eller endret enhet. Melder ``ValidationError`` når den ligger under seg selv, når noe er galt med
    feltene, eller når det blir to øverste enheter.
    """
    er_ny = enhet.pk is None
    if enhet.forelder_id is None and virksomhetens_rot(enhet.virksomhet_id) not in {None, enhet.pk}:
        raise ValidationError(
            {"forelder": _("Virksomheten har en øverste enhet fra før. Velg hvilken enhet denne ligger under.")}
        )
    if not er_ny:
        _krev_ikke_under_seg_selv(enhet)
    enhet.full_clean()
    enhet.save()
    logg(
        virksomhet_id=enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva="enhet.opprettet" if er_ny else "enhet.endret",
        om=enhet.navn,
        detaljer={"enhet": enhet.kode},
    )
    return enhet


def virksomhetens_rot(virksomhet_id: int) -> int | None:
    """Id-en til den øverste enheten."""
    return (
        Enhet.objects.aktive().filter(virksomhet_id=virksomhet_id, forelder=None).values_list("pk", flat=True).first()
    )


def _krev_ikke_under_seg_selv(enhet: Enhet) -> None:
    over: dict[int, int | None] = dict(
        Enhet.objects.filter(virksomhet_id=enhet.virksomhet_id).values_list("pk", "forelder_id")
    )
    plass = enhet.forelder_id
    while plass is not None:
        if plass == enhet.pk:
            raise ValidationError({"forelder": _("Enheten kan ikke ligge under seg selv.")})
        plass = over[plass]


@transaction.atomic
def lukk_enhet(*, enhet: Enhet, av: Bruker | None, naa: datetime) -> None:
    """Lukker enheten fra i dag. Gamle tall beholder navnet. Melder ``ValidationError`` for den øverste og når noe ligger under."""
    if enhet.forelder_id is None:
        raise ValidationError(_("Den øverste enheten kan ikke lukkes."))
    under = Enhet.objects.aktive().filter(forelder=enhet).count()
    if under:
        raise ValidationError(
            ngettext(
                "%(antall)d enhet ligger under denne. Flytt eller lukk den først.",
                "%(antall)d enheter ligger under denne. Flytt eller lukk dem først.",
                under,
            )
            % {"antall": under}
        )
    enhet.lukket = naa.date()
    enhet.save(update_fields=["lukket"])
    logg(
        virksomhet_id=enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva="enhet.lukket",
        om=enhet.navn,
        detaljer={"enhet": enhet.kode},
    )


@transaction.atomic
def aapne_enhet(*, enhet: Enhet, av: Bruker | None, naa: datetime) -> None:
    """Åpner en lukket enhet igjen. Melder ``ValidationError`` når enheten over fortsatt er lukket."""
    if enhet.forelder and enhet.forelder.lukket:
        raise ValidationError(
            _("«%(navn)s», som enheten ligger under, er lukket. Åpne den først.") % {"navn": enhet.forelder.navn}
        )
    enhet.lukket = None
    enhet.save(update_fields=["lukket"])
    logg(
        virksomhet_id=enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva="enhet.aapnet",
        om=enhet.navn,
        detaljer={"enhet": enhet.kode},
    )


@transaction.atomic
def endre_virksomhet(*, virksomhet: Virksomhet, navn: str, naeringskode: str, av: Bruker | None, naa: datetime) -> None:
    """Endrer navn og næringskode. Melder ``ValidationError`` når næringskoden er feil skrevet."""
    virksomhet.navn, virksomhet.naeringskode = navn, naeringskode
    virksomhet.full_clean()
    virksomhet.save(update_fields=["navn", "naeringskode"])
    logg(virksomhet_id=virksomhet.pk, av=av, naa=naa, hva="virksomhet.endret", om=navn)


@transaction.atomic
def lagre_verneomrade(
    *, omrade: Verneomrade, enheter: Collection[Enhet], av: Bruker | None, naa: datetime
) -> Verneomrade:
    """Lagrer navnet og enhetene i verneområdet. Melder ``ValidationError`` uten enheter, eller når navnet er brukt."""
    if not enheter:
        raise ValidationError({"enhetene": _("Velg minst én enhet.")})
    krev_samme_virksomhet(enheter)
    omrade.full_clean()
    omrade.save()
    omrade.enhetene.set(enheter)
    logg(
        virksomhet_id=omrade.virksomhet_id,
        av=av,
        naa=naa,
        hva="verneomrade.lagret",
        om=omrade.navn,
        detaljer={"enheter": sorted(enhet.kode for enhet in enheter)},
    )
    return omrade


@transaction.atomic
def slett_verneomrade(*, omrade: Verneomrade, av: Bruker | None, naa: datetime) -> None:
    """Sletter verneområdet. Melder ``ValidationError`` når et verneombud er eller har vært valgt for det."""
    navnene = list(omrade.tildelingene.order_by("pk").values_list("bruker__navn", flat=True).distinct())
    if navnene:
        raise ValidationError(
            _("«%(omrade)s» er i bruk: %(navn)s er eller har vært verneombud der. Endre enhetene i stedet.")
            % {"omrade": omrade.navn, "navn": ", ".join(navnene)}
        )
    virksomhet_id, navn = omrade.virksomhet_id, omrade.navn
    omrade.delete()
    logg(virksomhet_id=virksomhet_id, av=av, naa=naa, hva="verneomrade.slettet", om=navn)


def krev_samme_virksomhet(enhetene: Collection[Enhet]) -> None:
    """Melder ``ValidationError`` når enhetene hører til flere virksomheter."""
    if len({enhet.virksomhet_id for enhet in enhetene}) > 1:
        raise ValidationError(_("Alle enhetene må høre til samme virksomhet."))
