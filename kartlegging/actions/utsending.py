"""Planleggingen av invitasjoner og påminnelser, køen, ny sending og returer. Hver handling skriver én hendelse."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker
from kartlegging.domain.tilstand import Tilstand
from kartlegging.domain.utsending import MINST_MELLOM, foreslaatte_paaminnelser
from kartlegging.feil import KartleggingsfeilError
from kartlegging.models import Forsendelse, Forsendelsesstand, Kartlegging, Utsending, Utsendingsart
from kartlegging.utsending.brev import standardtekst
from kartlegging.utsending.framdrift import er_i_gang, gaar_ut, lokal

PORSJON = 2000
SLINGRING = timedelta(minutes=5)
"""Så mye kan et valgt tidspunkt ha rukket å passere mens skjemaet ble fylt ut."""

Tekster = Mapping[str, Mapping[str, str]]
"""Språk → ``emne`` og ``tekst``."""


class UtsendingsfeilError(KartleggingsfeilError):
    """Noe ved en utsending som kan rettes."""


@transaction.atomic
def planlegg_utsending(
    *,
    kartlegging: Kartlegging,
    art: Utsendingsart,
    tidspunkt: datetime | None,
    tekst: Tekster,
    av: Bruker,
    naa: datetime,
) -> Utsending:
    """Lagrer når én av de tre går ut, og ordene i den. Uten tidspunkt går invitasjonen ut når kartleggingen åpner.

    Tekst som er lik forslaget, lagres ikke, så den følger med når kartleggingen bytter navn. Melder
    ``UtsendingsfeilError`` når den alt er sendt, når tiden er utenfor perioden, eller for nær en annen.
    """
    kartlegging = _laast(kartlegging)
    alle = {Utsendingsart(en.art): en for en in kartlegging.utsendingene.all()}
    utsending = alle.get(art) or Utsending(kartlegging=kartlegging, art=art)
    _krev_ikke_sendt(utsending)
    utsending.tidspunkt = _tidspunkt(kartlegging, utsending, tidspunkt, naa)
    _krev_avstand([*(en for en in alle.values() if en.art != art), utsending])
    utsending.tekst = {
        sprak: dict(ordene) for sprak, ordene in tekst.items() if ordene != standardtekst(kartlegging, art, sprak)
    }
    utsending.save()
    _logg(kartlegging, av, naa, "planlagt", str(art))
    return utsending


@transaction.atomic
def planlegg_forslaget(*, kartlegging: Kartlegging, av: Bruker, naa: datetime) -> int:
    """Planlegger det som mangler av invitasjonen og påminnelsene, med tidene og ordene vi foreslår. Svarer med hvor mange."""
    kartlegging = _laast(kartlegging)
    finnes = set(kartlegging.utsendingene.values_list("art", flat=True))
    paaminnelsene = foreslaatte_paaminnelser(lokal(kartlegging.aapner), lokal(kartlegging.lukker))
    tidene = dict(zip(Utsendingsart, (min(naa, kartlegging.aapner), *paaminnelsene), strict=True))
    if kartlegging.er_aapen:
        tidene[Utsendingsart.INVITASJON] = naa
    nye = [
        Utsending(kartlegging=kartlegging, art=art, tidspunkt=tid)
        for art, tid in tidene.items()
        if tid is not None and art not in finnes and (art == Utsendingsart.INVITASJON or tid > naa)
    ]
    _krev_avstand([*kartlegging.utsendingene.all(), *nye])
    Utsending.objects.bulk_create(nye)
    _logg(kartlegging, av, naa, "planlagt", "forslaget", antall=len(nye))
    return len(nye)


@transaction.atomic
def fjern_paaminnelse(*, utsending: Utsending, av: Bruker, naa: datetime) -> None:
    """Tar bort en påminnelse som ikke er sendt. Invitasjonen kan ikke tas bort, bare flyttes."""
    kartlegging = _laast(utsending.kartlegging)
    utsending.refresh_from_db()
    _krev_ikke_sendt(utsending)
    if utsending.art == Utsendingsart.INVITASJON:
        raise UtsendingsfeilError(_("Invitasjonen kan ikke tas bort. Velg et annet tidspunkt i stedet."))
    art = utsending.art
    utsending.delete()
    _logg(kartlegging, av, naa, "fjernet", art)


@transaction.atomic
def legg_i_ko(*, utsending: Utsending, naa: datetime) -> int | None:
    """Lager ett brev til hver invitasjon med adresse. Svarer med hvor mange, eller ``None`` når det alt var gjort."""
    kartlegging = Kartlegging.objects.select_for_update().get(pk=utsending.kartlegging_id)
    if not kartlegging.er_aapen or naa >= kartlegging.lukker:
        return None
    if not Utsending.objects.filter(pk=utsending.pk, lagt_i_ko=None).update(lagt_i_ko=naa):
        return None
    invitasjonene = list(kartlegging.invitasjonene.exclude(epost="").order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(invitasjonene), PORSJON):
        Forsendelse.objects.bulk_create(
            [Forsendelse(utsending_id=utsending.pk, invitasjon_id=pk) for pk in invitasjonene[start : start + PORSJON]]
        )
    _logg(kartlegging, None, naa, "lagt_i_ko", utsending.art, antall=len(invitasjonene))
    return len(invitasjonene)


@transaction.atomic
def send_om_igjen(*, utsending: Utsending, stand: Forsendelsesstand, av: Bruker, naa: datetime) -> int:
    """Legger de usikre (``SENDES``) eller de avviste tilbake i køen, med vilje. Svarer med hvor mange.

    Melder ``UtsendingsfeilError`` når kartleggingen ikke er åpen, eller mens noen sender: da er ``SENDES`` brev som er
    på vei, og ikke usikre.
    """
    kartlegging = Kartlegging.objects.select_for_update().get(pk=utsending.kartlegging_id)
    utsending = Utsending.objects.select_for_update().get(pk=utsending.pk)
    if not kartlegging.er_aapen or naa >= kartlegging.lukker:
        raise UtsendingsfeilError(_("Kartleggingen er ikke åpen, så ingen flere brev kan sendes."))
    if er_i_gang(utsending, naa):
        raise UtsendingsfeilError(_("Brevene sendes akkurat nå. Vent til det er ferdig, og prøv igjen."))
    antall = utsending.forsendelsene.filter(stand=stand).update(stand=Forsendelsesstand.VENTER, forsok=0, grunn="")
    utsending.neste_forsok = None
    utsending.save(update_fields=["neste_forsok"])
    _logg(kartlegging, av, naa, "sendt_om_igjen", utsending.art, antall=antall, stand=str(stand))
    return antall


@transaction.atomic
def registrer_retur(*, adresser: Sequence[str], naa: datetime) -> int:
    """Merker det siste brevet til hver adresse i åpne kartlegginger som kommet i retur. Svarer med hvor mange."""
    antall = 0
    for kartlegging in Kartlegging.objects.filter(
        tilstand=Tilstand.AAPEN, lukker__gt=naa, invitasjonene__epost__in=adresser
    ).distinct():
        sist = kartlegging.utsendingene.exclude(lagt_i_ko=None).order_by("-lagt_i_ko").first()
        if sist is None:
            continue
        merket = sist.forsendelsene.filter(
            invitasjon__epost__in=adresser, stand__in=[Forsendelsesstand.SENDT, Forsendelsesstand.SENDES]
        ).update(stand=Forsendelsesstand.RETUR, grunn="")
        if merket:
            _logg(kartlegging, None, naa, "retur", sist.art, antall=merket)
        antall += merket
    return antall


def _laast(kartlegging: Kartlegging) -> Kartlegging:
    """Kartleggingen låst for andre, når det går an å planlegge noe i den. Melder ``UtsendingsfeilError`` ellers."""
    kartlegging = (
        Kartlegging.objects.select_for_update(of=("self",)).select_related("virksomhet").get(pk=kartlegging.pk)
    )
    if kartlegging.tilstand in {Tilstand.LUKKET, Tilstand.PUBLISERT}:
        raise UtsendingsfeilError(_("Kartleggingen er lukket, så ingen flere brev kan sendes."))
    if kartlegging.er_importert:
        raise UtsendingsfeilError(
            _("Svarene i denne kartleggingen leses inn fra en fil, så ingen inviteres på e-post.")
        )
    return kartlegging


def _krev_ikke_sendt(utsending: Utsending) -> None:
    if utsending.lagt_i_ko is not None:
        raise UtsendingsfeilError(_("Denne er alt lagt i kø og kan ikke endres."))


def _tidspunkt(kartlegging: Kartlegging, utsending: Utsending, valgt: datetime | None, naa: datetime) -> datetime:
    if valgt is None and utsending.art == Utsendingsart.INVITASJON:
        return naa if kartlegging.er_aapen else min(naa, kartlegging.aapner)
    if valgt is None:
        raise UtsendingsfeilError(_("Velg når påminnelsen skal sendes."), "tidspunkt")
    if not kartlegging.aapner <= valgt < kartlegging.lukker:
        raise UtsendingsfeilError(
            _("Velg et tidspunkt mens kartleggingen er åpen. Den åpner og lukker på tidene som står øverst på siden."),
            "tidspunkt",
        )
    if valgt < naa - SLINGRING and valgt != utsending.tidspunkt:
        raise UtsendingsfeilError(_("Tidspunktet er passert. Velg et som ikke har vært."), "tidspunkt")
    return valgt


def _krev_avstand(utsendingene: Sequence[Utsending]) -> None:
    """Invitasjonen først, så påminnelsene i rekkefølge, med minst et døgn imellom."""
    rekken = sorted(utsendingene, key=lambda en: list(Utsendingsart).index(Utsendingsart(en.art)))
    if rekken and rekken[0].art != Utsendingsart.INVITASJON:
        raise UtsendingsfeilError(_("Planlegg invitasjonen først. En påminnelse kan ikke være det første brevet."))
    for for_, etter in pairwise(rekken):
        if gaar_ut(etter) - gaar_ut(for_) < MINST_MELLOM:
            raise UtsendingsfeilError(
                _("Det må gå minst et døgn mellom to brev, og påminnelsene kommer etter invitasjonen, i rekkefølge."),
                "tidspunkt",
            )


def _logg(
    kartlegging: Kartlegging, av: Bruker | None, naa: datetime, hva: str, art: str, **detaljer: int | str
) -> None:
    logg(
        virksomhet_id=kartlegging.virksomhet_id,
        av=av,
        naa=naa,
        hva=f"utsending.{hva}",
        om=kartlegging.navn,
        detaljer={"art": art, **detaljer},
    )
