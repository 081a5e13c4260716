"""Kjeden slik den står nå, av radene i databasen. Den signerte planen tegner den samme av øyeblikksbildet."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from arbeidsmiljo.oversettelse import oversatt
from tiltak.domain.aarsaker import utfall
from tiltak.figurer import Kjede, kjede
from tiltak.models import Risikoforhold, Tiltak

Json = dict[str, Any]


def kjede_for(forhold: Risikoforhold, tiltakene: Iterable[Tiltak], *, i_dag: date) -> Kjede | None:
    """Figuren for forholdet på språket siden vises på, ``None`` når det ikke er vurdert.

    ``tiltakene`` er vurderingens, med forhold, årsaker og effekter hentet på forhånd.
    """
    if not forhold.risikoniva:
        return None
    return kjede(_forholdet(forhold), [_tiltaket(en) for en in tiltakene], i_dag=i_dag)


def _forholdet(forhold: Risikoforhold) -> Json:
    en = forhold.faktoren
    return {
        "faktor": en.kode,
        "bokstav": en.bokstav,
        "navn": oversatt(en.navn),
        "grunnlag": forhold.grunnlag,
        "niva": forhold.risikoniva,
        "sannsynlighet": forhold.sannsynlighet,
        "konsekvens": forhold.konsekvens,
        "aarsaker": [{"kode": rad.aarsak, "beskrivelse": rad.beskrivelse} for rad in forhold.aarsakene.all()],
        "utfall": [{"navn": _(utfall(id_).navn)} for id_ in forhold.utfallene],
    }


def _tiltaket(tiltak: Tiltak) -> Json:
    faktorene = {en.pk: en.faktor for en in tiltak.forholdene.all()}
    siste = next(iter(tiltak.effektene.all()), None)
    return {
        "merke": tiltak.merke,
        "tittel": tiltak.tittel,
        "faktorer": sorted(faktorene.values()),
        "aarsaker": [{"faktor": faktorene[en.forhold_id], "kode": en.aarsak} for en in tiltak.aarsakene.all()],
        "frist": tiltak.frist.isoformat(),
        "tilstand": str(tiltak.tilstand),
        "effekt": {"dom": str(siste.dom)} if siste else None,
    }
