"""Knyttingen til innloggingsbiblioteket, og lenkene og brevene til den som får en konto."""

import smtplib
from datetime import datetime

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect, render
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


class Totrinnsadapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Navnet nøkkelen huskes under, er tjenestens, ikke vertens."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Forsvarlig"}


class Fellesadapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Innlogging gjennom arbeidsgiverens egen tjeneste (OIDC): bare til kontoer HR har laget, etter bekreftet e-post."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Kobler innloggingen til kontoen med den samme adressen. Stanser med en side når det ikke går."""
        if sociallogin.state.get("process") == "connect":
            # Koblingen lages ved innlogging, og bare til den samme adressen.
            raise ImmediateHttpResponse(redirect("socialaccount_connections"))
        # Tjenesten kan sende mer om folk enn vi trenger, som fødselsnummer.
        sociallogin.account.extra_data = {}
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
            return
        bekreftede = [
            en.email.lower() for en in sociallogin.email_addresses if en.verified or settings.OIDC_EPOST_BEKREFTET
        ]
        bruker = Bruker.objects.filter(epost__in=bekreftede).first()
        if bruker is None:
            kontekst = {"har_adresse": bool(bekreftede)}
            raise ImmediateHttpResponse(render(request, "socialaccount/ukjent.html", kontekst, status=403))
        sociallogin.connect(request, bruker)


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
