"""Brevene som minner noen på noe med frist: køen, sendingen, og det årshjulet legger i den.

Først legges alt som har forfalt, i kø, én e-post til hver bruker og art. Så sendes det som venter. Slik går ingenting tapt
når e-posten er nede, og ingen får det samme to ganger. Rommene over melder inn sine egne arter, så grunnetasjen slipper å
kjenne dem.
"""

import smtplib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from arbeidsmiljo.actions import logg
from arbeidsmiljo.domain.aarshjul import VARSLES_FOR, paaminnes
from arbeidsmiljo.epost import UvissLeveringError, send_epost, tjenerens_svar
from arbeidsmiljo.models import Aarsoppgave, Paaminnelse, Paaminnelsesstand, Tildeling, Virksomhet

FRA_KLOKKA = 7
"""Timen på døgnet påminnelsene kan gå fra."""
HENTES_IGJEN = timedelta(minutes=10)
"""Så lenge får arbeideren på seg før det som venter, legges i køen på nytt."""
BEHOLDES = timedelta(days=30)
VARIG_FEIL = 500
"""Svarer tjeneren med denne koden eller høyere, hjelper det ikke å prøve igjen."""


Brev = tuple[str, str, dict[str, Any]]
"""Emnet, malen under ``templates/epost/``, og konteksten til den."""
Brevskriver = Callable[[Paaminnelse, date], Brev | None]
"""Lager brevet på mottakerens språk, eller ``None`` når det ikke er noe å si lenger."""

_SKRIVERNE: dict[str, Brevskriver] = {}
AARSHJUL = "aarshjul"


def registrer(art: str, skriver: Brevskriver) -> None:
    """Melder inn en art. Kalles fra rommets ``AppConfig.ready``."""
    _SKRIVERNE[art] = skriver


def ko(art: str, virksomhet_id: int, per_bruker: Mapping[int, Sequence[int]], *, naa: datetime) -> None:
    """Legger én e-post i kø til hver bruker om id-ene sine. Venter det alt en av arten, kommer de med i den.

    Kalles i en transaksjon; virksomheten låses, så to som legger i kø samtidig, må vente på hverandre.
    """
    Virksomhet.objects.select_for_update().get(pk=virksomhet_id)
    ventende = Paaminnelse.objects.filter(art=art, virksomhet_id=virksomhet_id, stand=Paaminnelsesstand.VENTER)
    venter = {en.bruker_id: en for en in ventende}
    nye = []
    for bruker_id, idene in per_bruker.items():
        gammel = venter.get(bruker_id)
        if gammel is None:
            felt: dict[str, Any] = {"art": art, "bruker_id": bruker_id, "virksomhet_id": virksomhet_id}
            nye.append(Paaminnelse(**felt, oppgavene=list(idene), dato=timezone.localdate(naa), neste_forsok=naa))
        else:
            gammel.oppgavene = list(dict.fromkeys([*gammel.oppgavene, *idene]))
    Paaminnelse.objects.bulk_update(venter.values(), ["oppgavene"], batch_size=500)
    Paaminnelse.objects.bulk_create(nye, batch_size=500)


def forfalte_paaminnelser(naa: datetime) -> list[str]:
    """Jobben takten kjører: legger dagens påminnelser i kø etter klokken 7, og ber arbeideren sende det som venter."""
    from arbeidsmiljo.tasks import send_paaminnelser  # noqa: PLC0415 – oppgaven bruker denne modulen

    linjene: list[str] = []
    i_dag = timezone.localdate(naa)
    Paaminnelse.objects.filter(dato__lt=i_dag - BEHOLDES).exclude(stand=Paaminnelsesstand.VENTER).delete()
    if timezone.localtime(naa).hour >= FRA_KLOKKA:
        for virksomhet in Virksomhet.objects.filter(pk__in=_med_forfalte(i_dag)):
            antall = legg_i_ko(virksomhet, naa=naa)
            linjene.append(f"{virksomhet.navn}: {antall} skal minnes på årshjulet.")
    venter = Paaminnelse.objects.filter(stand=Paaminnelsesstand.VENTER, neste_forsok__lte=naa)
    for virksomhet_id in sorted(set(venter.values_list("virksomhet_id", flat=True))):
        venter.filter(virksomhet_id=virksomhet_id).update(neste_forsok=naa + HENTES_IGJEN)
        send_paaminnelser.enqueue(virksomhet_id)
    return linjene


def _som_skal_minnes(i_dag: date, **filter_: int) -> list[Aarsoppgave]:
    snart = Aarsoppgave.objects.som_venter().filter(frist__lte=i_dag + VARSLES_FOR, **filter_)
    return [en for en in snart.exclude(paaminnet=i_dag) if paaminnes(en.frist, en.paaminnet, i_dag)]


def _med_forfalte(i_dag: date) -> set[int]:
    return {en.virksomhet_id for en in _som_skal_minnes(i_dag)}


@transaction.atomic
def legg_i_ko(virksomhet: Virksomhet, *, naa: datetime) -> int:
    """Legger en e-post i kø til hver som har rollen i dag, og svarer med hvor mange. Én til hver, med alle oppgavene.

    Venter det alt en e-post til brukeren, kommer oppgavene med i den.
    """
    Virksomhet.objects.select_for_update().get(pk=virksomhet.pk)
    i_dag = timezone.localdate(naa)
    oppgavene = _som_skal_minnes(i_dag, virksomhet_id=virksomhet.pk)
    har_rollen = _brukerne_per_rolle(virksomhet, i_dag)
    per_bruker: dict[int, list[int]] = defaultdict(list)
    for oppgave in oppgavene:
        for bruker_id in sorted(har_rollen[oppgave.rolle]):
            per_bruker[bruker_id].append(oppgave.pk)
    ko(AARSHJUL, virksomhet.pk, per_bruker, naa=naa)
    Aarsoppgave.objects.filter(pk__in=[en.pk for en in oppgavene]).update(paaminnet=i_dag)
    if oppgavene:
        logg(
            virksomhet_id=virksomhet.pk,
            av=None,
            naa=naa,
            hva="aarshjul.paaminnet",
            om=virksomhet.navn,
            detaljer={"oppgaver": len(oppgavene), "mottakere": len(per_bruker)},
        )
    return len(per_bruker)


