"""Det som sies om ett forhold ved siden av nivået: egne faktorer, dissens og verneombudets syn."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker
from tiltak import grunnlag
from tiltak.actions import krav
from tiltak.feil import TiltaksfeilError
from tiltak.models import Dissens, Risikoforhold, Risikovurdering
from tiltak.regler import navn_paa

HOYST_EGNE = 20
NAVN_MAKS = 120


@transaction.atomic
def legg_til_egen_faktor(
    *, vurdering: Risikovurdering, navn: str, forklaring: str, grunnlagstekst: str, av: Bruker, naa: datetime
) -> Risikoforhold:
    """Legger til et forhold loven ikke nevner ved navn; listen i § 4-3 er eksempler (``domain.md`` 1.1).

    ``grunnlagstekst`` sier hva gruppen bygger på, siden ingen kartlegging spør om det.
    """
    vurdering = krav.laas_utkast(vurdering.pk)
    navn, grunnlagstekst = navn.strip(), grunnlagstekst.strip()
    krav.felt_er_fylt(
        {
            "navn": (navn, _("Skriv hva forholdet heter.")),
            "grunnlagstekst": (grunnlagstekst, _("Skriv hva dere bygger på, for eksempel vernerunden i mars.")),
        }
    )
    if len(navn) > NAVN_MAKS:
        raise TiltaksfeilError({"navn": _("Navnet kan ha høyst %(maks)d tegn. Kort det ned.") % {"maks": NAVN_MAKS}})
    egne = list(vurdering.forholdene.exclude(eget_navn="").values_list("faktor", "eget_navn"))
    if navn.casefold() in {eget.casefold() for _kode, eget in egne}:
        raise TiltaksfeilError({"navn": _("«%(navn)s» er alt med i vurderingen.") % {"navn": navn}})
    if len(egne) >= HOYST_EGNE:
        raise TiltaksfeilError(_("En vurdering kan ha høyst %(antall)d egne forhold.") % {"antall": HOYST_EGNE})
    nummer = max((int(kode[1:]) for kode, _eget in egne), default=0) + 1
    forhold = Risikoforhold.objects.create(
        vurdering=vurdering,
        faktor=f"x{nummer}",
        eget_navn=navn,
        egen_forklaring=forklaring.strip(),
        grunnlag=grunnlag.eget_forhold(grunnlagstekst).tall,
    )
    _logg(forhold, av, naa, "risiko.egen_faktor")
    return forhold


@transaction.atomic
def fjern_egen_faktor(*, forhold: Risikoforhold, av: Bruker, naa: datetime) -> None:
    """Tar bort et eget forhold. Melder ``TiltaksfeilError`` med hvor det er brukt når noe viser til det."""
    vurdering = krav.laas_utkast(forhold.vurdering_id)
    forhold = vurdering.forholdene.select_for_update().get(pk=forhold.pk)
    if not forhold.eget_navn:
        raise TiltaksfeilError(_("Faktorene i loven kan ikke tas bort. Sett forholdet som ikke relevant i stedet."))
    merkene = [tiltak.merke for tiltak in forhold.tiltakene.all()]
    if merkene:
        setning = _("«%(navn)s» kan ikke tas bort, for %(tiltak)s virker på det. Endre eller avlys tiltaket først.")
        raise TiltaksfeilError(setning % {"navn": forhold.eget_navn, "tiltak": ", ".join(merkene)})
    if forhold.eskaleringene.exists() or forhold.raadene.exists():
        setning = _("«%(navn)s» kan ikke tas bort, for verneombudet eller BHT har skrevet om det.")
        raise TiltaksfeilError(setning % {"navn": forhold.eget_navn})
    _logg(forhold, av, naa, "risiko.egen_faktor_fjernet")
    forhold.delete()


@transaction.atomic
def skriv_dissens(*, forhold: Risikoforhold, rolle: str, tekst: str, av: Bruker, naa: datetime) -> Dissens | None:
    """Lagrer det lederen eller verneombudet ikke er enig i ved det gruppen kom fram til, ordrett. Tom tekst tar den bort.

    Bare personen selv kan skrive den, etter at gruppen er enig og til vurderingen er sendt til uttalelse.
    """
    vurdering = krav.laas_utkast(forhold.vurdering_id)
    forhold = vurdering.forholdene.select_for_update().get(pk=forhold.pk)
    krav.taler_for_seg_selv(vurdering, rolle, av)
    if not forhold.er_vurdert:
        raise TiltaksfeilError(_("Dissens skrives når gruppen er ferdig med forholdet."))
    if not tekst.strip():
        forhold.dissensene.filter(rolle=rolle).delete()
        dissensen = None
    else:
        dissensen, _ny = Dissens.objects.update_or_create(
            forhold=forhold, rolle=rolle, defaults={"bruker": av, "tekst": tekst, "tidspunkt": naa}
        )
    _logg(forhold, av, naa, "risiko.dissens")
    return dissensen


@transaction.atomic
def gi_syn(*, forhold: Risikoforhold, tekst: str, av: Bruker, naa: datetime) -> Risikoforhold:
    """Verneombudets syn på at forholdet ikke er relevant. Bare vurderingens verneombud kan skrive det."""
    vurdering = krav.laas_utkast(forhold.vurdering_id)
    forhold = vurdering.forholdene.select_for_update().get(pk=forhold.pk)
    if vurdering.verneombud_id != av.pk:
        raise PermissionDenied
    if not forhold.ikke_relevant:
        raise TiltaksfeilError(_("Forholdet er ikke satt som ikke relevant."))
    krav.felt_er_fylt({"tekst": (tekst, _("Skriv hva du mener. Det kan være kort, men ikke tomt."))})
    forhold.verneombudets_syn, forhold.verneombudets_syn_tidspunkt = tekst, naa
    forhold.save(update_fields=["verneombudets_syn", "verneombudets_syn_tidspunkt"])
    _logg(forhold, av, naa, "risiko.syn")
    return forhold


def _logg(forhold: Risikoforhold, av: Bruker, naa: datetime, hva: str) -> None:
    enhet = forhold.vurdering.enhet
    logg(
        virksomhet_id=enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva=hva,
        om=f"{enhet.navn}: {navn_paa(forhold)}",
        detaljer={"vurdering": forhold.vurdering_id, "faktor": forhold.faktor},
    )
