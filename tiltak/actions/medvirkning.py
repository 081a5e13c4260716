"""AMUs behandling, råd fra bedriftshelsetjenesten, og risikoer verneombudet løfter."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker, Tildeling
from arbeidsmiljo.paaminnelser import ko
from tiltak.actions import krav
from tiltak.domain.begreper import Instans
from tiltak.domain.tilstand import Vurderingstilstand
from tiltak.feil import TiltaksfeilError
from tiltak.medvirkning import ROLLEN_TIL, behandlerrolle
from tiltak.models import Amubehandling, Eskalering, Raad, Risikoforhold, Risikovurdering
from tiltak.paaminnelser import ESKALERING

KAN_BEHANDLES = (Vurderingstilstand.TIL_UTTALELSE, Vurderingstilstand.SIGNERT)
SVARFRIST = timedelta(days=14)


@transaction.atomic
def behandle_i_amu(
    *, vurdering: Risikovurdering, motedato: date, vedtak: str, av: Bruker, naa: datetime
) -> Amubehandling:
    """Lagrer det AMU vedtok, ordrett. Uten AMU er det verneombudet som behandler (forskrift om organisering, ledelse og
    medvirkning § 2-2). Kan aldri endres; en ny behandling kan legges til."""
    vurdering = krav.laas(vurdering.pk)
    rolle = behandlerrolle(vurdering, av, timezone.localdate(naa))
    if rolle is None:
        raise PermissionDenied
    if vurdering.tilstand not in KAN_BEHANDLES:
        raise TiltaksfeilError(_("Vurderingen behandles når den er sendt til uttalelse."))
    krav.felt_er_fylt({"vedtak": (vedtak, _("Skriv hva som ble vedtatt eller sagt."))})
    if motedato > timezone.localdate(naa):
        raise TiltaksfeilError({"motedato": _("Møtet har ikke vært ennå. Skriv dette når det er holdt.")})
    behandlingen = Amubehandling.objects.create(
        vurdering=vurdering, rolle=rolle, motedato=motedato, vedtak=vedtak, bruker=av, tidspunkt=naa
    )
    _logg(vurdering, av, naa, "plan.amu_behandlet", {"rolle": str(rolle)})
    return behandlingen


@transaction.atomic
def gi_raad(
    *, vurdering: Risikovurdering, forhold: Risikoforhold | None, tekst: str, av: Bruker, naa: datetime
) -> Raad:
    """Lagrer et råd fra bedriftshelsetjenesten, ordrett og med navn (aml. § 3-3). Ingen kan endre det."""
    vurdering = krav.laas(vurdering.pk)
    if not av.har(Tilgang.GI_RAAD, vurdering.enhet_id):
        raise PermissionDenied
    krav.felt_er_fylt({"tekst": (tekst, _("Skriv rådet."))})
    if forhold is not None and forhold.vurdering_id != vurdering.pk:
        raise TiltaksfeilError({"forhold": _("Risikoen hører til en annen vurdering.")})
    raad = Raad.objects.create(vurdering=vurdering, forhold=forhold, tekst=tekst, bruker=av, tidspunkt=naa)
    _logg(vurdering, av, naa, "plan.raad", {"faktor": forhold.faktor if forhold else ""})
    return raad


@transaction.atomic
def eskaler(*, forhold: Risikoforhold, til: Instans, grunn: str, frist: date, av: Bruker, naa: datetime) -> Eskalering:
    """Løfter en risiko til HR, AMU eller BHT, som skal svare innen fristen. Mottakerne får e-post.

    Bare én ubesvart per forhold og instans. Stansingsretten i aml. § 6-3 er noe annet, og utøves aldri her.
    """
    vurdering = krav.laas(forhold.vurdering_id)
    if not av.har(Tilgang.ESKALERE, vurdering.enhet_id):
        raise PermissionDenied
    i_dag = timezone.localdate(naa)
    krav.felt_er_fylt({"grunn": (grunn, _("Skriv hvorfor risikoen må løftes."))})
    if frist <= i_dag:
        raise TiltaksfeilError({"frist": _("Fristen må være fra i morgen.")})
    if forhold.eskaleringene.filter(til=til, avklart__isnull=True).exists():
        raise TiltaksfeilError({"til": _("Denne risikoen venter alt på svar derfra.")})
    mottakere = _mottakerne(vurdering.enhet.virksomhet_id, til, i_dag)
    if not mottakere:
        rolle = _(ROLLEN_TIL[til].tittel)
        setning = _("Ingen har rollen %(rolle)s. Be HR gi den til noen, eller løft risikoen til en annen.")
        raise TiltaksfeilError({"til": setning % {"rolle": rolle}})
    eskaleringen = Eskalering.objects.create(
        forhold=forhold, til=til, grunn=grunn, frist=frist, bruker=av, tidspunkt=naa
    )
    ko(ESKALERING, vurdering.enhet.virksomhet_id, {pk: [eskaleringen.pk] for pk in mottakere}, naa=naa)
    _logg(vurdering, av, naa, "risiko.eskalert", {"faktor": forhold.faktor, "til": str(til)})
    return eskaleringen


def _mottakerne(virksomhet_id: int, til: Instans, dag: date) -> list[int]:
    rollene = Tildeling.objects.i_virksomhet(virksomhet_id).gyldige(dag)
    mottakere = rollene.filter(rolle=ROLLEN_TIL[til], bruker__is_active=True)
    return sorted(set(mottakere.values_list("bruker_id", flat=True)))


@transaction.atomic
def svar_paa_eskalering(*, eskalering: Eskalering, svar: str, av: Bruker, naa: datetime) -> Eskalering:
    """Lagrer svaret, ordrett og én gang. Bare den som har rollen det ble løftet til, kan svare."""
    eskalering = (
        Eskalering.objects.select_for_update(of=("self",))
        .select_related("forhold__vurdering__enhet")
        .get(pk=eskalering.pk)
    )
    vurdering = eskalering.forhold.vurdering
    if ROLLEN_TIL[Instans(eskalering.til)] not in av.rollene_i(vurdering.enhet_id):
        raise PermissionDenied
    if eskalering.avklart is not None:
        raise TiltaksfeilError(_("Noen har alt svart. Verneombudet kan løfte risikoen på nytt."))
    krav.felt_er_fylt({"svar": (svar, _("Skriv svaret."))})
    eskalering.svar, eskalering.avklart_av, eskalering.avklart = svar, av, naa
    eskalering.save(update_fields=["svar", "avklart_av", "avklart"])
    detaljer = {"faktor": eskalering.forhold.faktor, "til": str(eskalering.til)}
    _logg(vurdering, av, naa, "risiko.eskalering_avklart", detaljer)
    return eskalering


def _logg(vurdering: Risikovurdering, av: Bruker, naa: datetime, hva: str, detaljer: dict[str, str]) -> None:
    logg(
        virksomhet_id=vurdering.enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva=hva,
        om=vurdering.enhet.navn,
        detaljer={"vurdering": vurdering.pk, **detaljer},
    )
