"""Verneombudets syn og behandlingen i arbeidsmiljøutvalget, før kartleggingen åpner. Hver handling skriver én hendelse."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker
from kartlegging.domain.tilstand import Tilstand, UlovligStegError
from kartlegging.feil import KartleggingsfeilError
from kartlegging.models import Kartlegging


@transaction.atomic
def registrer_verneombudets_syn(*, kartlegging: Kartlegging, tekst: str, av: Bruker, naa: datetime) -> None:
    """Lagrer det verneombudet sier om kartleggingen. Må til før den kan åpne (product.md, hovedjobben punkt 2)."""
    if kartlegging.tilstand not in {Tilstand.UTKAST, Tilstand.VARSLET}:
        raise UlovligStegError(_("Verneombudets syn registreres før kartleggingen åpner."))
    if not tekst.strip():
        raise KartleggingsfeilError(
            _("Skriv hva verneombudet mener om kartleggingen. Feltet kan ikke være tomt."), "tekst"
        )
    kartlegging.verneombud_navn = av.navn
    kartlegging.verneombud_syn = tekst
    kartlegging.verneombud_tidspunkt = naa
    kartlegging.save(update_fields=["verneombud_navn", "verneombud_syn", "verneombud_tidspunkt"])
    logg(
        virksomhet_id=kartlegging.virksomhet_id,
        av=av,
        naa=naa,
        hva="kartlegging.verneombudets_syn",
        om=kartlegging.navn,
    )


@transaction.atomic
def registrer_amu_behandling(*, kartlegging: Kartlegging, tekst: str, dato: date, av: Bruker, naa: datetime) -> None:
    """Lagrer hva arbeidsmiljøutvalget kom fram til, og når det møttes. Må til før varsling når virksomheten har et.

    Melder ``UlovligStegError`` etter åpning, og ``KartleggingsfeilError`` uten tekst eller med en dato fram i tid.
    """
    if kartlegging.tilstand not in {Tilstand.UTKAST, Tilstand.VARSLET}:
        raise UlovligStegError(_("Behandlingen i arbeidsmiljøutvalget registreres før kartleggingen åpner."))
    if not tekst.strip():
        raise KartleggingsfeilError(_("Skriv hva arbeidsmiljøutvalget kom fram til."), "tekst")
    if dato > timezone.localdate(naa):
        raise KartleggingsfeilError(_("Møtedatoen kan ikke være fram i tid."), "dato")
    kartlegging.amu_navn, kartlegging.amu_behandling, kartlegging.amu_dato = av.navn, tekst, dato
    kartlegging.save(update_fields=["amu_navn", "amu_behandling", "amu_dato"])
    logg(
        virksomhet_id=kartlegging.virksomhet_id,
        av=av,
        naa=naa,
        hva="kartlegging.amu_behandlet",
        om=kartlegging.navn,
        detaljer={"dato": dato.isoformat()},
    )
