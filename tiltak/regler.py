"""Spørsmål flere handlinger og visninger stiller til en vurdering. Leser, og endrer ingenting."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from arbeidsmiljo.models import Bruker
from arbeidsmiljo.oversettelse import oversatt
from tiltak.aarsakssjekken import mangler_sjekk
from tiltak.domain.balanse import Virkning, advarsel
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.risiko import Risikoniva
from tiltak.domain.samlet import Samletforslag, foreslatt_samlet
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.models import Enkeltvurdering, Risikoforhold, Risikovurdering, Tiltak


@dataclass(frozen=True, slots=True)
class Advarsel:
    """En advarsel om et forhold, eller om hele vurderingen når ``faktor`` er tom. ``grunn`` er gruppens egne ord."""

    faktor: str
    setning: str
    grunn: str = ""


def forhandshentet(vurdering: Risikovurdering) -> Risikovurdering:
    """Vurderingen med forhold, enkeltvurderinger, årsaker og tiltak lest i et fast antall spørringer."""
    return (
        Risikovurdering.objects.select_related("enhet__virksomhet", "kartlegging", "leder", "verneombud")
        .prefetch_related(
            "forholdene__enkeltvurderingene",
            "forholdene__aarsakene",
            "forholdene__dissensene",
            "forholdene__aarsakssjekken__svarene",
            "forholdene__forrige__vurdering",
            "tiltakene__forholdene",
            "tiltakene__aarsakene",
            "tiltakene__ansvarlig",
            "tiltakene__utgangspunkt_kartlegging",
            "tiltakene__effektene",
            "uttalelsene__bruker",
            "amubehandlingene__bruker",
            "raadene__bruker",
            "raadene__forhold",
            "forholdene__eskaleringene__bruker",
            "forholdene__eskaleringene__avklart_av",
        )
        .get(pk=vurdering.pk)
    )


def navn_paa(forhold: Risikoforhold) -> str:
    """«C Arbeidsmengde og tidspress»."""
    en = forhold.faktoren
    return f"{en.bokstav} {oversatt(en.kortnavn)}"


def stand(forhold: Risikoforhold) -> str:
    """Et kort merke for innholdet i forholdet. To like merker betyr at ingen har lagret noe imellom."""
    innhold = (
        forhold.ikke_relevant,
        forhold.sannsynlighet,
        forhold.konsekvens,
        forhold.overstyring,
        forhold.begrunnelse,
        forhold.barrierer,
        forhold.kunnskapsstyrke,
        sorted(forhold.utfallene),
        sorted((aarsak.aarsak, aarsak.beskrivelse) for aarsak in forhold.aarsakene.all()),
    )
    return sha256(repr(innhold).encode()).hexdigest()[:16]


def samletstand(vurdering: Risikovurdering) -> str:
    """Det samme som ``stand``, for den samlede konklusjonen."""
    return sha256(repr((vurdering.samlet_niva, vurdering.samlet_konklusjon)).encode()).hexdigest()[:16]


def samletforslag(vurdering: Risikovurdering, forholdene: Iterable[Risikoforhold]) -> Samletforslag | None:
    """Regelens forslag av nivåene som er satt og tallene fra utgivelsen. ``None`` når ingenting er vurdert."""
    samlet = vurdering.grunnlag.get("samlet", {})
    a_og_c = next((s["andel"] for s in samlet.get("samvirker", []) if s["id"] == "a-c"), None)
    nivaer = {en.faktor: Risikoniva(en.risikoniva) for en in forholdene if en.risikoniva}
    return foreslatt_samlet(nivaer, minst_tre=samlet.get("minst_tre"), a_og_c=a_og_c)


def regeltekst(forslag: Samletforslag) -> str:
    """Reglene bak forslaget, i en tekst som kan lagres og trykkes."""
    return " ".join(f"{regel.navn}: {regel.forklaring} ({regel.kilde})" for regel in forslag.regler)


def virkninger(forhold: Risikoforhold, tiltakene: Iterable[Tiltak]) -> list[Virkning]:
    """Hvordan tiltakene virker på nettopp dette forholdet. Avlyste er ikke med.

    Et tiltak kan gjelde flere forhold; bare årsaker som hører til dette forholdet, teller her.
    """
    return [
        Virkning(
            Tiltaksniva(tiltak.nivaa),
            tuple(aarsak.aarsak for aarsak in tiltak.aarsakene.all() if aarsak.forhold_id == forhold.pk),
        )
        for tiltak in tiltakene
        if tiltak.tilstand != Tiltakstilstand.AVLYST and any(en.pk == forhold.pk for en in tiltak.forholdene.all())
    ]


def tiltaksadvarsel(forhold: Risikoforhold, tiltakene: Iterable[Tiltak]) -> Advarsel | None:
    """Advarselen når en oransje eller rød risiko mangler et primært tiltak mot en årsak."""
    if not forhold.risikoniva:
        return None
    setning = advarsel(Risikoniva(forhold.risikoniva), virkninger(forhold, tiltakene))
    return Advarsel(forhold.faktor, _(setning), forhold.uten_aarsakstiltak_fordi) if setning else None


def alle_advarsler(vurdering: Risikovurdering) -> list[Advarsel]:
    """Advarslene som følger planen til signering og trykk. Hindrer ikke signering, men kan ikke skjules.

    ``vurdering`` bør komme fra ``forhandshentet``.
    """
    tiltakene = list(vurdering.tiltakene.all())
    ut: list[Advarsel] = []
    for forhold in vurdering.forholdene.all():
        funnet = tiltaksadvarsel(forhold, tiltakene)
        if funnet:
            ut.append(funnet)
        if mangler_sjekk(forhold):
            ut.append(Advarsel(forhold.faktor, _("Risikoen er høy eller svært høy, og årsakssjekken er ikke gjort.")))
    if vurdering.verneombud_id is None:
        ut.append(Advarsel("", _("Vurderingen er gjort uten verneombud.")))
        return ut
    for forhold in vurdering.forholdene.all():
        if forhold.risikoniva and mangler_hver_for_seg(forhold):
            setning = _("Leder og verneombud har ikke begge vurdert dette forholdet hver for seg før de ble enige.")
            ut.append(Advarsel(forhold.faktor, setning, forhold.uten_hver_for_seg_fordi))
        if forhold.ikke_relevant and not forhold.verneombudets_syn:
            setning = _("Verneombudet har ikke sagt sitt syn på at forholdet ikke er relevant.")
            ut.append(Advarsel(forhold.faktor, setning))
    return ut


def mangler_hver_for_seg(forhold: Risikoforhold) -> list[str]:
    """Rollene, av leder og verneombud, som ikke har levert sin egen vurdering. Tom når begge har."""
    levert = {en.rolle for en in forhold.enkeltvurderingene.all()}
    return [rolle for rolle in ("leder", "verneombud") if rolle not in levert]


def min_rolle(vurdering: Risikovurdering, bruker: Bruker) -> str:
    """``leder`` eller ``verneombud`` når brukeren er den personen i vurderingen, ellers tom."""
    if bruker.pk == vurdering.leder_id:
        return "leder"
    return "verneombud" if bruker.pk == vurdering.verneombud_id else ""


def synlige_enkeltvurderinger(forhold: Risikoforhold, bruker: Bruker) -> list[Enkeltvurdering]:
    """Enkeltvurderingene brukeren kan se: begge når begge har levert eller gruppen er enig, ellers bare sin egen.

    Da kan ingen av dem farges av den andre. «Ikke relevant» kan én sette alene, og viser derfor ikke den andres.
    """
    alle = list(forhold.enkeltvurderingene.all())
    if len(alle) == 2 or forhold.risikoniva:
        return alle
    return [en for en in alle if en.bruker_id == bruker.pk]
