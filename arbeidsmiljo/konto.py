"""Knyttingen til innloggingsbiblioteket, og lenkene og brevene til den som får en konto."""

import smtplib
from datetime import datetime

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.epost import feilsetning, send_epost
from arbeidsmiljo.models import Bruker, Virksomhet

VALGT_VIRKSOMHET = "virksomhet"
"""Nøkkelen i økten til virksomheten den innloggede arbeider i."""
BREVET_GIKK, BREVET_FEILET = "bruker.brev_sendt", "bruker.brev_feilet"


class Kontoadapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Kontoer lages av HR. Ingen kan registrere seg selv."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def engangslenke(bruker: Bruker) -> str:
    """Hele adressen der brukeren velger passord. Virker én gang, og ikke etter at brukeren har logget inn."""
    return settings.NETTADRESSE + reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(bruker), "key": default_token_generator.make_token(bruker)},
    )


def send_kontobrev(bruker: Bruker, virksomhet: Virksomhet, *, naa: datetime) -> bool:
    """Sender brevet om den nye tilgangen, og skriver i loggen om det gikk. Svarer med om det gikk.

    Den som aldri har logget inn, får en engangslenke for å velge passord. De andre får bare lenken til innloggingen.
    """
    er_ny = bruker.last_login is None
    with translation.override(bruker.sprak):
        emne = _("Du har fått tilgang til Forsvarlig")
    kontekst = {
        "navn": bruker.navn,
        "virksomhet": virksomhet.navn,
        "lenke": engangslenke(bruker) if er_ny else "",
        "dager": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "innlogging": settings.NETTADRESSE + reverse("account_login"),
    }
    detaljer: dict[str, str | int] = {"bruker": bruker.pk}
    try:
        send_epost(til=bruker.epost, emne=emne, mal="konto", kontekst=kontekst, sprak=bruker.sprak)
    except (OSError, smtplib.SMTPException) as feil:
        detaljer["grunn"] = feilsetning(feil)
    gikk = "grunn" not in detaljer
    logg(
        virksomhet_id=virksomhet.pk,
        av=None,
        naa=naa,
        hva=BREVET_GIKK if gikk else BREVET_FEILET,
        om=bruker.navn,
        detaljer=detaljer,
    )
    return gikk
