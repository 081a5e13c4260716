"""Tilstanden som fem trinn, og spørsmålene i avsnitt."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from arbeidsmiljo.domain.sprak import pa_sprak
from kartlegging.domain.instrument import Instrument, Rolle
from kartlegging.domain.tilstand import Tilstand
from kartlegging.models import Kartlegging


@dataclass(frozen=True, slots=True)
class Trinn:
    """``stand`` er ``gjort``, ``naa`` eller ``venter``. ``ord`` står foran tidspunktet."""

    navn: str
    stand: str
    ord: str
    tidspunkt: datetime | None


def tilstandsord(tilstand: str) -> str:
    """Tilstanden slik den leses på sidene."""
    return {
        Tilstand.UTKAST: _("Utkast"),
        Tilstand.VARSLET: _("Varslet"),
        Tilstand.AAPEN: _("Åpen"),
        Tilstand.LUKKET: _("Lukket"),
        Tilstand.PUBLISERT: _("Publisert"),
    }[Tilstand(tilstand)]


def trinnene(kartlegging: Kartlegging) -> tuple[Trinn, ...]:
    """De fem trinnene fra utkast til publisert, med hvor kartleggingen er nå."""
    rekke = list(Tilstand)
    naa = rekke.index(Tilstand(kartlegging.tilstand))
    tidene = {
        Tilstand.AAPEN: (_("Åpnet") if naa >= 2 else _("Åpner"), kartlegging.aapner),
        Tilstand.LUKKET: (_("Lukket"), kartlegging.lukket) if kartlegging.lukket else (_("Lukker"), kartlegging.lukker),
        Tilstand.PUBLISERT: (_("Publisert"), kartlegging.publisert),
    }
    ut = []
    for nummer, tilstand in enumerate(rekke):
        ord_, tidspunkt = tidene.get(tilstand, ("", None))
        er_ferdig = nummer < naa or tilstand == kartlegging.tilstand == Tilstand.PUBLISERT
        stand = "gjort" if er_ferdig else "naa" if nummer == naa else "venter"
        ut.append(Trinn(tilstandsord(tilstand), stand, ord_, tidspunkt))
    return tuple(ut)


@dataclass(frozen=True, slots=True)
class Avsnitt:
    """Spørsmålene under en faktor, slik de som svarer, ser dem."""

    navn: str
    innledning: str
    leddene: tuple[str, ...]
    hendelsene: tuple[str, ...]


def sporsmaalene(instrument: Instrument, sprak: str) -> tuple[Avsnitt, ...]:
    """Spørsmålene i instrumentets rekkefølge, og utfallene til slutt."""
    avsnittene = []
    for del_ in instrument.faktorene:
        skalaene = (skala for skala in instrument.skalaene_i(del_.kode) if skala.rolle != Rolle.UTFALL)
        avsnittene.append(
            Avsnitt(
                navn=pa_sprak(del_.navn, sprak),
                innledning=pa_sprak(del_.innledning, sprak),
                leddene=tuple(pa_sprak(ledd.tekst, sprak) for skala in skalaene for ledd in skala.leddene),
                hendelsene=tuple(pa_sprak(h.tekst, sprak) for h in instrument.hendelsene if h.faktor == del_.kode),
            )
        )
    utfall = tuple(
        pa_sprak(ledd.tekst, sprak)
        for skala in instrument.skalaene
        if skala.rolle == Rolle.UTFALL
        for ledd in skala.leddene
    )
    if utfall:
        avsnittene.append(Avsnitt(_("Hvordan du har det"), "", utfall, ()))
    return tuple(avsnittene)
