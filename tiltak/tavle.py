"""Tavlen: tiltakene som kort i en kolonne for hver status."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.templatetags.visning import nivamerke
from tiltak.domain.risiko import Risikoniva
from tiltak.domain.tilstand import TILTAKSSTEG, Tiltakstilstand
from tiltak.models import Tiltak

KORT_PER_KOLONNE = 50


@dataclass(frozen=True, slots=True)
class Kort:
    """Ett tiltak. ``stegene`` er (koden, ordet) for statusene det kan flyttes til uten grunn; tomt for den som bare leser.

    ``nivamerke`` og ``virker`` er ferdige som HTML: hvert av merkene tegnes én gang for hele tavlen.
    """

    tiltak: Tiltak
    niva: str
    nivamerke: str
    virker: str
    er_sen: bool
    stegene: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Kolonne:
    """En status. ``antall`` er alle i utvalget, også de det ikke er kort for."""

    kode: str
    ord: str
    antall: int
    kortene: tuple[Kort, ...]
    brettet: bool

    @property
    def har_flere(self) -> bool:
        return self.antall > len(self.kortene)


def tavle(tiltakene: Iterable[Tiltak], antall: Mapping[str, int], bruker: Bruker, i_dag: date) -> list[Kolonne]:
    """Kolonnene i fast rekkefølge. ``tiltakene`` er ``de_forste`` i hver status."""
    kan_endre = bruker.enheter_med(Tilgang.ENDRE_TILTAK)
    kortene: dict[str, list[Kort]] = defaultdict(list)
    merkene: dict[tuple[str, bool], str] = {}
    nivaene = {str(en): nivamerke(str(en)) for en in Risikoniva} | {"": ""}
    for tiltak in tiltakene:
        slag = tiltak.nivaa, bool(tiltak.aarsakene.all())
        if slag not in merkene:
            merkene[slag] = render_to_string("tiltak/_virker.html", {"tiltak": tiltak})
        endres = tiltak.vurdering.enhet_id in kan_endre
        kortene[tiltak.tilstand].append(_kort(tiltak, merkene[slag], nivaene, i_dag, kan_endre=endres))
    return [
        Kolonne(str(en), _(en.ord), antall[str(en)], tuple(kortene[str(en)]), en is Tiltakstilstand.AVLYST)
        for en in Tiltakstilstand
    ]


def _kort(tiltak: Tiltak, virker: str, merker: Mapping[str, str], i_dag: date, *, kan_endre: bool) -> Kort:
    tilstand = Tiltakstilstand(tiltak.tilstand)
    satt = [Risikoniva(en.risikoniva) for en in tiltak.forholdene.all() if en.risikoniva]
    niva = str(max(satt, key=lambda en: en.rang)) if satt else ""
    # Å avlyse krever en grunn, og skrives på siden for tiltaket.
    stegene = [en for en in TILTAKSSTEG[tilstand] if en is not Tiltakstilstand.AVLYST] if kan_endre else []
    return Kort(
        tiltak=tiltak,
        niva=niva,
        nivamerke=merker[niva],
        virker=virker,
        er_sen=tilstand not in {Tiltakstilstand.FERDIG, Tiltakstilstand.AVLYST} and tiltak.frist < i_dag,
        stegene=tuple((str(en), _(en.ord)) for en in stegene),
    )
