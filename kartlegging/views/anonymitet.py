"""Prøven av anonymiteten, for dem som går god for den: verneombudet og HR.

Siden sier ikke noe om hvor mange som har svart. Se ``verifisering.prove.kan_dommes_paa_siden``.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.permissions import innlogget, krever
from kartlegging.models import Kartlegging
from kartlegging.tasks import prov_anonymiteten
from kartlegging.verifisering.bestilling import bestill, er_i_gang
from kartlegging.verifisering.rapport import Del, Utfall

TIDLIGERE = 5
"""Så mange eldre prøver vises."""

_IKON = {Utfall.HOLDER: "hake", Utfall.MERK: "info", Utfall.KAN_IKKE: "klokke", Utfall.BRUDD: "forsiktig"}


@dataclass(frozen=True, slots=True)
class Avsnitt:
    """En del av prøven, med det som kom ut."""

    navn: str
    spor: str
    kontrollene: list[dict[str, Any]]


@krever(Tilgang.SE_DELTAKERE)
@require_http_methods(["GET", "HEAD", "POST"])
def anonymitet(request: HttpRequest, kortnavn: str) -> HttpResponse:
    """Siste prøve, og en knapp som starter en ny i bakgrunnen."""
    bruker, naa = innlogget(request), timezone.now()
    kartlegging = Kartlegging.objects.synlig_for(bruker).filter(kortnavn=kortnavn).first()
    if kartlegging is None:
        raise Http404
    if request.method == "POST":
        prove = bestill(kartlegging=kartlegging, av=bruker, naa=naa)
        if prove is None:
            messages.info(request, _("En prøve er alt i gang. Last siden på nytt om et minutt."))
        else:
            prov_anonymiteten.enqueue(prove.pk)
            messages.success(request, _("Prøven er satt i gang. Den tar et minutt eller to."))
        return redirect("anonymitet", kortnavn)
    ferdige = list(kartlegging.anonymitetsprovene.exclude(rapport={})[: 1 + TIDLIGERE])
    kontekst: dict[str, Any] = {
        "meny": "kartlegging",
        "kartlegging": kartlegging,
        "er_i_gang": er_i_gang(kartlegging, naa=naa),
        "siste": ferdige[0] if ferdige else None,
        "tidligere": ferdige[1:],
        "avsnittene": _avsnittene(ferdige[0].rapport["kontroller"]) if ferdige else [],
    }
    return render(request, "kartlegging/anonymitet.html", kontekst)


def _avsnittene(kontrollene: list[dict[str, str]]) -> list[Avsnitt]:
    ordene = {
        Utfall.HOLDER: _("Holder"),
        Utfall.MERK: _("Se på dette"),
        Utfall.KAN_IKKE: _("Kan ikke prøves ennå"),
        Utfall.BRUDD: _("Brudd"),
    }
    navnene = {
        Del.TABELL: (_("Tabellen"), _("Står det noe ved siden av svaret som kan si hvem det er fra?")),
        Del.REKKEFOLGE: (_("Rekkefølgen"), _("Kan rekkefølgen svarene ligger i, si hvem de er fra?")),
        Del.KODER: (_("Kodene"), _("Står en kode skrevet i klartekst noe sted?")),
        Del.LISTE: (_("Listen og nøklene"), _("Er det som ble lovet da kartleggingen åpnet, uendret?")),
        Del.KLADD: (_("Angrepet på kladden"), _("Hva får en angriper til som vet når hver trykket Send?")),
    }
    return [
        Avsnitt(
            *navnene[del_],
            [
                {
                    "ord": ordene[Utfall(en["utfall"])],
                    "ikon": _IKON[Utfall(en["utfall"])],
                    "er_brudd": en["utfall"] == Utfall.BRUDD,
                    "tekst": en["tekst"],
                }
                for en in kontrollene
                if en["del"] == del_
            ],
        )
        for del_ in Del
    ]
