"""Lagre utfallstall fra en fil, og fryse det som skal vises. Radene vises aldri som de er (ADR 0012)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker, Enhet, Virksomhet
from kartlegging.domain.tre import Enhetstre
from tiltak.domain.begreper import Utfallsmaal
from tiltak.domain.utfallstall import UTFALLSORD, Maanedstall, Vindustall, er_over, grensen, skjerm, vinduet
from tiltak.feil import TiltaksfeilError
from tiltak.models import Utfallstall, Utfallsvindu
from tiltak.utfallsfil import Utfallsrad

BUNT = 2000


@dataclass(frozen=True, slots=True)
class Utfallsendring:
    """Hvor mange tall som er nye, endret og like."""

    nye: int
    endret: int
    uendret: int


def endringen(virksomhet: Virksomhet, rader: Sequence[Utfallsrad]) -> Utfallsendring:
    """Det radene endrer. Skriver ingenting."""
    felt = ("enhet_id", "maal", "maaned", "ansatte", "teller", "nevner")
    maanedene = {rad.maaned for rad in rader}
    lagret = {
        (enhet, maal, maaned): tuple(tall)
        for enhet, maal, maaned, *tall in Utfallstall.objects.filter(
            enhet__virksomhet=virksomhet, maaned__in=maanedene
        ).values_list(*felt)
    }
    for_ = [lagret.get((rad.enhet_id, str(rad.maal), rad.maaned)) for rad in rader]
    like = sum(gammel == (rad.ansatte, rad.teller, rad.nevner) for gammel, rad in zip(for_, rader, strict=True))
    nye = for_.count(None)
    return Utfallsendring(nye=nye, endret=len(rader) - nye - like, uendret=like)


@transaction.atomic
def importer_utfall(
    *, virksomhet: Virksomhet, rader: Sequence[Utfallsrad], av: Bruker | None, naa: datetime
) -> Utfallsendring:
    """Lagrer radene; samme enhet, mål og måned erstattes, og det filen ikke har, blir stående. Loggen får bare antall.

    Melder ``TiltaksfeilError`` når en rad hører til et vindu som vises.
    """
    Virksomhet.objects.select_for_update().get(pk=virksomhet.pk)
    krev_ikke_frosset(virksomhet, rader)
    endring = endringen(virksomhet, rader)
    Utfallstall.objects.bulk_create(
        [
            Utfallstall(
                enhet_id=rad.enhet_id,
                maal=str(rad.maal),
                maaned=rad.maaned,
                ansatte=rad.ansatte,
                teller=rad.teller,
                nevner=rad.nevner,
            )
            for rad in rader
        ],
        batch_size=BUNT,
        update_conflicts=True,
        unique_fields=["enhet", "maal", "maaned"],
        update_fields=["ansatte", "teller", "nevner"],
    )
    logg(
        virksomhet_id=virksomhet.pk,
        av=av,
        naa=naa,
        hva="utfall.importert",
        om=virksomhet.navn,
        detaljer={"nye": endring.nye, "endret": endring.endret},
    )
    return endring


def krev_ikke_frosset(virksomhet: Virksomhet, rader: Sequence[Utfallsrad]) -> None:
    """Melder ``TiltaksfeilError`` når en rad hører til et vindu som vises: en rettet sum ville røpet den som ble rettet."""
    frosne = {(en.maal, en.fra) for en in Utfallsvindu.objects.filter(virksomhet=virksomhet).only("maal", "fra")}
    traff = sorted({(rad.maaned, rad.maal) for rad in rader if (rad.maal, vinduet(rad.maal, rad.maaned)[0]) in frosne})
    if traff:
        maanedene = ", ".join(f"{_(UTFALLSORD[maal])} {maaned:%Y-%m}" for maaned, maal in traff[:6])
        setning = _("Disse månedene er vist og kan ikke endres: %(maanedene)s. Ta dem ut av filen.")
        raise TiltaksfeilError({"fil": setning % {"maanedene": maanedene}})


@transaction.atomic
def frys_vindu(
    *, virksomhet: Virksomhet, maal: Utfallsmaal, fra: date, av: Bruker, naa: datetime, i_dag: date
) -> Utfallsvindu:
    """Regner utvalget for vinduet én gang, og lagrer det som vises.

    Melder ``TiltaksfeilError`` når vinduet ikke er over, er frosset, eller når ingen gruppe er stor nok.
    """
    Virksomhet.objects.select_for_update().get(pk=virksomhet.pk)
    vindu = vinduet(maal, fra)
    if not er_over(vindu, i_dag):
        raise TiltaksfeilError(_("Perioden er ikke over ennå. Tallene kan vises når den siste måneden er forbi."))
    if Utfallsvindu.objects.filter(virksomhet=virksomhet, maal=maal, fra=vindu[0]).exists():
        raise TiltaksfeilError(_("Tallene for perioden vises allerede."))
    enhetene, tre = _tre(virksomhet)
    plass = {enhet.pk: nummer for nummer, enhet in enumerate(enhetene)}
    rader = Utfallstall.objects.filter(enhet__virksomhet=virksomhet, maal=maal, maaned__in=vindu)
    tall = [
        Maanedstall(plass[rad.enhet_id], rad.maaned, rad.ansatte, rad.teller, rad.nevner or 0)
        for rad in rader.iterator()
    ]
    skjermet = skjerm(tre, maal, vindu, tall, k=virksomhet.minstegrense)
    radene = _gruppene(enhetene, skjermet)
    if not radene:
        setning = _("Ingen gruppe på %(grense)d eller flere har tall for alle månedene. Les inn de som mangler.")
        raise TiltaksfeilError(setning % {"grense": grensen(maal, virksomhet.minstegrense)})
    ut = Utfallsvindu.objects.create(
        virksomhet=virksomhet,
        maal=str(maal),
        fra=vindu[0],
        til=vindu[-1],
        minstegrense=grensen(maal, virksomhet.minstegrense),
        radene=radene,
        bruker=av,
        tidspunkt=naa,
    )
    logg(
        virksomhet_id=virksomhet.pk,
        av=av,
        naa=naa,
        hva="utfall.frosset",
        om=virksomhet.navn,
        detaljer={"maal": str(maal), "fra": vindu[0].isoformat(), "grupper": len(radene)},
    )
    return ut


def _tre(virksomhet: Virksomhet) -> tuple[list[Enhet], Enhetstre]:
    """Alle enhetene, også lukkede, med forelderen før barna."""
    under: dict[int | None, list[Enhet]] = {}
    for enhet in virksomhet.enhetene.order_by("pk"):
        under.setdefault(enhet.forelder_id, []).append(enhet)
    enhetene = list(under.get(None, []))
    for enhet in enhetene:
        enhetene.extend(under.get(enhet.pk, []))
    plass = {enhet.pk: nummer for nummer, enhet in enumerate(enhetene)}
    tre = Enhetstre(
        koder=tuple(str(enhet.pk) for enhet in enhetene),
        navn=tuple(enhet.navn for enhet in enhetene),
        forelder=np.array([plass[en.forelder_id] if en.forelder_id else -1 for en in enhetene], dtype=np.int32),
        invitert=np.zeros(len(enhetene), dtype=np.int32),
    )
    return enhetene, tre


def _gruppene(enhetene: Sequence[Enhet], skjermet: Vindustall) -> list[dict[str, object]]:
    ut: list[dict[str, object]] = []
    for nummer, enhet in enumerate(enhetene):
        for rest, vises, teller, nevner in (
            (False, skjermet.utvalg.vist, skjermet.teller, skjermet.nevner),
            (True, skjermet.restgruppe, skjermet.rest_teller, skjermet.rest_nevner),
        ):
            if vises[nummer]:
                tall = {"teller": int(teller[nummer]), "nevner": int(nevner[nummer])}
                ut.append({"enhet": enhet.pk, "navn": enhet.navn, "rest": rest, **tall})
    return ut
