"""Døra til e-posttjeneren: sendingen, avsenderen, og hva som gikk galt, i ord."""

import smtplib
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import render_to_string
from django.utils import translation

from arbeidsmiljo.domain.sprak import gettext_noop as _


class IkkeSattOppError(OSError):
    """Installasjonen har ingen e-posttjener."""


_BLE_BRUTT = _("Forbindelsen til e-posttjeneren ble brutt.")
# Den første typen som passer, gjelder: de smale står før de vide.
_SETNINGENE: tuple[tuple[type[BaseException], str], ...] = (
    (IkkeSattOppError, _("E-post er ikke satt opp. Den som drifter programmet, må sette EPOST_VERT.")),
    (smtplib.SMTPAuthenticationError, _("E-posttjeneren godtok ikke brukernavnet og passordet.")),
    (smtplib.SMTPNotSupportedError, _("E-posttjeneren støtter ikke krypteringen eller innloggingen som er satt opp.")),
    (smtplib.SMTPSenderRefused, _("E-posttjeneren godtok ikke avsenderadressen.")),
    (smtplib.SMTPRecipientsRefused, _("E-posttjeneren tok ikke imot brev til mottakeren.")),
    (smtplib.SMTPDataError, _("E-posttjeneren tok ikke imot innholdet i brevet.")),
    (smtplib.SMTPServerDisconnected, _BLE_BRUTT),
    (smtplib.SMTPResponseException, _("E-posttjeneren ville ikke ta imot.")),
    (ssl.SSLCertVerificationError, _("Sertifikatet til e-posttjeneren er ikke gyldig for vertsnavnet.")),
    (ssl.SSLError, _("Krypteringen lot seg ikke starte. Er det rett valg av port og kryptering?")),
    (socket.gaierror, _("Fant ikke e-posttjeneren. Er vertsnavnet skrevet rett?")),
    (TimeoutError, _("E-posttjeneren svarte ikke i tide.")),
    (ConnectionRefusedError, _("Ingenting svarer på den porten hos e-posttjeneren.")),
    (OSError, _BLE_BRUTT),
)
_UKJENT = _("Brevet lot seg ikke sende.")


class UvissLeveringError(smtplib.SMTPServerDisconnected):
    """Forbindelsen ble brutt etter at brevet var gitt fra seg. Ingen vet om tjeneren tok imot det."""


class _Sporende:
    """Legges foran en SMTP-klasse: vet om tjeneren har bedt om innholdet i brevet når forbindelsen blir brutt."""

    _er_bedt_om_innholdet = False

    def getreply(self) -> tuple[int, bytes]:
        svar: tuple[int, bytes] = super().getreply()  # type: ignore[misc]
        self._er_bedt_om_innholdet = self._er_bedt_om_innholdet or svar[0] == 354
        return svar

    def data(self, msg: Any) -> tuple[int, bytes]:
        self._er_bedt_om_innholdet = False
        try:
            return super().data(msg)  # type: ignore[misc, no-any-return]
        except smtplib.SMTPServerDisconnected as feil:
            if self._er_bedt_om_innholdet:
                raise UvissLeveringError(str(feil)) from feil
            raise


class _Smtp(_Sporende, smtplib.SMTP):
    pass


class _SmtpTls(_Sporende, smtplib.SMTP_SSL):
    pass


class SmtpBackend(EmailBackend):
    """Djangos SMTP, som i tillegg melder ``UvissLeveringError`` når det ikke går an å vite om brevet ble tatt imot."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SmtpTls if self.use_ssl else _Smtp

    def open(self) -> bool | None:
        try:
            return super().open()
        except OSError:
            # Django lar en halvåpen forbindelse ligge når krypteringen eller innloggingen ikke går.
            with suppress(OSError):
                self.close()
            raise


class IkkeSattOppBackend(BaseEmailBackend):
    """Når ingen tjener er satt opp: hvert forsøk feiler med ``IkkeSattOppError``, så ingen tror at brevet gikk."""

    def open(self) -> bool | None:
        raise IkkeSattOppError

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise IkkeSattOppError


def avsender(navn: str) -> str:
    """Avsenderen med ``navn`` foran installasjonens adresse."""
    return formataddr((" ".join(navn.split()), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def feilsetning(feil: BaseException) -> str:
    """Hva som gikk galt, som en setning på bokmål merket for oversettelse. Har aldri med en adresse."""
    # smtplib melder brutt forbindelse også når tjeneren bare ikke svarte.
    if isinstance(feil, smtplib.SMTPServerDisconnected) and isinstance(feil.__context__, TimeoutError):
        feil = feil.__context__
    return next((setning for type_, setning in _SETNINGENE if isinstance(feil, type_)), _UKJENT)


def tjenerens_svar(feil: BaseException) -> tuple[int, str]:
    """(kode, ord) tjeneren svarte med, ``(0, "")`` når den ikke svarte. Ordene kan ha en adresse i seg."""
    kode: int
    ordene: bytes | str
    if isinstance(feil, smtplib.SMTPRecipientsRefused):
        kode, ordene = next(iter(feil.recipients.values()), (0, b""))
    elif isinstance(feil, smtplib.SMTPResponseException):
        kode, ordene = feil.smtp_code, feil.smtp_error
    else:
        return 0, ""
    return int(kode), ordene.decode(errors="replace") if isinstance(ordene, bytes) else str(ordene)


def send_epost(*, til: str, emne: str, mal: str, kontekst: Mapping[str, Any], sprak: str = "nb") -> None:
    """Sender én e-post som ren tekst og HTML, på ``sprak``, fra ``templates/epost/<mal>.txt`` og ``.html``.

    Ingen sporing, ingen bilder utenfra. Melder ``OSError`` eller ``smtplib.SMTPException`` når tjeneren ikke tar imot.
    """
    with translation.override(sprak):
        innhold = {**kontekst, "emne": emne, "sprakkode": sprak}
        brev = EmailMultiAlternatives(
            subject=" ".join(emne.split()), body=render_to_string(f"epost/{mal}.txt", innhold), to=[til]
        )
        brev.attach_alternative(render_to_string(f"epost/{mal}.html", innhold), "text/html")
        brev.send()
