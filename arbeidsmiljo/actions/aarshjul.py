"""Det som endrer årshjulet og kalenderen. Hver handling skriver én hendelse."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsmiljo.actions.hendelser import logg
from arbeidsmiljo.domain.aarshjul import aarshjulet, neste_frist, neste_gang
from arbeidsmiljo.models import Aarsoppgave, Bruker, Oppgavestatus, Virksomhet
from arbeidsmiljo.models.bruker import kalendernokkel


@transaction.atomic
def bruk_forslaget(*, virksomhet: Virksomhet, av: Bruker | None, naa: datetime) -> int:
    """Lager oppgavene i forslaget for de neste tolv månedene, og svarer med hvor mange.

    En oppgave som alt venter, eller har en frist framover, lages ikke på nytt. Det gjelder også en som er tatt bort.
    """
    # Låsen gjør at to som trykker samtidig, ikke lager hver sin.
    Virksomhet.objects.select_for_update().get(pk=virksomhet.pk)
    i_dag = timezone.localdate(naa)
    finnes = set(
        virksomhet.aarsoppgavene.filter(Q(status=Oppgavestatus.VENTER) | Q(frist__gte=i_dag)).values_list(
            "mal", flat=True
        )
    )
    nye = [
        Aarsoppgave(
            virksomhet=virksomhet,
            mal=mal.id,
            tittel=mal.tittel["nb"],
            beskrivelse=mal.beskrivelse["nb"],
            rolle=mal.rolle,
            frist=neste_gang(mal.maaned, mal.dag, i_dag),
        )
        for mal in aarshjulet()
        if mal.id not in finnes
    ]
    Aarsoppgave.objects.bulk_create(nye)
    logg(
        virksomhet_id=virksomhet.pk,
        av=av,
        naa=naa,
        hva="aarshjul.forslag_brukt",
        om=virksomhet.navn,
        detaljer={"nye": len(nye)},
    )
    return len(nye)


@transaction.atomic
def lagre_aarsoppgave(*, oppgave: Aarsoppgave, av: Bruker | None, naa: datetime) -> Aarsoppgave:
    """Lagrer en ny eller endret oppgave. Melder ``ValidationError`` når noe er galt med feltene, eller den ikke venter."""
    er_ny = oppgave.pk is None
    if not er_ny:
        _laas_ventende(oppgave)
    oppgave.full_clean()
    oppgave.save()
    _logg(oppgave, av, naa, "aarshjul.opprettet" if er_ny else "aarshjul.endret", {"frist": oppgave.frist.isoformat()})
    return oppgave


@transaction.atomic
def fullfor_aarsoppgave(*, oppgave: Aarsoppgave, merknad: str, av: Bruker, naa: datetime) -> Aarsoppgave | None:
    """Merker oppgaven utført for alle med rollen. Svarer med neste års oppgave når den gjentas, ellers None.

    Melder ``ValidationError`` når noen andre alt har gjort den ferdig.
    """
    _avslutt(oppgave, Oppgavestatus.UTFORT, merknad, av, naa)
    neste = _neste(oppgave, timezone.localdate(naa)) if oppgave.gjentas else None
    _logg(oppgave, av, naa, "aarshjul.utfort", {"neste": neste.frist.isoformat() if neste else None})
    return neste


@transaction.atomic
def bortfall(*, oppgave: Aarsoppgave, grunn: str, av: Bruker, naa: datetime, neste_aar: bool) -> Aarsoppgave | None:
    """Tar oppgaven bort for i år, med en grunn. ``neste_aar`` lager den for neste år likevel.

    Melder ``ValidationError`` uten grunn, og når oppgaven ikke venter lenger.
    """
    if not grunn.strip():
        raise ValidationError({"grunn": _("Skriv hvorfor oppgaven faller bort.")})
    _avslutt(oppgave, Oppgavestatus.BORTFALT, grunn, av, naa)
    neste = _neste(oppgave, timezone.localdate(naa)) if neste_aar else None
    _logg(oppgave, av, naa, "aarshjul.bortfalt", {"neste": neste.frist.isoformat() if neste else None})
    return neste


def ny_kalenderadresse(*, bruker: Bruker, naa: datetime) -> None:
    """Gir kalenderen til brukeren en ny hemmelig adresse. Den gamle slutter å virke med en gang."""
    bruker.kalendernokkel = kalendernokkel()
    with transaction.atomic():
        bruker.save(update_fields=["kalendernokkel"])
        # Nøkkelen skrives aldri: loggen leses av flere enn den som eier kalenderen.
        if bruker.virksomhet_id:
            logg(virksomhet_id=bruker.virksomhet_id, av=bruker, naa=naa, hva="kalender.ny_adresse", om=bruker.navn)


def _laas_ventende(oppgave: Aarsoppgave) -> None:
    """Låser raden. Melder ``ValidationError`` når den er avsluttet i mellomtiden."""
    lagret = Aarsoppgave.objects.select_for_update().get(pk=oppgave.pk)
    if not lagret.venter:
        raise ValidationError(
            _("Oppgaven er alt avsluttet av %(navn)s. Last siden på nytt.") % {"navn": lagret.ferdig_av_navn}
        )


def _avslutt(oppgave: Aarsoppgave, status: Oppgavestatus, merknad: str, av: Bruker, naa: datetime) -> None:
    _laas_ventende(oppgave)
    oppgave.status, oppgave.merknad = str(status), merknad.strip()
    oppgave.ferdig_tidspunkt, oppgave.ferdig_av_navn = naa, av.navn
    oppgave.save(update_fields=["status", "merknad", "ferdig_tidspunkt", "ferdig_av_navn"])


def _neste(oppgave: Aarsoppgave, i_dag: date) -> Aarsoppgave:
    return Aarsoppgave.objects.create(
        virksomhet_id=oppgave.virksomhet_id,
        mal=oppgave.mal,
        tittel=oppgave.tittel,
        beskrivelse=oppgave.beskrivelse,
        rolle=oppgave.rolle,
        frist=neste_frist(oppgave.frist, i_dag),
        gjentas=oppgave.gjentas,
    )


def _logg(oppgave: Aarsoppgave, av: Bruker | None, naa: datetime, hva: str, detaljer: dict[str, str | None]) -> None:
    logg(
        virksomhet_id=oppgave.virksomhet_id,
        av=av,
        naa=naa,
        hva=hva,
        om=oppgave.tittel,
        detaljer={"oppgave": oppgave.pk, "rolle": oppgave.rolle, **detaljer},
    )
