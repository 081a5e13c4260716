"""Hva som faktisk ligger der, åpnet med nøklene, mot det som ble kvittert for."""

from collections.abc import Iterable

from kartlegging.forsegling import apne
from tests.angrep.lager_barn import svar_til
from tests.angrep.lager_installasjon import Installasjon, Runde
from tests.kartlegging.oppsett import INSTRUMENT


def mangler(installasjon: Installasjon, runde: Runde, kvittert: Iterable[str]) -> set[str]:
    """Kodene det er kvittert for, men som ingen rad i databasen hører til."""
    nokler, der = installasjon.nokler(runde), set(installasjon.nullifikatorer())
    return {kode for kode in kvittert if nokler.nullifikator_for(kode) not in der}


def lagrede_svar(installasjon: Installasjon, runde: Runde) -> dict[bytes, list[str]]:
    """Nullifikatoren → svarene som ligger forseglet under den."""
    nokler = installasjon.nokler(runde)
    ((loftet,),) = installasjon.sql(f"SELECT loftet_sha256 FROM kartlegging_kartlegging WHERE id = {runde.id}")
    radene: dict[bytes, list[str]] = {}
    for nullifikator, forseglet in installasjon.sql("SELECT nullifikator, forseglet FROM kartlegging_besvarelse"):
        innhold = apne(bytes(forseglet), privat=nokler.privat, kortnavn=runde.kortnavn, loftet=str(loftet))
        radene.setdefault(bytes(nullifikator), []).append(innhold.svar)
    return radene


def avvik(installasjon: Installasjon, runde: Runde) -> list[str]:
    """Kodene i runden som ikke har nøyaktig én rad, med svaret som hører til koden. Tomt når alt er som det skal."""
    nokler, radene = installasjon.nokler(runde), lagrede_svar(installasjon, runde)
    ventet = {nokler.nullifikator_for(kode): [_svarstreng(kode)] for kode in runde.koder}
    feil = [kode for kode in runde.koder if radene.get(nokler.nullifikator_for(kode)) != [_svarstreng(kode)]]
    return feil + [nullifikator.hex() for nullifikator in radene if nullifikator not in ventet]


def _svarstreng(kode: str) -> str:
    svar = svar_til(kode, INSTRUMENT.leddrekkefolge)
    return "".join(str(svar[ledd]) for ledd in INSTRUMENT.leddrekkefolge)
