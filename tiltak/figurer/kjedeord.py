"""Ordene i kjeden: det samme i boksene og i teksten som leses i stedet for figuren."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tiltak.bevis import kort_bevis
from tiltak.domain.aarsaker import alle_aarsaker
from tiltak.domain.begreper import Aarsakskode, Dom
from tiltak.domain.effekt import DOMSORD
from tiltak.domain.risiko import Risikoniva
from tiltak.domain.tilstand import Tiltakstilstand

Json = Mapping[str, Any]

_STYRETEGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def rent(tekst: str) -> str:
    # Tekst limt inn fra en tekstbehandler kan ha styretegn som ikke er lov i SVG; da ville hele figuren falle ut av PDF-en.
    return _STYRETEGN.sub(" ", tekst)


def virker_paa(tiltak: Json, forhold: Json, kode: Aarsakskode) -> bool:
    return any(en["faktor"] == forhold["faktor"] and en["kode"] == kode for en in tiltak["aarsaker"])


def er_ferdig(tiltak: Json) -> bool:
    return tiltak.get("tilstand") == Tiltakstilstand.FERDIG


def er_over_fristen(tiltak: Json, i_dag: date | None) -> bool:
    """Om fristen er passert. Alltid nei uten ``i_dag``: en signert plan skal se lik ut når den enn åpnes."""
    if i_dag is None or not tiltak.get("frist") or er_ferdig(tiltak):
        return False
    return date.fromisoformat(tiltak["frist"]) < i_dag


def status(tiltak: Json, i_dag: date | None = None) -> tuple[str, ...]:
    """Hvor tiltaket står, i ord. Tom for et planlagt tiltak som ikke er over fristen, så figuren er rolig."""
    ut = []
    if tiltak.get("tilstand") in {Tiltakstilstand.I_GANG, Tiltakstilstand.FERDIG}:
        ut.append(_(Tiltakstilstand(tiltak["tilstand"]).ord))
    if er_over_fristen(tiltak, i_dag):
        ut.append(_("Over fristen"))
    if tiltak.get("effekt"):
        ut.append(_("Effekt: %(dom)s") % {"dom": _(DOMSORD[Dom(tiltak["effekt"]["dom"])]).lower()})
    return tuple(ut)


def det_som_merkes() -> tuple[str, str]:
    """Overskriften og ordene for det folk kjenner på: leddet mellom belastning og utfall på lysbildet."""
    return _("Det som ofte merkes"), _("«stress», «konflikter»")


def kjedetekst(
    forhold: Json,
    valgte: Mapping[str, str],
    per_aarsak: Mapping[Aarsakskode, Sequence[Json]],
    utenfor: Sequence[Json],
    i_dag: date | None,
) -> tuple[str, ...]:
    """Det figuren viser, i hele setninger og i samme rekkefølge."""
    setningene = []
    for en in alle_aarsaker():
        if en.id not in valgte:
            setningene.append(_("%(navn)s er ikke vurdert som årsak her.") % {"navn": _(en.navn)})
            continue
        tiltakene = _ramse(per_aarsak[Aarsakskode(en.id)], i_dag)
        om = f" ({valgte[en.id].rstrip('.')})" if valgte[en.id] else ""
        setningene.append(
            _("Årsak: %(navn)s%(om)s. Tiltak: %(tiltak)s.")
            % {"navn": _(en.navn), "om": om, "tiltak": tiltakene or _("ingen ennå")}
        )
    setningene.append(_belastning(forhold))
    if funnet := kort_bevis(forhold.get("grunnlag", {})):
        setningene.append(_("Grunnlag: %(bevis)s.") % {"bevis": funnet})
    setningene.append("{}: {}.".format(*det_som_merkes()))
    if forhold["utfall"]:
        utfallene = ", ".join(en["navn"] for en in forhold["utfall"])
        setningene.append(_("Mulig utfall: %(utfall)s.") % {"utfall": utfallene})
    if utenfor:
        setning = _("Utenfor kjeden, virker på det som merkes og ikke på årsaken: %(tiltak)s.")
        setningene.append(setning % {"tiltak": _ramse(utenfor, i_dag)})
    return tuple(setningene)


def _belastning(forhold: Json) -> str:
    return _("Belastning: %(navn)s, %(ord)s risiko (S %(s)s, K %(k)s).") % {
        "navn": rent(forhold["navn"]),
        "ord": _(Risikoniva(forhold["niva"]).ord).lower(),
        "s": forhold["sannsynlighet"],
        "k": forhold["konsekvens"],
    }


def _ramse(tiltakene: Sequence[Json], i_dag: date | None) -> str:
    return ", ".join(_med_status(en, status(en, i_dag)) for en in tiltakene)


def _med_status(tiltak: Json, ordene: tuple[str, ...]) -> str:
    navn = f"{tiltak['merke']} {tiltak['tittel']}"
    return f"{navn} ({', '.join(ordene)})" if ordene else navn
