"""Tilstandene til en risikovurdering og et tiltak, og stegene mellom dem."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from arbeidsmiljo.domain.sprak import Melding, Verdi
from arbeidsmiljo.domain.sprak import gettext_noop as _


class UlovligStegError(ValueError):
    """Steget finnes ikke. Meldingen sier hvor vi er, og hvor det går an å gå."""


class Vurderingstilstand(StrEnum):
    """Hvor en risikovurdering er på vei mot signert plan."""

    UTKAST = "utkast"
    TIL_UTTALELSE = "til_uttalelse"
    SIGNERT = "signert"
    ERSTATTET = "erstattet"
    FORKASTET = "forkastet"

    @property
    def ord(self) -> str:
        return _VURDERINGSORD[self]

    @property
    def kan_endres(self) -> bool:
        return self is Vurderingstilstand.UTKAST

    def kan_bli(self, til: "Vurderingstilstand") -> bool:
        return til in VURDERINGSSTEG[self]

    def krev(self, til: "Vurderingstilstand") -> None:
        """Melder ``UlovligStegError`` når steget til ``til`` ikke finnes."""
        if not self.kan_bli(til):
            raise UlovligStegError(_feiltekst(self.ord, til.ord, [en.ord for en in VURDERINGSSTEG[self]]))


class Tiltakstilstand(StrEnum):
    """Hvor et tiltak er på vei mot å være gjort."""

    FORESLATT = "foreslatt"
    PLANLAGT = "planlagt"
    I_GANG = "i_gang"
    FERDIG = "ferdig"
    AVLYST = "avlyst"

    @property
    def ord(self) -> str:
        return _TILTAKSORD[self]

    @property
    def er_aktiv(self) -> bool:
        """Om tiltaket står for tur eller er i gang, så en frist kan passeres."""
        return self in {Tiltakstilstand.PLANLAGT, Tiltakstilstand.I_GANG}

    def kan_bli(self, til: "Tiltakstilstand") -> bool:
        return til in TILTAKSSTEG[self]

    def krev(self, til: "Tiltakstilstand") -> None:
        """Melder ``UlovligStegError`` når steget til ``til`` ikke finnes."""
        if not self.kan_bli(til):
            raise UlovligStegError(_feiltekst(self.ord, til.ord, [en.ord for en in TILTAKSSTEG[self]]))


# Fra «til uttalelse» går det an å gå tilbake til utkast: uttalelsen kan gi grunn til å endre vurderingen,
# og da skal den nye ordlyden ut til uttalelse på nytt. En signert vurdering endres aldri, bare erstattes.
VURDERINGSSTEG: Mapping[Vurderingstilstand, tuple[Vurderingstilstand, ...]] = MappingProxyType(
    {
        Vurderingstilstand.UTKAST: (Vurderingstilstand.TIL_UTTALELSE, Vurderingstilstand.FORKASTET),
        Vurderingstilstand.TIL_UTTALELSE: (Vurderingstilstand.UTKAST, Vurderingstilstand.SIGNERT),
        Vurderingstilstand.SIGNERT: (Vurderingstilstand.ERSTATTET,),
        Vurderingstilstand.ERSTATTET: (),
        Vurderingstilstand.FORKASTET: (),
    }
)

# Et ferdig tiltak kan tas opp igjen når det viser seg ikke å være gjort, og et avlyst kan foreslås på nytt.
TILTAKSSTEG: Mapping[Tiltakstilstand, tuple[Tiltakstilstand, ...]] = MappingProxyType(
    {
        Tiltakstilstand.FORESLATT: (Tiltakstilstand.PLANLAGT, Tiltakstilstand.AVLYST),
        Tiltakstilstand.PLANLAGT: (Tiltakstilstand.I_GANG, Tiltakstilstand.FERDIG, Tiltakstilstand.AVLYST),
        Tiltakstilstand.I_GANG: (Tiltakstilstand.FERDIG, Tiltakstilstand.AVLYST),
        Tiltakstilstand.FERDIG: (Tiltakstilstand.I_GANG,),
        Tiltakstilstand.AVLYST: (Tiltakstilstand.FORESLATT,),
    }
)

_VURDERINGSORD: Mapping[Vurderingstilstand, str] = {
    Vurderingstilstand.UTKAST: _("Utkast"),
    Vurderingstilstand.TIL_UTTALELSE: _("Til uttalelse hos verneombudet"),
    Vurderingstilstand.SIGNERT: _("Signert"),
    Vurderingstilstand.ERSTATTET: _("Erstattet av en nyere"),
    Vurderingstilstand.FORKASTET: _("Forkastet"),
}

_TILTAKSORD: Mapping[Tiltakstilstand, str] = {
    Tiltakstilstand.FORESLATT: _("Foreslått"),
    Tiltakstilstand.PLANLAGT: _("Planlagt"),
    Tiltakstilstand.I_GANG: _("I gang"),
    Tiltakstilstand.FERDIG: _("Ferdig"),
    Tiltakstilstand.AVLYST: _("Avlyst"),
}


def _feiltekst(fra: str, til: str, lovlige: list[str]) -> Melding:
    verdier: dict[str, Verdi] = {"fra": Melding(fra), "til": Melding(til)}
    if not lovlige:
        return Melding(_("Kan ikke gå fra «%(fra)s» til «%(til)s». Den kan ikke endres mer."), verdier)
    return Melding(
        _("Kan ikke gå fra «%(fra)s» til «%(til)s». Det går an å gå til: %(lovlige)s."),
        {**verdier, "lovlige": tuple(Melding(ordet) for ordet in lovlige)},
    )
