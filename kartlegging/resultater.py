"""Den eneste døra til resultater. Den leser utgivelser og ingenting annet, så ingenting kan regnes på nytt.

En kartlegging som ikke er publisert, har ingen resultater for noen rolle. Ellers ser en bruker enhetene der en
rolle gir innsyn i resultater, med alt under dem, og virksomhetens øverste rad til sammenligning. Hvem som spør,
avgjør bare hvilke rader som vises, aldri hva som står i dem.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker, Enhet
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.sammenligning import Overgang, Uten, samle
from kartlegging.domain.tre import REST_ENDELSE, Enhetstre
from kartlegging.domain.visning import (
    Enhetsresultat,
    Faktorresultat,
    Hendelsesresultat,
    Samletresultat,
    Skalaresultat,
    les_rad,
)
from kartlegging.models import Kartlegging, Kartleggingsenhet, Resultat, Utgivelse

__all__ = [
    "Enhetsresultat",
    "Faktorresultat",
    "Hendelsesresultat",
    "Kartleggingsinfo",
    "Resultatside",
    "Samletresultat",
    "Sammenligning",
    "Skalaresultat",
    "eksport",
    "enhetsresultat",
    "forrige",
    "grunnlag_for",
    "publisert_for",
    "sammenligning",
    "siste_publiserte",
    "spredning",
    "synlige",
    "utgivelse_for",
    "utgivelse_sha256",
]

PER_SIDE = 100
NIVAER = 2
"""Så mange nivåer under den øverste raden vises når alt ikke får plass på én side."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kartleggingsinfo:
    """Det de andre rommene trenger å vite om en publisert kartlegging. ``sha256`` er utgivelsens sum."""

    id: int
    kortnavn: str
    navn: str
    publisert: datetime
    sha256: str
    instrument: Instrument


@dataclass(frozen=True, slots=True)
class Resultatside:
    """Én side av radene brukeren ser, i treets rekkefølge.

    ``under`` er enheten siden er snevret inn til. ``kan_utvides`` er kodene på siden som har rader under seg som
    ikke er med på den. ``sammenligning`` er virksomhetens øverste rad når den ikke er en av brukerens egne.
    """

    radene: tuple[Enhetsresultat, ...]
    under: Enhetsresultat | None
    sammenligning: Enhetsresultat | None
    kan_utvides: frozenset[str]
    side: int
    antall_sider: int
    antall_rader: int

    @property
    def forrige_side(self) -> int:
        return self.side - 1

    @property
    def neste_side(self) -> int:
        return self.side + 1


@dataclass(frozen=True, slots=True)
class Sammenligning:
    """De samme folkene i den forrige runden.

    ``rad`` er satt sammen av ``delene``, som er viste rader i den utgivelsen. Den er ``None`` når de ikke kan
    sammenlignes, og da sier ``uten`` hvorfor. ``spredning`` er den forrige rundens.
    """

    runde: Kartlegging
    rad: Enhetsresultat | None = None
    delene: tuple[Enhetsresultat, ...] = ()
    uten: Uten | None = None
    spredning: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Innsyn:
    """Radene brukeren ser. ``koder`` er enhetene brukeren har innsyn i, eller ``None`` for hele virksomheten."""

    koder: frozenset[str] | None

    def gjelder(self, kode: str) -> bool:
        return self.koder is None or kode in self.koder

    def filter(self) -> Q:
        if self.koder is None:
            return Q()
        return Q(kode__in=[*self.koder, *(kode + REST_ENDELSE for kode in self.koder)])


def publisert_for(bruker: Bruker, kortnavn: str) -> Kartlegging:
    """Den publiserte kartleggingen med utgivelsen, i én spørring. Melder ``Http404`` når brukeren ikke ser den."""
    kartlegging = (
        Kartlegging.objects.synlig_for(bruker)
        .publiserte()
        .select_related("virksomhet", "utgivelsen")
        .defer("utgivelsen__dokument")
        .filter(kortnavn=kortnavn)
        .first()
    )
    if kartlegging is None:
        raise Http404
    return kartlegging


