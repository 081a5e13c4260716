"""Brevet slik mottakeren får det. Koden er med i brevet og ingen andre steder."""

import secrets
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from arbeidsmiljo.domain.sprak import pa_sprak
from arbeidsmiljo.epost import avsender
from arbeidsmiljo.templatetags.visning import klokke
from kartlegging.domain.brevtekst import brevtekster
from kartlegging.domain.koder import vis_kode
from kartlegging.models import Kartlegging, Utsending, Utsendingsart
from kartlegging.svaradresse import svaradresse

OPPDIKTET_KODE = "XXXX-XXXX-XXXX-XXXX"
"""Vises i stedet for en kode der ingen skal svare."""


@dataclass(frozen=True, slots=True)
class Brev:
    """Emne, og det malene i ``templates/epost/utsending`` viser."""

    emne: str
    kontekst: dict[str, Any]

    @property
    def tekst(self) -> str:
        return render_to_string("epost/utsending.txt", self.kontekst)

    @property
    def utsnitt(self) -> str:
        """Det som står i HTML-brevet, til visning på en side."""
        return render_to_string("epost/_utsending.html", self.kontekst)

    @property
    def html(self) -> str:
        return render_to_string("epost/utsending.html", self.kontekst)


def standardtekst(kartlegging: Kartlegging, art: str, sprak: str) -> dict[str, str]:
    """Emnet og teksten vi foreslår, med kartleggingens og virksomhetens navn satt inn."""
    tekster, stedene = brevtekster(), _stedene(kartlegging)
    return {
        "emne": pa_sprak(tekster.emne[art], sprak) % stedene,
        "tekst": pa_sprak(tekster.tekst[art], sprak) % stedene,
    }


def gjeldende_tekst(utsending: Utsending, sprak: str) -> dict[str, str]:
    """Det HR har skrevet på språket, ellers forslaget."""
    return utsending.tekst.get(sprak) or standardtekst(utsending.kartlegging, utsending.art, sprak)


def spraket_til(kartlegging: Kartlegging, sprak: str) -> str:
    """Språket på invitasjonen når kartleggingen har det, ellers kartleggingens første."""
    spraakene = kartlegging.sprak or ["nb"]
    return sprak if sprak in spraakene else str(spraakene[0])


def lag_brev(utsending: Utsending, sprak: str, kode: str = "") -> Brev:
    """Brevet på ``sprak`` med ``kode`` (16 tegn). Uten kode blir det en visning med en oppdiktet, uten lenke å trykke på."""
    kartlegging = utsending.kartlegging
    innhold, adresse = gjeldende_tekst(utsending, sprak), svaradresse()
    with translation.override(sprak):
        stedene = _stedene(kartlegging) | {"frist": klokke(kartlegging.lukker), "svar_til": kartlegging.svar_til}
    faste = {navn: pa_sprak(tekst, sprak) % stedene for navn, tekst in brevtekster().faste.items()}
    return Brev(
        emne=" ".join(innhold["emne"].split()),
        kontekst={
            "sprakkode": sprak,
            "emne": innhold["emne"],
            "tekst": innhold["tekst"],
            "faste": faste,
            "er_paaminnelse": utsending.art != Utsendingsart.INVITASJON,
            "adresse": adresse,
            "lenke": f"{adresse}#k={kode}" if kode else "",
            "vist_lenke": f"{adresse}#k={kode or OPPDIKTET_KODE.replace('-', '')}",
            "kode": vis_kode(kode) if kode else OPPDIKTET_KODE,
            "les_mer": f"{settings.SVARADRESSE}{reverse('slik_beskytter_vi')}?sprak={sprak}",
            "svar_til": kartlegging.svar_til,
            "virksomhet": kartlegging.virksomhet.navn,
        },
    )


def lag_melding(utsending: Utsending, brev: Brev, til: str) -> EmailMultiAlternatives:
    """E-posten med ren tekst og HTML. Hodene sier ikke noe om mottakeren ut over adressen."""
    fra = avsender(utsending.kartlegging.virksomhet.navn)
    melding = EmailMultiAlternatives(
        subject=brev.emne,
        body=brev.tekst,
        from_email=fra,
        to=[til],
        reply_to=[utsending.kartlegging.svar_til] if utsending.kartlegging.svar_til else None,
        headers={
            "Auto-Submitted": "auto-generated",
            # Den vanlige Message-ID-en har klokkeslett, prosess og maskin i seg.
            "Message-ID": f"<{secrets.token_hex(16)}@{parseaddr(fra)[1].rpartition('@')[2]}>",
        },
    )
    melding.attach_alternative(brev.html, "text/html")
    return melding


def _stedene(kartlegging: Kartlegging) -> dict[str, str]:
    return {"navn": kartlegging.navn, "virksomhet": kartlegging.virksomhet.navn}
