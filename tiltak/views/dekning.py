"""Dekningen for HR og toppleder: hvor langt hver enhet er kommet, hva som haster, og årsakene på tvers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arbeidsmiljo.domain.faktorer import alle_faktorer
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import sidevis, soketekst
from tiltak.dekning import (
    HOYE,
    MANGLENE,
    Aarsaksandel,
    Dekningsenhet,
    dekningen,
    enhetene,
    risikoene,
    sammendrag,
    siste_kartlegging,
)
from tiltak.domain.aarsaker import aarsak
from tiltak.domain.begreper import Aarsakskode
from tiltak.domain.tilstand import Vurderingstilstand

UTVALGENE = ("uten_vurdering", "uten_signert")


@krever(Tilgang.SE_DEKNING)
@require_safe
def dekning(request: HttpRequest) -> HttpResponse:
    """Enhetene × faktorene. ``?under=`` viser én enhet med alt under, ``?vis=`` bare dem som mangler noe."""
    bruker = innlogget(request)
    alle = enhetene(bruker)
    sok, vis = soketekst(request), request.GET.get("vis", "")
    under = next((en for en in alle if en.kode == request.GET.get("under")), None)
    side = sidevis(request, _valgte(_under(alle, under), sok, vis))
    kartlegging = siste_kartlegging(bruker)
    paa_siden: list[Dekningsenhet] = list(side.object_list)
    per_enhet = dekningen(paa_siden, kartlegging)
    kontekst = {
        "meny": "risiko",
        "side": side,
        "radene": [(en, _innrykk(en, under), list(per_enhet[en.pk].values())) for en in paa_siden],
        "faktorene": alle_faktorer(),
        "under": under,
        "sok": sok,
        "vis": vis if vis in UTVALGENE else "",
        "kartlegging": kartlegging,
        **_paa_tvers(sammendrag(bruker, alle, timezone.localdate())),
    }
    return render(request, "tiltak/dekning.html", kontekst)


def _under(alle: list[Dekningsenhet], topp: Dekningsenhet | None) -> list[Dekningsenhet]:
    """Enheten og alt under den. I treets rekkefølge er det de neste som ligger dypere."""
    if topp is None:
        return alle
    start = alle.index(topp)
    slutt = next((i for i in range(start + 1, len(alle)) if alle[i].dybde <= topp.dybde), len(alle))
    return alle[start:slutt]


def _valgte(radene: list[Dekningsenhet], sok: str, vis: str) -> list[Dekningsenhet]:
    if sok:
        radene = [en for en in radene if sok.casefold() in en.navn.casefold() or sok.casefold() in en.kode.casefold()]
    if vis == "uten_vurdering":
        return [en for en in radene if not en.er_dekket]
    if vis == "uten_signert":
        return [en for en in radene if en.vurdering is not None and en.tilstand != Vurderingstilstand.SIGNERT]
    return radene


def _innrykk(enhet: Dekningsenhet, under: Dekningsenhet | None) -> int:
    return min(3, enhet.dybde - (under.dybde if under else 0))


def _paa_tvers(tall: Any) -> dict[str, Any]:
    overskrifter = {
        "primaert": _("Mangler primært tiltak mot årsaken"),
        "ansvarlig": _("Ingen har ansvaret"),
        "forfalt": _("Tiltak over fristen"),
    }
    return {
        "tall": tall,
        "manglene": [
            (overskrifter[mangel], antall, f"{reverse('dekning_risikoer')}?mangel={mangel}&niva=rod")
            for mangel, antall in tall.mangler.items()
        ],
        "aarsakene": [(en, _(aarsak(en.aarsak).navn), _aarsakssetning(en)) for en in tall.aarsakene],
    }


def _aarsakssetning(andel: Aarsaksandel) -> str:
    return _("%(aarsak)s er årsak i %(antall)d av %(alle)d oransje og røde risikoer.") % {
        "aarsak": _(aarsak(andel.aarsak).navn),
        "antall": andel.antall,
        "alle": andel.alle,
    }


@krever(Tilgang.SE_DEKNING)
@require_safe
def dekning_risikoer(request: HttpRequest) -> HttpResponse:
    """De oransje og røde risikoene. ``?mangel=``, ``?aarsak=`` og ``?niva=`` snevrer inn; ukjente verdier gjelder ikke."""
    bruker = innlogget(request)
    valgt = {navn: request.GET.get(navn, "") for navn in ("mangel", "aarsak", "niva")}
    lovlige = {"mangel": MANGLENE, "aarsak": tuple(Aarsakskode), "niva": HOYE}
    valgt = {navn: verdi if verdi in lovlige[navn] else "" for navn, verdi in valgt.items()}
    kontekst = {
        "meny": "risiko",
        "side": sidevis(request, risikoene(bruker, timezone.localdate(), **valgt)),
        "valgt": valgt,
        "faktorene": {en.kode: en for en in alle_faktorer()},
        "aarsakene": [(str(kode), _(aarsak(kode).navn)) for kode in Aarsakskode],
        "aarsaksnavn": {str(kode): _(aarsak(kode).navn) for kode in Aarsakskode},
    }
    return render(request, "tiltak/dekning_risikoer.html", kontekst)
