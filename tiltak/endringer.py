"""Hva som er endret fra den forrige signerte planen til denne, i setninger."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tiltak.domain.risiko import Risikoniva
from tiltak.domain.tilstand import Tiltakstilstand

Json = Mapping[str, Any]


def endringer(forrige: Json, naa: Json) -> list[str]:
    """Setningene, i rekkefølgen samlet, forhold, tiltak. Begge er innhold fra ``tiltak.planinnhold``.

    Tom når ingenting av dette er endret. Tiltak kjennes igjen på katalog-id og tittel, for nummeret følger vurderingen.
    """
    return [*_samlet(forrige, naa), *_forhold(forrige, naa), *_tiltak(forrige["tiltakene"], naa["tiltakene"])]


def _samlet(forrige: Json, naa: Json) -> list[str]:
    fra, til = forrige["samlet"]["niva"], naa["samlet"]["niva"]
    if fra == til:
        return []
    return [_("Samlet risiko: %(fra)s → %(til)s.") % {"fra": _nivaaord(fra), "til": _nivaaord(til)}]


def _forhold(forrige: Json, naa: Json) -> list[str]:
    for_ = {en["faktor"]: en for en in forrige["forholdene"]}
    ut = []
    for en in naa["forholdene"]:
        fra, til = _stand(for_.get(en["faktor"])), _stand(en)
        if fra != til:
            navn = f"{en['bokstav']} {en['kortnavn']}"
            ut.append(_("%(navn)s: %(fra)s → %(til)s.") % {"navn": navn, "fra": fra, "til": til})
    return ut


def _stand(forhold: Json | None) -> str:
    if forhold is not None and forhold["ikke_relevant"]:
        return _("ikke relevant")
    return _nivaaord(forhold["niva"] if forhold is not None else "")


def _nivaaord(kode: str) -> str:
    return _(Risikoniva(kode).ord).lower() if kode else _("ikke vurdert")


def _tiltak(forrige: Iterable[Json], naa: Iterable[Json]) -> list[str]:
    gamle: dict[tuple[str, str], list[Json]] = {}
    for en in forrige:
        gamle.setdefault((en["katalog_id"], en["tittel"]), []).append(en)
    ut = []
    for en in naa:
        like = gamle.get((en["katalog_id"], en["tittel"]))
        navn = {"merke": en["merke"], "tittel": en["tittel"]}
        if not like:
            ut.append(_("Nytt tiltak: %(merke)s %(tittel)s.") % navn)
        elif forskjell := _forskjell(like.pop(0), en):
            ut.append(f"{en['merke']} {en['tittel']}: {', '.join(forskjell)}.")
    borte = [en for rest in gamle.values() for en in rest]
    ut += [_("Ikke videreført: %(tittel)s.") % {"tittel": en["tittel"]} for en in borte]
    return ut


def _forskjell(fra: Json, til: Json) -> list[str]:
    ut = []
    if fra["tilstand"] != til["tilstand"]:
        ordene = [_(Tiltakstilstand(en["tilstand"]).ord).lower() for en in (fra, til)]
        ut.append(_("status %(fra)s → %(til)s") % {"fra": ordene[0], "til": ordene[1]})
    if fra["frist"] != til["frist"]:
        dagene = [f"{date.fromisoformat(en['frist']):%d.%m.%Y}" for en in (fra, til)]
        ut.append(_("frist %(fra)s → %(til)s") % {"fra": dagene[0], "til": dagene[1]})
    if fra["ansvarlig"] != til["ansvarlig"]:
        ut.append(_("ansvarlig %(fra)s → %(til)s") % {"fra": fra["ansvarlig"], "til": til["ansvarlig"]})
    return ut
