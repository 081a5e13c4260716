"""Dialogmøtet og notatene. Kan endres til vurderingen er sendt til uttalelse, og er låst når planen er signert."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.domain.faktorer import KODENE
from arbeidsmiljo.models import Bruker
from tiltak.actions import krav
from tiltak.dialog import notatet, notatstand
from tiltak.domain.begreper import Kilde
from tiltak.domain.dialog import Utbredelse, har_persondata
from tiltak.feil import EndretAvAnnenError, TiltaksfeilError
from tiltak.models import Dialogmote, Dialognotat, Risikovurdering

HOYST_TEGN = 2000


@transaction.atomic
def registrer_dialogmote(
    *,
    vurdering: Risikovurdering,
    dato: date,
    antall_deltakere: int,
    verneombud_til_stede: bool,
    uten_leder: bool,
    av: Bruker,
    naa: datetime,
    oppsummering: str = "",
) -> Dialogmote:
    """Lagrer når møtet var og hvor mange som var med. Gjøres det igjen, rettes det samme møtet."""
    vurdering = _laas(vurdering)
    oppsummering = oppsummering.strip()
    if dato > timezone.localdate(naa):
        raise TiltaksfeilError({"dato": _("Møtet har ikke vært ennå. Skriv dette når det er holdt.")})
    if antall_deltakere < 1:
        raise TiltaksfeilError({"antall_deltakere": _("Skriv hvor mange som var med, minst én.")})
    _uten_persondata({"oppsummering": oppsummering})
    mote, _ny = Dialogmote.objects.update_or_create(
        vurdering=vurdering,
        defaults={
            "dato": dato,
            "antall_deltakere": antall_deltakere,
            "verneombud_til_stede": verneombud_til_stede,
            "uten_leder": uten_leder,
            "oppsummering": oppsummering,
        },
    )
    _logg(vurdering, av, naa, "dialog.mote", {"verneombud": verneombud_til_stede})
    return mote


@transaction.atomic
def skriv_dialognotat(
    *,
    vurdering: Risikovurdering,
    faktor: str,
    utbredelse: Utbredelse,
    av: Bruker,
    naa: datetime,
    arbeidet: str = "",
    hjelper: str = "",
    sist_sett: str | None = None,
) -> Dialognotat:
    """Lagrer det møtet sa om faktoren ``a``–``g``. ``arbeidet`` kan bare være tomt når det ikke gjelder noen.

    ``sist_sett`` er merket fra ``notatstand`` da skjemaet ble vist; er det et annet nå, meldes ``EndretAvAnnenError``.
    """
    vurdering = _laas(vurdering)
    mote = Dialogmote.objects.select_for_update().filter(vurdering=vurdering).first()
    if mote is None:
        raise TiltaksfeilError(_("Skriv først når møtet var, og hvor mange som var med."))
    if faktor not in KODENE:
        raise TiltaksfeilError(_("«%(kode)s» er ikke et av forholdene.") % {"kode": faktor[:20]})
    if sist_sett is not None and sist_sett != notatstand(notatet(mote, faktor)):
        raise EndretAvAnnenError(
            _("Noen andre har lagret dette notatet etter at du åpnet siden. Les det de skrev, og lagre på nytt.")
        )
    arbeidet, hjelper = arbeidet.strip(), hjelper.strip()
    if utbredelse is not Utbredelse.INGEN:
        setning = _("Skriv hva i arbeidet som gjør det slik, eller velg «Ingen».")
        krav.felt_er_fylt({"arbeidet": (arbeidet, setning)})
    _uten_persondata({"arbeidet": arbeidet, "hjelper": hjelper})
    notat, _ny = Dialognotat.objects.update_or_create(
        mote=mote, faktor=faktor, defaults={"arbeidet": arbeidet, "utbredelse": utbredelse, "hjelper": hjelper}
    )
    # Ordene står ikke i loggen: den leses av flere enn dem notatet er for.
    _logg(vurdering, av, naa, "dialog.notat", {"faktor": faktor})
    return notat


def _laas(vurdering: Risikovurdering) -> Risikovurdering:
    laast = krav.laas_utkast(vurdering.pk)
    if laast.kilde != Kilde.DIALOGMOTE:
        raise TiltaksfeilError(_("Vurderingen bygger ikke på et dialogmøte."))
    return laast


def _uten_persondata(feltene: Mapping[str, str]) -> None:
    feil = {}
    for felt, tekst in feltene.items():
        if len(tekst) > HOYST_TEGN:
            feil[felt] = _("Teksten har %(antall)d tegn og kan ha høyst %(maks)d. Kort den ned.") % {
                "antall": len(tekst),
                "maks": HOYST_TEGN,
            }
        elif har_persondata(tekst):
            feil[felt] = _(
                "Teksten ser ut til å ha en e-postadresse eller et fødselsnummer. Skriv om arbeidet, ikke om personer."
            )
    if feil:
        raise TiltaksfeilError(feil)


def _logg(
    vurdering: Risikovurdering, av: Bruker, naa: datetime, hva: str, detaljer: dict[str, str | int | bool]
) -> None:
    logg(
        virksomhet_id=vurdering.enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva=hva,
        om=vurdering.enhet.navn,
        detaljer={"vurdering": vurdering.pk, **detaljer},
    )
