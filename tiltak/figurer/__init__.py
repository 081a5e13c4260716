"""Kjeden årsak → eksponering → utfall som figur, regnet ut ett sted for skjerm og PDF.

Tiltakene henger på årsakene de virker på; symptomtiltak står synlig utenfor kjeden (method.md 4). Figuren er regnet
av øyeblikksbildet i ``tiltak.planinnhold``, så den aldri viser noe planen ikke sier.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tiltak.bevis import kort_bevis
from tiltak.domain.aarsaker import alle_aarsaker
from tiltak.domain.begreper import Aarsakskode
from tiltak.domain.risiko import Risikoniva
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.figurer.kjedeord import (
    det_som_merkes,
    er_ferdig,
    er_over_fristen,
    kjedetekst,
    rent,
    status,
    virker_paa,
)

Json = Mapping[str, Any]

BREDDE = 840
TOPP = 40
"""Plass til kolonneoverskriftene."""
MELLOMROM = 10
TEGNBREDDE = 0.56
"""Anslått bredde per tegn, som del av skriftstørrelsen. Romslig, så teksten aldri går ut av boksen."""
LINJE = 1.3

TILTAK_X, TILTAK_B = 0, 188
AARSAK_X, AARSAK_B = 212, 214
FAKTOR_X, FAKTOR_B = 476, 166
UTFALL_X, UTFALL_B = 690, 150
TIL_MERKES = 18
"""Fra belastningen ned til det som merkes."""

FARGER = {
    Risikoniva.GRONN: ("#dcece7", "#123a30"),
    Risikoniva.GUL: ("#f1c56f", "#2b1c00"),
    Risikoniva.ORANSJE: ("#cf6412", "#1c0a00"),
    Risikoniva.ROD: ("#8b1e2d", "#ffffff"),
}
"""Bunn og tekst i utskrift. På skjerm vinner stilarket, så mørk visning følger med."""


@dataclass(frozen=True, slots=True)
class Linje:
    x: int
    y: int
    tekst: str
    storrelse: int
    klasse: str
    fyll: str
    fet: bool = False


@dataclass(frozen=True, slots=True)
class Boks:
    x: int
    y: int
    bredde: int
    hoyde: int
    radius: int
    klasse: str
    fyll: str
    strek: str
    tykkelse: float
    stiplet: bool
    linjene: tuple[Linje, ...]

    @property
    def midt(self) -> int:
        return self.y + self.hoyde // 2


@dataclass(frozen=True, slots=True)
class Baand:
    """En kurve fra en boks til en annen."""

    sti: str
    klasse: str
    strek: str
    tykkelse: float
    dekning: float


@dataclass(frozen=True, slots=True)
class Kjede:
    """Figuren for ett forhold. ``tekst`` sier det samme som figuren, i hele setninger."""

    bredde: int
    hoyde: int
    tittel: str
    tekst: tuple[str, ...]
    overskriftene: tuple[Linje, ...]
    boksene: tuple[Boks, ...]
    baandene: tuple[Baand, ...]


def kjede(forhold: Json, tiltakene: Sequence[Json], *, i_dag: date | None = None) -> Kjede:
    """Figuren for ett vurdert forhold, med tiltakene som gjelder det.

    ``forhold`` og ``tiltakene`` er som i ``planinnhold``. Med ``i_dag`` vises også hvilke tiltak som er over fristen; en
    signert plan lages uten, så den er lik når den enn åpnes. Melder ``KeyError`` når de har en annen form.
    """
    # Et avlyst tiltak virker ikke på noe, og skal ikke se ut som det gjør det.
    mine = [
        {**tiltak, "tittel": rent(tiltak["tittel"])}
        for tiltak in tiltakene
        if forhold["faktor"] in tiltak["faktorer"] and tiltak.get("tilstand") != Tiltakstilstand.AVLYST
    ]
    per_aarsak = {kode: [t for t in mine if virker_paa(t, forhold, kode)] for kode in Aarsakskode}
    utenfor = [tiltak for tiltak in mine if not any(tiltak in liste for liste in per_aarsak.values())]
    boksene: list[Boks] = []
    baandene: list[Baand] = []
    valgte = {rad["kode"]: rent(rad["beskrivelse"]) for rad in forhold["aarsaker"]}
    bunn, aarsaksbokser = _aarsakskolonnen(boksene, baandene, valgte, per_aarsak, i_dag)
    utfallene = _utfallsbokser(forhold["utfall"])
    faktorboks, merkes = _faktorboks(forhold), _merkesboks()
    midtkolonnen = faktorboks.hoyde + TIL_MERKES + merkes.hoyde
    hoyde = max(bunn, TOPP + _stablet(utfallene) + MELLOMROM, TOPP + midtkolonnen + MELLOMROM)
    y = (TOPP + hoyde - MELLOMROM - midtkolonnen) // 2
    faktorboks, merkes = _flytt(faktorboks, y), _flytt(merkes, y + faktorboks.hoyde + TIL_MERKES)
    boksene += [faktorboks, merkes]
    midt = FAKTOR_X + FAKTOR_B // 2
    baandene.append(Baand(f"M{midt} {faktorboks.y + faktorboks.hoyde}V{merkes.y}", "merkes", "#7a5c30", 2.5, 1))
    baandene += [_baand(boks, faktorboks, "baand", "#14566b", 13) for boks in aarsaksbokser]
    _utfallskolonnen(boksene, baandene, utfallene, faktorboks, hoyde)
    overskriftene = _overskrifter()
    if utenfor:
        hoyde, ekstra = _utenfor_kjeden(boksene, utenfor, hoyde, i_dag)
        overskriftene = (*overskriftene, ekstra)
    return Kjede(
        bredde=BREDDE,
        hoyde=hoyde,
        tittel=_("Fra årsak til mulig helseutfall: %(navn)s") % {"navn": rent(forhold["navn"])},
        tekst=kjedetekst(forhold, valgte, per_aarsak, utenfor, i_dag),
        overskriftene=overskriftene,
        boksene=tuple(boksene),
        baandene=tuple(baandene),
    )


def _brytt(tekst: str, bredde: int, storrelse: int, hoyst: int) -> list[str]:
    """Linjene teksten deles i; blir det for mange, ender den siste med «…»."""
    return textwrap.wrap(
        tekst, width=max(6, int(bredde / (storrelse * TEGNBREDDE))), max_lines=hoyst, placeholder=" …"
    ) or [""]


def _linjer(
    x: int, y: int, delene: Sequence[tuple[Sequence[str], int, str, str, bool]]
) -> tuple[tuple[Linje, ...], int]:
    """Tekstlinjer under hverandre fra (x, y). Svarer med dem og hvor høyt de tar."""
    ut, naa = [], float(y)
    for linjene, storrelse, klasse, fyll, fet in delene:
        for tekst in linjene:
            naa += storrelse * LINJE
            ut.append(Linje(x, round(naa - storrelse * 0.3), tekst, storrelse, klasse, fyll, fet))
    return tuple(ut), round(naa - y)


def _aarsakskolonnen(
    boksene: list[Boks],
    baandene: list[Baand],
    valgte: Mapping[str, str],
    per_aarsak: Mapping[Aarsakskode, Sequence[Json]],
    i_dag: date | None,
) -> tuple[int, list[Boks]]:
    """Årsakene nedover med tiltakene til venstre. Svarer med bunnen og boksene som er valgt."""
    y, valgtebokser = TOPP, []
    for en in alle_aarsaker():
        er_valgt = en.id in valgte
        tiltaksbokser = [_tiltaksboks(tiltak, i_dag) for tiltak in per_aarsak[Aarsakskode(en.id)]]
        if er_valgt and not tiltaksbokser:
            tiltaksbokser = [_ledig()]
        mot = _aarsaksboks(_(en.navn), valgte.get(en.id, ""), er_valgt=er_valgt)
        tiltakshoyde = _stablet(tiltaksbokser)
        radhoyde = max(mot.hoyde, tiltakshoyde)
        plassert = _flytt(mot, y + (radhoyde - mot.hoyde) // 2)
        boksene.append(plassert)
        naa = y + (radhoyde - tiltakshoyde) // 2
        for boks in tiltaksbokser:
            tiltaksboks = _flytt(boks, naa)
            boksene.append(tiltaksboks)
            if boks.klasse.startswith("tiltak"):
                baandene.append(_baand(tiltaksboks, plassert, "feste", "#14566b", 2.5, dekning=1))
            naa += boks.hoyde + MELLOMROM
        if er_valgt:
            valgtebokser.append(plassert)
        y += radhoyde + MELLOMROM
    return y, valgtebokser


def _flytt(boks: Boks, y: int) -> Boks:
    linjene = tuple(
        Linje(en.x, en.y + y - boks.y, en.tekst, en.storrelse, en.klasse, en.fyll, en.fet) for en in boks.linjene
    )
    return Boks(
        boks.x, y, boks.bredde, boks.hoyde, boks.radius, boks.klasse, boks.fyll, boks.strek, boks.tykkelse, boks.stiplet, linjene
    )  # fmt: skip


def _boks(
    x: int, bredde: int, delene: Sequence[tuple[str, int, str, str, bool, int]], *, klasse: str, fyll: str, strek: str,
    tykkelse: float = 1.5, stiplet: bool = False, radius: int = 7, minst: int = 0,
) -> Boks:  # fmt: skip
    """En boks som er så høy teksten trenger. Hver del er (tekst, størrelse, klasse, fyll, fet, høyst antall linjer)."""
    inn = 12
    brutt = [(_brytt(t, bredde - 2 * inn, s, hoyst), s, k, f, fet) for t, s, k, f, fet, hoyst in delene if t]
    linjene, teksthoyde = _linjer(x + inn, 9, brutt)
    hoyde = max(minst, teksthoyde + 20)
    boks = Boks(x, 0, bredde, hoyde, radius, klasse, fyll, strek, tykkelse, stiplet, linjene)
    skyv = (hoyde - teksthoyde - 20) // 2
    return boks if not skyv else Boks(
        x, 0, bredde, hoyde, radius, klasse, fyll, strek, tykkelse, stiplet,
        tuple(Linje(en.x, en.y + skyv, en.tekst, en.storrelse, en.klasse, en.fyll, en.fet) for en in linjene),
    )  # fmt: skip


def _tiltaksboks(tiltak: Json, i_dag: date | None) -> Boks:
    # Formen sier det samme som ordet, så det også ses i gråtoner: rette hjørner er ferdig, tykk kant er over fristen.
    sen, ferdig = er_over_fristen(tiltak, i_dag), er_ferdig(tiltak)
    return _boks(
        TILTAK_X + 2, TILTAK_B,
        [
            (f"{tiltak['merke']} {tiltak['tittel']}", 13, "tiltak-t", "#ffffff", True, 2),
            (" · ".join(status(tiltak, i_dag)), 12, "tiltak-t", "#ffffff", False, 3),
        ],
        klasse="tiltak tiltak--sen" if sen else "tiltak", fyll="#14566b", strek="#cf6412" if sen else "#14566b",
        tykkelse=4 if sen else 1.5, radius=2 if ferdig else 16,
    )  # fmt: skip


def _ledig() -> Boks:
    return _boks(
        TILTAK_X + 2, TILTAK_B, [(_("Ingen tiltak ennå"), 13, "ledig-t", "#7a5c30", True, 1)],
        klasse="ledig", fyll="none", strek="#7a5c30", stiplet=True, radius=16,
    )  # fmt: skip


def _aarsaksboks(navn: str, beskrivelse: str, *, er_valgt: bool) -> Boks:
    under = beskrivelse if er_valgt else _("Ikke vurdert som årsak her")
    return _boks(
        AARSAK_X, AARSAK_B,
        [
            (navn, 14, "" if er_valgt else "av", "#222d33" if er_valgt else "#565f63", er_valgt, 2),
            (under, 12, "under", "#565f63", False, 3),
        ],
        klasse="aarsak" if er_valgt else "aarsak aarsak--av",
        fyll="#ffffff", strek="#14566b" if er_valgt else "#b3bfc4", tykkelse=1.75 if er_valgt else 1.25,
    )  # fmt: skip


def _faktorboks(forhold: Json) -> Boks:
    niva = Risikoniva(forhold["niva"])
    bunn, tekst = FARGER[niva]
    vurdert = _("%(ord)s risiko (S\u00a0%(s)s,\u00a0K\u00a0%(k)s)") % {
        "ord": _(niva.ord), "s": forhold["sannsynlighet"], "k": forhold["konsekvens"],
    }  # fmt: skip
    return _boks(
        FAKTOR_X, FAKTOR_B,
        [
            (forhold["bokstav"], 20, f"faktor-t faktor-t--{niva}", tekst, True, 1),
            (rent(forhold["navn"]), 15, f"faktor-t faktor-t--{niva}", tekst, True, 4),
            (vurdert, 12, f"faktor-u faktor-t--{niva}", tekst, False, 2),
            (kort_bevis(forhold.get("grunnlag", {})), 12, f"faktor-u faktor-t--{niva}", tekst, False, 4),
        ],
        klasse=f"faktor faktor--{niva}", fyll=bunn, strek="none", radius=9,
    )  # fmt: skip


def _merkesboks() -> Boks:
    overskrift, ordene = det_som_merkes()
    return _boks(
        FAKTOR_X, FAKTOR_B,
        [(overskrift, 12, "sym-t", "#7a5c30", True, 2), (ordene, 12, "sym-t", "#7a5c30", False, 2)],
        klasse="merkesboks sym", fyll="#faf5ec", strek="#7a5c30", stiplet=True, radius=9,
    )  # fmt: skip


def _utfallsbokser(utfallene: Sequence[Json]) -> list[Boks]:
    return [
        _boks(UTFALL_X - 2, UTFALL_B, [(en["navn"], 13, "", "#222d33", False, 2)],
              klasse="utfall", fyll="#ffffff", strek="#b3bfc4", minst=44)
        for en in utfallene
    ]  # fmt: skip


def _stablet(boksene: Sequence[Boks]) -> int:
    return sum(boks.hoyde + MELLOMROM for boks in boksene) - MELLOMROM if boksene else 0


def _utfallskolonnen(
    boksene: list[Boks], baandene: list[Baand], nye: Sequence[Boks], faktorboks: Boks, hoyde: int
) -> None:
    y = TOPP + max(0, (hoyde - TOPP - MELLOMROM - _stablet(nye)) // 2)
    for boks in nye:
        plassert = _flytt(boks, y)
        boksene.append(plassert)
        baandene.append(_baand(faktorboks, plassert, "baand baand--ut", "#8b1e2d", 9))
        y += boks.hoyde + MELLOMROM


def _baand(fra: Boks, til: Boks, klasse: str, strek: str, tykkelse: float, *, dekning: float = 0.24) -> Baand:
    x1, x2 = fra.x + fra.bredde, til.x
    sving = (x2 - x1) // 2
    # Endepunktene spres litt på faktorboksen, så båndene ikke ligger oppå hverandre.
    y1, y2 = _mot(fra, til), _mot(til, fra)
    sti = f"M{x1} {y1}C{x1 + sving} {y1} {x2 - sving} {y2} {x2} {y2}"
    return Baand(sti, klasse, strek, tykkelse, dekning)


def _mot(boks: Boks, annen: Boks) -> int:
    if not boks.klasse.startswith("faktor"):
        return boks.midt
    rom = boks.hoyde // 2 - 16
    return boks.midt + max(-rom, min(rom, (annen.midt - boks.midt) // 3))


def _utenfor_kjeden(boksene: list[Boks], utenfor: Sequence[Json], topp: int, i_dag: date | None) -> tuple[int, Linje]:
    """Symptomtiltakene i rader under figuren, uten bånd til noe. Svarer med ny høyde og overskriften."""
    y = topp + 26
    bredde, per_rad = 264, 3
    overskrift = Linje(2, y, _("Utenfor kjeden: virker på det som merkes, ikke på årsaken"), 13, "kol", "#7a5c30", True)
    y += 12
    rad_hoyde = 0
    for nummer, tiltak in enumerate(utenfor):
        if nummer and nummer % per_rad == 0:
            y, rad_hoyde = y + rad_hoyde + MELLOMROM, 0
        boks = _boks(
            2 + (nummer % per_rad) * (bredde + 22), bredde - 2,
            [
                (f"{tiltak['merke']} {tiltak['tittel']}", 13, "sym-t", "#7a5c30", True, 2),
                (" · ".join(status(tiltak, i_dag)), 12, "sym-t", "#7a5c30", False, 2),
            ],
            klasse="sym", fyll="#faf5ec", strek="#7a5c30", stiplet=True, radius=16,
        )  # fmt: skip
        boksene.append(_flytt(boks, y))
        rad_hoyde = max(rad_hoyde, boks.hoyde)
    return y + rad_hoyde + 6, overskrift


def _overskrifter() -> tuple[Linje, ...]:
    ordene = [
        (TILTAK_X + 2, _("Tiltak mot årsaken")),
        (AARSAK_X, _("Årsak i organiseringen")),
        (FAKTOR_X, _("Belastning i arbeidet")),
        (UTFALL_X, _("Mulig utfall")),
    ]
    return tuple(Linje(x, 20, tekst, 13, "kol", "#565f63", fet=True) for x, tekst in ordene)