def _brukerne_per_rolle(virksomhet: Virksomhet, i_dag: date) -> dict[str, set[int]]:
    gjelder = (
        Tildeling.objects.i_virksomhet(virksomhet.pk)
        .gyldige(i_dag)
        .filter(bruker__is_active=True)
        .values_list("rolle", "bruker_id")
    )
    resultat: dict[str, set[int]] = defaultdict(set)
    for rolle, bruker_id in gjelder:
        resultat[rolle].add(bruker_id)
    return resultat


def send_ventende(virksomhet_id: int, *, klokke: Callable[[], datetime]) -> int:
    """Sender påminnelsene som venter i virksomheten, og svarer med hvor mange. Trygg å kjøre to av samtidig.

    Tar ikke tjeneren imot, stopper den: resten venter til neste gang. Vil tjeneren aldri ha brev til én mottaker,
    prøves det ikke mer for den.
    """
    sendt = 0
    venter = Paaminnelse.objects.filter(virksomhet_id=virksomhet_id, stand=Paaminnelsesstand.VENTER)
    for pk in list(venter.values_list("pk", flat=True)):
        # Tas før brevet går: dør arbeideren midt i, sendes det ikke en gang til.
        if not venter.filter(pk=pk).update(stand=Paaminnelsesstand.SENDES):
            continue
        paaminnelse = Paaminnelse.objects.select_related("bruker", "virksomhet").get(pk=pk)
        try:
            sendt += _send(paaminnelse, klokke())
        except smtplib.SMTPRecipientsRefused as feil:
            if tjenerens_svar(feil)[0] >= VARIG_FEIL:
                _sett(paaminnelse, Paaminnelsesstand.AVVIST)
            else:
                _prov_igjen(paaminnelse, klokke())
        except UvissLeveringError:
            # Kanskje kom det fram. Da er ett brev for lite bedre enn ett for mye: neste påminnelse kommer uansett.
            continue
        except (OSError, smtplib.SMTPException):
            _prov_igjen(paaminnelse, klokke())
            break
        else:
            _sett(paaminnelse, Paaminnelsesstand.SENDT)
    return sendt


def _send(paaminnelse: Paaminnelse, naa: datetime) -> bool:
    """Sender brevet, om det fortsatt er noe å si."""
    bruker = paaminnelse.bruker
    if not bruker.is_active:
        return False
    with translation.override(bruker.sprak):
        brevet = _SKRIVERNE[paaminnelse.art](paaminnelse, timezone.localdate(naa))
    if brevet is None:
        return False
    emne, mal, kontekst = brevet
    felles = {"navn": bruker.navn, "virksomhet": paaminnelse.virksomhet.navn}
    send_epost(til=bruker.epost, emne=emne, mal=mal, kontekst=felles | kontekst, sprak=bruker.sprak)
    return True


def aarshjulets_brev(paaminnelse: Paaminnelse, i_dag: date) -> Brev | None:
    """Brevet om oppgavene i årshjulet som fortsatt venter, for rollene mottakeren har."""
    bruker = paaminnelse.bruker
    rollene = [
        rolle
        for rolle, _enhet, virksomhet, _navn in bruker.gyldige_tildelinger
        if virksomhet == paaminnelse.virksomhet_id
    ]
    oppgavene = list(
        Aarsoppgave.objects.som_venter().filter(
            pk__in=paaminnelse.oppgavene, virksomhet_id=paaminnelse.virksomhet_id, rolle__in=rollene
        )
    )
    if not oppgavene:
        return None
    emne = ngettext(
        "Påminnelse: %(antall)d oppgave i årshjulet", "Påminnelse: %(antall)d oppgaver i årshjulet", len(oppgavene)
    ) % {"antall": len(oppgavene)}
    kontekst = {
        "forfalt": [en for en in oppgavene if en.er_sen(i_dag)],
        "kommer": [en for en in oppgavene if not en.er_sen(i_dag)],
        "adresse": settings.NETTADRESSE + reverse("aarshjul"),
    }
    return emne, "aarshjul", kontekst


def _sett(paaminnelse: Paaminnelse, stand: Paaminnelsesstand) -> None:
    Paaminnelse.objects.filter(pk=paaminnelse.pk).update(stand=stand)


def _prov_igjen(paaminnelse: Paaminnelse, naa: datetime) -> None:
    with transaction.atomic():
        Virksomhet.objects.select_for_update().get(pk=paaminnelse.virksomhet_id)
        ny = Paaminnelse.objects.filter(
            art=paaminnelse.art,
            bruker_id=paaminnelse.bruker_id,
            virksomhet_id=paaminnelse.virksomhet_id,
            stand=Paaminnelsesstand.VENTER,
        ).first()
        if ny is not None:
            # Det kom en ny mens dette brevet var på vei. Da går de som ett.
            paaminnelse.oppgavene = list(dict.fromkeys([*paaminnelse.oppgavene, *ny.oppgavene]))
            ny.delete()
        paaminnelse.stand, paaminnelse.neste_forsok = Paaminnelsesstand.VENTER, naa + HENTES_IGJEN
        paaminnelse.save()
