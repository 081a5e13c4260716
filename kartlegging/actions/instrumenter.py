"""Egne instrumenter. Skriver én hendelse."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker, Virksomhet
from kartlegging.domain.formen import form_av, hull_i_beviset
from kartlegging.domain.instrumentfil import alle_instrumenter, les_instrument
from kartlegging.feil import KartleggingsfeilError
from kartlegging.models import Instrumentfil

HOYST_BYTE = 200_000
HOYST_LINJE = 1000
"""Tegn. En lang rekke punktum i ett navn tar leseren lang tid (kvadratisk), så linjene må være korte."""


def prov_instrument(*, virksomhet: Virksomhet, innhold: bytes, filnavn: str) -> Instrumentfil:
    """Instrumentet i filen, prøvd, men ikke lagret.

    Melder ``DatafilError`` med nøkkel eller linje når filen er feil, og ``KartleggingsfeilError`` når den er for stor, når
    formen ikke er dekket av beviset for anonymiteten, eller når versjonen finnes.
    """
    if len(innhold) > HOYST_BYTE:
        raise KartleggingsfeilError(
            _("Filen er på %(kb)d kB. Et instrument kan være høyst %(grense)d kB.")
            % {"kb": len(innhold) // 1000, "grense": HOYST_BYTE // 1000}
        )
    lang = next(
        (nummer for nummer, linje in enumerate(innhold.split(b"\n"), start=1) if len(linje) > HOYST_LINJE), None
    )
    if lang is not None:
        raise KartleggingsfeilError(
            _("Linje %(linje)d er lengre enn %(grense)d tegn. Del den opp.") % {"linje": lang, "grense": HOYST_LINJE}
        )
    instrument = les_instrument(innhold, filnavn)
    if any(ett.id == instrument.id for ett in alle_instrumenter()):
        # Også neste versjon: den kan følge med en oppgradering, og da skal ikke virksomhetens egen bli skjult.
        raise KartleggingsfeilError(
            _("«%(id)s» er navnet på et instrument som følger med. Gi instrumentet en egen id.") % {"id": instrument.id}
        )
    hull = hull_i_beviset(form_av(instrument))
    if hull:
        raise KartleggingsfeilError(
            _("Instrumentet har en form der vernet av svarene ikke er bevist, og kan ikke brukes: %(hull)s.")
            % {"hull": "; ".join(hull)}
        )
    if _finnes(virksomhet, instrument.id, instrument.versjon):
        raise KartleggingsfeilError(
            _(
                "Versjon %(versjon)d av «%(id)s» finnes fra før. Et instrument endres aldri; gi filen et nytt versjonsnummer."
            )
            % {"versjon": instrument.versjon, "id": instrument.id}
        )
    return Instrumentfil(
        virksomhet=virksomhet,
        instrument_id=instrument.id,
        versjon=instrument.versjon,
        innhold=innhold.decode(),
        sha256=instrument.sjekksum,
    )


def _finnes(virksomhet: Virksomhet, instrument_id: str, versjon: int) -> bool:
    return Instrumentfil.objects.filter(virksomhet=virksomhet, instrument_id=instrument_id, versjon=versjon).exists()


@transaction.atomic
def legg_inn_instrument(
    *, virksomhet: Virksomhet, innhold: bytes, filnavn: str, av: Bruker, naa: datetime
) -> Instrumentfil:
    """Lagrer et eget instrument. Melder det samme som ``prov_instrument``; da er ingenting lagret."""
    Virksomhet.objects.select_for_update().get(pk=virksomhet.pk)
    fil = prov_instrument(virksomhet=virksomhet, innhold=innhold, filnavn=filnavn)
    fil.lagt_inn, fil.lagt_inn_av_navn = naa, av.navn
    fil.save()
    logg(
        virksomhet_id=virksomhet.pk,
        av=av,
        naa=naa,
        hva="instrument.lagt_inn",
        om=str(fil),
        detaljer={"sha256": fil.sha256},
    )
    return fil
