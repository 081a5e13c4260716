"""Småting visningene i tiltak-rommet deler."""

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker
from tiltak.domain.tilstand import Vurderingstilstand
from tiltak.models import Risikoforhold, Risikovurdering, Tiltak


def finn_vurdering(bruker: Bruker, pk: int) -> Risikovurdering:
    """Vurderingen med alt sidene viser, i et fast antall spørringer. Melder ``Http404`` når brukeren ikke ser den."""
    tiltakene = Tiltak.objects.select_related("ansvarlig").prefetch_related("forholdene", "aarsakene", "effektene")
    vurdering = (
        Risikovurdering.objects.synlig_for(bruker)
        .select_related("enhet__virksomhet", "kartlegging", "leder", "verneombud")
        .prefetch_related(
            "forholdene__enkeltvurderingene__bruker",
            "forholdene__aarsakene",
            "forholdene__dissensene",
            "forholdene__aarsakssjekken__svarene",
            "forholdene__forrige__vurdering",
            Prefetch("tiltakene", queryset=tiltakene),
        )
        .filter(pk=pk)
        .first()
    )
    if vurdering is None:
        raise Http404
    return vurdering


def finn_forhold(vurdering: Risikovurdering, faktor: str) -> Risikoforhold:
    """Forholdet i den forhåndshentede vurderingen. Melder ``Http404`` når faktoren ikke er med."""
    for forhold in vurdering.forholdene.all():
        if forhold.faktor == faktor:
            return forhold
    raise Http404


def krev_for_enhet(bruker: Bruker, tilgang: Tilgang, enhet_id: int) -> None:
    """Melder ``PermissionDenied`` når brukeren ser enheten, men ikke har tilgangen der."""
    if not bruker.har(tilgang, enhet_id):
        raise PermissionDenied


def kan_endre(bruker: Bruker, tilgang: Tilgang, vurdering: Risikovurdering) -> bool:
    """Om brukeren kan endre utkastet. Låste vurderinger vises bare."""
    return Vurderingstilstand(vurdering.tilstand).kan_endres and bruker.har(tilgang, vurdering.enhet_id)
