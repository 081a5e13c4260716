"""Feilene en deltaker eller en innsender kan møte. Setningen i hver kan vises som den er."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

StrOrPromise = str | Promise


class KartleggingsfeilError(Exception):
    """Noe ved en kartlegging som brukeren kan rette. ``str()`` er setningen som vises.

    ``feltene`` er feltnavn (tom for hele skjemaet) → setning.
    """

    def __init__(self, setning: str = "", felt: str = "") -> None:
        super().__init__(setning)
        self.feltene = {felt: setning}


class IkkeKlarError(KartleggingsfeilError):
    """Kartleggingen mangler noe før den kan gå videre. Takten melder det uten å feile."""


class SvarfeilError(Exception):
    """Grunnen til at en kode eller en besvarelse ikke ble tatt imot. ``setning`` vises til deltakeren."""

    setning: StrOrPromise = ""

    def __str__(self) -> str:
        return str(self.setning)


class UkjentKodeError(SvarfeilError):
    setning = _("Vi kjenner ikke koden. Sjekk at alle 16 tegnene er med, slik de står i brevet eller på kortet.")


class BremsetError(SvarfeilError):
    setning = _("Det er prøvd mange gale koder nå. Vent et minutt og prøv igjen. En rett kode virker hele tiden.")


class IkkeAapnetError(SvarfeilError):
    setning = _("Kartleggingen har ikke åpnet ennå.")


class LukketError(SvarfeilError):
    setning = _("Kartleggingen er lukket og tar ikke imot flere svar.")


class MottakStengtError(SvarfeilError):
    """En nøkkelfil er borte eller skadet. Ingenting er lagret, og koden er ikke brukt."""

    setning = _(
        "Kartleggingen kan ikke ta imot svar nå, fordi en nøkkel mangler på tjeneren. Dette forsøket ble ikke "
        "lagret og brukte ikke koden. Prøv igjen senere, eller si fra til verneombudet."
    )


class BruktKodeError(SvarfeilError):
    setning = _(
        "Koden var brukt fra før, så dette ble ikke lagret. Har du fått kvittering før, er det svaret registrert."
    )


class UgyldigSvarError(SvarfeilError):
    """``feltene`` er ledd-id (eller ``gruppe``, eller tom for hele skjemaet) → setning."""

    def __init__(self, feltene: Mapping[str, str]) -> None:
        super().__init__()
        self.feltene = dict(feltene)

    def __str__(self) -> str:
        return " ".join(self.feltene.values())
