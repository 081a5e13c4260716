"""Det som fryses når en kartlegging åpner: treet, deltakerlisten og løftet svarene forsegles sammen med.

Løftet er det den som svarer, ble fortalt: minstegrensen, enhetene, spørsmålene og hvem som er invitert. SHA-256 av det
er med i forseglingen av hvert svar. Endrer noen løftet etterpå, lar svarene seg ikke åpne (adr 0007).
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from arbeidsmiljo.models import Enhet
from kartlegging.domain.avrunding import BASE, INNSIDERE
from kartlegging.domain.tre import REST_ENDELSE, stiledd
from kartlegging.domain.utgivelse import METODE, MINST_ANDEL, MINST_BARE_VIRKSOMHET, MINST_HENDELSE, MINST_SAMLET
from kartlegging.feil import KartleggingsfeilError
from kartlegging.models import Kartlegging, Kartleggingsenhet

Loftet = dict[str, Any]

_ORD = {
    "minstegrense": gettext_noop("minstegrensen"),
    "treet": gettext_noop("enhetene"),
    "sporsmaalene": gettext_noop("spørsmålene"),
    "deltakerne": gettext_noop("deltakerlisten"),
    "metode": gettext_noop("måten svarene telles på"),
}


class LoftetEndretError(KartleggingsfeilError):
    """Noe svarene ble forseglet sammen med, er endret etter at kartleggingen åpnet. Svarene kan da ikke åpnes."""


def kanonisk_sum(innhold: object) -> str:
    """SHA-256 av innholdet som JSON med sorterte nøkler, UTF-8 og ingen mellomrom."""
    return sha256(json.dumps(innhold, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def loftet_for(kartlegging: Kartlegging) -> Loftet:
    """Løftet slik det står i databasen og programmet nå, regnet på nytt hver gang."""
    enhetene = kartlegging.enhetene.order_by("nummer").values_list("kode", "forelder__kode", "invitert")
    return {
        "minstegrense": kartlegging.minstegrense,
        "treet": kanonisk_sum([list(enhet) for enhet in enhetene]),
        "sporsmaalene": kanonisk_sum(
            [
                kartlegging.instrument_id,
                kartlegging.instrument_versjon,
                kartlegging.instrument.sjekksum,
                kartlegging.skalaer,
            ]
        ),
        "deltakerne": kartlegging.deltakere_sha256,
        "metode": [METODE, MINST_ANDEL, MINST_HENDELSE, MINST_SAMLET, MINST_BARE_VIRKSOMHET, BASE, INNSIDERE],
    }


def krev_uendret_loftet(kartlegging: Kartlegging) -> None:
    """Melder ``LoftetEndretError`` når løftet er et annet enn da kartleggingen åpnet."""
    naa = loftet_for(kartlegging)
    if kanonisk_sum(naa) == kartlegging.loftet_sha256:
        return
    endret = [_(ord_) for felt, ord_ in _ORD.items() if kartlegging.loftet.get(felt) != naa[felt]]
    setning = _(
        "Det de ansatte ble lovet, er endret etter åpningen (%(endret)s). Svarene er forseglet sammen med løftet og kan "
        "bare åpnes når det er lagt tilbake slik det var."
    )
    raise LoftetEndretError(setning % {"endret": ", ".join(endret) or _("merket på løftet")})


def frys_treet(kartlegging: Kartlegging) -> None:
    """Skriver treet slik det er nå. Melder ``KartleggingsfeilError`` når det ikke kan telles opp."""
    enhetene = {
        e.pk: e
        for e in Enhet.objects.aktive().filter(virksomhet_id=kartlegging.virksomhet_id).prefetch_related("forgjengere")
    }
    invitert = _inviterte(kartlegging, enhetene)
    barn: dict[int | None, list[Enhet]] = {}
    for enhet in sorted(enhetene.values(), key=lambda e: (e.navn, e.kode)):
        barn.setdefault(enhet.forelder_id, []).append(enhet)
    _krev_tellbart_tre(barn)
    frosne: dict[int, Kartleggingsenhet] = {}
    stabel = list(reversed(barn.get(None, [])))
    while stabel:
        enhet = stabel.pop()
        over = frosne.get(enhet.forelder_id or 0)
        frosne[enhet.pk] = Kartleggingsenhet(
            kartlegging=kartlegging,
            nummer=len(frosne),
            kode=enhet.kode,
            navn=enhet.navn,
            forelder=over,
            forgjengere=_forgjengere(enhet),
            sti=f"{over.sti if over else '/'}{stiledd(enhet.kode)}/",
            invitert=invitert[enhet.pk],
            invitert_med_under=invitert[enhet.pk],
        )
        stabel += reversed(barn.get(enhet.pk, []))
    for pk, enhet in enhetene.items():
        if invitert[pk] and pk not in frosne:
            setning = _("Deltakere er invitert i «%(enhet)s», som ligger under en lukket enhet. Flytt enheten først.")
            raise KartleggingsfeilError(setning % {"enhet": enhet.navn})
    for frossen in reversed(frosne.values()):
        if frossen.forelder is not None:
            frossen.forelder.invitert_med_under += frossen.invitert_med_under
    for dybde in sorted({f.sti.count("/") for f in frosne.values()}):
        Kartleggingsenhet.objects.bulk_create([f for f in frosne.values() if f.sti.count("/") == dybde], batch_size=500)


def _forgjengere(enhet: Enhet) -> list[str]:
    """Kodene folkene i enheten kan ha vært talt under før: dens egen, og de den er slått sammen av."""
    return sorted({enhet.kode, *(forgjenger.kode for forgjenger in enhet.forgjengere.all())})


def _inviterte(kartlegging: Kartlegging, enhetene: Mapping[int, Enhet]) -> dict[int, int]:
    invitert = dict.fromkeys(enhetene, 0)
    for enhet_id in kartlegging.invitasjonene.values_list("enhet_id", flat=True):
        if enhet_id not in invitert:
            raise KartleggingsfeilError(_("En deltaker er invitert i en enhet som er lukket. Flytt deltakeren først."))
        invitert[enhet_id] += 1
    return invitert


def _krev_tellbart_tre(barn: Mapping[int | None, Sequence[Enhet]]) -> None:
    # Sies her, før noen har svart: ved opptellingen er det for sent å rette treet.
    if len(barn.get(None, ())) != 1:
        raise KartleggingsfeilError(_("Virksomheten må ha nøyaktig én øverste enhet før kartleggingen kan åpne."))
    for enhet in (enhet for nivaa in barn.values() for enhet in nivaa):
        if not enhet.kode or enhet.kode.endswith(REST_ENDELSE):
            setning = _(
                "Enheten «%(enhet)s» har koden «%(kode)s». Den kan ikke være tom eller slutte på «%(endelse)s», som brukes "
                "om restgrupper. Gi enheten en annen kode."
            )
            verdier = {"enhet": enhet.navn, "kode": enhet.kode, "endelse": REST_ENDELSE}
            raise KartleggingsfeilError(setning % verdier)
