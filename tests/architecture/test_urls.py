"""Alt er lukket til en visning sier noe annet, og hver visning sier hvem den er for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

# Visninger uten egen tilgang: de viser bare det brukerens roller gir, og er ellers tomme.
BARE_INNLOGGET = {
    "forside": "samler det som venter på brukeren, hentet gjennom rollene",
    "konto_virksomhet": "velger blant virksomhetene brukeren alt har en rolle i",
    "konto_sprak": "gjelder bare brukeren selv",
}

# De eneste åpne adressene under /app/.
APNE_I_APP: set[str] = set()


def _visninger(monstre: list[Any], foran: str = "") -> Iterator[tuple[str, str, Any]]:
    for monster in monstre:
        rute = foran + str(monster.pattern)
        if isinstance(monster, URLResolver):
            yield from _visninger(monster.url_patterns, rute)
        elif isinstance(monster, URLPattern):
            yield rute, monster.name or "", monster.callback


def _fra_innloggingsbiblioteket(visning: Any) -> bool:
    # De gamle adressene dets er omdirigeringer til de nye.
    videre = getattr(visning, "view_initkwargs", {}).get("pattern_name", "")
    return any(navn.startswith(("allauth", "socialaccount_")) for navn in (visning.__module__, videre))


ALLE = [
    pytest.param(rute, navn, visning, id=rute)
    for rute, navn, visning in _visninger(get_resolver().url_patterns)
    if not _fra_innloggingsbiblioteket(visning)
]


def test_alle_adressene_er_funnet():
    rutene = {param.values[0] for param in ALLE}

    assert {"svar/", "svar/send", "helse/", "app/", "slik-beskytter-vi/", "app/resultater/"} <= rutene


@pytest.mark.parametrize(("rute", "navn", "visning"), ALLE)
def test_visningen_sier_hvem_den_er_for(rute, navn, visning):
    sier = [hasattr(visning, "tilgang"), bool(getattr(visning, "apen_fordi", "")), navn in BARE_INNLOGGET]

    assert sier.count(True) == 1, f"{rute} mangler @krever(…) eller @apen_for_alle(begrunnelse=…)"


@pytest.mark.parametrize(("rute", "navn", "visning"), ALLE)
def test_visningen_er_apen_bare_utenfor_app(rute, navn, visning):
    er_apen = not getattr(visning, "login_required", True)

    assert er_apen == (not rute.startswith("app/") or navn in APNE_I_APP)


@pytest.mark.parametrize("navn", sorted(BARE_INNLOGGET))
def test_unntakene_finnes_fortsatt(navn):
    assert navn in {param.values[1] for param in ALLE}
