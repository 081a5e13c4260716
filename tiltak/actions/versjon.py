"""Vurderingen av en enhet går videre: ny versjon, nytt grunnlag, vurdert på nytt, og forkastet (adr 0011).

En enhet har høyst én vurdering i arbeid. Den neste tar med seg det som ikke er ferdig i den forrige, så ingenting gjort i
mellomtiden blir borte, og den signerte endres aldri.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker, Enhet
from tiltak.actions import krav
from tiltak.domain.tilstand import Tiltakstilstand, Vurderingstilstand
from tiltak.feil import TiltaksfeilError
from tiltak.models import Oppfolging, Risikoaarsak, Risikoforhold, Risikovurdering, Tiltak

M = TypeVar("M", bound=models.Model)
Forholdskart = dict[int, Risikoforhold]
"""Id-en til et forhold i den forrige vurderingen → det samme forholdet i den nye."""


def ledig_enhet(enhet: Enhet) -> None:
    """Låser enheten til transaksjonen er over. Melder ``TiltaksfeilError`` når en vurdering av den alt er i arbeid."""
    Enhet.objects.select_for_update().get(pk=enhet.pk)
    i_arbeid = Risikovurdering.objects.i_arbeid().filter(enhet=enhet).first()
    if i_arbeid is not None:
        setning = _(
            "«%(enhet)s» har alt en vurdering i arbeid, startet %(dato)s. Gå videre med den, eller forkast utkastet først."
        )
        raise TiltaksfeilError({"enhet": setning % {"enhet": enhet.navn, "dato": f"{i_arbeid.opprettet:%d.%m.%Y}"}})


def signert_vurdering(enhet: Enhet) -> Risikovurdering | None:
    """Vurderingen som gjelder for enheten nå, ``None`` når ingen er signert."""
    return Risikovurdering.objects.filter(enhet=enhet, tilstand=Vurderingstilstand.SIGNERT).first()


@transaction.atomic
def ny_versjon(*, vurdering: Risikovurdering, grunn: str, av: Bruker, naa: datetime) -> Risikovurdering:
    """Et utkast med alt i den signerte vurderingen, klart til å endres. ``grunn`` trykkes i den nye planen.

    Nivåene står til noen vurderer forholdet på nytt; da ses før og nå ved siden av hverandre.
    """
    forrige = Risikovurdering.objects.select_related("enhet").get(pk=vurdering.pk)
    if forrige.tilstand != Vurderingstilstand.SIGNERT:
        raise TiltaksfeilError(_("Bare en signert vurdering kan få en ny versjon. Et utkast kan endres som det er."))
    grunn = grunn.strip()
    krav.felt_er_fylt({"grunn": (grunn, _("Skriv hvorfor det trengs en ny versjon."))})
    ledig_enhet(forrige.enhet)
    ny = _kopi(
        forrige,
        tilstand=Vurderingstilstand.UTKAST,
        forrige=forrige,
        versjonsgrunn=grunn,
        opprettet=naa,
        sendt_til_uttalelse=None,
        uten_uttalelse_fordi="",
    )
    kartet = {
        gammelt.pk: _kopi(gammelt, vurdering=ny, forrige=gammelt, viderefort=True)
        for gammelt in forrige.forholdene.all()
    }
    for gammelt in forrige.forholdene.all():
        for under in (gammelt.enkeltvurderingene, gammelt.dissensene):
            _kopier(under.all(), forhold=kartet[gammelt.pk])
        _kopier_aarsakssjekken(gammelt, kartet[gammelt.pk])
    _kopier_dialogmotet(forrige, ny)
    _ta_med(forrige, ny, kartet)
    _logg(ny, av, naa, "risiko.ny_versjon", {"forrige": forrige.pk})
    return ny


def ta_med_fra_forrige(*, forrige: Risikovurdering, ny: Risikovurdering) -> None:
    """Årsaker, egne faktorer og tiltak som ikke er ferdige, fra den forrige vurderingen til en på nytt grunnlag.

    Nivåene tas ikke med: de hørte til tallene den gangen.
    """
    etter_faktor = {en.faktor: en for en in ny.forholdene.all()}
    kartet: Forholdskart = {}
    for gammelt in forrige.forholdene.all():
        nytt = etter_faktor.get(gammelt.faktor)
        if nytt is None:
            nytt = Risikoforhold.objects.create(
                vurdering=ny,
                faktor=gammelt.faktor,
                eget_navn=gammelt.eget_navn,
                egen_forklaring=gammelt.egen_forklaring,
                grunnlag=gammelt.grunnlag,
                forrige=gammelt,
            )
        else:
            nytt.forrige = gammelt
            nytt.save(update_fields=["forrige"])
        kartet[gammelt.pk] = nytt
    _ta_med(forrige, ny, kartet)


def _ta_med(forrige: Risikovurdering, ny: Risikovurdering, kartet: Mapping[int, Risikoforhold]) -> None:
    aarsakene: dict[int, Risikoaarsak] = {}
    for aarsak in Risikoaarsak.objects.filter(forhold__vurdering=forrige):
        aarsakene[aarsak.pk] = _kopi(aarsak, forhold=kartet[aarsak.forhold_id])
    ferdige = models.Q(tilstand=Tiltakstilstand.FERDIG, effektene__isnull=False)
    for tiltak in forrige.tiltakene.exclude(tilstand=Tiltakstilstand.AVLYST).exclude(ferdige):
        nytt = _kopi(tiltak, vurdering=ny, forgjenger=tiltak)
        nytt.forholdene.set(kartet[en.pk] for en in tiltak.forholdene.all())
        nytt.aarsakene.set(aarsakene[en.pk] for en in tiltak.aarsakene.all())


def _kopi(rad: M, **endret: object) -> M:
    """En ny rad med de samme feltene, bortsett fra ``endret``."""
    feltene = rad._meta.concrete_fields  # noqa: SLF001 – Djangos dokumenterte grensesnitt
    felt = {en.attname: getattr(rad, en.attname) for en in feltene if not en.primary_key}
    ny = type(rad)(**felt)
    for navn, verdi in endret.items():
        setattr(ny, navn, verdi)
    ny.save(force_insert=True)
    return ny


def _kopier(radene: Iterable[models.Model], **endret: object) -> None:
    for rad in radene:
        _kopi(rad, **endret)


def _kopier_aarsakssjekken(gammelt: Risikoforhold, nytt: Risikoforhold) -> None:
    try:
        sjekken = gammelt.aarsakssjekken
    except ObjectDoesNotExist:
        return
    _kopier(sjekken.svarene.all(), sjekk=_kopi(sjekken, forhold=nytt))


def _kopier_dialogmotet(forrige: Risikovurdering, ny: Risikovurdering) -> None:
    try:
        motet = forrige.dialogmotet
    except ObjectDoesNotExist:
        return
    _kopier(motet.notatene.all(), mote=_kopi(motet, vurdering=ny))


@transaction.atomic
def vurder_paa_nytt(*, forhold: Risikoforhold, av: Bruker, naa: datetime) -> Risikoforhold:
    """Tar bort nivået og de to egne vurderingene av et videreført forhold, så begge kan vurdere hver for seg igjen.

    Begrunnelse, barrierer, årsaker og utfall blir stående som utgangspunkt. Det forrige nivået står i ``forrige``.
    """
    vurdering = krav.laas_utkast(forhold.vurdering_id)
    forhold = vurdering.forholdene.select_for_update().get(pk=forhold.pk)
    if not forhold.viderefort:
        raise TiltaksfeilError(_("Forholdet er alt tatt opp på nytt i denne versjonen."))
    forhold.enkeltvurderingene.all().delete()
    forhold.dissensene.all().delete()
    forhold.viderefort = forhold.ikke_relevant = False
    forhold.sannsynlighet = forhold.konsekvens = None
    forhold.risikoniva = forhold.overstyring = forhold.uten_hver_for_seg_fordi = forhold.verneombudets_syn = ""
    forhold.verneombudets_syn_tidspunkt = None
    forhold.save()
    _logg(vurdering, av, naa, "risiko.paa_nytt", {"faktor": forhold.faktor})
    return forhold


@transaction.atomic
def forkast_vurdering(*, vurdering: Risikovurdering, grunn: str, av: Bruker, naa: datetime) -> Risikovurdering:
    """Legger bort et utkast. Det som er gjort med tiltak som kom fra den forrige vurderingen, følger med tilbake dit."""
    vurdering = krav.laas(vurdering.pk)
    Vurderingstilstand(vurdering.tilstand).krev(Vurderingstilstand.FORKASTET)
    grunn = grunn.strip()
    krav.felt_er_fylt({"grunn": (grunn, _("Skriv hvorfor utkastet forkastes."))})
    for tiltak in vurdering.tiltakene.select_related("forgjenger"):
        _gi_tilbake(tiltak, av=av, naa=naa)
    vurdering.tilstand = Vurderingstilstand.FORKASTET
    vurdering.versjonsgrunn = grunn
    vurdering.save(update_fields=["tilstand", "versjonsgrunn"])
    _logg(vurdering, av, naa, "risiko.forkastet", {})
    return vurdering


_FOELGER_TILBAKE = ("tilstand", "frist", "ansvarlig_id", "paaminnet", "leder_varslet")


def _gi_tilbake(tiltak: Tiltak, *, av: Bruker, naa: datetime) -> None:
    forgjenger = tiltak.forgjenger
    if forgjenger is not None:
        for felt in _FOELGER_TILBAKE:
            setattr(forgjenger, felt, getattr(tiltak, felt))
        forgjenger.save()
        tiltak.oppfolgingene.update(tiltak=forgjenger)
        tiltak.effektene.update(tiltak=forgjenger)
    fra, tiltak.forgjenger = tiltak.tilstand, None
    tiltak.tilstand = Tiltakstilstand.AVLYST
    tiltak.save(update_fields=["forgjenger", "tilstand"])
    # Historien er felles for alle som leser den, og er derfor på kildespråket uansett hvem som skrev.
    Oppfolging.objects.create(
        tiltak=tiltak, bruker=av, tidspunkt=naa, fra=fra, til=tiltak.tilstand, tekst="Utkastet ble forkastet."
    )


def _logg(vurdering: Risikovurdering, av: Bruker, naa: datetime, hva: str, detaljer: Mapping[str, str | int]) -> None:
    logg(
        virksomhet_id=vurdering.enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva=hva,
        om=vurdering.enhet.navn,
        detaljer={"vurdering": vurdering.pk, **detaljer},
    )
