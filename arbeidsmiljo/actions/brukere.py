"""Det som endrer kontoer. Hver handling skriver én hendelse, og aldri en e-postadresse."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsmiljo.actions.hendelser import logg
from arbeidsmiljo.actions.roller import rollelinje
from arbeidsmiljo.domain.roller import Rolle
from arbeidsmiljo.models import Bruker, Tildeling, Virksomhet


@transaction.atomic
def finn_eller_opprett_bruker(
    *, virksomhet: Virksomhet, epost: str, navn: str, av: Bruker | None, naa: datetime
) -> Bruker:
    """Kontoen med adressen; en ny når den ikke finnes. En konto som finnes, beholder navnet sitt.

    Melder ``ValidationError`` når adressen eller navnet ikke er gyldig.
    """
    epost = epost.strip().lower()
    funnet = Bruker.objects.filter(epost=epost).first()
    if funnet is None:
        Bruker(epost=epost, navn=navn).clean_fields(exclude=["password"])
        funnet = Bruker.objects.opprett(epost=epost, navn=navn)
    _logg(funnet, virksomhet, av, naa, "bruker.lagt_til")
    return funnet


@transaction.atomic
def endre_navn(*, bruker: Bruker, virksomhet: Virksomhet, navn: str, av: Bruker | None, naa: datetime) -> None:
    """Endrer navnet på kontoen. Melder ``ValidationError`` når en annen virksomhet også bruker den."""
    _krev_alene(bruker, virksomhet)
    forrige, bruker.navn = bruker.navn, navn
    bruker.full_clean(exclude=["password"])
    bruker.save(update_fields=["navn"])
    _logg(bruker, virksomhet, av, naa, "bruker.nytt_navn", fra=forrige)


@transaction.atomic
def steng_konto(*, bruker: Bruker, virksomhet: Virksomhet, av: Bruker | None, naa: datetime) -> None:
    """Stenger kontoen: ingen kommer inn med den. Rollene står.

    Melder ``ValidationError`` når en annen virksomhet også bruker kontoen, og når det ville stengt ute den siste fra HR.
    """
    Virksomhet.objects.select_for_update().get(pk=virksomhet.pk)
    _krev_alene(bruker, virksomhet)
    krev_hr_igjen(virksomhet, timezone.localdate(naa), uten_bruker=bruker)
    bruker.is_active = False
    bruker.save(update_fields=["is_active"])
    _logg(bruker, virksomhet, av, naa, "bruker.stengt")


@transaction.atomic
def aapne_konto(*, bruker: Bruker, virksomhet: Virksomhet, av: Bruker | None, naa: datetime) -> None:
    """Åpner en stengt konto igjen. Melder ``ValidationError`` når en annen virksomhet også bruker den."""
    _krev_alene(bruker, virksomhet)
    bruker.is_active = True
    bruker.save(update_fields=["is_active"])
    _logg(bruker, virksomhet, av, naa, "bruker.aapnet")


@transaction.atomic
def avslutt_rolle(*, tildeling: Tildeling, siste_dag: date, av: Bruker | None, naa: datetime) -> None:
    """Lar rollen gjelde ut ``siste_dag``. Ingenting slettes; en rolle som ikke har begynt, begynner aldri.

    ``siste_dag`` kan være i går, så tilgangen stenges med en gang. Melder ``ValidationError`` når den er tidligere enn det,
    når rollen alt er over, og når ingen fra HR ville vært igjen.
    """
    i_dag, virksomhet = timezone.localdate(naa), tildeling.gjelder.virksomhet
    Virksomhet.objects.select_for_update().get(pk=virksomhet.pk)
    if tildeling.til is not None and tildeling.til < i_dag:
        raise ValidationError(_("Rollen er alt avsluttet."))
    if siste_dag < i_dag - timedelta(days=1):
        raise ValidationError(
            {"siste_dag": _("Siste dag kan ikke være før i går. Loggen sier når rollen ble avsluttet.")}
        )
    if tildeling.til is not None and siste_dag > tildeling.til:
        raise ValidationError({"siste_dag": _("Rollen slutter før dette. Gi rollen på nytt for å forlenge den.")})
    if tildeling.rolle == Rolle.HR:
        krev_hr_igjen(virksomhet, siste_dag + timedelta(days=1), uten_tildeling=tildeling)
    tildeling.fra, tildeling.til = min(tildeling.fra, siste_dag), siste_dag
    tildeling.save(update_fields=["fra", "til"])
    logg(
        virksomhet_id=virksomhet.pk,
        av=av,
        naa=naa,
        hva="rolle.avsluttet",
        om=rollelinje(tildeling),
        detaljer={"bruker": tildeling.bruker_id, "til": siste_dag.isoformat()},
    )


def krev_hr_igjen(
    virksomhet: Virksomhet,
    dag: date,
    *,
    uten_tildeling: Tildeling | None = None,
    uten_bruker: Bruker | None = None,
) -> None:
    """Melder ``ValidationError`` når ingen åpen konto har HR-rollen for hele virksomheten på ``dag``, utenom den som er nevnt."""
    igjen = Tildeling.objects.gyldige(dag).filter(
        rolle=Rolle.HR, enhet__virksomhet=virksomhet, enhet__forelder=None, bruker__is_active=True
    )
    if uten_tildeling is not None:
        # Går den som er igjen ut senere, er det noen til å gi rollen videre.
        igjen = igjen.exclude(pk=uten_tildeling.pk)
        har_den = uten_tildeling.enhet is not None and uten_tildeling.enhet.forelder_id is None
    else:
        har_den = uten_bruker is not None and igjen.filter(bruker=uten_bruker).exists()
        igjen = igjen.exclude(bruker=uten_bruker)
    if har_den and not igjen.exists():
        raise ValidationError(
            _(
                "Ingen andre har HR-rollen for hele virksomheten. Gi den til noen først, ellers kan ingen styre kontoene."
            )
        )


@transaction.atomic
def sett_sprak(*, bruker: Bruker, sprak: str, naa: datetime) -> None:
    """Setter språket på sidene og brevene til brukeren. Melder ``ValidationError`` for et språk vi ikke har."""
    bruker.sprak = sprak
    bruker.full_clean(exclude=["password"])
    bruker.save(update_fields=["sprak"])
    if bruker.virksomhet_id:
        logg(
            virksomhet_id=bruker.virksomhet_id,
            av=bruker,
            naa=naa,
            hva="konto.sprak",
            om=bruker.navn,
            detaljer={"sprak": sprak},
        )


def velg_virksomhet(*, bruker: Bruker, virksomhet_id: int, naa: datetime) -> None:
    """Skriver i loggen til virksomheten at brukeren nå arbeider der. Melder ``ValidationError`` uten en rolle der."""
    if virksomhet_id not in bruker.virksomhetene:
        raise ValidationError(_("Du har ingen rolle i den virksomheten nå. Velg en av dem i listen."))
    logg(virksomhet_id=virksomhet_id, av=bruker, naa=naa, hva="konto.byttet_virksomhet", om=bruker.navn)


def _krev_alene(bruker: Bruker, virksomhet: Virksomhet) -> None:
    if bruker.tildelingene.exclude(pk__in=Tildeling.objects.i_virksomhet(virksomhet.pk)).exists():
        # Hvem de andre er, sies aldri.
        raise ValidationError(
            _("Kontoen brukes ikke bare her, så den kan ikke endres herfra. Avslutt rollene i stedet.")
        )


def _logg(
    bruker: Bruker, virksomhet: Virksomhet, av: Bruker | None, naa: datetime, hva: str, **detaljer: str | int
) -> None:
    logg(
        virksomhet_id=virksomhet.pk,
        av=av,
        naa=naa,
        hva=hva,
        om=bruker.navn,
        detaljer={"bruker": bruker.pk, **detaljer},
    )
