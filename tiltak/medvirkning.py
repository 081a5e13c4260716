"""Det AMU, bedriftshelsetjenesten og verneombudet har gjort med en vurdering, til sidene og planen."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.roller import Rolle, Tilgang
from arbeidsmiljo.models import Bruker, Tildeling
from tiltak.domain.begreper import Instans
from tiltak.models import Eskalering, Risikovurdering

Json = dict[str, Any]

ROLLEN_TIL: Mapping[Instans, Rolle] = MappingProxyType(
    {Instans.HR: Rolle.HR, Instans.AMU: Rolle.AMU, Instans.BHT: Rolle.BHT}
)


def behandlerrolle(vurdering: Risikovurdering, bruker: Bruker, dag: date) -> Rolle | None:
    """Rollen brukeren behandler planen i: AMU, eller verneombudet i dets sted når virksomheten ikke har AMU."""
    rollene = bruker.rollene_i(vurdering.enhet_id)
    if Tildeling.objects.har_amu(vurdering.enhet.virksomhet_id, dag):
        return Rolle.AMU if Rolle.AMU in rollene else None
    return next((rolle for rolle in (Rolle.HOVEDVERNEOMBUD, Rolle.VERNEOMBUD) if rolle in rollene), None)


def eskaleringene_for(bruker: Bruker) -> QuerySet[Eskalering]:
    """De i enhetene der brukeren ser risiko, de ubesvarte først."""
    return (
        Eskalering.objects.filter(forhold__vurdering__enhet_id__in=bruker.enheter_med(Tilgang.SE_RISIKO))
        .select_related("forhold__vurdering__enhet", "bruker", "avklart_av")
        .order_by(F("avklart").asc(nulls_first=True), "frist", "pk")
    )


def instansord(til: str) -> str:
    return _(ROLLEN_TIL[Instans(til)].tittel)


def medvirkningsinnhold(vurdering: Risikovurdering) -> Json:
    """Nøklene ``amubehandlinger``, ``raad`` og ``eskaleringer`` i planen. Ordene er gjengitt som de ble skrevet."""
    return {
        "amubehandlinger": [
            {
                "rolle": en.rolle,
                "tittel": _(Rolle(en.rolle).tittel),
                "i_stedet": en.rolle != Rolle.AMU,
                "navn": en.bruker.navn,
                "motedato": en.motedato.isoformat(),
                "vedtak": en.vedtak,
            }
            for en in vurdering.amubehandlingene.all()
        ],
        "raad": [
            {
                "faktor": en.forhold.faktor if en.forhold else "",
                "navn": en.bruker.navn,
                "tekst": en.tekst,
                "tidspunkt": en.tidspunkt.isoformat(),
            }
            for en in vurdering.raadene.all()
        ],
        "eskaleringer": [
            {
                "faktor": forhold.faktor,
                "til": str(en.til),
                "til_ord": instansord(en.til),
                "navn": en.bruker.navn,
                "sendt": en.tidspunkt.isoformat(),
                "frist": en.frist.isoformat(),
                "grunn": en.grunn,
                "svar": en.svar,
                "avklart": en.avklart.isoformat() if en.avklart else None,
                "avklart_av": en.avklart_av.navn if en.avklart_av else "",
            }
            for forhold in vurdering.forholdene.all()
            for en in forhold.eskaleringene.all()
        ],
    }