def utgivelse_for(kartlegging: Kartlegging) -> Utgivelse:
    """Utgivelsen, uten selve dokumentet (det kan være stort). Melder ``Http404`` når den ikke er publisert."""
    if not kartlegging.er_publisert:
        raise Http404
    if Kartlegging.utgivelsen.is_cached(kartlegging):
        return kartlegging.utgivelsen
    return Utgivelse.objects.defer("dokument").get(kartlegging=kartlegging)


def _innsyn(bruker: Bruker, kartlegging: Kartlegging, tilgang: Tilgang = Tilgang.SE_RESULTAT) -> _Innsyn:
    """Melder ``Http404`` når brukeren ikke hører til virksomheten, ``PermissionDenied`` uten tilgangen."""
    if kartlegging.virksomhet_id != bruker.virksomhet_id:
        raise Http404
    egne = bruker.enheter_med(tilgang)
    if not egne:
        raise PermissionDenied
    enhetene = Enhet.objects.filter(virksomhet_id=kartlegging.virksomhet_id).order_by()
    rotter = enhetene.filter(forelder=None).values_list("pk", flat=True)
    if egne.issuperset(rotter):
        return _Innsyn(None)
    return _Innsyn(frozenset(kode for pk, kode in enhetene.values_list("pk", "kode") if pk in egne))


def _rader(utgivelse: Utgivelse) -> QuerySet[Resultat]:
    return Resultat.objects.filter(utgivelse=utgivelse).order_by("nummer")


def _les(rad: Resultat) -> Enhetsresultat:
    return les_rad(rad.verdier, rad.dybde)


