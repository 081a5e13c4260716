"""Fra ferdig vurdering til signert plan: uttalelse, signering og låsing."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.domain.roller import Rolle, Tilgang
from arbeidsmiljo.models import Bruker, Enhet
from tiltak.actions import krav
from tiltak.domain.tilstand import Vurderingstilstand
from tiltak.feil import EndretAvAnnenError, TiltaksfeilError
from tiltak.models import Handlingsplan, Risikovurdering, Uttalelse
from tiltak.models.handlingsplan import MEDVIRKET
from tiltak.planinnhold import planinnhold
from tiltak.regler import samletforslag

OM_PLANEN = (
    "uttalelser",
    "uten_uttalelse_fordi",
    "amubehandlinger",
    "raad",
    "eskaleringer",
    "advarsler",
)
"""Det som sies om planen, og ikke er planen: et råd eller et vedtak endrer ikke det verneombudet uttalte seg om."""
VERNETJENESTEN = (Rolle.VERNEOMBUD, Rolle.HOVEDVERNEOMBUD)


@transaction.atomic
def be_om_uttalelse(*, vurdering: Risikovurdering, av: Bruker, naa: datetime) -> Risikovurdering:
    """Låser teksten og sender den til verneombudet. Alt må være vurdert og samlet konkludert."""
    vurdering = krav.laas(vurdering.pk)
    Vurderingstilstand(vurdering.tilstand).krev(Vurderingstilstand.TIL_UTTALELSE)
    _krev_ferdig(vurdering)
    vurdering.tilstand = Vurderingstilstand.TIL_UTTALELSE
    vurdering.sendt_til_uttalelse = naa
    vurdering.save(update_fields=["tilstand", "sendt_til_uttalelse"])
    _logg(vurdering, av, naa, "plan.til_uttalelse")
    return vurdering


@transaction.atomic
def ta_tilbake(*, vurdering: Risikovurdering, av: Bruker, naa: datetime) -> Risikovurdering:
    """Gjør vurderingen til utkast igjen. Uttalelser som er gitt, blir stående, men gjelder den forrige ordlyden."""
    vurdering = krav.laas(vurdering.pk)
    Vurderingstilstand(vurdering.tilstand).krev(Vurderingstilstand.UTKAST)
    vurdering.tilstand = Vurderingstilstand.UTKAST
    vurdering.save(update_fields=["tilstand"])
    _logg(vurdering, av, naa, "plan.tilbake_til_utkast")
    return vurdering


@transaction.atomic
def gi_uttalelse(
    *,
    vurdering: Risikovurdering,
    rolle: Rolle,
    medvirket: str,
    tekst: str,
    av: Bruker,
    naa: datetime,
    sist_sett: str | None = None,
) -> Uttalelse:
    """Lagrer uttalelsen ordrett. Den kan aldri endres, heller ikke av den som skrev den.

    ``rolle`` må være en rolle ``av`` har i enheten, med rett til å uttale seg: et verneombud et annet sted er ikke
    verneombud her. ``medvirket`` er ja, delvis eller nei.
    ``sist_sett`` er ``ordlyd`` da siden ble vist; er den en annen nå, meldes ``EndretAvAnnenError`` og ingenting
    skrives.
    """
    vurdering = krav.laas(vurdering.pk)
    rolle = Rolle(rolle)
    if rolle not in av.rollene_i(vurdering.enhet_id) or Tilgang.UTTALE_SEG not in rolle.tilganger:
        raise PermissionDenied
    if vurdering.tilstand != Vurderingstilstand.TIL_UTTALELSE:
        raise TiltaksfeilError(_("Vurderingen er ikke sendt til uttalelse, eller den er alt signert."))
    krev_samme_ordlyd(vurdering, sist_sett)
    if medvirket not in dict(MEDVIRKET):
        raise TiltaksfeilError({"medvirket": _("Velg om du har medvirket.")})
    if not tekst.strip():
        raise TiltaksfeilError({"tekst": _("Skriv uttalelsen. Den kan være kort, men ikke tom.")})
    if uttalelser_om_denne(vurdering).filter(rolle=rolle, bruker=av).exists():
        raise TiltaksfeilError(_("Du har alt uttalt deg om denne versjonen, og uttalelsen kan ikke endres."))
    uttalelse = Uttalelse.objects.create(
        vurdering=vurdering, rolle=rolle, bruker=av, medvirket=medvirket, tekst=tekst, tidspunkt=naa
    )
    _logg(vurdering, av, naa, "plan.uttalelse", {"rolle": str(rolle), "medvirket": medvirket})
    return uttalelse


@transaction.atomic
def signer(
    *,
    vurdering: Risikovurdering,
    av: Bruker,
    naa: datetime,
    grunn_uten_uttalelse: str = "",
    sist_sett: str | None = None,
) -> Handlingsplan:
    """Signerer og låser planen som neste versjon for enheten; en tidligere signert vurdering blir erstattet.

    Krever verneombudets uttalelse om denne ordlyden, eller ``grunn_uten_uttalelse``, som trykkes i planen.
    Innholdet er et fullt øyeblikksbilde, så PDF-en aldri leser noe som siden er endret.
    ``sist_sett`` er som i ``gi_uttalelse``.
    """
    vurdering = krav.laas(vurdering.pk)
    if not av.har(Tilgang.SIGNERE, vurdering.enhet_id):
        raise PermissionDenied
    Vurderingstilstand(vurdering.tilstand).krev(Vurderingstilstand.SIGNERT)
    krev_samme_ordlyd(vurdering, sist_sett)
    _krev_ferdig(vurdering)
    vurdering.uten_uttalelse_fordi = _uten_uttalelse(vurdering, grunn_uten_uttalelse.strip())
    # To vurderinger av samme enhet kan ikke få samme versjonsnummer.
    Enhet.objects.select_for_update().get(pk=vurdering.enhet_id)
    tidligere = Handlingsplan.objects.filter(vurdering__enhet_id=vurdering.enhet_id)
    versjon = (tidligere.aggregate(hoyest=Max("versjon"))["hoyest"] or 0) + 1
    Risikovurdering.objects.filter(enhet_id=vurdering.enhet_id, tilstand=Vurderingstilstand.SIGNERT).update(
        tilstand=Vurderingstilstand.ERSTATTET
    )
    vurdering.tilstand = Vurderingstilstand.SIGNERT
    vurdering.save(update_fields=["tilstand", "uten_uttalelse_fordi"])
    signatur = {"versjon": versjon, "signert_av": av.navn, "signert": naa.isoformat()}
    innhold = {**planinnhold(vurdering), **signatur}
    plan = Handlingsplan.objects.create(
        vurdering=vurdering,
        versjon=versjon,
        innhold=innhold,
        sha256=sha256(kanonisk(innhold)).hexdigest(),
        signert_av=av,
        signert=naa,
    )
    _logg(vurdering, av, naa, "plan.signert", {"versjon": versjon, "sha256": plan.sha256})
    return plan


def kanonisk(innhold: Mapping[str, object]) -> bytes:
    """Bytene ``sha256`` er regnet av: JSON med sorterte nøkler, UTF-8 og ingen mellomrom."""
    return json.dumps(innhold, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def ordlyd(vurdering: Risikovurdering, innhold: Mapping[str, object] | None = None) -> str:
    """SHA-256 (64 heksadesimale tegn) av planen uten uttalelsene. To like betyr at det er den samme planen.

    ``innhold`` er ``planinnhold(vurdering)`` når det alt er lest, så summen gjelder nettopp det som vises.
    """
    innhold = planinnhold(vurdering) if innhold is None else innhold
    resten = {navn: verdi for navn, verdi in innhold.items() if navn not in OM_PLANEN}
    # En ny utsending er en ny runde også når teksten er lik: tidligere uttalelser teller ikke i den.
    sendt = vurdering.sendt_til_uttalelse
    return sha256(kanonisk(resten | {"sendt_til_uttalelse": sendt.isoformat() if sendt else None})).hexdigest()


def krev_samme_ordlyd(vurdering: Risikovurdering, sist_sett: str | None) -> None:
    """Melder ``EndretAvAnnenError`` når planen er en annen enn den personen så. ``None`` er ingen side å regne fra."""
    if sist_sett is not None and sist_sett != ordlyd(vurdering):
        raise EndretAvAnnenError(
            _("Planen er endret siden du åpnet siden. Les den slik den er nå, og send på nytt. Ingenting er lagret.")
        )


def uttalelser_om_denne(vurdering: Risikovurdering) -> QuerySet[Uttalelse]:
    """Uttalelsene gitt etter at ordlyden sist ble sendt ut."""
    return vurdering.uttalelsene.filter(tidspunkt__gte=vurdering.sendt_til_uttalelse or vurdering.opprettet)


def _uten_uttalelse(vurdering: Risikovurdering, grunn: str) -> str:
    """Grunnen som skal lagres; tom når verneombudet har uttalt seg."""
    if uttalelser_om_denne(vurdering).filter(rolle__in=VERNETJENESTEN).exists():
        return ""
    if not grunn:
        setning = _("Verneombudet har ikke uttalt seg. Vent på uttalelsen, eller skriv hvorfor planen signeres uten.")
        raise TiltaksfeilError({"grunn_uten_uttalelse": setning})
    return grunn


def _krev_ferdig(vurdering: Risikovurdering) -> None:
    forholdene = list(vurdering.forholdene.all())
    krav.alle_er_vurdert(forholdene)
    if not vurdering.samlet_niva:
        raise TiltaksfeilError(
            _("Skriv den samlede konklusjonen først. Forholdene skal vurderes både enkeltvis og samlet.")
        )
    forslag = samletforslag(vurdering, forholdene)
    if (str(forslag.niva) if forslag else "") != vurdering.samlet_forslag:
        raise TiltaksfeilError(
            _("Nivåene er endret etter at den samlede konklusjonen ble skrevet. Se over den og lagre den på nytt.")
        )


def _logg(
    vurdering: Risikovurdering, av: Bruker, naa: datetime, hva: str, detaljer: dict[str, str | int] | None = None
) -> None:
    logg(
        virksomhet_id=vurdering.enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva=hva,
        om=vurdering.enhet.navn,
        detaljer={"vurdering": vurdering.pk, **(detaljer or {})},
    )
