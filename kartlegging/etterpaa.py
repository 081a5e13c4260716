"""Den nyeste målingen etter en kartlegging, av de samme folkene, til den som vil vite om noe har virket."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kartlegging.domain.instrument import Rolle
from kartlegging.domain.sammenligning import Uten
from kartlegging.domain.visning import Enhetsresultat
from kartlegging.models import Kartlegging
from kartlegging.resultater import grunnlag_for, sammenligning, spredning, utgivelse_for


@dataclass(frozen=True, slots=True)
class Etterpaa:
    """Enheten i den nyeste runden som har målt det samme, og de samme folkene i runden før tiltaket.

    ``foer`` er ``None`` når de ikke kan sammenlignes; da sier ``uten`` hvorfor. ``spredning`` og ``foer_spredning`` er
    standardavvik i poeng per skala, og ``krav`` skalaene i hver faktors indeks.
    """

    navn: str
    sha256: str
    resultat: Enhetsresultat
    spredning: Mapping[str, int]
    foer: Enhetsresultat | None
    foer_spredning: Mapping[str, int]
    uten: Uten | None
    krav: Mapping[str, tuple[str, ...]]


def etterpaa(foer_id: int, enhetskode: str, skalaer: Collection[str]) -> Etterpaa | None:
    """Den nyeste publiserte runden etter ``foer_id`` med samme instrument, som spurte om ``skalaer`` og viser enheten.

    ``None`` når det ikke finnes noen. Sjekker ikke tilgang: den som kaller, har alt sjekket at brukeren ser enheten.
    """
    foer = Kartlegging.objects.publiserte().get(pk=foer_id)
    senere = (
        Kartlegging.objects.publiserte()
        .filter(
            virksomhet_id=foer.virksomhet_id,
            instrument_id=foer.instrument_id,
            instrument_versjon=foer.instrument_versjon,
            publisert__gt=foer.publisert,
        )
        .order_by("-publisert", "-pk")
    )
    for runde in senere:
        if runde.skalaer and not set(skalaer) <= set(runde.skalaer):
            continue
        resultat = grunnlag_for(runde.pk, enhetskode)
        if resultat is not None and resultat.vises:
            return _sammenlignet(runde, foer, resultat)
    return None


def _sammenlignet(runde: Kartlegging, foer: Kartlegging, resultat: Enhetsresultat) -> Etterpaa:
    funnet = sammenligning(runde, resultat, foer)
    utgivelse = utgivelse_for(runde)
    return Etterpaa(
        navn=runde.navn,
        sha256=utgivelse.sha256,
        resultat=resultat,
        spredning=spredning(utgivelse),
        foer=funnet.rad if funnet else None,
        foer_spredning=funnet.spredning if funnet else {},
        uten=funnet.uten if funnet else None,
        krav={
            kode: tuple(s.kode for s in faktor.skalaer.values() if s.rolle == Rolle.KRAV)
            for kode, faktor in resultat.faktorer.items()
        },
    )