def synlige(bruker: Bruker, kartlegging: Kartlegging, *, under: str | None = None, side: int = 1) -> Resultatside:
    """Radene brukeren ser, høyst ``PER_SIDE`` om gangen; ``side`` utenfor grensene blir nærmeste side.

    ``under`` snevrer inn til en enhet med alt under den. Når hele virksomheten eller enheten ikke får plass på én
    side, vises den øverste raden og to nivåer under. Melder ``Http404`` eller ``PermissionDenied``.
    """
    utgivelse = utgivelse_for(kartlegging)
    innsyn = _innsyn(bruker, kartlegging)
    topp, rot = _topp_og_rot(utgivelse, innsyn, under)
    radene = _rader(utgivelse).filter(innsyn.filter())
    if topp is not None:
        radene = radene.filter(sti__startswith=topp.sti)
    dypest = (topp.dybde if topp else 0) + NIVAER
    tall = radene.aggregate(alle=Count("pk"), overst=Count("pk", filter=Q(dybde__lte=dypest)))
    # En leder kan ha enheter på ulike nivåer. Da finnes ingen øverste rad å utvide fra, og alle radene blas i.
    foldet = tall["alle"] > PER_SIDE and (topp is not None or innsyn.koder is None)
    antall = tall["overst"] if foldet else tall["alle"]
    antall_sider = max(1, -(-antall // PER_SIDE))
    side = min(max(1, side), antall_sider)
    if foldet:
        radene = radene.filter(dybde__lte=dypest)
    paa_siden = list(radene[(side - 1) * PER_SIDE : side * PER_SIDE])
    return Resultatside(
        radene=tuple(_les(rad) for rad in paa_siden),
        under=_les(topp) if topp else None,
        sammenligning=_les(rot) if rot and not innsyn.gjelder(rot.kode) and rot != topp else None,
        kan_utvides=_med_rader_under(utgivelse, [r.kode for r in paa_siden if r.dybde == dypest]) if foldet else _INGEN,
        side=side,
        antall_sider=antall_sider,
        antall_rader=antall,
    )


_INGEN: frozenset[str] = frozenset()


def _topp_og_rot(utgivelse: Utgivelse, innsyn: _Innsyn, under: str | None) -> tuple[Resultat | None, Resultat | None]:
    """Raden siden er snevret inn til, og virksomhetens øverste rad, i én spørring."""
    funnet = list(_rader(utgivelse).filter(Q(dybde=0) | Q(kode=under or "")))
    rot = next((rad for rad in funnet if rad.dybde == 0), None)
    if under is None:
        return None, rot
    topp = next((rad for rad in funnet if rad.kode == under), None)
    return _sjekket(topp, innsyn), rot


def _sjekket(rad: Resultat | None, innsyn: _Innsyn) -> Resultat:
    """Raden når brukeren kan se den. Melder ``Http404`` når den ikke finnes, ``PermissionDenied`` når den er lukket."""
    if rad is None:
        raise Http404
    enhetskode = rad.forelder if rad.art == "rest" else rad.kode
    # Virksomhetens øverste rad vises for alle med innsyn, til sammenligning.
    if not innsyn.gjelder(enhetskode) and rad.dybde > 0:
        raise PermissionDenied
    return rad


def _med_rader_under(utgivelse: Utgivelse, koder: list[str]) -> frozenset[str]:
    under = Resultat.objects.filter(utgivelse=utgivelse, forelder__in=koder).order_by()
    return frozenset(under.values_list("forelder", flat=True))


def enhetsresultat(bruker: Bruker, kartlegging: Kartlegging, kode: str) -> Enhetsresultat:
    """Raden med koden (også ``<forelder>-rest``).

    Melder ``Http404`` når den ikke finnes i utgivelsen, ``PermissionDenied`` når den er utenfor brukerens enheter.
    """
    utgivelse = utgivelse_for(kartlegging)
    innsyn = _innsyn(bruker, kartlegging)
    return _les(_sjekket(_rader(utgivelse).filter(kode=kode).first(), innsyn))


def forrige(kartlegging: Kartlegging) -> Kartlegging | None:
    """Den forrige publiserte med samme instrument i samme virksomhet, helst en som spurte om alt denne spør om."""
    if kartlegging.publisert is None:
        return None
    tidligere = list(
        Kartlegging.objects.publiserte()
        .filter(
            virksomhet_id=kartlegging.virksomhet_id,
            instrument_id=kartlegging.instrument_id,
            publisert__lt=kartlegging.publisert,
        )
        .order_by("-publisert")[:20]
    )
    spurt = set(kartlegging.skalaer)
    for en in tidligere:
        if not en.skalaer or (spurt and spurt <= set(en.skalaer)):
            return en
    return tidligere[0] if tidligere else None


def sammenligning(
    kartlegging: Kartlegging, enhet: Enhetsresultat, runde: Kartlegging | None = None
) -> Sammenligning | None:
    """Enheten mot ``runde``, ellers den forrige, også over en omorganisering (adr 0008). ``None`` uten noen slik runde.

    En restgruppe er dem som ble igjen i nettopp sin runde, og en skjult enhet har ingenting å vise: heller ikke de har
    noen sammenligning. Sjekker ikke tilgang: den som kaller, har alt sjekket at brukeren ser ``enhet``.
    """
    runde = runde or forrige(kartlegging)
    if runde is None or enhet.er_rest or not enhet.vises:
        return None
    utgivelse = utgivelse_for(runde)
    viste = _rader(utgivelse).filter(vises=True)
    naa = _frosset(kartlegging)
    overgang = Overgang(
        naa=naa,
        forgjengere=_forgjengere(kartlegging, naa.koder),
        for_=_frosset(runde),
        viste=frozenset(viste.values_list("kode", flat=True)),
    )
    grunnlag = overgang.grunnlag(enhet.kode)
    if grunnlag.uten is not None:
        return Sammenligning(runde, uten=grunnlag.uten)
    delene = tuple(_les(rad) for rad in viste.filter(kode__in=grunnlag.deler))
    rundens_spredning = spredning(utgivelse)
    return Sammenligning(runde, samle(delene, rundens_spredning), delene, spredning=rundens_spredning)


def _frosset(kartlegging: Kartlegging) -> Enhetstre:
    """Treet slik det var da kartleggingen åpnet. Navnene er kodene; navn vises fra utgivelsen."""
    enhetene = Kartleggingsenhet.objects.filter(kartlegging=kartlegging).order_by("nummer")
    pk, koder, forelder, invitert = zip(*enhetene.values_list("pk", "kode", "forelder_id", "invitert"), strict=True)
    plass = {None: -1} | {nokkel: nummer for nummer, nokkel in enumerate(pk)}
    return Enhetstre(
        koder=koder,
        navn=koder,
        forelder=np.array([plass[over] for over in forelder], dtype=np.int32),
        invitert=np.array(invitert, dtype=np.int32),
    )


def _forgjengere(kartlegging: Kartlegging, koder: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Forgjengerne til hver enhet i treet. De aller fleste er bare sin egen, og hentes ikke."""
    enhetene = Kartleggingsenhet.objects.filter(kartlegging=kartlegging, forgjengere__1__isnull=False).order_by()
    flere = {kode: tuple(kodene) for kode, kodene in enhetene.values_list("kode", "forgjengere")}
    return [flere.get(kode, (kode,)) for kode in koder]


def grunnlag_for(kartlegging_id: int, enhetskode: str) -> Enhetsresultat | None:
    """Enhetens rad i utgivelsen, eller ``None`` når kartleggingen ikke er publisert eller enheten ikke er med.

    Sjekker ikke tilgang: den som kaller, har alt sjekket at brukeren vurderer enheten.
    """
    rad = Resultat.objects.filter(
        utgivelse__kartlegging_id=kartlegging_id,
        utgivelse__kartlegging__in=Kartlegging.objects.publiserte(),
        kode=enhetskode,
        art="enhet",
    ).first()
    return None if rad is None else _les(rad)


def utgivelse_sha256(kartlegging_id: int) -> str:
    """Utgivelsens SHA-256. Melder ``Utgivelse.DoesNotExist`` når kartleggingen ikke er publisert."""
    return Utgivelse.objects.only("sha256").get(kartlegging_id=kartlegging_id).sha256


def siste_publiserte(virksomhet_id: int) -> Kartleggingsinfo | None:
    """Den sist publiserte hele kartleggingen i virksomheten, eller ``None``.

    En puls spør bare om noe av det som skal vurderes, og brukes bare når ingen hel finnes.
    """
    alle = Kartlegging.objects.publiserte().filter(virksomhet_id=virksomhet_id).order_by("-publisert", "-pk")
    kartlegging = alle.filter(skalaer=[]).first() or alle.first()
    if kartlegging is None or kartlegging.publisert is None:
        return None
    return Kartleggingsinfo(
        id=kartlegging.pk,
        kortnavn=kartlegging.kortnavn,
        navn=kartlegging.navn,
        publisert=kartlegging.publisert,
        sha256=utgivelse_sha256(kartlegging.pk),
        instrument=kartlegging.instrument,
    )


def spredning(utgivelse: Utgivelse) -> dict[str, int]:
    """Spredningen (standardavvik i poeng) per skala, den samme for alle enhetene i utgivelsen."""
    return dict(_hode(utgivelse.sha256)["spredning"])


@lru_cache(maxsize=32)
def _hode(sha256: str) -> Json:
    # Et dokument kan være på titalls megabyte. Nøklene er sortert, så alt unntatt enhetene står bakerst, og i en
    # JSON-streng er anførselstegn alltid maskert: skillet kan ikke stå i et navn.
    dokument = bytes(Utgivelse.objects.values_list("dokument", flat=True).filter(sha256=sha256)[0])
    hode: Json = json.loads(b"{" + dokument[dokument.rindex(b'"instrument":') :])
    return hode


def eksport(bruker: Bruker, kartlegging: Kartlegging) -> Json:
    """Alt brukeren ser, i formen ``contracts.md`` lover. Melder ``Http404`` eller ``PermissionDenied``.

    ``forelder`` er alltid en kode i utgivelsen, også når brukeren ikke ser den raden.
    """
    utgivelse = utgivelse_for(kartlegging)
    innsyn = _innsyn(bruker, kartlegging, Tilgang.EKSPORTERE)
    radene = _rader(utgivelse).filter(innsyn.filter() if innsyn.koder is None else innsyn.filter() | Q(dybde=0))
    return {
        "skjema": 1,
        "kartlegging": kartlegging.kortnavn,
        "instrument": kartlegging.instrument_id,
        "versjon": kartlegging.instrument_versjon,
        "utgivelse_sha256": utgivelse.sha256,
        "minstegrense": kartlegging.minstegrense,
        "enheter": list(radene.values_list("verdier", flat=True)),
    }
