"""Det som skjer med en kartlegging mens den er åpen, når den lukker, og etterpå."""

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker, Virksomhet
from kartlegging.domain.koder import kode_for
from kartlegging.domain.svarprosent import svarband
from kartlegging.domain.tilstand import Tilstand, sjekk_steg
from kartlegging.laas import enelaas
from kartlegging.models import Kartlegging, Utgivelse
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import NoklerManglerError, les_nokler
from kartlegging.omorganisering import omorganiser
from kartlegging.opptelling import publiser

ADRESSER_SLETTES_ETTER = timedelta(days=14)


def lukk(*, kartlegging: Kartlegging, av: Bruker | None, naa: datetime) -> Utgivelse:
    """Lukker for svar, teller opp og publiserer. Trygg å gjenta fra ethvert trinn.

    Melder ``UlovligStegError`` når kartleggingen ikke er åpnet, og ``NoklerManglerError`` når nøkkelfilene er borte:
    da er den lukket, og besvarelsene blir stående forseglet.
    """
    with transaction.atomic():
        enelaas(kartlegging.pk)
        kartlegging = Kartlegging.objects.select_for_update().get(pk=kartlegging.pk)
        if kartlegging.tilstand not in {Tilstand.LUKKET, Tilstand.PUBLISERT}:
            sjekk_steg(kartlegging.tilstand, Tilstand.LUKKET)
            kartlegging.tilstand = Tilstand.LUKKET
            kartlegging.lukket = naa
            kartlegging.save(update_fields=["tilstand", "lukket"])
            logg(virksomhet_id=kartlegging.virksomhet_id, av=av, naa=naa, hva="kartlegging.lukket", om=kartlegging.navn)
    var_publisert = kartlegging.er_publisert
    utgivelse, forkastet = publiser(kartlegging, naa=naa)
    # En annen prosess kan ha talt opp imens; da er det den som har skrevet linjen.
    if kartlegging.er_publisert and not var_publisert:
        logg(
            virksomhet_id=kartlegging.virksomhet_id,
            av=av,
            naa=naa,
            hva="kartlegging.publisert",
            om=kartlegging.navn,
            detaljer={"sha256": utgivelse.sha256, "nokler_slettet": True, **asdict(forkastet)},
        )
    return utgivelse


def oppdater_svarband(*, kartlegging: Kartlegging, naa: datetime) -> bool:
    """Regner ut svarprosenten for hele virksomheten, som et bånd, én gang i døgnet. Svarer om den ble regnet.

    Det er alt noen får vite om svarene før lukking. Oftere, eller per enhet, ville vist hvem som nettopp svarte.
    """
    i_dag = timezone.localdate(naa)
    if not kartlegging.er_aapen or kartlegging.svarband_dato == i_dag:
        return False
    antall = Besvarelse.objects.filter(kartlegging=kartlegging).count()
    kartlegging.svarband = svarband(antall, kartlegging.invitasjonene.count())
    kartlegging.svarband_dato = i_dag
    kartlegging.save(update_fields=["svarband", "svarband_dato"])
    return True


def stokk_om(*, kartlegging: Kartlegging, naa: datetime) -> None:
    """Legger de forseglede radene i tilfeldig rekkefølge. Kjøres jevnlig mens kartleggingen er åpen."""
    omorganiser(kartlegging.pk)
    Kartlegging.objects.filter(pk=kartlegging.pk).update(omorganisert=naa)


@transaction.atomic
def slett_adresser(*, kartlegging: Kartlegging, naa: datetime) -> int:
    """Sletter invitasjonene 14 dager etter lukking. Svarer med hvor mange. Logges uten personer."""
    if kartlegging.lukket is None or naa < kartlegging.lukket + ADRESSER_SLETTES_ETTER:
        return 0
    _alle, per_modell = kartlegging.invitasjonene.all().delete()
    antall = per_modell.get("kartlegging.Invitasjon", 0)
    if antall:
        logg(
            virksomhet_id=kartlegging.virksomhet_id,
            av=None,
            naa=naa,
            hva="kartlegging.adresser_slettet",
            om=kartlegging.navn,
            detaljer={"antall": antall},
        )
    return antall


def noklene_mangler(kartlegging: Kartlegging) -> bool:
    """Om svarene i en åpen eller lukket kartlegging ikke kan åpnes, fordi nøkkelfilene er borte, skadet eller feil."""
    if kartlegging.tilstand not in {Tilstand.AAPEN, Tilstand.LUKKET}:
        return False
    try:
        les_nokler(kartlegging.kortnavn, kartlegging.nokkelmerke)
    except NoklerManglerError:
        return True
    return False


def koder_til(kartlegging: Kartlegging) -> list[tuple[str, str]]:
    """(enhetskode, kode) for hver invitasjon, i den tilfeldige rekkefølgen nøklene har.

    Kodene regnes ut på nytt hver gang, til brev, kort og påminnelser, og lagres ikke.
    """
    nokkel = les_nokler(kartlegging.kortnavn, kartlegging.nokkelmerke).koder
    invitasjonene = kartlegging.invitasjonene.order_by("pk").values_list("pk", "enhet__kode")
    return [(enhet, kode_for(nokkel, pk)) for pk, enhet in invitasjonene]


def aapne_for(virksomhet: Virksomhet, *, naa: datetime) -> list[Kartlegging]:
    """Kartleggingene i virksomheten som tar imot svar nå."""
    return list(Kartlegging.objects.filter(virksomhet=virksomhet, tilstand=Tilstand.AAPEN, lukker__gt=naa))
