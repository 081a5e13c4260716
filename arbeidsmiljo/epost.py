"""Den eneste døra til e-post, utenom utsendingene til de inviterte."""

from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation


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
