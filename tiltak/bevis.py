"""Tallene bak et forhold, i ord, slik de ble lagret med vurderingen (``tiltak.grunnlag``).

Et skjult tall sier hvorfor det er skjult, og et dempet tall later ikke som det er nøyaktig.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from arbeidsmiljo.templatetags.visning import dato
from tiltak.domain.begreper import Kilde
from tiltak.domain.dialog import Utbredelse

Json = Mapping[str, Any]


def kildeord(kilde: Kilde) -> str:
    """Kilden med liten forbokstav, som midt i en setning."""
    return {
        Kilde.KARTLEGGING: _("kartlegging"),
        Kilde.DIALOGMOTE: _("dialogmøte"),
        Kilde.INTERVJU: _("intervju"),
        Kilde.VERNERUNDE: _("vernerunde"),
        Kilde.AVVIK: _("avvik"),
        Kilde.OMSTILLING: _("omstilling"),
    }[kilde]


@dataclass(frozen=True, slots=True)
class Tallrad:
    """Ett tall i vedlegget: hva det måler, tallet i ord, og 90 %-intervallet. ``intervall`` er tom når det ikke gis."""

    maal: str
    tall: str
    intervall: str


def bevis(grunnlag: Json) -> str:
    """Grunnlaget i hele setninger: kilden når det ikke er en kartlegging, ellers tallene fra utgivelsen."""
    if grunnlag.get("kilde", Kilde.KARTLEGGING) != Kilde.KARTLEGGING:
        ordet, tekst = _kilden(grunnlag["kilde"]), grunnlag.get("tekst", "").strip()
        setningene = [f"{ordet}: {tekst}" if tekst else ordet, *_dialog(grunnlag.get("dialog"))]
        return " ".join(en if en[-1] in ".!?" else f"{en}." for en in setningene)
    deler = [*_belastning(grunnlag), *_andel(grunnlag), *(_hendelse(en) for en in grunnlag.get("hendelser", []))]
    return " ".join(f"{en}." for en in deler) if deler else _("Ingen tall fra kartleggingen.")


def kort_bevis(grunnlag: Json) -> str:
    """Det viktigste tallet fra utgivelsen: andelen utsatte, ellers belastningen. Tom når ingen av dem er utgitt."""
    if grunnlag.get("kilde", Kilde.KARTLEGGING) != Kilde.KARTLEGGING:
        return ""
    andelen = _andel(grunnlag) if grunnlag.get("andel") is not None else []
    return next(iter(andelen or _belastning(grunnlag)), "")


def _kilden(kode: str) -> str:
    return _("Eget forhold") if kode == "eget" else kildeord(Kilde(kode)).capitalize()


def _dialog(dialog: Json | None) -> list[str]:
    """Det dialogmøtet sa om forholdet (``tiltak.dialog``). Møter som er så små at folk kan kjennes igjen, har ikke antall."""
    if not dialog:
        return []
    verdier = {"dag": dato(date.fromisoformat(dialog["dato"])), "antall": dialog["deltakere"]}
    motet = _("Møtet var %(dag)s, med %(antall)s deltakere") if dialog["deltakere"] else _("Møtet var %(dag)s")
    med = _(", og verneombudet var til stede") if dialog["verneombud"] else _(", uten verneombudet")
    setningene = [motet % verdier + med]
    if dialog["utbredelse"]:
        setningene.append(_("Det gjelder: %(hvem)s") % {"hvem": _(Utbredelse(dialog["utbredelse"]).ord).lower()})
    if dialog["arbeidet"]:
        setningene.append(_("Slik er arbeidet: %(tekst)s") % {"tekst": dialog["arbeidet"]})
    if dialog["hjelper"]:
        setningene.append(_("Dette hjelper: %(tekst)s") % {"tekst": dialog["hjelper"]})
    return setningene


def _belastning(grunnlag: Json) -> list[str]:
    if grunnlag.get("indeks") is None:
        return []
    verdier = {"tall": grunnlag["indeks"], "lav": grunnlag["indeks_lav"], "hoy": grunnlag["indeks_hoy"]}
    if grunnlag.get("avkortet"):
        return [_("Belastning omtrent %(tall)s av 100, dempet for å verne enkeltsvar") % verdier]
    return [_("Belastning %(tall)s av 100 (90 %% intervall %(lav)s–%(hoy)s)") % verdier]


def _andel(grunnlag: Json) -> list[str]:
    verdier = {"andel": grunnlag.get("andel"), "lav": grunnlag.get("andel_lav"), "hoy": grunnlag.get("andel_hoy")}
    if verdier["andel"] is None:
        grunn = grunnlag.get("andel_skjult_fordi")
        return [_("Andelen utsatte vises ikke: %(grunn)s") % {"grunn": _skjult(grunn)}] if grunn else []
    if _bare_hendelser(grunnlag):
        return [_("Minst %(andel)s %% har opplevd dette de siste 12 månedene (%(lav)s–%(hoy)s)") % verdier]
    return [_("%(andel)s %% utsatt (%(lav)s–%(hoy)s)") % verdier]


def _bare_hendelser(grunnlag: Json) -> bool:
    # Hvor mange som har opplevd minst én av hendelsene, er ikke utgitt; andelen er da den vanligste av dem.
    return bool(grunnlag.get("hendelser")) and grunnlag.get("indeks") is None


def _hendelse(hendelse: Json) -> str:
    return f"{hendelse['navn']}: {_prosent(hendelse)}"


def _prosent(hendelse: Json) -> str:
    if hendelse.get("andel") is None:
        return _("vises ikke, %(grunn)s") % {"grunn": _skjult(hendelse.get("skjult_fordi"))}
    if hendelse.get("lav") is None:
        return _i_prosent(hendelse["andel"])
    return f"{_i_prosent(hendelse['andel'])} ({hendelse['lav']}–{hendelse['hoy']})"


def _i_prosent(andel: int) -> str:
    return _("%(tall)s %%") % {"tall": andel}


def _skjult(grunn: str | None) -> str:
    return {"for_faa_svar": _("for få svar"), "ville_avslore_andre": _("ville røpet en annen enhet")}.get(
        grunn or "", _("ikke spurt om eller ikke utgitt")
    )


def tallrader(grunnlag: Json) -> list[Tallrad]:
    """Alle tallene fra utgivelsen for ett forhold, i fast rekkefølge. Tomt uten kartlegging."""
    rader = []
    if grunnlag.get("indeks") is not None:
        omtrent = _("omtrent %(tall)s") % {"tall": grunnlag["indeks"]}
        rader.append(
            Tallrad(_("Belastning, 0–100"), omtrent, "")
            if grunnlag.get("avkortet")
            else Tallrad(_("Belastning, 0–100"), str(grunnlag["indeks"]), _mellom(grunnlag, "indeks_lav", "indeks_hoy"))
        )
    if grunnlag.get("andel") is not None and not _bare_hendelser(grunnlag):
        rader.append(
            Tallrad(_("Andel utsatte"), _i_prosent(grunnlag["andel"]), _mellom(grunnlag, "andel_lav", "andel_hoy"))
        )
    rader += [_skalarad(en) for en in grunnlag.get("skalaer", [])]
    rader += [
        Tallrad(
            _("%(navn)s, siste 12 måneder") % {"navn": en["navn"]}, _i_prosent(en["andel"]), _mellom(en, "lav", "hoy")
        )
        if en.get("andel") is not None
        else Tallrad(_("%(navn)s, siste 12 måneder") % {"navn": en["navn"]}, _prosent(en), "")
        for en in grunnlag.get("hendelser", [])
    ]
    return rader


def _skalarad(skala: Json) -> Tallrad:
    demper = skala.get("rolle") == "ressurs"
    navn = _("%(navn)s (demper)") % {"navn": skala["navn"]} if demper else skala["navn"]
    if skala.get("snitt") is None:
        return Tallrad(navn, _("vises ikke, %(grunn)s") % {"grunn": _skjult(skala.get("skjult_fordi"))}, "")
    tall = {"tall": skala["snitt"]}
    if skala.get("retning") == "opp":
        ord_ = _("%(tall)s eller mer") % tall
    elif skala.get("retning") == "ned":
        ord_ = _("%(tall)s eller mindre") % tall
    else:
        ord_ = _("omtrent %(tall)s") % tall if skala.get("avkortet") else str(skala["snitt"])
    return Tallrad(navn, ord_, _mellom(skala, "lav", "hoy"))


def _mellom(tall: Json, lav: str, hoy: str) -> str:
    return "" if tall.get(lav) is None or tall.get(hoy) is None else f"{tall[lav]}–{tall[hoy]}"
