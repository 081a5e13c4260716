"""Tallene bak indikatorene: det som kan velges, utgangspunktet, og før og etter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from arbeidsmiljo.oversettelse import oversatt
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.sammenligning import Uten
from kartlegging.domain.usikkerhet import Andel, Forskjell, Snitt, forskjell_andel, forskjell_snitt
from kartlegging.domain.visning import Enhetsresultat
from kartlegging.etterpaa import Etterpaa, etterpaa
from tiltak.domain.begreper import Dom
from tiltak.domain.effekt import regelens_dom
from tiltak.domain.maal import Maal, Maalart, les_maal
from tiltak.models import Risikoforhold, Tiltak


@dataclass(frozen=True, slots=True)
class Maaling:
    """Ett vist tall med 90 %-intervall, i hele poeng eller prosent. ``avkortet``: tallet er flyttet inn fra ytterkanten."""

    tall: int
    lav: int | None
    hoy: int | None
    avkortet: bool = False


@dataclass(frozen=True, slots=True)
class FoerOgEtter:
    """Målingene, endringen og regelens dom. ``hvorfor_ikke`` sier hvorfor tallene mangler eller ikke kan brukes."""

    foer: Maaling | None
    foer_navn: str
    foer_sha256: str
    etter: Maaling | None
    etter_navn: str
    etter_sha256: str
    endring: Forskjell | None
    dom: Dom
    hvorfor_ikke: str


def valgene(
    forholdene: Sequence[Risikoforhold], instrument: Instrument | None = None
) -> list[tuple[str, str, Maaling]]:
    """(kode, navn med tallet nå, målingen) for hvert vist tall i forholdenes grunnlag. Skjulte tall er ikke med.

    Med ``instrument`` er skalanavnene på språket siden vises på, ellers slik de ble lagret.
    """
    navnene = {skala.kode: oversatt(skala.navn) for skala in instrument.skalaene} if instrument else {}
    ut = []
    for forhold in forholdene:
        if forhold.eget_navn:
            continue
        grunnlag = forhold.grunnlag
        bokstav = forhold.faktoren.bokstav
        indeks = maaling_i(grunnlag, f"{forhold.faktor}:indeks")
        if indeks is not None:
            ut.append((f"{forhold.faktor}:indeks", _("%(faktor)s: belastning") % {"faktor": bokstav}, indeks))
        andel = maaling_i(grunnlag, f"{forhold.faktor}:andel")
        if andel is not None:
            ut.append((f"{forhold.faktor}:andel", _("%(faktor)s: andel utsatte") % {"faktor": bokstav}, andel))
        for skala in grunnlag.get("skalaer", []):
            verdi = maaling_i(grunnlag, skala["kode"])
            if verdi is not None:
                ut.append((skala["kode"], f"{bokstav}: {navnene.get(skala['kode'], skala['navn'])}", verdi))
    return [(kode, f"{navn} ({i_ord(kode, maaling)})", maaling) for kode, navn, maaling in ut]


def i_ord(kode: str, maaling: Maaling) -> str:
    """«53 av 100» eller «25 %», med «omtrent» når tallet er avkortet."""
    andel = les_maal(kode).art is Maalart.ANDEL
    tall = _("%(tall)s %%") if andel else _("%(tall)s av 100")
    ord_ = tall % {"tall": maaling.tall}
    return _("omtrent %(tall)s") % {"tall": ord_} if maaling.avkortet else ord_


def maaltekst(tiltak: Tiltak) -> str:
    """«Fra 53 av 100 (Høst 2026) til 40», eller tom uten et tall fra kartleggingen."""
    if not tiltak.maalekode or tiltak.utgangspunkt_tall is None:
        return ""
    naa = i_ord(tiltak.maalekode, Maaling(tiltak.utgangspunkt_tall, None, None, tiltak.utgangspunkt_avkortet))
    verdier = {"tall": naa, "runde": _navnet(tiltak), "maal": tiltak.maal_tall}
    if tiltak.maal_tall is None:
        return _("Fra %(tall)s (%(runde)s)") % verdier
    return _("Fra %(tall)s (%(runde)s) til %(maal)s") % verdier


def maaling_i(grunnlag: Mapping[str, Any], kode: str) -> Maaling | None:
    """Tallet for målet i grunnlaget til forholdet (``tiltak.grunnlag``), ``None`` når det er skjult eller ikke spurt om."""
    maal = les_maal(kode)
    if maal.art is Maalart.SKALA:
        skala: Mapping[str, Any] = next((en for en in grunnlag.get("skalaer", []) if en["kode"] == kode), {})
        return _maaling(skala.get("snitt"), skala.get("lav"), skala.get("hoy"), avkortet=bool(skala.get("avkortet")))
    if maal.art is Maalart.ANDEL:
        # For vold og trakassering er andelen det minste den kan være; den er ikke et mål å styre etter.
        if grunnlag.get("indeks") is None:
            return None
        return _maaling(grunnlag.get("andel"), grunnlag.get("andel_lav"), grunnlag.get("andel_hoy"))
    tall = (grunnlag.get("indeks"), grunnlag.get("indeks_lav"), grunnlag.get("indeks_hoy"))
    return _maaling(*tall, avkortet=bool(grunnlag.get("avkortet")))


def _maaling(tall: int | None, lav: int | None, hoy: int | None, *, avkortet: bool = False) -> Maaling | None:
    return None if tall is None else Maaling(tall, lav, hoy, avkortet)


def _i_resultatet(resultat: Enhetsresultat, maal: Maal) -> Maaling | None:
    faktor = resultat.faktorer.get(maal.faktor)
    if faktor is None:
        return None
    if maal.art is Maalart.SKALA:
        skala = faktor.skalaer.get(maal.kode)
        return None if skala is None else _maaling(skala.snitt, skala.lav, skala.hoy, avkortet=skala.avkortet)
    if maal.art is Maalart.ANDEL:
        return _maaling(faktor.andel_eksponert, faktor.andel_lav, faktor.andel_hoy)
    return _maaling(faktor.indeks, faktor.indeks_lav, faktor.indeks_hoy, avkortet=faktor.avkortet)


def skalaer_for(tiltak: Tiltak) -> tuple[str, ...]:
    """Skalaene en runde må spørre om for å gi tiltakets mål: skalaen selv, eller alle kravskalaene i faktoren."""
    maal = les_maal(tiltak.maalekode)
    if maal.art is Maalart.SKALA:
        return (maal.kode,)
    forholdet = next((en for en in tiltak.forholdene.all() if en.faktor == maal.faktor), None)
    skalaer = forholdet.grunnlag.get("skalaer", []) if forholdet else []
    return tuple(en["kode"] for en in skalaer if en["rolle"] == "krav")


def foer_og_etter(tiltak: Tiltak) -> FoerOgEtter:
    """Målingene for tiltaket, og regelens dom. Regnes bare av det utgivelsene viser."""
    if not tiltak.maalekode or tiltak.utgangspunkt_tall is None or tiltak.utgangspunkt_kartlegging_id is None:
        return _uten_tall(_("Indikatoren er ikke et tall fra kartleggingen. Da avgjør dere selv."))
    maal = les_maal(tiltak.maalekode)
    funnet = etterpaa(tiltak.utgangspunkt_kartlegging_id, tiltak.vurdering.enhet.kode, skalaer_for(tiltak))
    if funnet is None:
        return _uten_tall(_("Ingen senere kartlegging eller puls har målt dette for enheten ennå."), tiltak)
    if funnet.foer is None:
        return _uten_tall(_uten_ord(funnet.uten), tiltak, funnet, _i_resultatet(funnet.resultat, maal))
    return _sammenlignet(tiltak, maal, funnet, funnet.foer)


def _uten_ord(uten: Uten | None) -> str:
    if uten is Uten.IKKE_VIST:
        return _("Enheten ble ikke vist i runden før. Da finnes det ikke noe å sammenligne med.")
    return _("Enheten er ikke de samme folkene som før. Da kan tallene ikke sammenlignes.")


def _sammenlignet(tiltak: Tiltak, maal: Maal, funnet: Etterpaa, foer_rad: Enhetsresultat) -> FoerOgEtter:
    foer, etter = _i_resultatet(foer_rad, maal), _i_resultatet(funnet.resultat, maal)
    if foer is None or etter is None:
        return _uten_tall(_("Tallet vises ikke i begge rundene."), tiltak, funnet, etter)
    endring = _endring(maal, funnet, foer_rad, foer, etter)
    if foer.avkortet or etter.avkortet:
        dom, hvorfor = (
            Dom.KAN_IKKE_AVGJORES,
            _("Tallet er dempet for å verne enkeltsvar. Da kan endringen ikke avgjøres."),
        )
    else:
        dom = regelens_dom(endring.verdi, endring.lav, endring.hoy, foer=foer.tall, maal=tiltak.maal_tall)
        hvorfor = ""
    return FoerOgEtter(
        foer, _navnet(tiltak), tiltak.utgangspunkt_sha256, etter, funnet.navn, funnet.sha256, endring, dom, hvorfor
    )


def _endring(maal: Maal, funnet: Etterpaa, foer_rad: Enhetsresultat, foer: Maaling, etter: Maaling) -> Forskjell:
    n_foer, n_etter = foer_rad.antall or 1, funnet.resultat.antall or 1
    if maal.art is Maalart.ANDEL:
        return forskjell_andel(Andel(foer.tall, n_foer), Andel(etter.tall, n_etter))
    kodene = (maal.kode,) if maal.art is Maalart.SKALA else funnet.krav[maal.faktor]

    def spredningen(per_skala: Mapping[str, int]) -> int:
        return round(sum(per_skala[kode] for kode in kodene) / len(kodene))

    return forskjell_snitt(
        Snitt(foer.tall, n_foer, spredningen(funnet.foer_spredning)),
        Snitt(etter.tall, n_etter, spredningen(funnet.spredning)),
    )


def _navnet(tiltak: Tiltak) -> str:
    return tiltak.utgangspunkt_kartlegging.navn if tiltak.utgangspunkt_kartlegging else ""


def _uten_tall(
    hvorfor: str, tiltak: Tiltak | None = None, funnet: Etterpaa | None = None, etter: Maaling | None = None
) -> FoerOgEtter:
    foer = None
    if tiltak is not None and tiltak.utgangspunkt_tall is not None:
        foer = Maaling(
            tiltak.utgangspunkt_tall,
            tiltak.utgangspunkt_lav,
            tiltak.utgangspunkt_hoy,
            tiltak.utgangspunkt_avkortet,
        )
    return FoerOgEtter(
        foer=foer,
        foer_navn=_navnet(tiltak) if tiltak else "",
        foer_sha256=tiltak.utgangspunkt_sha256 if tiltak else "",
        etter=etter,
        etter_navn=funnet.navn if funnet else "",
        etter_sha256=funnet.sha256 if funnet else "",
        endring=None,
        dom=Dom.KAN_IKKE_AVGJORES,
        hvorfor_ikke=hvorfor,
    )
