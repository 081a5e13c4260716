"""Handlingsplanen til lesing: kontekst for skjerm og PDF, bare av øyeblikksbildet i planen."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from arbeidsmiljo.pdf import pdf_fra_mal
from tiltak.bevis import bevis, kildeord, tallrader
from tiltak.domain.aarsaker import aarsak
from tiltak.domain.begreper import Dom, Kilde
from tiltak.domain.effekt import DOMSORD
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.risiko import Liste, Overstyring, Risikoniva, liste, niva, risikodata
from tiltak.domain.tilstand import Tiltakstilstand
from tiltak.figurer import Kjede, kjede
from tiltak.models import Handlingsplan

Json = Mapping[str, Any]

TEGN = {Risikoniva.GRONN: "○", Risikoniva.GUL: "△", Risikoniva.ORANSJE: "◆", Risikoniva.ROD: "■"}
"""Formen til nivået som skrifttegn, for tabeller i utskrift."""
KREVER_FIGUR = (Risikoniva.ORANSJE, Risikoniva.ROD)


@dataclass(frozen=True, slots=True)
class Figur:
    """En kjede med nummer, og samme SVG som data-adresse for PDF-en."""

    nummer: int
    kjede: Kjede
    adresse: str


def plankontekst(innhold: Json) -> dict[str, Any]:
    """Alt malene trenger, regnet av øyeblikksbildet alene. Samme innhold gir samme kontekst."""
    forholdene = sorted(
        (en for en in innhold["forholdene"] if en["niva"]), key=lambda en: (-Risikoniva(en["niva"]).rang, en["bokstav"])
    )
    figurene = [
        kjede(en, innhold["tiltakene"])
        for en in forholdene
        if Risikoniva(en["niva"]) in KREVER_FIGUR and en["aarsaker"]
    ]
    return {
        "plan": innhold,
        "forholdene": [_forholdsrad(en) for en in forholdene],
        "ikke_relevante": [en for en in innhold["forholdene"] if en["ikke_relevant"]],
        "matrise": _matrise(innhold, forholdene),
        "konsekvens": risikodata().konsekvens,
        "tegnforklaring": [(str(en), TEGN[en], _(en.ord), _(en.forklaring)) for en in Risikoniva],
        "samlet": _merke(innhold["samlet"]["niva"]),
        "samlet_forslag": _merke(innhold["samlet"]["forslag"]),
        "figurene": [Figur(nummer, en, _svg_adresse(en)) for nummer, en in enumerate(figurene, start=1)],
        "tiltakene": [_tiltaksrad(en) for en in innhold["tiltakene"]],
        "kort_fortalt": _kort_fortalt(innhold, forholdene),
        "kilde": kildeord(Kilde(innhold["kilde"])),
        "motedato": _dag(innhold["motedato"]),
        "signert": _tid(innhold.get("signert")),
        **medvirkningen(innhold),
        "uttalelser": [{**en, "tidspunkt": _tid(en["tidspunkt"])} for en in innhold["uttalelser"]],
        "mangler_vernetjenesten": not any(_er_vernetjenestens(en) for en in innhold["uttalelser"]),
        "advarslene": _advarslene(innhold),
        "samvirkene": [
            en for en in (innhold["samlet"]["grunnlag"] or {}).get("samvirker", []) if en["andel"] is not None
        ],
        "versjonsgrunn": innhold.get("versjonsgrunn", ""),
        "aksept": _aksept(innhold["virksomhet"]["akseptkriterium"]),
        **_hver_for_seg(forholdene),
        **_vedleggene(innhold),
    }


def medvirkningen(innhold: Json) -> dict[str, Any]:
    """AMU, råd og løftede risikoer med datoer i stedet for tekst. Planer signert før disse fantes, har dem ikke."""
    return {
        "amu": [{**en, "motedato": _dag(en["motedato"])} for en in innhold.get("amubehandlinger", [])],
        "raad": [{**en, "tidspunkt": _tid(en["tidspunkt"])} for en in innhold.get("raad", [])],
        "eskaleringer": [
            {**en, "sendt": _tid(en["sendt"]), "frist": _dag(en["frist"]), "avklart": _tid(en["avklart"])}
            for en in innhold.get("eskaleringer", [])
        ],
    }


def _er_vernetjenestens(uttalelse: Json) -> bool:
    return uttalelse["rolle"].endswith("verneombud") and not uttalelse.get("om_tidligere_ordlyd")


def _advarslene(innhold: Json) -> list[dict[str, str]]:
    """Advarslene med bokstaven til forholdet foran, så de kan leses hver for seg."""
    return [
        {
            "setning": f"{en['faktor'].upper()}: {en['setning']}" if en["faktor"] else en["setning"],
            "grunn": en["grunn"],
        }
        for en in innhold["advarsler"]
    ]


def _hver_for_seg(forholdene: Sequence[Json]) -> dict[str, Any]:
    """Lederens og verneombudets egne vurderinger, og en setning som bare sier det som skjedde."""
    rader = []
    for en in forholdene:
        per_rolle = {vurdert["rolle"]: vurdert for vurdert in en["enkeltvurderinger"]}
        if per_rolle:
            rader.append({**en, "hver": [per_rolle.get("leder"), per_rolle.get("verneombud")]})
    begge = sum(1 for rad in rader if all(rad["hver"]))
    if forholdene and begge == len(forholdene):
        setning = _("Leder og verneombud vurderte hver for seg før de ble enige.")
    elif begge:
        setning = _("Leder og verneombud vurderte %(begge)s av %(alle)s forhold hver for seg før de ble enige.") % {
            "begge": begge, "alle": len(forholdene),
        }  # fmt: skip
    else:
        setning = _("Forholdene er ikke vurdert av leder og verneombud hver for seg.")
    return {"enkeltvurdert": rader, "hver_for_seg": setning}


def _vedleggene(innhold: Json) -> dict[str, Any]:
    """Tallene fra utgivelsen og endringene siden forrige plan, med numrene kapitlene får."""
    tallene = [
        {"forhold": f"{en['bokstav']} {en['kortnavn']}", "rad": rad}
        for en in innhold["forholdene"]
        for rad in tallrader(en["grunnlag"])
    ]
    forrige = innhold.get("forrige")
    endringsnummer = 7 if tallene else 6
    return {
        "tallene": tallene,
        "endringsnummer": endringsnummer,
        "signaturnummer": endringsnummer + 1 if forrige else endringsnummer,
        "forrige_signert": _tid(forrige["signert"]) if forrige else None,
    }


def plan_pdf(plan: Handlingsplan) -> bytes:
    """PDF av den låste versjonen. Samme versjon gir samme byte, når og hvor den enn lages."""
    return innhold_pdf({**plan.innhold, "sha256": plan.sha256}, dato=plan.signert)


def innhold_pdf(innhold: Json, *, dato: datetime) -> bytes:
    """PDF av et øyeblikksbilde. Uten «signert» merkes den som utkast på hver side."""
    with override("nb"):
        return pdf_fra_mal(
            "tiltak/pdf/handlingsplan.html",
            {**plankontekst(innhold), "utkast": not innhold.get("signert"), "dokumentdato": dato},
            dato=dato,
        )


def _merke(kode: str) -> dict[str, str] | None:
    if not kode:
        return None
    en = Risikoniva(kode)
    return {"kode": str(en), "tegn": TEGN[en], "ord": _(en.ord)}


def _aksept(aksept: Json | None) -> dict[str, Any] | None:
    return None if aksept is None else {**aksept, "merke": _merke(aksept["niva"]), "dag": _dag(aksept["dato"])}


def _forholdsrad(forhold: Json) -> dict[str, Any]:
    grunnlag, treff = forhold["grunnlag"], forhold["treff"]
    return {
        **forhold,
        "merke": _merke(forhold["niva"]),
        "bevis": bevis(grunnlag),
        "restrisiko": _restrisiko(forhold),
        "folger": [en["navn"] for en in (forhold.get("aarsakssjekk") or {}).get("folger", [])],
        "med_i_sjekken": _deltakerne(forhold.get("aarsakssjekk")),
        "dissensene": [
            {"rolle": _("Leder") if en["rolle"] == "leder" else _("Verneombud"), "tekst": en["tekst"]}
            for en in forhold.get("dissens", [])
        ],
        "overstyrt": _(Overstyring(forhold["overstyring"]).ord) if forhold["overstyring"] else "",
        "sjelden_alvorlig": _liste(forhold) is Liste.SJELDEN_ALVORLIG,
        "treffer": _("%(truffet)s av %(alle)s årsaker har tiltak")
        % {"truffet": treff["truffet"], "alle": treff["aarsaker"]},
    }


def _restrisiko(forhold: Json) -> dict[str, Any] | None:
    """Nivået i forrige vurdering, og om forholdet står uendret fra den. ``None`` når det ikke er vurdert før."""
    forrige = forhold.get("forrige")
    if not forrige or not forrige["niva"]:
        return None
    return {**forrige, "merke": _merke(forrige["niva"]), "uendret": forhold["viderefort"], "dag": _dag(forrige["dato"])}


def _deltakerne(sjekk: Json | None) -> str:
    """«1 leder, 1 verneombud» til planen, bare antall."""
    if not sjekk:
        return ""
    ordene = {
        "ledere": _("%(antall)s fra ledelsen"),
        "verneombud": _("%(antall)s verneombud"),
        "tillitsvalgte": _("%(antall)s tillitsvalgte"),
        "ansatte": _("%(antall)s andre ansatte"),
        "bht": _("%(antall)s fra bedriftshelsetjenesten"),
    }
    return ", ".join(ordene[slag] % {"antall": antall} for slag, antall in sjekk["deltakere"].items())


def _liste(forhold: Json) -> Liste:
    overstyring = Overstyring(forhold["overstyring"]) if forhold["overstyring"] else None
    return liste(forhold["sannsynlighet"], forhold["konsekvens"], overstyring=overstyring)


def _tiltaksrad(tiltak: Json) -> dict[str, Any]:
    mot = sorted({aarsak(en["kode"]).navn for en in tiltak["aarsaker"]})
    nivaa = Tiltaksniva(tiltak["nivaa"])
    if not mot:
        virker, klasse, tegn = _("Symptom"), "symptom", "◌"
    elif nivaa is Tiltaksniva.PRIMAER:
        virker, klasse, tegn = _("Årsak"), "aarsak", "●"
    else:
        virker, klasse, tegn = _("Den enkelte"), "person", "◐"
    return {
        **tiltak,
        "mot": [_(navn) for navn in mot],
        "virker": virker,
        "klasse": klasse,
        "tegn": tegn,
        "nivaaord": _(nivaa.ord),
        "bokstaver": ", ".join(kode.upper() for kode in tiltak["faktorer"]),
        "fristdag": _dag(tiltak["frist"]),
        "maalet": (tiltak.get("maaling") or {}).get("tekst", ""),
        "virket": _virket(tiltak.get("effekt")),
        "tilstandsord": _(Tiltakstilstand(tiltak["tilstand"]).ord),
    }


def _virket(effekt: Json | None) -> str:
    """«Virket (Høst 2026: 53 → Vår 2027: 41, endring −12, 90 % intervall −20 til −4).», tom når ingen har vurdert det."""
    if effekt is None:
        return ""
    dom = _(DOMSORD[Dom(effekt["dom"])])
    if effekt["endring"][0] is None:
        return f"{dom}."
    verdier = {
        "dom": dom,
        "foer": effekt["foer"][0],
        "foer_navn": effekt["foer_navn"],
        "etter": effekt["etter"][0],
        "etter_navn": effekt["etter_navn"],
        "endring": effekt["endring"][0],
        "lav": effekt["endring"][1],
        "hoy": effekt["endring"][2],
    }
    return (
        _(
            "%(dom)s (%(foer_navn)s: %(foer)s → %(etter_navn)s: %(etter)s, endring %(endring)s, 90 %% intervall %(lav)s til %(hoy)s)."
        )
        % verdier
    )


def _matrise(innhold: Json, forholdene: Sequence[Json]) -> list[dict[str, Any]]:
    plassert: dict[tuple[int, int], list[str]] = {}
    for en in forholdene:
        plassert.setdefault((en["sannsynlighet"], en["konsekvens"]), []).append(en["bokstav"])
    return [
        {
            "trinn": trinn,
            "rutene": [
                {**(_merke(str(niva(trinn.tall, k, innhold["tabellversjon"]))) or {}), "bokstaver": plassert.get((trinn.tall, k), [])}
                for k in range(1, 6)
            ],
        }
        for trinn in reversed(risikodata().sannsynlighet)
    ]  # fmt: skip


def _kort_fortalt(innhold: Json, forholdene: Sequence[Json]) -> list[str]:
    setningene = []
    samlet = _merke(innhold["samlet"]["niva"])
    if samlet:
        setningene.append(_("Samlet risiko er %(ord)s.") % {"ord": samlet["ord"].lower()})
    hoye = [en["navn"].lower() for en in forholdene if Risikoniva(en["niva"]) in KREVER_FIGUR]
    if hoye:
        setningene.append(
            ngettext(
                "Ett forhold er oransje eller rødt: %(navn)s.",
                "%(antall)s forhold er oransje eller røde: %(navn)s.",
                len(hoye),
            )
            % {"antall": len(hoye), "navn": ", ".join(hoye)}
        )
    setningene.append(innhold["balanse"]["setning"])
    return [*setningene, *(en["setning"] for en in _advarslene(innhold))]


def _svg_adresse(figuren: Kjede) -> str:
    svg = render_to_string("tiltak/_kjede_svg.html", {"kjede": figuren})
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _dag(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _tid(iso: str | None) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None
