"""Instrumentene virksomheten kan bruke: listen, ett instrument slik de som svarer ser det, og egne inn og ut som TOML."""

from importlib.resources import files
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arbeidsmiljo.domain.datafil import DatafilError
from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.forms.felles import Skjema
from arbeidsmiljo.permissions import innlogget, krever
from arbeidsmiljo.views.felles import (
    Smule,
    egen_virksomhet,
    krev_styring,
    sidevis,
    skjemaside,
    styrer_alt,
    virksomhetssmuler,
)
from kartlegging.actions.instrumenter import HOYST_BYTE, legg_inn_instrument
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.instrumentfil import MAPPE
from kartlegging.feil import KartleggingsfeilError
from kartlegging.forms.planlegging import SPRAKNAVN as SPRAKORD
from kartlegging.models import Instrumentfil, finn_instrument, instrumentene_til
from kartlegging.models.instrumentfil import folger_med
from kartlegging.views.trinn import sporsmaalene

SPRAKNAVN = {"nb": "bokmål", "nn": "nynorsk", "en": "English"}
"""Hvert språk på sitt eget språk."""


class InstrumentForm(Skjema):
    fil = forms.FileField(
        label=gettext_lazy("Filen"),
        help_text=gettext_lazy("TOML i UTF-8, høyst 200 kB."),
        error_messages={"required": gettext_lazy("Velg en fil."), "empty": gettext_lazy("Filen er tom.")},
    )


def _smuler(*flere: Smule) -> list[Smule]:
    return virksomhetssmuler((reverse("instrumenter"), _("Instrumenter")), *flere)


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def instrumenter(request: HttpRequest) -> HttpResponse:
    """Instrumentene som følger med, og virksomhetens egne."""
    bruker = innlogget(request)
    virksomhet = egen_virksomhet(bruker)
    alle = [
        {
            "instrument": ett,
            "antall": len(ett.leddrekkefolge),
            "sprakene": [SPRAKORD.get(kode, kode) for kode in ett.sprak],
            "er_egen": not folger_med(ett.id, ett.versjon),
        }
        for ett in instrumentene_til(virksomhet.pk)
    ]
    kontekst = {
        "meny": "virksomheten",
        "smuler": _smuler(),
        "side": sidevis(request, alle),
        "kan_styre": styrer_alt(bruker, Tilgang.STYRE_KARTLEGGING),
    }
    return render(request, "kartlegging/instrumenter.html", kontekst)


def _finn(request: HttpRequest, instrument_id: str, versjon: int) -> Instrument:
    try:
        return finn_instrument(egen_virksomhet(innlogget(request)).pk, instrument_id, versjon)
    except DatafilError as feil:
        raise Http404 from feil


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def instrument(request: HttpRequest, instrument_id: str, versjon: int) -> HttpResponse:
    """Ett instrument, med spørsmålene slik de som svarer ser dem, på språket ``?sprak=``."""
    funnet = _finn(request, instrument_id, versjon)
    sprak = request.GET.get("sprak") or get_language() or "nb"
    sprak = sprak if sprak in funnet.sprak else "nb"
    kontekst = {
        "meny": "virksomheten",
        "smuler": _smuler((request.path, funnet.navn["nb"])),
        "instrument": funnet,
        "sprak": sprak,
        "sprakene": [(kode, SPRAKNAVN.get(kode, kode)) for kode in funnet.sprak],
        "navn": funnet.navn[sprak],
        "innledning": funnet.innledning.get(sprak, ""),
        "avsnittene": sporsmaalene(funnet, sprak),
        "svarordene": funnet.svaralternativer[sprak],
        "antall": len(funnet.leddrekkefolge),
        "skalaene": _skalaene(funnet, sprak),
        "er_egen": not folger_med(funnet.id, funnet.versjon),
        "kan_styre": styrer_alt(innlogget(request), Tilgang.STYRE_KARTLEGGING),
    }
    return render(request, "kartlegging/instrument.html", kontekst)


def _skalaene(instrument: Instrument, sprak: str) -> list[dict[str, Any]]:
    """Delene som kan velges til en puls, etter faktor."""
    faktornavn = {faktor.kode: faktor.navn[sprak] for faktor in instrument.faktorene}
    grupper: dict[str, list[tuple[str, str, int]]] = {}
    for skala in instrument.skalaene:
        grupper.setdefault(skala.faktor or "", []).append((skala.kode, skala.navn[sprak], len(skala.leddene)))
    for hendelse in instrument.hendelsene:
        grupper.setdefault(hendelse.faktor, []).append((hendelse.id, hendelse.navn[sprak], 1))
    return [
        {"navn": faktornavn.get(kode) or _("Hvordan du har det"), "valgene": valgene}
        for kode, valgene in grupper.items()
    ]


@krever(Tilgang.SE_KARTLEGGING)
@require_safe
def instrument_toml(request: HttpRequest, instrument_id: str, versjon: int) -> HttpResponse:
    """Filen, byte for byte slik den ble lagt inn."""
    funnet = _finn(request, instrument_id, versjon)
    fil = f"{funnet.id}-v{funnet.versjon}.toml"
    if folger_med(funnet.id, funnet.versjon):
        innhold = files(MAPPE).joinpath(fil).read_bytes()
    else:
        egen = Instrumentfil.objects.get(
            virksomhet=egen_virksomhet(innlogget(request)), instrument_id=funnet.id, versjon=funnet.versjon
        )
        innhold = egen.innhold.encode()
    response = HttpResponse(innhold, content_type="application/toml")
    response["Content-Disposition"] = f'attachment; filename="{fil}"'
    return response


@krever(Tilgang.STYRE_KARTLEGGING)
@require_http_methods(["GET", "HEAD", "POST"])
def instrument_inn(request: HttpRequest) -> HttpResponse:
    """Legger inn et eget instrument. Filen prøves helt før noe lagres."""
    bruker = innlogget(request)
    virksomhet = krev_styring(bruker, Tilgang.STYRE_KARTLEGGING)
    form = InstrumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        fil: UploadedFile[Any] = form.cleaned_data["fil"]
        try:
            lagt = legg_inn_instrument(
                virksomhet=virksomhet,
                # Én byte for mye er nok til å se at den er for stor.
                innhold=fil.read(HOYST_BYTE + 1),
                filnavn=fil.name or _("filen"),
                av=bruker,
                naa=timezone.now(),
            )
        except (DatafilError, KartleggingsfeilError) as feil:
            form.add_error("fil", str(feil))
        else:
            messages.success(request, _("Instrumentet er lagt inn. Se over det slik de som svarer, vil se det."))
            return redirect("instrument", lagt.instrument_id, lagt.versjon)
    return skjemaside(
        request,
        form,
        tittel=_("Legg inn et instrument"),
        ingress=_(
            "Last ned et av instrumentene som mønster. Bruk bare spørsmål dere har rett til å bruke, og skriv lisens og kilde."
        ),
        lagre=_("Legg inn"),
        avbryt=reverse("instrumenter"),
        smuler=_smuler(),
    )
