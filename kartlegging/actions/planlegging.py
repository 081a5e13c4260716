"""Utkastet: opprett, endre, slett, ta tilbake, og forleng. Hver handling skriver én hendelse."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker, Enhet, Virksomhet
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.tilstand import Tilstand, UlovligStegError, sjekk_steg
from kartlegging.feil import KartleggingsfeilError
from kartlegging.models import Kartlegging

NYE_DAGER = 30
"""Kilde: ``privacy.md`` 1 punkt 11."""
HOYST_MINSTEGRENSE = 50


def _ledig_kortnavn(navn: str) -> str:
    # slugify tar bort æ og ø i stedet for å skrive dem om.
    norsk = navn.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    stamme = slugify(norsk)[:50] or "kartlegging"
    # «ny» er siden der en kartlegging lages.
    kortnavn, nummer = (f"{stamme}-1" if stamme == "ny" else stamme), 2
    while Kartlegging.objects.filter(kortnavn=kortnavn).exists():
        kortnavn, nummer = f"{stamme}-{nummer}", nummer + 1
    return kortnavn


@transaction.atomic
def opprett(
    *,
    virksomhet: Virksomhet,
    navn: str,
    formaal: str,
    instrument: Instrument,
    aapner: datetime,
    lukker: datetime,
    av: Bruker | None,
    naa: datetime,
    skalaer: Sequence[str] = (),
    sprak: Sequence[str] = ("nb",),
    minstegrense: int | None = None,
    nye_dager: int = NYE_DAGER,
    omfatter: Collection[Enhet] = (),
    svar_til: str = "",
    er_importert: bool = False,
) -> Kartlegging:
    """Lager et utkast. Uten ``omfatter`` er hele virksomheten med. Minstegrensen kan bare heves over virksomhetens.

    Den som er ansatt mindre enn ``nye_dager`` før åpning, pekes ut i deltakerlisten. Melder ``KartleggingsfeilError`` med
    feltet som er galt.
    """
    kartlegging = Kartlegging(
        virksomhet=virksomhet,
        kortnavn=_ledig_kortnavn(navn),
        navn=navn,
        formaal=formaal,
        instrument_id=instrument.id,
        instrument_versjon=instrument.versjon,
        skalaer=list(skalaer),
        sprak=list(sprak),
        minstegrense=virksomhet.minstegrense if minstegrense is None else minstegrense,
        nye_dager=nye_dager,
        aapner=aapner,
        lukker=lukker,
        svar_til=svar_til,
        er_importert=er_importert,
    )
    _krev_gyldig(kartlegging, instrument, omfatter)
    kartlegging.save()
    kartlegging.omfatter.set(omfatter)
    logg(virksomhet_id=virksomhet.pk, av=av, naa=naa, hva="kartlegging.opprettet", om=navn)
    return kartlegging


@transaction.atomic
def endre_utkast(*, kartlegging: Kartlegging, omfatter: Collection[Enhet], av: Bruker, naa: datetime) -> None:
    """Lagrer endringene i et utkast. Melder ``UlovligStegError`` når det ikke er et utkast, og ``KartleggingsfeilError``.

    Kortnavnet er fast, så lenker holder.
    """
    _krev_utkast(kartlegging)
    _krev_gyldig(kartlegging, kartlegging.instrument, omfatter)
    kartlegging.save()
    kartlegging.omfatter.set(omfatter)
    _logg(kartlegging, av, naa, "endret")


def _krev_utkast(kartlegging: Kartlegging) -> None:
    # Leses på nytt: en annen kan ha varslet den imens.
    if Kartlegging.objects.select_for_update().get(pk=kartlegging.pk).tilstand != Tilstand.UTKAST:
        raise UlovligStegError(_("Bare et utkast kan endres. Ta kartleggingen tilbake til utkast først."))


def _krev_gyldig(kartlegging: Kartlegging, instrument: Instrument, omfatter: Collection[Enhet]) -> None:
    grense = kartlegging.virksomhet.minstegrense
    if not grense <= kartlegging.minstegrense <= HOYST_MINSTEGRENSE:
        raise KartleggingsfeilError(
            _(
                "Minstegrensen kan bare heves. Virksomheten har %(grense)d, du ba om %(valgt)d. Den kan være høyst %(hoyst)d."
            )
            % {"grense": grense, "valgt": kartlegging.minstegrense, "hoyst": HOYST_MINSTEGRENSE},
            "minstegrense",
        )
    if kartlegging.lukker <= kartlegging.aapner:
        raise KartleggingsfeilError(_("Kartleggingen må lukke etter at den åpner. Sett en senere sluttdato."), "lukker")
    if not kartlegging.sprak or not set(kartlegging.sprak) <= set(instrument.sprak):
        raise KartleggingsfeilError(_("Velg minst ett av språkene instrumentet har."), "sprak")
    if any(enhet.virksomhet_id != kartlegging.virksomhet_id or enhet.lukket for enhet in omfatter):
        raise KartleggingsfeilError(_("Velg bare åpne enheter i virksomheten."), "omfatter")
    try:
        instrument.utvalg(tuple(kartlegging.skalaer)) if kartlegging.skalaer else instrument
    except ValueError as feil:
        raise KartleggingsfeilError(str(feil), "skala") from feil


@transaction.atomic
def slett_utkast(*, kartlegging: Kartlegging, av: Bruker, naa: datetime) -> None:
    """Sletter et utkast med deltakerlisten. Melder ``UlovligStegError`` når det ikke er et utkast."""
    _krev_utkast(kartlegging)
    _logg(kartlegging, av, naa, "slettet")
    kartlegging.delete()


@transaction.atomic
def tilbake_til_utkast(*, kartlegging: Kartlegging, grunn: str, av: Bruker, naa: datetime) -> None:
    """Tar en varslet kartlegging tilbake. Melder ``UlovligStegError``, og ``KartleggingsfeilError`` uten grunn."""
    sjekk_steg(kartlegging.tilstand, Tilstand.UTKAST)
    if not grunn.strip():
        raise KartleggingsfeilError(_("Skriv hvorfor. Verneombudet og de andre ser det i loggen."), "grunn")
    kartlegging.tilstand = Tilstand.UTKAST
    kartlegging.save(update_fields=["tilstand"])
    _logg(kartlegging, av, naa, "tatt_tilbake", grunn=grunn.strip())


@transaction.atomic
def utsett_lukking(*, kartlegging: Kartlegging, lukker: datetime, av: Bruker, naa: datetime) -> None:
    """Flytter lukkingen til senere. Det eneste som kan endres etter åpning.

    Melder ``UlovligStegError`` når kartleggingen ikke er åpen, og ``KartleggingsfeilError`` når tiden ikke er senere.
    """
    kartlegging = Kartlegging.objects.select_for_update().get(pk=kartlegging.pk)
    if not kartlegging.er_aapen:
        raise UlovligStegError(_("Bare en åpen kartlegging kan forlenges."))
    if lukker <= kartlegging.lukker:
        raise KartleggingsfeilError(
            _("Etter åpning kan lukkingen bare flyttes til senere, så ingen mister tiden de ble lovet."), "lukker"
        )
    fra, kartlegging.lukker = kartlegging.lukker, lukker
    kartlegging.save(update_fields=["lukker"])
    _logg(kartlegging, av, naa, "forlenget", fra=fra.isoformat(), til=lukker.isoformat())


def _logg(kartlegging: Kartlegging, av: Bruker, naa: datetime, hva: str, **detaljer: str) -> None:
    logg(
        virksomhet_id=kartlegging.virksomhet_id,
        av=av,
        naa=naa,
        hva=f"kartlegging.{hva}",
        om=kartlegging.navn,
        detaljer=detaljer,
    )
