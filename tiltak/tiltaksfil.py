"""Tiltakene som tabell: de samme radene som listen, med alt som er skrevet om hvert tiltak."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from arbeidsmiljo.csvfil import Celle, csvfil
from tiltak.domain.aarsaker import aarsak
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.models import Tiltak
from tiltak.regler import navn_paa


def som_csv(tiltakene: Iterable[Tiltak], i_dag: date) -> bytes:
    """Én rad for hvert tiltak, i den rekkefølgen de kommer. Datoene er ISO 8601, så de kan sorteres.

    ``tiltakene`` bør ha ``ansvarlig``, ``vurdering__enhet``, ``forholdene`` og ``aarsakene`` hentet på forhånd.
    """
    overskrifter = [
        _("Nr."),
        _("Tiltak"),
        _("Enhet"),
        _("Status"),
        _("Frist"),
        _("Over fristen"),
        _("Ansvarlig"),
        _("Virker på"),
        _("Risikoer"),
        _("Årsaker"),
        _("Indikator"),
        _("Utgangspunkt"),
        _("Mål"),
        _("Kostnad"),
        _("Beskrivelse"),
    ]
    return csvfil(overskrifter, (_rad(en, i_dag) for en in tiltakene))


def _rad(tiltak: Tiltak, i_dag: date) -> list[Celle]:
    tilstand = Tiltakstilstand(tiltak.tilstand)
    er_sen = tilstand not in {Tiltakstilstand.FERDIG, Tiltakstilstand.AVLYST} and tiltak.frist < i_dag
    aarsakene = dict.fromkeys(_(aarsak(en.aarsak).navn) for en in tiltak.aarsakene.all())
    return [
        tiltak.merke,
        tiltak.tittel,
        tiltak.vurdering.enhet.navn,
        _(tilstand.ord),
        tiltak.frist.isoformat(),
        _("Ja") if er_sen else _("Nei"),
        tiltak.ansvarlig.navn,
        _(Tiltaksniva(tiltak.nivaa).ord) if aarsakene else _("Bare symptom"),
        ", ".join(navn_paa(en) for en in tiltak.forholdene.all()),
        ", ".join(aarsakene),
        tiltak.indikator,
        tiltak.utgangspunkt,
        tiltak.maal,
        tiltak.kostnad,
        tiltak.beskrivelse,
    ]
