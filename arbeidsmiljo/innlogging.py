"""Fører innlogginger i hendelsesloggen. Aldri adressen på nettet eller maskinen, og aldri et forsøk på en konto som ikke finnes."""

from typing import Any

from allauth.account import signals as konto
from allauth.mfa import signals as totrinn
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import Signal
from django.utils import timezone

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker

_HENDELSENE: tuple[tuple[Signal, str], ...] = (
    (konto.user_logged_in, "konto.innlogget"),
    (user_logged_out, "konto.utlogget"),
    (konto.login_code_rejected, "konto.kode_feilet"),
    (konto.password_set, "konto.nytt_passord"),
    (konto.password_changed, "konto.nytt_passord"),
    (konto.password_reset, "konto.nytt_passord"),
    (konto.email_changed, "konto.ny_epost"),
    (totrinn.authentication_failed, "konto.kode_feilet"),
    (totrinn.authenticator_added, "konto.totrinn_paa"),
    (totrinn.authenticator_removed, "konto.totrinn_av"),
)


def foer_innlogginger() -> None:
    """Kobler signalene til loggen. Kalles fra ``AppConfig.ready``."""
    for signal, hva in _HENDELSENE:
        signal.connect(_mottaker(hva), weak=False, dispatch_uid=f"logg {hva}")
    user_login_failed.connect(_feil_passord, dispatch_uid="logg feil passord")


def _mottaker(hva: str) -> Any:
    def motta(*, user: Any = None, **_resten: Any) -> None:
        _logg(user, hva)

    return motta


def _feil_passord(*, credentials: dict[str, Any], **_resten: Any) -> None:
    _logg(Bruker.objects.filter(epost=str(credentials.get("email", "")).lower()).first(), "konto.innlogging_feilet")


def _logg(bruker: Any, hva: str) -> None:
    # Loggen hører til en virksomhet. Den som ikke har en rolle noe sted, er ikke i noen.
    if isinstance(bruker, Bruker) and bruker.virksomhet_id:
        logg(virksomhet_id=bruker.virksomhet_id, av=bruker, naa=timezone.now(), hva=hva, om=bruker.navn)
